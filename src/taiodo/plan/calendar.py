"""Japanese dates (和暦) and fiscal years (年度, April to March)."""

import re
import unicodedata
from datetime import date, datetime, timedelta

_ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
_FIRST_YEAR = {mark: start.year for name, letter, start in _ERAS for mark in (name, letter)}
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIAL_FROM, _SERIAL_TO = 10_000, 100_000

_WESTERN = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:[T ][\d:.]+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_JAPANESE = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])(元|\d{1,2})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?"
)
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")


def wareki(day: date) -> str:
    """The date in the Japanese calendar, such as 令和7年4月1日 or 令和元年5月1日.

    Raises:
        ValueError: the date is before 明治.
    """
    plain = _plain(day)
    for name, _, start in _ERAS:
        if plain >= start:
            year = plain.year - start.year + 1
            return f"{name}{'元' if year == 1 else year}年{plain.month}月{plain.day}日"
    raise ValueError(f"{plain.isoformat()} は和暦（明治以降）で表せません。")


def fiscal_year(day: date) -> int:
    """The fiscal year (年度) a date belongs to: 2026-03-31 belongs to 2025."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_name(year: int) -> str:
    """The Japanese name of a fiscal year: 2025 is 令和7年度.

    The year an era began in is named after the new era: 2019 is 令和元年度, not 平成31年度.

    Raises:
        ValueError: the year is before 明治.
    """
    for name, _, start in _ERAS:
        if year >= start.year:
            count = year - start.year + 1
            return f"{name}{'元' if count == 1 else count}年度"
    raise ValueError(f"{year}年度は和暦（明治以降）で表せません。")


def fiscal_years_between(first: date, last: date) -> tuple[int, ...]:
    """Every fiscal year from the one of `first` to the one of `last`, both included."""
    return tuple(range(fiscal_year(first), fiscal_year(last) + 1))


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def parse_date(value: object) -> date:
    """The date somebody meant: ISO, 2026/3/31, 令和8年4月1日, R8.4.1 or a spreadsheet serial.

    Digits may be full-width, blanks do not count. Serial numbers are days from 1899-12-30, taken
    for dates between 1927 and 2173 only.

    Raises:
        ValueError: the value is no date.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise _not_a_date(value)
    if isinstance(value, int | float):
        return _from_serial(value, value)
    text = "".join(unicodedata.normalize("NFKC", str(value)).split()).replace("−", "-")
    text = re.sub(r"\((?:月|火|水|木|金|土|日)\)$", "", text)
    try:
        return _from_words(text, value)
    except ValueError as error:
        raise _not_a_date(value) from error


def era_of(value: object) -> str:
    """How a date is written: 令和, 平成 … for a Japanese era, 西暦 otherwise, "" where unsaid.

    A date object and a spreadsheet serial say nothing about how people write.
    """
    text = "".join(unicodedata.normalize("NFKC", str(value)).split()).upper()
    if not isinstance(value, str) or _SERIAL.fullmatch(text):
        return ""
    found = _JAPANESE.match(text)
    if found is None:
        return "西暦"
    return next(name for name, letter, _ in _ERAS if found[1] in (name, letter))


def _from_words(text: str, value: object) -> date:
    if found := _JAPANESE.fullmatch(text.upper()):
        era, year, month, day = found.groups()
        count = 1 if year == "元" else int(year)
        return _within_era(era, date(_FIRST_YEAR[era] + count - 1, int(month), int(day)), count)
    if found := _WESTERN.fullmatch(text) or _COMPACT.fullmatch(text):
        return date(*(int(part) for part in found.groups()[:3]))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}\d{2}:\d{2}(:\d{2}(\.\d+)?)?", text):
        return date.fromisoformat(text[:10])
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text), value)
    raise _not_a_date(value)


def _within_era(era: str, day: date, count: int) -> date:
    start = next(start for name, letter, start in _ERAS if era in (name, letter))
    if count < 1 or day < start:
        raise _not_a_date(day)
    return day


def _from_serial(number: float, value: object) -> date:
    if number != number or not _SERIAL_FROM <= number < _SERIAL_TO:
        raise _not_a_date(value)
    return _SPREADSHEET_EPOCH + timedelta(days=int(number))


def _plain(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _not_a_date(value: object) -> ValueError:
    return ValueError(f"「{value}」は日付として読めません。")
