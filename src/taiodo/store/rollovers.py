"""Carrying a survey over to a newer edition in one transaction, and taking that back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select

from taiodo.catalog.requirements import BindingKind
from taiodo.store.changes import BATCH, add, change, columns_of, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.mapping_tables import MappingRow
from taiodo.store.mappings import COUNTERPART, MAPPING, mappings_of
from taiodo.store.surveys import FEATURE_ITEM, ITEM, REQUIREMENT, SURVEY, StoredSurvey
from taiodo.store.tables import (
    CounterpartRow,
    FeatureItemRow,
    RequirementItemRow,
    RequirementRow,
    Row,
    SurveyRow,
)
from taiodo.survey.mapping import Counterpart, Mapping
from taiodo.survey.rollover import Key, RollOver

_ANSWER = (
    "department_id", "countermeasure", "impact_resident", "impact_staff", "effort", "cost", "due",
    "reason", "owner", "comment",
)  # fmt: skip
_UNANSWERED: dict[str, Any] = {
    "countermeasure": "", "impact_resident": "", "impact_staff": "", "effort": None, "cost": None,
    "due": "", "reason": "", "owner": "", "comment": "", "verdict": "unanswered",
}  # fmt: skip


def pending_reviews(reading: Reading, survey: int) -> dict[Key, str]:
    """The items a survey has for its own edition: key → 要再確認 still to be settled, or ""."""
    rows = reading.connection.execute(
        select(REQUIREMENT.number, REQUIREMENT.part, ITEM.review)
        .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .join(SurveyRow, SURVEY.id == ITEM.survey_id)
        .where(
            ITEM.survey_id == survey,
            ITEM.status == "active",
            REQUIREMENT.edition_id == SURVEY.edition_id,
        )
    )
    return {(row.number, row.part): row.review for row in rows}


def store_rollover(
    tx: Transaction,
    municipality: int,
    old: StoredSurvey,
    edition_id: int,
    binding: BindingKind,
    department_id: int | None,
    planned: RollOver,
) -> int:
    """Open the survey of the new edition with the carried answers and close the old one; its key.

    The old survey keeps all its items. An answer carried over keeps who gave it and when.
    """
    survey = add(
        tx,
        SurveyRow,
        {
            "municipality_id": municipality,
            "operation": old.operation,
            "edition_id": edition_id,
            "opened_at": tx.at,
            "rolled_from_id": old.id,
            "closed_at": "",
        },
        municipality_id=municipality,
    )
    _add_items(tx, survey, old.id, edition_id, binding, department_id, planned)
    _carry_features(tx, survey, old.id)
    change(
        tx, SurveyRow, old.id, {"closed_at": tx.at}, revision=old.revision,
        municipality_id=municipality, summary=old.operation,
    )  # fmt: skip
    record(
        tx, "rollover", "survey", entity_id=survey, municipality_id=municipality,
        summary=old.operation, before={"survey": old.id}, after=planned.as_dict(),
    )  # fmt: skip
    return survey


def _add_items(
    tx: Transaction,
    survey: int,
    old_survey: int,
    edition_id: int,
    binding: BindingKind,
    department_id: int | None,
    planned: RollOver,
) -> None:
    answers = _answers(tx, old_survey)
    columns = (REQUIREMENT.id, REQUIREMENT.number, REQUIREMENT.part, REQUIREMENT[binding.value])
    wanted = {
        (row.number, row.part): row
        for row in tx.connection.execute(
            select(*columns).where(REQUIREMENT.edition_id == edition_id)
        )
    }
    stamp = {"revision": 1, "survey_id": survey}
    rows = []
    for item in planned.items:
        new = wanted[item.new]
        row = {
            **stamp,
            "requirement_id": new.id,
            "obligation": new._mapping[binding.value],
            "status": "active",
            "review": item.review,
        }
        if item.old is None:
            blank = {"department_id": department_id, "updated_at": tx.at, "updated_by": tx.actor}
            rows.append({**row, **_UNANSWERED, **blank, "carried_from_id": None})
        else:
            rows.append({**row, **_carried(answers[item.old])})
    rows += [
        {
            **stamp,
            "requirement_id": own["requirement_id"],
            "obligation": own["obligation"],
            "status": "active",
            "review": own["review"],
            **_carried(own),
        }
        for own in _answers_to_supplements(tx, old_survey)
    ]
    for key in planned.archived:
        gone = answers[key]
        row = {"requirement_id": gone["requirement_id"], "obligation": gone["obligation"]}
        review = "この版で削除された要件"
        rows.append({**stamp, **row, "status": "archived", "review": review, **_carried(gone)})
    _insert(tx, RequirementItemRow, rows)


def _answers(tx: Transaction, survey: int) -> dict[Key, dict[str, Any]]:
    """The items of the survey's own edition by key."""
    rows = tx.connection.execute(_items(survey, own=True)).mappings()
    return {(row["number"], row["part"]): dict(row) for row in rows}


def _answers_to_supplements(tx: Transaction, survey: int) -> list[dict[str, Any]]:
    """The items of supplements laid over the survey: a new edition leaves them as they are."""
    return [dict(row) for row in tx.connection.execute(_items(survey, own=False)).mappings()]


