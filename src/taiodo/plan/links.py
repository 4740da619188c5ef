"""What an assignment of operations to phases costs: connections whose ends move on other days."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.inventory import Inventory, System, SystemKind
from taiodo.plan.phases import months


@dataclass(frozen=True, slots=True)
class Link:
    """Connections that depend on the same operations and the same fixed days.

    They are bridged from the first to the last of the days on which the operations move and the
    fixed `days` (of systems that move by themselves). Without operations their bridges are the same
    whatever is placed: a constant part of the months. `weight` is the sum of their weights.
    """

    operations: tuple[str, ...]
    days: tuple[date, ...]
    weight: float
    connections: tuple[str, ...]


def links_of(
    inventory: Inventory, operations: Collection[str], weights: Mapping[str, float] | None = None
) -> tuple[Link, ...]:
    """The connections that need a bridge, or can need one, when these operations are placed.

    As `taiodo.impact.bridges.cutovers_of` with the plan first: a standardised system moves with
    those of its operations that are placed, any other system only on its own cutover date.

    Args:
        inventory: systems and connections.
        operations: ids of the operations to be placed.
        weights: connection id → weight, 1 where not given.
    """
    ends = {system.id: _end(system, operations) for system in inventory.systems}
    held: dict[tuple[tuple[str, ...], tuple[date, ...]], list[tuple[str, float]]] = {}
    for link in inventory.connections:
        provider, consumer = ends.get(link.provider), ends.get(link.consumer)
        if not provider or not consumer or link.provider == link.consumer:
            continue
        moving = tuple(sorted({*provider[0], *consumer[0]}))
        days = tuple(sorted({*provider[1], *consumer[1]}))
        if len(moving) + len(days) > 1:
            weight = (weights or {}).get(link.id, 1.0)
            held.setdefault((moving, days), []).append((link.id, weight))
    return tuple(
        Link(moving, days, sum(w for _, w in found), tuple(name for name, _ in found))
        for (moving, days), found in held.items()
    )


def bridge_days(links: Iterable[Link], cutovers: Mapping[str, date]) -> float:
    """Weighted days of bridging: Σ weight × (last − first of the days its ends move on)."""
    total = 0.0
    for link in links:
        days = [*(cutovers[operation] for operation in link.operations), *link.days]
        total += link.weight * (max(days) - min(days)).days
    return total


def bridge_months(links: Iterable[Link], cutovers: Mapping[str, date]) -> float:
    """As `bridge_days`, in months of 30.436875 days."""
    return months(bridge_days(links, cutovers))


def _end(
    system: System, operations: Collection[str]
) -> tuple[tuple[str, ...], tuple[date, ...]] | None:
    if system.kind is SystemKind.STANDARD:
        placed = tuple(operation for operation in system.operations if operation in operations)
        if placed:
            return placed, ()
    return ((), (date.fromisoformat(system.cutover),)) if system.cutover else None
