"""Searching the audit trail: by person, period, operation, kind and words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from taiodo.store.changes import columns_of
from taiodo.store.engine import Reading, settle
from taiodo.store.history import HistoryEntry
from taiodo.store.mapping_tables import MappingRow
from taiodo.store.surveys import EDITION, FEATURE_ITEM, ITEM, SURVEY
from taiodo.store.tables import AuditRow, OperationPlanRow, StepStatusRow

AUDIT = columns_of(AuditRow)
MAPPING = columns_of(MappingRow)
PLAN = columns_of(OperationPlanRow)
STEP = columns_of(StepStatusRow)
DOOR = ("account", "login")
"""What only administrators see: accounts, and who came in when."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What is looked for; "" and () for everything.

    `since` and `until` are UTC ISO 8601, the second exclusive. `actor` and `text` are parts of the
    words; one of `codes` stands for the text as a value before or after. `door` says whether
    logins are shown.
    """

    actor: str = ""
    since: str = ""
    until: str = ""
    action: str = ""
    entity: str = ""
    operation: str = ""
    text: str = ""
    codes: tuple[str, ...] = ()
    door: bool = True


def search(
    reading: Reading, municipality: int, wanted: TrailFilter, *, limit: int, offset: int = 0
) -> tuple[HistoryEntry, ...]:
    """The entries that match, newest first."""
    settle(reading)
    query = _matching(select(AuditRow.__table__), municipality, wanted)  # type: ignore[attr-defined]
    rows = reading.connection.execute(query.order_by(AUDIT.id.desc()).limit(limit).offset(offset))
    return tuple(
        HistoryEntry(
            row.id, row.at, row.actor, row.action, row.entity, row.entity_id, row.summary,
            json.loads(row.before), json.loads(row.after),
        )
        for row in rows
    )  # fmt: skip


def count(reading: Reading, municipality: int, wanted: TrailFilter) -> int:
    """How many entries match."""
    query = _matching(select(func.count()).select_from(AuditRow), municipality, wanted)
    return int(reading.connection.scalar(query) or 0)


def _matching(query: Select[Any], municipality: int, wanted: TrailFilter) -> Select[Any]:
    own = (AUDIT.municipality_id == municipality) | AUDIT.municipality_id.is_(None)
    return query.where(own, *_conditions(wanted))


def _conditions(wanted: TrailFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.actor:
        yield AUDIT.actor.icontains(wanted.actor, autoescape=True)
    if wanted.since:
        yield AUDIT.at >= wanted.since
    if wanted.until:
        yield AUDIT.at < wanted.until
    if wanted.action:
        yield AUDIT.action == wanted.action
    if wanted.entity:
        yield AUDIT.entity == wanted.entity
    if wanted.operation:
        yield _of_operation(wanted.operation)
    if wanted.text:
        yield or_(_says(wanted.text), *(_holds(code) for code in wanted.codes))
    if not wanted.door:
        yield AUDIT.entity.not_in(DOOR)


def _says(text: str) -> ColumnElement[bool]:
    """The words stand in the summary or in a value before or after, as JSON writes them."""
    within = json.dumps(text, ensure_ascii=False)[1:-1]
    return or_(
        AUDIT.summary.icontains(text, autoescape=True),
        AUDIT.before.icontains(within, autoescape=True),
        AUDIT.after.icontains(within, autoescape=True),
    )


def _holds(code: str) -> ColumnElement[bool]:
    """A value before or after is this code."""
    value = f'": "{code}"'
    return or_(
        AUDIT.before.contains(value, autoescape=True), AUDIT.after.contains(value, autoescape=True)
    )


def _of_operation(operation: str) -> ColumnElement[bool]:
    surveys = select(SURVEY.id).where(SURVEY.operation == operation)
    tables = {
        "requirement_item": select(ITEM.id).where(ITEM.survey_id.in_(surveys)),
        "feature_item": select(FEATURE_ITEM.id).where(FEATURE_ITEM.survey_id.in_(surveys)),
        "mapping": select(MAPPING.id).where(
            MAPPING.feature_item_id.in_(
                select(FEATURE_ITEM.id).where(FEATURE_ITEM.survey_id.in_(surveys))
            )
        ),
        "survey": surveys,
        "edition": select(EDITION.id).where(EDITION.operation == operation),
        "operation_plan": select(PLAN.id).where(PLAN.operation == operation),
        "step_status": select(STEP.id).where(STEP.operation == operation),
    }
    named = or_(AUDIT.summary == operation, AUDIT.summary.startswith(f"{operation} "))
    return or_(
        named,
        *(and_(AUDIT.entity == name, AUDIT.entity_id.in_(ids)) for name, ids in tables.items()),
    )
