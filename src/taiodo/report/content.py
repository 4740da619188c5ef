"""What a report says, as plain facts: one content, written as docx, xlsx and html alike."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report table; `width` is relative, `kind` is text, count, percent, date."""

    title: str
    width: float = 1.0
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; a cell is str, int, float, date or None, as its column says."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    empty: str = "該当するものはありません。"


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart: stacked `values[series][category]`; the title states the finding."""

    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing made already: the title states the finding, `words` tell what it shows."""

    title: str
    png: bytes
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, key figures, charts, pictures and tables, and sections below it.

    `figures` are (name, value as shown, formula or "").
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple["Section", ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: `as_of` is the day its figures hold for; `notices` stand on page one."""

    title: str
    municipality: str
    as_of: date
    written_on: date
    notices: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=())
