"""改修対象一覧: systems that do not move but are connected with one that does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.inventory import Inventory, SystemKind
from taiodo.impact.bridges import Bridge, Cutovers


@dataclass(frozen=True, slots=True)
class ChangedLink:
    """One connection of a system to be changed: with whom, which way, and by which day.

    `day` is when the partner begins to move, `last` when it has moved altogether.
    """

    connection: str
    partner: str
    provides: bool
    day: date
    last: date


@dataclass(frozen=True, slots=True)
class RequiredChange:
    """A system that does not move and must be changed, by `ready_by` at the latest.

    `contract_ends` is the end of its contract where that falls before the last day on which the
    change is needed, else None: then the work needs an extension or a successor.
    """

    system: str
    kind: SystemKind
    department: str
    vendor: str
    ready_by: date
    last_day: date
    links: tuple[ChangedLink, ...]
    contract_ends: date | None


def required_changes(inventory: Inventory, cutovers: Cutovers) -> tuple[RequiredChange, ...]:
    """The systems without cutover that are connected with one that moves; the earliest first."""
    links: dict[str, list[ChangedLink]] = {}
    for link in inventory.connections:
        for system, partner in ((link.provider, link.consumer), (link.consumer, link.provider)):
            days = cutovers.get(partner)
            if days and not cutovers.get(system) and system != partner:
                found = ChangedLink(
                    link.id,
                    partner,
                    system == link.provider,
                    min(days.values()),
                    max(days.values()),
                )
                links.setdefault(system, []).append(found)
    changes = []
    for one in inventory.systems:
        held = sorted(links.get(one.id, ()), key=lambda c: (c.day, c.connection))
        if held:
            last = max(link.last for link in held)
            contract = date.fromisoformat(one.contract_end) if one.contract_end else None
            changes.append(
                RequiredChange(
                    one.id,
                    one.kind,
                    one.department,
                    one.vendor,
                    held[0].day,
                    last,
                    tuple(held),
                    contract if contract and contract < last else None,
                )
            )
    return tuple(sorted(changes, key=lambda change: (change.ready_by, change.system)))


def bridges_by_month(bridges: Sequence[Bridge]) -> tuple[tuple[date, int], ...]:
    """(first day of a month, bridges needed on some day of it), from the first to the last."""
    if not bridges:
        return ()
    starts = sorted(bridge.start for bridge in bridges)
    ends = sorted(bridge.end for bridge in bridges)
    found = []
    begun = over = 0
    for month, following in _months(starts[0], ends[-1]):
        while begun < len(starts) and starts[begun] < following:
            begun += 1
        while over < len(ends) and ends[over] <= month:
            over += 1
        found.append((month, begun - over))
    return tuple(found)


def _months(first: date, end: date) -> Iterator[tuple[date, date]]:
    """Every month with a day from `first` (included) to `end` (excluded), and the next one."""
    month = first.replace(day=1)
    while month < end:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        yield month, following
        month = following
