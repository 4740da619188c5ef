"""波及: what a cutover that moves does to what hangs on it.

Later steps of the same operation move; bridges to connected systems get longer or shorter; what
does not migrate must be changed on another day; a phase ends later; a deadline is missed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from taiodo.catalog.inventory import Inventory, System
from taiodo.impact.bridges import Cutovers, bridges_needed, cutovers_of
from taiodo.impact.changes import required_changes
from taiodo.plan.forecast import OperationForecast

Systems = Mapping[str, System]


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
    """What happens to the connections of operations expected to move on another day.

    Bridges and required changes of the plan are held against those of what is expected.
    """
    moving = {f.operation for f in found if f.slip}
    if not moving:
        return ()
    planned = {f.operation: f.cutover for f in found if f.cutover}
    expected = {f.operation: f.expected for f in found if f.expected}
    systems = {system.id: system for system in inventory.systems}
    before = cutovers_of(inventory, planned, own_first=False)
    after = cutovers_of(inventory, expected, own_first=False)
    return (
        *_bridges(inventory, before, after, systems, moving),
        *_changes(inventory, before, after, systems, moving),
    )


def _bridges(
    inventory: Inventory, before: Cutovers, after: Cutovers, systems: Systems, moving: set[str]
) -> Iterator[Consequence]:
    """Bridges that last longer or shorter, come about, or are no longer needed."""
    old = {bridge.connection: bridge for bridge in bridges_needed(inventory, before)}
    new = {bridge.connection: bridge for bridge in bridges_needed(inventory, after)}
    data = {link.id: link.data for link in inventory.connections}
    for connection in sorted(old.keys() | new.keys()):
        was, is_now = old.get(connection), new.get(connection)
        shown = is_now or was
        days = (is_now.days if is_now else 0) - (was.days if was else 0)
        if shown is None or not days:
            continue
        ends = systems[shown.provider], systems[shown.consumer]
        operation = _mover(ends, moving)
        last = (was or shown).end if was else shown.start
        end = is_now.end if is_now else shown.start
        what = f"{ends[0].name}－{ends[1].name}（{data[connection] or '連携'}）"
        departments = "、".join(dict.fromkeys(e.department for e in ends if e.department))
        kind = ConsequenceKind.BRIDGE
        yield Consequence(operation, kind, what, last, end, days, departments)


def _changes(
    inventory: Inventory, before: Cutovers, after: Cutovers, systems: Systems, moving: set[str]
) -> Iterator[Consequence]:
    """Systems that do not migrate and must be ready on another day for one of their partners."""
    was = {
        (change.system, link.connection): link.day
        for change in required_changes(inventory, before)
        for link in change.links
    }
    told: set[tuple[str, str]] = set()
    for change in required_changes(inventory, after):
        for link in change.links:
            planned = was.get((change.system, link.connection))
            partner = systems[link.partner]
            days = (link.day - planned).days if planned else 0
            if planned is None or not days or (change.system, link.partner) in told:
                continue
            told.add((change.system, link.partner))
            what = f"{systems[change.system].name}（{partner.name}との連携）"
            kind, operation = ConsequenceKind.CHANGE, _mover((partner,), moving)
            yield Consequence(operation, kind, what, planned, link.day, days, change.department)


def _mover(ends: Sequence[System], moving: set[str]) -> str:
    """The operation whose move it is."""
    return next((o for end in ends for o in end.operations if o in moving), "")


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
