"""暫定連携: which connections need a temporary interface, from when to when, and why.

A system moves on its cutover dates. A connection is 旧–旧 until the first of its ends begins to
move and 新–新 once both have moved altogether; in between it is bridged. A system without cutover
does not move: a connection to it is no bridge but a change (`taiodo.impact.changes`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind

WHOLE = ""
"""Stands for the operation where a system moves as a whole, on its own cutover date."""

Dates = Mapping[str, date]
"""Operation → the day its part of a system moves; `WHOLE` for all of it."""

Cutovers = Mapping[str, Dates]
"""System → when its parts move. A system that is absent, or has no date, does not move."""


class LinkState(StrEnum):
    """What a connection is on one day."""

    OLD = "old"
    BRIDGED = "bridged"
    NEW = "new"
    ONE_END = "one_end"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "old": "旧–旧",
            "bridged": "暫定連携",
            "new": "新–新",
            "one_end": "新–移行なし（改修）",
        }[self.value]


@dataclass(frozen=True, slots=True)
class BridgePart:
    """One pair of operations (`WHOLE`: the whole system) that a split bridge is made of."""

    provider_operation: str
    consumer_operation: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Bridge:
    """暫定連携 of one connection, needed from `start` (included) to `end` (excluded).

    `moved_first` is the id of the system that begins to move first. `parts` are the pairs of
    operations on different days where an end moves in several steps, else empty.
    """

    connection: str
    provider: str
    consumer: str
    start: date
    end: date
    moved_first: str
    why: str = ""
    parts: tuple[BridgePart, ...] = ()

    @property
    def days(self) -> int:
        """For how many days it is needed."""
        return (self.end - self.start).days

    def covers(self, day: date) -> bool:
        """Whether it is needed on that day."""
        return self.start <= day < self.end

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `impact bridges`."""
        return {
            "connection": self.connection,
            "provider": self.provider,
            "consumer": self.consumer,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "moved_first": self.moved_first,
        }


def cutovers_of(
    inventory: Inventory, planned: Mapping[str, date], *, own_first: bool = True
) -> dict[str, dict[str, date]]:
    """When every system that moves does so.

    Its own cutover date (切替予定日) counts; a standardised system without one moves with its
    operations, as `planned` (operation → cutover date) says. With `own_first` false the plan goes
    before the systems' own dates, as a scenario wants it. Own systems (独自施策), common functions
    and partners outside move only if the inventory gives them a date, whatever they serve.
    """
    found: dict[str, dict[str, date]] = {}
    for system in inventory.systems:
        own, parts = _own(system), _parts(system, planned)
        dates = (own or parts) if own_first else (parts or own)
        if dates:
            found[system.id] = dates
    return found


def bridges_needed(inventory: Inventory, cutovers: Cutovers) -> tuple[Bridge, ...]:
    """Every connection whose two ends both move, on different days; by start, end and id.

    Args:
        inventory: systems (for their names) and connections.
        cutovers: system → operation → day, as `cutovers_of` gives it or a scenario wants it.
    """
    names = {system.id: system.name for system in inventory.systems}
    found = (_bridge(link, cutovers, names) for link in inventory.connections)
    return tuple(sorted(filter(None, found), key=lambda b: (b.start, b.end, b.connection)))


def state_on(day: date, provider: Dates, consumer: Dates) -> LinkState:
    """What the connection between ends that move on these dates is on one day."""
    if not (provider or consumer):
        return LinkState.OLD
    days = [*provider.values(), *consumer.values()]
    if day < min(days):
        return LinkState.OLD
    if not (provider and consumer):
        return LinkState.ONE_END
    return LinkState.NEW if day >= max(days) else LinkState.BRIDGED


def states_on(
    day: date, connections: Iterable[Connection], cutovers: Cutovers
) -> dict[str, LinkState]:
    """What every connection is on one day, by its id."""
    nothing: Dates = {}
    return {
        link.id: state_on(
            day, cutovers.get(link.provider, nothing), cutovers.get(link.consumer, nothing)
        )
        for link in connections
    }


def _own(system: System) -> dict[str, date]:
    return {WHOLE: date.fromisoformat(system.cutover)} if system.cutover else {}


def _parts(system: System, planned: Mapping[str, date]) -> dict[str, date]:
    if system.kind is not SystemKind.STANDARD:
        return {}
    parts = {
        operation: planned[operation] for operation in system.operations if operation in planned
    }
    if len(parts) == len(system.operations) and len(set(parts.values())) == 1:
        return {WHOLE: next(iter(parts.values()))}
    return parts


def _bridge(link: Connection, cutovers: Cutovers, names: Mapping[str, str]) -> Bridge | None:
    provider, consumer = cutovers.get(link.provider), cutovers.get(link.consumer)
    if not provider or not consumer or link.provider == link.consumer:
        return None
    days = [*provider.values(), *consumer.values()]
    start, end = min(days), max(days)
    if start == end:
        return None
    order = (min(provider.values()), max(provider.values())) <= (
        min(consumer.values()),
        max(consumer.values()),
    )
    first = link.provider if order else link.consumer
    split = len(provider) > 1 or len(consumer) > 1
    parts = _pairs(provider, consumer) if split else ()
    why = _why(link, names, provider_first=order, split=split)
    return Bridge(link.id, link.provider, link.consumer, start, end, first, why, parts)


def _pairs(provider: Dates, consumer: Dates) -> tuple[BridgePart, ...]:
    return tuple(
        BridgePart(one, other, min(day, later), max(day, later))
        for (one, day), (other, later) in product(provider.items(), consumer.items())
        if day != later
    )


def _why(link: Connection, names: Mapping[str, str], *, provider_first: bool, split: bool) -> str:
    provider = names.get(link.provider, link.provider)
    consumer = names.get(link.consumer, link.consumer)
    data = f"「{link.data}」" if link.data else "データ"
    if provider_first:
        words = f"提供元が先に移り、新しい{provider}から移行前の{consumer}へ{data}を渡す間"
    else:
        words = f"提供先が先に移り、移行前の{provider}から新しい{consumer}へ{data}を渡す間"
    return words + ("（業務ごとに移る日が違うシステムを含む）" if split else "")
