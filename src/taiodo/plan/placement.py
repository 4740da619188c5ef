"""An optimisation in numbers: phases as levels, operations as indices, connections as gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from taiodo.plan.constraints import AtMost, Constraint, Fixed, NotAfter, NotLater
from taiodo.plan.links import Link
from taiodo.plan.phases import Phase


@dataclass(frozen=True, slots=True)
class Placement:
    """Where each operation may go, and what keeping connections bridged costs.

    Operation `o` may go into the phases `low[o]` to `high[o]` (indices by date), into phase `k` at
    most `room[k]` operations; `before` are pairs (a, b): a not later than b. `gaps` are the parts
    of the cost. `preferred[o]` is the phase it now has, None if none: it decides between equals.
    """

    phases: int
    low: tuple[int, ...]
    high: tuple[int, ...]
    room: tuple[int, ...]
    before: tuple[tuple[int, int], ...]
    gaps: tuple["Gap", ...]
    preferred: tuple[int | None, ...]

    @property
    def feasible_bounds(self) -> bool:
        """Whether every operation has a phase left, looked at one by one."""
        return all(low <= high for low, high in zip(self.low, self.high, strict=True))


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two days that follow each other, `level` phases have moved.

    While some of `members` have moved by then and others not, `cost` is due; `moved` and `unmoved`
    say whether a member with a fixed day has moved or has not.
    """

    level: int
    members: tuple[int, ...]
    moved: bool
    unmoved: bool
    cost: float


def placement_of(
    phases: Sequence[Phase],
    operations: Sequence[str],
    links: Sequence[Link],
    constraints: Sequence[Constraint],
    present: Mapping[str, str],
) -> Placement:
    """The numbers of a question; `phases` are sorted by date."""
    index = {operation: place for place, operation in enumerate(operations)}
    by_name = {phase.name: place for place, phase in enumerate(phases)}
    low, high = [0] * len(operations), [len(phases) - 1] * len(operations)
    room = [len(operations)] * len(phases)
    before = []
    for one in constraints:
        if isinstance(one, Fixed):
            place = by_name[one.phase]
            low[index[one.operation]] = max(low[index[one.operation]], place)
            high[index[one.operation]] = min(high[index[one.operation]], place)
        elif isinstance(one, NotAfter):
            allowed = sum(phase.cutover <= one.day for phase in phases) - 1
            high[index[one.operation]] = min(high[index[one.operation]], allowed)
        elif isinstance(one, AtMost):
            room = [min(free, one.count) for free in room]
        elif isinstance(one, NotLater):
            before.append((index[one.first], index[one.second]))
    _narrow(low, high, before)
    return Placement(
        len(phases),
        tuple(low),
        tuple(high),
        tuple(room),
        tuple(before),
        tuple(_gaps(phases, index, links)),
        tuple(by_name.get(present.get(operation, "")) for operation in operations),
    )


def _narrow(low: list[int], high: list[int], before: Sequence[tuple[int, int]]) -> None:
    """Carry bounds along the precedence, until nothing changes."""
    changed = True
    while changed:
        changed = False
        for first, second in before:
            if low[second] < low[first]:
                low[second], changed = low[first], True
            if high[first] > high[second]:
                high[first], changed = high[second], True


def _gaps(phases: Sequence[Phase], index: Mapping[str, int], links: Sequence[Link]) -> list[Gap]:
    found = []
    moves = [phase.cutover for phase in phases]
    for link in links:
        if not link.operations:  # a constant, the same for every placement
            continue
        members = tuple(sorted(index[operation] for operation in link.operations))
        times = sorted({*moves, *link.days})
        parts: dict[tuple[int, bool, bool], float] = {}
        for start, end in pairwise(times):
            key = (_level(moves, start), *_fixed(link.days, start))
            parts[key] = parts.get(key, 0.0) + link.weight * (end - start).days
        found += [
            Gap(level, members, moved, unmoved, cost)
            for (level, moved, unmoved), cost in parts.items()
        ]
    return found


def _level(moves: Sequence[date], day: date) -> int:
    """How many phases have moved on `day`."""
    return sum(move <= day for move in moves)


def _fixed(days: Sequence[date], day: date) -> tuple[bool, bool]:
    return any(fixed <= day for fixed in days), any(fixed > day for fixed in days)
