"""Opening a survey, and bringing current features registered since into it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from taiodo.catalog.requirements import BindingKind, Obligation
from taiodo.catalog.search import folded
from taiodo.store.changes import add, add_many, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.mapping_decisions import decide_many
from taiodo.store.mapping_tables import MappingRow
from taiodo.store.mappings import MAPPING
from taiodo.store.surveys import (
    FEATURE,
    FEATURE_ITEM,
    ITEM,
    REQUIREMENT,
    SERVES,
    SYSTEM,
    StoredSurvey,
    blank_answer,
)
from taiodo.store.tables import (
    CounterpartRow,
    FeatureItemRow,
    FeatureRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
    SystemOperationRow,
    SystemRow,
)
from taiodo.survey.mapping import Decision, MappingState, Relation, Way

SAMPLE = "見本"


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
    added = _add_feature_items(tx, survey, municipality, operation, department_id)
    _add_mappings(tx, survey, added, headings)
    record(
        tx,
        "open",
        "survey",
        entity_id=survey,
        municipality_id=municipality,
        summary=operation,
        after={"requirement_items": len(bound), "feature_items": len(added)},
    )
    return survey


def sync_features(
    tx: Transaction,
    municipality: int,
    survey: StoredSurvey,
    department_id: int | None,
    headings: Mapping[str, str],
) -> int:
    """Bring features registered since into a survey under way, unjudged; how many there were.

    What people decided stays; features nobody has decided about get the counterparts the inventory
    names by now.
    """
    added = _add_feature_items(tx, survey.id, municipality, survey.operation, department_id)
    _add_mappings(tx, survey.id, added, headings)
    if added:
        record(
            tx, "sync", "survey", entity_id=survey.id, municipality_id=municipality,
            summary=survey.operation, after={"feature_items": added},
        )  # fmt: skip
    _decide_by_inventory(tx, municipality, survey.id, headings)
    return len(added)


def _add_feature_items(
    tx: Transaction, survey: int, municipality: int, operation: str, department_id: int | None
) -> list[int]:
    """Items for the features of the operation's systems that have none yet; their keys."""
    there = select(FEATURE_ITEM.feature_id).where(FEATURE_ITEM.survey_id == survey)
    rows = tx.connection.execute(
        select(FEATURE.id, SYSTEM.department_id)
        .join_from(FeatureRow, SystemRow, FEATURE.system_id == SYSTEM.id)
        .join(SystemOperationRow, SERVES.system_id == SYSTEM.id)
        .where(
            SYSTEM.municipality_id == municipality,
            SERVES.operation == operation,
            FEATURE.id.not_in(there),
        )
        .order_by(FEATURE.id)
    ).all()
    last = max(_feature_items(tx, survey), default=0)
    add_many(
        tx,
        FeatureItemRow,
        [
            blank_answer(survey, row.department_id or department_id)
            | {"feature_id": row.id, "disposition": "undecided"}
            for row in rows
        ],
    )
    return [item for item in _feature_items(tx, survey) if item > last] if rows else []


def _feature_items(reading: Reading, survey: int) -> list[int]:
    query = select(FEATURE_ITEM.id).where(FEATURE_ITEM.survey_id == survey)
    return list(reading.connection.scalars(query.order_by(FEATURE_ITEM.id)))


def _add_mappings(
    tx: Transaction, survey: int, items: Sequence[int], headings: Mapping[str, str]
) -> None:
    """A mapping for each new feature item: decided where the inventory names counterparts."""
    named = _named_in_inventory(tx, survey, headings)
    rows: list[dict[str, Any]] = []
    for item in items:
        note, links = named.get(item, ("", ()))
        decided = {"state": "mapped", "way": Way.INVENTORY.value, "note": note}
        by = {"decided_at": tx.at, "decided_by": tx.actor}
        blank = {"state": "undecided", "way": "", "note": "", "decided_at": "", "decided_by": ""}
        values = {**decided, **by} if links else blank
        rows.append({"feature_item_id": item, "score": None, **values})
    add_many(tx, MappingRow, rows)
    wanted = set(items)
    linked = [
        {"feature_item_id": f, "requirement_item_id": i, "relation": Relation.SAME.value}
        for f, (_, found) in named.items()
        if f in wanted
        for i in found
    ]
    if linked:
        tx.connection.execute(insert(CounterpartRow), linked)


def _decide_by_inventory(
    tx: Transaction, municipality: int, survey: int, headings: Mapping[str, str]
) -> None:
    named = _named_in_inventory(tx, survey, headings)
    open_ones = tx.connection.scalars(
        select(MAPPING.feature_item_id)
        .join_from(MappingRow, FeatureItemRow, FEATURE_ITEM.id == MAPPING.feature_item_id)
        .where(
            FEATURE_ITEM.survey_id == survey,
            MAPPING.state == "undecided",
            MAPPING.revision == 1,
        )
    )
    decisions = [
        Decision(
            item, 1, MappingState.MAPPED, tuple((i, Relation.SAME) for i in named[item][1]),
            Way.INVENTORY, note=named[item][0],
        )
        for item in open_ones
        if item in named
    ]  # fmt: skip
    decide_many(tx, municipality, decisions)


def _named_in_inventory(
    reading: Reading, survey: int, headings: Mapping[str, str]
) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Feature item → (note, requirement items its inventory row names).

    Number first; a number may stand for several requirements (one per class): all are linked.
    """
    by_word: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    for row in reading.connection.execute(
        select(ITEM.id, REQUIREMENT.number, REQUIREMENT.name)
        .join_from(RequirementItemRow, RequirementRow, ITEM.requirement_id == REQUIREMENT.id)
        .where(ITEM.survey_id == survey, ITEM.status == "active")
    ):
        by_word.setdefault(row.number, []).append(row.id)
        by_name.setdefault(folded(row.name), []).append(row.id)
    found: dict[int, tuple[str, tuple[int, ...]]] = {}
    for row in reading.connection.execute(
        select(FEATURE_ITEM.id, FEATURE.counterparts, FEATURE.note)
        .join_from(FeatureItemRow, FeatureRow, FEATURE_ITEM.feature_id == FEATURE.id)
        .where(FEATURE_ITEM.survey_id == survey, FEATURE.counterparts != "")
    ):
        items: dict[int, None] = {}
        for word in row.counterparts.split(";"):
            heading = folded(headings.get(word, word))
            items |= dict.fromkeys(by_word.get(word) or by_name.get(heading) or ())
        if items:
            note = SAMPLE if row.note.startswith(SAMPLE) else ""
            found[row.id] = note, tuple(items)
    return found
