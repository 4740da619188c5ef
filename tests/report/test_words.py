"""Values as every document shows them."""

from datetime import date, datetime

import pytest

from taiodo.report.content import Column
from taiodo.report.words import plain, shown


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("text", None, ""),
        ("text", "=1+1", "=1+1"),
        ("text", 12, "12"),
        ("count", 1200, "1,200"),
        ("count", 1200.0, "1,200"),
        ("count", 12.25, "12.3"),
        ("count", -0.04, "0.0"),
        ("count", "－", "－"),
        ("count", float("nan"), ""),
        ("percent", 0.25, "25.0%"),
        ("percent", 0.0625, "6.3%"),
        ("percent", 1, "100.0%"),
        ("percent", -0.0001, "0.0%"),
        ("date", date(2019, 5, 1), "令和元年5月1日"),
        ("date", datetime(2026, 3, 31, 23, 59), "令和8年3月31日"),
        ("date", date(1800, 1, 1), "1800-01-01"),
    ],
)
def test_a_value_is_shown_as_its_column_says(kind, value, words):
    assert shown(Column("列", 1, kind), value) == words


def test_signs_no_document_may_hold_are_left_out():
    assert plain("a\x00b\x0b\x1f\ufffe\uffff\ud800c\r\nd\te") == "abc\nd\te"
