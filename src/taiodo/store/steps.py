"""Step statuses (作業ステップの状況) of one municipality."""

from dataclasses import dataclass

from sqlalchemy import select

from taiodo.catalog.timeline import StepStatus
from taiodo.store.changes import Stale, add, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.tables import StepStatusRow

STEP = columns_of(StepStatusRow)


@dataclass(frozen=True, slots=True)
class StoredStatus:
    """Status of one step of one operation; revision 0 while nothing is stored."""

    operation: str
    step: int
    status: StepStatus
    note: str
    revision: int


def step_statuses(reading: Reading, municipality: int) -> dict[tuple[str, int], StoredStatus]:
    """All stored statuses by (operation, step)."""
    rows = reading.connection.execute(
        select(STEP.operation, STEP.step, STEP.status, STEP.note, STEP.revision).where(
            STEP.municipality_id == municipality
        )
    )
    return {
        (row.operation, row.step): StoredStatus(
            row.operation, row.step, StepStatus(row.status), row.note, row.revision
        )
        for row in rows
    }


def save_status(tx: Transaction, municipality: int, wanted: StoredStatus) -> int | Stale:
    """Store one status seen at `wanted.revision`; the new revision, or Stale."""
    present = tx.connection.execute(
        select(STEP.id, STEP.revision, STEP.status, STEP.note).where(
            STEP.municipality_id == municipality,
            STEP.operation == wanted.operation,
            STEP.step == wanted.step,
        )
    ).one_or_none()
    values = {"status": wanted.status.value, "note": wanted.note}
    if present is None:
        key = {
            "municipality_id": municipality,
            "operation": wanted.operation,
            "step": wanted.step,
        }
        add(tx, StepStatusRow, {**key, **values}, municipality_id=municipality)
        return 1
    return change(
        tx,
        StepStatusRow,
        present.id,
        values,
        revision=wanted.revision,
        municipality_id=municipality,
        summary=f"{wanted.operation} {wanted.step}",
    )
