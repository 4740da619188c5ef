"""Taking a merged 調査票 back: the items it changed, and what it brought is forgotten."""

from collections.abc import Mapping, Sequence

from taiodo.access.rights import Action
from taiodo.problems import Finding, Problem, Severity
from taiodo.store import sheet_conflicts, sheet_items, sheet_returns
from taiodo.store.bulk import Touched, bulk_of, touched_by
from taiodo.store.engine import Reading, Transaction, alone
from taiodo.store.mapping_decisions import take_back
from taiodo.store.sheet_items import TABLES, Now
from taiodo.survey.sheets import ItemKey
from taiodo.workflow import sheet_conflicts as settling
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.owning import require_own


def undo(desk: Desk, returned: int) -> int:
    """Take a merged file back, and how its conflicts were settled; how many items it had changed.

    Raises:
        Problem: it was taken back before, or items were changed since, each named.
    """
    with desk.changing(Action.MERGE_SHEET) as (tx, body):
        alone(tx)
        found = sheet_returns.returned_sheets(tx, body.id, only=returned)
        if not found or found[0].undone_at:
            raise Problem("この取り込みは、すでに取り消されているか、ありません。")
        _require_settled_unmoved(desk, tx, body.id, returned)
        key = found[0].bulk
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


def _require_settled_unmoved(desk: Desk, tx: Transaction, municipality: int, returned: int) -> None:
    """Take back how the conflicts of a file were settled, where nobody changed the items since."""
    settled = sheet_conflicts.settled_conflicts(tx, municipality, returned=returned)
    for face, table in TABLES.items():
        items = {s.conflict.key.item for s in settled if s.conflict.key.face is face}
        require_own(desk, Action.MERGE_SHEET, tx, table, items)
    now = sheet_items.items_now(tx, municipality, {s.conflict.key for s in settled})
    left = settling.take_back(desk, tx, municipality, settled).left
    if left:
        raise _refused({one.key: now[one.key] for one in left})


def _require_unmoved(tx: Reading, municipality: int, touched: Sequence[Touched]) -> None:
    faces = {str(table.__tablename__): face for face, table in TABLES.items()}
    seen = {ItemKey(faces[t.entity], t.id): t.revision for t in touched}
    now = sheet_items.items_now(tx, municipality, seen)
    moved = {key: now[key] for key, revision in seen.items() if now[key].revision != revision}
    if moved:
        raise _refused(moved)


def _refused(moved: Mapping[ItemKey, Now]) -> Problem:
    """Which items prevent it, who changed them and when, and what can be done."""
    return Problem(
        f"取り込みのあとで{len(moved)}件が変更されているため、取り消せません。何も変えていません。",
        "、".join(item.number for item in list(moved.values())[:10]),
        "下の項目を画面で確かめ、直したいところだけを直してください。前の内容は各項目の履歴にあります。",
        [
            Finding(
                "sheet.changed-since", Severity.ERROR, f"機能ID {item.number}",
                f"{shown_time(item.changed_at)} {item.changed_by} が変更",
                "この項目だけ、画面で直してください。",
            )
            for item in moved.values()
        ],
    )  # fmt: skip
