"""A picture of systems and connections: boxes in columns by distance, for screens and reports."""

import altair as alt
import pandas as pd
import vl_convert

from taiodo.catalog.inventory import SystemKind
from taiodo.impact.layout import BOX_HEIGHT, BOX_WIDTH, Curve, Layout
from taiodo.impact.picture import Node
from taiodo.report.charts import FONT, register_fonts, schema_version, wrapped
from taiodo.report.words import plain

SELECTED = "node"
"""The name of the selection that reaches Python when a box is clicked."""

LOOKS = {
    SystemKind.STANDARD: ("square", "四角", "#e8f1fe", "#0017c1"),
    SystemKind.COMMON: ("diamond", "ひし形", "#e6f5ec", "#197a4b"),
    SystemKind.LOCAL: ("circle", "丸", "#fff5e5", "#a83c00"),
    SystemKind.EXTERNAL: ("triangle-up", "三角", "#f2f2f2", "#4d4d4d"),
}
"""Mark, its Japanese name, fill and line of each kind: neither colour nor shape speaks alone."""

_LINE_LETTERS, _LABELLED = 10.3, 12
_INK = "#1a1a1a"
_NO_AXIS = alt.Axis(labels=False, ticks=False, domain=False, grid=False)


def network_chart(layout: Layout, *, clickable: bool = True) -> alt.LayerChart:
    """The picture; the centre's boxes are dark, groups are stacks of boxes.

    With `clickable` a click on a box selects it (`SELECTED`, field `key`) and its edges stand out.
    """
    layers = [
        *_edges(layout, clickable=clickable),
        *_boxes(layout, clickable=clickable),
        _heads(layout),
        *_legend(layout),
    ]
    drawn: alt.LayerChart = (
        alt.layer(*layers)
        .properties(width=layout.width, height=layout.height)
        .configure(font=FONT, background="#ffffff", padding=6)
        .configure_view(stroke=None)
    )
    return drawn


def network_png(layout: Layout, width_px: int = 1800) -> bytes:
    """The same picture as a PNG so many pixels wide."""
    register_fonts()
    spec = network_chart(layout, clickable=False).to_dict()
    png: bytes = vl_convert.vegalite_to_png(spec, schema_version(), scale=width_px / layout.width)
    return png


def network_svg(layout: Layout) -> str:
    """The same picture as a standalone SVG; its letters are drawn by whoever shows it."""
    register_fonts()
    spec = network_chart(layout, clickable=False).to_dict()
    svg: str = vl_convert.vegalite_to_svg(spec, schema_version())
    return svg


def legend_words() -> str:
    """Which mark is which kind, for the words beside the picture."""
    return "、".join(f"{kind.label}＝{look[1]}" for kind, look in LOOKS.items())


def _box(node: Node, x: float, y: float) -> dict[str, object]:
    is_centre = node.side == 0 and not node.is_group
    lines = wrapped(node.name, _LINE_LETTERS)
    if len(lines) > 2:
        lines = [lines[0], lines[1][:-1] + "…"]
    return {
        "key": node.key,
        "x": x - BOX_WIDTH / 2,
        "x2": x + BOX_WIDTH / 2,
        "y": y - BOX_HEIGHT / 2,
        "y2": y + BOX_HEIGHT / 2,
        "mark_x": x - BOX_WIDTH / 2 + 13,
        "text_x": x - BOX_WIDTH / 2 + 26,
        "middle": y,
        "text_y": y - (len(lines) - 1) * 7.5,
        "lines": "\n".join(lines),
        "name": plain(node.name),
        "kind": node.kind.label,
        "shape": LOOKS[node.kind][0],
        "owner": plain(node.department) or "所管課未登録",
        "far": "起点" if is_centre else f"距離{node.distance}",
        "group": node.is_group,
        "fill": LOOKS[node.kind][3] if is_centre else LOOKS[node.kind][2],
        "line": LOOKS[node.kind][3],
        "ink": "#ffffff" if is_centre else _INK,
        "sign": "#ffffff" if is_centre else LOOKS[node.kind][3],
    }


def _x(layout: Layout, field: str = "x:Q") -> alt.X:
    return alt.X(
        field, axis=_NO_AXIS, title=None, scale=alt.Scale(domain=[0, layout.width], nice=False)
    )


def _y(layout: Layout, field: str = "y:Q") -> alt.Y:
    return alt.Y(
        field, axis=_NO_AXIS, title=None, scale=alt.Scale(domain=[layout.height, 0], nice=False)
    )


def _boxes(layout: Layout, *, clickable: bool) -> list[alt.Chart]:
    boxes = pd.DataFrame([_box(box.node, box.x, box.y) for box in layout.boxes])
    x, y = _x(layout), _y(layout)
    tips = [
        alt.Tooltip("name:N", title="システム"),
        alt.Tooltip("kind:N", title="種別"),
        alt.Tooltip("owner:N", title="所管課"),
        alt.Tooltip("far:N", title="起点から"),
    ]
    base = alt.Chart(boxes)
    behind = (
        base.transform_filter("datum.group")
        .mark_rect(cornerRadius=3, xOffset=4, x2Offset=4, yOffset=4, y2Offset=4)
        .encode(
            x=x,
            x2="x2:Q",
            y=y,
            y2="y2:Q",
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("line:N", scale=None),
        )
    )
    rect = base.mark_rect(cornerRadius=3).encode(
        x=x,
        x2="x2:Q",
        y=y,
        y2="y2:Q",
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("line:N", scale=None),
        strokeWidth=alt.value(1.2),
        tooltip=tips,
    )
    if clickable:
        picked = alt.selection_point(name=SELECTED, fields=["key"], toggle=False)
        rect = rect.add_params(picked).encode(
            strokeWidth=alt.condition(picked, alt.value(3.2), alt.value(1.2), empty=False)
        )
    marks = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=_x(layout, "mark_x:Q"),
        y=_y(layout, "middle:Q"),
        shape=alt.Shape("shape:N", scale=None),
        color=alt.Color("sign:N", scale=None),
    )
    words = base.mark_text(
        align="left", baseline="middle", fontSize=12, lineBreak="\n", lineHeight=15
    ).encode(x="text_x:Q", y="text_y:Q", text="lines:N", color=alt.Color("ink:N", scale=None))
    return [behind, rect, marks, words]


