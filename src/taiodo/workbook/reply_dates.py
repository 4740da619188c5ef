"""対応予定日 as vendors write it: a day, or only a month, a fiscal year or its end."""

import calendar
import re
import unicodedata
from datetime import date
from typing import NamedTuple

from taiodo.plan.calendar import fiscal_year_bounds, parse_date
from taiodo.workbook.grid import Value
from taiodo.workbook.sheets import plain

_TAIL = "(?:末|末日|まで|までに|頃|ごろ|予定|中|内)*"
_ERA = r"(?:(?P<era>令和|平成|R|H)\s*)?"
_MONTH = re.compile(rf"{_ERA}(?P<year>元|\d{{1,4}})(?:年|[-/.])(?P<month>\d{{1,2}})月?{_TAIL}")
_FISCAL = re.compile(rf"{_ERA}(?P<year>元|\d{{1,4}})年度{_TAIL}")
_DAY = re.compile(rf"(?P<day>.+?){_TAIL}")
_YEARS = range(2000, 2101)
_FIRST = {"令和": 2019, "R": 2019, "平成": 1989, "H": 1989}


class Due(NamedTuple):
    """A day (ISO), and whether it stands for a longer time whose last day it is."""

    day: str
    rounded: bool


def read_due(value: Value) -> Due | None:
    """The day somebody meant; of a month or fiscal year its last day. None: it cannot be told.

    >>> read_due("令和8年9月末")
    Due(day='2026-09-30', rounded=True)
    """
    if isinstance(value, date):
        return Due(parse_date(value).isoformat(), False)
    text = "".join(unicodedata.normalize("NFKC", plain(value)).split())
    for read in (_exact, _month, _fiscal):
        found = read(text)
        if found is not None:
            return found
    return None


def _exact(text: str) -> Due | None:
    match = _DAY.fullmatch(text)
    try:
        day = parse_date(match["day"] if match else text)
    except ValueError:
        return None
    return Due(day.isoformat(), False) if day.year in _YEARS else None


def _month(text: str) -> Due | None:
    match = _MONTH.fullmatch(text.upper())
    year = _year(match) if match else None
    month = int(match["month"]) if match else 0
    if year is None or not 1 <= month <= 12:
        return None
    return Due(date(year, month, calendar.monthrange(year, month)[1]).isoformat(), True)


def _fiscal(text: str) -> Due | None:
    match = _FISCAL.fullmatch(text.upper())
    year = _year(match) if match else None
    return None if year is None else Due(fiscal_year_bounds(year)[1].isoformat(), True)


def _year(match: re.Match[str]) -> int | None:
    era, digits = match["era"], match["year"]
    count = 1 if digits == "元" else int(digits)
    year = count + _FIRST[era] - 1 if era else count
    return year if year in _YEARS else None
