"""Costs read, summed, and the difference a scenario makes."""

from datetime import date

import pytest

from taiodo.plan.costs import (
    Amounts,
    CostItem,
    CostLine,
    amount_of,
    by_category,
    by_year,
    category_of,
    cost_difference,
    item_of,
    year_of,
)
from taiodo.plan.phases import DAYS_PER_MONTH
from taiodo.problems import Problem

LINES = (
    CostLine("税務", "基幹系", CostItem.RUNNING_BEFORE, {2024: 1_000, 2025: 1_200}, "zei"),
    CostLine("税務", "基幹系", CostItem.RUNNING_AFTER, {2026: 600}, "zei"),
    CostLine("連携", "その他", CostItem.BRIDGE, {2025: 500}),
    CostLine("連携", "その他", CostItem.CHANGE, {2025: 300}),
)


@pytest.mark.parametrize(
    ("words", "year"),
    [("令和7年度", 2025), ("R7", 2025), ("Ｒ７年度", 2025), ("令和元年度", 2019),
     ("平成31年度", 2019), ("2025年度", 2025), ("2025", 2025)],
)  # fmt: skip
def test_fiscal_years_are_read(words, year):
    assert year_of(words) == year


@pytest.mark.parametrize("words", ["", "備考", "令和", "1899年度", "金額"])
def test_other_words_are_no_fiscal_year(words):
    with pytest.raises(ValueError, match="年度"):
        year_of(words)


def test_amounts_are_whole_thousands():
    assert [amount_of(v) for v in ("1,200", "１２００", 1200.0, "", None)] == [1200] * 3 + [
        None
    ] * 2
    for wrong in ("-1", "1.5", "多い", "inf", 10**12):
        with pytest.raises(Problem):
            amount_of(wrong)


def test_words_of_category_and_item():
    assert category_of("基幹系システム") == "基幹系"
    assert item_of("現行の運用費") is CostItem.RUNNING_BEFORE
    with pytest.raises(Problem, match="費目"):
        item_of("人件")


def test_sums_by_year_and_category():
    assert by_year(LINES)[2025] == {
        CostItem.RUNNING_BEFORE: 1_200, CostItem.BRIDGE: 500, CostItem.CHANGE: 300,
    }  # fmt: skip
    assert by_category(LINES)["その他"] == {2025: 800}


def test_the_difference_follows_its_formula():
    plan = Amounts(10.0, 3, {"zei": date(2025, 9, 16)})
    later = Amounts(15.0, 2, {"zei": date(2026, 3, 16)})
    found = cost_difference(LINES, plan, later)
    assert found.running == pytest.approx(181 / DAYS_PER_MONTH / 12 * (1_200 - 600))
    assert found.bridges == pytest.approx(500 / 10 * 5)
    assert found.changes == pytest.approx(-300 / 3)
    assert found.total == pytest.approx(found.running + 250 - 100)
    assert found.missing == ()
    assert cost_difference(LINES, plan, plan).total == 0


def test_what_was_not_entered_is_said():
    plan, later = (
        Amounts(10.0, 3, {"x": date(2025, 1, 1)}),
        Amounts(12.0, 3, {"x": date(2026, 1, 1)}),
    )
    found = cost_difference((), plan, later)
    assert found.total == 0
    assert found.missing == ("xの運用費", "暫定連携の費用")
