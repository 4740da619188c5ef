"""What came back in 調査票 before: a copy that brings it again changes nothing."""

from collections.abc import Iterable, Mapping

from sqlalchemy import or_, select

from taiodo.store.changes import add_many, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.sheet_tables import SheetBroughtRow, SheetReturnRow
from taiodo.store.sheets import packed, unpacked
from taiodo.survey.sheets import ItemKey, Value, Values

BROUGHT = columns_of(SheetBroughtRow)
RETURN = columns_of(SheetReturnRow)
Memory = dict[int | None, dict[tuple[ItemKey, str], list[Value]]]
"""Sheet (None: files without their hidden columns) → item and field → values that came back."""


def remember(
    tx: Transaction,
    municipality: int,
    returned: int,
    brought: Mapping[int | None, Mapping[ItemKey, Values]],
) -> None:
    """Keep what a merged file brought, by the sheet it came from; the return is its audit row."""
    add_many(
        tx,
        SheetBroughtRow,
        [
            {
                "municipality_id": municipality,
                "return_id": returned,
                "sheet_id": sheet,
                "brought": packed(values),
            }
            for sheet, values in brought.items()
            if values
        ],
    )


def remembered(reading: Reading, municipality: int, sheets: Iterable[int]) -> Memory:
    """What copies of these sheets brought, and files of unknown sheets; not what was undone."""
    query = (
        select(BROUGHT.sheet_id, BROUGHT.brought)
        .join_from(SheetBroughtRow, SheetReturnRow, RETURN.id == BROUGHT.return_id)
        .where(
            BROUGHT.municipality_id == municipality,
            RETURN.undone_at == "",
            or_(BROUGHT.sheet_id.is_(None), BROUGHT.sheet_id.in_(list(sheets))),
        )
        .order_by(BROUGHT.id)
    )
    found: Memory = {}
    for sheet, data in reading.connection.execute(query):
        of_sheet = found.setdefault(sheet, {})
        for key, values in unpacked(data).items():
            for name, value in values.items():
                of_sheet.setdefault((key, name), []).append(value)
    return found
