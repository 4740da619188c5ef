"""What people confirmed before, from which suggestions learn: of this edition and earlier ones."""

from collections.abc import Iterable

from taiodo.catalog.editions import Edition
from taiodo.catalog.search import folded
from taiodo.matching.engine import Confirmed
from taiodo.store import editions as stored_editions
from taiodo.store import inventory as stored_inventory
from taiodo.store.engine import Reading
from taiodo.store.mappings import confirmed_decisions

Known = dict[tuple[str, str], Confirmed]


def confirmed(
    reading: Reading, municipality: int, operation: str, edition: Edition
) -> tuple[Confirmed, ...]:
    """Mappings of an operation people of this municipality confirmed, in the numbers of `edition`.

    Decisions of the edition's own survey come first, then those of other editions whose requirement
    is here under the same number and name or, failing that, under the same name alone; last what
    the inventory names and nobody has decided about.
    """
    own = stored_editions.edition_key(reading, operation, edition.edition)
    found: Known = {}
    decisions = confirmed_decisions(reading, municipality, operation)
    _learn(found, (d[1:] for d in decisions if d[0] == own), None)
    _learn(found, (d[1:] for d in reversed(decisions) if d[0] != own), _Numbers(edition))
    _learn_inventory(found, reading, municipality, operation, _Numbers(edition))
    return tuple(found.values())


class _Numbers:
    """Numbers of an edition by number and name."""

    def __init__(self, edition: Edition) -> None:
        self.names: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for requirement in edition.requirements:
            name = folded(requirement.name)
            self.names.setdefault(requirement.number, set()).add(name)
            self._by_name.setdefault(name, set()).add(requirement.number)

    def here(self, number: str, name: str) -> str:
        """The number a requirement of another edition has here, "" when that is not sure."""
        word = folded(name)
        if word in self.names.get(number, ()):
            return number
        numbers = self._by_name.get(word, set()) if word else set()
        return next(iter(numbers)) if len(numbers) == 1 else ""


def _learn(
    found: Known, decisions: Iterable[tuple[str, str, str, str]], numbers: _Numbers | None
) -> None:
    """Add decisions on features not known yet; `numbers` translates those of other editions."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for name, description, number, heading in decisions:
        here = numbers.here(number, heading) if numbers is not None and number else number
        if here or not number:
            known = gathered.setdefault((name, description), [])
            if here and here not in known:
                known.append(here)
    for (name, description), known in gathered.items():
        found.setdefault((name, description), Confirmed(name, description, tuple(known)))


def _learn_inventory(
    found: Known, reading: Reading, municipality: int, operation: str, numbers: _Numbers
) -> None:
    serving = {
        s.id for s in stored_inventory.systems(reading, municipality) if operation in s.operations
    }
    for feature in stored_inventory.features(reading, municipality):
        here = tuple(n for n in feature.counterparts if n in numbers.names)
        if feature.system in serving and here:
            key = feature.name, feature.description
            found.setdefault(key, Confirmed(*key, here))
