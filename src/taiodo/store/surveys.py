"""Surveys: opening them, and counting where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, case, func, insert, select

from taiodo.catalog.editions import Edition
from taiodo.catalog.requirements import BindingKind, Obligation
from taiodo.catalog.search import folded
from taiodo.store.changes import add, add_many, columns_of, record
from taiodo.store.editions import editions
from taiodo.store.engine import Reading, Transaction
from taiodo.store.tables import (
    CounterpartRow,
    DepartmentRow,
    EditionRow,
    FeatureItemRow,
    FeatureRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
    SystemOperationRow,
    SystemRow,
)
from taiodo.survey.answers import AnswerCounts
from taiodo.survey.progress import Progress

SURVEY = columns_of(SurveyRow)
EDITION = columns_of(EditionRow)
REQUIREMENT = columns_of(RequirementRow)
ITEM = columns_of(RequirementItemRow)
FEATURE_ITEM = columns_of(FeatureItemRow)
FEATURE = columns_of(FeatureRow)
SYSTEM = columns_of(SystemRow)
SERVES = columns_of(SystemOperationRow)
DEPARTMENT = columns_of(DepartmentRow)

OPEN_REQUIREMENT_GAP = and_(ITEM.verdict.in_(("partial", "gap")), ITEM.countermeasure == "")
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


def open_survey(
    tx: Transaction,
    municipality: int,
    operation: str,
    edition_id: int,
    binding: BindingKind,
    department_id: int | None,
    headings: Mapping[str, str],
) -> int:
    """Open a survey: one item per binding requirement, one per feature of the operation's systems.

    Requirement items go to the operation's department, feature items to the department that owns
    the system (else the operation's). Counterparts named in the inventory are linked by number or,
    failing that, by heading; `headings` gives the heading a number had in an earlier edition.
    """
    survey = add(
        tx,
        SurveyRow,
        {
            "municipality_id": municipality,
            "operation": operation,
            "edition_id": edition_id,
            "opened_at": tx.at,
        },
        municipality_id=municipality,
    )
    obligation = REQUIREMENT.designated_city
    if binding is BindingKind.OTHER:
        obligation = REQUIREMENT.other
    bound = tx.connection.execute(
        select(REQUIREMENT.id, obligation.label("obligation"))
        .where(REQUIREMENT.edition_id == edition_id, obligation != Obligation.NONE.value)
        .order_by(REQUIREMENT.position)
    ).all()
    add_many(
        tx,
        RequirementItemRow,
        [
            blank_answer(survey, department_id)
            | {
                "requirement_id": row.id,
                "obligation": row.obligation,
                "verdict": "unanswered",
                "status": "active",
                "review": "",
            }
            for row in bound
        ],
    )
    count = _add_feature_items(tx, survey, municipality, operation, department_id)
    _link_counterparts(tx, survey, headings)
    record(
        tx,
        "open",
        "survey",
        entity_id=survey,
        municipality_id=municipality,
        summary=operation,
        after={"requirement_items": len(bound), "feature_items": count},
    )
    return survey


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
        "comment": "",
    }


def _add_feature_items(
    tx: Transaction, survey: int, municipality: int, operation: str, department_id: int | None
) -> int:
    rows = tx.connection.execute(
        select(FEATURE.id, SYSTEM.department_id)
        .join_from(FeatureRow, SystemRow, FEATURE.system_id == SYSTEM.id)
        .join(SystemOperationRow, SERVES.system_id == SYSTEM.id)
        .where(SYSTEM.municipality_id == municipality, SERVES.operation == operation)
        .order_by(FEATURE.id)
    ).all()
    add_many(
        tx,
        FeatureItemRow,
        [
            blank_answer(survey, row.department_id or department_id)
            | {"feature_id": row.id, "disposition": "undecided"}
            for row in rows
        ],
    )
    return len(rows)


def _link_counterparts(tx: Transaction, survey: int, headings: Mapping[str, str]) -> None:
    """Number first; a number may stand for several requirements (one per class): all are linked."""
    by_word: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    for row in tx.connection.execute(
        select(ITEM.id, REQUIREMENT.number, REQUIREMENT.name)
        .join_from(RequirementItemRow, RequirementRow, ITEM.requirement_id == REQUIREMENT.id)
        .where(ITEM.survey_id == survey, ITEM.status == "active")
    ):
        by_word.setdefault(row.number, []).append(row.id)
        by_name.setdefault(folded(row.name), []).append(row.id)
    links: dict[tuple[int, int], None] = {}
    for row in tx.connection.execute(
        select(FEATURE_ITEM.id, FEATURE.counterparts)
        .join_from(FeatureItemRow, FeatureRow, FEATURE_ITEM.feature_id == FEATURE.id)
        .where(FEATURE_ITEM.survey_id == survey, FEATURE.counterparts != "")
    ):
        for word in row.counterparts.split(";"):
            heading = folded(headings.get(word, word))
            for item in by_word.get(word) or by_name.get(heading) or ():
                links[row.id, item] = None
    if links:
        tx.connection.execute(
            insert(CounterpartRow),
            [{"feature_item_id": f, "requirement_item_id": i} for f, i in links],
        )


def progress(
    reading: Reading, municipality: int, today: str, *, only: Sequence[int] = ()
) -> tuple[Progress, ...]:
    """Where departments stand with the surveys under way, or with `only`; `today` is ISO."""
    chosen = {s.id: s for s in surveys(reading, municipality)}
    wanted = [key for key, s in chosen.items() if (key in only if only else not s.closed_at)]
    requirements = _requirement_counts(reading, wanted, today)
    features = _feature_counts(reading, wanted, today)
    named = reading.connection.execute(select(DEPARTMENT.id, DEPARTMENT.name))
    names: dict[int, str] = {row.id: row.name for row in named}
    found = []
    for key in dict.fromkeys([*requirements, *features]):
        survey, department = key
        r, f = requirements.get(key), features.get(key)
        found.append(
            Progress(
                chosen[survey].operation,
                chosen[survey].edition.edition,
                names.get(department, "") if department else "",
                AnswerCounts(r.total, r.fit, r.partial, r.gap, r.not_applicable)
                if r
                else AnswerCounts(),
                r.open if r else 0,
                f.total if f else 0,
                f.decided if f else 0,
                f.open if f else 0,
                (r.overdue if r else 0) + (f.overdue if f else 0),
                f.overdue if f else 0,
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


def _requirement_counts(
    reading: Reading, wanted: list[int], today: str
) -> dict[tuple[int, int | None], Any]:
    rows = reading.connection.execute(
        select(
            ITEM.survey_id,
            ITEM.department_id,
            func.count().label("total"),
            *(
                _sum(ITEM.verdict == verdict).label(verdict)
                for verdict in ("fit", "partial", "gap", "not_applicable")
            ),
            _sum(OPEN_REQUIREMENT_GAP).label("open"),
            _sum(overdue_requirement(today)).label("overdue"),
        )
        .where(ITEM.survey_id.in_(wanted), ITEM.status == "active")
        .group_by(ITEM.survey_id, ITEM.department_id)
    )
    return {(row.survey_id, row.department_id): row for row in rows}


def _feature_counts(
    reading: Reading, wanted: list[int], today: str
) -> dict[tuple[int, int | None], Any]:
    rows = reading.connection.execute(
        select(
            FEATURE_ITEM.survey_id,
            FEATURE_ITEM.department_id,
            func.count().label("total"),
            _sum(FEATURE_ITEM.disposition != "undecided").label("decided"),
            _sum(OPEN_FEATURE_GAP).label("open"),
            _sum(overdue_feature(today)).label("overdue"),
        )
        .where(FEATURE_ITEM.survey_id.in_(wanted))
        .group_by(FEATURE_ITEM.survey_id, FEATURE_ITEM.department_id)
    )
    return {(row.survey_id, row.department_id): row for row in rows}
