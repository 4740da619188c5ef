"""Steps with dates, changed together and taken back; weights; history; the plan of a past day."""

from datetime import date, timedelta

import pytest

from past import age_audit
from taiodo.catalog.timeline import StepStatus
from taiodo.plan.schedule import Standing
from taiodo.problems import Problem
from taiodo.survey.items import Edit
from taiodo.workflow import planning, profile, step_batches, tracking
from taiodo.workflow.date_history import date_history, recorded_since
from taiodo.workflow.desk import today
from taiodo.workflow.tracking_report import chapters_of

DONE = {"status": "done"}


def line(desk, step: int, operation="jumin"):
    return tracking.step_lines(desk, operation)[step - 1]


def age(desk, days: int) -> None:
    """Make everything recorded so far look so many days older."""
    moment = (today() - timedelta(days=days)).isoformat()
    with desk.store.transaction("試験") as tx:
        age_audit(tx, f"{moment}T01:00:00.000")


def plan_of(desk, operation: str, **changes: object) -> None:
    row = next(r for r in planning.schedule(desk).rows if r.operation == operation)
    values: dict[str, object] = {
        "phase": row.phase,
        "cutover": row.cutover.isoformat() if row.cutover else "",
        "department": row.department,
        "extended": row.extended,
        "note": row.cutover_note,
        "revision": 0,
    }
    profile.save_operation_plan(desk, operation, **(values | changes))


def test_dates_owner_and_note_are_kept(sample_desk):
    typed = {
        "planned_start": "2026-04-01",
        "planned_end": "令和8年4月30日",
        "actual_start": "R8.4.2",
        "owner": "佐藤",
        "note": "外部委託",
    }
    (outcome,) = tracking.save_steps(sample_desk, "jumin", [Edit(3, 0, typed)])
    assert outcome.saved
    record = line(sample_desk, 3).record
    assert (record.planned_start, record.planned_end) == (date(2026, 4, 1), date(2026, 4, 30))
    assert (record.actual_start, record.actual_end) == (date(2026, 4, 2), None)
    assert (record.owner, record.note) == ("佐藤", "外部委託")
    tracking.save_steps(sample_desk, "jumin", [Edit(3, 1, {"planned_end": None})])
    assert line(sample_desk, 3).record.planned_end is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"planned_end": "令和元年4月1日"}, "平成31年4月1日"),
        ({"planned_end": "来週"}, "日付として読めません"),
        ({"owner": "あ" * 61}, "担当者が長すぎ"),
        ({"status": "検討中"}, "使えません"),
    ],
)
def test_what_cannot_be_stored_stores_nothing(sample_desk, typed, words):
    with pytest.raises(Problem, match=words):
        tracking.save_steps(sample_desk, "jumin", [Edit(1, 0, DONE), Edit(2, 0, typed)])
    assert line(sample_desk, 1).status is StepStatus.NOT_STARTED


def test_finishing_many_is_taken_back_as_one(sample_desk):
    before = {"status": "in_progress", "note": "途中", "actual_start": "2026-01-05"}
    tracking.save_steps(sample_desk, "jumin", [Edit(2, 0, before)])
    assert step_batches.finish_steps(sample_desk, "jumin", 5, date(2026, 2, 1)) == 5
    assert line(sample_desk, 2).record.actual_end == date(2026, 2, 1)
    batch = step_batches.last_done_together(sample_desk)
    assert (batch.kind, len(batch.changes)) == ("finish", 5)
    assert step_batches.undo_last(sample_desk, batch.id) == 5
    record = line(sample_desk, 2).record
    assert (record.status, record.note, record.actual_end) == (StepStatus.IN_PROGRESS, "途中", None)
    assert line(sample_desk, 5).status is StepStatus.NOT_STARTED
    assert step_batches.last_done_together(sample_desk) is None
    with pytest.raises(Problem, match="最後に"):
        step_batches.undo_last(sample_desk, batch.id)


def test_a_step_changed_since_keeps_the_batch_from_being_taken_back(sample_desk):
    step_batches.finish_steps(sample_desk, "jumin", 3)
    tracking.save_steps(sample_desk, "jumin", [Edit(2, 1, {"note": "確かめた"})])
    batch = step_batches.last_done_together(sample_desk)
    with pytest.raises(Problem, match="何も取り消していません") as refusal:
        step_batches.undo_last(sample_desk, batch.id)
    assert "①-2" in refusal.value.findings[0].where
    assert line(sample_desk, 1).status is StepStatus.DONE


def test_planned_dates_are_laid_out_and_moved(sample_desk):
    with pytest.raises(Problem, match="切替予定日がありません"):
        step_batches.lay_out(sample_desk, "inkan", date(2025, 1, 1))
    with pytest.raises(Problem, match="より前ではありません"):
        step_batches.lay_out(sample_desk, "kaigo", date(2025, 10, 14))
    assert step_batches.lay_out(sample_desk, "kaigo", date(2024, 4, 1)) == 40
    assert line(sample_desk, 1, "kaigo").record.planned_start == date(2024, 4, 1)
    assert line(sample_desk, 40, "kaigo").record.planned_end == date(2025, 10, 14)
    with pytest.raises(Problem, match="日数と理由"):
        step_batches.shift_steps(sample_desk, "kaigo", 30, 14, " ")
    first, thirtieth = (line(sample_desk, n, "kaigo").record.planned_start for n in (1, 30))
    assert step_batches.shift_steps(sample_desk, "kaigo", 30, 14, "要員不足") == 11
    assert line(sample_desk, 1, "kaigo").record.planned_start == first
    moved = line(sample_desk, 30, "kaigo").record.planned_start
    assert moved == thirtieth + timedelta(days=14)
    batch = step_batches.last_done_together(sample_desk)
    step_batches.undo_last(sample_desk, batch.id)
    assert line(sample_desk, 30, "kaigo").record.planned_start == thirtieth


