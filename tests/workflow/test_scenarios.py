"""Versions of the plan, scenarios compared and adopted, and the optimised assignment."""

from datetime import date, timedelta

import pytest

from taiodo.plan.measures import quarter
from taiodo.plan.phases import Phase
from taiodo.problems import Problem
from taiodo.store import municipal
from taiodo.store import plan_versions as stored_versions
from taiodo.workflow import current, optimising, planning, profile, scenarios, versions
from taiodo.workflow.catalogue import operations
from taiodo.workflow.desk import today
from taiodo.workflow.optimising import Wish

KAIGO = date(2025, 10, 14)


def save_kaigo(desk, cutover, phase="1期"):
    (row,) = [s for s in operations(desk) if s.operation.id == "kaigo"]
    profile.save_operation_plan(
        desk, "kaigo", phase=phase, cutover=cutover, department="介護・高齢者支援課",
        extended=False, note="", revision=row.plan_revision,
    )  # fmt: skip


@pytest.fixture
def scenario(sample_desk):
    """A copy of the plan, by its id."""
    return scenarios.create(sample_desk, "介護を2期へ")


def held(desk, key):
    plans = scenarios.comparison(desk).plans
    return next(p for p in plans if p.scenario and p.scenario.id == key)


def test_the_first_version_is_the_plan_of_the_sample(sample_desk):
    (first,) = versions.plan_versions_kept(sample_desk)
    assert (first.number, first.name) == (1, "当初計画")
    assert first.planned["kaigo"] == KAIGO
    assert next(e for e in first.entries if e.operation == "jumin").extended


def test_every_saved_change_is_a_version_and_its_history(sample_desk):
    save_kaigo(sample_desk, "2025-12-01")
    save_kaigo(sample_desk, "2025-12-01")
    first, second = versions.plan_versions_kept(sample_desk)
    assert second.made_by == "試験 太郎"
    (change,) = versions.date_history(sample_desk, "kaigo")
    assert (change.before.cutover, change.after.cutover, change.days) == (
        KAIGO, date(2025, 12, 1), 48,
    )  # fmt: skip
    assert versions.date_history(sample_desk, "jumin") == ()
    assert versions.plan_as_of(sample_desk, today()) == second
    assert versions.plan_as_of(sample_desk, today() - timedelta(days=1)) is None
    assert first.planned["kaigo"] == KAIGO, "what was kept stays"


def test_a_reason_given_with_a_change_is_in_the_version(sample_desk):
    with sample_desk.changing() as (tx, body):
        plan = municipal.plans(tx, body.id)["kaigo"].plan
        moved = type(plan)(plan.operation, "2期", "2026-01-05", department=plan.department)
        municipal.save_plan(tx, body.id, moved, reason="事業者の要員不足")
        assert stored_versions.versions(tx, body.id)[-1].reason == "事業者の要員不足"


def test_a_scenario_is_compared_with_the_plan(sample_desk, scenario):
    same = held(sample_desk, scenario)
    present = scenarios.comparison(sample_desk).present
    assert (same.moved, same.measures) == (0, present.measures)
    assert same.difference.total == 0
    revision = same.scenario.revision
    scenarios.move(sample_desk, scenario, revision, {"kaigo": ("2期", date(2026, 1, 5))})
    moved = held(sample_desk, scenario)
    assert moved.moved == 1
    assert moved.measures.bridge_months != present.measures.bridge_months
    assert moved.measures.loads["介護・高齢者支援課", *quarter(date(2026, 1, 5))] == 1
    assert ("介護・高齢者支援課", *quarter(KAIGO)) not in moved.measures.loads
    assert moved.measures.contract_months < present.measures.contract_months
    assert scenarios.comparison(sample_desk).present.measures == present.measures


def test_a_date_after_the_deadline_or_the_contract_is_said(sample_desk, scenario):
    revision = held(sample_desk, scenario).scenario.revision
    late = date(2026, 6, 1)
    scenarios.move(sample_desk, scenario, revision, {"kaigo": ("2期", late)})
    found = held(sample_desk, scenario)
    assert [m.operations for m in found.measures.missed if m.operations] == [("kaigo",)]
    assert [m.short for m in found.measures.missed if m.short] == [1], "成果指標"
    assert [g.system for g in found.measures.overrun] == ["kaigo"]
    assert "plan.contract-ends" in {f.code for f in found.findings}
    scenarios.mark_extended(sample_desk, scenario, revision + 1, ["kaigo", "jumin"])
    found = held(sample_desk, scenario)
    assert not [m for m in found.measures.missed if m.operations], "特定移行支援システム"


def test_phases_that_overlap_are_a_finding(sample_desk, scenario):
    revision = held(sample_desk, scenario).scenario.revision
    scenarios.move(sample_desk, scenario, revision, {"kaigo": ("1期", date(2026, 1, 10))})
    (finding,) = [
        f for f in held(sample_desk, scenario).findings if f.code == "plan.phases-overlap"
    ]
    assert finding.where == "1期・2期"


