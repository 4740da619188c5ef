from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.plan.calendar import (
    fiscal_year,
    fiscal_year_bounds,
    fiscal_year_name,
    fiscal_years_between,
    parse_date,
    wareki,
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
