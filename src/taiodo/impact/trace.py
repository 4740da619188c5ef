"""Who is hit when systems move: the systems reached over data connections, nearest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from taiodo.catalog.inventory import Inventory, System, SystemKind
from taiodo.impact.flows import Flows, Limits, flows_of
from taiodo.impact.graph import system_ids
from taiodo.problems import Problem

UNLIMITED = Limits()


class Direction(StrEnum):
    """Which way the data is followed from the systems that move."""

    DOWNSTREAM = "downstream"
    UPSTREAM = "upstream"
    BOTH = "both"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "downstream": "提供先（下流）",
            "upstream": "提供元（上流）",
            "both": "提供先と提供元（両方向）",
        }[self.value]


class Affected(NamedTuple):
    """A system that is hit; a tuple, since a trace may hold thousands and is made in 20 ms.

    `distance` counts connections; `path` leads from a start system to this one, both included,
    against the flow of data where the trace goes upstream. `connections` are the ids of all that
    join one system of the path to the next.
    """

    system: str
    distance: int
    path: tuple[str, ...]
    departments: tuple[str, ...]
    vendor: str = ""
    connections: tuple[str, ...] = ()

    def as_dict(self, *, details: bool = False) -> dict[str, object]:
        """The JSON form of one system that is hit."""
        found: dict[str, object] = {
            "system": self.system,
            "distance": self.distance,
            "path": list(self.path),
            "departments": list(self.departments),
        }
        if details:
            found |= {"vendor": self.vendor, "connections": list(self.connections)}
        return found


@dataclass(frozen=True, slots=True)
class Trace:
    """The systems hit if `start` move, by distance, then id; `start` are not among them.

    `connections` are the ids of all that were followed, on shortest paths or not, nearest first.
    """

    start: tuple[str, ...]
    direction: Direction
    affected: tuple[Affected, ...]
    connections: tuple[str, ...] = ()

    @property
    def departments(self) -> tuple[str, ...]:
        """Every department to call, in the order of the list."""
        return tuple(dict.fromkeys(d for hit in self.affected for d in hit.departments))

    @property
    def vendors(self) -> tuple[str, ...]:
        """Every vendor to call, in the order of the list."""
        return tuple(dict.fromkeys(hit.vendor for hit in self.affected if hit.vendor))

    def as_dict(self, *, details: bool = False) -> dict[str, object]:
        """The JSON form of `impact trace`; `details` adds vendors and connections on the way."""
        found: dict[str, object] = {
            "start": list(self.start),
            "affected": [hit.as_dict(details=details) for hit in self.affected],
        }
        if details:
            found["connections"] = list(self.connections)
            found["departments"] = list(self.departments)
            found["vendors"] = list(self.vendors)
        return found


def trace(
    inventory: Inventory,
    start: str | Sequence[str],
    direction: Direction | str = Direction.DOWNSTREAM,
    limits: Limits = UNLIMITED,
    flows: Flows | None = None,
) -> Trace:
    """The systems reached from `start` (ids or exact names) over connections.

    Each has its shortest path; of several the one first in the order of ids. `flows` are those of
    the inventory and the limits where they are at hand already.

    Raises:
        Problem: a start system is unknown (the nearest known id or name is suggested), or the
            number of hops is below one.
    """
    way = Direction(direction)
    if limits.hops is not None and limits.hops < 1:
        raise Problem(
            f"たどる段数「{limits.hops}」は使えません。", advice="1以上の数を指定してください。"
        )
    origins = system_ids(inventory, start)
    walked = flows or flows_of(inventory, limits.follows if limits.narrows else None)
    reached = _walk(walked, origins, way, limits.hops)
    return Trace(
        origins,
        way,
        tuple(_affected(inventory, walked, reached, way)),
        _followed(walked, reached, way, limits.hops),
    )


def shortest_paths(
    inventory: Inventory,
    origins: Sequence[str],
    direction: Direction,
    radius: int | None = None,
    limits: Limits = UNLIMITED,
) -> dict[str, tuple[str, ...]]:
    """The shortest path to every system reached, the origins included, within `radius` hops."""
    flows = flows_of(inventory, limits.follows if limits.narrows else None)
    return _paths(flows, _walk(flows, origins, direction, radius))


def owners(system: System) -> tuple[str, ...]:
    """The department that owns the system; nothing where the inventory names none."""
    return (system.department,) if system.department else ()


def has_owner(system: System) -> bool:
    """Whether the inventory says whom to call; partners outside have no department of ours."""
    return bool(system.department) or system.kind is SystemKind.EXTERNAL


Reached = dict[int, tuple[int, int]]
"""System number → (number before it on the path, distance); -1 before an origin."""


def _walk(flows: Flows, origins: Sequence[str], way: Direction, hops: int | None) -> Reached:
    # A level in the order of its paths leaves the next level in that order too: the first to
    # reach a system does so on the path that is first in the order of ids.
    level = sorted(flows.place[name] for name in origins)
    reached: Reached = dict.fromkeys(level, (-1, 0))
    distance = 0
    while level and (hops is None or distance < hops):
        distance += 1
        following: list[int] = []
        for number in level:
            for other in _next(flows, number, way):
                if other not in reached:
                    reached[other] = (number, distance)
                    following.append(other)
        level = following
    return reached


def _next(flows: Flows, number: int, way: Direction) -> Sequence[int]:
    if way is Direction.DOWNSTREAM:
        return flows.consumers[number]
    if way is Direction.UPSTREAM:
        return flows.providers[number]
    return sorted({*flows.consumers[number], *flows.providers[number]})


def _paths(flows: Flows, reached: Reached) -> dict[str, tuple[str, ...]]:
    paths: dict[int, tuple[str, ...]] = {}
    for number, (before, _) in reached.items():
        paths[number] = (*paths.get(before, ()), flows.ids[number])
    return {flows.ids[number]: path for number, path in paths.items()}


def _affected(
    inventory: Inventory, flows: Flows, reached: Reached, way: Direction
) -> Iterator[Affected]:
    """By distance, then id: numbers are in the order of ids."""
    systems = {system.id: system for system in inventory.systems}
    ids = flows.ids
    ways: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    found = []
    for number, (before, distance) in reached.items():
        if before < 0:
            ways[number] = (ids[number],), ()
        else:
            path, links = ways[before]
            ways[number] = (*path, ids[number]), (*links, *_between(flows, before, number, way))
            found.append((distance, number))
    found.sort()
    for distance, number in found:
        path, links = ways[number]
        system = systems[path[-1]]
        yield Affected(system.id, distance, path, owners(system), system.vendor, links)


def _between(flows: Flows, one: int, other: int, way: Direction) -> Sequence[str]:
    if way is Direction.DOWNSTREAM:
        return flows.links[one][other]
    if way is Direction.UPSTREAM:
        return flows.links[other][one]
    return (*flows.links[one].get(other, ()), *flows.links[other].get(one, ()))


def _followed(flows: Flows, reached: Reached, way: Direction, hops: int | None) -> tuple[str, ...]:
    far = [number for number, (_, steps) in reached.items() if hops is None or steps < hops]
    found: list[str] = []
    if way is not Direction.UPSTREAM:
        every = chain.from_iterable(flows.links[number].values() for number in far)
        found.extend(chain.from_iterable(every))
    if way is not Direction.DOWNSTREAM:
        for number in far:
            for provider in flows.providers[number]:
                found += flows.links[provider][number]
    return tuple(dict.fromkeys(found) if way is Direction.BOTH else found)
