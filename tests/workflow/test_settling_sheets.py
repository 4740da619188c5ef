"""Conflicts of 調査票: told before they are settled, taken back singly, all, or with the file."""

import pytest
from test_sheets import answer, item, merged, sent

from small_editions import OLD, store_edition
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.survey.stages import Move, Stage
from taiodo.workflow import (
    checking,
    sheet_conflicts,
    sheet_merging,
    sheet_undoing,
    sheets,
    staging,
    surveying,
)
from taiodo.workflow.conversing import Face, ItemKey

OTHER = Person("税務 次郎", Role.DEPARTMENT, "税務課")
FIRST, SECOND, THIRD = "0000001", "0000002", "0000003"


@pytest.fixture
def desk(sample_desk):
    """Two items in conflict (verdict and comment; verdict) and a clean change of a third."""
    store_edition(sample_desk, "1", OLD)
    surveying.open_survey(sample_desk, "jumin", "1")
    sheet = sent(sample_desk)
    sheet.write(FIRST, 対応度="適合", コメント="課")
    sheet.write(SECOND, 対応度="一部適合")
    sheet.write(THIRD, 対応度="不適合")
    answer(sample_desk, FIRST, verdict="gap", comment="情シス")
    answer(sample_desk, SECOND, verdict="gap")
    merged(sample_desk, sheet.saved())
    return sample_desk


def waiting(desk):
    return {(c.stored.number, c.stored.field): c for c in sheet_conflicts.conflicts(desk)}


def settle(desk, how, *wanted):
    found = waiting(desk)
    chosen = [found[w] for w in wanted] if wanted else list(found.values())
    return sheet_conflicts.settle(desk, [(c, how) for c in chosen])


def reopen(desk, *wanted):
    standing = {(s.conflict.number, s.conflict.field): s for s in sheet_conflicts.settled(desk)}
    ids = [standing[w].conflict.id for w in wanted or standing]
    return sheet_conflicts.reopen(desk, ids)


def values(desk):
    found = [item(desk, number) for number in (FIRST, SECOND, THIRD)]
    return [(i.verdict.value, i.handling.comment, i.stage) for i in found]


def returned(desk):
    return sheets.returned(desk)[0].id


def test_what_settling_would_change_is_counted_before(desk):
    found = sheet_conflicts.conflicts(desk)
    plan = sheet_conflicts.planned(found, "theirs")
    assert (plan.cells, plan.items, len(plan.changes), plan.changed_items) == (3, 2, 3, 2)
    plan = sheet_conflicts.planned(found, "ours")
    assert (plan.cells, plan.items, plan.changes) == (3, 2, ())
    both = {c.stored.field: value for c, value in sheet_conflicts.planned(found, "both").changes}
    assert both["comment"] == "情シス\n課"


@pytest.mark.parametrize("how", ["theirs", "ours", "both"])
def test_all_that_was_settled_is_taken_back_by_one_click_and_waits_again(desk, how):
    answered = ItemKey(Face.REQUIREMENT, item(desk, FIRST).id)
    assert staging.move(desk, answered, None, Move.CHECK).saved
    before, found = values(desk), set(waiting(desk))
    assert settle(desk, how) == 3
    assert waiting(desk) == {}
    last = sheet_conflicts.last_settling(desk)
    assert {s.how for s in last} == {how}
    assert len(last) == 3
    done = sheet_conflicts.reopen(desk, [s.conflict.id for s in last])
    assert (done.count, done.left) == (3, ())
    assert values(desk) == before, "the stage too"
    assert set(waiting(desk)) == found
    assert sheet_conflicts.last_settling(desk) == ()
    assert checking.check(desk) == ()
    assert settle(desk, "theirs") == 3, "and is settled anew"
    assert item(desk, FIRST).verdict.value == "fit"


def test_one_cell_is_taken_back_and_then_the_rest(desk):
    key = ItemKey(Face.REQUIREMENT, item(desk, FIRST).id)
    assert staging.move(desk, key, None, Move.CHECK).saved
    before = values(desk)
    settle(desk, "theirs")
    reopen(desk, (FIRST, "comment"))
    assert set(waiting(desk)) == {(FIRST, "comment")}
    found = item(desk, FIRST)
    assert (found.verdict.value, found.handling.comment) == ("fit", "情シス")
    reopen(desk, (FIRST, "verdict"))
    reopen(desk, (SECOND, "verdict"))
    assert values(desk) == before
    assert sheet_undoing.undo(desk, returned(desk)) == 1, "and then the file itself"


def test_what_others_changed_since_stays_and_is_named(desk):
    settle(desk, "theirs")
    answer(desk.signed("後の人"), FIRST, verdict="not_applicable")
    done = reopen(desk)
    assert [(one.number, one.field) for one in done.left] == [(FIRST, "verdict")]
    assert "後の人" in done.left[0].reason
    found = item(desk, FIRST)
    assert (found.verdict.value, found.handling.comment) == ("not_applicable", "情シス")
    assert item(desk, SECOND).verdict.value == "gap"
    assert len(waiting(desk)) == 3, "its conflict waits again with what is there now"
    assert waiting(desk)[FIRST, "verdict"].ours == "not_applicable"


