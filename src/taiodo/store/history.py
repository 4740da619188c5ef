"""The audit trail (履歴)."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from taiodo.store.changes import columns_of
from taiodo.store.engine import Reading
from taiodo.store.tables import AuditRow

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
