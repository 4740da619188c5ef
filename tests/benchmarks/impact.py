"""How long trace, reach, bridges and the picture take, beside floors measured in the same run.

    .venv/bin/python tests/benchmarks/impact.py

5,000 systems with 25,000 connections: a trace with the neighbours at hand, which the aim of 20 ms
means (docs/decisions/0009-impact.md), and the whole of it, building them first as a command does;
the reach of all systems, groups, single points, bridges and required changes. The floor of each is
one plain pass over all connections (a dictionary look-up of both ends); networkx gives the reach of
a sample of systems node by node, scaled to all. Half and double the size say whether cost grows in
step with the connections. Then the picture of 300 systems with 2,000 connections as the page makes
it, its floor a picture of one box.

Times are the least of some runs, in milliseconds of processor time of this process, so that others
on the machine do not count.
"""

import gc
import random
import time
from collections.abc import Callable

import networkx as nx

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.impact.bridges import bridges_needed, cutovers_of
from taiodo.impact.changes import required_changes
from taiodo.impact.flows import flows_of
from taiodo.impact.graph import connection_graph
from taiodo.impact.layout import layered
from taiodo.impact.loops import groups, reach
from taiodo.impact.picture import Grouping, View, neighbourhood
from taiodo.impact.single_points import single_points
from taiodo.impact.trace import trace
from taiodo.report.network import network_chart

SYSTEMS, CONNECTIONS = 5_000, 25_000
SAMPLE = 20
Task = Callable[[], object]


def main() -> None:
    """Measure and report."""
    held = random_inventory(SYSTEMS, CONNECTIONS)
    gc.freeze()
    floor = least(lambda: plain_pass(held))
    print(f"{SYSTEMS:,} systems, {CONNECTIONS:,} connections; a plain pass takes {floor:.1f} ms")
    for name, task in tasks(held).items():
        took = least(task)
        print(f"  {name:<34} {took:8.1f} ms  {took / floor:6.1f} × the plain pass")
    print("  * the aim: 20 ms on a machine that does nothing else")
    graph = connection_graph(held)
    node_by_node = least(
        lambda: [nx.descendants(graph, s.id) for s in held.systems[:SAMPLE]], times=1
    )
    scaled = node_by_node / SAMPLE * SYSTEMS
    print(f"  networkx descendants, all systems  {scaled:8.0f} ms  (from {SAMPLE} of them)")
    print("growth: the same work on half and double the size, per connection against the full size")
    ratios(held)
    pictures()


def tasks(held: Inventory) -> dict[str, Task]:
    """What people wait for."""
    flows, cutovers = flows_of(held), cutovers_of(held, {})
    start = held.systems[0].id
    return {
        "neighbours (built once)": lambda: flows_of(held),
        "trace of one, neighbours at hand*": lambda: trace(held, start, flows=flows),
        "trace of one, whole": lambda: trace(held, start),
        "reach of all systems": lambda: reach(held, flows),
        "groups": lambda: groups(held),
        "single points": lambda: single_points(held),
        "bridges": lambda: bridges_needed(held, cutovers),
        "required changes": lambda: required_changes(held, cutovers),
    }


def ratios(full: Inventory) -> None:
    """Cost per connection at half and double the size, 1.0 where it grows in step."""
    sizes = {factor: random_inventory(int(SYSTEMS * factor), int(CONNECTIONS * factor))
             for factor in (0.5, 2.0)}  # fmt: skip
    for name in tasks(full):
        base = least(tasks(full)[name])
        shown = [
            f"×{factor}: {least(tasks(held)[name]) / base / factor:.2f}"
            for factor, held in sizes.items()
        ]
        print(f"  {name:<34} {'   '.join(shown)}")


def pictures() -> None:
    """The picture of a municipality of 300 systems, as the page makes it."""
    held = random_inventory(300, 2_000)
    network_chart(layered(neighbourhood(held, held.systems[0].id))).to_dict()
    bare = layered(neighbourhood(Inventory(held.systems[:1]), held.systems[0].id))
    floor = least(lambda: network_chart(bare).to_dict())
    print(f"picture of 300 systems, 2,000 connections; a picture of one box takes {floor:.0f} ms")
    views = {
        "one step": View(1),
        "two steps": View(2),
        "two steps, by department": View(2, grouping=Grouping.DEPARTMENT),
        "three steps, neighbours too": View(3, among=True),
    }
    for name, view in views.items():
        took = least(
            lambda view=view: network_chart(
                layered(neighbourhood(held, held.systems[0].id, view))
            ).to_dict()
        )
        print(f"  {name:<34} {took:8.0f} ms  {took / floor:6.1f} × the one box")


def random_inventory(systems: int, connections: int) -> Inventory:
    """Random connections with loops; six of ten systems move, in the course of a year."""
    chance = random.Random(systems)
    kinds = list(SystemKind)
    held = tuple(
        System(
            f"S{n:05}",
            f"業務システム{n}号",
            chance.choice(kinds),
            department=f"{chance.choice('税福介戸総教保')}務課",
            cutover=f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            if chance.random() < 0.6
            else "",
        )
        for n in range(systems)
    )
    links = tuple(
        Connection(
            f"C{n}",
            held[chance.randrange(systems)].id,
            held[chance.randrange(systems)].id,
            f"データ{n % 40}",
            "API",
        )
        for n in range(connections)
    )
    return Inventory(held, (), links)


def plain_pass(held: Inventory) -> int:
    """Both ends of every connection looked up: less than this nobody can do."""
    place = {system.id: number for number, system in enumerate(held.systems)}
    return sum(place[link.provider] < place[link.consumer] for link in held.connections)


def least(task: Task, times: int = 5) -> float:
    """The least of some runs, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.process_time()
        task()
        found.append((time.process_time() - start) * 1000)
    return min(found)


if __name__ == "__main__":
    main()
