"""How the values of a report are written out in documents: the same words in every format."""

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from taiodo.plan.calendar import wareki
from taiodo.report.content import Column

NUMERIC_KINDS = frozenset({"count", "percent"})
"""Kinds of column whose values stand at the right."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def shown(column: Column, value: object) -> str:
    """A cell as its reader sees it: 1,200, 25.0% (of the ratio 0.25), 令和8年3月31日, or "".

    Fractions in a column of counts keep one decimal. Halves are rounded up, as Excel does.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return plain(str(value))
    if not math.isfinite(value):
        return ""
    if column.kind == "percent":
        return f"{_rounded(value, 3) * 100:.1f}%"
    return number(value) if column.kind == "count" else str(value)


def number(value: float) -> str:
    """A count or amount with thousands separated; one decimal if it is no whole number."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{_rounded(value, 1):,.1f}"


def plain(text: str) -> str:
    """The text without the control characters that neither XML nor HTML may hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _rounded(value: float, decimals: int) -> Decimal:
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    return exact if exact else abs(exact)


def _day(value: date) -> str:
    try:
        return wareki(value)
    except ValueError:
        return value.isoformat()
