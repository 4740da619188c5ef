"""The workflow of an answer with a real database: who moves what, and what follows."""

import pytest

from sheet_files import Sheet
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.stages import Move, Stage
from taiodo.survey.threads import Tone
from taiodo.workflow import (
    checking,
    conversing,
    sheet_merging,
    sheet_undoing,
    sheets,
    staging,
    surveying,
)
from taiodo.workflow.conversing import Face, ItemKey

OWNER = Person("所管 花子", Role.DEPARTMENT, "戸籍住民課")
OTHER = Person("税務 次郎", Role.DEPARTMENT, "税務課")
VIEWER = Person("見る 三郎", Role.VIEWER)


@pytest.fixture
def desk(surveyed_desk):
    """Seven requirements of 住民基本台帳 9.9: the first five answered."""
    answers = ["fit", "gap", "partial", "fit", "gap"]
    edits = [
        Edit(i.id, 1, {"verdict": v}) for i, v in zip(items(surveyed_desk), answers, strict=False)
    ]
    surveying.save_answers(surveyed_desk, edits)
    return surveyed_desk


def items(desk, **wanted):
    return surveying.requirement_page(desk, ItemFilter(**wanted)).items


def key(item):
    return ItemKey(Face.REQUIREMENT, item.id)


def at(desk, place=0):
    return items(desk)[place]


def moved(desk, item, *moves, words=""):
    for move in moves:
        outcome = staging.move(desk, key(item), None, move, words)
        assert outcome.saved, outcome.message


def test_an_answer_goes_its_way_to_being_settled(desk):
    assert [i.stage for i in items(desk)] == [Stage.ANSWERED] * 5 + [Stage.OPEN] * 2
    moved(desk, at(desk), Move.CHECK)
    assert at(desk).stage is Stage.CHECKED
    moved(desk, at(desk), Move.FINALISE)
    assert at(desk).stage is Stage.FINAL
    history = surveying.beside(desk, at(desk).id).history
    assert [h.after.get("stage") for h in history] == ["final", "checked", None]
    assert checking.check(desk) == ()


def test_a_checked_answer_that_is_changed_goes_back_and_says_so(desk):
    moved(desk, at(desk), Move.CHECK)
    (outcome,) = surveying.save_answers(desk, [Edit(at(desk).id, None, {"comment": "直した"})])
    assert outcome.saved
    assert "回答済に戻りました" in outcome.message
    assert at(desk).stage is Stage.ANSWERED


def test_saving_the_same_again_leaves_a_checked_answer_checked(desk):
    moved(desk, at(desk), Move.CHECK)
    (outcome,) = surveying.save_answers(desk, [Edit(at(desk).id, None, {"verdict": "fit"})])
    assert (outcome.saved, outcome.message, at(desk).stage) == (True, "", Stage.CHECKED)


def test_a_settled_answer_refuses_every_change_until_it_is_returned(desk):
    item = at(desk)
    moved(desk, item, Move.CHECK, Move.FINALISE)
    for changes in ({"verdict": "gap"}, {"owner": "誰か"}, {"due": "2026-03-31"}):
        (outcome,) = surveying.save_answers(desk, [Edit(item.id, None, changes)])
        assert not outcome.saved
        assert "差戻しを頼んでください" in outcome.message
    moved(desk, item, Move.RETURN, words="もう一度お願いします")
    (outcome,) = surveying.save_answers(desk, [Edit(item.id, None, {"verdict": "gap"})])
    assert outcome.saved
    assert outcome.message == "差戻しに回答しました。"
    assert at(desk).stage is Stage.ANSWERED


def test_returning_needs_a_reason_which_stands_in_the_thread(desk):
    with pytest.raises(Problem, match="差戻しの理由が空です"):
        staging.move(desk, key(at(desk)), None, Move.RETURN, "  ")
    assert at(desk).stage is Stage.ANSWERED
    moved(desk, at(desk), Move.RETURN, words="帳票名を書いてください")
    (comment,) = conversing.thread(desk, key(at(desk)))
    assert (comment.text, comment.tone) == ("帳票名を書いてください", Tone.RETURNED)
    assert [i.number for i in items(desk, stages=(Stage.RETURNED,))] == [at(desk).number]


def test_what_was_returned_can_be_handed_in_as_it_is(desk):
    moved(desk, at(desk), Move.RETURN, words="本当に？")
    moved(desk.signed(OWNER), at(desk), Move.RESUBMIT, words="はい、この回答のとおりです")
    assert at(desk).stage is Stage.ANSWERED
    assert [c.tone for c in conversing.thread(desk, key(at(desk)))] == [
        Tone.RETURNED, Tone.RESUBMITTED,
    ]  # fmt: skip


