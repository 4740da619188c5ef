"""The audit trail (履歴)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from taiodo.store.changes import columns_of
from taiodo.store.engine import Reading, settle
from taiodo.store.tables import AuditRow, ChangedRow

AUDIT = columns_of(AuditRow)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One audit row; `at` is UTC ISO 8601."""

    id: int
    at: str
    actor: str
    action: str
    entity: str
    entity_id: int | None
    summary: str
    before: dict[str, Any]
    after: dict[str, Any]


def history(
    reading: Reading,
    municipality: int,
    *,
    limit: int = 200,
    offset: int = 0,
    entity: str = "",
    entity_id: int | None = None,
    actor: str = "",
) -> tuple[HistoryEntry, ...]:
    """The newest changes first, of one municipality and of what all share."""
    settle(reading)
    query = select(AuditRow.__table__).where(  # type: ignore[attr-defined]
        (AUDIT.municipality_id == municipality) | AUDIT.municipality_id.is_(None)
    )
    if entity:
        query = query.where(AUDIT.entity == entity)
    if entity_id is not None:
        query = query.where(AUDIT.entity_id == entity_id)
    if actor:
        query = query.where(AUDIT.actor == actor)
    rows = reading.connection.execute(query.order_by(AUDIT.id.desc()).limit(limit).offset(offset))
    return tuple(_entry(row) for row in rows)


def changes_after(
    reading: Reading, municipality: int, entity: str, moment: str
) -> dict[int, dict[str, Any]]:
    """For every row of `entity` changed after `moment` (UTC ISO): the values it had then."""
    settle(reading)
    rows = reading.connection.execute(
        select(AUDIT.entity_id, AUDIT.before)
        .where(
            and_(
                AUDIT.municipality_id == municipality,
                AUDIT.entity == entity,
                AUDIT.action == "change",
                AUDIT.at >= moment,
            )
        )
        .order_by(AUDIT.id.desc())
    )
    earlier: dict[int, dict[str, Any]] = {}
    for row in rows:
        earlier.setdefault(row.entity_id, {}).update(json.loads(row.before))
    return earlier


def rows_then(
    reading: Reading, municipality: int, table: type[ChangedRow], moment: str
) -> list[dict[str, Any]]:
    """The rows of a table as they were just before `moment` (UTC ISO), taken back from the trail.

    Only for tables whose every row is added, changed and removed one by one (`store.changes`).
    """
    c = columns_of(table)
    present = reading.connection.execute(select(*c).where(c.municipality_id == municipality))
    rows = {row["id"]: dict(row) for row in present.mappings()}
    later = reading.connection.execute(
        select(AUDIT.entity_id, AUDIT.action, AUDIT.before)
        .where(
            AUDIT.municipality_id == municipality,
            AUDIT.entity == str(table.__tablename__),
            AUDIT.action.in_(("add", "change", "remove")),
            AUDIT.at >= moment,
        )
        .order_by(AUDIT.id.desc())
    )
    for entity, action, before in later:
        if action == "add":
            rows.pop(entity, None)
        elif action == "remove":
            rows[entity] = json.loads(before)
        elif entity in rows:
            rows[entity].update(json.loads(before))
    return [rows[key] for key in sorted(rows)]


def rows_held(
    reading: Reading, municipality: int, table: type[ChangedRow], moment: str = ""
) -> list[dict[str, Any]]:
    """The rows of a table in order of entry; as they were just before `moment` when given."""
    if moment:
        return rows_then(reading, municipality, table, moment)
    c = columns_of(table)
    rows = reading.connection.execute(
        select(*c).where(c.municipality_id == municipality).order_by(c.id)
    )
    return [dict(row) for row in rows.mappings()]


def changes_of(
    reading: Reading, municipality: int, entity: str, entity_ids: Collection[int]
) -> tuple[HistoryEntry, ...]:
    """Every change of these rows, oldest first."""
    found = reading.connection.execute(
        select(AuditRow.__table__)  # type: ignore[attr-defined]
        .where(
            AUDIT.municipality_id == municipality,
            AUDIT.entity == entity,
            AUDIT.entity_id.in_(entity_ids),
        )
        .order_by(AUDIT.id)
    )
    return tuple(_entry(row) for row in found)


def first_moment(reading: Reading, municipality: int, entity: str) -> str:
    """When the first row of an entity was recorded (UTC ISO), "" for never."""
    found = reading.connection.scalar(
        select(func.min(AUDIT.at)).where(
            AUDIT.municipality_id == municipality, AUDIT.entity == entity
        )
    )
    return str(found or "")


def added_after(reading: Reading, municipality: int, entity: str, moment: str) -> frozenset[int]:
    """The rows of `entity` that were added after `moment` (UTC ISO)."""
    rows = reading.connection.scalars(
        select(AUDIT.entity_id).where(
            and_(
                AUDIT.municipality_id == municipality,
                AUDIT.entity == entity,
                AUDIT.action == "add",
                AUDIT.at >= moment,
            )
        )
    )
    return frozenset(row for row in rows if row is not None)


def feature_items_joined_after(reading: Reading, municipality: int, moment: str) -> frozenset[int]:
    """Feature items that came into a survey under way after `moment` (UTC ISO)."""
    rows = reading.connection.execute(
        select(AUDIT.after).where(
            AUDIT.municipality_id == municipality, AUDIT.action == "sync", AUDIT.at >= moment
        )
    )
    return frozenset(item for row in rows for item in json.loads(row.after)["feature_items"])


def _entry(row: Any) -> HistoryEntry:
    return HistoryEntry(
        row.id,
        row.at,
        row.actor,
        row.action,
        row.entity,
        row.entity_id,
        row.summary,
        json.loads(row.before),
        json.loads(row.after),
    )
