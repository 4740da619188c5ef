"""The national completion rate, the KPI, and where an operation stands against its cutover."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.catalog.load import load_catalog
from taiodo.catalog.municipalities import KpiTarget
from taiodo.catalog.timeline import StepStatus
from taiodo.plan.kpi import kpi_on
from taiodo.plan.schedule import ScheduleRow, Standing, deadlines, phase_spans, standing_on
from taiodo.plan.steps import START_OF_OPERATION, StepRecord, status_of, step_progress_of
from taiodo.problems import Problem

TODAY = date(2026, 1, 10)
EVEN = dict.fromkeys(range(1, 41), 1)


def records(statuses) -> list[StepRecord]:
    """The first steps of 住民基本台帳 in these statuses."""
    return [StepRecord("jumin", step, status) for step, status in enumerate(statuses, start=1)]


TARGETS = (KpiTarget(2020, 0, 15, ""), KpiTarget(2023, 1, 15, ""), KpiTarget(2025, 15, 15, ""))


def test_the_national_rate_counts_what_does_not_apply_as_done() -> None:
    recorded = [StepStatus.DONE] * 20 + [StepStatus.NOT_APPLICABLE] * 4 + [StepStatus.IN_PROGRESS]
    progress = step_progress_of("jumin", records(recorded), EVEN)
    assert (progress.done, progress.not_applicable, progress.in_progress) == (20, 4, 1)
    assert progress.not_started == 15
    assert progress.completion_rate == pytest.approx(24 / 40)


@given(st.lists(st.sampled_from(list(StepStatus)), max_size=40))
def test_the_four_counts_are_forty_steps_and_the_rate_is_a_share(recorded) -> None:
    p = step_progress_of("jumin", records(recorded), EVEN)
    assert p.done + p.not_applicable + p.in_progress + p.not_started == 40
    assert 0 <= p.completion_rate <= 1


@pytest.mark.parametrize(
    ("word", "status"),
    [("完了済み", "done"), ("作業中", "in_progress"), ("未", "not_started"),
     ("未着手", "not_started"), ("対象外", "not_applicable"), ("done", "done")],
)  # fmt: skip
def test_words_of_the_national_workbook(word, status) -> None:
    assert status_of(word).value == status


def test_an_unknown_status_is_refused_with_the_words_to_use() -> None:
    with pytest.raises(Problem, match="作業中"):
        status_of("進行")


def test_step_forty_is_the_start_of_operation() -> None:
    (step,) = [s for s in load_catalog().steps if s.serial == START_OF_OPERATION]
    assert step.name.startswith("運用開始")


@pytest.mark.parametrize(
    ("day", "target", "year"),
    [(date(2020, 3, 31), None, None), (date(2021, 3, 31), 0, 2020), (date(2025, 3, 31), 1, 2023),
     (date(2025, 4, 1), 15, 2025), (TODAY, 15, 2025)],
)  # fmt: skip
def test_the_target_of_the_year_that_runs_holds(day, target, year) -> None:
    kpi = kpi_on(day, ("jumin", "kaigo"), frozenset({"jumin", "koseki"}), TARGETS)
    assert (kpi.target, kpi.year) == (target, year)
    assert (kpi.migrated, kpi.total) == (1, 2)
    assert kpi.shortfall == max(0, (target or 0) - 1)


@pytest.mark.parametrize(
    ("cutover", "started", "standing", "days"),
    [(None, False, "undated", None), (None, True, "started", None),
     (date(2026, 1, 9), False, "late", -1), (date(2026, 1, 10), False, "planned", 0),
     (date(2026, 3, 31), False, "planned", 80), (date(2026, 1, 9), True, "started", -1)],
)  # fmt: skip
def test_standing_against_the_cutover_date(cutover, started, standing, days) -> None:
    assert standing_on(TODAY, cutover, started) == (Standing(standing), days)


def row(name: str, phase: str, cutover: date | None, started: bool = False) -> ScheduleRow:
    standing, days = standing_on(TODAY, cutover, started)
    return ScheduleRow(name, name, phase, cutover, "", "", False, 0.0, standing, days)


def test_phases_in_order_of_their_first_cutover() -> None:
    rows = [
        row("a", "2期", date(2026, 2, 1)), row("b", "1期", date(2025, 10, 1), True),
        row("c", "1期", date(2025, 9, 1)), row("d", "先行", None), row("e", "", date(2020, 1, 1)),
    ]  # fmt: skip
    spans = phase_spans(rows)
    assert [(s.phase, s.operations, s.started) for s in spans] == [("1期", 2, 1), ("2期", 1, 0)]
    assert (spans[0].first, spans[0].last) == (date(2025, 9, 1), date(2025, 10, 1))


def test_deadlines_say_how_many_days_are_left_and_how_sure_they_are() -> None:
    first, second = deadlines(load_catalog().milestones, date(2026, 3, 1))
    assert (first.day, first.days, first.confirmed) == (date(2026, 3, 31), 30, True)
    assert (second.day, second.confirmed) == (date(2031, 3, 31), False)
    assert deadlines(load_catalog().milestones, date(2026, 4, 2))[0].days == -2
