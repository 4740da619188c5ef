"""Numbers of requirements as written in cells: text, numbers that lost their zeros, full width."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from openpyxl.cell.rich_text import CellRichText

from taiodo.workbook.sheets import AnyCell, Sheet, half_width, number_format, shown

OFFICIAL_WIDTH = 7
_PLAUSIBLE = re.compile(r"(?=.*\d)[0-9A-Za-z._\-/()~#]{1,30}")
_ZEROS = re.compile(r"0{2,12}")
_DECIMALS = re.compile(r"0\.(0+)")


@dataclass(frozen=True)
class NumberCell:
    """A number as read; `doubt` says what may be wrong with it: "", zeros, decimal or date."""

    number: str
    doubt: str = ""


def is_plausible(number: str) -> bool:
    """Whether a text can be the number of a requirement: short, with a digit, no Japanese words."""
    return _PLAUSIBLE.fullmatch(number) is not None


def usual_width(cells: Iterable[AnyCell]) -> int:
    """How many digits the numbers of a column have; 0 when they are of no fixed width.

    Text decides. Where every number was stored numerically, 業務ID and serial make seven digits.
    """
    widths: Counter[int] = Counter()
    others = numeric = 0
    for cell in cells:
        value = cell.value
        if isinstance(value, str):
            text = half_width(value)
            if text.isascii() and text.isdigit():
                widths[len(text)] += 1
            elif is_plausible(text):
                others += 1
        elif isinstance(value, int) and 10_000 <= value < 10**OFFICIAL_WIDTH:
            numeric += 1
    if not widths:
        return OFFICIAL_WIDTH if numeric and not others else 0
    width, count = widths.most_common(1)[0]
    return width if width >= 5 and count >= others else 0


def read_number(cell: AnyCell, sheet: Sheet, width: int) -> NumberCell:
    """The number in a cell, brought to the usual width of its column."""
    value = cell.value
    if value is None:
        return NumberCell("")
    if isinstance(value, str | CellRichText):
        text = half_width(sheet.plain(cell))
        if text.isascii() and text.isdigit() and width > len(text) >= width - 3 and width >= 5:
            return NumberCell(text.zfill(width), "zeros")
        return NumberCell(text)
    if isinstance(value, date | time):
        return NumberCell(shown(value), "date")
    if isinstance(value, float) and not value.is_integer():
        decimals = _DECIMALS.fullmatch(number_format(cell))
        text = f"{value:.{len(decimals.group(1))}f}" if decimals else f"{value:.10g}"
        return NumberCell(text, "" if decimals else "decimal")
    text = shown(value)
    zeros = _ZEROS.fullmatch(number_format(cell))
    if zeros:
        return NumberCell(text.zfill(len(zeros.group(0))))
    if text.isdigit() and width > len(text) >= width - 3:
        return NumberCell(text.zfill(width), "zeros")
    return NumberCell(text)
