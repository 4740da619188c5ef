"""Conflicts of merged 調査票: waiting, settled by an act that can be taken back, and open again."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from taiodo.store.bulk import Touched
from taiodo.store.changes import Stale, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.mapping_tables import BulkItemRow, BulkRow
from taiodo.store.sheet_items import TABLES
from taiodo.store.sheet_tables import SheetConflictRow, SheetReturnRow
from taiodo.survey.sheets import Face, ItemKey, Value

RETURN = columns_of(SheetReturnRow)
CONFLICT = columns_of(SheetConflictRow)
BULK = columns_of(BulkRow)
BULK_ITEM = columns_of(BulkItemRow)
ENTITY = str(SheetConflictRow.__tablename__)
UNDONE = "undone"
CHUNK = 500


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict nobody has settled yet; `file_name` brought `theirs`."""

    id: int
    survey: int
    key: ItemKey
    number: str
    field: str
    base: Value
    theirs: Value
    file_name: str
    merged_by: str
    merged_at: str
    revision: int


@dataclass(frozen=True, slots=True)
class SettledConflict:
    """A conflict somebody settled: `how` (ours, theirs, both), in the act `act`.

    The field held `ours` before it, and `stored` after it.
    """

    conflict: OpenConflict
    how: str
    ours: Value
    stored: Value
    act: int
    at: str
    actor: str


def _conflicts(*more: Any) -> Select[Any]:
    return select(*CONFLICT, RETURN.file_name, RETURN.merged_by, RETURN.merged_at, *more).join_from(
        SheetConflictRow, SheetReturnRow, RETURN.id == CONFLICT.return_id
    )


def _open(row: Any) -> OpenConflict:
    return OpenConflict(
        row.id, row.survey_id, ItemKey(Face(row.face), row.item_id), row.number, row.field,
        json.loads(row.base), json.loads(row.theirs), row.file_name, row.merged_by,
        row.merged_at, row.revision,
    )  # fmt: skip


def open_conflicts(
    reading: Reading, municipality: int, *, returned: int | None = None
) -> tuple[OpenConflict, ...]:
    """The conflicts to settle (of one merged file), in order of arrival."""
    query = _conflicts().where(CONFLICT.municipality_id == municipality, CONFLICT.settled == "")
    if returned is not None:
        query = query.where(CONFLICT.return_id == returned)
    return tuple(_open(row) for row in reading.connection.execute(query.order_by(CONFLICT.id)))


def waiting_by_department(reading: Reading, municipality: int) -> dict[tuple[int, int | None], int]:
    """How many conflicts wait, by survey and by the department (None: none) of their items."""
    found: dict[tuple[int, int | None], int] = {}
    for face, table in TABLES.items():
        c = columns_of(table)
        rows = reading.connection.execute(
            select(c.survey_id, c.department_id, func.count())
            .join_from(SheetConflictRow, table, c.id == CONFLICT.item_id)
            .where(
                CONFLICT.municipality_id == municipality,
                CONFLICT.settled == "",
                CONFLICT.face == face.value,
            )
            .group_by(c.survey_id, c.department_id)
        )
        for survey, department, count in rows:
            found[survey, department] = found.get((survey, department), 0) + count
    return found


def settled_conflicts(
    reading: Reading,
    municipality: int,
    *,
    ids: Collection[int] | None = None,
    returned: int | None = None,
    act: int | None = None,
    limit: int | None = None,
) -> tuple[SettledConflict, ...]:
    """The conflicts that stand settled and can be opened again, those settled last first.

    Of these ids, of one merged file or of one act, where given; at most `limit`.
    """
    query = (
        _conflicts(BULK_ITEM.before, BULK.id.label("act"), BULK.at, BULK.actor)
        .join(
            BulkItemRow,
            and_(
                BULK_ITEM.entity == ENTITY,
                BULK_ITEM.entity_id == CONFLICT.id,
                BULK_ITEM.revision == CONFLICT.revision,
            ),
        )
        .join(BulkRow, BULK.id == BULK_ITEM.bulk_id)
        .where(
            CONFLICT.municipality_id == municipality,
            CONFLICT.settled.not_in(("", UNDONE)),
            BULK.undone_at == "",
        )
        .order_by(BULK.id.desc(), CONFLICT.id)
    )
    if returned is not None:
        query = query.where(CONFLICT.return_id == returned)
    if act is not None:
        query = query.where(BULK.id == act)
    if limit is not None:
        query = query.limit(limit)
    if ids is None:
        return tuple(_settled(row) for row in reading.connection.execute(query))
    wanted, found = sorted(ids), []
    for start in range(0, len(wanted), CHUNK):
        some = query.where(CONFLICT.id.in_(wanted[start : start + CHUNK]))
        found += [_settled(row) for row in reading.connection.execute(some)]
    return tuple(found)


def _settled(row: Any) -> SettledConflict:
    kept = json.loads(row.before)
    return SettledConflict(
        _open(row), row.settled, kept["ours"], kept["stored"], row.act, row.at, row.actor
    )


def settle(
    tx: Transaction, municipality: int, found: OpenConflict, how: str, ours: Value, stored: Value
) -> Touched | None:
    """Mark a conflict as settled, the field then holding `stored` in place of `ours`.

    What an act keeps of it to open it again; None when somebody else was first.
    """
    revision = _mark(tx, municipality, found, how)
    if isinstance(revision, Stale):
        return None
    before = {"settled": "", "ours": ours, "stored": stored}
    return Touched(ENTITY, found.id, found.revision, revision, before)


def reopen(tx: Transaction, municipality: int, found: OpenConflict) -> None:
    """A settled conflict waits for a person again."""
    _mark(tx, municipality, found, "")


def drop(tx: Transaction, municipality: int, returned: int) -> None:
    """The file was taken back: its conflicts that wait go with it."""
    for found in open_conflicts(tx, municipality, returned=returned):
        _mark(tx, municipality, found, UNDONE)


def _mark(tx: Transaction, municipality: int, found: OpenConflict, how: str) -> int | Stale:
    return change(
        tx, SheetConflictRow, found.id, {"settled": how}, revision=found.revision,
        municipality_id=municipality, summary=f"{found.number} {found.field}",
    )  # fmt: skip
