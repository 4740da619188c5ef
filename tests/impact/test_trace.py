"""Who is hit when systems move: distances, shortest paths, loops, unknown names."""

import itertools
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_graphs import PAIRS, inventory_of

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.impact.flows import Limits
from taiodo.impact.picture import READABLE, READABLE_EDGES, Grouping, View, neighbourhood
from taiodo.impact.trace import Direction, trace
from taiodo.problems import Problem


def system(name: str, department: str = "", kind: SystemKind = SystemKind.LOCAL) -> System:
    return System(name, f"{name}システム", kind, department=department)


def inventory(*flows: str, systems: str = "abcdef") -> Inventory:
    """Systems of one letter each, and flows such as "a>b"."""
    pairs = [flow.split(">") for flow in flows]
    return Inventory(
        tuple(system(name, f"{name}課") for name in systems),
        (),
        tuple(Connection(f"c{n}", p, c, data=f"{p}から{c}") for n, (p, c) in enumerate(pairs)),
    )


def hits(found) -> dict[str, tuple[int, str]]:
    return {a.system: (a.distance, "".join(a.path)) for a in found.affected}


def test_downstream_upstream_and_both_from_the_middle_of_a_chain() -> None:
    chain = inventory("a>b", "b>c", "c>d")
    assert hits(trace(chain, "b")) == {"c": (1, "bc"), "d": (2, "bcd")}
    assert hits(trace(chain, "b", "upstream")) == {"a": (1, "ba")}
    assert hits(trace(chain, "b", "both")) == {"a": (1, "ba"), "c": (1, "bc"), "d": (2, "bcd")}


def test_a_loop_ends_and_the_start_is_not_among_the_hit() -> None:
    loop = inventory("a>b", "b>a", "b>c", "c>b")
    assert hits(trace(loop, "a")) == {"b": (1, "ab"), "c": (2, "abc")}


def test_of_several_shortest_paths_the_first_in_order_of_ids() -> None:
    assert hits(trace(inventory("a>c", "a>b", "c>d", "b>d"), "a"))["d"] == (2, "abd")


def test_several_systems_that_move_together_give_the_nearest() -> None:
    found = trace(inventory("a>b", "b>c", "d>c"), ("a", "d"))
    assert hits(found) == {"b": (1, "ab"), "c": (1, "dc")}
    assert found.departments == ("b課", "c課")


def test_names_are_understood_and_near_misses_suggested() -> None:
    assert trace(inventory("a>b"), "aシステム").start == ("a",)
    with pytest.raises(Problem, match="bシステム"):
        trace(inventory("a>b"), "bシステ厶")
    with pytest.raises(Problem, match="指定されていません"):
        trace(inventory("a>b"), ())


@given(PAIRS, st.sampled_from(list(Direction)), st.none() | st.integers(1, 4), st.booleans())
def test_a_trace_equals_trying_every_path(pairs, direction, hops, only_api) -> None:
    given_inventory = inventory_of(pairs)
    found = trace(given_inventory, "a", direction, Limits(hops, method="API" if only_api else ""))
    steps = set()
    for link in given_inventory.connections:
        if link.provider != link.consumer and (not only_api or link.method == "API"):
            if direction is not Direction.UPSTREAM:
                steps.add((link.provider, link.consumer, link.id))
            if direction is not Direction.DOWNSTREAM:
                steps.add((link.consumer, link.provider, link.id))
    best = {"a": ("a",)}
    for _ in range(hops or 10):
        for path in list(best.values()):
            for here, there, _ in steps:
                if here == path[-1]:
                    longer = (*path, there)
                    known = best.get(there, longer)
                    best[there] = min(known, longer, key=lambda p: (len(p), p))
    assert {a.system: a.path for a in found.affected} == {
        name: path for name, path in best.items() if name != "a"
    }
    near = {n for n, path in best.items() if hops is None or len(path) <= hops}
    followed = {link for here, _, link in steps if here in near}
    assert sorted(found.connections) == sorted(followed)
    for hit in found.affected:
        pairs_on_path = set(itertools.pairwise(hit.path))
        assert set(hit.connections) == {c for p, n, c in steps if (p, n) in pairs_on_path}


