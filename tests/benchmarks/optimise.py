"""plan optimise: 20 operations × 5 phases, with and without a limit per phase.

The floor is one pass over all 2^20 sets of operations in the same process.
"""

import random
import time
from datetime import date, timedelta

import numpy as np

from taiodo.plan.constraints import AtMost, Constraint, Fixed
from taiodo.plan.links import Link
from taiodo.plan.optimise import Question, best_assignment
from taiodo.plan.phases import Phase

OPERATIONS = tuple(f"o{place:02}" for place in range(20))
PHASES = tuple(
    Phase(f"{place + 1}期", date(2025, 4, 1) + timedelta(days=days))
    for place, days in enumerate((0, 92, 153, 275, 306))
)


def links(share: float) -> tuple[Link, ...]:
    """Random connections: this share of all pairs of operations."""
    chance = random.Random(20)
    pairs = [(a, b) for place, a in enumerate(OPERATIONS) for b in OPERATIONS[place + 1 :]]
    chosen = [pair for pair in pairs if chance.random() < share]
    return tuple(Link(pair, (), chance.randint(1, 3), ()) for pair in chosen)


def seconds(share: float, *constraints: Constraint, costs: bool = False) -> float:
    """How long the best assignment takes."""
    question = Question(PHASES, OPERATIONS, links(share), constraints)
    begun = time.perf_counter()
    answer = best_assignment(question, {}, costs=costs)
    taken = time.perf_counter() - begun
    assert answer.optimal
    return taken


def main() -> None:
    """Print the figures."""
    begun = time.perf_counter()
    np.minimum(np.zeros(1 << 20), 1.0).sum()
    floor = time.perf_counter() - begun
    for share in (0.15, 0.3, 1.0):
        free = seconds(share, *(Fixed(OPERATIONS[p], phase.name) for p, phase in enumerate(PHASES)))
        limits = {count: seconds(share, AtMost(count)) for count in (4, 6)}
        words = "  ".join(
            f"上限{c}: {s:.2f} s（下限の{s / floor:.0f}倍）" for c, s in limits.items()
        )
        print(f"20業務×5時期 連携{share:.0%}  5業務固定・上限なし: {free:.3f} s  {words}")
    fixed = [Fixed(OPERATIONS[place], phase.name) for place, phase in enumerate(PHASES)]
    weighed = seconds(0.3, AtMost(4), *fixed, costs=True)
    print(f"上限4・5業務固定、制約の重さも求める: {weighed:.2f} s")


if __name__ == "__main__":
    main()
