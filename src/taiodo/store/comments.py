"""What people write about items, through all editions, and the departments they call on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from taiodo.store.changes import Stale, add, change, columns_of
from taiodo.store.comment_tables import CommentRow, MentionRow
from taiodo.store.engine import Reading, Transaction
from taiodo.store.sheet_items import followed
from taiodo.store.surveys import (
    DEPARTMENT,
    EDITION,
    FEATURE,
    FEATURE_ITEM,
    ITEM,
    REQUIREMENT,
    SURVEY,
)
from taiodo.store.tables import (
    DepartmentRow,
    EditionRow,
    FeatureItemRow,
    FeatureRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
)
from taiodo.survey.sheets import Face, ItemKey
from taiodo.survey.threads import OFFICE, Comment, Mention, Tone

COMMENT = columns_of(CommentRow)
MENTION = columns_of(MentionRow)
CHUNK = 500
_ITEM_OF = {
    Face.REQUIREMENT: COMMENT.requirement_item_id,
    Face.FEATURE: COMMENT.feature_item_id,
}
_NAMES = {Face.REQUIREMENT: "requirement_item_id", Face.FEATURE: "feature_item_id"}


def add_comment(
    tx: Transaction,
    municipality: int,
    key: ItemKey,
    text: str,
    *,
    tone: Tone = Tone.COMMENT,
    departments: Collection[int | None] = (),
) -> int:
    """Append a comment to an item, calling on departments (None: the office that checks)."""
    other = _NAMES[Face.FEATURE if key.face is Face.REQUIREMENT else Face.REQUIREMENT]
    comment = add(
        tx,
        CommentRow,
        {
            "municipality_id": municipality, _NAMES[key.face]: key.item, other: None,
            "tone": tone.value, "text": text,
        },
        municipality_id=municipality,
    )  # fmt: skip
    for department in departments:
        add(
            tx,
            MentionRow,
            {
                "comment_id": comment, "department_id": department, "seen_at": "", "seen_by": "",
            },
            municipality_id=municipality,
        )  # fmt: skip
    return comment


def lineage(reading: Reading, face: Face, items: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each item itself and those of earlier editions it was carried from, nearest first."""
    found = {item: [item] for item in items}
    moving = {item: item for item in found}
    while moving:
        before = _carried_from(reading, face, set(moving.values()))
        moving = {item: before[last] for item, last in moving.items() if last in before}
        for item, earlier in moving.items():
            found[item].append(earlier)
    return {item: tuple(chain) for item, chain in found.items()}


