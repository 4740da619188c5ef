"""Stages of an answer: every stage × every move, and what an edit does to a mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.problems import Problem
from taiodo.survey.stages import (
    ANSWERED_AGAIN,
    ANSWERING,
    CHECKED_OVER,
    MARKS,
    RETURNED_WAITS,
    UNCHECKED,
    Move,
    Stage,
    checked_words,
    mark_after,
    mark_carried,
    said_after,
    stage_of,
    why_not,
)

NOT_ANSWERED, NOT_CHECKED = "まだ回答されていません", "まだ確認済ではありません"
TABLE = {
    (Stage.OPEN, Move.CHECK): NOT_ANSWERED,
    (Stage.OPEN, Move.FINALISE): NOT_ANSWERED,
    (Stage.OPEN, Move.RETURN): NOT_ANSWERED,
    (Stage.OPEN, Move.RESUBMIT): NOT_ANSWERED,
    (Stage.ANSWERED, Move.CHECK): "",
    (Stage.ANSWERED, Move.FINALISE): NOT_CHECKED,
    (Stage.ANSWERED, Move.RETURN): "",
    (Stage.ANSWERED, Move.RESUBMIT): "差し戻されていません",
    (Stage.CHECKED, Move.CHECK): "すでに確認済です",
    (Stage.CHECKED, Move.FINALISE): "",
    (Stage.CHECKED, Move.RETURN): "",
    (Stage.CHECKED, Move.RESUBMIT): "差し戻されていません",
    (Stage.FINAL, Move.CHECK): "確定しています",
    (Stage.FINAL, Move.FINALISE): "すでに確定です",
    (Stage.FINAL, Move.RETURN): "",
    (Stage.FINAL, Move.RESUBMIT): "差し戻されていません",
    (Stage.RETURNED, Move.CHECK): RETURNED_WAITS,
    (Stage.RETURNED, Move.FINALISE): RETURNED_WAITS,
    (Stage.RETURNED, Move.RETURN): "すでに差戻しです",
    (Stage.RETURNED, Move.RESUBMIT): "",
}


@pytest.mark.parametrize(("stage", "move"), [(s, m) for s in Stage for m in Move])
def test_every_stage_and_move(stage, move):
    assert why_not(move, stage) == TABLE[stage, move]


@pytest.mark.parametrize(("move", "stage"), [(m, s) for (s, m), why in TABLE.items() if not why])
def test_what_still_has_to_be_looked_at_again_is_neither_checked_nor_settled(move, stage):
    reason = why_not(move, stage, "要件の文が変わった")
    assert ("要再確認" in reason) is (move in (Move.CHECK, Move.FINALISE))


@pytest.mark.parametrize(
    ("mark", "answered", "stage"),
    [
        ("", False, Stage.OPEN), ("", True, Stage.ANSWERED), ("checked", True, Stage.CHECKED),
        ("final", True, Stage.FINAL), ("returned", True, Stage.RETURNED),
    ],
)  # fmt: skip
def test_what_follows_from_the_answer_is_not_stored(mark, answered, stage):
    assert stage_of(mark, answered=answered) is stage


def test_a_move_leads_to_the_stage_its_mark_says():
    reached = {m: stage_of(m.mark, answered=True) for m in Move}
    assert reached == {
        Move.CHECK: Stage.CHECKED, Move.FINALISE: Stage.FINAL, Move.RETURN: Stage.RETURNED,
        Move.RESUBMIT: Stage.ANSWERED,
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(CHECKED_OVER))
def test_a_checked_answer_that_is_changed_has_to_be_checked_again_and_says_so(name):
    after = mark_after("checked", [name], answered=True)
    assert after == ""
    assert said_after("checked", after) == UNCHECKED


@pytest.mark.parametrize("name", ["owner", "department_id", "review"])
def test_who_is_in_charge_may_change_without_another_check(name):
    assert mark_after("checked", [name], answered=True) == "checked"
    assert said_after("checked", "checked") == ""


@pytest.mark.parametrize("name", sorted(ANSWERING))
def test_what_was_returned_counts_as_answered_again_by_another_answer(name):
    assert mark_after("returned", [name], answered=True) == ""
    assert said_after("returned", "") == ANSWERED_AGAIN
    assert mark_after("returned", [name], answered=False) == "returned", "taken away is no answer"


def test_a_due_date_set_by_the_office_does_not_answer_what_was_returned():
    assert mark_after("returned", ["due", "department_id"], answered=True) == "returned"


@given(st.sampled_from(["", *MARKS]), st.booleans(), st.booleans())
def test_changing_nothing_changes_no_mark(mark, answered, carried):
    assert mark_after(mark, [], answered=answered) == mark
    assert mark_carried(mark, changed=False) == mark


@pytest.mark.parametrize(
    ("mark", "after"), [("", ""), ("checked", ""), ("final", ""), ("returned", "returned")]
)
def test_a_changed_requirement_is_no_longer_checked_or_settled_in_a_new_edition(mark, after):
    assert mark_carried(mark, changed=True) == after


@pytest.mark.parametrize("words", ["", "  \n ", "\x00"])
def test_a_reason_is_asked_for(words):
    with pytest.raises(Problem, match="差戻しの理由が空です"):
        checked_words(words, asked="差戻しの理由")


def test_a_comment_has_an_end():
    assert checked_words(" あ " * 10, asked="コメント").startswith("あ")
    with pytest.raises(Problem, match="長すぎます"):
        checked_words("あ" * 4001, asked="コメント")


def test_every_stage_has_a_word_and_a_sign_of_its_own():
    assert len({s.label for s in Stage} | {s.sign for s in Stage}) == 2 * len(Stage)
    assert len({m.label for m in Move}) == len(Move)
