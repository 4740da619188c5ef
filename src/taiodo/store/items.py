"""Lists of survey items, paged in the database, and saving what people typed."""

import json
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from taiodo.catalog.requirements import Obligation
from taiodo.catalog.search import search_terms
from taiodo.store.engine import Reading
from taiodo.store.feature_items import feature_item as feature_item
from taiodo.store.feature_items import feature_items as feature_items
from taiodo.store.feature_items import features_beside as features_beside
from taiodo.store.feature_items import features_by_code as features_by_code
from taiodo.store.item_columns import flat, handling_of, staged
from taiodo.store.mappings import HAS_COUNTERPART
from taiodo.store.packages import answered
from taiodo.store.surveys import (
    DEPARTMENT,
    ITEM,
    OPEN_REQUIREMENT_GAP,
    REQUIREMENT,
    REQUIREMENT_GAP,
    SURVEY,
    overdue_requirement,
)
from taiodo.store.tables import (
    DepartmentRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
)
from taiodo.survey.answers import Verdict
from taiodo.survey.items import (
    ItemFilter,
    Page,
    RequirementItem,
    Sort,
)
from taiodo.survey.stages import stage_of

_VERDICT_ORDER = case(
    {"unanswered": 0, "gap": 1, "partial": 2, "not_applicable": 3, "fit": 4}, value=ITEM.verdict
)
_OBLIGATION_ORDER = case(
    {"mandatory": 0, "unconfirmed": 1, "optional": 2, "prohibited": 3}, value=ITEM.obligation
)
_ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.POSITION: (),
    Sort.NAME: (REQUIREMENT.name,),
    Sort.OBLIGATION: (_OBLIGATION_ORDER,),
    Sort.VERDICT: (_VERDICT_ORDER,),
    Sort.DUE: (case((ITEM.due == "", 1), else_=0), ITEM.due),
    Sort.UPDATED: (ITEM.updated_at,),
}


