"""調査票 that went out: what each said, the form a department made of it, who has which."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from taiodo.store.changes import add, change, columns_of, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.sheet_tables import SheetFormRow, SheetReturnRow, SheetRow
from taiodo.store.tables import DepartmentRow
from taiodo.survey.sheets import Face, ItemKey, Value, Values

SHEET = columns_of(SheetRow)
FORM = columns_of(SheetFormRow)
RETURN = columns_of(SheetReturnRow)
DEPARTMENT = columns_of(DepartmentRow)
ALL_DEPARTMENTS = 0


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
            "sent": packed(sent),
        },
        quiet=("sent",),
        municipality_id=municipality,
    )


def packed(sent: Mapping[ItemKey, Values]) -> bytes:
    """Values by item as they are stored."""
    rows = [[key.face.value, key.item, dict(values)] for key, values in sent.items()]
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode())


def unpacked(data: bytes) -> dict[ItemKey, dict[str, Value]]:
    """Read what `packed` wrote."""
    return {
        ItemKey(Face(face), item): values
        for face, item, values in json.loads(zlib.decompress(data))
    }


def sheet_of_token(reading: Reading, municipality: int, token: str) -> SentSheet | None:
    """The sheet a file was written as, None when this municipality sent none such."""
    row = reading.connection.execute(
        select(*SHEET).where(SHEET.token == token, SHEET.municipality_id == municipality)
    ).one_or_none()
    if row is None:
        return None
    return SentSheet(
        row.id, row.survey_id, row.department_id, row.token, row.file_name, row.sent_at,
        row.sent_by, row.revision, unpacked(row.sent),
    )  # fmt: skip


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
class Exchange:
    """What went out to and came back from one department (None: all) in one survey."""

    survey: int
    department_id: int | None
    sent: int
    last_sent: str
    returned: int
    last_returned: str


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
    rows = reading.connection.execute(
        select(
            SHEET.survey_id,
            SHEET.department_id,
            func.count().label("sent"),
            func.max(SHEET.sent_at).label("last_sent"),
            func.sum(func.coalesce(returns.c.count, 0)).label("returned"),
            func.max(case((returns.c.last.is_(None), ""), else_=returns.c.last)).label("last"),
        )
        .join_from(SheetRow, returns, returns.c.sheet_id == SHEET.id, isouter=True)
        .where(SHEET.municipality_id == municipality)
        .group_by(SHEET.survey_id, SHEET.department_id)
    )
    return tuple(
        Exchange(
            row.survey_id, row.department_id, int(row.sent), row.last_sent or "",
            int(row.returned or 0), row.last or "",
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
