"""Japanese dates (和暦) and fiscal years (年度, April to March): read and written here alone.

A date is understood however it is written, and what had to be put right is said: 平成33年
has never been (it is 令和3年), 令和元年4月 was still 平成31年, 2025年（令和6年） cannot be.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
_NAMES = {mark: name for name, letter, _ in _ERAS for mark in (name, letter)}
_STARTS = {name: start for name, _, start in _ERAS}
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIAL_FROM, _SERIAL_TO = 10_000, 100_000
_WEEKDAYS = "月火水木金土日"

_ERA = r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])(?P<count>元|\d{1,3})"
_DAY = r"(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})日?"
_WESTERN = re.compile(rf"(?P<year>\d{{4}})(?:年|[-/.]){_DAY}(?:[T ][\d:.]+)?")
_ERA_FIRST = re.compile(_ERA)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_JAPANESE = re.compile(rf"{_ERA}(?:年|[-/.]){_DAY}")
# 令和7年(2025年)4月1日, 令和7(2025)年4月1日, and the other way round.
_BOTH = (
    re.compile(rf"{_ERA}年?\((?P<year>\d{{4}})年?\)年?{_DAY}"),
    re.compile(rf"(?P<year>\d{{4}})年?\({_ERA}年?\)年?{_DAY}"),
)
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
_WEEKDAY = re.compile(r"\((月|火|水|木|金|土|日)曜?日?\)$")
_FISCAL = re.compile(rf"(?:{_ERA}|(?P<year>\d{{4}}))年?度")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as it was understood; `remark` says in Japanese what was put right, else ""."""

    day: date
    remark: str = ""


def wareki(day: date) -> str:
    """The date in the Japanese calendar, such as 令和7年4月1日 or 令和元年5月1日.

    Raises:
        ValueError: the date is before 明治.
    """
    plain = _plain(day)
    era, count = _era_year(plain)
    return f"{era}{_counted(count)}年{plain.month}月{plain.day}日"


def short_wareki(day: date) -> str:
    """The same where there is little room: R7.4.1.

    Raises:
        ValueError: the date is before 明治.
    """
    plain = _plain(day)
    era, count = _era_year(plain)
    letter = next(short for name, short, _ in _ERAS if name == era)
    return f"{letter}{count}.{plain.month}.{plain.day}"


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
            return f"{name}{_counted(year - start.year + 1)}年度"
    raise ValueError(f"{year}年度は和暦（明治以降）で表せません。")


def fiscal_years_between(first: date, last: date) -> tuple[int, ...]:
    """Every fiscal year from the one of `first` to the one of `last`, both included."""
    return tuple(range(fiscal_year(first), fiscal_year(last) + 1))


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a fiscal year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week a day lies in."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def parse_date(value: object) -> date:
    """The date somebody meant; as `read_date`, for those who need no remark.

    Raises:
        ValueError: the value is no date.
    """
    return read_date(value).day


def read_date(value: object) -> ReadDate:
    """The date somebody meant: ISO, 2026/3/31, 令和8年4月1日, R8.4.1 or a spreadsheet serial.

    Digits may be full-width, blanks do not count. Serial numbers are days from 1899-12-30, taken
    for dates between 1927 and 2173 only. A year its era never had (平成33年) is read on and said.

    Raises:
        ValueError: the value is no date, or contradicts itself; the words say why.
    """
    if isinstance(value, datetime):
        return ReadDate(value.date())
    if isinstance(value, date):
        return ReadDate(value)
    if isinstance(value, bool):
        raise _not_a_date(value)
    if isinstance(value, int | float):
        return ReadDate(_from_serial(value, value))
    text = "".join(unicodedata.normalize("NFKC", str(value)).split()).replace("−", "-")
    weekday = _WEEKDAY.search(text)
    found = _from_words(_WEEKDAY.sub("", text), value)
    if weekday and _WEEKDAYS[found.day.weekday()] != weekday[1]:
        remark = f"「{value}」の曜日が合いません（{_WEEKDAYS[found.day.weekday()]}曜日です）。"
        return ReadDate(found.day, found.remark + remark)
    return found


