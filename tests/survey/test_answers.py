import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.problems import Problem
from taiodo.survey.answers import AnswerCounts, Verdict, verdict_of
from taiodo.survey.items import Page, checked_changes, countermeasure_of

MEASURES = {"bpr": "運用見直し（BPR）", "option": "標準オプション採用"}

counts = st.builds(
    AnswerCounts,
    total=st.integers(0, 0),
    fit=st.integers(0, 500),
    partial=st.integers(0, 500),
    gap=st.integers(0, 500),
    not_applicable=st.integers(0, 500),
)


def test_score_counts_a_partial_fit_half_and_leaves_out_what_does_not_apply():
    answered = AnswerCounts(total=12, fit=4, partial=2, gap=2, not_applicable=3)
    assert answered.score == pytest.approx(5 / 8)
    assert answered.answer_rate == pytest.approx(11 / 12)


def test_nothing_judged_has_no_score_rather_than_zero():
    assert AnswerCounts(total=5, not_applicable=5).score is None
    assert AnswerCounts().answer_rate is None


@given(counts, counts)
def test_adding_counts_adds_every_verdict(first, second):
    both = first + second
    assert both.answered == first.answered + second.answered
    if both.score is not None:
        assert 0 <= both.score <= 1


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_is_understood_by_code_and_by_its_japanese_word(verdict):
    assert verdict_of(verdict.value) is verdict
    assert verdict_of(f" {verdict.label} ") is verdict


def test_a_mistyped_verdict_suggests_the_nearest():
    with pytest.raises(Problem, match="判定「一部適号」は使えません") as refusal:
        verdict_of("一部適号")
    assert "一部適合" in refusal.value.advice


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("effort", "1,200.5", 1200.5),
        ("effort", None, None),
        ("effort", float("nan"), None),
        ("cost", 300.0, 300),
        ("cost", "", None),
        ("due", "2026-03-31", "2026-03-31"),
        ("due", "", ""),
        ("impact_staff", "high", "high"),
        ("impact_staff", None, ""),
        ("comment", None, ""),
        ("countermeasure", "標準オプション採用", "option"),
    ],
)
def test_what_is_typed_becomes_what_is_stored(field, value, stored):
    assert checked_changes({field: value}, MEASURES) == {field: stored}


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("effort", -1, "工数"),
        ("effort", "三日", "工数"),
        ("effort", float("inf"), "工数"),
        ("cost", 10**12, "費用"),
        ("due", "来月", "期限"),
        ("due", "2026-02-30", "期限"),
        ("comment", "あ" * 4001, "備考が長すぎます"),
        ("countermeasure", "がんばる", "対応方針"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_name(field, value, word):
    with pytest.raises(Problem, match=word):
        checked_changes({field: value}, MEASURES)


def test_an_empty_countermeasure_means_undecided():
    assert countermeasure_of("  ", MEASURES) == ""


def test_an_empty_list_still_has_one_page():
    assert Page((), 0, 1, 50).pages == 1
    assert Page((), 101, 1, 50).pages == 3
