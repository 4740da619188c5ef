"""Drawing a timeline: fiscal years across with their Japanese names, one lane per operation."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from taiodo.calendar import fiscal_year_name, fiscal_years_between, wareki
from taiodo.report import timeline as t
from taiodo.report.charts import FONT, register_fonts, schema_version
from taiodo.report.content import Picture
from taiodo.report.timeline import Timeline

LANE_HEIGHT = 27
PICTURE_WIDTH = 900
_INK, _GRID, _RED = "#1a1a1a", "#d9d9d9", "#b3001b"
_WITH_HALVES = 7
_LABEL = 230
# kind: (colour, height): told apart by height and place as well as by colour.
_BARS = {
    t.NATION: ("#b8c7d9", 13),
    t.NATION_UNSURE: ("#eceff2", 13),
    t.PLANNED: ("#c5d7fb", 15),
    t.LEFT: ("#e8f1fe", 15),
    t.DELAY: ("#f0a58a", 9),
    t.ACTUAL: ("#00118f", 5),
}
_POINTS = {
    t.NATION_DAY: ("triangle-down", "#333333"),
    t.CUTOVER: ("diamond", "#0017c1"),
    t.CUTOVER_LATE: ("triangle-up", _RED),
    t.EXPECTED: ("cross", "#8a3b12"),
    t.RUNNING: ("circle", "#197a4b"),
    t.ENDED: ("square", "#00118f"),
}
LEGEND = (
    "▼ 国・都の期日　◆ 切替予定日　▲ 予定日を過ぎて運用開始していない業務　✚ 切替・終了の見込み　"
    "● 運用開始　■ 遅れて終わった作業。"
    "薄い青の帯は予定、細い濃紺の帯は実績、橙の帯は遅れ（見込みを含む）と日数です。"
)


def gantt_chart(found: Timeline, width: int | str = "container") -> alt.LayerChart:
    """The timeline as a chart; `width` in pixels, or "container" for the page's."""
    x = alt.X("start:T", title=None, axis=_fiscal_axis(found), scale=_scale(found))
    axis = alt.Axis(
        labelLimit=_LABEL,
        labelColor=_INK,
        domain=False,
        ticks=False,
        grid=True,
        gridColor="#f2f2f2",
    )
    y = alt.Y("lane:N", title=None, axis=axis, scale=alt.Scale(domain=list(found.lanes)))
    tips = [alt.Tooltip("lane:N", title="項目"), alt.Tooltip("words:N", title="内容")]
    layers = [*_bars(found, x, y, tips), *_points(found, x, y, tips), *_rules(found)]
    drawn: alt.LayerChart = (
        alt.layer(*layers)
        .resolve_scale(color="independent", shape="independent")
        .properties(height=alt.Step(LANE_HEIGHT), width=width)
        .configure(font=FONT, background="#ffffff")
        .configure_axis(labelFontSize=12, gridColor=_GRID)
        .configure_view(stroke=None)
    )
    return drawn


def gantt_png(found: Timeline, width_px: int = 2000) -> bytes:
    """The timeline as a PNG so many pixels wide, for documents."""
    register_fonts()
    spec = gantt_chart(found, PICTURE_WIDTH - _LABEL).to_dict()
    scale = width_px / PICTURE_WIDTH
    png: bytes = vl_convert.vegalite_to_png(spec, schema_version(), scale=scale)
    return png


def gantt_svg(found: Timeline) -> str:
    """The timeline as a standalone SVG."""
    register_fonts()
    spec = gantt_chart(found, PICTURE_WIDTH - _LABEL).to_dict()
    svg: str = vl_convert.vegalite_to_svg(spec, schema_version())
    return svg.replace(f'"{FONT}"', f'"{FONT}, Yu Gothic, Hiragino Sans, sans-serif"')