def test_a_settled_answer_stays_and_says_why(desk):
    settle(desk, "theirs")
    key = ItemKey(Face.REQUIREMENT, item(desk, SECOND).id)
    for move in (Move.CHECK, Move.FINALISE):
        assert staging.move(desk, key, None, move).saved
    (left,) = reopen(desk, (SECOND, "verdict")).left
    assert "確定済み" in left.reason
    assert (item(desk, SECOND).verdict.value, item(desk, SECOND).stage) == ("partial", Stage.FINAL)


@pytest.mark.parametrize("how", ["theirs", "ours", "both"])
def test_a_whole_file_is_taken_back_after_its_conflicts_were_settled(desk, how):
    before = values(desk)
    settle(desk, how, (FIRST, "verdict"))
    settle(desk, "both", (FIRST, "comment"), (SECOND, "verdict"))
    assert sheet_undoing.undo(desk, returned(desk)) == 1
    assert values(desk)[:2] == before[:2]
    assert item(desk, THIRD).verdict.value == "unanswered"
    assert waiting(desk) == {}
    assert sheet_conflicts.settled(desk) == ()
    with pytest.raises(Problem, match="取り消せる決定がありません"):
        sheet_conflicts.reopen(desk, [1, 2, 3])


@pytest.mark.parametrize("number", [FIRST, THIRD])
def test_a_file_is_not_taken_back_over_later_changes_and_they_are_named(desk, number):
    settle(desk, "theirs")
    after = item(desk, SECOND).verdict
    answer(desk.signed("後の人"), number, verdict="not_applicable")
    with pytest.raises(Problem, match="1件が変更") as refusal:
        sheet_undoing.undo(desk, returned(desk))
    (finding,) = refusal.value.findings
    assert number in finding.where
    assert "後の人" in finding.message
    assert item(desk, SECOND).verdict is after, "nothing was taken back"
    assert len(sheet_conflicts.settled(desk)) == 3


def test_two_files_in_conflict_over_the_same_item_come_off_one_after_the_other(desk):
    settle(desk, "theirs", (FIRST, "verdict"))
    sheet = sent(desk)
    sheet.write(FIRST, 対応度="対象外")
    answer(desk, FIRST, verdict="partial")
    second = merged(desk, sheet.saved(), "二.xlsx").returned
    settle(desk, "theirs", (FIRST, "verdict"))
    assert item(desk, FIRST).verdict.value == "not_applicable"
    sheet_undoing.undo(desk, second)
    assert item(desk, FIRST).verdict.value == "partial"


def test_only_whose_items_they_are_takes_a_settling_back(desk):
    settle(desk, "theirs")
    ids = [s.conflict.id for s in sheet_conflicts.settled(desk)]
    with pytest.raises(Problem, match="税務課のものに限られます"):
        sheet_conflicts.reopen(desk.signed(OTHER), ids)
    assert waiting(desk) == {}


def test_a_settling_taken_back_twice_is_refused(desk):
    settle(desk, "ours")
    reopen(desk)
    with pytest.raises(Problem, match="取り消せる決定がありません"):
        sheet_conflicts.reopen(desk, [1])


def test_what_could_not_be_taken_stays_readable_even_when_nothing_else_came(desk):
    sheet = sent(desk)
    sheet.write(FIRST, 対応度="たぶん適合")
    data = sheet.saved()
    merged(desk, data, "だめ.xlsx")
    merged(desk, data, "だめ.xlsx")
    kept = [r for r in sheets.returned(desk) if r.file_name == "だめ.xlsx"]
    assert len(kept) == 1, "the same file again is no second return"
    (told,) = kept[0].rejected
    assert "調査票!" in told.where
    assert "たぶん適合" in told.message
    assert sheet_merging.preview(desk, data).merge.rejected
    sheet_undoing.undo(desk, kept[0].id)


def test_a_conflict_is_counted_where_its_item_is_whatever_sheet_brought_it(desk):
    survey = sheets.survey_for(desk, "jumin")
    (standing,) = [s for s in sheets.standings(desk) if s.department == "戸籍住民課"]
    assert (standing.conflicts, standing.state) == (3, "食い違いあり")
    settle(desk, "ours")
    everybody = sent(desk, "")
    everybody.write(FIRST, 対応度="対象外")
    answer(desk, FIRST, verdict="partial")
    merged(desk, everybody.saved())
    (standing,) = [s for s in sheets.standings(desk) if s.department == "戸籍住民課"]
    assert (standing.survey.id, standing.conflicts) == (survey.id, 1)
