"""Surveys: which there are, and counting where they stand."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, case, func, or_, select

from taiodo.catalog.editions import Edition
from taiodo.store.changes import columns_of
from taiodo.store.editions import editions
from taiodo.store.engine import Reading
from taiodo.store.mapping_tables import FeatureDepartmentRow, MappingRow
from taiodo.store.tables import (
    CounterpartRow,
    DepartmentRow,
    EditionRow,
    FeatureItemRow,
    FeatureRow,
    RequirementItemRow,
    RequirementRow,
    Row,
    SurveyRow,
    SystemOperationRow,
    SystemRow,
)
from taiodo.survey.answers import AnswerCounts
from taiodo.survey.progress import FeatureCounts, Progress, StageCounts

SURVEY = columns_of(SurveyRow)
EDITION = columns_of(EditionRow)
REQUIREMENT = columns_of(RequirementRow)
ITEM = columns_of(RequirementItemRow)
FEATURE_ITEM = columns_of(FeatureItemRow)
FEATURE = columns_of(FeatureRow)
SYSTEM = columns_of(SystemRow)
SERVES = columns_of(SystemOperationRow)
DEPARTMENT = columns_of(DepartmentRow)
MAPPING = columns_of(MappingRow)
USES = columns_of(FeatureDepartmentRow)
COUNTERPART = columns_of(CounterpartRow)

GAPS = ("partial", "gap")
_FORBIDDEN_BY_FEATURE = (
    select(COUNTERPART.requirement_item_id)
    .join_from(CounterpartRow, FeatureItemRow, FEATURE_ITEM.id == COUNTERPART.feature_item_id)
    .where(FEATURE_ITEM.disposition == "prohibited")
)
# A forbidden requirement that a feature fulfils is one fact: the feature stands for it.
REQUIREMENT_GAP = and_(
    ITEM.verdict.in_(GAPS),
    or_(ITEM.obligation != "prohibited", ITEM.id.not_in(_FORBIDDEN_BY_FEATURE)),
)
OPEN_REQUIREMENT_GAP = and_(REQUIREMENT_GAP, ITEM.countermeasure == "")
OPEN_FEATURE_GAP = and_(
    FEATURE_ITEM.disposition.in_(("prohibited", "none")), FEATURE_ITEM.countermeasure == ""
)


@dataclass(frozen=True, slots=True)
class StoredSurvey:
    """A survey with the header of its edition; `closed_at` "" while it is answered.

    `rolled_from` is the survey it was carried over from.
    """

    id: int
    operation: str
    edition: Edition
    edition_id: int
    opened_at: str
    rolled_from: int | None
    closed_at: str
    revision: int

    def was_open_at(self, moment: str) -> bool:
        """Whether it was under way just before `moment` (UTC ISO 8601)."""
        return self.opened_at < moment and (not self.closed_at or self.closed_at >= moment)


def surveys(reading: Reading, municipality: int) -> tuple[StoredSurvey, ...]:
    """All surveys of a municipality in order of opening."""
    headers = editions(reading)
    rows = reading.connection.execute(
        select(
            SURVEY.id,
            SURVEY.operation,
            EDITION.edition,
            SURVEY.edition_id,
            SURVEY.opened_at,
            SURVEY.rolled_from_id,
            SURVEY.closed_at,
            SURVEY.revision,
        )
        .join_from(SurveyRow, EditionRow, SURVEY.edition_id == EDITION.id)
        .where(SURVEY.municipality_id == municipality)
        .order_by(SURVEY.id)
    )
    return tuple(
        StoredSurvey(
            row.id,
            row.operation,
            headers[row.operation, row.edition],
            row.edition_id,
            row.opened_at,
            row.rolled_from_id,
            row.closed_at,
            row.revision,
        )
        for row in rows
    )


def blank_answer(survey: int, department_id: int | None) -> dict[str, Any]:
    """The columns of an item nobody has handled."""
    return {
        "survey_id": survey,
        "department_id": department_id,
        "countermeasure": "",
        "impact_resident": "",
        "impact_staff": "",
        "effort": None,
        "cost": None,
        "due": "",
        "reason": "",
        "owner": "",
        "comment": "",
        "stage": "",
    }


def progress(
    reading: Reading, municipality: int, today: str, *, only: Sequence[int] = ()
) -> tuple[Progress, ...]:
    """Where departments stand with the surveys under way, or with `only`; `today` is ISO."""
    chosen = {s.id: s for s in surveys(reading, municipality)}
    wanted = [key for key, s in chosen.items() if (key in only if only else not s.closed_at)]
    requirements = _requirement_counts(reading, wanted, today)
    features = _feature_counts(reading, wanted, today)
    used = _feature_counts(reading, wanted, today, by_users=True)
    named = reading.connection.execute(select(DEPARTMENT.id, DEPARTMENT.name))
    names: dict[int, str] = {row.id: row.name for row in named}
    found = []
    for key in dict.fromkeys([*requirements, *features, *used]):
        survey, department = key
        r, f = requirements.get(key, Counter()), features.get(key, FeatureCounts())
        found.append(
            Progress(
                chosen[survey].operation,
                chosen[survey].edition.edition,
                names.get(department, "") if department else "",
                AnswerCounts(r["total"], r["fit"], r["partial"], r["gap"], r["not_applicable"]),
                r["open"],
                f.total,
                f.decided,
                f.open,
                r["overdue"] + f.overdue,
                f.overdue,
                f + used.get(key, FeatureCounts()),
                f,
                r["unmatched"],
                r["missing"],
                r["forbidden"],
                StageCounts(r["staged"], r["checked"], r["final"], r["returned"]),
            )
        )
    order = {key: place for place, key in enumerate(chosen)}
    by_operation = {(s.operation, s.edition.edition): order[s.id] for s in chosen.values()}
    return tuple(sorted(found, key=lambda p: (by_operation[p.operation, p.edition], p.department)))


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).cast(Integer)


def overdue_requirement(today: str) -> Any:
    """Due before `today` and unanswered, or a gap without countermeasure."""
    unfinished = (ITEM.verdict == "unanswered") | OPEN_REQUIREMENT_GAP
    return and_(ITEM.due != "", ITEM.due < today, unfinished)


def overdue_feature(today: str) -> Any:
    """Due before `today` and undecided, or lost without countermeasure."""
    unfinished = (FEATURE_ITEM.disposition == "undecided") | OPEN_FEATURE_GAP
    return and_(FEATURE_ITEM.due != "", FEATURE_ITEM.due < today, unfinished)


def _stages(table: Any, answered: Any) -> dict[str, Any]:
    """How far an answer has come: a condition for each stage, in the order of StageCounts."""
    marks = ("checked", "final", "returned")
    return {"staged": and_(table.stage == "", answered), **{m: table.stage == m for m in marks}}


def _requirement_counts(
    reading: Reading, wanted: list[int], today: str
) -> dict[tuple[int, int | None], Counter[str]]:
    """Counts by survey and department: alike items are counted together, then told apart.

    The columns grouped by are those of an index, in its order, so that 15,000 items are one pass.
    Forbidden requirements are not alike: a feature may stand for one of them, so those with a gap
    are told apart one by one.
    """
    unanswered = ITEM.verdict == "unanswered"
    allowed = ITEM.obligation != "prohibited"
    gap = and_(ITEM.verdict.in_(GAPS), allowed)
    undecided = and_(gap, ITEM.countermeasure == "")
    late = and_(ITEM.due != "", ITEM.due < today)
    facts = {
        **{v: ITEM.verdict == v for v in ("fit", "partial", "gap", "not_applicable")},
        "open": undecided,
        "missing": gap,
        "overdue": and_(late, unanswered | undecided),
        **_stages(ITEM, ~unanswered),
    }
    alike = (
        ITEM.survey_id, ITEM.status, ITEM.department_id, ITEM.verdict, ITEM.obligation,
        ITEM.stage, ITEM.countermeasure, ITEM.due,
    )  # fmt: skip
    active = and_(ITEM.survey_id.in_(wanted), ITEM.status == "active")
    found: dict[tuple[int, int | None], Counter[str]] = defaultdict(Counter)
    for row in reading.connection.execute(
        select(
            ITEM.survey_id, ITEM.department_id, func.count().label("n"),
            *(condition.label(name) for name, condition in facts.items()),
        ).where(active).group_by(*alike)
    ):  # fmt: skip
        counts = found[row.survey_id, row.department_id]
        for name in ("total", "unmatched", *(n for n in facts if row._mapping[n])):
            counts[name] += row.n
    for row in reading.connection.execute(
        select(
            ITEM.survey_id, ITEM.department_id, func.count().label("forbidden"),
            _sum(ITEM.countermeasure == "").label("open"),
            _sum(overdue_requirement(today)).label("overdue"),
        )
        .where(active, REQUIREMENT_GAP, ~allowed)
        .group_by(ITEM.survey_id, ITEM.department_id)
    ):  # fmt: skip
        counts = found[row.survey_id, row.department_id]
        for name in ("forbidden", "open", "overdue"):
            counts[name] += row._mapping[name]
    for row in reading.connection.execute(
        select(ITEM.survey_id, ITEM.department_id, func.count().label("n"))
        .where(active, ITEM.id.in_(select(COUNTERPART.requirement_item_id)))
        .group_by(ITEM.survey_id, ITEM.department_id)
    ):
        found[row.survey_id, row.department_id]["unmatched"] -= row.n
    return found


def _feature_counts(
    reading: Reading, wanted: list[int], today: str, *, by_users: bool = False
) -> dict[tuple[int, int | None], FeatureCounts]:
    """Features by the department in charge, or by the other departments that use them."""
    query = (
        select(
            FEATURE_ITEM.survey_id,
            (USES.department_id if by_users else FEATURE_ITEM.department_id).label("department"),
            func.count().label("total"),
            _sum(MAPPING.state != "undecided").label("mapped"),
            _sum(FEATURE_ITEM.disposition != "undecided").label("decided"),
            _sum(FEATURE_ITEM.disposition == "none").label("missing"),
            _sum(FEATURE_ITEM.disposition == "prohibited").label("prohibited"),
            _sum(OPEN_FEATURE_GAP).label("open"),
            _sum(overdue_feature(today)).label("overdue"),
            _sum(FEATURE.customised).label("customised"),
            *(
                _sum(condition).label(stage)
                for stage, condition in _stages(
                    FEATURE_ITEM, FEATURE_ITEM.disposition != "undecided"
                ).items()
            ),
        )
        .select_from(FeatureItemRow)
        .join(FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .join(MappingRow, MAPPING.feature_item_id == FEATURE_ITEM.id)
        .where(FEATURE_ITEM.survey_id.in_(wanted))
    )
    if by_users:
        other = FEATURE_ITEM.department_id.is_(None)
        query = query.join(FeatureDepartmentRow, USES.feature_id == FEATURE_ITEM.feature_id).where(
            or_(other, FEATURE_ITEM.department_id != USES.department_id)
        )
        query = query.group_by(FEATURE_ITEM.survey_id, USES.department_id)
    else:
        query = query.group_by(FEATURE_ITEM.survey_id, FEATURE_ITEM.department_id)
    return {
        (row.survey_id, row.department): FeatureCounts(*row[2:])
        for row in reading.connection.execute(query)
    }


def newest_change(reading: Reading, table: type[Row], survey: int) -> str:
    """When an item of a survey was last changed, "" when it has none."""
    c = columns_of(table)
    query = select(func.max(c.updated_at)).where(c.survey_id == survey)
    return str(reading.connection.scalar(query) or "")


def changed_since(
    reading: Reading,
    table: type[Row],
    survey: int,
    department: str,
    since: str,
    *,
    besides: str,
) -> int:
    """Items of a survey (of one department) changed after `since` by anybody else."""
    c = columns_of(table)
    query = select(func.count()).where(
        c.survey_id == survey, c.updated_at > since, c.updated_by != besides
    )
    if department:
        named = select(DEPARTMENT.id).where(DEPARTMENT.name == department)
        query = query.where(c.department_id.in_(named))
    return int(reading.connection.scalar(query) or 0)