def _carried_from(reading: Reading, face: Face, items: set[int]) -> dict[int, int]:
    """Item → the item of the survey before that it continues."""
    found: dict[int, int] = {}
    wanted = sorted(items)
    old = FeatureItemRow.__table__.alias()  # type: ignore[attr-defined]
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        if face is Face.REQUIREMENT:
            query = select(ITEM.id, ITEM.carried_from_id).where(
                ITEM.id.in_(some), ITEM.carried_from_id.is_not(None)
            )
        else:
            query = (
                select(FEATURE_ITEM.id, old.c.id)
                .join_from(FeatureItemRow, SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
                .join(old, old.c.survey_id == SURVEY.rolled_from_id)
                .where(FEATURE_ITEM.id.in_(some), old.c.feature_id == FEATURE_ITEM.feature_id)
            )
        found.update({row[0]: row[1] for row in reading.connection.execute(query)})
    return found


def comment_counts(
    reading: Reading, face: Face, items: Sequence[int], *, before: str = ""
) -> dict[int, int]:
    """How many comments each item has, those of earlier editions included; 0 is left out.

    `before` (UTC ISO 8601) leaves out those written later.
    """
    if not reading.connection.scalar(select(COMMENT.id).limit(1)):
        return {}
    chains = lineage(reading, face, items)
    wanted = sorted({one for chain in chains.values() for one in chain})
    column = _ITEM_OF[face]
    held: dict[int, int] = {}
    for start in range(0, len(wanted), CHUNK):
        query = select(column, func.count()).where(column.in_(wanted[start : start + CHUNK]))
        if before:
            query = query.where(COMMENT.updated_at < before)
        rows = reading.connection.execute(query.group_by(column))
        held.update({row[0]: row[1] for row in rows})
    counts = {item: sum(held.get(one, 0) for one in chain) for item, chain in chains.items()}
    return {item: count for item, count in counts.items() if count}


def thread(reading: Reading, municipality: int, key: ItemKey) -> tuple[Comment, ...]:
    """All comments on an item and those it was carried from, the oldest first."""
    chain = lineage(reading, key.face, [key.item])[key.item]
    column = _ITEM_OF[key.face]
    item, table = (
        (ITEM, RequirementItemRow)
        if key.face is Face.REQUIREMENT
        else (FEATURE_ITEM, FeatureItemRow)
    )
    rows = reading.connection.execute(
        select(*COMMENT, column.label("item"), EDITION.edition)
        .join_from(CommentRow, table, item.id == column)
        .join(SurveyRow, SURVEY.id == item.survey_id)
        .join(EditionRow, EDITION.id == SURVEY.edition_id)
        .where(column.in_(chain), COMMENT.municipality_id == municipality)
        .order_by(COMMENT.id)
    ).all()
    called = _called(reading, [row.id for row in rows])
    return tuple(
        _comment(row, called.get(row.id, ()), "" if row.item == key.item else row.edition)
        for row in rows
    )


def _comment(row: Any, mentions: tuple[str, ...], edition: str = "") -> Comment:
    return Comment(
        row.id, row.updated_at, row.updated_by, row.text, Tone(row.tone), mentions, edition
    )


def _called(reading: Reading, comments: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for start in range(0, len(comments), CHUNK):
        rows = reading.connection.execute(
            select(MENTION.comment_id, func.coalesce(DEPARTMENT.name, OFFICE).label("name"))
            .join_from(
                MentionRow, DepartmentRow, DEPARTMENT.id == MENTION.department_id, isouter=True
            )
            .where(MENTION.comment_id.in_(comments[start : start + CHUNK]))
            .order_by(MENTION.id)
        )
        for row in rows:
            found.setdefault(row.comment_id, []).append(row.name)
    return {comment: tuple(names) for comment, names in found.items()}


def comments_since_opening(reading: Reading, survey: int) -> int:
    """How many comments were made on the items of a survey themselves."""
    count = 0
    for column, item in (
        (COMMENT.requirement_item_id, ITEM),
        (COMMENT.feature_item_id, FEATURE_ITEM),
    ):
        of_survey = select(item.id).where(item.survey_id == survey)
        count += int(
            reading.connection.scalar(select(func.count()).where(column.in_(of_survey))) or 0
        )
    return count


def open_mentions(
    reading: Reading, municipality: int, department: str = "", *, office: bool, limit: int = 50
) -> tuple[Mention, ...]:
    """Mentions of a department ("" for all of them) nobody there has seen, the newest first.

    `office`: also those of the office that checks the answers.
    """
    query = (
        select(
            *COMMENT, MENTION.id.label("mention"), MENTION.revision.label("seen_revision"),
            func.coalesce(DEPARTMENT.name, OFFICE).label("department"),
        )
        .join_from(MentionRow, CommentRow, COMMENT.id == MENTION.comment_id)
        .join(DepartmentRow, DEPARTMENT.id == MENTION.department_id, isouter=True)
        .where(COMMENT.municipality_id == municipality, MENTION.seen_at == "")
        .order_by(MENTION.id.desc())
        .limit(limit)
    )  # fmt: skip
    of_office = MENTION.department_id.is_(None)
    if department:
        mine = DEPARTMENT.name == department
        query = query.where(or_(mine, of_office) if office else mine)
    elif not office:
        query = query.where(~of_office)
    rows = reading.connection.execute(query).all()
    newest = followed(reading, {_key(row) for row in rows})
    titles = _titles(reading, set(newest.values()))
    return tuple(
        Mention(
            row.mention, row.seen_revision, row.department, newest[_key(row)],
            *titles[newest[_key(row)]], _comment(row, (row.department,)),
        )
        for row in rows
    )  # fmt: skip


def _key(row: Any) -> ItemKey:
    if row.requirement_item_id is not None:
        return ItemKey(Face.REQUIREMENT, row.requirement_item_id)
    return ItemKey(Face.FEATURE, row.feature_item_id)


def _titles(reading: Reading, keys: Collection[ItemKey]) -> Mapping[ItemKey, tuple[int, str]]:
    """Each item's survey, and its number and name."""
    found: dict[ItemKey, tuple[int, str]] = {}
    for face in Face:
        ids = [key.item for key in keys if key.face is face]
        query = (
            select(ITEM.id, ITEM.survey_id, REQUIREMENT.number, REQUIREMENT.name)
            .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
            .where(ITEM.id.in_(ids))
            if face is Face.REQUIREMENT
            else select(FEATURE_ITEM.id, FEATURE_ITEM.survey_id, FEATURE.code, FEATURE.name)
            .join_from(FeatureItemRow, FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
            .where(FEATURE_ITEM.id.in_(ids))
        )
        for row in reading.connection.execute(query):
            found[ItemKey(face, row[0])] = row[1], f"{row[2]} {row[3]}"
    return found


def see_mention(tx: Transaction, municipality: int, mention: Mention) -> bool:
    """Note that a mention was seen; False when somebody else had noted it."""
    result = change(
        tx, MentionRow, mention.id, {"seen_at": tx.at, "seen_by": tx.actor},
        revision=mention.revision, municipality_id=municipality, summary=mention.title,
    )  # fmt: skip
    return not isinstance(result, Stale)
