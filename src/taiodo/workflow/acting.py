"""一括操作: the same done to every item of a filtered list, counted first, taken back together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from taiodo.access.rights import Action
from taiodo.problems import Problem, near_miss
from taiodo.store import bulk as stored_bulk
from taiodo.store import comments, municipal
from taiodo.store import items as stored_items
from taiodo.store.engine import Transaction
from taiodo.store.saving import ARCHIVED, TABLES, Saved, move_items, save_edits
from taiodo.survey.items import Edit, FeatureItem, ItemFilter, RequirementItem, checked_changes
from taiodo.survey.sheets import Face, ItemKey
from taiodo.survey.stages import (
    ANSWERING,
    FINAL_REFUSES,
    RETURNED_WAITS,
    Move,
    Stage,
    why_not,
)
from taiodo.survey.threads import Tone
from taiodo.workflow.acts import EDITS, RETURNED, STAGES
from taiodo.workflow.desk import Desk
from taiodo.workflow.owning import refusal_of
from taiodo.workflow.staging import ENTITIES, words_of
from taiodo.workflow.surveying import ALL, countermeasures
from taiodo.workflow.trail_words import field_value

Item = RequirementItem | FeatureItem
KINDS = (STAGES, RETURNED, EDITS)


class Deed(StrEnum):
    """What is done to all items of a list."""

    CHECK = "check"
    FINALISE = "finalise"
    RETURN = "return"
    DEPARTMENT = "department"
    COUNTERMEASURE = "countermeasure"
    DUE = "due"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "check": "確認済にする",
            "finalise": "確定",
            "return": "差戻し",
            "department": "所管課を変える",
            "countermeasure": "対応方針を決める",
            "due": "期限を決める",
        }[self.value]

    @property
    def move(self) -> Move | None:
        """The move from stage to stage it is, None when it gives a field a value."""
        return Move(self.value) if self.value in ("check", "finalise", "return") else None

    @property
    def action(self) -> Action:
        """The right it needs."""
        own = self in (Deed.COUNTERMEASURE, Deed.DUE)
        return Action.ANSWER if own else Action.REVIEW


@dataclass(frozen=True, slots=True)
class Order:
    """A deed with its value: a department's name, a countermeasure's id, an ISO date, a reason."""

    deed: Deed
    value: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An item that is to be changed, as it was seen; `before` and `after` in words."""

    item: int
    revision: int
    number: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that is not changed, and why."""

    number: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What an order would do: items changed, refused, and those already as ordered (`same`)."""

    order: Order
    face: Face
    survey: int
    targets: tuple[Target, ...]
    refused: tuple[Refused, ...]
    same: int
    changes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: how many items were changed, and those refused at the last moment."""

    count: int
    refused: tuple[Refused, ...]


def preview(desk: Desk, face: Face, wanted: ItemFilter, order: Order) -> BulkPreview:
    """What doing this to every item of a filtered list of one survey would do.

    Raises:
        Problem: the list is not of one survey, or the value cannot be stored.
    """
    if wanted.survey is None:
        raise Problem("調査を一つ選んでください。", advice="一括操作は一つの調査の一覧に行います。")
    with desk.reading() as (reading, body):
        changes = _changes(order, face, municipal.departments(reading, body.id))
        find = stored_items.requirement_items if face is Face.REQUIREMENT else _features
        items: Sequence[Item] = find(reading, body.id, wanted, size=ALL).items
    targets, refused, same = [], [], 0
    for item in items:
        number = item.number if isinstance(item, RequirementItem) else item.code
        if _is_so(item, order):
            same += 1
        elif reason := _why_not(desk, item, order):
            refused.append(Refused(number, item.name, reason))
        else:
            sides = (_said(_now(item, order.deed)), _said(_after(order)))
            targets.append(Target(item.id, item.revision, number, item.name, *sides))
    return BulkPreview(order, face, wanted.survey, tuple(targets), tuple(refused), same, changes)


_features = stored_items.feature_items


def _changes(order: Order, face: Face, departments: dict[str, int]) -> dict[str, object]:
    """The columns an order gives a value; none for a move."""
    if order.deed.move is not None:
        return {}
    if order.deed is Deed.DEPARTMENT:
        if order.value not in departments:
            raise Problem(
                f"所管課「{order.value}」はありません。",
                advice=near_miss(order.value, departments) or "所管課を選んでください。",
            )
        return {"department_id": departments[order.value]}
    if order.deed is Deed.DUE and not order.value:
        raise Problem("期限が空です。", advice="期限の日付を入れてください。")
    return checked_changes({order.deed.value: order.value}, countermeasures(face.value))


def owners_of(item: Item) -> list[str]:
    """The departments whose item it is: the one in charge, and those that use a feature."""
    users = item.departments if isinstance(item, FeatureItem) else ()
    return [name for name in dict.fromkeys((item.department, *users)) if name]


def _is_so(item: Item, order: Order) -> bool:
    if order.deed.move is not None:
        return item.stage.value == order.deed.move.mark
    return _now(item, order.deed)[1] == order.value


def _now(item: Item, deed: Deed) -> tuple[str, str]:
    """The column a deed gives a value, and the value there now."""
    if deed.move is not None:
        return "stage", item.stage.value
    now = {
        Deed.DEPARTMENT: item.department,
        Deed.COUNTERMEASURE: item.handling.countermeasure,
        Deed.DUE: item.handling.due,
    }
    return deed.value, now[deed]


def _after(order: Order) -> tuple[str, str]:
    move = order.deed.move
    return ("stage", move.mark) if move else (order.deed.value, order.value)


def _said(value: tuple[str, str]) -> str:
    return field_value(*value)


def _why_not(desk: Desk, item: Item, order: Order) -> str:
    owners = owners_of(item)
    if reason := desk.refusal(order.deed.action, departments=owners):
        return reason
    if order.deed.move is None:
        if item.stage is Stage.RETURNED and order.deed.value in ANSWERING:
            return RETURNED_WAITS
        return FINAL_REFUSES if item.stage is Stage.FINAL else ""
    if isinstance(item, FeatureItem):
        return why_not(order.deed.move, item.stage)
    if item.status != "active":
        return ARCHIVED
    return why_not(order.deed.move, item.stage, item.review)


def commit(desk: Desk, found: BulkPreview) -> Done:
    """Do what was previewed in one transaction; items changed since then are left out and told.

    Raises:
        Problem: a 差戻し without reason, or the person may not do this.
    """
    order = found.order
    said = words_of(order.deed.move, order.value) if order.deed.move else ""
    with desk.changing(Action.ANSWER) as (tx, body):
        desk.person.require_somewhere(order.deed.action)
        saved = _store(desk, tx, body.id, found)
        if said and order.deed.move is Move.RETURN:
            for one in saved.touched:
                key = ItemKey(found.face, one.id)
                comments.add_comment(tx, body.id, key, said, tone=Tone.RETURNED)
        stored_bulk.add_bulk(
            tx, body.id, found.survey, _kind(order.deed), order.deed.label, saved.touched
        )
    named = {t.item: t for t in found.targets}
    refused = [
        Refused(named[o.item].number, named[o.item].name, o.message)
        for o in saved.outcomes
        if not o.saved
    ]
    return Done(len(saved.touched), tuple(refused))


def _kind(deed: Deed) -> str:
    if deed is Deed.RETURN:
        return RETURNED
    return EDITS if deed.move is None else STAGES


def _store(desk: Desk, tx: Transaction, municipality: int, found: BulkPreview) -> Saved:
    table, deed = TABLES[ENTITIES[found.face]], found.order.deed
    refusal = refusal_of(desk, deed.action)
    if deed.move is not None:
        seen = [(t.item, t.revision) for t in found.targets]
        return move_items(tx, municipality, table, seen, deed.move, refusal, summary=deed.label)
    edits = [Edit(t.item, t.revision, dict(found.changes)) for t in found.targets]
    return save_edits(tx, municipality, table, edits, refusal, summary=deed.label)
