"""Storing what people typed for items, and moving items from stage to stage, many at once."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from taiodo.store.bulk import Touched
from taiodo.store.changes import BATCH, as_json, columns_of, record_many
from taiodo.store.engine import Transaction
from taiodo.store.ownership import owners_of_items
from taiodo.store.surveys import SURVEY
from taiodo.store.tables import (
    ChangedRow,
    FeatureItemRow,
    RequirementItemRow,
    SurveyRow,
)
from taiodo.survey.items import Edit, Outcome
from taiodo.survey.stages import (
    FINAL_ADVICE,
    FINAL_REFUSES,
    Move,
    Stage,
    mark_after,
    said_after,
    stage_of,
    why_not,
)

STALE = "他の人が先に変更していました。"
GONE = "この項目は削除されています。"
CLOSED = "この調査は新しい版へ引き継がれたため、回答できません。新しい版の調査で回答してください。"
ARCHIVED = "この版で削除された要件です"
TABLES: dict[str, type[ChangedRow]] = {
    "requirement_item": RequirementItemRow,
    "feature_item": FeatureItemRow,
}
CHUNK = 500
Refusal = Callable[[Collection[str]], str]
"""Why a person may not change an item of these departments, "" when they may."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of each edit, and what is needed to take all of them back."""

    outcomes: tuple[Outcome, ...]
    touched: tuple[Touched, ...]


@dataclass(slots=True)
class _Held:
    """An item held for this transaction: its values, whose it is, whether it can be answered."""

    values: dict[str, Any]
    owners: frozenset[str]
    closed: bool

    @property
    def stage(self) -> Stage:
        return stage_of(self.values["stage"], answered=_answered(self.values))

    def why_not(self, refusal: Refusal) -> str:
        if self.closed:
            return CLOSED
        return refusal(self.owners)


def _answered(values: Mapping[str, Any]) -> bool:
    if "verdict" in values:
        return bool(values["verdict"] != "unanswered")
    return bool(values["disposition"] != "undecided")


def _held(
    tx: Transaction, municipality: int, table: type[ChangedRow], items: Iterable[int]
) -> dict[int, _Held]:
    """The municipality's items among these, held so that nobody else changes them meanwhile."""
    c = columns_of(table)
    wanted = sorted(set(items))
    query = (
        select(*c, SURVEY.closed_at.label("_closed"))
        .join_from(SurveyRow, table, c.survey_id == SURVEY.id)
        .where(SURVEY.municipality_id == municipality)
        .order_by(c.id)
        .with_for_update(of=c.id.table)
    )
    owners = owners_of_items(tx, table, wanted)
    found = {}
    for start in range(0, len(wanted), CHUNK):
        rows = tx.connection.execute(query.where(c.id.in_(wanted[start : start + CHUNK])))
        for row in rows.mappings():
            values = {column.key: row[column.key] for column in c}
            key = int(values["id"])
            found[key] = _Held(values, owners[key], bool(row["_closed"]))
    return found


