"""What is recorded of the 40 steps (作業ステップ) of one municipality, and their weights."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from taiodo.catalog.timeline import StepStatus
from taiodo.plan.steps import StepRecord
from taiodo.store.changes import Stale, add, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.history import rows_then
from taiodo.store.tables import StepStatusRow
from taiodo.store.tracking_tables import StepWeightRow

STEP = columns_of(StepStatusRow)
WEIGHT = columns_of(StepWeightRow)
DATES = ("planned_start", "planned_end", "actual_start", "actual_end")


def step_records(
    reading: Reading, municipality: int, moment: str = ""
) -> dict[tuple[str, int], StepRecord]:
    """All records by (operation, step); as they were just before `moment` (UTC ISO) when given."""
    rows: Iterable[Any] = (
        rows_then(reading, municipality, StepStatusRow, moment)
        if moment
        else reading.connection.execute(
            select(*STEP).where(STEP.municipality_id == municipality)
        ).mappings()
    )
    return {(row["operation"], row["step"]): record_of(row) for row in rows}


def record_of(row: Mapping[str, Any]) -> StepRecord:
    """A stored row as a record."""
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in DATES}
    return StepRecord(
        row["operation"],
        row["step"],
        StepStatus(row["status"]),
        row["note"],
        owner=row["owner"],
        revision=row["revision"],
        **days,
    )


def stored_values(record: StepRecord) -> dict[str, object]:
    """What can be changed of a record, as stored."""
    days = {name: day.isoformat() if (day := getattr(record, name)) else "" for name in DATES}
    return {"status": record.status.value, "note": record.note, "owner": record.owner, **days}


def step_ids(reading: Reading, municipality: int, operation: str) -> dict[int, int]:
    """The ids of the stored rows of one operation → their step."""
    rows = reading.connection.execute(
        select(STEP.id, STEP.step).where(
            STEP.municipality_id == municipality, STEP.operation == operation
        )
    )
    return {row.id: row.step for row in rows}


def save_record(
    tx: Transaction, municipality: int, wanted: StepRecord, reason: str = ""
) -> int | Stale:
    """Store one step seen at `wanted.revision`; the new revision, or Stale."""
    present = tx.connection.scalar(
        select(STEP.id).where(
            STEP.municipality_id == municipality,
            STEP.operation == wanted.operation,
            STEP.step == wanted.step,
        )
    )
    values = stored_values(wanted)
    if present is None:
        key = {
            "municipality_id": municipality,
            "operation": wanted.operation,
            "step": wanted.step,
        }
        row = {**key, **values}
        add(tx, StepStatusRow, row, municipality_id=municipality, reason=reason)
        return 1
    return change(
        tx,
        StepStatusRow,
        present,
        values,
        revision=wanted.revision,
        municipality_id=municipality,
        summary=f"{wanted.operation} {wanted.step}",
        reason=reason,
    )


def own_weights(reading: Reading, municipality: int) -> dict[int, tuple[int, int]]:
    """The municipality's own weights: step → (weight, revision)."""
    rows = reading.connection.execute(
        select(WEIGHT.step, WEIGHT.weight, WEIGHT.revision).where(
            WEIGHT.municipality_id == municipality
        )
    )
    return {row.step: (row.weight, row.revision) for row in rows}


def save_weight(
    tx: Transaction, municipality: int, step: int, weight: int, revision: int | None
) -> int | Stale:
    """Store the weight of one step seen at `revision` (0: the catalog's); the new revision."""
    present = tx.connection.scalar(
        select(WEIGHT.id).where(WEIGHT.municipality_id == municipality, WEIGHT.step == step)
    )
    if present is None:
        values = {"municipality_id": municipality, "step": step, "weight": weight}
        add(tx, StepWeightRow, values, municipality_id=municipality)
        return 1
    return change(
        tx,
        StepWeightRow,
        present,
        {"weight": weight},
        revision=revision,
        municipality_id=municipality,
        summary=f"ステップ{step}",
    )
