"""Laying a supplement (独自の追加仕様) over a survey: items of its own, the edition untouched."""

from sqlalchemy import func, select

from taiodo.catalog.requirements import BindingKind, Obligation
from taiodo.store.changes import add_many, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.surveys import ITEM, REQUIREMENT, StoredSurvey, blank_answer
from taiodo.store.tables import RequirementItemRow, RequirementRow


def layered_numbers(reading: Reading, survey: int) -> frozenset[str]:
    """The numbers a survey has active items for, of its edition and of supplements."""
    rows = reading.connection.execute(
        select(REQUIREMENT.number)
        .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(ITEM.survey_id == survey, ITEM.status == "active")
    )
    return frozenset(row.number for row in rows)


def numbers_of(reading: Reading, edition: int) -> frozenset[str]:
    """The numbers of a stored edition."""
    rows = reading.connection.execute(
        select(REQUIREMENT.number).where(REQUIREMENT.edition_id == edition)
    )
    return frozenset(row.number for row in rows)


def is_layered(reading: Reading, edition: int) -> bool:
    """Whether any survey of another edition has items of this one."""
    found = reading.connection.scalar(
        select(func.count())
        .select_from(RequirementItemRow)
        .join(RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(REQUIREMENT.edition_id == edition)
    )
    return bool(found)


def lay_over(
    tx: Transaction,
    municipality: int,
    survey: StoredSurvey,
    supplement: int,
    binding: BindingKind,
    department_id: int | None,
) -> int:
    """Add an unanswered item for every binding requirement of a supplement; how many."""
    obligation = REQUIREMENT[binding.value]
    bound = tx.connection.execute(
        select(REQUIREMENT.id, obligation.label("obligation"))
        .where(REQUIREMENT.edition_id == supplement, obligation != Obligation.NONE.value)
        .order_by(REQUIREMENT.position)
    ).all()
    rows = [
        blank_answer(survey.id, department_id)
        | {"requirement_id": row.id, "obligation": row.obligation}
        | {"verdict": "unanswered", "status": "active", "review": ""}
        for row in bound
    ]
    add_many(tx, RequirementItemRow, rows)
    record(
        tx, "layer", "survey", entity_id=survey.id, municipality_id=municipality,
        summary=survey.operation, after={"edition": supplement, "requirement_items": len(rows)},
    )  # fmt: skip
    return len(rows)