def _bars(found: Timeline, x: alt.X, y: alt.Y, tips: list[alt.Tooltip]) -> list[alt.Chart]:
    drawn = []
    for kind, (colour, height) in _BARS.items():
        rows = [
            {
                "lane": b.lane,
                "start": _moment(b.start),
                "end": _after(b.end),
                "words": b.words,
                "name": b.name,
            }
            for b in found.bars
            if b.kind == kind
        ]
        if rows:
            base = alt.Chart(pd.DataFrame(rows))
            bars = base.mark_bar(height=height, color=colour, stroke="#767676", strokeWidth=0.4)
            drawn.append(bars.encode(x=x, x2="end:T", y=y, tooltip=tips))
            if any(row["name"] for row in rows):
                text = base.mark_text(align="left", dx=6, fontSize=11, color=_INK, clip=True)
                drawn.append(text.encode(x=x, y=y, text="name:N"))
    return drawn


def _points(found: Timeline, x: alt.X, y: alt.Y, tips: list[alt.Tooltip]) -> list[Any]:
    drawn: list[Any] = []
    for kind, (shape, colour) in _POINTS.items():
        rows = [
            {"lane": p.lane, "start": _moment(p.day), "words": p.words, "label": p.label}
            for p in found.points
            if p.kind == kind
        ]
        if rows:
            base = alt.Chart(pd.DataFrame(rows))
            mark = base.mark_point(
                shape=shape, color=colour, filled=True, size=100, opacity=1,
                stroke="#ffffff", strokeWidth=0.8,
            )  # fmt: skip
            drawn.append(mark.encode(x=x, y=y, tooltip=tips))
            if any(row["label"] for row in rows):
                text = base.mark_text(align="left", dx=8, fontSize=11, color=_INK)
                drawn.append(text.encode(x=x, y=y, text="label:N"))
    return drawn


def _scale(found: Timeline) -> alt.Scale:
    return alt.Scale(domain=[found.first.isoformat(), _after(found.last).date().isoformat()])


def _fiscal_axis(found: Timeline) -> alt.Axis:
    """Fiscal years by name; October between them when there is room."""
    years = fiscal_years_between(found.first, found.last)
    names = json.dumps({str(y): fiscal_year_name(y) for y in years}, ensure_ascii=False)
    months = (4, 10) if len(years) <= _WITH_HALVES else (4,)
    values = [{"year": y, "month": m, "date": 1} for y in years for m in months]
    name = f"{names}[toString(year(datum.value))]"
    first = "month(datum.value) == 3"
    expression = f"{first} ? {name} : '10月'"
    return alt.Axis(
        values=values,
        labelExpr=expression,
        labelAlign="left",
        labelBound=False,
        orient="top",
        grid=True,
        gridColor=alt.condition(first, alt.value("#8c8c8c"), alt.value("#e5e5e5")),
    )


def _rules(found: Timeline) -> list[Any]:
    """Vertical lines with their names at the lowest lane."""
    drawn: list[Any] = []
    for name, when in found.rules:
        colour, dash = (_RED, [1, 0]) if name == "今日" else (_INK, [6, 4])
        frame = pd.DataFrame({"start": [_moment(when)], "words": [f"{name} {wareki(when)}"]})
        chart = alt.Chart(frame).encode(x="start:T", tooltip=alt.Tooltip("words:N", title="線"))
        drawn.append(chart.mark_rule(color=colour, strokeDash=dash, strokeWidth=1.5))
        text = chart.mark_text(align="right", dx=-4, fontSize=12, color=colour, fontWeight="bold")
        drawn += [text.encode(y=alt.datum(lane), text=alt.datum(name)) for lane in _lowest(found)]
    return drawn


def _lowest(found: Timeline) -> Sequence[str]:
    return found.lanes[-1:]


def _moment(day: date) -> pd.Timestamp:
    return pd.Timestamp(day)


def _after(day: date) -> pd.Timestamp:
    return pd.Timestamp(day + timedelta(days=1))


def gantt_picture(found: Timeline, title: str) -> Picture:
    """The timeline as a picture for a report, told in words beside it."""
    words = "。".join(
        f"{lane}: " + "、".join(p.words for p in found.points if p.lane == lane)
        for lane in found.lanes
        if any(p.lane == lane for p in found.points)
    )
    return Picture(title, gantt_png(found), f"{LEGEND}{words}")
