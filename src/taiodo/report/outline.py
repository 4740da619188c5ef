"""A report in reading order: headings with anchors, captions numbered 表1, 図1 throughout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from taiodo.report.content import Chart, Column, Picture, Report, Section, Table

DEEPEST = 3
"""Headings below this level are set like this level."""

FIGURE_KIND = "figure"
"""The kind of the column that holds the values of key figures."""

_FIGURE_COLUMNS = (Column("指標", 2.2), Column("値", 1, FIGURE_KIND), Column("算式", 3))
_BULLET = "・"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; `anchor` is its name as the target of a link."""

    level: int
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a `listed` one is an entry of a list, its words without the leading ・."""

    words: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class NumberedChart:
    """図1 and so on."""

    number: int
    chart: Chart


@dataclass(frozen=True, slots=True)
class NumberedPicture:
    """A drawing, numbered together with the charts."""

    number: int
    picture: Picture


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """表1 and so on; key figures are tables too."""

    number: int
    table: Table


Block = Heading | Paragraph | NumberedChart | NumberedPicture | NumberedTable


def blocks(report: Report) -> tuple[Block, ...]:
    """Everything below the first page, in reading order."""
    return tuple(_Numbering().walk(report.sections, 1))


def headings(among: Iterable[Block]) -> tuple[Heading, ...]:
    """The headings, for a table of contents."""
    return tuple(block for block in among if isinstance(block, Heading))


class _Numbering:
    """Counts headings, tables and charts over the whole report."""

    def __init__(self) -> None:
        self._headings, self._tables, self._charts = count(1), count(1), count(1)

    def walk(self, sections: Iterable[Section], level: int) -> Iterator[Block]:
        for section in sections:
            anchor = f"h{next(self._headings)}"
            yield Heading(min(level, DEEPEST), section.heading, anchor)
            yield from map(_paragraph, section.paragraphs)
            if section.figures:
                yield NumberedTable(next(self._tables), _key_figures(section))
            for chart in section.charts:
                yield NumberedChart(next(self._charts), chart)
            for picture in section.pictures:
                yield NumberedPicture(next(self._charts), picture)
            for table in section.tables:
                yield NumberedTable(next(self._tables), table)
            yield from self.walk(section.sections, level + 1)


def _paragraph(words: str) -> Paragraph:
    listed = words.startswith(_BULLET)
    return Paragraph(words.removeprefix(_BULLET).strip() if listed else words, listed)


def _key_figures(section: Section) -> Table:
    return Table(f"主な指標（{section.heading}）", _FIGURE_COLUMNS, section.figures)
