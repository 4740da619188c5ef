"""調査票 in the database: items as they are now, sheets sent and returned, conflicts."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from taiodo.store.changes import Stale, add, change, columns_of, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.sheet_tables import SheetConflictRow, SheetFormRow, SheetReturnRow, SheetRow
from taiodo.store.tables import (
    ChangedRow,
    DepartmentRow,
    FeatureItemRow,
    FeatureRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
)
from taiodo.survey.sheets import Face, FieldChange, ItemKey, Merge, Rejected, Value, Values

SHEET = columns_of(SheetRow)
FORM = columns_of(SheetFormRow)
RETURN = columns_of(SheetReturnRow)
CONFLICT = columns_of(SheetConflictRow)
ITEM = columns_of(RequirementItemRow)
FEATURE_ITEM = columns_of(FeatureItemRow)
REQUIREMENT = columns_of(RequirementRow)
FEATURE = columns_of(FeatureRow)
SURVEY = columns_of(SurveyRow)
DEPARTMENT = columns_of(DepartmentRow)
TABLES: dict[Face, type[ChangedRow]] = {
    Face.REQUIREMENT: RequirementItemRow,
    Face.FEATURE: FeatureItemRow,
}
ALL_DEPARTMENTS = 0
BATCH = 500


@dataclass(frozen=True, slots=True)
class Now:
    """An item as it is stored now; `active` False when the edition dropped its requirement."""

    number: str
    survey: int
    values: dict[str, Value]
    revision: int
    active: bool = True


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
        columns = [c.id, c.survey_id, c.revision, named.label("number")]
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


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A 調査票 that was sent; `department` "" for all of the survey."""

    id: int
    survey: int
    department_id: int | None
    token: str
    file_name: str
    sent_at: str
    sent_by: str
    revision: int
    sent: dict[ItemKey, dict[str, Value]]


def add_sheet(
    tx: Transaction,
    municipality: int,
    survey: int,
    department_id: int | None,
    token: str,
    file_name: str,
    sent: Mapping[ItemKey, Values],
) -> int:
    """Remember what is sent."""
    return add(
        tx,
        SheetRow,
        {
            "municipality_id": municipality,
            "survey_id": survey,
            "department_id": department_id,
            "token": token,
            "file_name": file_name,
            "items": len(sent),
            "sent_at": tx.at,
            "sent_by": tx.actor,
            "sent": _packed(sent),
        },
        quiet=("sent",),
        municipality_id=municipality,
    )


def _packed(sent: Mapping[ItemKey, Values]) -> bytes:
    rows = [[key.face.value, key.item, dict(values)] for key, values in sent.items()]
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode())


def _unpacked(data: bytes) -> dict[ItemKey, dict[str, Value]]:
    return {
        ItemKey(Face(face), item): values
        for face, item, values in json.loads(zlib.decompress(data))
    }


def sheet_of_id(reading: Reading, municipality: int, sheet: int) -> SentSheet | None:
    """A sheet by its key."""
    token = reading.connection.scalar(select(SHEET.token).where(SHEET.id == sheet))
    return sheet_of_token(reading, municipality, token) if token else None


def sheet_of_token(reading: Reading, municipality: int, token: str) -> SentSheet | None:
    """The sheet a file was written as, None when this municipality sent none such."""
    row = reading.connection.execute(
        select(*SHEET).where(SHEET.token == token, SHEET.municipality_id == municipality)
    ).one_or_none()
    if row is None:
        return None
    return SentSheet(
        row.id, row.survey_id, row.department_id, row.token, row.file_name, row.sent_at,
        row.sent_by, row.revision, _unpacked(row.sent),
    )  # fmt: skip


def keep_base(tx: Transaction, sheet: SentSheet, base: Mapping[ItemKey, Values]) -> None:
    """What counts as sent in this sheet from now on."""
    change(
        tx, SheetRow, sheet.id, {"sent": _packed(base)}, revision=sheet.revision, quiet=("sent",)
    )


@dataclass(frozen=True, slots=True)
class SheetForm:
    """The order of a department's columns, and its own ones: heading → number → text."""

    columns: tuple[str, ...]
    own: dict[str, dict[str, str]]


def form_of(reading: Reading, survey: int, department_id: int | None, face: Face) -> SheetForm:
    """The form a department keeps; empty when it never sent its sheet back changed."""
    row = reading.connection.execute(
        select(FORM.columns, FORM.own).where(
            FORM.survey_id == survey,
            FORM.department_key == (department_id or ALL_DEPARTMENTS),
            FORM.face == face.value,
        )
    ).one_or_none()
    if row is None:
        return SheetForm((), {})
    return SheetForm(tuple(json.loads(row[0])), json.loads(row[1]))


