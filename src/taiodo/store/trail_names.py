"""What the entries of the audit trail are about, by the names people use instead of keys."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from taiodo.store.access_tables import AccountRow
from taiodo.store.changes import columns_of
from taiodo.store.comment_tables import CommentRow, MentionRow
from taiodo.store.engine import Reading
from taiodo.store.history import HistoryEntry
from taiodo.store.mapping_tables import MappingRow
from taiodo.store.package_tables import PackageReplyRow, VendorPackageRow
from taiodo.store.sheet_tables import SheetConflictRow, SheetReturnRow, SheetRow
from taiodo.store.surveys import (
    DEPARTMENT,
    EDITION,
    FEATURE,
    FEATURE_ITEM,
    ITEM,
    REQUIREMENT,
    SURVEY,
    SYSTEM,
)
from taiodo.store.tables import (
    ConnectionRow,
    EditionRow,
    FeatureItemRow,
    FeatureRow,
    MunicipalityRow,
    OperationPlanRow,
    RequirementItemRow,
    RequirementRow,
    StepStatusRow,
    SurveyRow,
)

CONNECTION = columns_of(ConnectionRow)
MUNICIPALITY = columns_of(MunicipalityRow)
PLAN = columns_of(OperationPlanRow)
STEP = columns_of(StepStatusRow)
ACCOUNT = columns_of(AccountRow)
COMMENT = columns_of(CommentRow)
MENTION = columns_of(MentionRow)
SHEET = columns_of(SheetRow)
RETURN = columns_of(SheetReturnRow)
CONFLICT = columns_of(SheetConflictRow)
MAPPING = columns_of(MappingRow)
PACKAGE = columns_of(VendorPackageRow)
REPLY = columns_of(PackageReplyRow)
AT_ONCE = 500
REFERENCES = {
    "department_id": "department",
    "system_id": "system",
    "provider_id": "system",
    "consumer_id": "system",
    "municipality_id": "municipality",
    "return_id": "sheet_return",
    "sheet_id": "sheet",
    "rolled_from_id": "survey",
    "rolled_from": "survey",
    "carried_from_id": "requirement_item",
    "feature_id": "feature",
    "edition_id": "edition",
    "survey_id": "survey",
    "requirement_item_id": "requirement_item",
    "feature_item_id": "feature_item",
    "comment_id": "item_comment",
    "package_id": "vendor_package",
}
"""Columns that hold a key → whose key."""
DEPARTMENTS = "departments"
"""The field that holds a list of keys."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: operation id, edition, number and name, "" where there is none.

    `survey` and `item` lead to where it is shown, None when nothing does.
    """

    operation: str = ""
    edition: str = ""
    number: str = ""
    name: str = ""
    survey: int | None = None
    item: int | None = None


Key = tuple[str, int]


def subjects(reading: Reading, entries: Collection[HistoryEntry]) -> dict[Key, Subject]:
    """The subject of every (entity, key) the entries are about or refer to, that is still there."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        if entry.entity_id is not None:
            wanted.setdefault(entry.entity, set()).add(entry.entity_id)
        for name, entity in REFERENCES.items():
            for values in (entry.before, entry.after):
                if isinstance(values.get(name), int):
                    wanted.setdefault(entity, set()).add(values[name])
        for values in (entry.before, entry.after):
            if isinstance(keys := values.get(DEPARTMENTS), list):
                wanted.setdefault("department", set()).update(k for k in keys if isinstance(k, int))
    wanted["account"] = wanted.get("account", set()) | wanted.pop("login", set())
    found = subjects_of(reading, wanted)
    found |= {("login", key): s for (entity, key), s in found.items() if entity == "account"}
    return found


def subjects_of(reading: Reading, wanted: Mapping[str, Collection[int]]) -> dict[Key, Subject]:
    """The subject of every key wanted of an entity that is still there."""
    found: dict[Key, Subject] = {}
    for entity, keys in wanted.items():
        finder = FINDERS.get(entity)
        if finder is None:
            continue
        ordered = sorted(keys)
        for start in range(0, len(ordered), AT_ONCE):
            query, subject_of = finder(ordered[start : start + AT_ONCE])
            for row in reading.connection.execute(query):
                found[entity, row.id] = subject_of(row)
    return found


