"""Numbers of requirements as written in cells: text, numbers that lost their zeros, full width."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import NamedTuple

from taiodo.workbook.grid import Value
from taiodo.workbook.sheets import half_width, plain, shown
from taiodo.workbook.words import INVISIBLE

OFFICIAL_WIDTH = 7
DATA_WIDTH = 8
_PLAUSIBLE = re.compile(r"(?=.*\d)[0-9A-Za-z._\-/()~#]{1,30}")
# A number before a remark in brackets or on a line of its own: 0100001（新）.
_REMARKED = re.compile(r"([0-9A-Za-z][0-9A-Za-z._\-/]*)\s*((?:[(\[【<〔※*]|\n).*)", re.DOTALL)
_DASHES = str.maketrans("‐‑‒–—―−ー", "--------")


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number as read.

    `doubt` says what may be wrong with it: "", zeros, decimal or date; `remark` what stands behind
    it in the cell.
    """

    number: str
    doubt: str = ""
    remark: str = ""


class Width(NamedTuple):
    """How many digits numbers have (0: no fixed number); `assumed` where only the rule says so."""

    digits: int
    assumed: bool = False


NO_NUMBER = NumberCell("")


def is_plausible(number: str) -> bool:
    """Whether a text can be the number of a requirement: short, with a digit, no Japanese words."""
    return _PLAUSIBLE.fullmatch(number) is not None


def usual_width(values: Iterable[Value], *, typed: bool = True, official: int = 7) -> Width:
    """How many digits the numbers of a column have.

    Text decides. Where every number was stored numerically, or none begins with a zero and all are
    a digit or two short, 業務ID and serial make the `official` number of digits; in a `typed` sheet
    somebody may have meant such texts, so that the width is `assumed`.
    """
    widths: Counter[int] = Counter()
    whole: Counter[int] = Counter()
    others = numeric = 0
    for value in values:
        if type(value) is int:
            numeric += 10_000 <= value < 10**official
            continue
        text = half_width(plain(value)) if value is not None else ""
        if text.isascii() and text.isdigit():
            widths[len(text)] += 1
            whole[len(text)] += text[0] == "0"
        elif text and is_plausible(text):
            others += 1
    whole = +whole
    if not widths:
        return Width(official if numeric and not others else 0)
    # A number that begins with a zero has lost none.
    width, count = (whole or widths).most_common(1)[0]
    short = {official - 1, official - 2}
    if not whole and width in short and widths.keys() <= short and not others:
        return Width(official, assumed=typed)
    return Width(width if width >= 5 and count >= others else 0)


def read_number(value: Value, width: int) -> NumberCell:
    """The number in a cell, brought to the usual width of its column."""
    if value is None:
        return NO_NUMBER
    if isinstance(value, date | time):
        return NumberCell(shown(value), "date")
    if isinstance(value, float) and not value.is_integer():
        return NumberCell(f"{value:.10g}", "decimal")
    text = half_width(plain(value))
    if not text.isascii():
        text = text.translate(_DASHES)
    remark = ""
    if not is_plausible(text) and (remarked := _REMARKED.fullmatch(_single_width(value))):
        text, remark = half_width(remarked[1]), remarked[2].strip()
    if width > len(text) >= width - 3 and text.isascii() and text.isdigit() and width >= 5:
        return NumberCell(text.zfill(width), "zeros", remark)
    return NumberCell(text, "", remark)


def _single_width(value: Value) -> str:
    """The text of a cell in NFKC, its line breaks kept."""
    return unicodedata.normalize("NFKC", plain(value)).translate(INVISIBLE).strip()


def joined(parts: list[str], width: int) -> NumberCell:
    """A number written in two or more cells (業務ID and serial), the last one filled with zeros."""
    texts = [half_width(part) for part in parts if part]
    if len(texts) < 2 or len(texts) < len(parts):
        return NumberCell("".join(texts))
    before = "".join(texts[:-1])
    last = texts[-1]
    if before.isdigit() and last.isdigit() and len(before) + len(last) < width:
        return NumberCell(before + last.zfill(width - len(before)), "zeros")
    return NumberCell(before + last)


SERIES_APART = 1_000


def gaps(numbers: Iterable[str], vacant: Iterable[str] = ()) -> tuple[int, list[str]]:
    """How many numbers are missing between others, and their ranges as people write them.

    Serials are looked at within one 業務ID (first three digits), sections within their chapter. A
    jump of a thousand numbers or more begins a new series and is no gap.
    """
    groups: dict[tuple[str, int], set[int]] = {}
    for known in (numbers, vacant):
        for number in known:
            head, serial = _head(number)
            if serial:
                width = len(serial) if number.isdigit() else 0
                groups.setdefault((head, width), set()).add(int(serial))
    count, ranges = 0, []
    for (head, width), serials in sorted(groups.items()):
        ordered = sorted(serials)
        for low, high in pairwise(ordered):
            if not 1 < high - low <= SERIES_APART:
                continue
            count += high - low - 1
            first, last = (f"{head}{n:0{width}d}" for n in (low + 1, high - 1))
            ranges.append(first if first == last else f"{first}～{last}")
    return count, ranges


def _head(number: str) -> tuple[str, str]:
    if number.isdigit():
        return (number[:3], number[3:]) if len(number) >= OFFICIAL_WIDTH else ("", "")
    head, dot, last = number.rpartition(".")
    return (head + dot, last) if dot and last.isdigit() and len(last) < 5 else ("", "")