def keep_form(
    tx: Transaction,
    municipality: int,
    survey: int,
    department_id: int | None,
    face: Face,
    form: SheetForm,
) -> None:
    """Store the form, in place of the one there."""
    key = department_id or ALL_DEPARTMENTS
    values = {
        "columns": json.dumps(form.columns, ensure_ascii=False),
        "own": json.dumps(form.own, ensure_ascii=False),
    }
    present = tx.connection.scalar(
        select(FORM.id).where(
            FORM.survey_id == survey, FORM.department_key == key, FORM.face == face.value
        )
    )
    if present is None:
        named = {"municipality_id": municipality, "survey_id": survey, "face": face.value}
        add(
            tx, SheetFormRow, {**named, "department_key": key, **values},
            municipality_id=municipality,
        )  # fmt: skip
    else:
        change(tx, SheetFormRow, present, values, revision=None, municipality_id=municipality)


@dataclass(frozen=True, slots=True)
class Undoing:
    """What takes a merge back.

    `before`: every changed item with the values it had and the revision it has since. `base`:
    what counted as sent before, where that changed.
    """

    before: tuple[tuple[ItemKey, dict[str, Value], int], ...]
    base: tuple[tuple[ItemKey, dict[str, Value]], ...]

    def as_json(self) -> str:
        """The stored form."""
        items = [[k.face.value, k.item, values, revision] for k, values, revision in self.before]
        base = [[k.face.value, k.item, values] for k, values in self.base]
        return json.dumps({"items": items, "base": base}, ensure_ascii=False)

    @staticmethod
    def of_json(text: str) -> "Undoing":
        """Read the stored form."""
        read = json.loads(text)
        return Undoing(
            tuple((ItemKey(Face(f), item), v, r) for f, item, v, r in read["items"]),
            tuple((ItemKey(Face(f), item), v) for f, item, v in read["base"]),
        )


def add_return(
    tx: Transaction,
    municipality: int,
    survey: int,
    sheet: int | None,
    file_name: str,
    sha256: str,
    merged: Merge,
    undoing: "Undoing",
) -> int:
    """Remember a file that was merged, its conflicts, and what to put back if it is undone."""
    key = add(
        tx,
        SheetReturnRow,
        {
            "municipality_id": municipality,
            "survey_id": survey,
            "sheet_id": sheet,
            "file_name": file_name,
            "sha256": sha256,
            "merged_at": tx.at,
            "merged_by": tx.actor,
            "applied": len(merged.applied),
            "conflicts": len(merged.conflicts),
            "rejected": len(merged.rejected),
            "changes": undoing.as_json(),
            "refusals": json.dumps([r.as_dict() for r in merged.rejected], ensure_ascii=False),
            "undone_at": "",
        },
        quiet=("changes", "refusals"),
        municipality_id=municipality,
    )
    for conflict in merged.conflicts:
        _add_conflict(tx, municipality, survey, key, conflict)
    return key


def _add_conflict(
    tx: Transaction, municipality: int, survey: int, returned: int, found: FieldChange
) -> None:
    add(
        tx,
        SheetConflictRow,
        {
            "municipality_id": municipality,
            "survey_id": survey,
            "return_id": returned,
            "face": found.key.face.value,
            "item_id": found.key.item,
            "number": found.number,
            "field": found.field,
            "base": json.dumps(found.base, ensure_ascii=False),
            "theirs": json.dumps(found.theirs, ensure_ascii=False),
            "settled": "",
        },
        municipality_id=municipality,
    )


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict nobody has settled yet; `file_name` brought `theirs`."""

    id: int
    survey: int
    key: ItemKey
    number: str
    field: str
    base: Value
    theirs: Value
    file_name: str
    merged_by: str
    merged_at: str
    revision: int


def open_conflicts(
    reading: Reading, municipality: int, survey: int | None = None
) -> tuple[OpenConflict, ...]:
    """The conflicts to settle, in order of arrival."""
    query = (
        select(*CONFLICT, RETURN.file_name, RETURN.merged_by, RETURN.merged_at)
        .join_from(SheetConflictRow, SheetReturnRow, RETURN.id == CONFLICT.return_id)
        .where(CONFLICT.municipality_id == municipality, CONFLICT.settled == "")
        .order_by(CONFLICT.id)
    )
    if survey is not None:
        query = query.where(CONFLICT.survey_id == survey)
    return tuple(
        OpenConflict(
            row.id, row.survey_id, ItemKey(Face(row.face), row.item_id), row.number, row.field,
            json.loads(row.base), json.loads(row.theirs), row.file_name, row.merged_by,
            row.merged_at, row.revision,
        )
        for row in reading.connection.execute(query)
    )  # fmt: skip


def settle(tx: Transaction, municipality: int, conflict: OpenConflict, how: str) -> bool:
    """Mark a conflict as settled; False when somebody else was first."""
    result = change(
        tx, SheetConflictRow, conflict.id, {"settled": how}, revision=conflict.revision,
        municipality_id=municipality, summary=f"{conflict.number} {conflict.field}",
    )  # fmt: skip
    return not isinstance(result, Stale)


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A file that was merged, and what takes it back."""

    id: int
    survey: int
    file_name: str
    merged_at: str
    merged_by: str
    applied: int
    conflicts: int
    rejected: tuple[Rejected, ...]
    undoing: Undoing
    undone_at: str
    sheet: int | None
    department: str


