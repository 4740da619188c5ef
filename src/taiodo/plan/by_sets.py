"""Placement by the sets that have moved: exact where a limit per phase defeats branch and bound.

After each phase a set of operations has moved. The cost at that level depends on the set alone, so
the best way to every set is the best way to a smaller one plus that cost. All sets of up to 20
operations are held at once in arrays of 2^n; sums over subsets take n passes, the step from phase
to phase as many passes as operations may move in it.
"""

import numpy as np
from numpy.typing import NDArray

from taiodo.plan.placement import Gap, Placement

MOST = 20
TIE = 1e-3
Values = NDArray[np.float64]


def free_operations(asked: Placement) -> tuple[int, ...]:
    """The operations with more than one phase left."""
    both = zip(asked.low, asked.high, strict=True)
    return tuple(place for place, (low, high) in enumerate(both) if low < high)


def placed_by_sets(asked: Placement) -> tuple[int, ...] | None:
    """The best phase of each operation, None when nothing fits; at most `MOST` free operations."""
    if not asked.feasible_bounds:
        return None
    sets = _Sets(asked)
    if min(sets.room) < 0:
        return None
    best = [sets.start()]
    for phase in range(1, asked.phases - 1):
        best.append(sets.step(best[-1], phase))
    chain = sets.way_back(best)
    if chain is None:
        return None
    places = list(asked.low)
    for bit, operation in enumerate(sets.free):
        places[operation] = sum(not chosen >> bit & 1 for chosen in chain)
    return tuple(places)


class _Sets:
    """Arrays over all sets of the free operations; bit b stands for `free[b]`."""

    def __init__(self, asked: Placement) -> None:
        self.asked = asked
        self.free = free_operations(asked)
        self.bit = {operation: bit for bit, operation in enumerate(self.free)}
        self.all = np.arange(1 << len(self.free), dtype=np.int64)
        self.size = _summed(np.isin(self.all, 1 << np.arange(len(self.free))).astype(float))
        settled = [low for low, high in zip(asked.low, asked.high, strict=True) if low == high]
        self.room = [room - settled.count(phase) for phase, room in enumerate(asked.room)]
        self.allowed = self._closed()

    def start(self) -> Values:
        """The cost up to the end of the first phase, for every set that moves in it."""
        cost = self._level(0)
        cost[self.size > self.room[0]] = np.inf
        return cost

    def step(self, before: Values, phase: int) -> Values:
        """The least cost of every set once `phase` has moved too."""
        return self._level(phase) + _enlarged(before, self.room[phase])

    def way_back(self, best: list[Values]) -> list[int] | None:
        """The sets moved after each phase but the last, which takes the rest."""
        chain: list[int] = []
        whole = len(self.all) - 1
        for phase in range(self.asked.phases - 1, 0, -1):
            within = (self.all & ~whole) == 0
            near = self.size[whole] - self.size <= self.room[phase]
            costs = np.where(within & near, best[phase - 1], np.inf)
            chosen = int(np.argmin(costs))
            if not np.isfinite(costs[chosen]):
                return None
            chain.append(chosen)
            whole = chosen
        if self.asked.phases == 1 and self.size[whole] > self.room[0]:
            return None
        return chain[::-1]

    def _closed(self) -> NDArray[np.bool_]:
        """Sets that hold with every operation those that may not be later."""
        found = np.ones(len(self.all), dtype=np.bool_)
        for first, second in self.asked.before:
            if first in self.bit and second in self.bit:
                one, other = self.all >> self.bit[first] & 1, self.all >> self.bit[second] & 1
                found &= one >= other
        return found

    def _level(self, phase: int) -> Values:
        """What it costs that exactly a set has moved after `phase`; infinite where it may not."""
        must = sum(1 << b for b, o in enumerate(self.free) if self.asked.high[o] <= phase)
        never = sum(1 << b for b, o in enumerate(self.free) if self.asked.low[o] > phase)
        cost = self._cost(phase)
        wrong = ((self.all & must) != must) | ((self.all & never) != 0) | ~self.allowed
        cost[wrong] = np.inf
        return cost

    def _cost(self, phase: int) -> Values:
        """Every gap at this level, less those whose members have all moved or have all not."""
        inside, outside = np.zeros(len(self.all)), np.zeros(len(self.all))
        total = 0.0
        for gap in self.asked.gaps:
            if gap.level == phase + 1:
                total += self._add(gap, phase, inside, outside)
        for bit, operation in enumerate(self.free):
            now = self.asked.preferred[operation]
            small = TIE / max(1, len(self.asked.low))
            inside[1 << bit] += small * (phase == now) - small * (
                now is not None and phase == now - 1
            )
        return total - _summed(inside) - _summed(outside)[::-1]

    def _add(self, gap: Gap, phase: int, inside: Values, outside: Values) -> float:
        settled = [o for o in gap.members if o not in self.bit]
        moved = gap.moved or any(self.asked.high[o] <= phase for o in settled)
        unmoved = gap.unmoved or any(self.asked.low[o] > phase for o in settled)
        mask = sum(1 << self.bit[o] for o in gap.members if o in self.bit)
        if not unmoved:
            inside[mask] += gap.cost
        if not moved:
            outside[mask] += gap.cost
        return gap.cost


def _summed(values: Values) -> Values:
    """For every set the sum over its subsets."""
    step = 1
    while step < len(values):
        pairs = values.reshape(-1, 2, step)
        pairs[:, 1] += pairs[:, 0]
        step *= 2
    return values


def _enlarged(values: Values, most: int) -> Values:
    """For every set the least value among it and itself less at most so many members."""
    rounds = 1 if 1 << most >= len(values) else most
    whole = rounds == 1 and most > 1
    best = values.copy()
    for _ in range(rounds):
        before = best if whole else best.copy()
        step = 1
        while step < len(values):
            pairs, source = best.reshape(-1, 2, step), before.reshape(-1, 2, step)
            np.minimum(pairs[:, 1], source[:, 0], out=pairs[:, 1])
            step *= 2
    return best
