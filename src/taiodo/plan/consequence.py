"""波及: what a cutover that moves does to what hangs on it.

Later steps of the same operation move; bridges to connected systems get longer or shorter; what
does not migrate must be changed on another day; a phase ends later; a deadline is missed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from taiodo.catalog.inventory import Connection, Inventory, System
from taiodo.plan.forecast import OperationForecast

Cutover = Callable[[System], date | None]


class ConsequenceKind(StrEnum):
    """What moves because something else is late."""

    STEP = "step"
    BRIDGE = "bridge"
    CHANGE = "change"
    PHASE = "phase"
    DEADLINE = "deadline"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "step": "後のステップ",
            "bridge": "暫定連携の期間",
            "change": "連携先の改修期日",
            "phase": "移行時期の終わり",
            "deadline": "移行期限",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that moves: `days` later (or, of a bridge, longer); negative when less.

    `planned` and `expected` are the days before and after; of a bridge the day it is no longer
    needed. `department` is whom to tell, "" when nobody is known.
    """

    operation: str
    kind: ConsequenceKind
    what: str
    planned: date
    expected: date
    days: int
    department: str = ""


def pushed_steps(found: OperationForecast, titles: Mapping[int, str]) -> Iterator[Consequence]:
    """The steps that wait for a late one; `titles` are theirs by serial."""
    for step in found.steps:
        if step.pushed_by is not None and step.slip > 0:
            cause = titles[step.pushed_by]
            yield Consequence(
                found.operation,
                ConsequenceKind.STEP,
                f"{titles[step.step]}（{cause}を待つ）",
                step.planned_end,
                step.end,
                step.slip,
            )


def moved_connections(
    inventory: Inventory, found: Sequence[OperationForecast]
) -> tuple[Consequence, ...]:
    """What happens to the connections of operations expected to move on another day."""
    moving = {f.operation for f in found if f.slip}
    systems = {system.id: system for system in inventory.systems}
    planned = _cutovers({f.operation: f.cutover for f in found})
    expected = _cutovers({f.operation: f.expected for f in found})
    consequences: list[Consequence] = []
    for connection in inventory.connections:
        ends = systems.get(connection.provider), systems.get(connection.consumer)
        for here, there in (ends, ends[::-1]):
            if here is not None and there is not None and moving & set(here.operations):
                consequences += _of_connection(connection, here, there, planned, expected, moving)
    return tuple(dict.fromkeys(consequences))


def _of_connection(
    connection: Connection,
    here: System,
    there: System,
    planned: Cutover,
    expected: Cutover,
    moving: set[str],
) -> Iterator[Consequence]:
    """What the move of `here` does to one of its connections."""
    before, after = planned(here), expected(here)
    if before is None or after is None or before == after:
        return
    operation = next(o for o in here.operations if o in moving)
    other_before, other_after = planned(there), expected(there)
    if other_before is None or other_after is None:
        what = f"{there.name}（{connection.data or '連携'}）"
        days = (after - before).days
        kind = ConsequenceKind.CHANGE
        yield Consequence(operation, kind, what, before, after, days, there.department)
        return
    longer = abs((other_after - after).days) - abs((other_before - before).days)
    if longer:
        what = f"{here.name}－{there.name}（{connection.data or '連携'}）"
        ends = max(before, other_before), max(after, other_after)
        kind = ConsequenceKind.BRIDGE
        yield Consequence(operation, kind, what, *ends, longer, there.department)


def _cutovers(of_operations: Mapping[str, date | None]) -> Cutover:
    """When a system is replaced: with the last of its operations, else by its own date."""

    def cutover(system: System) -> date | None:
        days = [day for o in system.operations if (day := of_operations.get(o))]
        own = date.fromisoformat(system.cutover) if system.cutover else None
        return max(days) if days else own

    return cutover


def moved_phases(
    found: Sequence[OperationForecast], phases: Mapping[str, str]
) -> Iterator[Consequence]:
    """Phases that end later than planned, with the operation that holds them up."""
    for phase in dict.fromkeys(phases.values()):
        held = [
            (f.cutover, f.expected, f.operation)
            for f in found
            if phases.get(f.operation) == phase and f.cutover and f.expected
        ]
        if not phase or not held:
            continue
        planned, (_, expected, operation) = max(h[0] for h in held), max(held, key=lambda h: h[1])
        days = (expected - planned).days
        if days > 0:
            kind = ConsequenceKind.PHASE
            yield Consequence(operation, kind, f"{phase}の最後の切替", planned, expected, days)


def missed_deadlines(
    found: Sequence[OperationForecast], deadline_of: Callable[[str], tuple[str, date] | None]
) -> Iterator[Consequence]:
    """Operations expected (or begun) after the national deadline that holds for them."""
    for one in found:
        held = deadline_of(one.operation)
        if held and one.expected and one.expected > held[1]:
            name, day = held
            kind = ConsequenceKind.DEADLINE
            days = (one.expected - day).days
            yield Consequence(one.operation, kind, name, day, one.expected, days)
