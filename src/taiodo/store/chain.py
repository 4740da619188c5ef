"""The hash chain of the audit trail: each row's hash covers its content and the hash before it.

Who changes, removes or slips in a row behind the program's back breaks the chain there. Rows are
appended at the very end of a transaction, under a lock on the chain's head, so that writers wait
for each other only as long as the insert and the commit take.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from taiodo.store.tables import AuditHeadRow, AuditRow

BEGINNING = "0" * 64
"""What stands before the first row."""

BATCH = 1_000
FIELDS = (
    "id", "at", "actor", "municipality_id", "action", "entity", "entity_id", "summary",
    "before", "after",
)  # fmt: skip
DEFAULTS = {
    "municipality_id": None,
    "entity_id": None,
    "summary": "",
    "before": "{}",
    "after": "{}",
}

Row = Mapping[str, Any] | RowMapping

AUDIT = AuditRow.__table__.c  # type: ignore[attr-defined]
HEAD = AuditHeadRow.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the newest row's id and hash (0 and BEGINNING when there is none)."""

    id: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold: a row's id, and what is wrong with it."""

    id: int
    reason: str


def link(before: str, row: Row) -> str:
    """The hash of a row after the one with hash `before`: SHA-256 over both, as hex.

    The row goes in as a JSON list of FIELDS, in ASCII, without blanks.
    """
    content = json.dumps([row[name] for name in FIELDS], separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{content}".encode("ascii")).hexdigest()


def append(connection: Connection, entries: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to the chain; the caller commits at once, for others wait until then."""
    if not entries:
        return
    head = connection.execute(select(HEAD.last_id, HEAD.hash).with_for_update()).one()
    number, last = int(head.last_id), str(head.hash)
    rows = []
    for entry in entries:
        number += 1
        row = {**DEFAULTS, **entry, "id": number}
        last = link(last, row)
        rows.append({**row, "hash": last})
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(AuditRow), rows[start : start + BATCH])
    connection.execute(update(AuditHeadRow).values(last_id=number, hash=last))


def head_of(connection: Connection) -> Head:
    """The end of the chain as the database keeps it."""
    row = connection.execute(select(HEAD.last_id, HEAD.hash)).one_or_none()
    return Head(int(row.last_id), str(row.hash)) if row else Head(0, BEGINNING)


def first_break(connection: Connection) -> Break | None:
    """The first row where the chain does not hold, None when all of it does."""
    before, last = BEGINNING, 0
    for row in _rows(connection):
        if row["hash"] != link(before, row):
            return Break(int(row["id"]), "内容か、その前の行が変えられています。")
        before, last = str(row["hash"]), int(row["id"])
    head = head_of(connection)
    if (head.id, head.hash) != (last, before):
        return Break(head.id, f"末尾の行がありません（残っている最後の行は{last:,}番）。")
    return None


def length(connection: Connection) -> int:
    """How many rows the trail has."""
    return int(connection.scalar(select(func.count()).select_from(AuditRow)) or 0)


def _rows(connection: Connection) -> Iterator[RowMapping]:
    """All rows in order, read in batches so that memory stays small."""
    after = 0
    query = select(*(AUDIT[name] for name in FIELDS), AUDIT.hash).order_by(AUDIT.id).limit(BATCH)
    while True:
        batch = connection.execute(query.where(AUDIT.id > after)).mappings().all()
        yield from batch
        if len(batch) < BATCH:
            return
        after = batch[-1]["id"]
