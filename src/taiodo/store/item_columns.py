"""Columns of survey items read alike on both faces of the gap."""

from collections.abc import Sequence
from typing import Any

from taiodo.survey.answers import Impact
from taiodo.survey.items import Handling


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
