"""The migration plan drawn against national lines: fiscal years across, one lane per operation."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from taiodo.catalog.operations import Certainty
from taiodo.catalog.timeline import Milestone
from taiodo.plan.calendar import fiscal_year_bounds, fiscal_year_name, fiscal_years_between, wareki
from taiodo.plan.schedule import Deadline, ScheduleRow, Standing

LANE_HEIGHT = 25
_INK, _GRID = "#333333", "#d9d9d9"
_BARS = {
    "期間（国・都）": "#b8c7d9",
    "期間（未確認）": "#e9ecef",
    "今日から切替予定日まで": "#7a9cff",
    "切替予定日を過ぎた期間": "#f0a58a",
}
_POINTS = {
    "期日（国・都）": ("triangle-down", "#333333"),
    "切替予定日": ("diamond", "#0017c1"),
    "切替予定日（超過）": ("triangle-up", "#b3001b"),
    "切替予定日（運用開始済）": ("circle", "#197a4b"),
}
Mark = dict[str, object]


def gantt_chart(
    rows: Sequence[ScheduleRow],
    milestones: Sequence[Milestone],
    deadlines: Sequence[Deadline],
    day: date,
) -> alt.LayerChart:
    """Milestones on top, then the operations by phase; rules for `day` and the deadlines.

    Kinds differ by shape and place as well as by colour. Facts not confirmed say 未確認.
    """
    bars, points, lanes = _milestone_marks(milestones)
    more_bars, more_points, more_lanes = _operation_marks(rows, day)
    bars, points, lanes = bars + more_bars, points + more_points, lanes + more_lanes
    first, last = _span([*bars, *points], day, deadlines)
    axis = alt.Axis(labelLimit=460, labelColor=_INK, domain=False, ticks=False)
    y = alt.Y("lane:N", title=None, axis=axis, scale=alt.Scale(domain=lanes))
    x = alt.X("start:T", title=None, axis=_fiscal_axis(first, last), scale=_scale(first, last))
    tips = [alt.Tooltip("lane:N", title="項目"), alt.Tooltip("words:N", title="内容")]
    drawn_bars = (
        alt.Chart(pd.DataFrame(bars, columns=["lane", "start", "end", "kind", "words"]))
        .mark_bar(height=13, stroke="#949494", strokeWidth=0.5)
        .encode(x=x, x2="end:T", y=y, color=_bar_colour(), tooltip=tips)
    )
    drawn_points = (
        alt.Chart(pd.DataFrame(points, columns=["lane", "start", "kind", "words"]))
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("kind:N", legend=None, scale=_point_scale(0)),
            color=alt.Color("kind:N", legend=None, scale=_point_scale(1)),
            tooltip=tips,
        )
    )
    rules = _rules(day, deadlines, lanes)
    drawn: alt.LayerChart = (
        alt.layer(drawn_bars, drawn_points, *rules)
        .resolve_scale(color="independent", shape="independent")
        .properties(height=alt.Step(LANE_HEIGHT), width="container")
        .configure(font="Noto Sans JP")
        .configure_axis(labelFontSize=12, gridColor=_GRID)
        .configure_legend(
            labelFontSize=13, titleFontSize=13, orient="bottom", labelLimit=260, columns=2
        )
        .configure_view(stroke=None)
    )
    return drawn


def _bar_colour() -> alt.Color:
    scale = alt.Scale(domain=list(_BARS), range=list(_BARS.values()))
    return alt.Color("kind:N", title=None, scale=scale)


def _point_scale(place: int) -> alt.Scale:
    looks = [look[place] for look in _POINTS.values()]
    return alt.Scale(domain=list(_POINTS), range=looks)


def _milestone_marks(milestones: Sequence[Milestone]) -> tuple[list[Mark], list[Mark], list[str]]:
    bars: list[Mark] = []
    points: list[Mark] = []
    lanes = []
    for found in milestones:
        sure = found.certainty is Certainty.CONFIRMED
        lane = f"{found.level}｜{found.name}" + ("" if sure else "（未確認）")
        lanes.append(lane)
        start = date.fromisoformat(found.start)
        mark: Mark = {"lane": lane, "start": pd.Timestamp(start)}
        if found.end:
            end = date.fromisoformat(found.end)
            kind = "期間（国・都）" if sure else "期間（未確認）"
            words = f"{wareki(start)}～{wareki(end)}　{found.note}"
            after = pd.Timestamp(end + timedelta(days=1))
            bars.append({**mark, "end": after, "kind": kind, "words": words})
        else:
            words = wareki(start) if found.precision == "day" else f"{wareki(start)}から"
            points.append({**mark, "kind": "期日（国・都）", "words": words})
    return bars, points, lanes


def _operation_marks(
    rows: Sequence[ScheduleRow], day: date
) -> tuple[list[Mark], list[Mark], list[str]]:
    bars: list[Mark] = []
    points: list[Mark] = []
    lanes = []
    kinds = {
        Standing.LATE: "切替予定日（超過）",
        Standing.STARTED: "切替予定日（運用開始済）",
    }
    dated = [row for row in rows if row.cutover]
    phases = list(dict.fromkeys(r.phase for r in sorted(dated, key=lambda r: str(r.cutover))))
    order = {phase: place for place, phase in enumerate(phases)}
    for row in sorted(rows, key=lambda r: (order.get(r.phase, 99), str(r.cutover or "9"))):
        lane = f"{row.phase or '時期未定'}｜{row.name}"
        lanes.append(lane)
        if row.cutover is None:
            continue
        words = f"切替予定日 {wareki(row.cutover)}　{row.standing.label}　{row.cutover_note}"
        cutover = pd.Timestamp(row.cutover)
        kind = kinds.get(row.standing, "切替予定日")
        points.append({"lane": lane, "start": cutover, "kind": kind, "words": words})
        if row.standing is Standing.STARTED or row.cutover == day:
            continue
        between = sorted([cutover, pd.Timestamp(day)])
        late = row.standing is Standing.LATE
        span = "切替予定日を過ぎた期間" if late else "今日から切替予定日まで"
        bars.append(
            {"lane": lane, "start": between[0], "end": between[1], "kind": span, "words": words}
        )
    return bars, points, lanes


def _span(marks: Sequence[Mark], day: date, deadlines: Sequence[Deadline]) -> tuple[date, date]:
    days = [pd.Timestamp(str(m[key])).date() for m in marks for key in ("start", "end") if key in m]
    days += [day, *(d.day for d in deadlines)]
    years = fiscal_years_between(min(days), max(days) - timedelta(days=1))
    return fiscal_year_bounds(years[0])[0], fiscal_year_bounds(years[-1])[1]


def _scale(first: date, last: date) -> alt.Scale:
    return alt.Scale(domain=[first.isoformat(), (last + timedelta(days=1)).isoformat()])


def _fiscal_axis(first: date, last: date) -> alt.Axis:
    years = fiscal_years_between(first, last)
    names = json.dumps({str(y): fiscal_year_name(y) for y in years}, ensure_ascii=False)
    starts = [{"year": y, "month": 4, "date": 1} for y in years]
    return alt.Axis(
        values=starts,
        labelExpr=f"{names}[toString(year(datum.value))]",
        labelAlign="left",
        orient="top",
        grid=True,
    )


def _rules(day: date, deadlines: Sequence[Deadline], lanes: Sequence[str]) -> list[Any]:
    """Vertical lines with their names at the lowest lane."""
    marks = [("今日", day, "#b3001b", [1, 0])]
    marks += [("期限" if d.confirmed else "期限（未確認）", d.day, _INK, [6, 4]) for d in deadlines]
    drawn = []
    for name, when, colour, dash in marks:
        frame = pd.DataFrame({"start": [pd.Timestamp(when)], "words": [f"{name} {wareki(when)}"]})
        chart = alt.Chart(frame).encode(x="start:T", tooltip=alt.Tooltip("words:N", title="線"))
        drawn.append(chart.mark_rule(color=colour, strokeDash=dash, strokeWidth=1.5))
        text = chart.mark_text(align="right", dx=-4, fontSize=12, color=colour, fontWeight="bold")
        drawn.append(text.encode(y=alt.datum(lanes[-1]), text=alt.datum(name)) if lanes else text)
    return drawn
