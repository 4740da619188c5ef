"""A picture of the systems around some centre, small enough to be read, and its drawing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.impact.graph import system_ids
from taiodo.impact.trace import Direction, shortest_paths

READABLE = 40
"""How many nodes a person can still read in one picture."""


@dataclass(frozen=True, slots=True)
class Node:
    """A system of the picture, or a group of `members` systems of one department and kind."""

    key: str
    name: str
    kind: SystemKind
    department: str
    distance: int
    members: tuple[str, ...]

    @property
    def is_group(self) -> bool:
        """Whether the node stands for systems that had no room of their own."""
        return self.key.startswith("group:")


@dataclass(frozen=True, slots=True)
class Edge:
    """The connections from one node to another: how many, and the data they carry."""

    source: str
    target: str
    count: int
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The nodes and edges around `centre`; `grouped` systems have no node of their own."""

    centre: tuple[str, ...]
    direction: Direction
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    grouped: int


def neighbourhood(
    inventory: Inventory,
    centre: str | Sequence[str],
    radius: int = 1,
    limit: int = READABLE,
    direction: Direction | str = Direction.BOTH,
    among: bool = False,
) -> Neighbourhood:
    """The systems within `radius` connections of the centre, at most `limit` (≥ 4) nodes.

    The nearest systems keep a node of their own; the others are counted per department and kind,
    or per kind alone where even that would be too much. Edges lead from one distance to the next;
    `among` adds those between systems of the same distance and back.

    Raises:
        Problem: a system of the centre is unknown.
    """
    way = Direction(direction)
    origins = system_ids(inventory, centre)
    systems = {system.id: system for system in inventory.systems}
    paths = shortest_paths(inventory, origins, way, radius)
    near = sorted(
        ((len(path) - 1, name) for name, path in paths.items()), key=lambda p: (p[0], p[1])
    )
    reached = [(systems[name], distance) for distance, name in near]
    own, rest, group_of = _divided(reached, max(limit, len(SystemKind)))
    node_of = {system.id: f"system:{system.id}" for system, _ in own}
    node_of |= {system.id: group_of(system) for system, _ in rest}
    nodes = [_own_node(system, distance) for system, distance in own]
    nodes += _group_nodes(rest, group_of)
    edges = _edges(inventory.connections, node_of)
    if not among:
        far = {node.key: node.distance for node in nodes}
        edges = tuple(e for e in edges if _leads_on(far[e.target] - far[e.source], way))
    return Neighbourhood(origins, way, tuple(nodes), edges, len(rest))


def _leads_on(steps: int, way: Direction) -> bool:
    """Whether an edge that goes `steps` away from the centre lies on the way traced."""
    if way is Direction.BOTH:
        return steps != 0
    return steps > 0 if way is Direction.DOWNSTREAM else steps < 0


Reached = list[tuple[System, int]]


def _divided(reached: Reached, limit: int) -> tuple[Reached, Reached, Callable[[System], str]]:
    if len(reached) <= limit:
        return reached, [], _by_kind
    for group_of, least in ((_by_department, limit // 2), (_by_kind, 0)):
        for size in range(limit - 1, least - 1, -1):
            rest = reached[size:]
            if size + len({group_of(system) for system, _ in rest}) <= limit:
                return reached[:size], rest, group_of
    raise AssertionError("four kinds always fit")


def _by_department(system: System) -> str:
    return f"group:{system.kind.value}:{system.department}"


def _by_kind(system: System) -> str:
    return f"group:{system.kind.value}"


def _own_node(system: System, distance: int) -> Node:
    return Node(
        f"system:{system.id}",
        system.name,
        system.kind,
        system.department,
        distance,
        (system.id,),
    )


def _group_nodes(rest: Reached, group_of: Callable[[System], str]) -> list[Node]:
    groups: dict[str, Reached] = {}
    for system, distance in rest:
        groups.setdefault(group_of(system), []).append((system, distance))
    return [_group_node(key, members) for key, members in sorted(groups.items())]


def _group_node(key: str, members: Reached) -> Node:
    first = members[0][0]
    departments = {system.department for system, _ in members}
    department = first.department if len(departments) == 1 else ""
    owner = department or ("所管課未登録" if departments == {""} else "各課")
    return Node(
        key,
        f"{owner}の{first.kind.label}システム {len(members)}件",
        first.kind,
        department,
        min(distance for _, distance in members),
        tuple(system.id for system, _ in members),
    )


def _edges(connections: Iterable[Connection], node_of: dict[str, str]) -> tuple[Edge, ...]:
    bundles: dict[tuple[str, str], list[Connection]] = {}
    for connection in connections:
        if connection.provider in node_of and connection.consumer in node_of:
            ends = (node_of[connection.provider], node_of[connection.consumer])
            if ends[0] != ends[1]:
                bundles.setdefault(ends, []).append(connection)
    return tuple(
        Edge(source, target, len(bundle), tuple(dict.fromkeys(c.data for c in bundle if c.data)))
        for (source, target), bundle in sorted(bundles.items())
    )
