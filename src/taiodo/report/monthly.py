"""Bridges over time: a column per month, drawn for the screen."""

from collections.abc import Sequence
from datetime import date

import altair as alt
import pandas as pd

from taiodo.plan.calendar import fiscal_year, fiscal_year_name
from taiodo.report.charts import FONT
from taiodo.report.impact import month_chart, month_name

_TICKS = 14


def monthly_chart(months: Sequence[tuple[date, int]], day: date) -> alt.LayerChart:
    """Bridges per month with the month of `day` marked; the title says when most are needed."""
    rows = [
        {
            "month": first.isoformat()[:7],
            "count": count,
            "name": month_name(first),
            "year": fiscal_year_name(fiscal_year(first)),
            "now": (first.year, first.month) == (day.year, day.month),
        }
        for first, count in months
    ]
    order = [str(row["month"]) for row in rows]
    step = max(1, -(-len(order) // _TICKS))
    names = {row["month"]: row["name"] for row in rows}
    labels = " : ".join(f"datum.value == '{m}' ? '{names[m]}'" for m in order[::step]) + " : ''"
    x = alt.X(
        "month:O",
        title=None,
        sort=order,
        axis=alt.Axis(
            labelExpr=labels, values=order[::step], labelAngle=-40, labelOverlap=False, ticks=False
        ),
    )
    y = alt.Y("count:Q", title="暫定連携（件）", axis=alt.Axis(format="d", tickMinStep=1))
    base = alt.Chart(pd.DataFrame(rows, columns=["month", "count", "name", "year", "now"]))
    tips = [
        alt.Tooltip("name:N", title="月"),
        alt.Tooltip("year:N", title="年度"),
        alt.Tooltip("count:Q", title="暫定連携（件）"),
    ]
    bars = base.mark_bar(stroke="#00118f", strokeWidth=0.5).encode(
        x=x,
        y=y,
        color=alt.condition("datum.now", alt.value("#e8833a"), alt.value("#7a9cff")),
        tooltip=tips,
    )
    marks = (
        base.transform_filter("datum.now")
        .mark_text(dy=-8, fontSize=12, color="#1a1a1a", text="▼ この月")
        .encode(x=x, y=y)
    )
    drawn: alt.LayerChart = (
        alt.layer(bars, marks)
        .properties(
            height=240,
            width="container",
            title=alt.TitleParams(month_chart(months).title, anchor="start", fontSize=15),
        )
        .configure(font=FONT, background="#ffffff")
        .configure_axis(labelFontSize=12, titleFontSize=12, gridColor="#d9d9d9")
        .configure_view(stroke=None)
    )
    return drawn
