"""見込み: what the plan becomes, seen from a day, when what is late pushes what comes after it.

A step waits for every earlier step that was planned to end before it was planned to start. What
is done ended when it ended; what runs needs its planned days from when it began; what has not
begun begins today at the earliest. Slack between steps is used up before anything is pushed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from taiodo.catalog.timeline import StepStatus
from taiodo.plan.steps import START_OF_OPERATION, StepRecord

FORECAST_FORMULA = (
    "見込みの終了 = 完了済みは実績の終了、作業中は 実績の開始＋予定の日数（今日より前にはしない）、"
    "未着手は 予定の開始・今日・先に終わるはずのステップの見込みの終了の翌日 のうち"
    "最も遅い日＋予定の日数。"
    "切替の見込み = 切替予定日・今日・切替までに終わるはずのステップの見込みの終了 のうち最も遅い日"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StepForecast:
    """One step with planned dates: planned and expected period, `slip` days of its end.

    `pushed_by` is the serial of the step it waits for, None when nothing pushes it.
    """

    step: int
    status: StepStatus
    planned_start: date
    planned_end: date
    start: date
    end: date
    pushed_by: int | None = None

    @property
    def slip(self) -> int:
        """Days the end is expected (or was) after the planned one; negative when before."""
        return (self.end - self.planned_end).days


@dataclass(frozen=True, slots=True)
class OperationForecast:
    """One operation: its steps with dates, the planned cutover, and the one to be expected.

    `started` is the day it went into operation; when the day is not known, it is None although
    `is_running`. `held_by` is the serial of the step the cutover waits for.
    """

    operation: str
    steps: tuple[StepForecast, ...]
    cutover: date | None
    expected: date | None
    is_running: bool
    started: date | None
    held_by: int | None = None

    @property
    def slip(self) -> int | None:
        """Days from the planned cutover to the expected or actual one; None when unknown."""
        if self.cutover is None or self.expected is None:
            return None
        return (self.expected - self.cutover).days


def forecast(
    operation: str, records: Sequence[StepRecord], cutover: date | None, day: date
) -> OperationForecast:
    """What is to be expected of one operation, seen from `day`."""
    steps = _steps([r for r in records if r.status is not StepStatus.NOT_APPLICABLE], day)
    start = next((r for r in records if r.step == START_OF_OPERATION), None)
    running = start is not None and start.status is StepStatus.DONE
    if start is not None and running:
        began = start.actual_end or start.actual_start
        return OperationForecast(operation, steps, cutover, began or cutover, True, began)
    if cutover is None:
        return OperationForecast(operation, steps, None, None, False, None)
    expected, held_by = max(cutover, day), None
    for step in steps:
        due = step.planned_end <= cutover or step.step == START_OF_OPERATION
        if due and step.end > expected:
            expected, held_by = step.end, step.step
    return OperationForecast(operation, steps, cutover, expected, False, None, held_by)


def _steps(records: Sequence[StepRecord], day: date) -> tuple[StepForecast, ...]:
    found: list[StepForecast] = []
    for record in records:
        planned = record.planned
        if planned is not None:
            found.append(_step(record, *planned, found, day))
    return tuple(found)


def _step(
    record: StepRecord, start: date, end: date, before: Sequence[StepForecast], day: date
) -> StepForecast:
    lasts = max(end - start, timedelta(0))
    kept = (record.step, record.status, start, end)
    if record.status is StepStatus.DONE:
        ended = record.actual_end or end
        return StepForecast(*kept, record.actual_start or min(start, ended), ended)
    if record.status is StepStatus.IN_PROGRESS:
        began = record.actual_start or min(start, day)
        return StepForecast(*kept, began, max(began + lasts, day))
    begins, pushed_by = max(start, day), None
    for other in before:
        if other.planned_end < start and other.end + _DAY > begins:
            begins, pushed_by = other.end + _DAY, other.step
    return StepForecast(*kept, begins, begins + lasts, pushed_by)
