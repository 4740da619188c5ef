"""Inventories of random graphs, for laws that must hold on all of them."""

from datetime import date, timedelta

import networkx as nx
from hypothesis import strategies as st

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind

NAMES = "abcdefghij"
FIRST = date(2025, 4, 1)


def inventory_of(
    pairs: list[tuple[int, int]], names: str = NAMES, cutovers: dict[str, str] | None = None
) -> Inventory:
    """Systems of one letter, and a connection from the first to the second of every pair."""
    dates = cutovers or {}
    return Inventory(
        tuple(System(n, f"{n}システム", SystemKind.LOCAL, cutover=dates.get(n, "")) for n in names),
        (),
        tuple(
            Connection(f"c{place:03}", names[p], names[c], method="API" if place % 2 else "")
            for place, (p, c) in enumerate(pairs)
        ),
    )


PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=36)
"""Connections with loops, repetitions and even from a system to itself."""

DATES = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.integers(0, 12).map(lambda days: (FIRST + timedelta(days)).isoformat()),
)
"""Cutover dates of some of the systems, within two weeks."""


def as_digraph(inventory: Inventory) -> "nx.DiGraph[str]":
    """The same connections in networkx, without those from a system to itself."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(system.id for system in inventory.systems)
    graph.add_edges_from(
        (link.provider, link.consumer)
        for link in inventory.connections
        if link.provider != link.consumer
    )
    return graph
