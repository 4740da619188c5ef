"""Reading the mapping: decisions with their counterparts, lists of features, counts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from taiodo.catalog.requirements import Obligation
from taiodo.catalog.search import folded, search_terms
from taiodo.store.engine import Reading
from taiodo.store.mapping_tables import FeatureDepartmentRow, MappingRow
from taiodo.store.surveys import (
    COUNTERPART as COUNTERPART,
)
from taiodo.store.surveys import (
    DEPARTMENT,
    FEATURE,
    FEATURE_ITEM,
    ITEM,
    REQUIREMENT,
    SURVEY,
    SYSTEM,
    USES,
)
from taiodo.store.surveys import (
    MAPPING as MAPPING,
)
from taiodo.store.tables import (
    CounterpartRow,
    DepartmentRow,
    FeatureItemRow,
    FeatureRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
    SystemRow,
)
from taiodo.survey.items import Page
from taiodo.survey.mapping import (
    TOLD_BY_TABLE,
    Counterpart,
    MappedFeature,
    Mapping,
    MappingCounts,
    MappingFilter,
    MappingState,
    Relation,
    Way,
)

CHUNK = 500
HAS_COUNTERPART = ITEM.id.in_(select(COUNTERPART.requirement_item_id))


def seen_by(department: str) -> ColumnElement[bool]:
    """Features a department is in charge of or uses."""
    users = (
        select(USES.feature_id)
        .join_from(FeatureDepartmentRow, DepartmentRow, DEPARTMENT.id == USES.department_id)
        .where(DEPARTMENT.name == department)
    )
    owners = select(DEPARTMENT.id).where(DEPARTMENT.name == department)
    return or_(
        FEATURE_ITEM.department_id.in_(owners.correlate(None)),
        FEATURE.id.in_(users.correlate(None)),
    )


def mappings_of(reading: Reading, feature_items: Sequence[int]) -> dict[int, Mapping]:
    """The mapping of each feature item."""
    links = counterparts_of(reading, feature_items)
    found: dict[int, Mapping] = {}
    for start in range(0, len(feature_items), CHUNK):
        rows = reading.connection.execute(
            select(*MAPPING).where(
                MAPPING.feature_item_id.in_(feature_items[start : start + CHUNK])
            )
        )
        for row in rows:
            found[row.feature_item_id] = Mapping(
                row.id,
                row.revision,
                MappingState(row.state),
                links.get(row.feature_item_id, ()),
                Way(row.way),
                row.score,
                row.note,
                row.decided_at,
                row.decided_by,
            )
    return found


def counterparts_of(
    reading: Reading, feature_items: Sequence[int]
) -> dict[int, tuple[Counterpart, ...]]:
    """The requirements each feature item corresponds to, in the order of the edition."""
    found: dict[int, list[Counterpart]] = {}
    for start in range(0, len(feature_items), CHUNK):
        rows = reading.connection.execute(
            select(
                COUNTERPART.feature_item_id,
                COUNTERPART.relation,
                ITEM.id,
                ITEM.obligation,
                REQUIREMENT.number,
                REQUIREMENT.part,
                REQUIREMENT.name,
            )
            .join_from(
                CounterpartRow, RequirementItemRow, ITEM.id == COUNTERPART.requirement_item_id
            )
            .join(RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
            .where(COUNTERPART.feature_item_id.in_(feature_items[start : start + CHUNK]))
            .order_by(REQUIREMENT.position)
        )
        for row in rows:
            found.setdefault(row.feature_item_id, []).append(
                Counterpart(
                    row.id, row.number, row.part, row.name,
                    Obligation(row.obligation), Relation(row.relation),
                )
            )  # fmt: skip
    return {item: tuple(links) for item, links in found.items()}


def users_of(reading: Reading, features: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The departments that use each feature (by its key) besides the one in charge."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(features), CHUNK):
        rows = reading.connection.execute(
            select(USES.feature_id, DEPARTMENT.name)
            .join_from(FeatureDepartmentRow, DepartmentRow, DEPARTMENT.id == USES.department_id)
            .where(USES.feature_id.in_(features[start : start + CHUNK]))
            .order_by(DEPARTMENT.id)
        )
        for row in rows:
            found.setdefault(row.feature_id, []).append(row.name)
    return {key: tuple(names) for key, names in found.items()}


def _query(municipality: int, wanted: MappingFilter, *columns: Any) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(FeatureItemRow)
        .join(SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
        .join(MappingRow, MAPPING.feature_item_id == FEATURE_ITEM.id)
        .join(FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .join(SystemRow, SYSTEM.id == FEATURE.system_id)
        .outerjoin(DepartmentRow, DEPARTMENT.id == FEATURE_ITEM.department_id)
        .where(SURVEY.municipality_id == municipality, SURVEY.id == wanted.survey)
    )
    if wanted.system:
        query = query.where(SYSTEM.code == wanted.system)
    if wanted.states:
        query = query.where(MAPPING.state.in_([s.value for s in wanted.states]))
    if wanted.customised:
        query = query.where(FEATURE.customised)
    if wanted.department:
        query = query.where(seen_by(wanted.department))
    return query


_COLUMNS = (
    FEATURE_ITEM.id,
    FEATURE_ITEM.survey_id,
    FEATURE_ITEM.feature_id,
    FEATURE.code,
    FEATURE.name,
    FEATURE.description,
    FEATURE.customised,
    SYSTEM.code.label("system"),
    SYSTEM.name.label("system_name"),
    DEPARTMENT.name.label("department"),
)


def mapped_features(
    reading: Reading, municipality: int, wanted: MappingFilter, *, number: int = 1, size: int = 50
) -> Page[MappedFeature]:
    """One page (from 1) of the features a filter lets through, in order of entry."""
    query = _query(municipality, wanted, *_COLUMNS).order_by(FEATURE_ITEM.id)
    terms = search_terms(wanted.text)
    if terms:
        every = [
            row
            for row in reading.connection.execute(query)
            if all(t in folded(f"{row.code}{row.name}{row.description}") for t in terms)
        ]
        total = len(every)
        number = min(max(1, number), max(1, -(-total // size)))
        rows = every[(number - 1) * size : number * size]
    else:
        counting = _query(municipality, wanted, func.count())
        total = int(reading.connection.scalar(counting) or 0)
        number = min(max(1, number), max(1, -(-total // size)))
        paged = query.limit(size).offset((number - 1) * size)
        rows = list(reading.connection.execute(paged))
    return Page(_features(reading, rows), total, number, size)


def mapped_feature(reading: Reading, municipality: int, item: int) -> MappedFeature | None:
    """One feature with its mapping, None when it is not this municipality's."""
    survey = reading.connection.scalar(
        select(FEATURE_ITEM.survey_id).where(FEATURE_ITEM.id == item)
    )
    if survey is None:
        return None
    query = _query(municipality, MappingFilter(survey), *_COLUMNS).where(FEATURE_ITEM.id == item)
    found = _features(reading, list(reading.connection.execute(query)))
    return found[0] if found else None


