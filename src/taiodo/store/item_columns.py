"""Columns of survey items read alike on both faces of the gap."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, not_, or_

from taiodo.survey.answers import Impact
from taiodo.survey.items import Handling
from taiodo.survey.stages import MARKS, Stage


def flat(columns: Sequence[Any]) -> list[Any]:
    """Columns and whole tables as one list of columns."""
    return [c for group in columns for c in (group if hasattr(group, "keys") else [group])]


def handling_of(row: Any) -> Handling:
    """What is decided about the item of a row."""
    return Handling(
        row.countermeasure,
        Impact(row.impact_resident),
        Impact(row.impact_staff),
        row.effort,
        row.cost,
        row.due,
        row.comment,
        row.reason,
        row.owner,
    )


def staged(mark: Any, answered: Any, stages: Sequence[Stage]) -> Any:
    """The condition that an item is at one of these stages; `answered` holds when it is."""
    unmarked = mark == ""
    either = [mark.in_([s.value for s in stages if s in MARKS])]
    if Stage.OPEN in stages:
        either.append(and_(unmarked, not_(answered)))
    if Stage.ANSWERED in stages:
        either.append(and_(unmarked, answered))
    return or_(*either)
