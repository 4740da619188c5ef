"""A new edition carries every answer over: none lost, each changed one to be looked at again."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from small_editions import NEW, OLD, M, O, X, requirement, store_edition
from taiodo.catalog.compare import compare_editions
from taiodo.catalog.requirements import BindingKind
from taiodo.problems import Problem
from taiodo.survey.answers import Verdict
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.rollover import roll_over
from taiodo.workflow import checking, reporting, rolling, surveying


@pytest.fixture
def answered_desk(sample_desk):
    """A survey of edition 1 with every item answered, and edition 2 imported."""
    store_edition(sample_desk, "1", OLD)
    store_edition(sample_desk, "2", NEW)
    surveying.open_survey(sample_desk, "jumin", "1")
    verdicts = [v.value for v in Verdict if v is not Verdict.UNANSWERED]
    surveying.save_answers(
        sample_desk,
        [
            Edit(i.id, 1, {"verdict": verdicts[n % 4], "comment": f"備考{n}", "effort": n})
            for n, i in enumerate(items(sample_desk, "1"))
        ],
    )
    return sample_desk


def items(desk, edition):
    return surveying.all_requirement_items(desk, "jumin", edition)


def answers(desk, edition):
    return {
        i.number: (i.verdict.value, i.handling.comment, i.handling.effort, i.updated_by)
        for i in items(desk, edition)
    }


def test_what_becomes_of_each_answer(answered_desk):
    before = answers(answered_desk, "1")
    done = rolling.commit(answered_desk, "jumin", "2")
    assert done.planned.as_dict() == {
        "carried": ["0000001", "0000002", "0000015"],
        "review": ["0000003", "0000004"],
        "archived": ["0000006"],
        "new": ["0000020"],
    }
    after = answers(answered_desk, "2")
    moved = {"0000015": "0000005"}
    for number, answer in after.items():
        if number != "0000020":
            assert answer == before[moved.get(number, number)]
    by_number = {i.number: i for i in items(answered_desk, "2")}
    assert by_number["0000003"].review == "要件文の変更"
    assert by_number["0000004"].review == "実装類型の変更（実装必須→標準オプション）"
    assert by_number["0000006"].status == "archived"
    assert by_number["0000020"].verdict is Verdict.UNANSWERED
    assert by_number["0000020"].department == "戸籍住民課"
    assert answers(answered_desk, "1") == before, "the old survey keeps everything"
    assert checking.check(answered_desk) == ()


def test_a_preview_changes_nothing(answered_desk):
    shown = rolling.preview(answered_desk, "jumin", "2").planned
    assert [s.edition.edition for s in surveying.surveys(answered_desk)] == ["1"]
    assert rolling.commit(answered_desk, "jumin", "2").planned == shown


def test_archived_items_count_for_nothing_and_are_listed_when_asked(answered_desk):
    rolling.commit(answered_desk, "jumin", "2")
    (survey,) = surveying.surveys(answered_desk)
    page = surveying.requirement_page(answered_desk, ItemFilter(survey=survey.id))
    assert page.total == 6
    assert sum(p.counts.total for p in surveying.progress(answered_desk)) == 6
    everything = ItemFilter(survey=survey.id, archived=True)
    assert surveying.requirement_page(answered_desk, everything).total == 7
    again = ItemFilter(survey=survey.id, review=True)
    assert surveying.requirement_page(answered_desk, again).total == 2


def test_the_survey_carried_over_takes_no_more_answers(answered_desk):
    old = items(answered_desk, "1")[0]
    rolling.commit(answered_desk, "jumin", "2")
    (outcome,) = surveying.save_answers(
        answered_desk, [Edit(old.id, old.revision, {"comment": "遅い"})]
    )
    assert not outcome.saved
    assert "引き継がれた" in outcome.message


def test_taken_back_until_the_first_new_answer(answered_desk):
    before = answers(answered_desk, "1")
    rolling.commit(answered_desk, "jumin", "2")
    survey = surveying.surveys(answered_desk)[0].id
    assert rolling.can_take_back(answered_desk, survey)
    rolling.take_back(answered_desk, "jumin", "2")
    assert answers(answered_desk, "1") == before
    assert [s.edition.edition for s in surveying.surveys(answered_desk)] == ["1"]
    assert checking.check(answered_desk) == ()
    rolling.commit(answered_desk, "jumin", "2")
    item = items(answered_desk, "2")[0]
    surveying.save_answers(answered_desk, [Edit(item.id, 1, {"comment": "新しい回答"})])
    with pytest.raises(Problem, match="1件が回答"):
        rolling.take_back(answered_desk, "jumin", "2")
    assert answers(answered_desk, "2")["0000001"][1] == "新しい回答"


def test_a_proposal_a_person_confirmed_carries_its_answer_to_be_looked_at(answered_desk):
    old, new = ("0000006", 1), ("0000020", 1)
    planned = rolling.preview(answered_desk, "jumin", "2", [(old, new)]).planned
    assert planned.as_dict()["archived"] == []
    assert "0000020" in planned.as_dict()["review"]
    rolling.commit(answered_desk, "jumin", "2", [(old, new)])
    assert answers(answered_desk, "2")["0000020"][1] == "備考5"


def test_dispositions_and_counterparts_follow(answered_desk):
    (survey,) = surveying.surveys(answered_desk)
    features = surveying.feature_page(answered_desk, ItemFilter(survey=survey.id)).items
    edit = Edit(features[0].id, 1, {"disposition": "none", "countermeasure": "abolish"})
    surveying.save_dispositions(answered_desk, [edit])
    rolling.commit(answered_desk, "jumin", "2")
    (survey,) = surveying.surveys(answered_desk)
    after = surveying.feature_page(answered_desk, ItemFilter(survey=survey.id))
    kept = next(f for f in after.items if f.code == features[0].code)
    assert (kept.disposition.value, kept.handling.countermeasure) == ("none", "abolish")
    assert after.total == 200


def test_refusals_say_what_to_do(answered_desk):
    with pytest.raises(Problem, match="引き継ぐ調査がありません"):
        rolling.commit(answered_desk, "kaigo", "outline")
    with pytest.raises(Problem, match="取り込まれていません"):
        rolling.commit(answered_desk, "jumin", "3")
    with pytest.raises(Problem, match="既にあります"):
        rolling.commit(answered_desk, "jumin", "1")
    with pytest.raises(Problem, match="引き継ぎはありません"):
        rolling.take_back(answered_desk, "jumin", "1")
    with pytest.raises(Problem, match="同じ版"):
        rolling.compare(answered_desk, "jumin", "1", "1")


def test_reports_of_the_day_hold_the_survey_under_way(answered_desk):
    rolling.commit(answered_desk, "jumin", "2")
    report = reporting.fitgap(answered_desk)
    assert [s.heading for s in report.sections if s.heading.startswith("住民")] == [
        "住民基本台帳 2版"
    ]


def test_a_class_that_changes_for_the_other_kind_of_municipality_is_no_reason_to_look() -> None:
    old, new = (requirement(1),), (requirement(1, designated=O),)
    planned = roll_over(compare_editions(old, new), BindingKind.OTHER, {("0000001", 1): ""})
    assert planned.as_dict()["carried"] == ["0000001"]


def test_what_no_longer_binds_is_archived_and_what_binds_now_is_new() -> None:
    old = (requirement(1), requirement(2, other=X))
    new = (requirement(1, other=X), requirement(2))
    planned = roll_over(compare_editions(old, new), BindingKind.OTHER, {("0000001", 1): ""})
    assert planned.as_dict() == {
        "carried": [], "review": [], "archived": ["0000001"], "new": ["0000002"],
    }  # fmt: skip


words = st.sampled_from(
    ["検索できること。", "登録できること。", "印刷できること。", "検索できる こと．"]
)
drafts = st.dictionaries(
    st.integers(1, 8), st.tuples(words, words, st.sampled_from([M, O, X])), min_size=1, max_size=8
)


def edition_of(draft):
    return tuple(
        requirement(n, name, f"{name}{words}", other=kind)
        for n, (name, words, kind) in sorted(draft.items())
    )


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drafts, drafts, st.booleans())
def test_no_answer_comment_or_audit_row_ever_disappears(fresh_desk, old, new, undo):
    desk = fresh_desk()
    store_edition(desk, "1", edition_of(old))
    store_edition(desk, "2", edition_of(new))
    surveying.open_survey(desk, "jumin", "1")
    given_items = items(desk, "1")
    surveying.save_answers(
        desk, [Edit(i.id, 1, {"verdict": "gap", "comment": f"備考{i.number}"}) for i in given_items]
    )
    audit = rows_of_audit(desk)
    before = answers(desk, "1")
    done = rolling.commit(desk, "jumin", "2")
    assert answers(desk, "1") == before
    comments = sorted(i.handling.comment for i in items(desk, "2") if i.handling.comment)
    assert comments == sorted(answer[1] for answer in before.values())
    numbers = done.planned.as_dict()
    assert len(numbers["carried"]) + len(numbers["review"]) + len(numbers["archived"]) == len(
        before
    )
    if undo:
        rolling.take_back(desk, "jumin", "2")
        assert answers(desk, "1") == before
    assert rows_of_audit(desk)[: len(audit)] == audit
    assert checking.check(desk) == ()


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drafts, st.lists(drafts, min_size=2, max_size=3), st.data())
def test_what_has_to_be_looked_at_stays_so_through_every_edition(fresh_desk, first, later, data):
    desk = fresh_desk()
    store_edition(desk, "1", edition_of(first))
    surveying.open_survey(desk, "jumin", "1")
    for number, draft in enumerate(later, start=2):
        name = str(number)
        store_edition(desk, name, edition_of(draft))
        before = {i.id: i for i in items(desk, str(number - 1)) if i.status == "active"}
        done = rolling.commit(desk, "jumin", name)
        again = done.planned.as_dict()["review"]
        after = [i for i in items(desk, name) if i.carried_from and i.status == "active"]
        for item in after:
            pending = before[item.carried_from].review
            assert item.review.startswith(pending)
            assert bool(item.review) == (item.number in again)
        settled = data.draw(st.sets(st.sampled_from([i.id for i in after]))) if after else set()
        edits = [Edit(i.id, i.revision, {"review": ""}) for i in after if i.id in settled]
        surveying.save_answers(desk, edits)


def rows_of_audit(desk):
    with desk.reading() as (reading, _):
        rows = reading.connection.execute(text("SELECT * FROM audit ORDER BY id")).all()
    return [json.dumps(list(row), default=str) for row in rows]


def test_a_requirement_keeps_its_answer_through_two_editions(answered_desk):
    rolling.commit(answered_desk, "jumin", "2")
    store_edition(answered_desk, "3", tuple(replace(r, name="新検索") for r in NEW))
    rolling.commit(answered_desk, "jumin", "3")
    assert answers(answered_desk, "3")["0000015"][1] == "備考4"


def test_a_new_verdict_settles_what_had_to_be_looked_at_and_so_does_one_click(answered_desk):
    rolling.commit(answered_desk, "jumin", "2")
    again = [i for i in items(answered_desk, "2") if i.review and i.status == "active"]
    before = surveying.beside(answered_desk, again[0].id).before
    assert (before.number, before.text) == ("0000003", "3の文。")
    edits = [
        Edit(again[0].id, 1, {"verdict": again[0].verdict.value}),
        Edit(again[1].id, 1, {"review": ""}),
    ]
    assert all(o.saved for o in surveying.save_answers(answered_desk, edits))
    assert [i.review for i in items(answered_desk, "2") if i.status == "active" and i.review] == []
    assert len(surveying.beside(answered_desk, again[0].id).history) == 2, "and the answer before"
