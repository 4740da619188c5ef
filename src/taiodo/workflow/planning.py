"""移行計画と作業ステップ: phases, cutovers, the 40 steps and the KPI of the municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.access.rights import Action
from taiodo.catalog.load import applies, load_catalog, operation_of
from taiodo.catalog.municipalities import KpiTarget
from taiodo.catalog.operations import Operation
from taiodo.catalog.timeline import Milestone, Step, StepStatus
from taiodo.plan.kpi import Kpi, kpi_on
from taiodo.plan.schedule import (
    Deadline,
    PhaseSpan,
    ScheduleRow,
    deadlines,
    phase_spans,
    standing_on,
)
from taiodo.plan.steps import START_OF_OPERATION, StepProgress, step_progress_of
from taiodo.problems import Problem
from taiodo.store import municipal
from taiodo.store import steps as stored
from taiodo.store.changes import Stale
from taiodo.store.engine import Reading
from taiodo.store.steps import StoredStatus
from taiodo.survey.items import Edit, Outcome
from taiodo.workflow.desk import Desk, today

STALE = "他の人が先に変更していました。"
MAX_NOTE = 1_000
KPI_SINCE = 2021


@dataclass(frozen=True, slots=True)
class StepLine:
    """One of the 40 steps of one operation with its recorded status."""

    step: Step
    status: StepStatus
    note: str
    revision: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The migration plan as of `day`: a row per applicable operation, phases, lines, KPI."""

    day: date
    rows: tuple[ScheduleRow, ...]
    phases: tuple[PhaseSpan, ...]
    milestones: tuple[Milestone, ...]
    deadlines: tuple[Deadline, ...]
    kpi: Kpi
    targets: tuple[KpiTarget, ...]


def _applicable(body: municipal.CurrentMunicipality) -> tuple[Operation, ...]:
    operations = load_catalog().operations.values()
    return tuple(operation for operation in operations if applies(operation, body.kind))


def _progress(
    body: municipal.CurrentMunicipality, statuses: Mapping[tuple[str, int], StoredStatus]
) -> tuple[StepProgress, ...]:
    return tuple(
        step_progress_of(o.id, (s.status for (name, _), s in statuses.items() if name == o.id))
        for o in _applicable(body)
    )


def step_progress(desk: Desk) -> tuple[StepProgress, ...]:
    """The step progress of every operation that applies, in official order."""
    with desk.reading() as (reading, body):
        return _progress(body, stored.step_statuses(reading, body.id))


def step_lines(desk: Desk, operation: str) -> tuple[StepLine, ...]:
    """The 40 steps of one operation; a step nobody recorded is 未着手 at revision 0."""
    known = operation_of(operation).id
    with desk.reading() as (reading, body):
        recorded = stored.step_statuses(reading, body.id)
    lines = []
    for step in load_catalog().steps:
        found = recorded.get((known, step.serial))
        if found is None:
            lines.append(StepLine(step, StepStatus.NOT_STARTED, "", 0))
        else:
            lines.append(StepLine(step, found.status, found.note, found.revision))
    return tuple(lines)


def save_steps(desk: Desk, operation: str, edits: Sequence[Edit]) -> tuple[Outcome, ...]:
    """Store statuses and notes of steps; `Edit.item` is the step's serial.

    Each is saved, or refused with the values there now; a refusal does not stop the others.

    Raises:
        Problem: an unknown status or too long a note; nothing of the batch is stored.
    """
    known = operation_of(operation).id
    checked = [(edit, _checked(edit.changes)) for edit in edits]
    outcomes = []
    with desk.changing(Action.SET_STEPS) as (tx, body):
        plan = municipal.plans(tx, body.id).get(known)
        desk.require(Action.SET_STEPS, departments=[plan.plan.department] if plan else [])
        for edit, changes in checked:
            recorded = stored.step_statuses(tx, body.id).get((known, edit.item))
            present = recorded or StoredStatus(known, edit.item, StepStatus.NOT_STARTED, "", 0)
            wanted = StoredStatus(
                known,
                edit.item,
                StepStatus(changes.get("status", present.status.value)),
                changes.get("note", present.note),
                present.revision if edit.revision is None else edit.revision,
            )
            result = stored.save_status(tx, body.id, wanted)
            if isinstance(result, Stale):
                revision = int(result.current.get("revision", 0))
                outcomes.append(Outcome(edit.item, False, revision, result.current, STALE))
            else:
                outcomes.append(Outcome(edit.item, True, result))
    return tuple(outcomes)


def finish_steps(desk: Desk, operation: str, last: int) -> int:
    """Record 完了済み for every step up to `last` that is not 対象外; how many changed."""
    lines = [line for line in step_lines(desk, operation) if line.step.serial <= last]
    edits = [
        Edit(line.step.serial, line.revision, {"status": StepStatus.DONE.value})
        for line in lines
        if line.status not in (StepStatus.DONE, StepStatus.NOT_APPLICABLE)
    ]
    return sum(outcome.saved for outcome in save_steps(desk, operation, edits)) if edits else 0


def _checked(changes: Mapping[str, object]) -> dict[str, str]:
    checked = {name: str(value or "").replace("\x00", "") for name, value in changes.items()}
    if len(checked.get("note", "")) > MAX_NOTE:
        raise Problem(
            f"備考が長すぎます（{len(checked['note']):,}字）。",
            advice=f"{MAX_NOTE:,}字以内にしてください。",
        )
    return checked


def schedule(desk: Desk, day: date | None = None) -> Schedule:
    """The plan as of `day` (today when not given)."""
    now = day or today()
    with desk.reading() as (reading, body):
        return schedule_of(reading, body, now)


def schedule_of(reading: Reading, body: municipal.CurrentMunicipality, day: date) -> Schedule:
    """As `schedule`, within a transaction."""
    catalog = load_catalog()
    plans = municipal.plans(reading, body.id)
    statuses = stored.step_statuses(reading, body.id)
    started = frozenset(
        operation
        for (operation, step), found in statuses.items()
        if step == START_OF_OPERATION and found.status is StepStatus.DONE
    )
    rates = {p.operation: p.completion_rate for p in _progress(body, statuses)}
    rows = []
    for operation in _applicable(body):
        kept = plans.get(operation.id)
        plan = kept.plan if kept else None
        cutover = date.fromisoformat(plan.cutover) if plan and plan.cutover else None
        standing, days = standing_on(day, cutover, operation.id in started)
        rows.append(
            ScheduleRow(
                operation.id,
                operation.name,
                plan.phase if plan else "",
                cutover,
                plan.cutover_note if plan else "",
                plan.department if plan else "",
                bool(plan and plan.extended),
                rates[operation.id],
                standing,
                days,
            )
        )
    targets = municipal.kpi_targets(reading, body.id)
    counted = [o.id for o in _applicable(body) if o.since == KPI_SINCE]
    return Schedule(
        day,
        tuple(rows),
        phase_spans(rows),
        tuple(catalog.milestones),
        deadlines(catalog.milestones, day),
        kpi_on(day, counted, started, targets),
        targets,
    )
