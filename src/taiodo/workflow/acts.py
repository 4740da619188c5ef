"""Acts that changed many rows at once: the newest that stands, and taking it back."""

from collections.abc import Sequence

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import bulk as stored_bulk
from taiodo.store import comments, mapping_decisions
from taiodo.store import surveys as stored
from taiodo.store.bulk import Bulk, Touched
from taiodo.store.engine import Transaction
from taiodo.survey.sheets import Face, ItemKey
from taiodo.survey.threads import Tone
from taiodo.workflow.desk import Desk

__all__ = ["Bulk", "last_act", "undo"]

MAPPING = ("mapping.threshold", "mapping.import")
STAGES, RETURNED, EDITS = "answers.stage", "answers.returned", "answers.edit"
_FACES = {"requirement_item": Face.REQUIREMENT, "feature_item": Face.FEATURE}


def last_act(desk: Desk, survey: int, kinds: Sequence[str] = MAPPING) -> Bulk | None:
    """The newest act of these kinds that changed many rows and still stands."""
    with desk.reading() as (reading, body):
        held = {s.id: s for s in stored.surveys(reading, body.id)}
        if survey not in held or held[survey].closed_at:
            return None
        return stored_bulk.last_bulk(reading, body.id, survey, kinds=kinds)


def undo(desk: Desk, key: int) -> tuple[int, int]:
    """Take one act back: (rows restored, rows left because somebody changed them since).

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
        restored, kept = mapping_decisions.take_back(tx, body.id, found)
        if found.kind == RETURNED:
            _say_withdrawn(tx, body.id, restored)
        return len(restored), kept


def _say_withdrawn(tx: Transaction, municipality: int, restored: Sequence[Touched]) -> None:
    """What was written to a department about a 差戻し is not left standing alone."""
    for one in restored:
        comments.add_comment(
            tx, municipality, ItemKey(_FACES[one.entity], one.id), "一括の差戻しを取り消しました。",
            tone=Tone.WITHDRAWN,
        )  # fmt: skip
