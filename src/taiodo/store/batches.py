"""Statuses set together, kept so that they can be taken back together."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import insert, select

from taiodo.store.changes import Stale, change, columns_of, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.tracking_tables import StepBatchRow

BATCH = columns_of(StepBatchRow)


@dataclass(frozen=True, slots=True)
class BatchChange:
    """One step of a batch: values before it as stored, and the revision it left behind."""

    operation: str
    step: int
    before: dict[str, object]
    revision: int


@dataclass(frozen=True, slots=True)
class StepBatch:
    """A batch: `kind` is import or finish, `title` says of what, `made_at` UTC ISO."""

    id: int
    revision: int
    kind: str
    title: str
    made_at: str
    actor: str
    changes: tuple[BatchChange, ...]


def keep_batch(
    tx: Transaction, municipality: int, kind: str, title: str, changes: Sequence[BatchChange]
) -> int:
    """Keep a batch; its id. The trail has every change of it already, so it gets the count."""
    kept = json.dumps([asdict(one) for one in changes], ensure_ascii=False)
    values = {
        "municipality_id": municipality,
        "kind": kind,
        "title": title,
        "made_at": tx.at,
        "changes": kept,
        "undone": False,
    }
    stamped = {**values, "revision": 1, "updated_at": tx.at, "updated_by": tx.actor}
    key = tx.connection.execute(insert(StepBatchRow).values(stamped)).inserted_primary_key
    new_id = int(key[0]) if key else 0
    record(
        tx,
        "add",
        "step_batch",
        entity_id=new_id,
        municipality_id=municipality,
        summary=title,
        after={"steps": len(changes)},
    )
    return new_id


def last_batch(reading: Reading, municipality: int) -> StepBatch | None:
    """The newest batch that has not been taken back."""
    row = reading.connection.execute(
        select(*BATCH)
        .where(BATCH.municipality_id == municipality, BATCH.undone.is_(False))
        .order_by(BATCH.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    changes = tuple(BatchChange(**one) for one in json.loads(row.changes))
    return StepBatch(
        row.id, row.revision, row.kind, row.title, row.made_at, row.updated_by, changes
    )


def mark_undone(tx: Transaction, municipality: int, batch: StepBatch) -> int | Stale:
    """Note that a batch has been taken back."""
    return change(
        tx,
        StepBatchRow,
        batch.id,
        {"undone": True},
        revision=batch.revision,
        municipality_id=municipality,
        summary=batch.title,
    )
