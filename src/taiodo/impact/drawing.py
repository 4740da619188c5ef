"""The Graphviz source of a picture; it is rendered in the browser, without any program here."""

from taiodo.catalog.inventory import SystemKind
from taiodo.impact.picture import Edge, Neighbourhood, Node

FONT = "Noto Sans JP"
_LINE = 14
_DATA_SHOWN = 2


class Look:
    """How a kind of system is drawn: shape and colours, so that neither has to speak alone."""

    def __init__(self, shape: str, shape_name: str, fill: str, line: str) -> None:
        self.shape, self.shape_name, self.fill, self.line = shape, shape_name, fill, line


LOOKS = {
    SystemKind.STANDARD: Look("box", "四角", "#e8f1fe", "#0017c1"),
    SystemKind.COMMON: Look("hexagon", "六角", "#e6f5ec", "#197a4b"),
    SystemKind.LOCAL: Look("ellipse", "楕円", "#fff5e5", "#a83c00"),
    SystemKind.EXTERNAL: Look("parallelogram", "平行四辺形", "#f2f2f2", "#4d4d4d"),
}
"""Shape and colours of each kind; the legend beside the picture is made from it."""


def legend() -> tuple[tuple[str, str], ...]:
    """(kind, shape) in Japanese for the words beside the picture."""
    return tuple((kind.label, look.shape_name) for kind, look in LOOKS.items())


def to_dot(picture: Neighbourhood) -> str:
    """The picture in the DOT language: data flows from left to right, the centre is filled."""
    names = {node.key: f"n{place}" for place, node in enumerate(picture.nodes, start=1)}
    lines = [
        "digraph impact {",
        f'  graph [rankdir=LR, fontname="{FONT}", nodesep=0.25, ranksep=0.7];',
        '  bgcolor="transparent";',
        f'  node [fontname="{FONT}", fontsize=12, style="filled", fontcolor="#1a1a1a"];',
        f'  edge [fontname="{FONT}", fontsize=10, color="#626264", fontcolor="#333333"];',
        *(_node(names[node.key], node, picture.centre) for node in picture.nodes),
        *(_edge(names, edge) for edge in picture.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _node(name: str, node: Node, centre: tuple[str, ...]) -> str:
    look = LOOKS[node.kind]
    is_centre = not node.is_group and node.members[0] in centre
    place = "起点" if is_centre else f"距離{node.distance}"
    if node.is_group and not node.distance:
        place = "起点を含む"
    label = _quoted("\n".join([*_wrapped(node.name), f"（{place}）"]))
    attributes = [f"label={label}", f"shape={look.shape}", f'color="{look.line}"']
    if is_centre:
        attributes += ['fillcolor="#0017c1"', 'fontcolor="#ffffff"', "penwidth=2"]
    else:
        attributes.append(f'fillcolor="{look.fill}"')
    if node.is_group:
        attributes.append('style="filled,dashed"')
    owner = node.department or "所管課未登録"
    attributes.append(f"tooltip={_quoted(f'{node.kind.label}・{owner}')}")
    return f'  "{name}" [{", ".join(attributes)}];'


def _edge(names: dict[str, str], edge: Edge) -> str:
    shown = [*edge.data[:_DATA_SHOWN]]
    if edge.count > len(shown) and (shown or edge.count > 1):
        shown.append(f"計{edge.count}連携")
    label = _quoted("\n".join(line for words in shown for line in _wrapped(words)))
    return f'  "{names[edge.source]}" -> "{names[edge.target]}" [label={label}];'


def _wrapped(text: str) -> list[str]:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return [plain[start : start + _LINE] for start in range(0, len(plain), _LINE)][:4] or [
        "（名称なし）"
    ]


def _quoted(text: str) -> str:
    """A DOT string: backslash, quote and the ampersand of entities lose their meaning."""
    escaped = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n") + '"'