def test_a_stale_change_of_a_scenario_is_refused(sample_desk, scenario):
    revision = held(sample_desk, scenario).scenario.revision
    scenarios.move(sample_desk.signed("別の 職員"), scenario, revision, {"kaigo": ("2期", KAIGO)})
    for act in (
        lambda: scenarios.move(sample_desk, scenario, revision, {"kaigo": ("1期", KAIGO)}),
        lambda: scenarios.delete(sample_desk, scenario, revision),
        lambda: scenarios.adopt(sample_desk, scenario, revision, "理由"),
        lambda: scenarios.rename(sample_desk, scenario, revision, "名前", ""),
    ):
        with pytest.raises(Problem, match="別の 職員が先に"):
            act()
    assert held(sample_desk, scenario).scenario.entry("kaigo").phase == "2期"


def test_adopting_makes_a_version_and_can_be_taken_back(sample_desk, scenario):
    revision = held(sample_desk, scenario).scenario.revision
    day = date(2026, 1, 5)
    scenarios.move(sample_desk, scenario, revision, {"kaigo": ("2期", day)})
    with pytest.raises(Problem, match="理由"):
        scenarios.adopt(sample_desk, scenario, revision + 1, " ")
    number = scenarios.adopt(sample_desk, scenario, revision + 1, "庁内の負荷をならすため")
    last = versions.plan_versions_kept(sample_desk)[-1]
    assert (last.number, last.reason, last.scenario) == (
        number,
        "庁内の負荷をならすため",
        "介護を2期へ",
    )
    rows = {row.operation: row for row in planning.schedule(sample_desk).rows}
    assert (rows["kaigo"].phase, rows["kaigo"].cutover) == ("2期", day)
    assert rows["kaigo"].department == "介護・高齢者支援課"
    systems = {s.id: s for s in current.inventory(sample_desk).systems}
    assert systems["kaigo"].cutover == day.isoformat(), "the system moves with its operation"
    assert held(sample_desk, scenario).moved == 0
    with pytest.raises(Problem, match="同じです"):
        scenarios.adopt(sample_desk, scenario, revision + 1, "もう一度")
    scenarios.undo_adoption(sample_desk, number)
    rows = {row.operation: row for row in planning.schedule(sample_desk).rows}
    assert rows["kaigo"].cutover == KAIGO
    assert "取り消し" in versions.plan_versions_kept(sample_desk)[-1].name
    with pytest.raises(Problem, match="取り消せません"):
        scenarios.undo_adoption(sample_desk, number)


def test_a_system_of_operations_on_several_days_has_no_day_of_its_own(sample_desk, scenario):
    revision = held(sample_desk, scenario).scenario.revision
    scenarios.move(sample_desk, scenario, revision, {"keijidoshazei": ("2期", date(2026, 1, 5))})
    scenarios.adopt(sample_desk, scenario, revision + 1, "分けて移す")
    systems = {s.id: s for s in current.inventory(sample_desk).systems}
    assert systems["zei"].cutover == ""


def test_names_are_unique_and_deleting_leaves_the_plan(sample_desk, scenario):
    with pytest.raises(Problem, match="既にあります"):
        scenarios.create(sample_desk, " 介護を2期へ ")
    other = scenarios.create(sample_desk, "写し", copied=scenario)
    scenarios.delete(sample_desk, other, 1)
    assert [p.name for p in scenarios.comparison(sample_desk).plans] == ["現行計画", "介護を2期へ"]
    with pytest.raises(Problem, match="もうありません"):
        scenarios.delete(sample_desk, other, 1)


def test_the_optimised_assignment_is_no_worse_than_the_plan(sample_desk):
    wish = Wish(at_most=9, fixed={"jumin": "先行"}, before=(("住民基本台帳", "介護保険"),))
    found = optimising.optimise(sample_desk, wish)
    assert found.answer.assignment["jumin"] == "先行"
    assert found.answer.bridge_months <= found.present_months
    key = optimising.take_over(sample_desk, found, "最適案")
    taken = held(sample_desk, key)
    assert taken.measures.bridge_months == pytest.approx(found.answer.bridge_months)


def test_an_operation_in_operation_stays_where_it_is(sample_desk):
    from taiodo.survey.items import Edit
    from taiodo.workflow import tracking

    tracking.save_steps(sample_desk, "jumin", [Edit(40, 0, {"status": "done"})])
    found = optimising.optimise(sample_desk, Wish())
    assert found.answer.assignment["jumin"] == "先行"
    with pytest.raises(Problem, match="運用開始済み"):
        optimising.optimise(sample_desk, Wish(before=(("kaigo", "jumin"),), fixed={"kaigo": "1期"}))


def test_phases_of_a_file_are_read_and_wrong_rows_named(tmp_path):
    path = tmp_path / "時期.tsv"
    path.write_text("phase\tcutover\n1期\t令和7年10月1日\n2期\t2026-01-05\n", encoding="utf-8")
    assert optimising.read_phases(path) == (
        Phase("1期", date(2025, 10, 1)),
        Phase("2期", date(2026, 1, 5)),
    )
    path.write_text("phase,cutover\n1期,2025-10-01\n2期,2025-10-01\n1期,いつか\n", "utf-8")
    with pytest.raises(Problem, match="重なって") as refusal:
        optimising.read_phases(path)
    assert [f.where for f in refusal.value.findings] == ["時期.tsv 3行目", "時期.tsv 4行目"]
    path.write_text("name,when\n", encoding="utf-8")
    with pytest.raises(Problem, match="cutover"):
        optimising.read_phases(path)
