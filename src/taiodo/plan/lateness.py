"""遅れ: what is late, why, and who must act this week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from taiodo.calendar import wareki, week_of
from taiodo.catalog.timeline import Step, StepStatus
from taiodo.plan.forecast import OperationForecast
from taiodo.plan.schedule import ScheduleRow, Standing
from taiodo.plan.steps import START_OF_OPERATION, StepRecord

NOBODY = "担当・所管課が未定"
Steps = Mapping[int, Step]


class LateKind(StrEnum):
    """In which way something is late."""

    CUTOVER = "cutover"
    END = "end"
    START = "start"
    EXPECTED = "expected"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "cutover": "切替予定日を超過",
            "end": "予定の終了を超過",
            "start": "予定の開始を超過",
            "expected": "切替の遅れの見込み",
        }[self.value]


@dataclass(frozen=True, slots=True)
class LateLine:
    """One thing that is late: `days` since (or, expected, after) `due`; `step` None: cutover."""

    operation: str
    name: str
    department: str
    owner: str
    kind: LateKind
    step: Step | None
    due: date
    days: int
    why: str

    @property
    def who(self) -> str:
        """Whom to ask: the person, else the department."""
        return self.owner or self.department or NOBODY


class DutyKind(StrEnum):
    """Why something is to be done this week."""

    LATE = "late"
    CUTOVER = "cutover"
    END = "end"
    START = "start"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "late": "遅れている",
            "cutover": "今週が切替予定日",
            "end": "今週終わる予定",
            "start": "今週始まる予定",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing somebody must do this week, with the day it is (or was) due."""

    who: str
    department: str
    operation: str
    name: str
    step: Step | None
    kind: DutyKind
    due: date


@dataclass(frozen=True, slots=True)
class TrackedOperation:
    """All that is held of one operation: its row of the plan, its 40 steps, its forecast."""

    row: ScheduleRow
    steps: tuple[StepRecord, ...]
    forecast: OperationForecast


def late_lines(
    tracked: Sequence[TrackedOperation], steps: Steps, day: date
) -> tuple[LateLine, ...]:
    """Everything late on a day, the longest wait first."""
    found = [line for one in tracked for line in _late(one, steps, day)]
    order = list(LateKind)
    return tuple(sorted(found, key=lambda f: (-f.days, order.index(f.kind), f.operation)))


def _late(one: TrackedOperation, steps: Steps, day: date) -> Iterator[LateLine]:
    row = one.row
    if row.standing is Standing.STARTED:
        return
    if row.cutover and row.standing is Standing.LATE:
        days = (day - row.cutover).days
        yield _line(one, LateKind.CUTOVER, None, row.cutover, days, _why_not_started(one, steps))
    elif row.cutover and one.forecast.slip:
        held = one.forecast.held_by
        cause = f"{_title(steps[held])}の見込みが切替予定日より後" if held else ""
        yield _line(one, LateKind.EXPECTED, None, row.cutover, one.forecast.slip, cause)
    for record in one.steps:
        planned = record.planned
        if planned is None or record.is_finished:
            continue
        if planned[1] < day:
            kind, due = LateKind.END, planned[1]
        elif planned[0] < day and record.status is StepStatus.NOT_STARTED:
            kind, due = LateKind.START, planned[0]
        else:
            continue
        why = _why_open(one, record, steps)
        yield _line(one, kind, record, due, (day - due).days, why, steps)


def _line(
    one: TrackedOperation,
    kind: LateKind,
    record: StepRecord | None,
    due: date,
    days: int,
    why: str,
    steps: Steps | None = None,
) -> LateLine:
    row = one.row
    step = steps[record.step] if steps and record else None
    owner = record.owner if record else ""
    return LateLine(row.operation, row.name, row.department, owner, kind, step, due, days, why)


def _why_not_started(one: TrackedOperation, steps: Steps) -> str:
    left = [record for record in one.steps if not record.is_finished]
    reasons = [f"未完了のステップ {len(left)}（次は{_title(steps[left[0].step])}）"]
    if one.row.extended:
        reasons.append("特定移行支援システムの見込み")
    if one.row.cutover_note:
        reasons.append(f"備考: {one.row.cutover_note}")
    return "／".join(reasons)


def _why_open(one: TrackedOperation, record: StepRecord, steps: Steps) -> str:
    reasons = [record.status.label]
    if record.status is StepStatus.IN_PROGRESS and record.actual_start:
        reasons[0] += f"（{wareki(record.actual_start)}から）"
    start = record.planned[0] if record.planned else None
    waits = [
        other
        for other in one.steps[: record.step - 1]
        if start and not other.is_finished and other.planned and other.planned[1] < start
    ]
    if waits:
        more = f" ほか{len(waits) - 1}" if len(waits) > 1 else ""
        reasons.append(f"前の{steps[waits[0].step].item}{more}が終わっていない")
    if not record.owner:
        reasons.append("担当者が未定")
    if record.note:
        reasons.append(f"備考: {record.note}")
    return "／".join(reasons)


def duties(tracked: Sequence[TrackedOperation], steps: Steps, day: date) -> tuple[Duty, ...]:
    """Who must act in the week of `day`: the late, then what ends or begins in it.

    An operation past its cutover without dated steps is the duty of its next open step.
    """
    found = [duty for one in tracked for duty in _duties(one, steps, day)]
    order = list(DutyKind)
    return tuple(sorted(found, key=lambda d: (d.who == NOBODY, d.who, order.index(d.kind), d.due)))


def _duties(one: TrackedOperation, steps: Steps, day: date) -> Iterator[Duty]:
    row, (monday, sunday) = one.row, week_of(day)
    if row.standing is Standing.STARTED:
        return
    late = False
    for record in one.steps:
        if record.is_finished or record.planned is None:
            continue
        start, end = record.planned
        begun = record.status is StepStatus.IN_PROGRESS
        if end < day or (start < day and not begun):
            late = True
            yield _duty(one, record, steps, DutyKind.LATE, end if end < day else start)
        elif end <= sunday:
            yield _duty(one, record, steps, DutyKind.END, end)
        elif monday <= start <= sunday and not begun:
            yield _duty(one, record, steps, DutyKind.START, start)
    if row.cutover and monday <= row.cutover <= sunday:
        start_of = one.steps[START_OF_OPERATION - 1]
        yield _duty(one, start_of, steps, DutyKind.CUTOVER, row.cutover)
    elif row.cutover and row.standing is Standing.LATE and not late:
        left = next(record for record in one.steps if not record.is_finished)
        yield _duty(one, left, steps, DutyKind.LATE, row.cutover)


def _duty(
    one: TrackedOperation, record: StepRecord, steps: Steps, kind: DutyKind, due: date
) -> Duty:
    row = one.row
    who = record.owner or row.department or NOBODY
    step = steps[record.step]
    return Duty(who, row.department, row.operation, row.name, step, kind, due)


def _title(step: Step) -> str:
    return f"{step.item} {step.name}"
