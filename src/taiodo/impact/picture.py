"""A picture of the systems around some centre, small enough to be read, and its drawing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.impact.flows import Limits
from taiodo.impact.graph import system_ids
from taiodo.impact.trace import UNLIMITED, Direction, shortest_paths

READABLE = 36
"""How many nodes a person can still read in one picture."""

READABLE_EDGES = 80
"""How many edges a person can still follow in one picture."""

NO_PHASE = "移行時期なし"


class Grouping(StrEnum):
    """What the systems around the centre are put together by."""

    NONE = "none"
    DEPARTMENT = "department"
    PHASE = "phase"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {"none": "まとめない", "department": "所管課", "phase": "移行時期"}[self.value]


@dataclass(frozen=True, slots=True)
class Node:
    """A system of the picture, or a group of `members` systems of one kind put together.

    `distance` counts connections from the centre, `side` is 1 where the data goes, -1 where it
    comes from, 0 for the centre.
    """

    key: str
    name: str
    kind: SystemKind
    department: str
    distance: int
    members: tuple[str, ...]
    side: int = 1

    @property
    def is_group(self) -> bool:
        """Whether the node stands for several systems."""
        return len(self.members) > 1

    @property
    def layer(self) -> int:
        """The signed distance: the column of the picture it stands in."""
        return self.side * self.distance


@dataclass(frozen=True, slots=True)
class Edge:
    """The connections from one node to another: how many, the data they carry, and their ids."""

    source: str
    target: str
    count: int
    data: tuple[str, ...]
    connections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The nodes and edges around `centre`; `grouped` systems share a node with others.

    `hidden` counts the edges left out because there were more than anybody can follow.
    """

    centre: tuple[str, ...]
    direction: Direction
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    grouped: int
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """What of the graph is drawn.

    `radius` counts connections from the centre, `limit` (≥ 12) the nodes at most; `among` adds the
    edges between systems of the same distance and back. `phases` maps operation → 移行時期.
    """

    radius: int = 1
    direction: Direction = Direction.BOTH
    limit: int = READABLE
    among: bool = False
    grouping: Grouping = Grouping.NONE
    phases: Mapping[str, str] | None = None
    limits: Limits = UNLIMITED


def neighbourhood(
    inventory: Inventory, centre: str | Sequence[str], view: View | None = None
) -> Neighbourhood:
    """The systems around the centre, those farther than there is room for put together.

    Ungrouped, the nearest systems keep a node of their own; the others are counted per department
    and kind, or per kind alone where even that would be too much.

    Raises:
        Problem: a system of the centre is unknown.
    """
    how = view or View()
    way = how.direction
    origins = system_ids(inventory, centre)
    systems = {system.id: system for system in inventory.systems}
    paths = shortest_paths(inventory, origins, way, how.radius, how.limits)
    links = [c for c in inventory.connections if how.limits.follows(c)]
    flows = {(link.provider, link.consumer) for link in links}
    reached = [
        Placed(systems[name], len(path) - 1, _side(path, flows, way))
        for name, path in sorted(paths.items(), key=lambda p: (len(p[1]), p[0]))
    ]
    own, rest, group_of = _divided(reached, how)
    node_of = {placed.system.id: f"system:{placed.system.id}" for placed in own}
    node_of |= {placed.system.id: group_of(placed) for placed in rest}
    nodes = [_own_node(placed) for placed in own]
    nodes += _group_nodes(rest, group_of, how)
    edges = _edges(links, node_of)
    if not how.among:
        layer = {node.key: node.layer for node in nodes}
        edges = tuple(e for e in edges if _leads_on(layer[e.source], layer[e.target], way))
    tree = {frozenset(node_of[name] for name in path[-2:]) for path in paths.values()}
    shown = _readable(edges, tree)
    hidden = len(edges) - len(shown)
    return Neighbourhood(origins, way, tuple(nodes), shown, _grouped(nodes), hidden)


def _readable(edges: tuple[Edge, ...], tree: set[frozenset[str]]) -> tuple[Edge, ...]:
    """As many edges as can be followed: those of shortest paths first, then the thickest."""
    ranked = sorted(
        edges, key=lambda e: (frozenset((e.source, e.target)) not in tree, -e.count, e.source)
    )
    kept = set(ranked[:READABLE_EDGES])
    return tuple(edge for edge in edges if edge in kept)


