"""Who takes care of bridges and changes; plan and inventory as of a past day; gaps to graph."""

from datetime import date

import pytest

from taiodo.catalog.municipalities import OperationPlan
from taiodo.impact.assignments import TaskKind, TaskStatus
from taiodo.impact.bridges import LinkState
from taiodo.problems import Problem
from taiodo.store import municipal
from taiodo.store.inventory import write_inventory
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import affected, bridging, impact_reporting, surveying
from taiodo.workflow.gap_reach import FEATURE, REQUIREMENT, gap_reach, reference
from taiodo.workflow.past import inventory_at, plans_at


def test_every_connection_of_the_sample_is_in_one_state_on_any_day(sample_desk):
    plan = bridging.bridge_plan(sample_desk)
    total = len(plan.landscape.inventory.connections)
    for day in (date(2023, 1, 1), date(2025, 9, 20), date(2026, 4, 1)):
        states = plan.states_on(day)
        assert sum(states.values()) == total
        assert states[LinkState.BRIDGED] == len(plan.bridged_on(day))
    assert plan.peak == (date(2025, 9, 1), 26)
    assert any(line.extended for line in plan.bridges)


def test_an_owner_is_stored_once_with_its_history_and_a_stale_one_refused(sample_desk):
    line = bridging.bridge_plan(sample_desk).bridges[0]
    changes = {"owner": "情報 太郎", "status": "arranged", "due": "令和7年8月1日"}
    (saved,) = bridging.save_tasks(sample_desk, TaskKind.BRIDGE, [Edit(line.key, 0, changes)])
    assert saved.saved
    task = bridging.bridge_plan(sample_desk).bridges[0].task
    assert (task.owner, task.status, task.due, task.revision) == (
        "情報 太郎", TaskStatus.ARRANGED, "2025-08-01", 1,
    )  # fmt: skip
    mine = Edit(line.key, 1, {"note": "A"})
    theirs = Edit(line.key, 1, {"note": "B"})
    first, second = bridging.save_tasks(sample_desk, TaskKind.BRIDGE, [mine, theirs])
    assert (first.saved, second.saved) == (True, False)
    assert second.current["note"] == "A"


def test_a_change_is_assigned_by_its_system(sample_desk):
    line = bridging.bridge_plan(sample_desk).changes[0]
    bridging.save_tasks(sample_desk, TaskKind.CHANGE, [Edit(line.key, 0, {"status": "ready"})])
    assert bridging.bridge_plan(sample_desk).changes[0].task.status is TaskStatus.READY


@pytest.mark.parametrize("changes", [{"status": "done"}, {"due": "あした"}, {"note": "長" * 1_001}])
def test_what_cannot_be_stored_is_refused(sample_desk, changes):
    line = bridging.bridge_plan(sample_desk).bridges[0]
    with pytest.raises(Problem):
        bridging.save_tasks(sample_desk, TaskKind.BRIDGE, [Edit(line.key, 0, changes)])
    with pytest.raises(Problem, match="登録されていない"):
        bridging.save_tasks(sample_desk, TaskKind.BRIDGE, [Edit(99_999, 0, {"note": "a"})])


def test_a_replanned_date_moves_the_bridges_of_systems_without_their_own(empty_desk):
    from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind

    held = Inventory(
        (
            System("a", "住民記録", SystemKind.STANDARD, ("jumin",)),
            System("b", "国保", SystemKind.STANDARD, ("kokuho",), cutover="2026-03-02"),
        ),
        (),
        (Connection("c1", "a", "b", "異動"),),
    )
    with empty_desk.changing() as (tx, body):
        write_inventory(tx, body.id, held)
        municipal.save_plan(tx, body.id, OperationPlan("jumin", cutover="2026-01-05"))
    with empty_desk.reading() as (reading, _):
        before = reading.connection.exec_driver_sql("SELECT MAX(at) FROM audit").scalar()
    with empty_desk.changing() as (tx, body):
        municipal.save_plan(tx, body.id, OperationPlan("jumin", cutover="2026-02-02"))
        write_inventory(
            tx, body.id, Inventory((System("b", "国保", SystemKind.STANDARD, ("kokuho",)),))
        )
    assert bridging.bridges(empty_desk) == ()
    with empty_desk.reading() as (reading, body):
        moment = f"{before}~"
        then = plans_at(reading, body.id, moment)
        assert then["jumin"].cutover == "2026-01-05"
        past = inventory_at(reading, body.id, moment)
        assert [s.cutover for s in past.systems] == ["", "2026-03-02"]
        assert len(inventory_at(reading, body.id, "0000").systems) == 0


def test_the_report_names_what_the_page_counts(sample_desk):
    plan = bridging.bridge_plan(sample_desk)
    report = impact_reporting.impact(sample_desk, drawn=False)
    figures = {name: value for name, value, _ in report.sections[0].figures}
    assert figures["暫定連携"] == f"{len(plan.bridges):,}件"
    assert figures["改修対象"] == f"{len(plan.changes):,}件"
    tables = {t.caption: t for section in report.sections for t in section.tables}
    assert len(tables["暫定連携の一覧"].rows) == len(plan.bridges)
    with pytest.raises(Problem, match="まだ来ていない"):
        impact_reporting.impact(sample_desk, as_of=date(2999, 1, 1))


def test_a_report_of_a_day_before_the_first_record_names_the_day(sample_desk):
    with pytest.raises(Problem, match="令和2年4月1日の終わりの時点") as refusal:
        impact_reporting.impact(sample_desk, as_of=date(2020, 4, 1))
    assert "--as-of" in refusal.value.advice


def test_national_linkages_beside_the_sample(sample_desk):
    found = affected.national_linkage(sample_desk)
    by_id = {c.connection.id: c for c in found.replaced}
    assert by_id["C001"].same_data
    assert by_id["C001"].linkage.confirmed
    assert not by_id["C094"].linkage.confirmed
    assert "C108" in {link.id for link in found.without}


def test_a_requirement_leads_to_the_systems_of_its_operation(surveyed_desk):
    survey = surveying.surveys(surveyed_desk)[0].id
    item = surveying.requirement_page(surveyed_desk, ItemFilter(survey=survey)).items[0]
    reach = gap_reach(surveyed_desk, reference(REQUIREMENT, item.id))
    assert reach.systems == ("juki",)
    assert "業務を担うシステム" in reach.how
    feature = surveying.feature_page(surveyed_desk, ItemFilter(survey=survey)).items[0]
    found = gap_reach(surveyed_desk, reference(FEATURE, feature.id))
    assert found.systems == (feature.system,)
    for wrong in ("requirement-999999", "feature-x", "どれか"):
        with pytest.raises(Problem, match="見つかりません"):
            gap_reach(surveyed_desk, wrong)
