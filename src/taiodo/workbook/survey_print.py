"""How a 調査票 prints: widths after what stands in the columns, rows as high as their words."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.workbook.survey_form import FormColumn, FormRow

SIZE, SMALL = 10, 8
"""Points of the words on the sheet, and of those too long for the highest row."""
BODY_FONT = "BIZ UDPゴシック"
"""Legible when small, and its lines stand close: those of 游ゴシック take 1.7 times their size."""
LEADING = 1.45
"""Height of a line by its size, also of the fonts that stand in for it elsewhere."""
HIGHEST = 409.0
"""Points: no row of Excel is higher."""
LEAST_LINES = 2
PAGE = 112.0
"""Widths (in units of a digit) that go on a landscape A4 page with these margins at 100%.

Excel's digits are narrower (145 go on a page), those of LibreOffice without its fonts so wide.
"""
MARGIN = 0.4
LEAST_SCALE = 0.8
"""Below it the words would print smaller than 8 points: the sheet goes over two pages then."""
EMPTY = 10.0
LONGEST_TEXT = 72.0
_ASKED = ("text", "current")
"""Columns as wide as what stands in them needs: often nothing, sometimes a page of words."""


class _Fitted(RowDimension):
    """A row with a height that still grows when somebody writes more into it."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - as openpyxl calls it
        """Never: a height of one's own would stay whatever is written."""
        return False


@dataclass(frozen=True, slots=True)
class Line:
    """How one row is set: its height in points, and the places whose words are set small."""

    height: float
    small: frozenset[int]


def fitted(columns: Sequence[FormColumn], rows: Sequence[FormRow]) -> list[FormColumn]:
    """The columns with the widths their contents need."""
    return [
        replace(column, width=_width(column, rows)) if column.name in _ASKED else column
        for column in columns
    ]


def _width(column: FormColumn, rows: Sequence[FormRow]) -> float:
    words = [str(row.values.get(column.name) or "") for row in rows]
    if not any(words):
        return EMPTY
    if column.name != "text":
        return column.width
    width = column.width
    most = int(HIGHEST / (SIZE * LEADING))
    while width < LONGEST_TEXT and (words := [w for w in words if _lines(w, width) > most]):
        width += 6
    return min(width, LONGEST_TEXT)


def line_of(columns: Sequence[FormColumn], values: Mapping[int, object]) -> Line:
    """How a row is set; `values` by place (from 1) among the columns."""
    height, small = LEAST_LINES * SIZE * LEADING, set()
    for place, value in values.items():
        if not isinstance(value, str):
            continue
        width = columns[place - 1].width
        needed = _lines(value, width) * SIZE * LEADING
        if needed > HIGHEST:
            small.add(place)
            needed = _lines(value, width * SIZE / SMALL) * SMALL * LEADING
        height = max(height, needed)
    return Line(min(height + 2, HIGHEST), frozenset(small))


def _lines(text: str, width: float) -> int:
    """How many lines words take in a column: full-width characters count double."""
    room = max(2.0, width - 1.5)
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(max(1, ceil(_units(part) / room)) for part in text.splitlines())


def _units(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def set_height(sheet: Worksheet, line: int, height: float) -> None:
    """Give a row a height that still follows what is written into it."""
    sheet.row_dimensions[line] = _Fitted(sheet, index=line, ht=height)


def print_readably(sheet: Worksheet, columns: Sequence[FormColumn], header: int) -> None:
    """One landscape page wide where the words stay readable, else two, with 機能ID on both."""
    setup, margins = sheet.page_setup, sheet.page_margins
    setup.orientation, setup.paperSize, setup.fitToHeight = "landscape", 9, 0
    margins.left = margins.right = MARGIN
    margins.top, margins.bottom, margins.footer = 0.5, 0.75, 0.3
    sheet.print_title_rows = f"{header}:{header}"
    shown = [(place, c) for place, c in enumerate(columns, start=1) if not c.hidden]
    total = sum(c.width for _, c in shown)
    if total * LEAST_SCALE <= PAGE:
        setup.fitToWidth = 1
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        return
    number = next((place, c.width) for place, c in shown if c.name == "number")
    after, widest = _cut(shown, number)
    setup.scale = max(10, min(100, int(PAGE / widest * 100)))
    setup.pageOrder = "overThenDown"
    sheet.col_breaks = ColBreak(brk=[Break(id=after)])
    letter = get_column_letter(number[0])
    sheet.print_title_cols = f"{letter}:{letter}"


def _cut(shown: Sequence[tuple[int, FormColumn]], number: tuple[int, float]) -> tuple[int, float]:
    """After which place the second page begins, and the width of the wider page.

    Cut before the first column to fill in where both sides stay readable, else in halves.
    """
    found = []
    for n in range(1, len(shown)):
        left, right = shown[:n], shown[n:]
        repeated = number[1] if number[0] < right[0][0] else 0
        widest = max(sum(c.width for _, c in left), sum(c.width for _, c in right) + repeated)
        natural = right[0][1].answer and not any(c.answer for _, c in left)
        if natural and widest * LEAST_SCALE <= PAGE:
            return left[-1][0], widest
        found.append((widest, left[-1][0]))
    widest, after = min(found)
    return after, widest
