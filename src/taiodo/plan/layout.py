"""予定の仮置き: the 40 steps laid one after the other between two days, by their weights."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from taiodo.plan.steps import START_OF_OPERATION, StepRecord


def laid_out(
    records: Sequence[StepRecord], weights: Mapping[int, int], first: date, cutover: date
) -> dict[int, tuple[date, date]]:
    """Planned periods for the open steps without plan: step → (start, end), both days included.

    The days from `first` to the day before `cutover` are shared out by weight, in order of the
    steps; ⑱-1 (運用開始) is on the day of the cutover. Steps with dates, and finished ones, keep
    what they have, and their share of the days is left to the others.
    """
    wanted = [
        record
        for record in records
        if record.planned is None and not record.is_finished and record.step != START_OF_OPERATION
    ]
    total = sum(weights.get(record.step, 1) for record in wanted)
    days = (cutover - first).days
    found: dict[int, tuple[date, date]] = {}
    passed = 0
    for record in wanted if days > 0 else ():
        start = first + timedelta(days=passed * days // total)
        passed += weights.get(record.step, 1)
        end = first + timedelta(days=max(passed * days // total - 1, (start - first).days))
        found[record.step] = (start, end)
    last = next((r for r in records if r.step == START_OF_OPERATION), None)
    if last is not None and last.planned is None and not last.is_finished:
        found[START_OF_OPERATION] = (cutover, cutover)
    return found
