"""The same done to a whole filtered list: counted first, one transaction, one click back."""

import pytest

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.stages import RETURNED_WAITS, Move, Stage
from taiodo.survey.threads import Tone
from taiodo.workflow import (
    acting,
    acts,
    checking,
    conversing,
    mapping,
    proposing,
    staging,
    surveying,
)
from taiodo.workflow.acting import Deed, Order
from taiodo.workflow.conversing import Face, ItemKey

OWNER = Person("所管 花子", Role.DEPARTMENT, "戸籍住民課")
OTHER = Person("税務 次郎", Role.DEPARTMENT, "税務課")
REQUIREMENT = Face.REQUIREMENT


@pytest.fixture
def desk(surveyed_desk):
    """Seven requirements of 住民基本台帳 9.9: the first five answered."""
    answers = ["fit", "gap", "partial", "fit", "gap"]
    edits = [
        Edit(i.id, 1, {"verdict": v}) for i, v in zip(items(surveyed_desk), answers, strict=False)
    ]
    surveying.save_answers(surveyed_desk, edits)
    return surveyed_desk


def items(desk):
    return surveying.requirement_page(desk, ItemFilter()).items


def listed(desk, **wanted):
    return ItemFilter(survey=surveying.surveys(desk)[0].id, **wanted)


def done(desk, deed, value="", face=REQUIREMENT, **wanted):
    return acting.commit(
        desk, acting.preview(desk, face, listed(desk, **wanted), Order(deed, value))
    )


def last(desk):
    return acts.last_act(desk, surveying.surveys(desk)[0].id, acting.KINDS)


def everything(desk):
    wanted = ItemFilter()
    both = (*items(desk), *surveying.feature_page(desk, wanted, size=surveying.ALL).items)
    return [(i.id, i.stage, i.department, i.handling) for i in both]


def test_a_preview_counts_and_says_why_not_and_changes_nothing(desk):
    before = everything(desk)
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.CHECK))
    assert [t.number for t in found.targets] == [i.number for i in items(desk)[:5]]
    assert [r.reason for r in found.refused] == ["まだ回答されていません"] * 2
    assert everything(desk) == before
    assert last(desk) is None


@pytest.mark.parametrize(
    ("deed", "value", "count"),
    [
        (Deed.CHECK, "", 5),
        (Deed.RETURN, "書き直してください", 5),
        (Deed.DEPARTMENT, "税務課", 7),
        (Deed.COUNTERMEASURE, "bpr", 7),
        (Deed.DUE, "2026-03-31", 7),
    ],
)
def test_every_deed_is_done_and_taken_back_at_once(desk, deed, value, count):
    if deed is Deed.COUNTERMEASURE:
        value = next(iter(surveying.countermeasures()))
    before = everything(desk)
    assert done(desk, deed, value).count == count
    assert everything(desk) != before
    act = last(desk)
    assert (act.summary, act.count) == (deed.label, count)
    assert acts.undo(desk, act.id).counts == (count, 0)
    assert everything(desk) == before
    assert last(desk) is None
    assert checking.check(desk) == ()


def test_settling_takes_only_what_was_checked(desk):
    done(desk, Deed.CHECK, verdicts=(items(desk)[0].verdict,))
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.FINALISE))
    assert len(found.targets) == 2
    assert {r.reason for r in found.refused} == {
        "まだ確認済ではありません", "まだ回答されていません",
    }  # fmt: skip
    acting.commit(desk, found)
    again = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.FINALISE))
    assert (len(again.targets), again.same) == (0, 2)
    due = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.DUE, "2026-03-31"))
    assert len(due.targets) == 5
    assert {r.reason for r in due.refused} == {"確定済みの回答なので、変更できません。"}


def test_what_was_returned_waits_for_its_department_whatever_is_done_to_the_list(desk):
    first, second = items(desk)[:2]
    for item in (first, second):
        key = ItemKey(REQUIREMENT, item.id)
        assert staging.move(desk, key, None, Move.RETURN, "なぜですか").saved
    measure = next(iter(surveying.countermeasures()))
    for order in (
        Order(Deed.CHECK), Order(Deed.FINALISE), Order(Deed.COUNTERMEASURE, measure)
    ):  # fmt: skip
        found = acting.preview(desk, REQUIREMENT, listed(desk), order)
        assert {first.number, second.number} == {
            r.number for r in found.refused if r.reason == RETURNED_WAITS
        }
        acting.commit(desk, found)
    done(desk, Deed.DUE, "2026-03-31")
    done(desk, Deed.DEPARTMENT, "税務課")
    assert [i.stage for i in items(desk)[:2]] == [Stage.RETURNED] * 2
    gone = [Edit(first.id, None, {"verdict": "unanswered"})]
    surveying.save_answers(desk, gone)
    found = proposing.verdicts_to_adopt(desk, listed(desk), provisional=True)
    assert first.id not in {f.item.id for f in found}, "no proposal answers a 差戻し either"


def test_a_preview_tells_each_item_from_what_to_what(desk):
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.DUE, "2026-03-31"))
    first = items(desk)[0]
    seen = found.targets[0]
    assert (seen.number, seen.name) == (first.number, first.name)
    assert (seen.before, seen.after) == ("（空）", "令和8年3月31日")
    measure, words = next(iter(surveying.countermeasures().items()))
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.COUNTERMEASURE, measure))
    assert {(t.before, t.after) for t in found.targets} == {("（空）", words)}
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.DEPARTMENT, "税務課"))
    assert {(t.before, t.after) for t in found.targets} == {("戸籍住民課", "税務課")}
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.CHECK))
    assert {(t.before, t.after) for t in found.targets} == {("回答済", "確認済")}