def phase_of(system: System, phases: Mapping[str, str]) -> str:
    """移行時期 of the operations a standardised system serves, "" where the plan has none."""
    if system.kind is not SystemKind.STANDARD:
        return ""
    return "・".join(sorted({phases[o] for o in system.operations if o in phases}))


def _grouped(nodes: Iterable[Node]) -> int:
    return sum(len(node.members) for node in nodes if node.is_group)


def _side(path: Sequence[str], flows: set[tuple[str, str]], way: Direction) -> int:
    if len(path) == 1:
        return 0
    if way is Direction.BOTH:
        return 1 if (path[0], path[1]) in flows else -1
    return 1 if way is Direction.DOWNSTREAM else -1


def _leads_on(source: int, target: int, way: Direction) -> bool:
    """Whether an edge joins one distance with the next, on the way traced."""
    if way is Direction.BOTH:
        return abs(source) != abs(target)
    return target > source


@dataclass(frozen=True, slots=True)
class Placed:
    """A system reached, how far, and on which side of the centre."""

    system: System
    distance: int
    side: int


GroupOf = Callable[[Placed], str]


def _divided(
    reached: Sequence[Placed], how: View
) -> tuple[Sequence[Placed], Sequence[Placed], GroupOf]:
    limit = max(how.limit, 3 * len(SystemKind))
    if how.grouping is not Grouping.NONE:
        own = [placed for placed in reached if not placed.distance][: limit // 2]
        rest = [placed for placed in reached if placed not in own]
        by: GroupOf = _by_department
        if how.grouping is Grouping.PHASE:
            phases = how.phases or {}

            def by(placed: Placed) -> str:
                return _key(placed, phase_of(placed.system, phases) or NO_PHASE)

        fits = len(own) + len({by(placed) for placed in rest}) <= limit
        return own, rest, by if fits else _by_kind
    if len(reached) <= limit:
        return reached, [], _by_kind
    for group_of, least in ((_by_department, limit // 2), (_by_kind, 0)):
        for size in range(limit - 1, least - 1, -1):
            others = reached[size:]
            if size + len({group_of(placed) for placed in others}) <= limit:
                return reached[:size], others, group_of
    raise AssertionError("four kinds on two sides and in the centre always fit")


def _key(placed: Placed, words: str) -> str:
    return f"group:{placed.side}:{placed.system.kind.value}:{words}"


def _by_department(placed: Placed) -> str:
    return _key(placed, placed.system.department)


def _by_kind(placed: Placed) -> str:
    return _key(placed, "")


def _own_node(placed: Placed) -> Node:
    system = placed.system
    return Node(
        f"system:{system.id}",
        system.name,
        system.kind,
        system.department,
        placed.distance,
        (system.id,),
        placed.side,
    )


def _group_nodes(rest: Sequence[Placed], group_of: GroupOf, how: View) -> list[Node]:
    groups: dict[str, list[Placed]] = {}
    for placed in rest:
        groups.setdefault(group_of(placed), []).append(placed)
    return [
        _group_node(key, members, how)
        if len(members) > 1
        else replace(_own_node(members[0]), key=key)
        for key, members in sorted(groups.items())
    ]


def _group_node(key: str, members: Sequence[Placed], how: View) -> Node:
    first = members[0]
    departments = {placed.system.department for placed in members}
    department = first.system.department if len(departments) == 1 else ""
    owner = department or ("所管課未登録" if departments == {""} else "各課")
    if how.grouping is Grouping.PHASE:
        owner = key.rpartition(":")[2] or "各時期"
    return Node(
        key,
        f"{len(members)}件: {owner} {first.system.kind.label}",
        first.system.kind,
        department,
        min(placed.distance for placed in members),
        tuple(placed.system.id for placed in members),
        first.side,
    )


def _edges(connections: Iterable[Connection], node_of: dict[str, str]) -> tuple[Edge, ...]:
    bundles: dict[tuple[str, str], list[Connection]] = {}
    for connection in connections:
        if connection.provider in node_of and connection.consumer in node_of:
            ends = (node_of[connection.provider], node_of[connection.consumer])
            if ends[0] != ends[1]:
                bundles.setdefault(ends, []).append(connection)
    return tuple(
        Edge(
            source,
            target,
            len(bundle),
            tuple(dict.fromkeys(c.data for c in bundle if c.data)),
            tuple(c.id for c in bundle),
        )
        for (source, target), bundle in sorted(bundles.items())
    )
