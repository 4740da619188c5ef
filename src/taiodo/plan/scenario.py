"""計画案: a copy of the plan in which operations are moved, to be compared and perhaps adopted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from taiodo.plan.version import PlanEntry


@dataclass(frozen=True, slots=True)
class Scenario:
    """A stored scenario; `base` is the number of the plan's version it was copied from."""

    id: int
    revision: int
    name: str
    note: str
    base: int
    entries: tuple[PlanEntry, ...]
    updated_at: str
    updated_by: str

    def entry(self, operation: str) -> PlanEntry:
        """What it says of one operation."""
        found = (entry for entry in self.entries if entry.operation == operation)
        return next(found, PlanEntry(operation))


def moved_to(
    entries: Sequence[PlanEntry], places: Mapping[str, tuple[str, date | None]]
) -> tuple[PlanEntry, ...]:
    """The entries with some operations in another phase on another day."""
    known = {entry.operation for entry in entries}
    changed = [
        replace(entry, phase=places[entry.operation][0], cutover=places[entry.operation][1])
        if entry.operation in places
        else entry
        for entry in entries
    ]
    new = [PlanEntry(o, phase, day) for o, (phase, day) in places.items() if o not in known]
    return (*changed, *new)
