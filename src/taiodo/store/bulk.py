"""Acts that changed many rows at once, and what is needed to take them back together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from taiodo.store.changes import BATCH, columns_of, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.mapping_tables import BulkItemRow, BulkRow

BULK = columns_of(BulkRow)
BULK_ITEM = columns_of(BulkItemRow)


@dataclass(frozen=True, slots=True)
class Touched:
    """A row an act changed: its revisions before and after it, its values before."""

    entity: str
    id: int
    prior: int
    revision: int
    before: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bulk:
    """One act; `at` is UTC ISO 8601, `undone_at` "" while it stands."""

    id: int
    survey: int
    kind: str
    summary: str
    at: str
    actor: str
    count: int
    undone_at: str


def add_bulk(
    tx: Transaction,
    municipality: int,
    survey: int,
    kind: str,
    summary: str,
    touched: Sequence[Touched],
    *,
    count: int | None = None,
) -> int | None:
    """Keep what an act changed, so that it can be taken back; None when it changed nothing.

    `count` is how many things people are told it did, the rows changed when not given.
    """
    if not touched:
        return None
    values = {
        "municipality_id": municipality, "survey_id": survey, "kind": kind, "summary": summary,
        "at": tx.at, "actor": tx.actor, "count": len(touched) if count is None else count,
        "undone_at": "", "undone_by": "",
    }  # fmt: skip
    key = tx.connection.execute(insert(BulkRow).values(values)).inserted_primary_key
    bulk = int(key[0]) if key else 0
    rows = [
        {
            "bulk_id": bulk, "entity": t.entity, "entity_id": t.id,
            "prior": t.prior, "revision": t.revision,
            "before": json.dumps(t.before, ensure_ascii=False),
        }
        for t in touched
    ]  # fmt: skip
    for start in range(0, len(rows), BATCH):
        tx.connection.execute(insert(BulkItemRow), rows[start : start + BATCH])
    return bulk


def last_bulk(
    reading: Reading, municipality: int, survey: int, *, kinds: Sequence[str], actor: str = ""
) -> Bulk | None:
    """The newest act of these kinds in a survey (by `actor`) that still stands."""
    query = select(*BULK).where(
        BULK.municipality_id == municipality,
        BULK.survey_id == survey,
        BULK.kind.in_(kinds),
        BULK.undone_at == "",
    )
    if actor:
        query = query.where(BULK.actor == actor)
    row = reading.connection.execute(query.order_by(BULK.id.desc()).limit(1)).one_or_none()
    return _bulk(row) if row is not None else None


def bulk_of(reading: Reading, municipality: int, key: int) -> Bulk | None:
    """One act, None when it is not this municipality's."""
    row = reading.connection.execute(
        select(*BULK).where(BULK.id == key, BULK.municipality_id == municipality)
    ).one_or_none()
    return _bulk(row) if row is not None else None


def _bulk(row: Any) -> Bulk:
    return Bulk(
        row.id, row.survey_id, row.kind, row.summary, row.at, row.actor, row.count, row.undone_at
    )


def touched_by(reading: Reading, key: int) -> tuple[Touched, ...]:
    """The rows an act changed."""
    rows = reading.connection.execute(
        select(*BULK_ITEM).where(BULK_ITEM.bulk_id == key).order_by(BULK_ITEM.entity_id)
    )
    return tuple(
        Touched(r.entity, r.entity_id, r.prior, r.revision, json.loads(r.before)) for r in rows
    )


def follow(tx: Transaction, restored: Sequence[Touched]) -> None:
    """Let earlier acts know the revision at which rows stand again as those acts left them."""
    statement = (
        update(BULK_ITEM.revision.table)
        .where(
            BULK_ITEM.entity == bindparam("of"),
            BULK_ITEM.entity_id == bindparam("row"),
            BULK_ITEM.revision == bindparam("before_it"),
        )
        .values(revision=bindparam("now"))
    )
    rows = [
        {"of": t.entity, "row": t.id, "before_it": t.prior, "now": t.revision + 1} for t in restored
    ]
    for start in range(0, len(rows), BATCH):
        tx.connection.execute(statement, rows[start : start + BATCH])


def advance(tx: Transaction, key: int, one: Touched, revision: int, before: dict[str, Any]) -> None:
    """A part of what an act did to a row was taken back: what is left, at the row's revision."""
    tx.connection.execute(
        update(BulkItemRow)
        .where(
            BULK_ITEM.bulk_id == key,
            BULK_ITEM.entity == one.entity,
            BULK_ITEM.entity_id == one.id,
        )
        .values(revision=revision, before=json.dumps(before, ensure_ascii=False))
    )


def mark_undone(tx: Transaction, municipality: int, bulk: Bulk, restored: int) -> None:
    """Note that an act was taken back."""
    tx.connection.execute(
        update(BulkRow)
        .where(columns_of(BulkRow).id == bulk.id)
        .values(undone_at=tx.at, undone_by=tx.actor)
    )
    record(
        tx, "undo", "bulk", entity_id=bulk.id, municipality_id=municipality,
        summary=bulk.summary, before={"count": bulk.count}, after={"count": restored},
    )  # fmt: skip