def test_shifting_nothing_says_so(sample_desk):
    with pytest.raises(Problem, match="ずらす予定がありません"):
        step_batches.shift_steps(sample_desk, "kaigo", 1, 5, "理由")


def test_weights_are_the_municipalitys_own(sample_desk):
    usual = tracking.weights(sample_desk)
    assert all(w.weight == w.usual and w.revision == 0 for w in usual)
    tracking.save_steps(sample_desk, "jumin", [Edit(1, 0, DONE)])
    before = tracking.step_progress(sample_desk)[0]
    (outcome,) = tracking.save_weights(sample_desk, [Edit(1, 0, {"weight": 100})])
    assert (outcome.saved, outcome.revision) == (True, 1)
    after = tracking.step_progress(sample_desk)[0]
    assert after.weighted_rate > before.weighted_rate
    assert after.completion_rate == before.completion_rate
    (stale,) = tracking.save_weights(sample_desk, [Edit(1, 0, {"weight": 3})])
    assert (stale.saved, stale.current["weight"]) == (False, 100)


@pytest.mark.parametrize("weight", [0, 101, 2.5, "重い", None])
def test_a_weight_that_is_none_is_refused(sample_desk, weight):
    with pytest.raises(Problem, match="重み"):
        tracking.save_weights(sample_desk, [Edit(1, 0, {"weight": weight})])


def test_a_cutover_moves_with_a_reason_that_stays(sample_desk):
    with pytest.raises(Problem, match="理由がありません"):
        plan_of(sample_desk, "kaigo", cutover="2026-12-01", reason="")
    plan_of(sample_desk, "kaigo", cutover="2026-12-01", reason="事業者の要員不足")
    tracking.save_steps(
        sample_desk, "kaigo", [Edit(1, 0, {"planned_end": "2026-05-01"})], "前倒しのため"
    )
    moved, *_ = (c for c in date_history(sample_desk, "kaigo") if c.field == "cutover")
    assert (moved.before, moved.after) == ("2025-10-14", "2026-12-01")
    assert (moved.reason, moved.actor) == ("事業者の要員不足", "試験 太郎")
    step = next(c for c in date_history(sample_desk, "kaigo") if c.of == "①-1")
    assert (step.name, step.after, step.reason) == ("予定の終了", "2026-05-01", "前倒しのため")


def test_a_new_date_needs_no_reason(sample_desk):
    plan_of(sample_desk, "inkan", cutover="2026-12-01", reason="")
    assert next(c for c in date_history(sample_desk, "inkan")).after == "2026-12-01"


def test_the_plan_and_the_steps_of_a_past_day(sample_desk):
    tracking.save_steps(sample_desk, "kaigo", [Edit(40, 0, {"status": "in_progress"})])
    profile.save_kpi_target(sample_desk, 2026, 9, 15)
    age(sample_desk, 10)
    plan_of(sample_desk, "kaigo", cutover="2030-01-07", phase="2期", reason="延期")
    tracking.save_steps(sample_desk, "kaigo", [Edit(40, 1, DONE), Edit(1, 0, DONE)])
    profile.save_kpi_target(sample_desk, 2026, 12, 15)
    then = today() - timedelta(days=5)
    past, now = planning.schedule(sample_desk, as_of=then), planning.schedule(sample_desk)
    row = next(r for r in past.rows if r.operation == "kaigo")
    assert (row.cutover, row.phase) == (date(2025, 10, 14), "1期")
    assert row.standing is Standing.LATE
    assert past.day == then
    assert past.targets[-1].target == 9
    after = next(r for r in now.rows if r.operation == "kaigo")
    assert (after.cutover, after.standing) == (date(2030, 1, 7), Standing.STARTED)
    assert tracking.step_lines(sample_desk, "kaigo", then)[39].status is StepStatus.IN_PROGRESS
    assert tracking.step_lines(sample_desk, "kaigo", then)[0].status is StepStatus.NOT_STARTED
    assert sum(p.done for p in tracking.step_progress(sample_desk, then)) == 0


def test_before_anything_was_recorded_nothing_was_planned(sample_desk):
    past = planning.schedule(sample_desk, as_of=date(2020, 1, 1))
    assert {row.standing for row in past.rows} == {Standing.UNDATED}
    assert recorded_since(sample_desk)
    with pytest.raises(Problem, match="まだ来ていない"):
        planning.schedule(sample_desk, as_of=today() + timedelta(days=1))


def test_a_late_cutover_reaches_the_connected_systems(sample_desk):
    found = planning.schedule(sample_desk, date(2026, 3, 1))
    assert found.late
    assert {duty.operation for duty in found.duties} >= {"jumin", "kaigo"}
    kinds = {c.kind.value for c in found.consequences}
    assert {"bridge", "change"} <= kinds


def test_the_chapters_of_the_report_say_the_same(sample_desk):
    step_batches.lay_out(sample_desk, "kaigo", date(2024, 4, 1))
    plan = planning.schedule(sample_desk, date(2026, 3, 1))
    schedule, steps, late, kpi = chapters_of(plan)
    assert schedule.pictures[0].png.startswith(b"\x89PNG")
    assert "介護保険" in schedule.pictures[0].words
    assert len(schedule.tables[0].rows) == len(plan.rows) == len(steps.tables[0].rows)
    assert len(late.tables[0].rows) == len(plan.late)
    assert len(late.tables[2].rows) == len(plan.consequences)
    assert [row[1] for row in kpi.tables[0].rows] == [year.target for year in plan.years]
