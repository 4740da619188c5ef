"""国のデータ連携: which operation or function provides what to whom, by the specifications."""

from dataclasses import dataclass
from enum import StrEnum

from taiodo.catalog.operations import Certainty


class Side(StrEnum):
    """Ends of a linkage that are no single operation or common function."""

    STANDARD = "standard"
    LOCAL = "local"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "standard": "標準準拠システム",
            "local": "独自施策システム等",
            "outside": "外部",
        }[self.value]


WIDE_ENDS = tuple(side.value for side in Side)


@dataclass(frozen=True, slots=True)
class Linkage:
    """A linkage the nation's papers know.

    Ends are ids of operations or common functions, or a `Side`. `outside_words` are words of which
    a partner outside bears one in its name; `source` is a readable citation with its place; a fact
    that is not confirmed is shown as 未確認.
    """

    serial: int
    provider: tuple[str, ...]
    consumer: tuple[str, ...]
    outside_words: tuple[str, ...]
    data: str
    method: str
    source: str
    certainty: Certainty
    note: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether the fact was seen in its source."""
        return self.certainty is Certainty.CONFIRMED

    @property
    def is_wide(self) -> bool:
        """Whether an end stands for many systems, so that no one connection is demanded."""
        wide = {Side.STANDARD.value, Side.LOCAL.value}
        return bool(wide & {*self.provider, *self.consumer})
