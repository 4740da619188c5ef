"""The items 調査票 speak of, as they are now, and where they went in roll-overs."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from taiodo.store.changes import columns_of
from taiodo.store.engine import Reading
from taiodo.store.tables import (
    ChangedRow,
    FeatureItemRow,
    FeatureRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
)
from taiodo.survey.sheets import Face, ItemKey, Value

ITEM = columns_of(RequirementItemRow)
FEATURE_ITEM = columns_of(FeatureItemRow)
REQUIREMENT = columns_of(RequirementRow)
FEATURE = columns_of(FeatureRow)
SURVEY = columns_of(SurveyRow)
TABLES: dict[Face, type[ChangedRow]] = {
    Face.REQUIREMENT: RequirementItemRow,
    Face.FEATURE: FeatureItemRow,
}
BATCH = 500


@dataclass(frozen=True, slots=True)
class Now:
    """An item as it is stored now; `active` False when the edition dropped its requirement.

    `mark` is the stored stage: checked, final, returned. `changed_at` (UTC ISO 8601) and
    `changed_by` say who touched it last.
    """

    number: str
    survey: int
    values: dict[str, Value]
    revision: int
    active: bool = True
    mark: str = ""
    changed_at: str = ""
    changed_by: str = ""


def items_now(reading: Reading, municipality: int, keys: Iterable[ItemKey]) -> dict[ItemKey, Now]:
    """The items of this municipality among `keys`, as they are now."""
    found: dict[ItemKey, Now] = {}
    wanted = list(keys)
    for face, table in TABLES.items():
        c = columns_of(table)
        named = REQUIREMENT.number if face is Face.REQUIREMENT else FEATURE.code
        other, link = (
            (RequirementRow, c.requirement_id == REQUIREMENT.id)
            if face is Face.REQUIREMENT
            else (FeatureRow, c.feature_id == FEATURE.id)
        )
        columns = [c.id, c.survey_id, c.revision, c.stage, c.updated_at, c.updated_by]
        columns += [named.label("number")]
        columns += [c.status] if face is Face.REQUIREMENT else []
        query = (
            select(*columns, *(c[name] for name in face.fields))
            .join_from(table, other, link)
            .join(SurveyRow, SURVEY.id == c.survey_id)
            .where(SURVEY.municipality_id == municipality)
        )
        ids = [key.item for key in wanted if key.face is face]
        for start in range(0, len(ids), BATCH):
            chosen = query.where(c.id.in_(ids[start : start + BATCH]))
            for row in reading.connection.execute(chosen).mappings():
                values = {name: row[name] for name in face.fields}
                found[ItemKey(face, row["id"])] = Now(
                    row["number"],
                    row["survey_id"],
                    values,
                    row["revision"],
                    row.get("status", "active") == "active",
                    row["stage"],
                    row["updated_at"],
                    row["updated_by"],
                )
    return found


def followed(reading: Reading, keys: Iterable[ItemKey]) -> dict[ItemKey, ItemKey]:
    """Where items went in roll-overs: item → the one that is answered today (itself mostly)."""
    newest = {key: key for key in keys}
    for face in Face:
        moving = {key: key.item for key in newest if key.face is face}
        while moving:
            step = _next_items(reading, face, set(moving.values()))
            moving = {key: step[item] for key, item in moving.items() if item in step}
            newest.update({key: ItemKey(face, item) for key, item in moving.items()})
    return newest


def _next_items(reading: Reading, face: Face, items: set[int]) -> dict[int, int]:
    """Item → the item of the next survey that carries its answer, archived or not."""
    found: dict[int, int] = {}
    ids = sorted(items)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        if face is Face.REQUIREMENT:
            query = select(ITEM.carried_from_id, ITEM.id).where(ITEM.carried_from_id.in_(some))
        else:
            old = FeatureItemRow.__table__.alias()  # type: ignore[attr-defined]
            query = (
                select(old.c.id, FEATURE_ITEM.id)
                .join_from(old, FeatureItemRow, FEATURE_ITEM.feature_id == old.c.feature_id)
                .join(SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
                .where(SURVEY.rolled_from_id == old.c.survey_id, old.c.id.in_(some))
            )
        found.update({row[0]: row[1] for row in reading.connection.execute(query)})
    return found