class _Writer:
    """Writes changes of held items together, each with its audit row."""

    def __init__(self, tx: Transaction, municipality: int, table: type[ChangedRow]) -> None:
        self._tx, self._municipality, self._table = tx, municipality, table
        self._entity = str(table.__tablename__)
        self._queued: dict[int, dict[str, Any]] = {}
        self.touched: list[Touched] = []

    def put(self, held: _Held, changes: Mapping[str, object], summary: str = "") -> int:
        """Queue a change; the item's revision after it."""
        now, item = held.values, int(held.values["id"])
        changed = {n: v for n, v in changes.items() if now[n] != v}
        if not changed:
            return int(now["revision"])
        if item in self._queued:
            self.flush()
        before = {name: now[name] for name in changed}
        now.update(changed)
        now["revision"] += 1
        self._queued[item] = changed | {"revision": now["revision"]}
        revision = int(now["revision"])
        self.touched.append(Touched(self._entity, item, revision - 1, revision, before))
        entry = {
            "action": "change", "entity": self._entity, "entity_id": item,
            "municipality_id": self._municipality, "summary": summary,
            "before": as_json(before), "after": as_json(changed),
        }  # fmt: skip
        record_many(self._tx, [entry])
        return int(now["revision"])

    def flush(self) -> None:
        """Write what is queued: rows whose same columns change go together."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for item, values in self._queued.items():
            row = {f"new_{name}": value for name, value in values.items()}
            alike.setdefault(tuple(sorted(values)), []).append({"row": item, **row})
        c = columns_of(self._table)
        stamp = {"updated_at": self._tx.at, "updated_by": self._tx.actor}
        for names, rows in alike.items():
            new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            statement = update(c.id.table).where(c.id == bindparam("row")).values({**new, **stamp})
            for start in range(0, len(rows), BATCH):
                self._tx.connection.execute(statement, rows[start : start + BATCH])
        self._queued.clear()


def save_edits(
    tx: Transaction,
    municipality: int,
    table: type[ChangedRow],
    edits: Sequence[Edit],
    refusal: Refusal,
    *,
    summary: str = "",
) -> Saved:
    """Store checked values of items unless somebody changed them since `edit.revision`.

    A refused edit changes nothing and does not stop the others. What is settled (確定) is refused;
    the stage of what was checked or returned follows.
    """
    held = _held(tx, municipality, table, [e.item for e in edits])
    writer = _Writer(tx, municipality, table)
    outcomes = tuple(_saved(writer, held.get(e.item), e, refusal, summary) for e in edits)
    writer.flush()
    return Saved(outcomes, tuple(writer.touched))


def _saved(
    writer: _Writer, held: _Held | None, edit: Edit, refusal: Refusal, summary: str
) -> Outcome:
    if held is None:
        return Outcome(edit.item, False, 0, {}, GONE)
    now = held.values
    changed = [name for name, value in edit.changes.items() if now[name] != value]
    reason = held.why_not(refusal)
    if not reason and changed and held.stage is Stage.FINAL:
        reason = FINAL_REFUSES + FINAL_ADVICE
    if reason:
        return Outcome(edit.item, False, 0, {}, reason)
    if edit.revision is not None and edit.revision != now["revision"]:
        return Outcome(edit.item, False, int(now["revision"]), dict(now), STALE)
    before = str(now["stage"])
    after = mark_after(before, changed, answered=_answered(now | edit.changes))
    revision = writer.put(held, {**edit.changes, "stage": after}, summary)
    return Outcome(edit.item, True, revision, message=said_after(before, after))


def move_items(
    tx: Transaction,
    municipality: int,
    table: type[ChangedRow],
    items: Sequence[tuple[int, int | None]],
    move: Move,
    refusal: Refusal,
    *,
    summary: str = "",
) -> Saved:
    """Move items, each seen at a revision (None: whatever is there), to another stage."""
    held = _held(tx, municipality, table, [item for item, _ in items])
    writer = _Writer(tx, municipality, table)
    outcomes = tuple(
        _moved(writer, held.get(item), item, revision, move, refusal, summary)
        for item, revision in items
    )
    writer.flush()
    return Saved(outcomes, tuple(writer.touched))


def _moved(
    writer: _Writer,
    held: _Held | None,
    item: int,
    revision: int | None,
    move: Move,
    refusal: Refusal,
    summary: str,
) -> Outcome:
    if held is None:
        return Outcome(item, False, 0, {}, GONE)
    now = held.values
    reason = held.why_not(refusal)
    if not reason and now.get("status", "active") != "active":
        reason = ARCHIVED
    if not reason and revision is not None and revision != now["revision"]:
        return Outcome(item, False, int(now["revision"]), dict(now), STALE)
    reason = reason or why_not(move, held.stage, now.get("review", ""))
    if reason:
        return Outcome(item, False, int(now["revision"]), {}, reason)
    return Outcome(item, True, writer.put(held, {"stage": move.mark}, summary))


def restore(
    tx: Transaction, municipality: int, touched: Sequence[Touched], summary: str
) -> list[Touched]:
    """Give items back the values they had, those nobody changed since; which these were."""
    restored = []
    for entity, table in TABLES.items():
        mine = [t for t in touched if t.entity == entity]
        held = _held(tx, municipality, table, [t.id for t in mine])
        writer = _Writer(tx, municipality, table)
        for one in mine:
            item = held.get(one.id)
            if item is not None and item.values["revision"] == one.revision:
                writer.put(item, one.before, summary)
                restored.append(one)
        writer.flush()
    return restored