def named(values: Mapping[str, Any], found: Mapping[Key, Subject]) -> dict[str, Any]:
    """The values of one side of a change, with names in place of keys where they are known."""
    shown = {}
    for name, value in values.items():
        subject = found.get((REFERENCES[name], value)) if name in REFERENCES and value else None
        shown[_key(name) if subject else name] = subject.name if subject else value
    if isinstance(keys := values.get(DEPARTMENTS), list):
        known = [found.get(("department", key)) for key in keys]
        shown[DEPARTMENTS] = [s.name if s else str(k) for s, k in zip(known, keys, strict=True)]
    return shown


def _key(name: str) -> str:
    """What a column that holds a key is called when the name stands there instead."""
    return {"comment_id": "item_comment", "rolled_from_id": "rolled_from"}.get(
        name, name.removesuffix("_id")
    )


Finder = Callable[[Iterable[int]], tuple[Select[Any], Callable[[Any], Subject]]]


def _requirement_items(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = (
        select(ITEM.id, ITEM.survey_id, SURVEY.operation, EDITION.edition, REQUIREMENT.number,
               REQUIREMENT.name)
        .join_from(RequirementItemRow, SurveyRow, SURVEY.id == ITEM.survey_id)
        .join(EditionRow, EDITION.id == SURVEY.edition_id)
        .join(RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(ITEM.id.in_(keys))
    )  # fmt: skip
    return query, _item


def _item(row: Any) -> Subject:
    return Subject(row.operation, row.edition, row.number, row.name, row.survey_id, row.id)


def _feature_items(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = (
        select(FEATURE_ITEM.id, FEATURE_ITEM.survey_id, SURVEY.operation, EDITION.edition,
               FEATURE.code.label("number"), FEATURE.name)
        .join_from(FeatureItemRow, SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
        .join(EditionRow, EDITION.id == SURVEY.edition_id)
        .join(FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .where(FEATURE_ITEM.id.in_(keys))
    )  # fmt: skip
    return query, _item


def _mappings(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = (
        select(MAPPING.id, FEATURE_ITEM.id.label("item"), FEATURE_ITEM.survey_id, SURVEY.operation,
               EDITION.edition, FEATURE.code, FEATURE.name)
        .join_from(MappingRow, FeatureItemRow, FEATURE_ITEM.id == MAPPING.feature_item_id)
        .join(SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
        .join(EditionRow, EDITION.id == SURVEY.edition_id)
        .join(FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id)
        .where(MAPPING.id.in_(keys))
    )  # fmt: skip
    return query, lambda row: Subject(
        row.operation, row.edition, row.code, row.name, row.survey_id, row.item
    )


def _packages(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = select(PACKAGE.id, PACKAGE.vendor, PACKAGE.product).where(PACKAGE.id.in_(keys))
    return query, lambda row: Subject(name=f"{row.vendor} {row.product}".strip())


def _replies(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = (
        select(REPLY.id, PACKAGE.vendor, PACKAGE.product, EDITION.operation, EDITION.edition)
        .join_from(PackageReplyRow, VendorPackageRow, PACKAGE.id == REPLY.package_id)
        .join(EditionRow, EDITION.id == REPLY.edition_id)
        .where(REPLY.id.in_(keys))
    )
    return query, lambda row: Subject(
        row.operation, row.edition, name=f"{row.vendor} {row.product}".strip()
    )


def _surveys(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = (
        select(SURVEY.id, SURVEY.operation, EDITION.edition)
        .join_from(SurveyRow, EditionRow, EDITION.id == SURVEY.edition_id)
        .where(SURVEY.id.in_(keys))
    )
    return query, lambda row: Subject(
        row.operation, row.edition, name=f"{row.edition}版の調査", survey=row.id
    )


def _editions(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = select(EDITION.id, EDITION.operation, EDITION.edition, EDITION.title)
    return query.where(EDITION.id.in_(keys)), lambda row: Subject(
        row.operation, row.edition, name=row.title
    )


def _steps(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = select(STEP.id, STEP.operation, STEP.step).where(STEP.id.in_(keys))
    return query, lambda row: Subject(row.operation, number=str(row.step), name="作業ステップ")


def _plans(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = select(PLAN.id, PLAN.operation).where(PLAN.id.in_(keys))
    return query, lambda row: Subject(row.operation, name="移行計画")


def _called(columns: Any, number: str = "") -> Finder:
    """A table whose rows have a name, and perhaps a number of their own."""

    def finder(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
        chosen = [columns.id, columns.name]
        if number:
            chosen.append(columns[number].label("number"))
        query = select(*chosen).where(columns.id.in_(keys))
        return query, lambda row: Subject(number=row.number if number else "", name=row.name)

    return finder


def _connections(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = select(CONNECTION.id, CONNECTION.code, CONNECTION.data).where(CONNECTION.id.in_(keys))
    return query, lambda row: Subject(number=row.code, name=row.data)


def _spoken(key: Any, keys: Iterable[int]) -> Select[Any]:
    """The item a comment (or a mention in one) is about, whichever face it has."""
    return (
        select(key, REQUIREMENT.number, REQUIREMENT.name, FEATURE.code,
               FEATURE.name.label("feature"))
        .select_from(CommentRow)
        .join(RequirementItemRow, ITEM.id == COMMENT.requirement_item_id, isouter=True)
        .join(RequirementRow, REQUIREMENT.id == ITEM.requirement_id, isouter=True)
        .join(FeatureItemRow, FEATURE_ITEM.id == COMMENT.feature_item_id, isouter=True)
        .join(FeatureRow, FEATURE.id == FEATURE_ITEM.feature_id, isouter=True)
        .where(key.in_(keys))
    )  # fmt: skip


def _spoken_of(row: Any) -> Subject:
    return Subject(number=row.number or row.code or "", name=row.name or row.feature or "")


def _comments(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    return _spoken(COMMENT.id, keys), _spoken_of


def _mentions(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = _spoken(MENTION.id, keys).join(MentionRow, MENTION.comment_id == COMMENT.id)
    return query, _spoken_of


def _files(columns: Any) -> Finder:
    """調査票 by the names of their files."""

    def finder(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
        query = select(columns.id, columns.file_name).where(columns.id.in_(keys))
        return query, lambda row: Subject(name=row.file_name)

    return finder


def _conflicts(keys: Iterable[int]) -> tuple[Select[Any], Callable[[Any], Subject]]:
    query = (
        select(CONFLICT.id, CONFLICT.number, CONFLICT.survey_id, SURVEY.operation, EDITION.edition,
               RETURN.file_name)
        .join_from(SheetConflictRow, SurveyRow, SURVEY.id == CONFLICT.survey_id)
        .join(EditionRow, EDITION.id == SURVEY.edition_id)
        .join(SheetReturnRow, RETURN.id == CONFLICT.return_id)
        .where(CONFLICT.id.in_(keys))
    )  # fmt: skip
    return query, lambda row: Subject(
        row.operation, row.edition, row.number, row.file_name, row.survey_id
    )


FINDERS: Mapping[str, Finder] = {
    "requirement_item": _requirement_items,
    "feature_item": _feature_items,
    "mapping": _mappings,
    "vendor_package": _packages,
    "package_reply": _replies,
    "survey": _surveys,
    "edition": _editions,
    "step_status": _steps,
    "operation_plan": _plans,
    "department": _called(DEPARTMENT),
    "system": _called(SYSTEM, "code"),
    "feature": _called(FEATURE, "code"),
    "connection": _connections,
    "municipality": _called(MUNICIPALITY),
    "account": _called(ACCOUNT, "login"),
    "item_comment": _comments,
    "mention": _mentions,
    "sheet": _files(SHEET),
    "sheet_return": _files(RETURN),
    "sheet_conflict": _conflicts,
}
"""Entity of the trail → how to look up what it is called."""
