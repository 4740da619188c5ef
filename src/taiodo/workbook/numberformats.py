"""What the number format of a cell makes of its number: a date, zeros in front, decimals."""

import re
from datetime import date, datetime, time
from functools import lru_cache

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel, from_ISO8601

from taiodo.workbook.grid import Fault, Value

_ZEROS = re.compile(r"0{2,12}")
_DECIMALS = re.compile(r"0\.(0+)")
_PADDING = re.compile(r"_.|\*.|[\\\"]|\[[^\]]*\]")
# Era formats of Japanese Excel (ggge"年"m"月"d"日"), which the libraries take for plain numbers.
_ERA = re.compile(r"g{1,3}e|\be+[\"年./]")


@lru_cache(maxsize=4096)
def effect(code: str) -> str:
    """How a format shows a number: "date", "zeros:7", "decimals:2", or "" for as it is."""
    if not code or code == "General":
        return ""
    if is_date_format(code) or _ERA.search(code):
        return "date"
    first = _PADDING.sub("", code.split(";")[0])
    if _ZEROS.fullmatch(first):
        return f"zeros:{len(first)}"
    decimals = _DECIMALS.fullmatch(first)
    return f"decimals:{len(decimals.group(1))}" if decimals else ""


def formatted(value: float, how: str, epoch: datetime) -> Value:
    """The number as its format shows it; `how` as `effect` gives it."""
    if not how:
        return value
    if how == "date":
        return as_date(value, epoch)
    kind, _, digits = how.partition(":")
    if kind == "decimals":
        return f"{value:.{digits}f}"
    whole = float(value).is_integer() and value >= 0
    return f"{int(value):0{digits}d}" if whole else value


def as_date(value: float, epoch: datetime) -> Value:
    """The day (or moment) of an Excel serial number."""
    try:
        found = from_excel(value, epoch)
    except (OverflowError, ValueError):
        return Fault("#VALUE!")
    return found if isinstance(found, date | time) else str(found)


def iso_date(text: str) -> Value:
    """A date written in ISO 8601, as strict workbooks do."""
    try:
        found = from_ISO8601(text)  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return text
    return found if isinstance(found, date | time) else str(found)