def _like(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _conditions(municipality: int, wanted: ItemFilter) -> list[Any]:
    """What a filter asks of an item itself."""
    conditions: list[Any] = [
        ITEM.survey_id.in_(select(SURVEY.id).where(SURVEY.municipality_id == municipality))
    ]
    if not wanted.archived:
        conditions.append(ITEM.status == "active")
    if wanted.survey is not None:
        conditions.append(ITEM.survey_id == wanted.survey)
    if wanted.department:
        named = select(DEPARTMENT.id).where(DEPARTMENT.name == wanted.department)
        conditions.append(ITEM.department_id.in_(named))
    if wanted.verdicts:
        conditions.append(ITEM.verdict.in_([v.value for v in wanted.verdicts]))
    if wanted.obligations:
        conditions.append(ITEM.obligation.in_([o.value for o in wanted.obligations]))
    if wanted.gaps:
        conditions.append(REQUIREMENT_GAP)
    if wanted.open_gaps:
        conditions.append(OPEN_REQUIREMENT_GAP)
    if wanted.overdue_on:
        conditions.append(overdue_requirement(wanted.overdue_on))
    if wanted.review:
        conditions.append(ITEM.review != "")
    if wanted.stages:
        conditions.append(staged(ITEM.stage, ITEM.verdict != "unanswered", wanted.stages))
    if wanted.package is not None and wanted.responses:
        conditions.append(answered(ITEM.requirement_id, wanted.package, wanted.responses))
    if wanted.matched is not None:
        conditions.append(HAS_COUNTERPART if wanted.matched else ~HAS_COUNTERPART)
    return conditions


def _narrowed(
    municipality: int, wanted: ItemFilter, *columns: Any, named: bool = False
) -> Select[Any]:
    """Columns of the items a filter lets through; `named` when one is of their requirement."""
    query = select(*columns).select_from(RequirementItemRow)
    terms: list[Any] = [
        REQUIREMENT.search.like(_like(t), escape="\\") for t in search_terms(wanted.text)
    ]
    if wanted.chapter:
        terms.append(REQUIREMENT.chapter == wanted.chapter)
    if terms or named:
        query = query.join(RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
    return query.where(*_conditions(municipality, wanted), *terms)


_REQUIREMENT_COLUMNS = (
    ITEM,
    SURVEY.operation,
    REQUIREMENT.number,
    REQUIREMENT.part,
    REQUIREMENT.path,
    REQUIREMENT.name,
    REQUIREMENT.text,
    REQUIREMENT.rationale,
    REQUIREMENT.note,
    REQUIREMENT.cell,
    DEPARTMENT.name.label("department"),
)


def _items(*chosen: Any) -> Select[Any]:
    """Items with all that is shown of them."""
    return (
        select(*flat(_REQUIREMENT_COLUMNS))
        .select_from(RequirementItemRow)
        .join(SurveyRow, SURVEY.id == ITEM.survey_id)
        .join(RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .outerjoin(DepartmentRow, DEPARTMENT.id == ITEM.department_id)
        .where(*chosen)
    )


def requirement_items(
    reading: Reading,
    municipality: int,
    wanted: ItemFilter,
    *,
    sort: Sort = Sort.POSITION,
    descending: bool = False,
    number: int = 1,
    size: int = 50,
) -> Page[RequirementItem]:
    """One page (from 1) of the requirement items a filter lets through.

    Requirements are stored in the order of their specification, all at once, so that their keys
    are their order; only the items of the page are read whole.
    """
    total = int(reading.connection.scalar(_narrowed(municipality, wanted, func.count())) or 0)
    number = min(max(1, number), max(1, -(-total // size)))
    order = [*_ORDERS[sort], ITEM.survey_id, ITEM.status, ITEM.requirement_id]
    if descending is not (sort is Sort.UPDATED):
        order = [column.desc() for column in order]
    chosen = (
        _narrowed(municipality, wanted, ITEM.id, named=sort is Sort.NAME)
        .order_by(*order)
        .limit(size)
        .offset((number - 1) * size)
    )
    rows = reading.connection.execute(_items(ITEM.id.in_(chosen)).order_by(*order))
    return Page(tuple(_requirement_item(row) for row in rows), total, number, size)


def requirement_item(reading: Reading, municipality: int, item: int) -> RequirementItem | None:
    """One requirement item, None when it is not this municipality's."""
    query = _items(SURVEY.municipality_id == municipality, ITEM.id == item)
    row = reading.connection.execute(query).one_or_none()
    return _requirement_item(row) if row is not None else None


def carried_chain(
    reading: Reading, municipality: int, item: RequirementItem
) -> tuple[RequirementItem, ...]:
    """The items of earlier editions an answer was carried from, the nearest first."""
    chain: list[RequirementItem] = []
    while item.carried_from is not None:
        before = requirement_item(reading, municipality, item.carried_from)
        if before is None:
            break
        chain.append(before)
        item = before
    return tuple(chain)


def chapters(reading: Reading, survey: int) -> tuple[str, ...]:
    """The chapters (first headings) of a survey in order."""
    rows = reading.connection.execute(
        select(REQUIREMENT.chapter)
        .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(ITEM.survey_id == survey, ITEM.status == "active")
        .group_by(REQUIREMENT.chapter)
        .order_by(func.min(REQUIREMENT.position))
    )
    return tuple(row.chapter for row in rows if row.chapter)


def _requirement_item(row: Any) -> RequirementItem:
    return RequirementItem(
        row.id,
        row.survey_id,
        row.operation,
        row.number,
        row.part,
        tuple(json.loads(row.path)),
        row.name,
        row.text,
        row.rationale,
        row.note,
        Obligation(row.obligation),
        row.department or "",
        Verdict(row.verdict),
        handling_of(row),
        row.status,
        row.review,
        row.revision,
        row.updated_at,
        row.updated_by,
        row.cell,
        row.carried_from_id,
        stage_of(row.stage, answered=row.verdict != "unanswered"),
    )


def keys_by_number(reading: Reading, survey: int) -> dict[str, list[tuple[int, str]]]:
    """For each requirement number of a survey: (item key, obligation), one per class."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row in reading.connection.execute(
        select(ITEM.id, ITEM.obligation, REQUIREMENT.number)
        .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(ITEM.survey_id == survey, and_(ITEM.status == "active"))
        .order_by(REQUIREMENT.position)
    ):
        found.setdefault(row.number, []).append((row.id, row.obligation))
    return found


OBLIGATION_LABELS = {o.value: o.label for o in Obligation}
