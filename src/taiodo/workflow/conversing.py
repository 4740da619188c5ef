"""やり取り: comments on items, and the departments they call on."""

from collections.abc import Sequence

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import comments as stored
from taiodo.store import municipal
from taiodo.store.sheet_items import items_now
from taiodo.survey.sheets import Face, ItemKey
from taiodo.survey.stages import checked_words
from taiodo.survey.threads import OFFICE, Comment, Mention, callable_names, called_on
from taiodo.workflow.desk import Desk

__all__ = [
    "Comment",
    "Face",
    "ItemKey",
    "Mention",
    "counts",
    "may_see",
    "mentions",
    "say",
    "see",
    "thread",
]


def thread(desk: Desk, key: ItemKey) -> tuple[Comment, ...]:
    """What was written about an item, in this edition and those before, the oldest first."""
    with desk.reading() as (reading, body):
        return stored.thread(reading, body.id, key)


def counts(desk: Desk, face: Face, items: Sequence[int]) -> dict[int, int]:
    """How many comments each of the items has; those without are left out."""
    with desk.reading() as (reading, _):
        return stored.comment_counts(reading, face, items)


def say(desk: Desk, key: ItemKey, words: str, departments: Sequence[str] = ()) -> tuple[str, ...]:
    """Append a comment; the departments it calls on, chosen or named by @課名.

    Raises:
        Problem: nothing was written, too much, or there is no such item or department.
    """
    text = checked_words(words, asked="コメント")
    with desk.changing(Action.COMMENT) as (tx, body):
        if key not in items_now(tx, body.id, [key]):
            raise Problem("この項目は見つかりません。", advice="一覧から選び直してください。")
        known = municipal.departments(tx, body.id)
        names = callable_names(tuple(known))
        unknown = [d for d in departments if d not in names]
        if unknown:
            raise Problem(f"所管課「{unknown[0]}」はありません。", advice="選び直してください。")
        called = called_on(text, departments, tuple(known))
        stored.add_comment(
            tx, body.id, key, text, departments=[None if d == OFFICE else known[d] for d in called]
        )
        return called


def mentions(desk: Desk, department: str = "") -> tuple[Mention, ...]:
    """The comments that call on a department ("" for all) and were not marked as seen.

    Those who check the answers also get what calls on their office.
    """
    with desk.reading() as (reading, body):
        office = desk.person.may(Action.REVIEW) or department == OFFICE
        return stored.open_mentions(reading, body.id, department, office=office)


def may_see(desk: Desk, mention: Mention) -> bool:
    """Whether the person at the desk is among those a mention calls on."""
    return desk.person.may(Action.ANSWER, departments=[mention.department])


def see(desk: Desk, mention: Mention) -> bool:
    """Mark a mention as seen, for somebody of that department; False when it was already.

    Raises:
        Problem: it calls on another department.
    """
    with desk.changing(Action.ANSWER) as (tx, body):
        desk.require(Action.ANSWER, departments=[mention.department])
        return stored.see_mention(tx, body.id, mention)
