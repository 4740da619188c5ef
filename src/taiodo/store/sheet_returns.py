"""調査票 that came back: what they changed, what takes it back, conflicts left to settle."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from taiodo.store.changes import add, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.sheet_conflicts import drop
from taiodo.store.sheet_tables import SheetConflictRow, SheetReturnRow, SheetRow
from taiodo.store.tables import DepartmentRow
from taiodo.survey.sheets import FieldChange, Merge, Rejected

SHEET = columns_of(SheetRow)
RETURN = columns_of(SheetReturnRow)
DEPARTMENT = columns_of(DepartmentRow)


def add_return(
    tx: Transaction,
    municipality: int,
    survey: int,
    sheet: int | None,
    file_name: str,
    sha256: str,
    merged: Merge,
    bulk: int | None,
) -> int:
    """Remember a merged file, its conflicts, and the act that changed items (None: none did)."""
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
            "changes": json.dumps({"bulk": bulk}),
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
class ReturnedSheet:
    """A file that was merged; `bulk` is the act that changed items, None when none was changed."""

    id: int
    survey: int
    file_name: str
    merged_at: str
    merged_by: str
    applied: int
    conflicts: int
    rejected: tuple[Rejected, ...]
    bulk: int | None
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


def is_merged(reading: Reading, municipality: int, sha256: str) -> bool:
    """Whether this very file was merged before and stands."""
    query = select(RETURN.id).where(
        RETURN.municipality_id == municipality, RETURN.sha256 == sha256, RETURN.undone_at == ""
    )
    return reading.connection.scalar(query.limit(1)) is not None


def _returned(row: Any) -> ReturnedSheet:
    refusals = tuple(Rejected(r["where"], r["message"]) for r in json.loads(row.refusals))
    return ReturnedSheet(
        row.id, row.survey_id, row.file_name, row.merged_at, row.merged_by, row.applied,
        row.conflicts, refusals, json.loads(row.changes)["bulk"], row.undone_at, row.sheet_id,
        row.department or "",
    )  # fmt: skip


def mark_undone(tx: Transaction, municipality: int, returned: int) -> None:
    """A merged file was taken back: its open conflicts go with it."""
    change(
        tx, SheetReturnRow, returned, {"undone_at": tx.at}, revision=None,
        municipality_id=municipality,
    )  # fmt: skip
    drop(tx, municipality, returned)