def _features(reading: Reading, rows: Sequence[Any]) -> tuple[MappedFeature, ...]:
    mappings = mappings_of(reading, [row.id for row in rows])
    users = users_of(reading, [row.feature_id for row in rows])
    return tuple(
        MappedFeature(
            row.id,
            row.survey_id,
            row.code,
            row.system,
            row.system_name,
            row.name,
            row.description,
            row.customised,
            offices(row.department or "", users.get(row.feature_id, ())),
            mappings[row.id],
        )
        for row in rows
    )


def offices(owner: str, users: Sequence[str]) -> tuple[str, ...]:
    """The department in charge first, then those that use the feature."""
    return tuple(dict.fromkeys(name for name in (owner, *users) if name))


def systems_of(reading: Reading, survey: int) -> dict[str, str]:
    """Systems (id → name) with features in a survey, in order of entry."""
    rows = reading.connection.execute(
        select(SYSTEM.code, SYSTEM.name)
        .join_from(FeatureItemRow, FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .join(SystemRow, SYSTEM.id == FEATURE.system_id)
        .where(FEATURE_ITEM.survey_id == survey)
        .group_by(SYSTEM.id, SYSTEM.code, SYSTEM.name)
        .order_by(SYSTEM.id)
    )
    return {row.code: row.name for row in rows}


def mapping_counts(reading: Reading, municipality: int, wanted: MappingFilter) -> MappingCounts:
    """Where the mapping of a survey stands; states and words of the filter do not narrow."""
    scope = MappingFilter(wanted.survey, wanted.system, department=wanted.department)
    rows = reading.connection.execute(
        _query(municipality, scope, MAPPING.state, FEATURE.customised, func.count().label("n"))
        .group_by(MAPPING.state, FEATURE.customised)
    ).all()  # fmt: skip
    required = reading.connection.execute(
        select(HAS_COUNTERPART.label("has"), func.count().label("n"))
        .select_from(RequirementItemRow)
        .where(ITEM.survey_id == wanted.survey, ITEM.status == "active")
        .group_by(HAS_COUNTERPART)
    ).all()
    return MappingCounts(
        sum(r.n for r in rows),
        sum(r.n for r in rows if r.state == "mapped"),
        sum(r.n for r in rows if r.state == "none"),
        sum(r.n for r in rows if r.customised),
        sum(r.n for r in required),
        sum(r.n for r in required if not r.has),
    )


def undecided_features(reading: Reading, survey: int) -> int:
    """How many features of a survey nobody has decided about."""
    query = (
        select(func.count())
        .select_from(MappingRow)
        .join(FeatureItemRow, FEATURE_ITEM.id == MAPPING.feature_item_id)
        .where(FEATURE_ITEM.survey_id == survey, MAPPING.state == "undecided")
    )
    return int(reading.connection.scalar(query) or 0)


def relations_by_requirement(
    reading: Reading, items: Sequence[int]
) -> dict[int, tuple[Relation, ...]]:
    """How each requirement item's mapped features correspond to it."""
    found: dict[int, list[Relation]] = {}
    for start in range(0, len(items), CHUNK):
        rows = reading.connection.execute(
            select(COUNTERPART.requirement_item_id, COUNTERPART.relation)
            .where(COUNTERPART.requirement_item_id.in_(items[start : start + CHUNK]))
            .order_by(COUNTERPART.feature_item_id)
        )
        for row in rows:
            found.setdefault(row.requirement_item_id, []).append(Relation(row.relation))
    return {item: tuple(relations) for item, relations in found.items()}


def unclear_items(reading: Reading, survey: int) -> frozenset[int]:
    """Prohibited requirement items all of whose features are mapped to another class as well.

    Counted are mappings a table named by a number or heading that carries several classes.
    """
    rows = reading.connection.execute(
        select(
            FEATURE_ITEM.id.label("feature"), MAPPING.way, ITEM.id.label("item"), ITEM.obligation,
            REQUIREMENT.name,
        )
        .join_from(CounterpartRow, FeatureItemRow, FEATURE_ITEM.id == COUNTERPART.feature_item_id)
        .join(MappingRow, MAPPING.feature_item_id == FEATURE_ITEM.id)
        .join(RequirementItemRow, ITEM.id == COUNTERPART.requirement_item_id)
        .join(RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(FEATURE_ITEM.survey_id == survey)
    ).all()  # fmt: skip
    told = {way.value for way in TOLD_BY_TABLE}
    others = {(r.feature, r.name) for r in rows if r.obligation != "prohibited" and r.way in told}
    forbidden = [r for r in rows if r.obligation == "prohibited"]
    clear = {r.item for r in forbidden if (r.feature, r.name) not in others}
    return frozenset(r.item for r in forbidden) - clear


def confirmed_decisions(
    reading: Reading, municipality: int, operation: str
) -> tuple[tuple[int, str, str, str, str], ...]:
    """Every decision on features of an operation, of all its surveys, oldest survey first.

    Each row is (edition id, feature name, description, requirement number, requirement name), one
    per counterpart; number and name are "" where people decided that there is none.
    """
    rows = reading.connection.execute(
        select(
            SURVEY.edition_id, FEATURE.name, FEATURE.description,
            func.coalesce(REQUIREMENT.number, "").label("number"),
            func.coalesce(REQUIREMENT.name, "").label("heading"),
        )
        .select_from(MappingRow)
        .join(FeatureItemRow, FEATURE_ITEM.id == MAPPING.feature_item_id)
        .join(SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
        .join(FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .outerjoin(CounterpartRow, COUNTERPART.feature_item_id == FEATURE_ITEM.id)
        .outerjoin(RequirementItemRow, ITEM.id == COUNTERPART.requirement_item_id)
        .outerjoin(RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(
            SURVEY.municipality_id == municipality,
            and_(SURVEY.operation == operation, MAPPING.state != "undecided"),
        )
        .order_by(SURVEY.id, FEATURE_ITEM.id, REQUIREMENT.position)
    )  # fmt: skip
    return tuple(
        (row.edition_id, row.name, row.description, row.number, row.heading) for row in rows
    )
