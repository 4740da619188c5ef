"""Asking for many items at once whether they are the person's own."""

from collections.abc import Callable, Collection

from taiodo.access.people import refused
from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store.engine import Reading
from taiodo.store.ownership import owners_of_items
from taiodo.store.tables import ChangedRow
from taiodo.workflow.desk import Desk

Refusal = Callable[[Collection[str]], str]


def refusal_of(desk: Desk, action: Action) -> Refusal:
    """Why the person at the desk may not do something to an item of these departments."""
    return lambda departments: desk.refusal(action, departments=departments)


def require_own(
    desk: Desk, action: Action, reading: Reading, table: type[ChangedRow], items: Collection[int]
) -> None:
    """Refuse an act on many survey items when one of them is not the person's to change.

    Raises:
        Problem: saying how many, and who can do it.
    """
    if desk.person.may(action):
        return
    owners = owners_of_items(reading, table, items)
    reasons = [desk.refusal(action, departments=owners[item]) for item in items]
    reasons = [reason for reason in reasons if reason]
    if len(reasons) > 1:
        problem = refused(reasons[0])
        raise Problem(
            f"ほかの課の項目が{len(reasons):,}件あるため、何も変えていません。{problem.message}",
            advice=problem.advice,
        )
    if reasons:
        raise refused(reasons[0])
