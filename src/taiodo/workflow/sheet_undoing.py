"""Taking a merged 調査票 back: the items it changed, and what it brought is forgotten."""

from collections.abc import Sequence

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import sheet_items, sheet_returns
from taiodo.store.bulk import Touched, bulk_of, touched_by
from taiodo.store.engine import Reading, alone
from taiodo.store.mapping_decisions import take_back
from taiodo.store.sheet_items import TABLES
from taiodo.survey.sheets import ItemKey
from taiodo.workflow.desk import Desk
from taiodo.workflow.owning import require_own


def undo(desk: Desk, returned: int) -> int:
    """Take a merged file back; how many items it had changed.

    Raises:
        Problem: it was taken back before, or an item was changed since.
    """
    with desk.changing(Action.MERGE_SHEET) as (tx, body):
        alone(tx)
        found = sheet_returns.returned_sheets(tx, body.id, only=returned)
        if not found or found[0].undone_at:
            raise Problem("この取り込みは、すでに取り消されているか、ありません。")
        key = found[0].undoing.bulk
        bulk = bulk_of(tx, body.id, key) if key is not None else None
        restored: list[Touched] = []
        if bulk is not None:
            touched = touched_by(tx, bulk.id)
            for table in TABLES.values():
                items = {t.id for t in touched if t.entity == table.__tablename__}
                require_own(desk, Action.MERGE_SHEET, tx, table, items)
            _require_unmoved(tx, body.id, touched)
            restored, _ = take_back(tx, body.id, bulk)
        sheet_returns.mark_undone(tx, body.id, returned)
        return len(restored)


def _require_unmoved(tx: Reading, municipality: int, touched: Sequence[Touched]) -> None:
    faces = {str(table.__tablename__): face for face, table in TABLES.items()}
    seen = {ItemKey(faces[t.entity], t.id): t.revision for t in touched}
    now = sheet_items.items_now(tx, municipality, seen)
    moved = [key for key, revision in seen.items() if now[key].revision != revision]
    if moved:
        raise Problem(
            f"取り込みのあとで{len(moved)}件が変更されているため、取り消せません。",
            "、".join(now[key].number for key in moved[:10]),
            "変更された項目を画面で直してください。",
        )
