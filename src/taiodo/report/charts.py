"""Bar charts of a report, drawn here without any network: for documents and for the screens."""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from taiodo.catalog.files import data_root
from taiodo.report.content import Chart
from taiodo.report.words import number, plain

FONT = "Noto Sans JP"
_ELSEWHERE = "Yu Gothic, Hiragino Sans, sans-serif"
WIDTH = 640
"""Width of a chart in its own units, of which the letters take 12."""

COLOURS = ("#00118f", "#3f6fd8", "#e8833a", "#c9ccd3", "#ffffff", "#7a1fa2", "#4fae7c")
"""From dark to light, so that grey print keeps the first five apart."""

NO_CHART = "図に表す値はありません。"
"""Stands in a document where a chart is empty."""

_DARK = frozenset({"#00118f", "#3f6fd8", "#7a1fa2"})
_INK, _GREY, _GRID = "#1a1a1a", "#5c5c5c", "#d9d9d9"
_LETTER, _STEP, _LINE = 12, 26, 15
_LABEL_LETTERS, _TITLE_LETTERS = 15, 44
_COLUMNS = ["order", "category", "series", "start", "end", "words", "label", "ink"]
_TOTALS = ["order", "end", "words"]


def bar_chart(chart: Chart, *, titled: bool = True, reach: float = 0) -> alt.LayerChart:
    """Horizontal stacked bars, one per category, in the order given; the title is the finding.

    Values stand in the segments wide enough for them, sums at the ends. Every series is named in
    the legend and in its widest segment, so that colour never speaks alone.

    Args:
        chart: what to draw; negative values are drawn as nothing.
        titled: whether the title is drawn; documents print it as the caption.
        reach: how far the axis goes at least, for charts to be compared with each other.
    """
    lines = [wrapped(category, _LABEL_LETTERS) for category in chart.categories]
    longest = max((_letters(line) for label in lines for line in label), default=0)
    reach = max([reach, *_sums(chart)]) or 1
    plot = WIDTH - longest * _LETTER - 40
    rows = alt.Scale(domain=list(range(len(lines))))
    y = alt.Y("order:O", title=None, scale=rows, axis=_category_axis(lines))
    x = alt.X(
        "start:Q",
        title=f"単位：{plain(chart.unit)}",
        axis=alt.Axis(format=",.2~f", tickCount=5, tickMinStep=1 if _whole(chart) else 0),
        scale=alt.Scale(domain=[0, reach * 1.12], nice=False),
    )
    segments = pd.DataFrame(_segments(chart, plot / (reach * 1.12)), columns=_COLUMNS)
    sums = pd.DataFrame(
        [(row, total, number(total)) for row, total in enumerate(_sums(chart))], columns=_TOTALS
    )
    drawn: Any = alt.layer(
        _bars(segments, chart).encode(x=x, y=y),
        _texts(segments, "middle:Q", "label:N", 11, align="center").encode(
            y=y, color=alt.Color("ink:N", scale=None)
        ),
        _texts(sums, "end:Q", "words:N", 12, align="left", dx=5, color=_INK).encode(y=y),
    )
    step = max([_STEP, *(len(label) * _LINE + 8 for label in lines)])
    drawn = drawn.properties(width=WIDTH, height=alt.Step(step))
    if titled:
        words = wrapped(chart.title, _TITLE_LETTERS)
        drawn = drawn.properties(title=alt.TitleParams(words, anchor="start", fontSize=14))
    return _styled(drawn)


def bar_png(chart: Chart, width_px: int = 1600, *, titled: bool = True, reach: float = 0) -> bytes:
    """The chart as a PNG so many pixels wide; the more categories, the higher."""
    register_fonts()
    spec = bar_chart(chart, titled=titled, reach=reach).to_dict()
    png: bytes = vl_convert.vegalite_to_png(spec, schema_version(), scale=width_px / WIDTH)
    return png


def bar_svg(chart: Chart, *, titled: bool = True) -> str:
    """The chart as a standalone SVG; its letters are drawn by whoever shows it."""
    register_fonts()
    spec = bar_chart(chart, titled=titled).to_dict()
    svg: str = vl_convert.vegalite_to_svg(spec, schema_version())
    return svg.replace(f'"{FONT}"', f'"{FONT}, {_ELSEWHERE}"')


