"""The drawn picture: every kind has a shape, words stay words, letters are there."""

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.impact.layout import layered
from taiodo.impact.picture import View, neighbourhood
from taiodo.report.network import (
    LOOKS,
    drawing_words,
    legend_words,
    network_chart,
    network_png,
    network_svg,
)

AWKWARD = Inventory(
    (
        System("a", '髙﨑①㈱"\\<b>&', SystemKind.EXTERNAL),
        System("b", "住民記録システム", SystemKind.STANDARD),
    ),
    (),
    (Connection("c", "a", "b", data="異動<i>データ"), Connection("d", "b", "a")),
)


def drawn():
    return layered(neighbourhood(AWKWARD, "a", View()))


def test_every_kind_has_a_shape_and_a_colour_of_its_own() -> None:
    assert len({look[0] for look in LOOKS.values()}) == len(SystemKind)
    assert len({look[3] for look in LOOKS.values()}) == len(SystemKind)
    assert all(kind.label in legend_words() for kind in SystemKind)


def test_names_with_quotes_and_marks_stay_words() -> None:
    svg = network_svg(drawn())
    assert "<b>" not in svg
    assert "髙﨑①㈱" in svg
    assert "異動" in svg
    told = drawing_words(drawn())
    assert "住民記録システムへ1連携" in told


def test_the_picture_is_made_without_any_network() -> None:
    assert network_png(drawn(), 400).startswith(b"\x89PNG")
    assert "params" in network_chart(drawn()).to_dict()
    assert "params" not in network_chart(drawn(), clickable=False).to_dict()
