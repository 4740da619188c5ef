"""Places of a picture: a column per signed distance, rows ordered so that edges cross little.

Columns are the layers of the layered drawing of Sugiyama, Tagawa and Toda (1981): data flows from
left to right, providers stand left of the centre, consumers right. The order within a column
follows the barycentres of the neighbours. All lengths are in pixels of the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from taiodo.impact.picture import Edge, Neighbourhood, Node

BOX_WIDTH, BOX_HEIGHT = 156, 40
WIDTH = 900
_ROW, _TOP, _FOOT, _GAP = 50, 34, 34, 46
_PER_COLUMN = 14
_SWEEPS = 6
_CURVE = 14


@dataclass(frozen=True, slots=True)
class Box:
    """A node and the middle of its box."""

    node: Node
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge as points from source to target; `back` is the edge the other way, if there is one.

    `to_right` says which way the head at the target points, `from_right` the one of `back` at the
    source.
    """

    edge: Edge
    points: tuple[tuple[float, float], ...]
    to_right: bool
    from_right: bool = False
    back: Edge | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with everything in its place; `columns` are (x of the middle, signed distance)."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    columns: tuple[tuple[float, int], ...]


def layered(picture: Neighbourhood) -> Layout:
    """The places of a picture's nodes and edges."""
    layers = _ordered(picture)
    tracks = {layer: -(-len(nodes) // _PER_COLUMN) for layer, nodes in layers.items()}
    pitch = max(BOX_WIDTH + _GAP, WIDTH / max(1, sum(tracks.values())))
    rows = max((len(nodes) / tracks[layer] for layer, nodes in layers.items()), default=1)
    height = _TOP + rows * _ROW + _FOOT
    boxes: list[Box] = []
    columns = []
    left = 0.0
    for layer, nodes in layers.items():
        lanes = tracks[layer]
        columns.append((left + lanes * pitch / 2, layer))
        step = _ROW / lanes
        first = _TOP + (height - _TOP - _FOOT) / 2 - (len(nodes) - 1) / 2 * step
        for place, node in enumerate(nodes):
            x = left + (place % lanes + 0.5) * pitch
            boxes.append(Box(node, x, first + place * step))
        left += lanes * pitch
    spots = {box.node.key: box for box in boxes}
    curves = tuple(_curve(edge, back, spots) for edge, back in _two_way(picture.edges))
    return Layout(max(left, WIDTH), height, tuple(boxes), curves, tuple(columns))


def _ordered(picture: Neighbourhood) -> dict[int, list[Node]]:
    layers: dict[int, list[Node]] = {}
    for node in sorted(picture.nodes, key=lambda n: (n.layer, n.kind, n.department, n.name)):
        layers.setdefault(node.layer, []).append(node)
    near: dict[str, list[str]] = {node.key: [] for node in picture.nodes}
    for edge in picture.edges:
        near[edge.source].append(edge.target)
        near[edge.target].append(edge.source)
    place = {key: spot for nodes in layers.values() for key, spot in _spots(nodes)}
    outward = sorted(layers, key=lambda layer: (abs(layer), layer))
    for sweep in range(_SWEEPS):
        for layer in outward if sweep % 2 == 0 else reversed(outward):
            nodes = layers[layer]
            wanted = {node.key: _barycentre(node.key, near, place) for node in nodes}
            nodes.sort(key=lambda node: wanted[node.key])
            place.update(_spots(nodes))
    return layers


def _spots(nodes: Sequence[Node]) -> list[tuple[str, float]]:
    return [(node.key, place - (len(nodes) - 1) / 2) for place, node in zip(count(), nodes)]


def _barycentre(key: str, near: dict[str, list[str]], place: dict[str, float]) -> float:
    spots = [place[other] for other in near[key]]
    return sum(spots) / len(spots) if spots else place[key]


def _two_way(edges: Sequence[Edge]) -> list[tuple[Edge, Edge | None]]:
    """Every edge, with the one the other way drawn on the same line."""
    held = {(edge.source, edge.target): edge for edge in edges}
    found = []
    for ends, edge in held.items():
        back = held.get((ends[1], ends[0]))
        if back is None or ends < (ends[1], ends[0]):
            found.append((edge, back))
    return found


def _curve(edge: Edge, back: Edge | None, spots: dict[str, Box]) -> Curve:
    """An S between columns, a bow on the right within one."""
    source, target = spots[edge.source], spots[edge.target]
    half = BOX_WIDTH / 2
    if abs(source.x - target.x) < BOX_WIDTH:
        start, end = (source.x + half, source.y), (target.x + half, target.y)
        reach = _GAP * 0.7
        points = _bezier(start, (start[0] + reach, start[1]), (end[0] + reach, end[1]), end)
        return Curve(edge, points, to_right=False, from_right=False, back=back)
    right = target.x > source.x
    sign = 1 if right else -1
    start, end = (source.x + sign * half, source.y), (target.x - sign * half, target.y)
    middle = (start[0] + end[0]) / 2
    points = _bezier(start, (middle, start[1]), (middle, end[1]), end)
    return Curve(edge, points, to_right=right, from_right=not right, back=back)


Point = tuple[float, float]


def _bezier(one: Point, two: Point, three: Point, four: Point) -> tuple[Point, ...]:
    found = []
    for place in range(_CURVE + 1):
        t = place / _CURVE
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        found.append(
            (
                sum(w * p[0] for w, p in zip(weights, (one, two, three, four), strict=True)),
                sum(w * p[1] for w, p in zip(weights, (one, two, three, four), strict=True)),
            )
        )
    return tuple(found)
