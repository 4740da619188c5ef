"""移行計画: phases, cutovers, steps and KPI of the municipality, as they are or were on a day."""

from dataclasses import dataclass
from datetime import date

from taiodo.catalog.load import load_catalog
from taiodo.catalog.municipalities import KpiTarget, OperationPlan
from taiodo.catalog.operations import Operation
from taiodo.catalog.timeline import Milestone
from taiodo.plan.consequence import (
    Consequence,
    missed_deadlines,
    moved_connections,
    moved_phases,
    pushed_steps,
)
from taiodo.plan.forecast import OperationForecast, forecast
from taiodo.plan.kpi import Kpi, KpiYear, kpi_on, kpi_years
from taiodo.plan.lateness import Duty, LateLine, TrackedOperation, duties, late_lines
from taiodo.plan.schedule import (
    DEADLINE,
    EXTENDED_DEADLINE,
    Deadline,
    PhaseSpan,
    ScheduleRow,
    deadlines,
    phase_spans,
    standing_on,
)
from taiodo.plan.steps import StepProgress, StepRecord, forty_steps, step_progress_of
from taiodo.store import inventory as stored_inventory
from taiodo.store import municipal
from taiodo.store import steps as stored
from taiodo.store.engine import Reading
from taiodo.workflow.desk import Desk, today
from taiodo.workflow.tracking import applicable, moment_of, steps_by_serial, weights_of

KPI_SINCE = 2021


@dataclass(frozen=True, slots=True)
class Schedule:
    """The migration plan as of `day`: a row per applicable operation, phases, lines, KPI.

    `tracked` holds steps and forecast beside each row. `late`, `duties` (of the week of `day`)
    and `consequences` are of all operations; see `plan.lateness` and `plan.consequence`.
    """

    day: date
    rows: tuple[ScheduleRow, ...]
    phases: tuple[PhaseSpan, ...]
    milestones: tuple[Milestone, ...]
    deadlines: tuple[Deadline, ...]
    kpi: Kpi
    targets: tuple[KpiTarget, ...]
    tracked: tuple[TrackedOperation, ...] = ()
    progress: tuple[StepProgress, ...] = ()
    late: tuple[LateLine, ...] = ()
    duties: tuple[Duty, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    years: tuple[KpiYear, ...] = ()


def schedule(desk: Desk, day: date | None = None, *, as_of: date | None = None) -> Schedule:
    """The plan seen from `day` (today when not given).

    `as_of` shows plan, statuses and dates as they were recorded at the end of that day instead.

    Raises:
        Problem: `as_of` lies ahead.
    """
    moment = moment_of(as_of)
    with desk.reading() as (reading, body):
        return schedule_of(reading, body, as_of or day or today(), moment)


def schedule_of(
    reading: Reading, body: municipal.CurrentMunicipality, day: date, moment: str = ""
) -> Schedule:
    """As `schedule`, within a transaction; records just before `moment` (UTC ISO) when given."""
    plans = municipal.plans(reading, body.id, moment)
    records = stored.step_records(reading, body.id, moment).values()
    weights = weights_of(reading, body.id)
    tracked, progress = [], []
    for operation in applicable(body):
        kept = plans.get(operation.id)
        steps = forty_steps(operation.id, records)
        counted = step_progress_of(operation.id, steps, weights)
        plan = kept.plan if kept else OperationPlan(operation.id)
        tracked.append(_tracked(operation, plan, steps, counted, day))
        progress.append(counted)
    lines = load_catalog().milestones
    found = [one.forecast for one in tracked]
    rows = tuple(one.row for one in tracked)
    targets = municipal.kpi_targets(reading, body.id, moment)
    counting = [o.id for o in applicable(body) if o.since == KPI_SINCE]
    running = frozenset(one.operation for one in found if one.is_running)
    return Schedule(
        day,
        rows,
        phase_spans(rows),
        lines,
        deadlines(lines, day),
        kpi_on(day, counting, running, targets),
        targets,
        tuple(tracked),
        tuple(progress),
        late_lines(tracked, steps_by_serial(), day),
        duties(tracked, steps_by_serial(), day),
        _consequences(reading, body.id, rows, found),
        kpi_years(day, counting, found, targets),
    )


def _tracked(
    operation: Operation,
    plan: OperationPlan,
    steps: tuple[StepRecord, ...],
    progress: StepProgress,
    day: date,
) -> TrackedOperation:
    cutover = date.fromisoformat(plan.cutover) if plan.cutover else None
    found = forecast(operation.id, steps, cutover, day)
    standing, days = standing_on(day, cutover, found.is_running)
    row = ScheduleRow(
        operation.id,
        operation.name,
        plan.phase,
        cutover,
        plan.cutover_note,
        plan.department,
        plan.extended,
        progress.completion_rate,
        standing,
        days,
    )
    return TrackedOperation(row, steps, found)


def _consequences(
    reading: Reading,
    municipality: int,
    rows: tuple[ScheduleRow, ...],
    found: list[OperationForecast],
) -> tuple[Consequence, ...]:
    titles = {serial: step.item for serial, step in steps_by_serial().items()}
    days = {m.id: (m.name, date.fromisoformat(m.end or m.start)) for m in load_catalog().milestones}
    extended = {row.operation: row.extended for row in rows}

    def deadline_of(operation: str) -> tuple[str, date] | None:
        return days.get(EXTENDED_DEADLINE if extended[operation] else DEADLINE)

    current = stored_inventory.inventory(reading, municipality)
    return (
        *missed_deadlines(found, deadline_of),
        *moved_phases(found, {row.operation: row.phase for row in rows}),
        *(one for each in found for one in pushed_steps(each, titles)),
        *moved_connections(current, found),
    )
