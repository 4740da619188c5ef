"""Placement by HiGHS: ordered phases make the cost linear.

With y[o, k] = 1 when operation o has moved once k + 1 phases have, a connection is bridged at that
level for max y − min y over its members, so two bounding variables per gap replace all products.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from taiodo.plan.placement import Gap, Placement

TIME_LIMIT_S = 60.0
TIE = 1e-3
_OPTIMAL = 0


def placed_by_solver(
    asked: Placement, *, costed: bool = True, limit_s: float = TIME_LIMIT_S
) -> tuple[tuple[int, ...], bool] | None:
    """The phase of each operation and whether that is proven best; None when nothing fits.

    With `costed` false any assignment that keeps to the constraints will do.
    """
    if not asked.feasible_bounds:
        return None
    if asked.phases == 1:
        return ((0,) * len(asked.low), True) if len(asked.low) <= asked.room[0] else None
    program = _Program(asked)
    if costed:
        program.add_costs()
    answer = program.solved(limit_s)
    if answer.x is None:
        return None
    levels = asked.phases - 1
    moved = np.round(answer.x[: len(asked.low) * levels]).reshape(len(asked.low), levels)
    places = tuple(int(levels - row.sum()) for row in moved)
    return places, answer.status == _OPTIMAL


class _Program:
    """The variables and rows of one program; moved[o, k] come first."""

    def __init__(self, asked: Placement) -> None:
        self.asked = asked
        self.levels = asked.phases - 1
        self.low, self.high = self._bounds()
        self.cost = [0.0] * len(self.low)
        self.rows: list[list[tuple[int, float]]] = []
        self.least: list[float] = []
        self._order()
        self._room()

    def moved(self, operation: int, level: int) -> int:
        """The variable: has `operation` moved once `level` + 1 phases have."""
        return operation * self.levels + level

    def _bounds(self) -> tuple[list[float], list[float]]:
        low, high = [], []
        for first, last in zip(self.asked.low, self.asked.high, strict=True):
            for level in range(self.levels):
                low.append(1.0 if level >= last else 0.0)
                high.append(0.0 if level < first else 1.0)
        return low, high

    def _row(self, terms: Sequence[tuple[int, float]], least: float) -> None:
        self.rows.append(list(terms))
        self.least.append(least)

    def _order(self) -> None:
        for operation in range(len(self.asked.low)):
            for level in range(self.levels - 1):
                later, sooner = self.moved(operation, level + 1), self.moved(operation, level)
                self._row([(later, 1), (sooner, -1)], 0)
        for first, second in self.asked.before:
            for level in range(self.levels):
                self._row([(self.moved(first, level), 1), (self.moved(second, level), -1)], 0)

    def _room(self) -> None:
        count = len(self.asked.low)
        for phase, room in enumerate(self.asked.room):
            if room >= count:
                continue
            terms = [(self.moved(o, phase - 1), 1.0) for o in range(count) if phase]
            if phase < self.levels:
                terms += [(self.moved(o, phase), -1.0) for o in range(count)]
                self._row(terms, -room)
            else:
                self._row(terms, count - room)

    def add_costs(self) -> None:
        """Costs of the gaps, and a little for leaving the present phase."""
        for gap in self.asked.gaps:
            if 0 < gap.level <= self.levels:
                self._add_gap(gap)
        small = TIE / max(1, len(self.asked.low))
        for operation, now in enumerate(self.asked.preferred):
            if now is not None and now < self.levels:
                self.cost[self.moved(operation, now)] -= small
            if now is not None and now:
                self.cost[self.moved(operation, now - 1)] += small

    def _add_gap(self, gap: Gap) -> None:
        if gap.moved and gap.unmoved:
            return
        members = [self.moved(operation, gap.level - 1) for operation in gap.members]
        if not gap.moved:
            top = self._variable(gap.cost)
            for member in members:
                self._row([(top, 1), (member, -1)], 0)
        if not gap.unmoved:
            bottom = self._variable(-gap.cost)
            for member in members:
                self._row([(member, 1), (bottom, -1)], 0)

    def _variable(self, cost: float) -> int:
        self.low.append(0.0)
        self.high.append(1.0)
        self.cost.append(cost)
        return len(self.cost) - 1

    def solved(self, limit_s: float) -> Any:
        """HiGHS's answer."""
        count = len(self.cost)
        entries = [(row, *term) for row, terms in enumerate(self.rows) for term in terms]
        rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), count))
        whole = np.zeros(count, dtype=np.int64)
        whole[: len(self.asked.low) * self.levels] = 1
        return milp(
            np.array(self.cost),
            integrality=whole,
            bounds=Bounds(np.array(self.low), np.array(self.high)),
            constraints=LinearConstraint(matrix, np.array(self.least), np.inf) if entries else (),
            options={"mip_rel_gap": 0.0, "time_limit": limit_s},
        )