def _edges(layout: Layout, *, clickable: bool) -> list[alt.Chart]:
    x, y = _x(layout), _y(layout)
    rows, heads, labels = [], [], []
    for number, curve in enumerate(layout.curves):
        edge = curve.edge
        about = {"edge": number, "source": edge.source, "target": edge.target}
        about["words"] = _carried(curve)
        rows += [
            {**about, "x": px, "y": py, "order": place}
            for place, (px, py) in enumerate(curve.points)
        ]
        heads.append({**about, **_head(curve.points[-1], right=curve.to_right)})
        if curve.back:
            heads.append({**about, **_head(curve.points[0], right=curve.from_right)})
        middle = curve.points[len(curve.points) // 2]
        labels.append({**about, "x": middle[0], "y": middle[1], "label": _short(curve)})
    columns = ["edge", "source", "target", "words", "x", "y", "order"]
    tips = [alt.Tooltip("words:N", title="データ")]
    near = " || ".join(f"indexof({SELECTED}.key, datum.{end}) >= 0" for end in ("source", "target"))
    lit = f"!isValid({SELECTED}.key) || !length({SELECTED}.key) || {near}"
    opacity = alt.condition(lit, alt.value(0.9), alt.value(0.15)) if clickable else alt.value(0.85)
    lines = (
        alt.Chart(pd.DataFrame(rows, columns=columns))
        .mark_line(color="#5c6470", strokeWidth=1.3)
        .encode(x=x, y=y, detail="edge:N", order="order:Q", opacity=opacity, tooltip=tips)
    )
    points = (
        alt.Chart(pd.DataFrame(heads, columns=[*columns[:6], "shape"]))
        .mark_point(filled=True, size=60, color="#5c6470", opacity=0.95)
        .encode(x=x, y=y, shape=alt.Shape("shape:N", scale=None), opacity=opacity, tooltip=tips)
    )
    drawn = [lines, points]
    if len(layout.curves) <= _LABELLED:
        text = alt.Chart(pd.DataFrame(labels, columns=[*columns[:6], "label"]))
        halo = text.mark_text(fontSize=11, dy=-7, stroke="#ffffff", strokeWidth=4)
        ink = text.mark_text(fontSize=11, dy=-7, color="#333333")
        drawn += [layer.encode(x=x, y=y, text="label:N", opacity=opacity) for layer in (halo, ink)]
    return drawn


def _head(end: tuple[float, float], *, right: bool) -> dict[str, object]:
    shape = "triangle-right" if right else "triangle-left"
    return {"x": end[0] + (-5 if right else 5), "y": end[1], "shape": shape}


def _carried(curve: Curve) -> str:
    edges = [curve.edge, *([curve.back] if curve.back else [])]
    return "／逆向き: ".join(
        f"{plain('、'.join(edge.data)) or 'データ未登録'}（{edge.count:,}連携）" for edge in edges
    )


def _short(curve: Curve) -> str:
    count = curve.edge.count + (curve.back.count if curve.back else 0)
    first = curve.edge.data[0] if curve.edge.data else "データ未登録"
    lines = wrapped(first, 9)
    return lines[0] + ("…" if len(lines) > 1 else "") + (f"（計{count}）" if count > 1 else "")


def _heads(layout: Layout) -> alt.Chart:
    rows = [{"x": place, "y": 14, "words": _column_words(layer)} for place, layer in layout.columns]
    drawn: alt.Chart = (
        alt.Chart(pd.DataFrame(rows, columns=["x", "y", "words"]))
        .mark_text(fontSize=13, fontWeight="bold", color="#333333")
        .encode(x=_x(layout), y=_y(layout), text="words:N")
    )
    return drawn


def _legend(layout: Layout) -> list[alt.Chart]:
    """Which mark is which kind, drawn so that it looks the same wherever the picture goes."""
    rows = [
        {"x": 20 + 118 * place, "tx": 32 + 118 * place, "y": layout.height - 8, "words": kind.label}
        | {"shape": look[0], "sign": look[3]}
        for place, (kind, look) in enumerate(LOOKS.items())
    ]
    base = alt.Chart(pd.DataFrame(rows))
    marks = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=_x(layout),
        y=_y(layout),
        shape=alt.Shape("shape:N", scale=None),
        color=alt.Color("sign:N", scale=None),
    )
    words = base.mark_text(align="left", baseline="middle", fontSize=12, color=_INK).encode(
        x=_x(layout, "tx:Q"), y=_y(layout), text="words:N"
    )
    return [marks, words]


def _column_words(layer: int) -> str:
    if not layer:
        return "起点"
    return f"距離{abs(layer)} {'提供先 →' if layer > 0 else '← 提供元'}"


def drawing_words(layout: Layout) -> str:
    """What the picture shows, for those who cannot see it."""
    names = {box.node.key: box.node.name for box in layout.boxes}
    flows = (
        f"{names[edge.source]}から{names[edge.target]}へ{edge.count:,}連携"
        for curve in layout.curves
        for edge in (curve.edge, *([curve.back] if curve.back else ()))
    )
    return plain(f"システム{len(names):,}個の図。" + "。".join(flows))
