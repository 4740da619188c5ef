"""Sources (出典) of the facts in the catalog."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A document facts were taken from; `date` may be a year, a month, a day or ""."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    checked: str

    @property
    def citation(self) -> str:
        """Title, publisher and date, as shown beside a fact."""
        return f"{self.title}（{'、'.join(part for part in (self.publisher, self.date) if part)}）"
