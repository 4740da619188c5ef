"""Moving one item from stage to stage: 確認, 確定, 差戻し, and handing it in again."""

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import comments
from taiodo.store.saving import TABLES, move_items
from taiodo.survey.items import Outcome
from taiodo.survey.sheets import Face, ItemKey
from taiodo.survey.stages import Move, checked_words
from taiodo.survey.threads import Tone
from taiodo.workflow.desk import Desk
from taiodo.workflow.owning import refusal_of

ENTITIES = {Face.REQUIREMENT: "requirement_item", Face.FEATURE: "feature_item"}
TONES = {Move.RETURN: Tone.RETURNED, Move.RESUBMIT: Tone.RESUBMITTED}
REASON = "差戻しの理由"


def action_of(move: Move) -> Action:
    """The right a move needs."""
    return Action.ANSWER if move is Move.RESUBMIT else Action.REVIEW


def words_of(move: Move, words: str) -> str:
    """What is written with a move; a 差戻し needs its reason.

    Raises:
        Problem: the reason is missing or too long.
    """
    if move is Move.RETURN or words.strip():
        return checked_words(words, asked=REASON if move is Move.RETURN else "コメント")
    return ""


def move(desk: Desk, key: ItemKey, revision: int | None, to: Move, words: str = "") -> Outcome:
    """Move one item, seen at a revision, unless somebody changed it since.

    Raises:
        Problem: a 差戻し without reason, or the person may not do this at all.
    """
    said = words_of(to, words)
    action = action_of(to)
    with desk.changing(Action.ANSWER) as (tx, body):
        desk.person.require_somewhere(action)
        saved = move_items(
            tx, body.id, TABLES[ENTITIES[key.face]], [(key.item, revision)], to,
            refusal_of(desk, action), summary=to.label,
        )  # fmt: skip
        (outcome,) = saved.outcomes
        if outcome.saved and said:
            comments.add_comment(tx, body.id, key, said, tone=TONES.get(to, Tone.COMMENT))
        return outcome


def require_moved(outcome: Outcome) -> None:
    """Turn a refused move into a sentence for the person at the screen.

    Raises:
        Problem: it was refused.
    """
    if not outcome.saved:
        raise Problem(outcome.message, advice="今の内容を確かめて、もう一度行ってください。")