def test_what_somebody_changes_after_the_preview_is_left_out_and_told(desk):
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.CHECK))
    item = items(desk)[0]
    surveying.save_answers(desk, [Edit(item.id, None, {"comment": "その間に"})])
    outcome = acting.commit(desk, found)
    assert outcome.count == 4
    assert [(r.number, r.reason) for r in outcome.refused] == [
        (item.number, "他の人が先に変更していました。")
    ]
    assert items(desk)[0].stage is Stage.ANSWERED


def test_what_somebody_changes_after_the_deed_is_not_taken_back(desk):
    done(desk, Deed.DUE, "2026-03-31")
    item = items(desk)[0]
    surveying.save_answers(desk, [Edit(item.id, None, {"due": "2026-06-30"})])
    undone = acts.undo(desk, last(desk).id)
    assert undone.counts == (6, 1)
    assert [(r.number, r.name) for r in undone.left] == [(item.number, item.name)]
    assert undone.left[0].changed_by == desk.actor
    assert [i.handling.due for i in items(desk)] == ["2026-06-30", *[""] * 6]


def test_returning_many_writes_the_reason_to_each_and_taking_it_back_says_so(desk):
    done(desk, Deed.RETURN, "出典を書いてください")
    key = ItemKey(REQUIREMENT, items(desk)[0].id)
    assert [c.text for c in conversing.thread(desk, key)] == ["出典を書いてください"]
    acts.undo(desk, last(desk).id)
    tones = [c.tone for c in conversing.thread(desk, key)]
    assert tones == [Tone.RETURNED, Tone.WITHDRAWN], "nothing that was said is deleted"


def test_returning_needs_a_reason_and_a_due_date_a_date(desk):
    found = acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.RETURN, " "))
    with pytest.raises(Problem, match="差戻しの理由が空です"):
        acting.commit(desk, found)
    for value in ("", "昨日"):
        with pytest.raises(Problem, match="期限"):
            acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.DUE, value))
    with pytest.raises(Problem, match="ありません"):
        acting.preview(desk, REQUIREMENT, listed(desk), Order(Deed.DEPARTMENT, "ない課"))
    with pytest.raises(Problem, match="調査を一つ"):
        acting.preview(desk, REQUIREMENT, ItemFilter(), Order(Deed.CHECK))


@pytest.mark.parametrize("deed", [Deed.CHECK, Deed.FINALISE, Deed.RETURN, Deed.DEPARTMENT])
def test_a_department_may_not_check_settle_return_or_give_away(desk, deed):
    value = {Deed.RETURN: "理由", Deed.DEPARTMENT: "税務課"}.get(deed, "")
    found = acting.preview(desk.signed(OWNER), REQUIREMENT, listed(desk), Order(deed, value))
    assert not found.targets
    planned = acting.preview(desk, REQUIREMENT, listed(desk), Order(deed, value))
    with pytest.raises(Problem, match="権限がありません"):
        acting.commit(desk.signed(OWNER), planned)


def test_a_department_sets_dates_of_its_own_items_only_and_takes_only_its_own_acts_back(desk):
    order = Order(Deed.DUE, "2026-03-31")
    assert not acting.preview(desk.signed(OTHER), REQUIREMENT, listed(desk), order).targets
    stolen = acting.preview(desk, REQUIREMENT, listed(desk), order)
    assert acting.commit(desk.signed(OTHER), stolen).count == 0, "checked again when it is done"
    assert done(desk.signed(OWNER), Deed.DUE, "2026-03-31").count == 7
    act = last(desk)
    with pytest.raises(Problem, match="限られます"):
        acts.undo(desk.signed(OTHER), act.id)
    assert acts.undo(desk.signed(OWNER), act.id).counts == (7, 0)


def test_features_too(desk):
    features = surveying.feature_page(desk, ItemFilter()).items[:3]
    surveying.save_dispositions(desk, [Edit(f.id, None, {"disposition": "none"}) for f in features])
    assert done(desk, Deed.CHECK, face=Face.FEATURE).count == 3
    assert done(desk, Deed.FINALISE, face=Face.FEATURE, stages=(Stage.CHECKED,)).count == 3
    stages = {surveying.feature(desk, f.id).stage for f in features}
    assert stages == {Stage.FINAL}


def test_proposals_are_adopted_and_taken_back_by_the_same_means_and_leave_settled_ones(desk):
    survey = surveying.surveys(desk)[0].id
    found = proposing.verdicts_to_adopt(desk, ItemFilter(survey=survey), provisional=True)
    assert proposing.adopt_verdicts(desk, survey, found) == len(found) == 2
    done(desk, Deed.CHECK)
    assert acts.undo(desk, last(desk).id).counts == (7, 0)
    act = acts.last_act(desk, survey, (mapping.VERDICTS,))
    assert acts.undo(desk, act.id).counts == (2, 0), "acts come off one after the other"
    found = proposing.verdicts_to_adopt(desk, ItemFilter(survey=survey), provisional=True)
    assert proposing.adopt_verdicts(desk, survey, found) == 2
    done(desk, Deed.CHECK)
    done(desk, Deed.FINALISE)
    assert proposing.adopt_verdicts(desk, survey, found) == 0
    assert {i.stage for i in items(desk)} == {Stage.FINAL}
