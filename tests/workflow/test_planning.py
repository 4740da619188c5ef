"""Steps, schedule and KPI of the municipality, and the dashboard that shows them."""

from datetime import date

import pytest

from taiodo.catalog.timeline import StepStatus
from taiodo.plan.schedule import Standing
from taiodo.problems import Problem
from taiodo.survey.answers import Verdict
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import planning, profile, step_batches, surveying, tracking, trail
from taiodo.workflow.dashboard import dashboard

DONE = {"status": "done"}


def progress_of(desk, operation):
    return next(p for p in tracking.step_progress(desk) if p.operation == operation)


def test_steps_nobody_recorded_are_not_started(sample_desk):
    rows = tracking.step_progress(sample_desk)
    assert len(rows) == 18
    assert {(r.done, r.not_started, r.completion_rate) for r in rows} == {(0, 40, 0.0)}
    assert "hojin-juminzei" not in {r.operation for r in rows}


def test_a_status_is_kept_counted_and_in_the_history(sample_desk):
    edits = [Edit(1, 0, DONE), Edit(2, 0, {"status": "not_applicable", "note": "単独調達のため"})]
    outcomes = tracking.save_steps(sample_desk, "jumin", edits)
    assert [(o.saved, o.revision) for o in outcomes] == [(True, 1), (True, 1)]
    assert progress_of(sample_desk, "jumin").completion_rate == pytest.approx(2 / 40)
    assert tracking.step_lines(sample_desk, "jumin")[1].note == "単独調達のため"
    assert tracking.step_lines(sample_desk, "住民基本台帳")[0].status is StepStatus.DONE
    newest = trail.entries(sample_desk, entity="step_status")
    assert len(newest) == 2
    assert all(e.actor == "試験 太郎" for e in newest)


def test_a_stale_status_is_refused_with_what_is_there(sample_desk):
    tracking.save_steps(sample_desk, "jumin", [Edit(1, 0, DONE)])
    (outcome,) = tracking.save_steps(sample_desk, "jumin", [Edit(1, 0, {"status": "in_progress"})])
    assert not outcome.saved
    assert (outcome.current["status"], outcome.revision) == ("done", 1)
    assert tracking.step_lines(sample_desk, "jumin")[0].status is StepStatus.DONE


def test_a_note_too_long_stores_nothing_of_the_batch(sample_desk):
    edits = [Edit(1, 0, DONE), Edit(2, 0, {"note": "あ" * 1001})]
    with pytest.raises(Problem, match="長すぎ"):
        tracking.save_steps(sample_desk, "jumin", edits)
    assert progress_of(sample_desk, "jumin").done == 0


def test_finishing_up_to_a_step_leaves_what_does_not_apply(sample_desk):
    tracking.save_steps(sample_desk, "jumin", [Edit(2, 0, {"status": "not_applicable"})])
    assert step_batches.finish_steps(sample_desk, "jumin", 5) == 4
    counted = progress_of(sample_desk, "jumin")
    assert (counted.done, counted.not_applicable) == (4, 1)
    assert step_batches.finish_steps(sample_desk, "jumin", 5) == 0


def test_an_operation_in_operation_counts_for_the_kpi_and_is_no_longer_late(sample_desk):
    before = planning.schedule(sample_desk, date(2026, 2, 1))
    assert (before.kpi.migrated, before.kpi.total, before.kpi.target) == (0, 15, 15)
    tracking.save_steps(sample_desk, "jumin", [Edit(40, 0, DONE)])
    tracking.save_steps(sample_desk, "koseki", [Edit(40, 0, DONE)])
    after = planning.schedule(sample_desk, date(2026, 2, 1))
    assert after.kpi.migrated == 1, "戸籍 is not one of the 17 of 2021"
    standing = {row.operation: row.standing for row in after.rows}
    assert standing["jumin"] is Standing.STARTED
    assert standing["kaigo"] is Standing.LATE
    assert standing["jido-teate"] is Standing.PLANNED
    assert standing["inkan"] is Standing.UNDATED


def test_phases_of_the_plan(sample_desk):
    spans = planning.schedule(sample_desk, date(2026, 2, 1)).phases
    assert [(s.phase, s.operations) for s in spans] == [("先行", 1), ("1期", 5), ("2期", 9)]


def test_a_target_can_be_set_and_changed(empty_desk):
    assert planning.schedule(empty_desk).kpi.target is None
    for target in (3, 5):
        profile.save_kpi_target(empty_desk, 2026, target, 17)
    plan = planning.schedule(empty_desk, date(2026, 6, 1))
    assert (plan.kpi.target, plan.kpi.total, len(plan.targets)) == (5, 17, 1)
    with pytest.raises(Problem, match="17"):
        profile.save_kpi_target(empty_desk, 2026, 18, 17)


def test_the_dashboard_counts_what_waits_for_a_department(surveyed_desk):
    survey = surveying.surveys(surveyed_desk)[0].id
    items = surveying.requirement_page(surveyed_desk, ItemFilter(survey=survey)).items
    surveying.save_answers(
        surveyed_desk,
        [
            Edit(items[0].id, 1, {"verdict": Verdict.FIT.value}),
            Edit(items[1].id, 1, {"verdict": Verdict.GAP.value, "due": "2020-01-01"}),
            Edit(items[2].id, 1, {"due": "2020-01-01"}),
        ],
    )
    found = dashboard(surveyed_desk, "戸籍住民課")
    (line,) = [one for one in found.lines if one.progress.counts.total]
    assert (found.counts.answered, found.gaps_open, found.overdue) == (2, 1, 2)
    assert line.unanswered == len(items) - 2
    assert line.progress.overdue_requirements == 2
    assert not line.provisional
    assert dashboard(surveyed_desk, "税務課").counts.total == 0
    assert found.late[0].operation == "jumin", "the longest wait first"