def parse_fiscal_year(value: object) -> int:
    """The fiscal year (年度) of words such as 令和7年度, R7年度, 2025年度 or 平成31年度 (2019).

    Raises:
        ValueError: the value names no fiscal year.
    """
    text = "".join(unicodedata.normalize("NFKC", str(value)).split()).upper()
    found = _FISCAL.fullmatch(text)
    if not found:
        raise ValueError(f"「{value}」は年度として読めません。例: 令和7年度、2025年度")
    if found["year"]:
        return int(found["year"])
    return _western_year(found["era"], found["count"], value)


def era_of(value: object) -> str:
    """How a date is written: 令和, 平成 … for a Japanese era, 西暦 otherwise, "" where unsaid.

    A date object and a spreadsheet serial say nothing about how people write.
    """
    text = "".join(unicodedata.normalize("NFKC", str(value)).split()).upper()
    if not isinstance(value, str) or _SERIAL.fullmatch(text):
        return ""
    found = _ERA_FIRST.match(text)
    return _NAMES[found["era"]] if found else "西暦"


def _from_words(text: str, value: object) -> ReadDate:
    for pattern in _BOTH:
        if found := pattern.fullmatch(text.upper()):
            return _of_both(found, value)
    if found := _JAPANESE.fullmatch(text.upper()):
        year = _western_year(found["era"], found["count"], value)
        return _within_era(_NAMES[found["era"]], _day_of(year, found, value), value)
    if found := _WESTERN.fullmatch(text) or _COMPACT.fullmatch(text):
        return ReadDate(_day_of(int(found["year"]), found, value))
    if _CLOCK.fullmatch(text):
        return ReadDate(_iso(text[:10], value))
    if _SERIAL.fullmatch(text):
        return ReadDate(_from_serial(float(text), value))
    raise _not_a_date(value)


def _of_both(found: re.Match[str], value: object) -> ReadDate:
    """Both calendars beside each other must mean the same year."""
    year = _western_year(found["era"], found["count"], value)
    if year != int(found["year"]):
        era = f"{_NAMES[found['era']]}{found['count']}年"
        raise _not_a_date(value, f"西暦{found['year']}年と{era}（{year}年）が食い違っています。")
    return _within_era(_NAMES[found["era"]], _day_of(year, found, value), value)


def _western_year(era: str, count: str, value: object) -> int:
    number = 1 if count == "元" else int(count)
    if number < 1:
        raise _not_a_date(value, "年は元年（1年）から数えます。")
    return _STARTS[_NAMES[era]].year + number - 1


def _day_of(year: int, found: re.Match[str], value: object) -> date:
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise _not_a_date(value, "暦にない日です。") from error


def _iso(text: str, value: object) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _not_a_date(value, "暦にない日です。") from error


def _within_era(era: str, day: date, value: object) -> ReadDate:
    """Refuse a day before its era; a day after it is the next era's, and that is said."""
    if day < _STARTS[era]:
        start = _STARTS[era]
        begun = f"{era}は{start.year}年{start.month}月{start.day}日からです"
        meant = f"（{wareki(day)}のことではありませんか）" if _has_era(day) else ""
        raise _not_a_date(value, f"{begun}{meant}。")
    if _era_year(day)[0] != era:
        return ReadDate(day, f"「{value}」は{wareki(day)}（西暦{day.year}年）と読みました。")
    return ReadDate(day)


def _has_era(day: date) -> bool:
    return day >= _ERAS[-1][2]


def _era_year(day: date) -> tuple[str, int]:
    for name, _, start in _ERAS:
        if day >= start:
            return name, day.year - start.year + 1
    raise ValueError(f"{day.isoformat()} は和暦（明治以降）で表せません。")


def _counted(count: int) -> str:
    return "元" if count == 1 else str(count)


def _from_serial(number: float, value: object) -> date:
    if number != number or not _SERIAL_FROM <= number < _SERIAL_TO:
        raise _not_a_date(value)
    return _SPREADSHEET_EPOCH + timedelta(days=int(number))


def _plain(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _not_a_date(value: object, why: str = "") -> ValueError:
    return ValueError(f"「{value}」は日付として読めません。{why}")
