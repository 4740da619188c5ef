"""The graph of systems and data connections, and the systems a user names."""

from collections.abc import Iterable, Sequence

import networkx as nx

from taiodo.catalog.inventory import Inventory
from taiodo.problems import Problem, near_miss


def connection_graph(inventory: Inventory) -> "nx.MultiDiGraph[str]":
    """The systems as nodes (attribute `system`), each connection an edge provider → consumer.

    The edge key is the connection's id, its attribute `connection` the connection. A connection
    with an end outside the inventory is no edge: there is nobody to trace.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for system in inventory.systems:
        graph.add_node(system.id, system=system)
    for connection in inventory.connections:
        if connection.provider in graph and connection.consumer in graph:
            graph.add_edge(
                connection.provider, connection.consumer, connection.id, connection=connection
            )
    return graph


def system_ids(inventory: Inventory, words: str | Iterable[str]) -> tuple[str, ...]:
    """The ids meant by ids or exact names, without repetition, in the order given.

    Raises:
        Problem: no word at all, a word that is neither id nor name, or a name several systems bear.
    """
    wanted = (words,) if isinstance(words, str) else tuple(words)
    if not wanted:
        raise Problem(
            "起点とするシステムが指定されていません。",
            advice="現行システムのIDか名称を一つ以上指定してください。",
        )
    return tuple(dict.fromkeys(_system_id(inventory, word) for word in wanted))


def _system_id(inventory: Inventory, word: str) -> str:
    cleaned = word.strip()
    if any(system.id == cleaned for system in inventory.systems):
        return cleaned
    named = sorted(system.id for system in inventory.systems if system.name == cleaned)
    if len(named) == 1:
        return named[0]
    if named:
        raise Problem(
            f"「{cleaned}」という名称のシステムが{len(named)}件あります。",
            advice=f"IDで指定してください（{'、'.join(named)}）。",
        )
    raise Problem(
        f"システム「{cleaned}」は登録されていません。", advice=_advice(inventory, cleaned)
    )


def _advice(inventory: Inventory, word: str) -> str:
    if not inventory.systems:
        return "先に現行システムを取り込んでください。"
    known = [system.id for system in inventory.systems] + [s.name for s in inventory.systems]
    return near_miss(word, known) or "現行システムの一覧にあるIDか名称を指定してください。"


def neighbours(
    graph: "nx.MultiDiGraph[str]", node: str, *, providers: bool, consumers: bool
) -> Sequence[str]:
    """The systems one connection away, sorted by id."""
    found: set[str] = set()
    if consumers:
        found.update(graph.successors(node))
    if providers:
        found.update(graph.predecessors(node))
    return sorted(found)
