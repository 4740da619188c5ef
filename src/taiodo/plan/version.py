"""Versions of the migration plan (計画の版): every saved change is kept with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

FIRST_NAME = "当初計画"


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What a plan says of one operation.

    `phase` is "" while undecided; `extended` marks an expected 特定移行支援システム.
    """

    operation: str
    phase: str = ""
    cutover: date | None = None
    extended: bool = False
    department: str = ""


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One kept version; `number` counts from 1, `made_at` is UTC ISO 8601.

    `scenario` is the name of the adopted 計画案, "" for a change made by hand.
    """

    number: int
    name: str
    reason: str
    made_at: str
    made_by: str
    entries: tuple[PlanEntry, ...] = ()
    scenario: str = ""

    @property
    def planned(self) -> dict[str, date]:
        """Operation → cutover date, of those that have one."""
        return planned_days(self.entries)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What one version changed for one operation; None where the operation was not planned."""

    version: PlanVersion
    operation: str
    before: PlanEntry | None
    after: PlanEntry | None

    @property
    def days(self) -> int | None:
        """By how many days the cutover moved (later: positive), None if a date is missing."""
        first = self.before.cutover if self.before else None
        second = self.after.cutover if self.after else None
        return (second - first).days if first and second else None


def planned_days(entries: Iterable[PlanEntry]) -> dict[str, date]:
    """Operation → cutover date, of those that have one."""
    return {entry.operation: entry.cutover for entry in entries if entry.cutover}


def differences(
    before: Iterable[PlanEntry], after: Iterable[PlanEntry]
) -> tuple[tuple[PlanEntry | None, PlanEntry | None], ...]:
    """The entries that are not the same in both: phase, cutover or 特定移行支援システム."""
    old, new = _by_operation(before), _by_operation(after)
    found = []
    for operation in dict.fromkeys([*new, *old]):
        one, other = old.get(operation), new.get(operation)
        if _planned(one) != _planned(other):
            found.append((one, other))
    return tuple(found)


def history_of(versions: Sequence[PlanVersion]) -> tuple[PlanChange, ...]:
    """Every change of every date, the newest first; the first version is no change."""
    changes = []
    for earlier, later in pairwise(versions):
        for old, new in differences(earlier.entries, later.entries):
            named = new or old
            changes.append(PlanChange(later, named.operation if named else "", old, new))
    return tuple(sorted(changes, key=lambda change: -change.version.number))


def version_before(versions: Sequence[PlanVersion], moment: str) -> PlanVersion | None:
    """The version that held just before a moment (UTC ISO 8601), None if there was none yet."""
    held = [version for version in versions if version.made_at < moment]
    return held[-1] if held else None


def _by_operation(entries: Iterable[PlanEntry]) -> Mapping[str, PlanEntry]:
    return {entry.operation: entry for entry in entries}


def _planned(entry: PlanEntry | None) -> tuple[str, date | None, bool]:
    return (entry.phase, entry.cutover, entry.extended) if entry else ("", None, False)