@pytest.mark.parametrize("move", [Move.CHECK, Move.FINALISE, Move.RETURN])
@pytest.mark.parametrize("who", [OWNER, OTHER, VIEWER], ids=lambda p: p.name)
def test_only_the_office_checks_settles_and_returns(desk, who, move):
    with pytest.raises(Problem, match="権限がありません"):
        staging.move(desk.signed(who), key(at(desk)), None, move, "理由")
    assert at(desk).stage is Stage.ANSWERED


def test_another_department_cannot_hand_in_what_was_returned(desk):
    moved(desk, at(desk), Move.RETURN, words="なぜ？")
    outcome = staging.move(desk.signed(OTHER), key(at(desk)), None, Move.RESUBMIT)
    assert not outcome.saved
    assert at(desk).stage is Stage.RETURNED


def test_a_move_on_what_somebody_changed_meanwhile_is_refused(desk):
    item = at(desk)
    surveying.save_answers(desk, [Edit(item.id, item.revision, {"comment": "先に"})])
    outcome = staging.move(desk, key(item), item.revision, Move.CHECK)
    assert (outcome.saved, outcome.current["comment"]) == (False, "先に")
    with pytest.raises(Problem, match="先に変更"):
        staging.require_moved(outcome)


def test_an_unanswered_item_cannot_be_checked(desk):
    outcome = staging.move(desk, key(at(desk, 6)), None, Move.CHECK)
    assert (outcome.saved, outcome.message) == (False, "まだ回答されていません")


def test_both_faces_have_stages(desk):
    feature = surveying.feature_page(desk, ItemFilter()).items[0]
    surveying.save_dispositions(desk, [Edit(feature.id, None, {"disposition": "none"})])
    mine = ItemKey(Face.FEATURE, feature.id)
    for move in (Move.CHECK, Move.FINALISE):
        assert staging.move(desk, mine, None, move).saved
    assert surveying.feature(desk, feature.id).stage is Stage.FINAL
    (outcome,) = surveying.save_dispositions(desk, [Edit(feature.id, None, {"reason": "別"})])
    assert not outcome.saved
    page = surveying.feature_page(desk, ItemFilter(stages=(Stage.FINAL,)))
    assert [f.id for f in page.items] == [feature.id]


def test_lists_are_narrowed_by_stage(desk):
    moved(desk, at(desk, 0), Move.CHECK)
    moved(desk, at(desk, 1), Move.CHECK, Move.FINALISE)
    moved(desk, at(desk, 2), Move.RETURN, words="？")
    counts = {s: len(items(desk, stages=(s,))) for s in Stage}
    assert counts == {
        Stage.OPEN: 2, Stage.ANSWERED: 2, Stage.CHECKED: 1, Stage.FINAL: 1, Stage.RETURNED: 1,
    }  # fmt: skip
    assert len(items(desk, stages=(Stage.OPEN, Stage.FINAL))) == 3
    (progress,) = (p for p in surveying.progress(desk) if p.counts.total)
    for stage in Stage:
        assert progress.stages.at(stage, progress.counts.total) == counts[stage]


def returned(desk, changes):
    """The 調査票 with cells filled in: (place of the item, heading) → word."""
    sheet = Sheet(sheets.export_bytes(desk, surveying.surveys(desk)[0]))
    for (place, heading), word in changes.items():
        sheet.write(at(desk, place).number, **{heading: word})
    return sheet.saved()


def test_a_returned_sheet_cannot_change_a_settled_answer_and_says_where(desk):
    moved(desk, at(desk, 0), Move.CHECK, Move.FINALISE)
    moved(desk, at(desk, 1), Move.CHECK)
    data = returned(desk, {(0, "コメント"): "変えたい", (1, "コメント"): "足した"})
    preview = sheet_merging.preview(desk, data, "戻り.xlsx")
    (rejected,) = preview.merge.rejected
    assert at(desk, 0).number in rejected.message
    assert "確定済み" in rejected.message
    assert rejected.where
    assert preview.unchecked == 1
    (done,) = sheet_merging.commit(desk, [(data, "戻り.xlsx")])
    assert len(done.merge.applied) == 1
    assert [at(desk, n).handling.comment for n in (0, 1)] == ["", "足した"]
    assert at(desk, 1).stage is Stage.ANSWERED, "a checked answer goes back"
    moved(desk, at(desk, 0), Move.RETURN, words="直してよい")
    (again,) = sheet_merging.commit(desk, [(data, "戻り.xlsx")])
    assert [c.theirs for c in again.merge.applied] == ["変えたい"], "it was not forgotten"


def test_taking_a_merged_sheet_back_gives_the_check_back(desk):
    moved(desk, at(desk, 1), Move.CHECK)
    data = returned(desk, {(1, "コメント"): "足した"})
    (done,) = sheet_merging.commit(desk, [(data, "戻り.xlsx")])
    assert at(desk, 1).stage is Stage.ANSWERED
    assert sheet_undoing.undo(desk, done.returned) == 1
    assert (at(desk, 1).stage, at(desk, 1).handling.comment) == (Stage.CHECKED, "")
