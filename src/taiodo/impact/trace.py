"""Who is hit when systems move: the systems reached over data connections, nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from taiodo.catalog.inventory import Inventory, System
from taiodo.impact.graph import connection_graph, neighbours, system_ids


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


@dataclass(frozen=True, slots=True)
class Affected:
    """A system that is hit.

    `distance` counts connections; `path` leads from a start system to this one, both included,
    against the flow of data where the trace goes upstream.
    """

    system: str
    distance: int
    path: tuple[str, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """The systems hit if `start` move, by distance, then id; `start` are not among them."""

    start: tuple[str, ...]
    direction: Direction
    affected: tuple[Affected, ...]

    @property
    def departments(self) -> tuple[str, ...]:
        """Every department to call, in the order of the list."""
        return tuple(dict.fromkeys(d for hit in self.affected for d in hit.departments))

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `impact trace`."""
        return {
            "start": list(self.start),
            "affected": [
                {
                    "system": hit.system,
                    "distance": hit.distance,
                    "path": list(hit.path),
                    "departments": list(hit.departments),
                }
                for hit in self.affected
            ],
        }


def trace(
    inventory: Inventory,
    start: str | Sequence[str],
    direction: Direction | str = Direction.DOWNSTREAM,
) -> Trace:
    """The systems reached from `start` (ids or exact names) over connections.

    Each has its shortest path; of several the one first in the order of ids.

    Raises:
        Problem: a start system is unknown; the nearest known id or name is suggested.
    """
    way = Direction(direction)
    origins = system_ids(inventory, start)
    systems = {system.id: system for system in inventory.systems}
    paths = shortest_paths(inventory, origins, way)
    affected = (
        Affected(system, len(path) - 1, path, owners(systems[system]))
        for system, path in paths.items()
        if system not in origins
    )
    return Trace(origins, way, tuple(sorted(affected, key=lambda hit: (hit.distance, hit.system))))


def shortest_paths(
    inventory: Inventory, origins: Sequence[str], direction: Direction, radius: int | None = None
) -> dict[str, tuple[str, ...]]:
    """The shortest path to every system reached, the origins included, within `radius` hops."""
    graph = connection_graph(inventory)
    providers = direction is not Direction.DOWNSTREAM
    consumers = direction is not Direction.UPSTREAM
    paths: dict[str, tuple[str, ...]] = {origin: (origin,) for origin in origins}
    level = dict(paths)
    while level and (radius is None or len(next(iter(level.values()))) <= radius):
        reached: dict[str, tuple[str, ...]] = {}
        for node, path in level.items():
            for other in neighbours(graph, node, providers=providers, consumers=consumers):
                if other not in paths:
                    longer = (*path, other)
                    reached[other] = min(reached.get(other, longer), longer)
        paths.update(reached)
        level = reached
    return paths


def owners(system: System) -> tuple[str, ...]:
    """The department that owns the system; nothing where the inventory names none."""
    return (system.department,) if system.department else ()
