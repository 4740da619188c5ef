"""Writing rows: every change bumps the revision and leaves an audit row in the same transaction."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from taiodo.store.engine import Reading, Transaction
from taiodo.store.tables import ChangedRow, Row

Values = Mapping[str, object]
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Stale:
    """A refused write: the row as it is now, with its revision, updated_at and updated_by."""

    current: dict[str, Any]


def columns_of(table: type[Row]) -> Any:
    """The column collection of a table class."""
    return table.__table__.c  # type: ignore[attr-defined]


SECRET = frozenset({"password"})
"""Fields whose change the audit trail tells, and whose values it does not."""


def as_json(values: Values) -> str:
    """Values as the audit trail keeps them."""
    values = {k: "（非表示）" if k in SECRET and v else v for k, v in values.items()}
    return json.dumps(values, ensure_ascii=False, default=str, sort_keys=True)


def record(
    tx: Transaction,
    action: str,
    entity: str,
    *,
    entity_id: int | None = None,
    municipality_id: int | None = None,
    summary: str = "",
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write one audit row."""
    record_many(
        tx,
        [
            {
                "action": action,
                "entity": entity,
                "entity_id": entity_id,
                "municipality_id": municipality_id,
                "summary": summary,
                "before": as_json(before or {}),
                "after": as_json(after or {}),
            }
        ],
    )


def record_many(tx: Transaction, entries: Sequence[dict[str, object]]) -> None:
    """Write audit rows that all happened in this transaction, as it ends."""
    tx.entries.extend({"at": tx.at, "actor": tx.actor, **entry} for entry in entries)


def _told(values: Values, reason: str, quiet: Collection[str]) -> dict[str, object]:
    """What the audit row says of values."""
    told = {name: value for name, value in values.items() if name not in quiet}
    return told | ({"reason": reason} if reason else {})


def add(
    tx: Transaction,
    table: type[ChangedRow],
    values: Values,
    *,
    municipality_id: int | None = None,
    reason: str = "",
    quiet: Collection[str] = (),
) -> int:
    """Insert one row with its audit row, which keeps the `reason` too; the id it was given.

    The audit row leaves out the values of columns of bulk, named in `quiet`.
    """
    stamped = {**values, "revision": 1, "updated_at": tx.at, "updated_by": tx.actor}
    key = tx.connection.execute(insert(table).values(stamped)).inserted_primary_key
    new_id = int(key[0]) if key else 0
    record(
        tx,
        "add",
        str(table.__tablename__),
        entity_id=new_id,
        municipality_id=municipality_id,
        after=_told(values, reason, quiet),
    )
    return new_id


def add_many(tx: Transaction, table: type[Row], rows: Sequence[dict[str, object]]) -> None:
    """Insert many rows; the caller records the batch as one audit row."""
    stamp: dict[str, object] = {}
    if issubclass(table, ChangedRow):
        stamp = {"revision": 1, "updated_at": tx.at, "updated_by": tx.actor}
    for start in range(0, len(rows), BATCH):
        batch = [{**row, **stamp} for row in rows[start : start + BATCH]]
        tx.connection.execute(insert(table), batch)


def change(
    tx: Transaction,
    table: type[ChangedRow],
    row_id: int,
    changes: Values,
    *,
    revision: int | None,
    municipality_id: int | None = None,
    summary: str = "",
    reason: str = "",
    quiet: Collection[str] = (),
) -> int | Stale:
    """Change one row if it still has `revision` (None: whatever it has); the new revision.

    Nothing is written, and the revision stays, when the values are those already there. The
    audit row keeps the `reason` somebody gave beside the new values, and leaves out the values of
    columns of bulk, named in `quiet`.
    """
    c = columns_of(table)
    current = tx.connection.execute(select(*c).where(c.id == row_id)).mappings().one_or_none()
    if current is None:
        return Stale({})
    if revision is not None and current["revision"] != revision:
        return Stale(dict(current))
    changed = {name: value for name, value in changes.items() if current[name] != value}
    if not changed:
        return int(current["revision"])
    new_revision = int(current["revision"]) + 1
    stamp = {"revision": new_revision, "updated_at": tx.at, "updated_by": tx.actor}
    result = tx.connection.execute(
        update(table)
        .where(c.id == row_id, c.revision == current["revision"])
        .values({**changed, **stamp})
    )
    if result.rowcount != 1:
        now = tx.connection.execute(select(*c).where(c.id == row_id)).mappings().one()
        return Stale(dict(now))
    record(
        tx,
        "change",
        str(table.__tablename__),
        entity_id=row_id,
        municipality_id=municipality_id,
        summary=summary,
        before=_told({name: current[name] for name in changed}, "", quiet),
        after=_told(changed, reason, quiet),
    )
    return new_revision


def changed_last(
    reading: Reading, table: type[ChangedRow], ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """When (UTC ISO 8601) and by whom rows were changed last."""
    c = columns_of(table)
    wanted, found = sorted(ids), {}
    for start in range(0, len(wanted), BATCH):
        some = select(c.id, c.updated_at, c.updated_by).where(
            c.id.in_(wanted[start : start + BATCH])
        )
        found.update({r.id: (r.updated_at, r.updated_by) for r in reading.connection.execute(some)})
    return found


def remove(
    tx: Transaction, table: type[ChangedRow], row_id: int, *, municipality_id: int | None = None
) -> None:
    """Delete one row; the audit row keeps what it held."""
    c = columns_of(table)
    current = tx.connection.execute(select(*c).where(c.id == row_id)).mappings().one()
    tx.connection.execute(delete(table).where(c.id == row_id))
    record(
        tx,
        "remove",
        str(table.__tablename__),
        entity_id=row_id,
        municipality_id=municipality_id,
        before=dict(current),
    )
