"""Acts that changed many rows at once: the newest that stands, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import bulk as stored_bulk
from taiodo.store import comments, mapping_decisions
from taiodo.store import surveys as stored
from taiodo.store.bulk import Bulk, Touched
from taiodo.store.changes import changed_last
from taiodo.store.engine import Reading, Transaction
from taiodo.store.mapping_tables import MappingRow
from taiodo.store.saving import TABLES
from taiodo.store.tables import ChangedRow
from taiodo.store.trail_names import Subject, subjects_of
from taiodo.survey.sheets import Face, ItemKey
from taiodo.survey.threads import Tone
from taiodo.workflow.desk import Desk

__all__ = ["Bulk", "Left", "Undone", "last_act", "undo"]

MAPPING = ("mapping.threshold", "mapping.import")
STAGES, RETURNED, EDITS = "answers.stage", "answers.returned", "answers.edit"
_ROWS: dict[str, type[ChangedRow]] = {**TABLES, "mapping": MappingRow}
_FACES = {"requirement_item": Face.REQUIREMENT, "feature_item": Face.FEATURE}


@dataclass(frozen=True, slots=True)
class Left:
    """A row an undoing left as it is, because somebody changed it since (UTC ISO 8601)."""

    number: str
    name: str
    changed_by: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an act back did: how many rows it restored, and those it left."""

    restored: int
    left: tuple[Left, ...]

    @property
    def counts(self) -> tuple[int, int]:
        """How many rows were restored, and how many were left."""
        return self.restored, len(self.left)


def last_act(desk: Desk, survey: int, kinds: Sequence[str] = MAPPING) -> Bulk | None:
    """The newest act of these kinds that changed many rows and still stands."""
    with desk.reading() as (reading, body):
        held = {s.id: s for s in stored.surveys(reading, body.id)}
        if survey not in held or held[survey].closed_at:
            return None
        return stored_bulk.last_bulk(reading, body.id, survey, kinds=kinds)


def undo(desk: Desk, key: int) -> Undone:
    """Take one act back, except what somebody changed since: that stays, and is named.

    Somebody else's act is taken back only by those who may do it to all items.

    Raises:
        Problem: there is no such act, it was taken back already, or its survey is closed.
    """
    with desk.changing(Action.ANSWER) as (tx, body):
        found = stored_bulk.bulk_of(tx, body.id, key)
        if found is None or found.undone_at:
            raise Problem(
                "取り消せる操作がありません。",
                advice="既に取り消されています。画面を読み直してください。",
            )
        if found.actor != desk.actor:
            desk.require(
                Action.EDIT_MAPPING if found.kind.startswith("mapping.") else Action.ANSWER
            )
        survey = next(s for s in stored.surveys(tx, body.id) if s.id == found.survey)
        if survey.closed_at:
            raise Problem(
                mapping_decisions.CLOSED, advice="引き継ぎを取り消すと、前の版の調査に戻れます。"
            )
        touched = stored_bulk.touched_by(tx, found.id)
        restored, _ = mapping_decisions.take_back(tx, body.id, found)
        if found.kind == RETURNED:
            _say_withdrawn(tx, body.id, restored)
        back = {(one.entity, one.id) for one in restored}
        left = [one for one in touched if (one.entity, one.id) not in back]
        return Undone(len(restored), _left(tx, left))


def _left(reading: Reading, rows: Sequence[Touched]) -> tuple[Left, ...]:
    """The rows that were left, by number and name, in the order of their numbers."""
    keys = {entity: [t.id for t in rows if t.entity == entity] for entity in _ROWS}
    subjects = subjects_of(reading, keys)
    found = []
    for entity, table in _ROWS.items():
        for key, (at, by) in changed_last(reading, table, keys[entity]).items():
            subject = subjects.get((entity, key), Subject())
            found.append(Left(subject.number, subject.name, by, at))
    return tuple(sorted(found, key=lambda one: one.number))


def _say_withdrawn(tx: Transaction, municipality: int, restored: Sequence[Touched]) -> None:
    """What was written to a department about a 差戻し is not left standing alone."""
    for one in restored:
        comments.add_comment(
            tx, municipality, ItemKey(_FACES[one.entity], one.id), "一括の差戻しを取り消しました。",
            tone=Tone.WITHDRAWN,
        )  # fmt: skip
