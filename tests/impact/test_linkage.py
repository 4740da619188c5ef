"""National linkages beside connections; words of data in a text; the picture's places."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from random_graphs import PAIRS, inventory_of

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.catalog.linkage import Linkage
from taiodo.catalog.operations import Certainty
from taiodo.impact.carried import carrying, data_words
from taiodo.impact.layout import BOX_HEIGHT, layered
from taiodo.impact.linkage import compare_linkage, data_alike
from taiodo.impact.picture import Grouping, View, neighbourhood
from taiodo.impact.trace import Direction

YES, NO = Certainty.CONFIRMED, Certainty.UNCONFIRMED
LINKAGES = (
    Linkage(1, ("jumin",), ("kokuho",), (), "住民異動データ", "", "出典", YES),
    Linkage(2, ("jumin",), ("standard", "local"), (), "住民記録データ", "", "出典", YES),
    Linkage(3, ("kokuho",), ("euc",), (), "基本データリスト", "", "出典", YES),
    Linkage(4, ("outside",), ("kokuho",), ("国保連",), "資格", "", "", NO),
)
HELD = Inventory(
    (
        System("a", "住民記録", SystemKind.STANDARD, ("jumin",)),
        System("b", "国保", SystemKind.STANDARD, ("kokuho",)),
        System("e", "EUC基盤", SystemKind.COMMON),
        System("x", "国保連システム", SystemKind.EXTERNAL),
        System("l", "窓口", SystemKind.LOCAL),
    ),
    (),
    (
        Connection("c1", "a", "b", "住民異動データ"),
        Connection("c2", "b", "a", "資格の有無"),
        Connection("c3", "a", "l", "申請書の氏名"),
        Connection("c4", "x", "l", "何か"),
    ),
)


def test_replaced_without_counterpart_and_missing() -> None:
    found = compare_linkage(HELD, LINKAGES, {"euc": "EUC"})
    assert [(c.connection.id, c.linkage.serial, c.same_data) for c in found.replaced] == [
        ("c1", 1, True), ("c3", 2, False),
    ]  # fmt: skip
    assert [link.id for link in found.without] == ["c2"]
    assert [(m.linkage.serial, m.providers, m.consumers) for m in found.missing] == [
        (3, ("b",), ("e",)), (4, ("x",), ("b",)),
    ]  # fmt: skip


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share_and_has_no_order(one, other) -> None:
    assert 0 <= data_alike(one, other) <= 1
    assert data_alike(one, other) == data_alike(other, one)


def test_words_of_data_are_found_in_a_text() -> None:
    assert "住民異動" in data_words("住民異動データ（差分）")
    links = (Connection("c1", "a", "b", "住民異動データ"), Connection("c2", "a", "b", "データ"))
    (hit,) = carrying("他のシステムへ住民異動データを渡せること。", links)
    assert (hit.connection.id, hit.words[0]) == ("c1", "住民異動データ")


@given(
    PAIRS,
    st.sampled_from(list(Direction)),
    st.sampled_from(list(Grouping)),
    st.integers(1, 3),
    st.booleans(),
)
def test_a_picture_holds_every_system_once_and_no_boxes_overlap(
    pairs, direction, grouping, radius, among
) -> None:
    inventory = inventory_of(pairs)
    view = View(radius, direction, among=among, grouping=grouping)
    picture = neighbourhood(inventory, "a", view)
    members = [m for node in picture.nodes for m in node.members]
    assert len(members) == len(set(members))
    drawn = layered(picture)
    spots = sorted((box.x, box.y) for box in drawn.boxes)
    for (x, y), (other_x, other_y) in pairwise(spots):
        assert other_x > x or other_y - y >= BOX_HEIGHT
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y in spots)
    sides = {node.key: node.side for node in picture.nodes}
    if direction is Direction.UPSTREAM:
        assert all(side <= 0 for side in sides.values())
    counted = sum(c.edge.count + (c.back.count if c.back else 0) for c in drawn.curves)
    assert counted == sum(edge.count for edge in picture.edges)
