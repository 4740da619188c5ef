"""Who takes care of bridges and changes (暫定連携・改修の担当)."""

from sqlalchemy import select

from taiodo.impact.assignments import Assignment, TaskKind, TaskStatus
from taiodo.store.changes import Stale, add, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.history import added_after, changes_after
from taiodo.store.impact_tables import ImpactTaskRow
from taiodo.store.tables import ConnectionRow

TASK = columns_of(ImpactTaskRow)
CONNECTION = columns_of(ConnectionRow)


def assignments(
    reading: Reading, municipality: int, moment: str = ""
) -> dict[tuple[TaskKind, str], Assignment]:
    """All that is stored by kind and code, or as it was at `moment` (UTC ISO 8601)."""
    earlier = changes_after(reading, municipality, "impact_task", moment) if moment else {}
    later = added_after(reading, municipality, "impact_task", moment) if moment else frozenset()
    rows = reading.connection.execute(
        select(
            TASK.id, TASK.kind, TASK.code, TASK.owner, TASK.status, TASK.due, TASK.note,
            TASK.revision,
        ).where(TASK.municipality_id == municipality)
    ).mappings()  # fmt: skip
    found = {}
    for row in rows:
        if row["id"] in later:
            continue
        held = {**row, **earlier.get(row["id"], {})}
        one = Assignment(
            TaskKind(held["kind"]),
            held["code"],
            held["owner"],
            TaskStatus(held["status"]),
            held["due"],
            held["note"],
            held["revision"],
        )
        found[one.kind, one.code] = one
    return found


def connection_keys(reading: Reading, municipality: int) -> dict[str, int]:
    """The user's id of each connection → key."""
    rows = reading.connection.execute(
        select(CONNECTION.code, CONNECTION.id).where(CONNECTION.municipality_id == municipality)
    )
    return {row.code: row.id for row in rows}


def save_assignment(tx: Transaction, municipality: int, wanted: Assignment) -> int | Stale:
    """Store one assignment seen at `wanted.revision`; the new revision, or Stale."""
    values: dict[str, object] = {
        "owner": wanted.owner,
        "status": wanted.status.value,
        "due": wanted.due,
        "note": wanted.note,
    }
    present = tx.connection.scalar(
        select(TASK.id).where(
            TASK.municipality_id == municipality,
            TASK.kind == wanted.kind.value,
            TASK.code == wanted.code,
        )
    )
    if present is None:
        key = {"municipality_id": municipality, "kind": wanted.kind.value, "code": wanted.code}
        add(tx, ImpactTaskRow, {**key, **values}, municipality_id=municipality)
        return 1
    return change(
        tx,
        ImpactTaskRow,
        present,
        values,
        revision=wanted.revision,
        municipality_id=municipality,
        summary=f"{wanted.kind.label} {wanted.code}",
    )
