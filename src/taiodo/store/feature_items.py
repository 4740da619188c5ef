"""現行機能 in a survey: lists of them, paged, with their mapping."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from taiodo.catalog.search import folded, search_terms
from taiodo.store.engine import Reading
from taiodo.store.item_columns import flat, handling_of
from taiodo.store.mappings import COUNTERPART, MAPPING, mappings_of, offices, seen_by, users_of
from taiodo.store.surveys import (
    DEPARTMENT,
    FEATURE,
    FEATURE_ITEM,
    OPEN_FEATURE_GAP,
    SURVEY,
    SYSTEM,
    overdue_feature,
)
from taiodo.store.tables import (
    DepartmentRow,
    FeatureItemRow,
    FeatureRow,
    SurveyRow,
    SystemRow,
)
from taiodo.survey.answers import Disposition
from taiodo.survey.items import FeatureItem, ItemFilter, Page
from taiodo.survey.mapping import Mapping


def _feature_query(municipality: int, wanted: ItemFilter, *columns: Any) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(FeatureItemRow)
        .join(SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
        .join(FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .join(SystemRow, SYSTEM.id == FEATURE.system_id)
        .outerjoin(DepartmentRow, DEPARTMENT.id == FEATURE_ITEM.department_id)
        .where(SURVEY.municipality_id == municipality)
    )
    conditions: list[Any] = []
    if wanted.survey is not None:
        conditions.append(FEATURE_ITEM.survey_id == wanted.survey)
    if wanted.department:
        conditions.append(seen_by(wanted.department))
    if wanted.system:
        conditions.append(SYSTEM.code == wanted.system)
    if wanted.customised:
        conditions.append(FEATURE.customised)
    if wanted.states:
        conditions.append(
            FEATURE_ITEM.id.in_(
                select(MAPPING.feature_item_id).where(
                    MAPPING.state.in_([s.value for s in wanted.states])
                )
            )
        )
    if wanted.dispositions:
        conditions.append(FEATURE_ITEM.disposition.in_([d.value for d in wanted.dispositions]))
    if wanted.gaps:
        conditions.append(FEATURE_ITEM.disposition.in_(("prohibited", "none")))
    if wanted.open_gaps:
        conditions.append(OPEN_FEATURE_GAP)
    if wanted.overdue_on:
        conditions.append(overdue_feature(wanted.overdue_on))
    return query.where(*conditions)


_FEATURE_COLUMNS = (
    FEATURE_ITEM,
    SURVEY.operation,
    FEATURE.code,
    FEATURE.name,
    FEATURE.description,
    FEATURE.customised,
    SYSTEM.code.label("system"),
    SYSTEM.name.label("system_name"),
    DEPARTMENT.name.label("department"),
)


def feature_items(
    reading: Reading,
    municipality: int,
    wanted: ItemFilter,
    *,
    number: int = 1,
    size: int = 50,
) -> Page[FeatureItem]:
    """One page (from 1) of the feature items a filter lets through, in order of entry."""
    query = _feature_query(municipality, wanted, *flat(_FEATURE_COLUMNS)).order_by(FEATURE_ITEM.id)
    terms = search_terms(wanted.text)
    rows = [
        row
        for row in reading.connection.execute(query)
        if all(t in folded(f"{row.code}{row.name}{row.description}") for t in terms)
    ]
    number = min(max(1, number), max(1, -(-len(rows) // size)))
    shown = rows[(number - 1) * size : number * size]
    return Page(_feature_items(reading, shown), len(rows), number, size)


def features_beside(reading: Reading, municipality: int, item: int) -> tuple[FeatureItem, ...]:
    """The current features linked to a requirement item."""
    linked = select(COUNTERPART.feature_item_id).where(COUNTERPART.requirement_item_id == item)
    query = _feature_query(municipality, ItemFilter(), *flat(_FEATURE_COLUMNS))
    rows = reading.connection.execute(
        query.where(FEATURE_ITEM.id.in_(linked)).order_by(FEATURE_ITEM.id)
    ).all()
    return _feature_items(reading, rows)


def feature_item(reading: Reading, municipality: int, item: int) -> FeatureItem | None:
    """One feature item, None when it is not this municipality's."""
    query = _feature_query(municipality, ItemFilter(), *flat(_FEATURE_COLUMNS))
    rows = reading.connection.execute(query.where(FEATURE_ITEM.id == item)).all()
    return _feature_items(reading, rows)[0] if rows else None


def _feature_items(reading: Reading, rows: Sequence[Any]) -> tuple[FeatureItem, ...]:
    mappings = mappings_of(reading, [row.id for row in rows])
    users = users_of(reading, [row.feature_id for row in rows])
    return tuple(
        _feature_item(row, mappings[row.id], users.get(row.feature_id, ())) for row in rows
    )


def _feature_item(row: Any, mapping: Mapping, users: tuple[str, ...]) -> FeatureItem:
    department = row.department or ""
    return FeatureItem(
        row.id,
        row.survey_id,
        row.operation,
        row.code,
        row.system,
        row.system_name,
        row.name,
        row.description,
        row.customised,
        department,
        Disposition(row.disposition),
        handling_of(row),
        tuple(dict.fromkeys(c.number for c in mapping.counterparts)),
        row.revision,
        row.updated_at,
        row.updated_by,
        offices(department, users),
        mapping,
    )


def features_by_code(reading: Reading, survey: int) -> dict[str, list[tuple[int, str]]]:
    """For each feature's ID of a survey: (item key, "")."""
    rows = reading.connection.execute(
        select(FEATURE_ITEM.id, FEATURE.code)
        .join_from(FeatureItemRow, FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .where(FEATURE_ITEM.survey_id == survey)
    )
    return {row.code: [(row.id, "")] for row in rows}