def parts(chart: Chart, most: int) -> tuple[Chart, ...]:
    """The chart cut into charts of at most so many categories, about equally many in each."""
    total = len(chart.categories)
    pieces = max(1, -(-total // most))
    cuts = [total * piece // pieces for piece in range(pieces + 1)]
    return tuple(
        replace(
            chart,
            categories=chart.categories[first:last],
            values=tuple(values[first:last] for values in chart.values),
        )
        for first, last in pairwise(cuts)
    )


def is_empty(chart: Chart) -> bool:
    """Whether there is nothing to draw."""
    return not (chart.categories and chart.series)


def longest_bar(chart: Chart) -> float:
    """The largest sum of a category."""
    return max(_sums(chart), default=0)


def in_words(chart: Chart) -> str:
    """What the chart shows, for those who cannot see it."""
    rows = (
        f"{category}: "
        + "、".join(
            f"{series} {number(values[row])}"
            for series, values in zip(chart.series, chart.values, strict=True)
        )
        for row, category in enumerate(chart.categories)
    )
    return plain(f"{chart.title}（単位：{chart.unit}）。" + "。".join(rows))


def _bars(segments: pd.DataFrame, chart: Chart) -> alt.Chart:
    names = list(map(plain, chart.series))
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(names))]
    legend = alt.Legend(orient="top", title=None, columns=5, labelLimit=240) if names[1:] else None
    drawn: alt.Chart = (
        alt.Chart(segments)
        .mark_bar(height=18, stroke=_GREY, strokeWidth=0.6)
        .encode(
            x2="end:Q",
            color=alt.Color(
                "series:N", scale=alt.Scale(domain=names, range=colours), legend=legend
            ),
            tooltip=[
                alt.Tooltip("category:N", title="項目"),
                alt.Tooltip("series:N", title="区分"),
                alt.Tooltip("words:N", title="値"),
            ],
        )
    )
    return drawn


def _texts(data: pd.DataFrame, x: str, text: str, size: int, **mark: Any) -> alt.Chart:
    drawn: alt.Chart = (
        alt.Chart(data)
        .transform_calculate(middle="(datum.start + datum.end) / 2")
        .mark_text(fontSize=size, baseline="middle", **mark)
        .encode(x=x, text=text)
    )
    return drawn


def _segments(chart: Chart, scale: float) -> Iterator[tuple[object, ...]]:
    """Rows of _COLUMNS; `scale` is how many units of width one unit of value takes."""
    starts = [0.0] * len(chart.categories)
    single = len(chart.series) == 1
    for place, (series, raw) in enumerate(zip(chart.series, chart.values, strict=True)):
        values = [max(0.0, value) for value in raw]
        colour = COLOURS[place % len(COLOURS)]
        widest = values.index(max(values)) if values else -1
        for row, value in enumerate(values):
            words = number(value)
            wanted = () if single else (f"{series} {words}", words)[row != widest :]
            label = next((w for w in wanted if (_letters(w) + 0.5) * 11 <= value * scale), "")
            ink = "#ffffff" if colour in _DARK else _INK
            if value:
                category = plain(chart.categories[row])
                end = starts[row] + value
                yield (row, category, plain(series), starts[row], end, words, plain(label), ink)
            starts[row] += value


def _category_axis(lines: Sequence[Sequence[str]]) -> alt.Axis:
    # Labels by row number: categories of the same name stay apart, long ones take several lines.
    labels = json.dumps(lines)
    return alt.Axis(
        labelExpr=f"{labels}[datum.value]", labelLimit=300, ticks=False, labelLineHeight=_LINE
    )


def _styled(drawn: alt.LayerChart) -> alt.LayerChart:
    styled: alt.LayerChart = (
        drawn.properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure(font=FONT, background="#ffffff", padding=4)
        .configure_axis(
            labelFontSize=_LETTER,
            titleFontSize=_LETTER,
            labelColor=_INK,
            titleColor=_INK,
            titleFontWeight="normal",
            gridColor=_GRID,
            domainColor=_GREY,
        )
        .configure_axisY(grid=False)
        .configure_legend(labelFontSize=_LETTER, labelColor=_INK, symbolType="square")
        .configure_title(color=_INK, lineHeight=20, offset=10)
        .configure_view(stroke=None)
    )
    return styled


def _sums(chart: Chart) -> list[float]:
    return [
        sum(max(0.0, values[row]) for values in chart.values)
        for row in range(len(chart.categories))
    ]


def _whole(chart: Chart) -> bool:
    return all(float(value).is_integer() for values in chart.values for value in values)


def _letters(words: str) -> float:
    """The width of words in full-width letters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.58 for c in words)


def wrapped(words: str, letters: float) -> list[str]:
    """Words cut into lines of at most so many full-width letters."""
    lines = [""]
    for char in plain(words).replace("\n", " "):
        if _letters(lines[-1] + char) > letters:
            lines.append("")
        lines[-1] += char
    return lines


def schema_version() -> str:
    """The version of Vega-Lite the charts are written in, such as 5.20."""
    return alt.SCHEMA_VERSION.lstrip("v").rpartition(".")[0]


@cache
def register_fonts() -> None:
    """Let pictures be drawn with the product's own letters."""
    vl_convert.register_font_directory(str(data_root() / "static"))
