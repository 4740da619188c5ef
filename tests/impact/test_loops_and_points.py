"""Loops, reach and single points equal what networkx finds, on graphs of every form."""

import networkx as nx
from hypothesis import given
from random_graphs import NAMES, PAIRS, as_digraph, inventory_of

from taiodo.impact.loops import groups, reach
from taiodo.impact.single_points import single_points


@given(PAIRS)
def test_groups_are_the_strongly_connected_components(pairs) -> None:
    inventory = inventory_of(pairs)
    expected = {
        tuple(sorted(members))
        for members in nx.strongly_connected_components(as_digraph(inventory))
        if len(members) > 1
    }
    found = groups(inventory)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert list(found) == sorted(found, key=lambda members: (-len(members), members))


@given(PAIRS)
def test_the_reach_of_every_system_is_its_descendants(pairs) -> None:
    inventory = inventory_of(pairs)
    graph = as_digraph(inventory)
    found = reach(inventory)
    for name in NAMES:
        assert found.systems(name) == nx.descendants(graph, name)
        assert found.count(name) == len(found.systems(name))


@given(PAIRS)
def test_single_points_are_the_articulation_points_with_whom_they_cut_off(pairs) -> None:
    inventory = inventory_of(pairs)
    plain = as_digraph(inventory).to_undirected()
    found = {point.system: point for point in single_points(inventory)}
    assert set(found) == set(nx.articulation_points(plain))
    for name, point in found.items():
        connected = nx.node_connected_component(plain, name)
        pieces = list(nx.connected_components(plain.subgraph(connected - {name})))
        largest = max(map(len, pieces))
        assert (point.pieces, point.cut_off) == (len(pieces), len(connected) - 1 - largest)
        assert len(point.named) == point.cut_off
        assert any(
            len(piece) == largest and set(point.named) == connected - {name} - piece
            for piece in pieces
        )


def test_a_chain_of_thousands_is_no_deeper_than_one() -> None:
    names = "".join(chr(0x4E00 + n) for n in range(3000))
    chain = inventory_of([(n, n + 1) for n in range(2999)], names)
    assert groups(chain) == ()
    assert reach(chain).count(names[0]) == 2999
    assert len(single_points(chain)) == 2998
