"""The connections as plain lists of neighbours: what trace, loops and reach walk along.

Systems are numbered in the order of their ids, so that walking numbers in order is walking ids in
order. Building costs time in proportion to systems and connections; one `Flows` serves many
questions.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from taiodo.catalog.inventory import Connection, Inventory

UNKNOWN_METHOD = "不明"
"""What to ask for to follow the connections whose method nobody has entered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which connections are followed, and how far.

    `hops` counts connections (None: no limit). `data` is contained in the connection's data,
    `method` is its method, both without regard to width and case; `不明` means none is entered.
    """

    hops: int | None = None
    data: str = ""
    method: str = ""

    @property
    def narrows(self) -> bool:
        """Whether some connections are not followed at all."""
        return bool(self.data or self.method)

    def follows(self, link: Connection) -> bool:
        """Whether this connection is followed."""
        return (not self.data or _folded(self.data) in _folded(link.data)) and (
            not self.method or _folded(self.method) == _folded(link.method or UNKNOWN_METHOD)
        )


@dataclass(frozen=True, slots=True)
class Flows:
    """Neighbours of every system by number.

    `consumers[n]` and `providers[n]` are sorted, without repetition and without `n` itself;
    `links[n]` leads from every consumer of `n` to the ids of the connections to it.
    """

    ids: tuple[str, ...]
    place: dict[str, int]
    consumers: tuple[list[int], ...]
    providers: tuple[list[int], ...]
    links: tuple[dict[int, list[str]], ...]


def flows_of(inventory: Inventory, follows: Callable[[Connection], bool] | None = None) -> Flows:
    """The neighbours along the connections that `follows` keeps (all when not given).

    A connection with an end outside the inventory, or from a system to itself, leads nowhere.
    """
    ids = tuple(sorted(system.id for system in inventory.systems))
    place = {name: number for number, name in enumerate(ids)}
    links: tuple[dict[int, list[str]], ...] = tuple({} for _ in ids)
    number_of = place.get
    for link in inventory.connections:
        provider, consumer = number_of(link.provider), number_of(link.consumer)
        if provider is None or consumer is None or provider == consumer:
            continue
        if follows is None or follows(link):
            to = links[provider]
            if consumer in to:
                to[consumer].append(link.id)
            else:
                to[consumer] = [link.id]
    consumers = tuple(sorted(held) for held in links)
    providers: tuple[list[int], ...] = tuple([] for _ in ids)
    for number, held in enumerate(consumers):
        for consumer in held:
            providers[consumer].append(number)
    return Flows(ids, place, consumers, providers, links)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
