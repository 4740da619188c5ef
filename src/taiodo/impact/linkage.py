"""Current connections beside the national linkages: replaced, without counterpart, missing.

A linkage meets a connection when its ends do: an operation stands for the standardised systems
that serve it, a common function for the common system that bears its name, a partner outside for
a system with one of its words in the name. Of several linkages with the same ends the one whose
words of data are nearest counts.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.catalog.linkage import Linkage, Side

ALIKE = 0.3
"""From which share of common letter pairs on two words of data are called alike."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A connection and the national linkage that takes its place.

    `alike` is the share of the letter pairs of the shorter words of data found in the longer
    (0…1); below `ALIKE` only the ends agree and a person has to look.
    """

    connection: Connection
    linkage: Linkage
    alike: float

    @property
    def same_data(self) -> bool:
        """Whether the words of data agree too, not the ends alone."""
        return self.alike >= ALIKE


@dataclass(frozen=True, slots=True)
class MissingLinkage:
    """A national linkage between systems of the inventory that has no current connection."""

    linkage: Linkage
    providers: tuple[str, ...]
    consumers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkageComparison:
    """Connections replaced, connections without counterpart, linkages without connection."""

    replaced: tuple[Counterpart, ...]
    without: tuple[Connection, ...]
    missing: tuple[MissingLinkage, ...]


def compare_linkage(
    inventory: Inventory, linkages: Sequence[Linkage], functions: Mapping[str, str]
) -> LinkageComparison:
    """The inventory's connections beside the linkages; `functions` names common functions by id.

    Connections neither end of which is a standardised or common system are left out: the
    national papers say nothing of them.
    """
    ends = _Ends(inventory, functions)
    offers: dict[tuple[str, str], list[Linkage]] = {}
    for linkage in linkages:
        pairs = product(ends.of(linkage, linkage.provider), ends.of(linkage, linkage.consumer))
        for provider, consumer in pairs:
            offers.setdefault((provider, consumer), []).append(linkage)
    kinds = {system.id: system.kind for system in inventory.systems}
    ours = {SystemKind.STANDARD, SystemKind.COMMON}
    replaced, without = [], []
    for link in inventory.connections:
        near = offers.get((link.provider, link.consumer))
        if near:
            replaced.append(_nearest(link, near))
        elif ours & {kinds.get(link.provider), kinds.get(link.consumer)}:
            without.append(link)
    present = {(link.provider, link.consumer) for link in inventory.connections}
    missing = [found for linkage in linkages for found in ends.missing(linkage, present)]
    return LinkageComparison(tuple(replaced), tuple(without), tuple(missing))


class _Ends:
    """Which systems of an inventory an end of a linkage means."""

    def __init__(self, inventory: Inventory, functions: Mapping[str, str]) -> None:
        self._systems = inventory.systems
        self._functions = {
            key: [_folded(part) for part in name.split("・")] for key, name in functions.items()
        }

    def of(self, linkage: Linkage, words: Iterable[str]) -> tuple[str, ...]:
        """The ids of the systems any of the words means."""
        return tuple(
            system.id
            for system in self._systems
            if any(self._means(linkage, word, system) for word in words)
        )

    def missing(self, linkage: Linkage, present: set[tuple[str, str]]) -> Iterable[MissingLinkage]:
        """The pairs of single ends that are there without any connection between them.

        Of an end that stands for all standardised or all own systems no connection is demanded.
        """
        if linkage.is_wide:
            return
        for provider, consumer in product(linkage.provider, linkage.consumer):
            providers = self.of(linkage, (provider,))
            consumers = self.of(linkage, (consumer,))
            pairs = {pair for pair in product(providers, consumers) if pair[0] != pair[1]}
            if pairs and not pairs & present:
                yield MissingLinkage(linkage, providers, consumers)

    def _means(self, linkage: Linkage, word: str, system: System) -> bool:
        if word == Side.OUTSIDE.value:
            name = _folded(system.name)
            foreign = system.kind in (SystemKind.EXTERNAL, SystemKind.LOCAL)
            return foreign and any(_folded(w) in name for w in linkage.outside_words)
        if word == Side.STANDARD.value:
            return system.kind is SystemKind.STANDARD
        if word == Side.LOCAL.value:
            return system.kind is SystemKind.LOCAL
        if word in self._functions:
            name = _folded(system.name)
            common = system.kind is SystemKind.COMMON
            return common and any(part in name for part in self._functions[word])
        return system.kind is SystemKind.STANDARD and word in system.operations


def _nearest(link: Connection, near: Sequence[Linkage]) -> Counterpart:
    ranked = [(data_alike(link.data, linkage.data), linkage) for linkage in near]
    alike, best = max(
        ranked,
        key=lambda r: (
            r[0] if r[0] >= ALIKE else 0.0, not r[1].is_wide, r[1].confirmed, r[0], -r[1].serial,
        ),
    )  # fmt: skip
    return Counterpart(link, best, alike)


def data_alike(one: str, other: str) -> float:
    """The share of the letter pairs of the shorter words that are in the longer (0…1)."""
    first, second = sorted((_pairs(one), _pairs(other)), key=len)
    return len(first & second) / len(first) if first else 0.0


def _pairs(text: str) -> set[str]:
    plain = "".join(c for c in _folded(text) if c.isalnum())
    return {a + b for a, b in pairwise(plain)}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
