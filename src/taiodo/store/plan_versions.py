"""Versions of the plan: kept in the transaction that changes it, read back whole."""

import json
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select

from taiodo.plan.version import FIRST_NAME, PlanEntry, PlanVersion, differences
from taiodo.store.changes import add, columns_of
from taiodo.store.engine import Reading, Transaction, alone
from taiodo.store.planning_tables import PlanVersionRow
from taiodo.store.tables import DepartmentRow, OperationPlanRow

VERSION = columns_of(PlanVersionRow)
PLAN = columns_of(OperationPlanRow)
DEPARTMENT = columns_of(DepartmentRow)
CHANGED_NAME = "計画の変更"


def entries_of(reading: Reading, municipality: int) -> tuple[PlanEntry, ...]:
    """The plan as it stands, in order of entry."""
    rows = reading.connection.execute(
        select(PLAN.operation, PLAN.phase, PLAN.cutover, PLAN.extended, DEPARTMENT.name)
        .select_from(OperationPlanRow)
        .outerjoin(DepartmentRow, DEPARTMENT.id == PLAN.department_id)
        .where(PLAN.municipality_id == municipality)
        .order_by(PLAN.id)
    )
    return tuple(
        PlanEntry(
            row.operation,
            row.phase,
            date.fromisoformat(row.cutover) if row.cutover else None,
            bool(row.extended),
            row.name or "",
        )
        for row in rows
    )


def keep_version(
    tx: Transaction, municipality: int, *, name: str = "", reason: str = "", scenario: str = ""
) -> int | None:
    """Keep the plan as it now stands, if phases or cutovers differ from the last version.

    Returns:
        The number of the version kept, None when there was nothing new to keep.
    """
    alone(tx)
    entries = entries_of(tx, municipality)
    held = versions(tx, municipality, last=True)
    if held and not differences(held[0].entries, entries):
        return None
    number = held[0].number + 1 if held else 1
    values = {
        "municipality_id": municipality,
        "number": number,
        "name": name or (CHANGED_NAME if held else FIRST_NAME),
        "reason": reason,
        "scenario": scenario,
        "entries": entries_as_text(entries),
    }
    add(tx, PlanVersionRow, values, municipality_id=municipality)
    return number


def versions(reading: Reading, municipality: int, *, last: bool = False) -> tuple[PlanVersion, ...]:
    """Every version, the oldest first; with `last` only the newest."""
    wanted = select(*VERSION).where(VERSION.municipality_id == municipality)
    if last:
        newest = select(func.max(VERSION.number)).where(VERSION.municipality_id == municipality)
        wanted = wanted.where(VERSION.number == newest.scalar_subquery())
    rows = reading.connection.execute(wanted.order_by(VERSION.number))
    return tuple(
        PlanVersion(
            row.number,
            row.name,
            row.reason,
            row.updated_at,
            row.updated_by,
            entries_from_text(row.entries),
            row.scenario,
        )
        for row in rows
    )


def entries_as_text(entries: Iterable[PlanEntry]) -> str:
    """Entries as JSON."""
    return json.dumps(
        [
            {
                "operation": entry.operation,
                "phase": entry.phase,
                "cutover": entry.cutover.isoformat() if entry.cutover else "",
                "extended": entry.extended,
                "department": entry.department,
            }
            for entry in entries
        ],
        ensure_ascii=False,
    )


def entries_from_text(text: str) -> tuple[PlanEntry, ...]:
    """Entries from JSON."""
    return tuple(
        PlanEntry(
            entry["operation"],
            entry["phase"],
            date.fromisoformat(entry["cutover"]) if entry["cutover"] else None,
            bool(entry["extended"]),
            entry.get("department", ""),
        )
        for entry in json.loads(text)
    )
