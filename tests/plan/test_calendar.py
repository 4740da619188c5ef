from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.plan.calendar import (
    ReadDate,
    fiscal_year,
    fiscal_year_bounds,
    fiscal_year_name,
    fiscal_years_between,
    parse_date,
    parse_fiscal_year,
    read_date,
    wareki,
    week_of,
)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 4, 1), "令和7年4月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 29), "明治45年7月29日"),
    ],
)
def test_the_japanese_calendar_knows_the_days_eras_change(day, words):
    assert wareki(day) == words
    assert parse_date(words) == day


def test_no_japanese_date_before_meiji():
    with pytest.raises(ValueError, match="明治"):
        wareki(date(1800, 1, 1))


@pytest.mark.parametrize(
    ("day", "year", "name"),
    [
        (date(2025, 4, 1), 2025, "令和7年度"),
        (date(2026, 3, 31), 2025, "令和7年度"),
        (date(2019, 4, 1), 2019, "令和元年度"),
        (date(2019, 3, 31), 2018, "平成30年度"),
    ],
)
def test_fiscal_years_run_from_april_to_march(day, year, name):
    assert fiscal_year(day) == year
    assert fiscal_year_name(year) == name


def test_fiscal_years_between_includes_both_ends():
    assert fiscal_years_between(date(2025, 3, 31), date(2027, 4, 1)) == (2024, 2025, 2026, 2027)
    assert fiscal_year_bounds(2025) == (date(2025, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 4, 1),
        datetime(2026, 4, 1, 9, 30),
        "2026-04-01",
        "2026-04-01T00:00:00",
        "2026-04-01 00:00:00",
        "2026/4/1",
        "2026.4.1",
        "2026年4月1日",
        "20260401",
        "令和8年4月1日",
        "令和 ８年 ４月 １日",
        "R8.4.1",
        "r8/4/1",
        "Ｒ８．４．１",
        46113,
        46113.0,
        "46113",
    ],
)
def test_dates_are_understood_however_written(written):
    assert parse_date(written) == date(2026, 4, 1)


@pytest.mark.parametrize(
    "written",
    ["", "未定", "2026-02-30", "令和8年13月1日", "令和8年", "平成50年1月1日x", "R0.4.1"],
)
def test_what_is_no_date_is_refused(written):
    with pytest.raises(ValueError, match="日付として読めません"):
        parse_date(written)


@pytest.mark.parametrize("value", [12, True, float("nan"), 10**9, "2026", "昭和1年1月1日", None])
def test_numbers_that_are_no_serial_are_refused(value):
    with pytest.raises(ValueError, match="日付として読めません"):
        parse_date(value)


@given(st.dates(min_value=date(1868, 1, 25), max_value=date(2117, 12, 31)))
def test_every_japanese_date_reads_back(day):
    assert parse_date(wareki(day)) == day


@pytest.mark.parametrize(
    ("written", "day", "words"),
    [
        ("平成33年4月1日", date(2021, 4, 1), "令和3年4月1日"),
        ("H31.5.1", date(2019, 5, 1), "令和元年5月1日"),
        ("昭和100年1月1日", date(2025, 1, 1), "令和7年1月1日"),
        ("2025年4月1日（月）", date(2025, 4, 1), "火曜日です"),
    ],
)
def test_what_had_to_be_put_right_is_said(written, day, words):
    found = read_date(written)
    assert found.day == day
    assert words in found.remark


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("令和7年（2025年）4月1日", date(2025, 4, 1)),
        ("2025年(令和7年)4月1日", date(2025, 4, 1)),
        ("令和元(2019)年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日（火）", date(2019, 4, 30)),
        ("令和8年3月31日(火)", date(2026, 3, 31)),
    ],
)
def test_both_calendars_beside_each_other_are_one_date(written, day):
    assert read_date(written) == ReadDate(day)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("令和元年4月1日", "平成31年4月1日のことではありませんか"),
        ("令和1年4月30日", "平成31年4月30日"),
        ("2025年（令和6年）4月1日", "食い違っています"),
        ("令和8年2月29日", "暦にない日"),
        ("令和0年4月1日", "元年"),
        ("2025-02-30", "暦にない日"),
    ],
)
def test_a_date_that_cannot_be_says_why(written, words):
    with pytest.raises(ValueError, match="日付として読めません") as refusal:
        read_date(written)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("written", "year"),
    [("令和7年度", 2025), ("R7年度", 2025), ("２０２５年度", 2025), ("令和元年度", 2019),
     ("平成31年度", 2019), ("平成33年度", 2021), ("昭和63年度", 1988)],
)  # fmt: skip
def test_fiscal_years_in_either_calendar(written, year):
    assert parse_fiscal_year(written) == year


@pytest.mark.parametrize("written", ["令和7年", "7年度", "", "令和0年度", "来年度"])
def test_what_names_no_fiscal_year_is_refused(written):
    with pytest.raises(ValueError, match="読めません"):
        parse_fiscal_year(written)


@given(st.integers(min_value=1868, max_value=2100))
def test_every_fiscal_year_reads_back(year):
    assert parse_fiscal_year(fiscal_year_name(year)) == year


@given(st.dates(min_value=date(1868, 1, 25), max_value=date(2200, 1, 1)))
def test_a_date_lies_in_its_fiscal_year_and_in_its_week(day):
    first, last = fiscal_year_bounds(fiscal_year(day))
    assert first <= day <= last
    monday, sunday = week_of(day)
    assert monday <= day <= sunday
    assert (monday.weekday(), sunday.weekday()) == (0, 6)


@given(
    st.dates(min_value=date(1927, 1, 1), max_value=date(2100, 12, 31)),
    st.sampled_from(["明治", "大正", "昭和", "平成"]),
)
def test_a_year_counted_on_in_an_old_era_is_the_same_day(day, era):
    start = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989}[era]
    count = day.year - start + 1
    if count >= 1 and (era != "平成" or day >= date(1989, 1, 8)):
        found = read_date(f"{era}{count}年{day.month}月{day.day}日")
        assert found.day == day
        assert bool(found.remark) != wareki(day).startswith(era)