def returned_sheets(
    reading: Reading, municipality: int, *, only: int | None = None
) -> tuple[ReturnedSheet, ...]:
    """Files that came back, the newest first."""
    query = (
        select(*RETURN, DEPARTMENT.name.label("department"))
        .join_from(SheetReturnRow, SheetRow, SHEET.id == RETURN.sheet_id, isouter=True)
        .join(DepartmentRow, DEPARTMENT.id == SHEET.department_id, isouter=True)
        .where(RETURN.municipality_id == municipality)
        .order_by(RETURN.id.desc())
    )
    if only is not None:
        query = query.where(RETURN.id == only)
    return tuple(_returned(row) for row in reading.connection.execute(query))


def _returned(row: Any) -> ReturnedSheet:
    refusals = tuple(Rejected(r["where"], r["message"]) for r in json.loads(row.refusals))
    return ReturnedSheet(
        row.id, row.survey_id, row.file_name, row.merged_at, row.merged_by, row.applied,
        row.conflicts, refusals, Undoing.of_json(row.changes), row.undone_at, row.sheet_id,
        row.department or "",
    )  # fmt: skip


def mark_undone(tx: Transaction, municipality: int, returned: int) -> None:
    """A merged file was taken back: its open conflicts go with it."""
    change(
        tx, SheetReturnRow, returned, {"undone_at": tx.at}, revision=None,
        municipality_id=municipality,
    )  # fmt: skip
    for conflict in open_conflicts(tx, municipality):
        mine = tx.connection.scalar(select(CONFLICT.return_id).where(CONFLICT.id == conflict.id))
        if mine == returned:
            settle(tx, municipality, conflict, "undone")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What went out to and came back from one department (None: all) in one survey."""

    survey: int
    department_id: int | None
    sent: int
    last_sent: str
    returned: int
    last_returned: str
    conflicts: int


def exchanges(reading: Reading, municipality: int) -> tuple[Exchange, ...]:
    """Sheets sent and returned by survey and department."""
    returns = (
        select(
            RETURN.sheet_id,
            func.count().label("count"),
            func.max(RETURN.merged_at).label("last"),
        )
        .where(RETURN.municipality_id == municipality, RETURN.undone_at == "")
        .group_by(RETURN.sheet_id)
        .subquery()
    )
    waiting = (
        select(RETURN.sheet_id, func.count().label("count"))
        .join_from(SheetConflictRow, SheetReturnRow, RETURN.id == CONFLICT.return_id)
        .where(CONFLICT.municipality_id == municipality, CONFLICT.settled == "")
        .group_by(RETURN.sheet_id)
        .subquery()
    )
    rows = reading.connection.execute(
        select(
            SHEET.survey_id,
            SHEET.department_id,
            func.count().label("sent"),
            func.max(SHEET.sent_at).label("last_sent"),
            func.sum(func.coalesce(returns.c.count, 0)).label("returned"),
            func.max(case((returns.c.last.is_(None), ""), else_=returns.c.last)).label("last"),
            func.sum(func.coalesce(waiting.c.count, 0)).label("conflicts"),
        )
        .join_from(SheetRow, returns, returns.c.sheet_id == SHEET.id, isouter=True)
        .join(waiting, waiting.c.sheet_id == SHEET.id, isouter=True)
        .where(SHEET.municipality_id == municipality)
        .group_by(SHEET.survey_id, SHEET.department_id)
    )
    return tuple(
        Exchange(
            row.survey_id, row.department_id, int(row.sent), row.last_sent or "",
            int(row.returned or 0), row.last or "", int(row.conflicts or 0),
        )
        for row in rows
    )  # fmt: skip


def sheets_sent(reading: Reading, survey: int) -> int:
    """How many 調査票 of a survey went out."""
    query = select(func.count()).where(SHEET.survey_id == survey)
    return int(reading.connection.scalar(query) or 0)


def note(tx: Transaction, municipality: int, action: str, survey: int, summary: str) -> None:
    """An export or import in the audit trail."""
    record(tx, action, "survey", entity_id=survey, municipality_id=municipality, summary=summary)
