"""What late steps push, what hangs on a cutover, what is late, and who must act."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.catalog.load import load_catalog
from taiodo.catalog.municipalities import KpiTarget
from taiodo.catalog.timeline import StepStatus
from taiodo.plan.consequence import (
    ConsequenceKind,
    missed_deadlines,
    moved_connections,
    moved_phases,
    pushed_steps,
)
from taiodo.plan.forecast import OperationForecast, forecast
from taiodo.plan.kpi import kpi_years
from taiodo.plan.lateness import NOBODY, DutyKind, LateKind, TrackedOperation, duties, late_lines
from taiodo.plan.schedule import ScheduleRow, standing_on
from taiodo.plan.steps import StepRecord, forty_steps

TODAY = date(2026, 1, 14)
DAY = timedelta(days=1)
STEPS = {step.serial: step for step in load_catalog().steps}


def step(serial: int, start: int, end: int, status=StepStatus.NOT_STARTED, **more) -> StepRecord:
    """A step planned from `start` to `end`, in days from today."""
    return StepRecord(
        "jumin", serial, status, planned_start=TODAY + start * DAY,
        planned_end=TODAY + end * DAY, **more,
    )  # fmt: skip


def seen(records, cutover: int | None = 100) -> OperationForecast:
    day = None if cutover is None else TODAY + cutover * DAY
    return forecast("jumin", forty_steps("jumin", records), day, TODAY)


def test_a_plan_that_is_kept_is_expected_as_planned():
    found = seen([step(1, 0, 9), step(2, 10, 19), step(40, 100, 100)])
    assert [(s.start, s.end) for s in found.steps] == [
        (s.planned_start, s.planned_end) for s in found.steps
    ]
    assert (found.slip, found.held_by) == (0, None)


def test_a_late_step_pushes_what_waits_for_it_once_the_slack_is_used_up():
    late = step(1, -40, -31, StepStatus.IN_PROGRESS, actual_start=TODAY - 5 * DAY)
    found = seen([late, step(2, -30, -21), step(3, 10, 19), step(4, -40, 60)])
    first, second, third, beside = found.steps
    assert first.end == TODAY + 4 * DAY
    assert (second.start, second.pushed_by) == (TODAY + 5 * DAY, 1)
    assert (third.start, third.pushed_by) == (TODAY + 15 * DAY, 2)
    assert beside.pushed_by is None, "planned side by side, so it waits for nobody"
    assert third.slip == 5


def test_the_cutover_waits_for_the_steps_planned_before_it():
    found = seen([step(5, 80, 120), step(6, -50, -10)], cutover=20)
    assert found.held_by == 6
    assert found.expected == TODAY + 40 * DAY
    assert found.slip == 20


def test_a_cutover_that_passed_is_expected_today_at_the_earliest():
    found = seen([], cutover=-30)
    assert (found.expected, found.slip) == (TODAY, 30)


def test_an_operation_that_runs_has_the_day_it_began():
    start = StepRecord("jumin", 40, StepStatus.DONE, actual_end=TODAY - 3 * DAY)
    found = seen([start], cutover=-10)
    assert (found.is_running, found.started, found.slip) == (True, TODAY - 3 * DAY, 7)
    undated = seen([StepRecord("jumin", 40, StepStatus.DONE)], cutover=-10)
    assert (undated.started, undated.slip) == (None, 0)


def test_without_a_cutover_nothing_is_expected():
    found = seen([step(1, 0, 9)], cutover=None)
    assert (found.expected, found.slip) == (None, None)


plans = st.lists(
    st.tuples(st.integers(1, 39), st.integers(0, 200), st.integers(0, 40)), min_size=1, max_size=15,
    unique_by=lambda one: one[0],
)  # fmt: skip


@given(plans, st.integers(0, 60))
def test_being_later_never_makes_anything_earlier(planned, days):
    records = [step(serial, start, start + lasts) for serial, start, lasts in planned]
    now = forecast("jumin", forty_steps("jumin", records), TODAY + 300 * DAY, TODAY)
    later = forecast("jumin", forty_steps("jumin", records), TODAY + 300 * DAY, TODAY + days * DAY)
    assert all(a.end <= b.end for a, b in zip(now.steps, later.steps, strict=True))
    assert all(s.slip == 0 for s in now.steps)
    assert all(s.slip >= 0 for s in later.steps)


def test_pushed_steps_name_what_they_wait_for():
    found = seen([step(1, -40, -31), step(2, -30, -21)])
    (one,) = pushed_steps(found, {1: "①-1", 2: "①-2"})
    assert one.what == "①-2（①-1を待つ）"
    assert one.days == found.steps[1].slip


INVENTORY = Inventory(
    (
        System("juki", "住記", SystemKind.STANDARD, ("jumin",), "戸籍住民課"),
        System("kokuho", "国保", SystemKind.STANDARD, ("kokuho",), "保険医療課"),
        System("kaigo", "介護", SystemKind.STANDARD, ("kaigo",), "介護課"),
        System("mado", "窓口発券", SystemKind.LOCAL, (), "戸籍住民課"),
    ),
    (),
    (
        Connection("c1", "juki", "kokuho", "異動"),
        Connection("c2", "juki", "kaigo", "異動"),
        Connection("c3", "juki", "mado", "番号"),
        Connection("c4", "kokuho", "kaigo", "資格"),
    ),
)


def expected(operation: str, cutover: date, slip: int) -> OperationForecast:
    return OperationForecast(operation, (), cutover, cutover + slip * DAY, False, None)


def test_bridges_and_changes_move_with_a_late_cutover():
    day = date(2026, 1, 5)
    found = moved_connections(
        INVENTORY,
        [
            expected("jumin", day, 30),
            expected("kokuho", day, 0),
            expected("kaigo", day + 10 * DAY, 0),
        ],
    )
    told = {(c.kind, c.what): c.days for c in found}
    assert told == {
        (ConsequenceKind.BRIDGE, "住記－国保（異動）"): 30,
        (ConsequenceKind.BRIDGE, "住記－介護（異動）"): 10,
        (ConsequenceKind.CHANGE, "窓口発券（住記との連携）"): 30,
    }
    assert {c.operation for c in found} == {"jumin"}


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(-20, 60)), min_size=3, max_size=3))
def test_a_bridge_changes_by_what_the_days_of_its_ends_say(days):
    base = date(2026, 1, 5)
    names = ("jumin", "kokuho", "kaigo")
    found = [
        expected(name, base + start * DAY, slip)
        for name, (start, slip) in zip(names, days, strict=True)
    ]
    before = {f.operation: f.cutover for f in found}
    after = {f.operation: f.expected for f in found}
    lengths = {
        "住記－国保（異動）": ("jumin", "kokuho"),
        "住記－介護（異動）": ("jumin", "kaigo"),
        "国保－介護（資格）": ("kokuho", "kaigo"),
    }
    wanted = {
        what: change
        for what, (one, other) in lengths.items()
        if (
            change := abs((after[one] - after[other]).days)
            - abs((before[one] - before[other]).days)
        )
    }
    told = moved_connections(INVENTORY, found)
    assert {c.what: c.days for c in told if c.kind is ConsequenceKind.BRIDGE} == wanted


def test_phases_and_deadlines_that_are_missed():
    day = date(2026, 3, 1)
    found = [expected("jumin", day, 0), expected("kaigo", day, 45)]
    (phase,) = moved_phases(found, {"jumin": "1期", "kaigo": "1期"})
    assert (phase.operation, phase.days) == ("kaigo", 45)
    deadline = ("期限", date(2026, 3, 31))
    (missed,) = missed_deadlines(found, lambda _: deadline)
    assert (missed.operation, missed.days) == ("kaigo", 15)


def tracked(records, cutover: int | None = 100, department="税務課", **more) -> TrackedOperation:
    day = None if cutover is None else TODAY + cutover * DAY
    steps = forty_steps("jumin", records)
    found = forecast("jumin", steps, day, TODAY)
    standing, days = standing_on(TODAY, day, found.is_running)
    row = ScheduleRow("jumin", "住基", "1期", day, "", department, False, 0.0, standing, days)
    return TrackedOperation(replace(row, **more), steps, found)


def test_what_is_late_says_why_and_who():
    one = tracked(
        [
            step(1, -30, -20, StepStatus.IN_PROGRESS, actual_start=TODAY - 30 * DAY, owner="佐藤"),
            step(2, -10, 5, note="資料待ち"),
        ]
    )
    ended, begun = late_lines([one], STEPS, TODAY)
    assert (ended.kind, ended.days, ended.who) == (LateKind.END, 20, "佐藤")
    assert "作業中" in ended.why
    assert (begun.kind, begun.days, begun.who) == (LateKind.START, 10, "税務課")
    assert "前の①-1が終わっていない" in begun.why
    assert "担当者が未定" in begun.why
    assert "資料待ち" in begun.why


def test_a_cutover_past_or_to_be_missed_is_late():
    past = tracked([], cutover=-5, cutover_note="再調整中")
    (line,) = late_lines([past], STEPS, TODAY)
    assert (line.kind, line.days) == (LateKind.CUTOVER, 5)
    assert "再調整中" in line.why
    ahead = tracked([step(6, -50, -10)], cutover=20)
    lines = late_lines([ahead], STEPS, TODAY)
    assert LateKind.EXPECTED in {one.kind for one in lines}


def test_nothing_is_late_once_the_operation_runs():
    one = tracked([step(1, -30, -20), StepRecord("jumin", 40, StepStatus.DONE)], cutover=-5)
    assert late_lines([one], STEPS, TODAY) == ()
    assert duties([one], STEPS, TODAY) == ()


def test_who_must_act_this_week():
    # 14 January 2026 is a Wednesday: the week is the 12th to the 18th.
    one = tracked(
        [
            step(1, -30, -20, owner="佐藤"),
            step(2, -10, 4, StepStatus.IN_PROGRESS, owner="鈴木"),
            step(3, 3, 20),
            step(4, 5, 30),
            step(5, -9, 9, StepStatus.DONE),
        ],
        cutover=4,
    )
    found = [(d.who, d.step.serial, d.kind) for d in duties([one], STEPS, TODAY)]
    assert sorted(found) == sorted(
        [
            ("佐藤", 1, DutyKind.LATE),
            ("鈴木", 2, DutyKind.END),
            ("税務課", 3, DutyKind.START),
            ("税務課", 40, DutyKind.CUTOVER),
        ]
    )


def test_past_the_cutover_without_dates_the_next_open_step_is_the_duty():
    one = tracked([StepRecord("jumin", 1, StepStatus.DONE)], cutover=-5, department="")
    (duty,) = duties([one], STEPS, TODAY)
    assert (duty.who, duty.step.serial, duty.kind) == (NOBODY, 2, DutyKind.LATE)


def test_the_kpi_by_fiscal_year():
    ran = OperationForecast("jumin", (), date(2024, 1, 4), date(2024, 4, 2), True, date(2024, 4, 2))
    found = [ran, expected("kaigo", date(2025, 10, 1), 300), expected("koseki", TODAY, 0)]
    targets = (KpiTarget(2023, 1, 2, ""), KpiTarget(2025, 2, 2, ""))
    rows = kpi_years(TODAY, ["jumin", "kaigo"], found, targets)
    assert [(r.year, r.target, r.planned, r.expected, r.actual) for r in rows] == [
        (2023, 1, 1, 0, 0),
        (2024, None, 1, 1, 1),
        (2025, 2, 2, 1, None),
        (2026, None, 2, 2, None),
    ]


@pytest.mark.parametrize("kind", list(ConsequenceKind))
def test_every_consequence_has_its_word(kind):
    assert kind.label
