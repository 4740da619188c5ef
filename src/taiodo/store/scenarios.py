"""Scenarios (計画案) of one municipality, and taking one over as the plan."""

from collections.abc import Sequence

from sqlalchemy import select

from taiodo.catalog.inventory import SystemKind
from taiodo.plan.scenario import Scenario
from taiodo.plan.version import PlanEntry, differences, planned_days
from taiodo.store.changes import Stale, add, change, columns_of, remove
from taiodo.store.engine import Reading, Transaction
from taiodo.store.history import rows_held
from taiodo.store.plan_versions import (
    entries_as_text,
    entries_from_text,
    entries_of,
    keep_version,
)
from taiodo.store.planning_tables import ScenarioRow
from taiodo.store.tables import OperationPlanRow, SystemOperationRow, SystemRow

PLAN = columns_of(OperationPlanRow)
SYSTEM = columns_of(SystemRow)
SERVES = columns_of(SystemOperationRow)


def scenarios(reading: Reading, municipality: int, moment: str = "") -> tuple[Scenario, ...]:
    """All scenarios in order of entry; as they were just before `moment` (UTC ISO) when given."""
    return tuple(
        Scenario(
            row["id"],
            row["revision"],
            row["name"],
            row["note"],
            row["base"],
            entries_from_text(row["entries"]),
            row["updated_at"],
            row["updated_by"],
        )
        for row in rows_held(reading, municipality, ScenarioRow, moment)
    )


def add_scenario(
    tx: Transaction, municipality: int, name: str, note: str, base: int, given: Sequence[PlanEntry]
) -> int:
    """Store a new scenario; its id."""
    values = {
        "municipality_id": municipality,
        "name": name,
        "note": note,
        "base": base,
        "entries": entries_as_text(given),
    }
    return add(tx, ScenarioRow, values, municipality_id=municipality)


def change_scenario(tx: Transaction, municipality: int, wanted: Scenario) -> int | Stale:
    """Store name, note and entries of a scenario seen at `wanted.revision`."""
    values = {
        "name": wanted.name,
        "note": wanted.note,
        "entries": entries_as_text(wanted.entries),
    }
    return change(
        tx,
        ScenarioRow,
        wanted.id,
        values,
        revision=wanted.revision,
        municipality_id=municipality,
        summary=wanted.name,
    )


def remove_scenario(tx: Transaction, municipality: int, scenario: int) -> None:
    """Delete one scenario; the trail keeps what it held."""
    remove(tx, ScenarioRow, scenario, municipality_id=municipality)


def adopt(
    tx: Transaction,
    municipality: int,
    entries: Sequence[PlanEntry],
    *,
    name: str,
    reason: str,
    scenario: str,
) -> int | None:
    """Make these entries the plan, as one version; dates of standardised systems follow.

    Returns:
        The number of the version kept, None when the plan already says so.
    """
    present = entries_of(tx, municipality)
    rows = tx.connection.execute(
        select(PLAN.operation, PLAN.id).where(PLAN.municipality_id == municipality)
    )
    keys = {row.operation: row.id for row in rows}
    for before, after in differences(present, entries):
        operation = (after or before or PlanEntry("")).operation
        wanted = after or PlanEntry(operation)
        values = {
            "phase": wanted.phase,
            "cutover": wanted.cutover.isoformat() if wanted.cutover else "",
            "extended": wanted.extended,
        }
        if operation in keys:
            change(
                tx,
                OperationPlanRow,
                keys[operation],
                values,
                revision=None,
                municipality_id=municipality,
                summary=operation,
            )
        else:
            key = {"municipality_id": municipality, "operation": operation}
            add(tx, OperationPlanRow, {**key, **values}, municipality_id=municipality)
    _move_systems(tx, municipality, entries)
    return keep_version(tx, municipality, name=name, reason=reason, scenario=scenario)


def _move_systems(tx: Transaction, municipality: int, entries: Sequence[PlanEntry]) -> None:
    """A standardised system with a date of its own gets the plan's; none if it moves in parts."""
    planned = planned_days(entries)
    rows = tx.connection.execute(
        select(SYSTEM.id, SYSTEM.name, SYSTEM.cutover, SERVES.operation)
        .select_from(SystemRow)
        .join(SystemOperationRow, SERVES.system_id == SYSTEM.id)
        .where(
            SYSTEM.municipality_id == municipality,
            SYSTEM.kind == SystemKind.STANDARD.value,
            SYSTEM.cutover != "",
        )
        .order_by(SYSTEM.id)
    )
    days: dict[tuple[int, str, str], list[str]] = {}
    for row in rows:
        held = days.setdefault((row.id, row.name, row.cutover), [])
        if row.operation in planned:
            held.append(planned[row.operation].isoformat())
    for (system, name, own), planned_for in days.items():
        if planned_for and set(planned_for) != {own}:
            moved = planned_for[0] if len(set(planned_for)) == 1 else ""
            change(
                tx,
                SystemRow,
                system,
                {"cutover": moved},
                revision=None,
                municipality_id=municipality,
                summary=name,
            )
