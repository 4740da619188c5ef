"""Bar charts with Japanese letters, drawn without any network."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from taiodo.report.charts import bar_chart, bar_png, bar_svg, in_words, longest_bar, parts
from taiodo.report.content import Chart


def picture(chart: Chart, **how) -> Image.Image:
    return Image.open(io.BytesIO(bar_png(chart, 640, **how))).convert("L")


def named(name: str) -> Chart:
    return Chart("題", "件", (name,), ("件数",), ((3.0,),))


def label_of(name: str) -> Image.Image:
    drawn = picture(named(name), titled=False)
    return drawn.crop((0, 0, 40, 40))


def rows(spec, mark: str):
    layer = next(item for item in spec["layer"] if item["mark"]["type"] == mark)
    return spec["datasets"][layer["data"]["name"]]


def test_every_rare_letter_has_its_own_shape_in_the_local_font():
    letters = "髙﨑①㈱区"
    drawn = [label_of(letter) for letter in letters]
    missing = label_of("\U000e0fff")
    for place, one in enumerate(drawn):
        assert one.getextrema()[0] < 128
        assert ImageChops.difference(one, missing).getbbox()
        for other in drawn[place + 1 :]:
            assert ImageChops.difference(one, other).getbbox()


def test_more_categories_make_a_higher_picture_of_the_width_asked_for(verdict_chart):
    many = Chart("題", "件", tuple(f"課{n}" for n in range(20)), ("件数",), ((1.0,) * 20,))
    few, high = picture(verdict_chart), picture(many)
    assert few.width == high.width == 640
    assert high.height > few.height + 200
    assert Image.open(io.BytesIO(bar_png(many, 1600))).width == 1600


def test_categories_keep_their_order_and_equal_names_stay_apart(verdict_chart):
    spec = bar_chart(verdict_chart).to_dict()
    axis = spec["layer"][0]["encoding"]["y"]
    assert axis["scale"]["domain"] == [0, 1, 2, 3]
    assert axis["axis"]["labelExpr"].count("\\u7a0e\\u52d9\\u8ab2") == 2
    assert {row["order"] for row in rows(spec, "bar")} == {0, 1, 2}


def test_series_are_told_apart_without_colour(verdict_chart):
    spec = bar_chart(verdict_chart).to_dict()
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == list(verdict_chart.series)
    labels = {row["label"] for row in rows(spec, "text")}
    assert {"○ 適合 12", "・ 未回答 7", "× 不適合 20"} <= labels


def test_title_and_unit_are_drawn(verdict_chart):
    spec = bar_chart(verdict_chart).to_dict()
    assert spec["title"]["text"] == ["税務課に不適合が集中している"]
    assert spec["layer"][0]["encoding"]["x"]["title"] == "単位：件"
    assert "title" not in bar_chart(verdict_chart, titled=False).to_dict()


def test_an_svg_holds_names_as_text_only(verdict_chart):
    svg = bar_svg(verdict_chart)
    assert "<script" not in svg
    assert "髙﨑①㈱" in svg
    assert 'font-family="Noto Sans JP, Yu Gothic' in svg


@pytest.mark.parametrize("values", [((0.0, 0.0),), ((-1.0, 2.5),)])
def test_zeros_and_negative_values_are_no_obstacle(values):
    assert bar_png(Chart("題", "件", ("甲", "乙"), ("件数",), values), 300)


def test_a_long_chart_is_cut_evenly_and_loses_nothing():
    names = tuple(f"課{n}" for n in range(53))
    chart = Chart("題", "件", names, ("件数",), (tuple(map(float, range(53))),))
    cut = parts(chart, 26)
    assert [len(part.categories) for part in cut] == [17, 18, 18]
    assert sum((part.categories for part in cut), ()) == names
    assert sum((part.values[0] for part in cut), ()) == chart.values[0]
    assert longest_bar(chart) == 52


def test_the_words_for_those_who_cannot_see_it_hold_every_value(verdict_chart):
    words = in_words(replace(verdict_chart, categories=("甲", "乙", "丙", "丁")))
    assert words.startswith("税務課に不適合が集中している（単位：件）。甲: ○ 適合 12、")
    assert "丁: ○ 適合 0" in words