def test_limits_of_data_and_method() -> None:
    flows = Inventory(
        tuple(system(name) for name in "abc"),
        (),
        (
            Connection("c1", "a", "b", "住民異動データ", "ＡＰＩ"),
            Connection("c2", "a", "c", "所得情報"),
        ),
    )
    assert list(hits(trace(flows, "a", limits=Limits(data="異動")))) == ["b"]
    assert list(hits(trace(flows, "a", limits=Limits(method="api")))) == ["b"]
    assert list(hits(trace(flows, "a", limits=Limits(method="不明")))) == ["c"]
    with pytest.raises(Problem, match="段数"):
        trace(flows, "a", limits=Limits(0))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24))
def test_distances_equal_a_plain_breadth_first_search(pairs) -> None:
    names = "abcdefgh"
    given_flows = [f"{names[p]}>{names[c]}" for p, c in pairs if p != c]
    found = hits(trace(inventory(*given_flows, systems=names), "a"))
    distance = {"a": 0}
    waiting = deque("a")
    while waiting:
        here = waiting.popleft()
        for p, c in (flow.split(">") for flow in given_flows):
            if p == here and c not in distance:
                distance[c] = distance[here] + 1
                waiting.append(c)
    assert {name: steps for name, (steps, _) in found.items()} == {
        name: steps for name, steps in distance.items() if steps
    }
    for name, (steps, path) in found.items():
        assert (path[0], path[-1], len(path)) == ("a", name, steps + 1)
        assert all(f"{p}>{c}" in given_flows for p, c in itertools.pairwise(path))


def test_a_picture_of_many_systems_stays_readable_and_loses_none() -> None:
    many = Inventory(
        (system("centre"), *(system(f"s{n:03}", f"課{n % 7}") for n in range(300))),
        (),
        tuple(Connection(f"c{n}", "centre", f"s{n:03}") for n in range(300)),
    )
    for grouping in Grouping:
        view = View(1, Direction.DOWNSTREAM, grouping=grouping)
        picture = neighbourhood(many, "centre", view)
        assert len(picture.nodes) <= READABLE
        members = [m for node in picture.nodes for m in node.members]
        assert sorted(members) == sorted(s.id for s in many.systems)
        assert sum(edge.count for edge in picture.edges) == 300
        assert picture.grouped == sum(len(n.members) for n in picture.nodes if n.is_group)


def test_edges_between_neighbours_are_drawn_only_when_asked() -> None:
    triangle = inventory("a>b", "a>c", "b>c", "c>a")
    drawn = neighbourhood(triangle, "a", View(1, Direction.DOWNSTREAM))
    assert {(e.source, e.target) for e in drawn.edges} == {
        ("system:a", "system:b"), ("system:a", "system:c"),
    }  # fmt: skip
    every = neighbourhood(triangle, "a", View(1, Direction.DOWNSTREAM, among=True))
    assert len(every.edges) == 4


def test_a_picture_never_becomes_a_hairball() -> None:
    names = "abcdefghijklmnopqrstuvwxyz"
    dense = inventory(*(f"{p}>{c}" for p in names for c in names if p != c), systems=names)
    picture = neighbourhood(dense, "a", View(1, Direction.DOWNSTREAM, among=True))
    assert len(picture.edges) == READABLE_EDGES
    assert picture.hidden == len(names) * (len(names) - 1) - READABLE_EDGES
    assert {("system:a", f"system:{n}") for n in names[1:]} <= {
        (edge.source, edge.target) for edge in picture.edges
    }


def test_groups_are_by_phase_when_asked() -> None:
    held = Inventory(
        (
            System("a", "甲", SystemKind.LOCAL),
            *(System(f"s{n}", f"乙{n}", SystemKind.STANDARD, ("kaigo",)) for n in range(3)),
            *(System(f"t{n}", f"丙{n}", SystemKind.LOCAL) for n in range(2)),
        ),
        (),
        tuple(Connection(f"c{s}", "a", s) for s in ("s0", "s1", "s2", "t0", "t1")),
    )
    view = View(1, Direction.BOTH, grouping=Grouping.PHASE, phases={"kaigo": "1期"})
    names = {node.name for node in neighbourhood(held, "a", view).nodes}
    assert names == {"甲", "3件: 1期 標準化対象", "2件: 移行時期なし 独自施策"}
