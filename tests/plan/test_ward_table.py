"""The words of the plan's own form, and how planned and happened compare."""

import pytest

from taiodo.plan.ward_table import PlanLine, checked_words, reviews, stage
from taiodo.problems import Problem


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("検討", "検討"),
        ("準備・稼働", "準備・稼働"),
        ("準備、稼働", "準備・稼働"),
        ("実施(予定)", "実施（予定）"),
        ("稼働（トライアル）", "稼働（トライアル）"),
        ("", ""),
        (" ", ""),
    ],
)
def test_words_are_kept_in_one_form(typed, kept):
    assert checked_words(typed) == kept


def test_a_word_that_is_none_of_the_plans_is_refused_with_the_nearest():
    with pytest.raises(Problem, match="計画表の語ではありません"):
        checked_words("完了")


@pytest.mark.parametrize(
    ("planned", "happened", "standing"),
    [
        ("実施", "実施", "○ 計画どおり"),
        ("実施", "稼働", "○ 計画どおり"),
        ("実施", "検討", "▲ 遅れ"),
        ("検討", "準備・稼働", "● 計画より先"),
        ("実施", "", "－ 実績未入力"),
        ("", "検討", "＋ 計画になし"),
    ],
)
def test_what_happened_is_compared_with_what_was_planned(planned, happened, standing):
    line = PlanLine("2-3-①", 1, "1期", planned={2025: planned}, happened={2025: happened})
    (row,) = reviews([line], 2025)
    assert row.standing == standing


def test_a_line_without_words_for_the_year_is_not_reviewed():
    assert reviews([PlanLine("2-3-①", 1, "1期", unplaced="実施")], 2025) == ()
    assert stage("") is None


def test_titles_are_printed_with_their_marks():
    assert PlanLine("1", 1, "改修", "new").shown_title == "◎改修"
    assert PlanLine("1", 1, "改修", "extended").shown_title == "○改修"
    assert PlanLine("1", 1, "仕様策定", level="国").shown_title == "(国) 仕様策定"
