"""Asking for many items at once whether they are the person's own."""

from collections.abc import Callable, Collection, Iterable

from taiodo.access.people import refused
from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store.bulk import touched_by
from taiodo.store.engine import Reading
from taiodo.store.ownership import owners_of_items
from taiodo.store.sheet_items import TABLES
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


def refusal_of_bulk(desk: Desk, action: Action, bulk: int) -> str:
    """Why the person may not take back an act on survey items, "" when they may."""
    tables = {str(table.__tablename__): table for table in TABLES.values()}
    with desk.reading() as (reading, _):
        touched = touched_by(reading, bulk)
        return _refusal(desk, action, reading, ((tables[t.entity], t.id) for t in touched))


def _refusal(
    desk: Desk, action: Action, reading: Reading, items: Iterable[tuple[type[ChangedRow], int]]
) -> str:
    by_table: dict[type[ChangedRow], set[int]] = {}
    for table, item in items:
        by_table.setdefault(table, set()).add(item)
    try:
        for table, keys in by_table.items():
            require_own(desk, action, reading, table, keys)
    except Problem as problem:
        return f"{problem.message}{problem.advice}"
    return ""
