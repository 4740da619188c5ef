"""要のシステム: single points whose loss cuts others off from the rest.

The articulation points of the connections taken without direction (Hopcroft and Tarjan, Efficient
algorithms for graph manipulation, 1973), in one pass without recursion.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.catalog.inventory import Inventory
from taiodo.impact.flows import Flows, flows_of

NAMED = 12
"""How many of the systems cut off are named."""


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A system whose loss leaves `cut_off` others without any way to the largest rest.

    `pieces` counts the parts the connected systems fall into; `named` are some of those cut off.
    """

    system: str
    cut_off: int
    pieces: int
    named: tuple[str, ...]


def single_points(inventory: Inventory) -> tuple[SinglePoint, ...]:
    """The systems whose loss cuts others off, those that cut off most first."""
    flows = flows_of(inventory)
    near = [
        sorted({*consumers, *providers})
        for consumers, providers in zip(flows.consumers, flows.providers, strict=True)
    ]
    found: list[SinglePoint] = []
    met: list[int] = [-1] * len(near)
    for root in range(len(near)):
        if met[root] < 0 and near[root]:
            found += _points_of(flows, near, root, met)
    return tuple(sorted(found, key=lambda point: (-point.cut_off, point.system)))


def _points_of(
    flows: Flows, near: Sequence[Sequence[int]], root: int, met: list[int]
) -> list[SinglePoint]:
    """The points of the systems connected with `root`; `met` gets the order of the walk."""
    order: list[int] = [root]
    low = {root: 0}
    met[root] = 0
    below: dict[int, list[tuple[int, int]]] = {}
    work = [(root, -1, iter(near[root]))]
    while work:
        node, before, following = work[-1]
        for other in following:
            if met[other] < 0:
                met[other] = low[other] = len(order)
                order.append(other)
                work.append((other, node, iter(near[other])))
                break
            if other != before:
                low[node] = min(low[node], met[other])
        else:
            work.pop()
            if before >= 0:
                low[before] = min(low[before], low[node])
                if low[node] >= met[before]:
                    below.setdefault(before, []).append((met[node], len(order)))
    return [
        _point(flows, order, node, spans)
        for node, spans in below.items()
        if node != root or len(spans) > 1
    ]


def _point(
    flows: Flows, order: Sequence[int], node: int, spans: list[tuple[int, int]]
) -> SinglePoint:
    sizes = [end - start for start, end in spans]
    rest = len(order) - 1 - sum(sizes)
    keep_rest = rest >= max(sizes)
    largest = -1 if keep_rest else sizes.index(max(sizes))
    cut = [span for place, span in enumerate(spans) if place != largest]
    numbers = [number for start, end in cut for number in order[start:end][:NAMED]]
    if not keep_rest and rest:
        inside = [*sorted(spans), (len(order), len(order))]
        start = 0
        for first, last in inside:
            numbers += [n for n in order[start:first][: NAMED + 1] if n != node]
            start = last
    total = len(order) - 1 - (rest if keep_rest else max(sizes))
    named = tuple(sorted(flows.ids[number] for number in numbers)[:NAMED])
    return SinglePoint(flows.ids[node], total, len(spans) + bool(rest), named)
