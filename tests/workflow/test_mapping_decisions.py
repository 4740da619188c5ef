"""機能対応付け: decisions kept with who and how, taken back, learnt from, carried over."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from small_editions import NEW, OLD, requirement, store_edition
from taiodo.catalog.inventory import Feature, Inventory, System, SystemKind
from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem
from taiodo.store.inventory import write_inventory
from taiodo.survey.answers import Disposition, Verdict
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.mapping import Decision, MappingFilter, MappingState, Relation, Way
from taiodo.workbook.inventory import InventoryReading
from taiodo.workflow import (
    candidates,
    current,
    mapping,
    proposing,
    reporting,
    rolling,
    surveying,
    trail,
)
from taiodo.workflow.checking import check
from taiodo.workflow.dashboard import dashboard
from taiodo.workflow.learning import confirmed

SYSTEM = System("JUKI", "住民記録システム", SystemKind.STANDARD, ("jumin",), "戸籍住民課")


def imported(desk, *features):
    inventory = Inventory((SYSTEM,), tuple(features))
    return current.commit(desk, InventoryReading(inventory, (), ""))


@pytest.fixture
def desk(empty_desk):
    """Six features, two of them mapped in the inventory, and a survey of edition 1."""
    imported(
        empty_desk,
        Feature("F1", "JUKI", "住民の検索", "氏名で探す", counterparts=("0000001",), note="見本"),
        Feature("F2", "JUKI", "証明書の発行", "窓口で出す", departments=("税務課",)),
        Feature("F3", "JUKI", "番号札", "待つ人を呼ぶ", customised=True),
        Feature("F4", "JUKI", "転入の入力", counterparts=("0000006",)),
    )
    store_edition(empty_desk, "1", OLD)
    store_edition(empty_desk, "2", NEW)
    surveying.open_survey(empty_desk, "jumin", "1")
    return empty_desk


def survey_of(desk):
    return surveying.surveys(desk)[-1].id


def features(desk, **wanted):
    page = mapping.feature_page(desk, MappingFilter(survey_of(desk), **wanted))
    return {f.code: f for f in page.items}


def items(desk):
    page = surveying.requirement_page(desk, ItemFilter(survey=survey_of(desk)))
    return {i.number: i for i in page.items}


def pick(desk, code, number, relation=Relation.SAME, **more):
    found = features(desk)[code]
    wanted = mapping.chosen(
        found, items(desk)[number].id, relation, together=more.pop("together", False), **more
    )
    return mapping.decide(desk, wanted)


def links(found):
    return [(c.number, c.relation) for c in found.mapping.counterparts]


def test_the_inventorys_mapping_comes_in_as_decisions_marked_as_sample(desk):
    found = features(desk)
    first = found["F1"].mapping
    assert (first.state, first.way, first.note) == (MappingState.MAPPED, Way.INVENTORY, "見本")
    assert first.decided_by == "試験 太郎"
    assert links(found["F1"]) == [("0000001", Relation.SAME)]
    assert found["F4"].mapping.note == ""
    assert found["F2"].mapping.state is MappingState.UNDECIDED


def test_a_decision_keeps_who_when_how_and_the_score(desk):
    pick(desk.signed("中野 花子"), "F2", "0000002", way=Way.SUGGESTION, score=0.83)
    m = features(desk)["F2"].mapping
    assert (m.decided_by, m.way, m.score) == ("中野 花子", Way.SUGGESTION, 0.83)
    assert m.decided_at
    (entry,) = mapping.decisions_so_far(desk, features(desk)["F2"])
    assert entry.after["counterparts"] == "0000002（同等）"
    assert entry.before["state"] == "undecided"
    assert check(desk) == ()


def test_several_counterparts_each_with_its_relation(desk):
    pick(desk, "F2", "0000002", Relation.PART_OF)
    pick(desk, "F2", "0000003", Relation.COVERS, together=True)
    assert links(features(desk)["F2"]) == [
        ("0000002", Relation.PART_OF), ("0000003", Relation.COVERS),
    ]  # fmt: skip
    found = features(desk)["F2"]
    mapping.decide(desk, mapping.without(found, items(desk)["0000002"].id))
    assert links(features(desk)["F2"]) == [("0000003", Relation.COVERS)]
    found = features(desk)["F2"]
    mapping.decide(desk, mapping.without(found, items(desk)["0000003"].id))
    assert features(desk)["F2"].mapping.state is MappingState.UNDECIDED
    assert check(desk) == ()


def test_a_stale_decision_is_refused_with_what_is_there_and_the_same_one_is_not(desk):
    seen = features(desk)["F2"]
    pick(desk.signed("先の人"), "F2", "0000002")
    late = mapping.chosen(seen, items(desk)["0000003"].id, Relation.SAME, together=False)
    refused = mapping.decide(desk, late).decided
    assert not refused.saved
    assert "先に決めて" in refused.message
    assert refused.current.decided_by == "先の人"
    same = mapping.chosen(seen, items(desk)["0000002"].id, Relation.SAME, together=False)
    assert mapping.decide(desk, same).decided.saved
    assert mapping.decide(desk, replace(late, revision=None)).decided.saved


def test_a_requirement_of_another_survey_is_refused(desk):
    surveying.open_survey(desk, "kokuho", "outline")
    other = surveying.requirement_page(desk, ItemFilter(survey=survey_of(desk))).items[0]
    first = surveying.surveys(desk)[0].id
    found = mapping.feature_page(desk, MappingFilter(first)).items[0]
    outcome = mapping.decide(
        desk, Decision(found.item, None, MappingState.MAPPED, ((other.id, Relation.SAME),))
    ).decided
    assert not outcome.saved
    assert "この調査にありません" in outcome.message


def test_one_decision_is_taken_back_with_one_act(desk):
    before = features(desk)["F1"].mapping
    saved = pick(desk, "F1", "0000004")
    assert mapping.undo(desk, saved.bulk).counts == (1, 0)
    after = features(desk)["F1"].mapping
    assert replace(after, revision=0) == replace(before, revision=0), "author and time as well"
    with pytest.raises(Problem, match="取り消せる操作"):
        mapping.undo(desk, saved.bulk)
    assert check(desk) == ()


def test_all_above_a_score_are_accepted_and_taken_back_except_what_changed_since(desk):
    wanted = MappingFilter(survey_of(desk))
    told = []
    found = mapping.matches(desk, wanted, progress=told.append)
    assert {m.feature.code for m in found} == {"F2", "F3"}
    assert told[-1] == 1.0
    every = [m for m in found if m.proposed.choices]
    assert mapping.above(found, 1.01) == ()
    assert mapping.accept(desk, wanted.survey, every, 0.0) == len(every) == 2
    assert {f.mapping.way for f in features(desk).values()} == {Way.INVENTORY, Way.THRESHOLD}
    pick(desk, "F3", "0000005")
    act = mapping.last_act(desk, wanted.survey)
    assert act.count == 2
    assert mapping.undo(desk, act.id).counts == (1, 1)
    assert features(desk)["F2"].mapping.state is MappingState.UNDECIDED
    assert links(features(desk)["F3"]) == [("0000005", Relation.SAME)]
    assert mapping.last_act(desk, wanted.survey) is None
    assert check(desk) == ()


def test_filters_and_counts_say_the_same(desk):
    mapping.decide(desk, mapping.decided(features(desk)["F3"], MappingState.NONE))
    survey = survey_of(desk)
    counts = mapping.counts(desk, MappingFilter(survey))
    assert (counts.features, counts.mapped, counts.none, counts.undecided) == (4, 2, 1, 1)
    assert counts.rate == 0.75
    for state, count in ((MappingState.MAPPED, 2), (MappingState.NONE, 1)):
        assert len(features(desk, states=(state,))) == count
    assert set(features(desk, customised=True)) == {"F3"}
    assert set(features(desk, text="ﾊﾞﾝｺﾞｳ札")) == set()
    assert set(features(desk, text="証明書　窓口")) == {"F2"}
    assert set(features(desk, system="JUKI")) == {"F1", "F2", "F3", "F4"}
    unmatched = surveying.requirement_page(desk, ItemFilter(survey=survey, matched=False))
    assert unmatched.total == counts.unmatched == 4
    matched = surveying.requirement_page(desk, ItemFilter(survey=survey, matched=True))
    assert {i.number for i in matched.items} == {"0000001", "0000006"}


def test_pages_follow_each_other(desk):
    survey = survey_of(desk)
    pages = [mapping.feature_page(desk, MappingFilter(survey), number=n, size=3) for n in (1, 2)]
    assert [f.code for p in pages for f in p.items] == ["F1", "F2", "F3", "F4"]
    assert mapping.feature_page(desk, MappingFilter(survey), number=9, size=3).number == 2


def test_a_feature_imported_later_joins_the_survey_and_keeps_decisions(desk):
    pick(desk, "F2", "0000002")
    done = imported(
        desk,
        Feature("F2", "JUKI", "証明書の発行", counterparts=("0000005",)),
        Feature("F3", "JUKI", "番号札", counterparts=("0000005",)),
        Feature("F9", "JUKI", "新しい機能", counterparts=("0000003",)),
        Feature("F10", "JUKI", "もう一つ"),
    )
    assert any("新しい現行機能2件" in f.message for f in done.findings)
    found = features(desk)
    assert links(found["F9"]) == [("0000003", Relation.SAME)]
    assert found["F10"].mapping.state is MappingState.UNDECIDED
    assert links(found["F2"]) == [("0000002", Relation.SAME)], "a person's decision stays"
    assert links(found["F3"]) == [("0000005", Relation.SAME)], "nobody had decided"
    assert surveying.feature_page(desk, ItemFilter(survey=survey_of(desk))).total == 6
    again = imported(desk, Feature("F10", "JUKI", "もう一つ"))
    assert not any("加えました" in f.message for f in again.findings)
    assert check(desk) == ()


def test_a_feature_used_by_several_departments_shows_to_all_and_counts_once(desk):
    survey = survey_of(desk)
    pages = {
        name: surveying.feature_page(desk, ItemFilter(survey=survey, department=name))
        for name in ("戸籍住民課", "税務課")
    }
    assert pages["戸籍住民課"].total == 4
    assert [f.code for f in pages["税務課"].items] == ["F2"]
    assert pages["税務課"].items[0].departments == ("戸籍住民課", "税務課")
    assert set(features(desk, department="税務課")) == {"F2"}
    rows = {p.department: p for p in surveying.progress(desk, users=True)}
    assert "税務課" not in {p.department for p in surveying.progress(desk)}, "in charge of nothing"
    assert rows["税務課"].seen.total == 1
    assert sum(p.owned.total for p in rows.values()) == 4
    edit = Edit(pages["税務課"].items[0].id, 1, {"disposition": "none"})
    surveying.save_dispositions(desk, [edit])
    assert dashboard(desk).features.missing == 1
    assert dashboard(desk, "税務課").gaps_open == 1
    assert dashboard(desk).gaps_open == 1
    imported(desk, Feature("F2", "JUKI", "証明書の発行", departments=None))
    assert set(features(desk, department="税務課")) == {"F2"}, "not told: stays"
    imported(desk, Feature("F2", "JUKI", "証明書の発行", departments=()))
    assert features(desk, department="税務課") == {}


def test_verdicts_are_proposed_and_stored_only_when_adopted(desk):
    survey = survey_of(desk)
    beside = surveying.beside(desk, items(desk)["0000001"].id)
    assert beside.proposal.verdict is Verdict.FIT
    assert beside.item.verdict is Verdict.UNANSWERED
    sure = proposing.verdicts_to_adopt(desk, ItemFilter(survey=survey))
    assert {f.item.number for f in sure} == {"0000001", "0000006"}
    every = proposing.verdicts_to_adopt(desk, ItemFilter(survey=survey), provisional=True)
    assert len(every) == 6
    first = items(desk)["0000002"]
    surveying.save_answers(desk, [Edit(first.id, 1, {"verdict": "not_applicable"})])
    assert proposing.adopt_verdicts(desk.signed("採る人"), survey, every) == 5
    answered = items(desk)
    assert answered["0000001"].verdict is Verdict.FIT
    assert answered["0000001"].updated_by == "採る人"
    assert answered["0000002"].verdict is Verdict.NOT_APPLICABLE
    act = mapping.last_act(desk, survey, (mapping.VERDICTS,))
    assert mapping.undo(desk, act.id).counts == (5, 0)
    assert items(desk)["0000001"].verdict is Verdict.UNANSWERED
    assert check(desk) == ()


def test_dispositions_are_proposed_by_class_and_adopted_together(desk):
    survey = survey_of(desk)
    mapping.decide(desk, mapping.decided(features(desk)["F3"], MappingState.NONE))
    found = proposing.dispositions_to_adopt(desk, ItemFilter(survey=survey))
    assert {f.item.code: f.disposition for f in found} == {
        "F1": Disposition.MANDATORY, "F3": Disposition.NONE, "F4": Disposition.MANDATORY,
    }  # fmt: skip
    assert proposing.adopt_dispositions(desk, survey, found) == 3
    act = mapping.last_act(desk, survey, (mapping.DISPOSITIONS,))
    assert mapping.undo(desk, act.id).counts == (3, 0)
    page = surveying.feature_page(desk, ItemFilter(survey=survey))
    assert {f.disposition for f in page.items} == {Disposition.UNDECIDED}


def test_reason_and_owner_are_kept_on_both_faces(desk):
    item = items(desk)["0000001"]
    words = {"reason": "法改正で要らない", "owner": "中野 花子"}
    surveying.save_answers(desk, [Edit(item.id, 1, dict(words))])
    handling = items(desk)["0000001"].handling
    assert (handling.reason, handling.owner) == ("法改正で要らない", "中野 花子")
    with pytest.raises(Problem, match="担当者が長すぎます"):
        surveying.save_answers(desk, [Edit(item.id, 2, {"owner": "長" * 61})])


def test_the_report_has_the_three_chapters_with_the_figures_of_the_screens(desk):
    survey = survey_of(desk)
    page = surveying.feature_page(desk, ItemFilter(survey=survey)).items
    edits = [
        Edit(page[2].id, 1, {"disposition": "none", "owner": "担当", "reason": "なくても困らない"}),
        Edit(page[3].id, 1, {"disposition": "prohibited"}),
    ]
    surveying.save_dispositions(desk, edits)
    item = items(desk)["0000002"]
    surveying.save_answers(desk, [Edit(item.id, 1, {"verdict": "gap"})])
    report = reporting.fitgap(desk)
    chapters = {s.heading: s for top in report.sections for s in top.sections}
    rows = {name: chapters[name].tables[0].rows for name in (
        "標準にあって現行にない", "現行にあって標準にない", "実装不可に該当",
    )}  # fmt: skip
    assert [len(r) for r in rows.values()] == [1, 1, 1]
    lost = rows["現行にあって標準にない"][0]
    assert lost[:3] == ("F3", "番号札", "★")
    assert lost[-2:] == ("担当", "なくても困らない")
    figures = {name: value for name, value, _ in report.sections[0].figures}
    assert (figures["現行にあって標準にない"], figures["実装不可に該当"]) == ("1件", "1件")
    assert figures["対応付け率"] == "50.0%"
    total = dashboard(desk).features
    assert (total.missing, total.prohibited, total.customised) == (1, 1, 1)


def test_a_forbidden_function_counts_once_and_never_as_lacking(empty_desk):
    """The requirement judged 不適合 counts until the feature that fulfils it stands for both."""
    desk = empty_desk
    imported(desk, Feature("F1", "JUKI", "禁じられた機能", counterparts=("0000009",)))
    store_edition(desk, "1", (*OLD, requirement(9, other=Obligation.PROHIBITED)))
    survey = surveying.open_survey(desk, "jumin", "1").id
    found = items(desk)["0000009"]
    surveying.save_answers(desk, [Edit(found.id, 1, {"verdict": "gap"})])
    assert _faces(desk) == ((0, 0, 1, 1), [], [found.number])
    (feature,) = surveying.feature_page(desk, ItemFilter(survey=survey)).items
    surveying.save_dispositions(desk, [Edit(feature.id, 1, {"disposition": "prohibited"})])
    assert _faces(desk) == ((0, 0, 1, 1), ["F1"], [])
    surveying.save_answers(desk, [Edit(items(desk)["0000001"].id, 1, {"verdict": "gap"})])
    assert _faces(desk)[0] == (1, 0, 1, 2)


def test_alike_forbidden_functions_are_told_apart(empty_desk):
    """Of three judged alike, a feature stands for one: the other two are counted themselves."""
    desk = empty_desk
    imported(desk, Feature("F1", "JUKI", "禁じられた機能", counterparts=("0000092",)))
    three = [requirement(n, other=Obligation.PROHIBITED) for n in (91, 92, 93)]
    store_edition(desk, "1", (*OLD, *three))
    survey = surveying.open_survey(desk, "jumin", "1").id
    numbers = ("0000091", "0000092", "0000093")
    judged = [Edit(items(desk)[n].id, 1, {"verdict": "gap"}) for n in numbers]
    surveying.save_answers(desk, judged)
    (feature,) = surveying.feature_page(desk, ItemFilter(survey=survey)).items
    surveying.save_dispositions(desk, [Edit(feature.id, 1, {"disposition": "prohibited"})])
    assert _faces(desk) == ((0, 0, 3, 3), ["F1"], ["0000091", "0000093"])


def _faces(desk):
    """(lacking, lost, forbidden, open), the same on home and in the report; who stands where."""
    report = reporting.fitgap(desk)
    names = ("標準にあって現行にない", "現行にあって標準にない", "実装不可に該当", "対応方針が未定")
    figures = {name: value for name, value, _ in report.sections[0].figures}
    home = dashboard(desk)
    counted = (home.missing, home.features.missing, home.forbidden, home.gaps_open)
    assert tuple(figures[name] for name in names) == tuple(f"{n}件" for n in counted)
    faces = report.sections[0].tables[1].rows[0]
    assert faces[1:4] == counted[:3]
    page = surveying.requirement_page(desk, ItemFilter(survey=survey_of(desk), gaps=True))
    forbidden = [i.number for i in page.items if i.obligation is Obligation.PROHIBITED]
    (chapter,) = [
        s for top in report.sections for s in top.sections if s.heading == "実装不可に該当"
    ]
    assert sum(len(table.rows) for table in chapter.tables) == home.forbidden
    open_page = surveying.requirement_page(desk, ItemFilter(survey=survey_of(desk), open_gaps=True))
    assert open_page.total + home.features.open == home.gaps_open
    return counted, [row[0] for row in chapter.tables[0].rows], forbidden


def test_a_report_of_a_day_before_knows_nothing_of_features_that_joined_later(desk, monkeypatch):
    from datetime import UTC, datetime, timedelta

    from taiodo.store import engine
    from taiodo.workflow.desk import today

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(days=2)

    monkeypatch.setattr(engine, "datetime", Later)
    imported(desk, Feature("F9", "JUKI", "新しい機能"))
    mapping.decide(desk, mapping.decided(features(desk)["F2"], MappingState.NONE))
    table = next(
        t for t in reporting.fitgap(desk, as_of=today()).sections[0].tables if "両面" in t.caption
    )
    assert table.rows[0][4] == 4
    assert table.rows[0][6] == 2


def test_mappings_follow_to_a_new_edition_with_author_and_renumbering(desk):
    pick(desk.signed("先の人"), "F2", "0000005", Relation.PART_OF)
    mapping.decide(desk, mapping.decided(features(desk)["F3"], MappingState.NONE))
    rolling.commit(desk, "jumin", "2")
    found = features(desk)
    assert links(found["F2"]) == [("0000015", Relation.PART_OF)]
    assert found["F2"].mapping.decided_by == "先の人"
    assert found["F3"].mapping.state is MappingState.NONE
    lost = found["F4"].mapping
    assert lost.state is MappingState.UNDECIDED
    assert "0000006" in lost.note
    survey = survey_of(desk)
    assert rolling.can_take_back(desk, survey)
    pick(desk, "F4", "0000020")
    assert not rolling.can_take_back(desk, survey), "somebody decided since"
    assert check(desk) == ()


def test_features_that_came_after_the_roll_over_are_there_when_it_is_taken_back(desk):
    rolling.commit(desk, "jumin", "2")
    imported(desk, Feature("F9", "JUKI", "新しい機能", counterparts=("0000001",)))
    rolling.take_back(desk, "jumin", "2")
    assert links(features(desk)["F9"]) == [("0000001", Relation.SAME)]
    assert check(desk) == ()


def test_a_bulk_of_a_closed_survey_cannot_be_taken_back(desk):
    survey = survey_of(desk)
    mapping.accept(desk, survey, mapping.matches(desk, MappingFilter(survey)), 0.0)
    act = mapping.last_act(desk, survey)
    rolling.commit(desk, "jumin", "2")
    assert mapping.last_act(desk, survey) is None
    with pytest.raises(Problem, match="引き継がれた"):
        mapping.undo(desk, act.id)


def test_decisions_teach_the_suggestions_of_this_and_of_later_editions(desk):
    pick(desk, "F2", "0000005")
    mapping.decide(desk, mapping.decided(features(desk)["F3"], MappingState.NONE))
    editions = {s.edition.edition: s.edition for s in surveying.surveys(desk)}
    rolling.commit(desk, "jumin", "2")
    editions |= {s.edition.edition: s.edition for s in surveying.surveys(desk)}
    with desk.reading() as (reading, body):
        second = replace(editions["2"], requirements=NEW)
        learned = {c.name: c.numbers for c in confirmed(reading, body.id, "jumin", second)}
    assert learned["証明書の発行"] == ("0000015",)
    assert learned["番号札"] == ()
    assert learned["住民の検索"] == ("0000001",)


def test_an_earlier_edition_teaches_where_the_requirement_is_surely_the_same(desk):
    pick(desk, "F2", "0000005")
    later = (requirement(1, "検索"), requirement(7, "別の名"))
    with desk.reading() as (reading, body):
        edition = replace(surveying.surveys(desk)[0].edition, edition="9", requirements=later)
        learned = {c.name: c.numbers for c in confirmed(reading, body.id, "jumin", edition)}
    assert learned["住民の検索"] == ("0000001",)
    assert learned.get("証明書の発行", ()) in ((), ("0000001",))


def test_candidates_are_requirements_of_the_survey_and_kept(desk):
    survey = survey_of(desk)
    page = mapping.feature_page(desk, MappingFilter(survey)).items
    first = candidates.candidates(desk, survey, page)
    assert set(first) == {f.item for f in page}
    known = {i.id for i in items(desk).values()}
    assert all(c.item.id in known and 0 <= c.score <= 1 for p in first.values() for c in p.choices)
    assert candidates.candidates(desk, survey, page) == first
    candidates.forget(desk, survey)


def test_history_names_the_decision_in_words(desk):
    pick(desk, "F2", "0000002")
    entry = trail.entries(desk, entity="mapping")[0]
    assert entry.after["counterparts"] == "0000002（同等）"


codes = st.sampled_from(["F1", "F2", "F3"])
acts = st.lists(
    st.tuples(codes, st.integers(0, 3), st.sampled_from(list(Relation)), st.booleans()),
    max_size=8,
)


@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts)
def test_taking_every_act_back_in_turn_leaves_everything_as_it_was(fresh_desk, acts):
    desk = fresh_desk()
    with desk.changing() as (tx, body):
        named = tuple(Feature(f"F{n}", "JUKI", f"機能{n}") for n in (1, 2, 3))
        write_inventory(tx, body.id, Inventory((SYSTEM,), named))
    store_edition(desk, "1", OLD)
    surveying.open_survey(desk, "jumin", "1")
    before = {c: replace(f.mapping, revision=0) for c, f in features(desk).items()}
    numbers = list(items(desk))
    bulks = []
    for code, number, relation, together in acts:
        if number == 3:
            found = features(desk)[code]
            saved = mapping.decide(desk, mapping.decided(found, MappingState.NONE))
        else:
            saved = pick(desk, code, numbers[number], relation, together=together)
        assert saved.decided.saved
        bulks += [saved.bulk] if saved.bulk else []
    for bulk in reversed(bulks):
        assert mapping.undo(desk, bulk).left == ()
    assert {c: replace(f.mapping, revision=0) for c, f in features(desk).items()} == before
    assert check(desk) == ()
