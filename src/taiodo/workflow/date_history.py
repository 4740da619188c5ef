"""日付の履歴: who moved which date of an operation, when, from what to what, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from taiodo.catalog.load import operation_of
from taiodo.store import municipal
from taiodo.store.history import HistoryEntry, changes_of, first_moment
from taiodo.store.steps import DATES, step_ids
from taiodo.workflow.desk import Desk
from taiodo.workflow.tracking import steps_by_serial

NAMES = {
    "cutover": "切替予定日",
    "phase": "移行時期",
    "planned_start": "予定の開始",
    "planned_end": "予定の終了",
    "actual_start": "実績の開始",
    "actual_end": "実績の終了",
}


@dataclass(frozen=True, slots=True)
class DateChange:
    """One date (or phase) that was entered, moved or taken away; `at` is UTC ISO 8601.

    `of` is 切替 or the item of a step; `before` and `after` are ISO days, words, or "".
    """

    at: str
    actor: str
    of: str
    field: str
    before: str
    after: str
    reason: str

    @property
    def name(self) -> str:
        """The field as the screens call it."""
        return NAMES[self.field]


def date_history(desk: Desk, operation: str) -> tuple[DateChange, ...]:
    """Every change of a date of one operation and its steps, the newest first."""
    known = operation_of(operation).id
    steps = steps_by_serial()
    with desk.reading() as (reading, body):
        plan = municipal.plans(reading, body.id).get(known)
        of_plan = changes_of(reading, body.id, "operation_plan", [plan.id] if plan else [])
        ids = step_ids(reading, body.id, known)
        of_steps = changes_of(reading, body.id, "step_status", list(ids))
    found = [
        *(c for entry in of_plan for c in _changes(entry, "切替", ("cutover", "phase"))),
        *(
            change
            for entry in of_steps
            for change in _changes(entry, steps[ids[entry.entity_id or 0]].item, DATES)
        ),
    ]
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))


def _changes(entry: HistoryEntry, of: str, fields: tuple[str, ...]) -> Iterator[DateChange]:
    for field in fields:
        before, after = str(entry.before.get(field) or ""), str(entry.after.get(field) or "")
        if field in entry.after and before != after:
            reason = str(entry.after.get("reason") or "")
            yield DateChange(entry.at, entry.actor, of, field, before, after, reason)


def recorded_since(desk: Desk) -> str:
    """When the plan was first recorded (UTC ISO), "" while nothing is."""
    with desk.reading() as (reading, body):
        return first_moment(reading, body.id, "operation_plan")