def _items(survey: int, *, own: bool) -> Any:
    edition = REQUIREMENT.edition_id
    return (
        select(*ITEM, REQUIREMENT.number, REQUIREMENT.part)
        .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .join(SurveyRow, SURVEY.id == ITEM.survey_id)
        .where(
            ITEM.survey_id == survey,
            ITEM.status == "active",
            edition == SURVEY.edition_id if own else edition != SURVEY.edition_id,
        )
        .order_by(ITEM.id)
    )


def _carried(answer: dict[str, Any]) -> dict[str, Any]:
    kept = {name: answer[name] for name in (*_ANSWER, "verdict", "updated_at", "updated_by")}
    return {**kept, "carried_from_id": answer["id"]}


def _carry_features(tx: Transaction, survey: int, old_survey: int) -> None:
    """Dispositions and mappings with the features.

    A mapping keeps the counterparts that have an item in the new survey, with who decided; one that
    keeps none is open again and says which numbers it had.
    """
    items = tx.connection.execute(
        select(*FEATURE_ITEM).where(FEATURE_ITEM.survey_id == old_survey).order_by(FEATURE_ITEM.id)
    ).mappings()
    columns = (*_ANSWER, "feature_id", "disposition", "updated_at", "updated_by")
    _insert(
        tx,
        FeatureItemRow,
        [{"revision": 1, "survey_id": survey, **{n: item[n] for n in columns}} for item in items],
    )
    new_feature = _pairs(tx, FEATURE_ITEM.feature_id, FEATURE_ITEM, survey)
    new_item = _pairs(tx, ITEM.carried_from_id, ITEM, survey)
    old_items = _pairs(tx, FEATURE_ITEM.feature_id, FEATURE_ITEM, old_survey)
    mappings = mappings_of(tx, list(old_items.values()))
    rows, links = [], []
    for feature, old_item in old_items.items():
        mapping, item = mappings[old_item], new_feature[feature]
        kept = [c for c in mapping.counterparts if c.item in new_item]
        rows.append({"revision": 1, "feature_item_id": item, **_carried_mapping(tx, mapping, kept)})
        links += [
            {
                "feature_item_id": item,
                "requirement_item_id": new_item[c.item],
                "relation": c.relation.value,
            }
            for c in kept
        ]
    _insert(tx, MappingRow, rows)
    _insert(tx, CounterpartRow, links)


def _carried_mapping(
    tx: Transaction, mapping: Mapping, kept: Sequence[Counterpart]
) -> dict[str, Any]:
    lost = "、".join(c.number for c in mapping.counterparts if c not in kept)
    note = f"前の版の対応先 {lost} はこの版にありません。{mapping.note}" if lost else mapping.note
    stamp = {"updated_at": tx.at, "updated_by": tx.actor, "note": note}
    if lost and not kept:
        blank = {"state": "undecided", "way": "", "score": None}
        return {**stamp, **blank, "decided_at": "", "decided_by": ""}
    return {
        **stamp, "state": mapping.state.value, "way": mapping.way.value, "score": mapping.score,
        "decided_at": mapping.decided_at, "decided_by": mapping.decided_by,
    }  # fmt: skip


def _pairs(tx: Transaction, column: Any, table: Any, survey: int) -> dict[int, int]:
    query = select(column, table.id).where(table.survey_id == survey, column.is_not(None))
    if table is ITEM:
        query = query.where(ITEM.status == "active")
    return {row[0]: row[1] for row in tx.connection.execute(query)}


def _insert(tx: Transaction, table: type[Row], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        tx.connection.execute(insert(table), rows[start : start + BATCH])


def answers_since(reading: Reading, survey: int) -> int:
    """How many answers, dispositions and mappings of a survey changed since it was opened."""
    features = select(FEATURE_ITEM.id).where(FEATURE_ITEM.survey_id == survey)
    of_it = (
        (ITEM, ITEM.survey_id == survey),
        (FEATURE_ITEM, FEATURE_ITEM.survey_id == survey),
        (MAPPING, MAPPING.feature_item_id.in_(features)),
    )
    return sum(
        int(reading.connection.scalar(select(func.count()).where(own, table.revision > 1)) or 0)
        for table, own in of_it
    )


def take_back(
    tx: Transaction, municipality: int, survey: StoredSurvey, old: StoredSurvey | None
) -> None:
    """Remove a survey nobody has answered, and reopen the one it was carried over from."""
    features = select(FEATURE_ITEM.id).where(FEATURE_ITEM.survey_id == survey.id)
    tx.connection.execute(delete(CounterpartRow).where(COUNTERPART.feature_item_id.in_(features)))
    tx.connection.execute(delete(MappingRow).where(MAPPING.feature_item_id.in_(features)))
    tx.connection.execute(delete(RequirementItemRow).where(ITEM.survey_id == survey.id))
    tx.connection.execute(delete(FeatureItemRow).where(FEATURE_ITEM.survey_id == survey.id))
    tx.connection.execute(delete(SurveyRow).where(columns_of(SurveyRow).id == survey.id))
    if old is not None:
        change(
            tx, SurveyRow, old.id, {"closed_at": ""}, revision=old.revision,
            municipality_id=municipality, summary=old.operation,
        )  # fmt: skip
    record(
        tx, "undo", "survey", entity_id=survey.id, municipality_id=municipality,
        summary=survey.operation,
        before={"edition": survey.edition.edition, "rolled_from": survey.rolled_from},
    )  # fmt: skip
