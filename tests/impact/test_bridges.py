"""Bridges equal a day-by-day simulation; who must change, and by when."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from random_graphs import DATES, FIRST, PAIRS, inventory_of

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.impact.bridges import (
    WHOLE,
    LinkState,
    bridges_needed,
    cutovers_of,
    states_on,
)
from taiodo.impact.changes import bridges_by_month, required_changes

DAYS = [FIRST + timedelta(n) for n in range(-1, 15)]
SPLIT = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.dictionaries(
        st.sampled_from(["tax", "care", "aid"]),
        st.integers(0, 12).map(lambda days: FIRST + timedelta(days)),
        min_size=1,
    ),
)


def simulated(provider, consumer, day) -> LinkState:
    """What a person would say who looks at both ends on that day, part by part."""
    old, new = False, False
    for day_of_part in (*provider.values(), *consumer.values()):
        moved = day_of_part <= day
        old, new = old or not moved, new or moved
    if not (provider and consumer):
        return LinkState.ONE_END if new else LinkState.OLD
    return LinkState.BRIDGED if old and new else (LinkState.NEW if new else LinkState.OLD)


@given(PAIRS, SPLIT)
def test_bridges_equal_a_day_by_day_simulation(pairs, cutovers) -> None:
    inventory = inventory_of([(p, c) for p, c in pairs if p != c])
    found = {bridge.connection: bridge for bridge in bridges_needed(inventory, cutovers)}
    for day in DAYS:
        states = states_on(day, inventory.connections, cutovers)
        for link in inventory.connections:
            provider = cutovers.get(link.provider, {})
            consumer = cutovers.get(link.consumer, {})
            state = simulated(provider, consumer, day)
            assert states[link.id] is state
            bridge = found.get(link.id)
            assert (state is LinkState.BRIDGED) == (bridge is not None and bridge.covers(day))


@given(PAIRS, DATES)
def test_with_whole_systems_the_period_runs_from_the_earlier_to_the_later_cutover(
    pairs, dates
) -> None:
    inventory = inventory_of(pairs, cutovers=dates)
    expected = {}
    for link in inventory.connections:
        one, other = dates.get(link.provider), dates.get(link.consumer)
        if one and other and one != other:
            first = link.provider if one < other else link.consumer
            expected[link.id] = {
                "connection": link.id, "provider": link.provider, "consumer": link.consumer,
                "start": min(one, other), "end": max(one, other), "moved_first": first,
            }  # fmt: skip
    bridges = bridges_needed(inventory, cutovers_of(inventory, {}))
    assert {b.connection: b.as_dict() for b in bridges} == expected
    assert all(b.why and not b.parts for b in bridges)


@given(PAIRS, DATES)
def test_months_count_the_bridges_needed_on_some_day_of_them(pairs, dates) -> None:
    inventory = inventory_of(pairs, cutovers=dates)
    bridges = bridges_needed(inventory, cutovers_of(inventory, {}))
    expected = Counter(
        {
            (day.year, day.month): 0
            for bridge in bridges
            for day in (bridge.start, bridge.end - timedelta(1))
        }
    )
    for bridge in bridges:
        for month in {
            ((bridge.start + timedelta(n)).year, (bridge.start + timedelta(n)).month)
            for n in range(bridge.days)
        }:
            expected[month] += 1
    assert {(m.year, m.month): count for m, count in bridges_by_month(bridges)} == dict(expected)


TAX, CARE = date(2025, 9, 16), date(2025, 10, 14)


def small(*systems: System) -> Inventory:
    links = (Connection("c1", "a", "b", "所得情報"), Connection("c2", "b", "x", "認定"))
    return Inventory(systems, (), links)


def test_a_system_without_a_date_of_its_own_moves_with_its_operations() -> None:
    inventory = small(
        System("a", "税務", SystemKind.STANDARD, ("tax", "car")),
        System("b", "介護", SystemKind.STANDARD, ("care",), cutover="2025-11-01"),
        System("x", "窓口", SystemKind.LOCAL, ("tax",)),
    )
    planned = {"tax": TAX, "car": TAX, "care": CARE}
    assert cutovers_of(inventory, planned) == {
        "a": {WHOLE: TAX},
        "b": {WHOLE: date(2025, 11, 1)},
    }
    assert cutovers_of(inventory, planned, own_first=False)["b"] == {WHOLE: CARE}


def test_a_system_of_several_operations_on_different_days_is_shown_split() -> None:
    inventory = small(
        System("a", "福祉", SystemKind.STANDARD, ("tax", "care")),
        System("b", "税務", SystemKind.STANDARD, ("tax",)),
        System("x", "窓口", SystemKind.LOCAL, contract_end="2025-09-30"),
    )
    cutovers = cutovers_of(inventory, {"tax": TAX, "care": CARE})
    assert cutovers["a"] == {"tax": TAX, "care": CARE}
    (bridge,) = bridges_needed(inventory, cutovers)
    assert (bridge.start, bridge.end, bridge.moved_first) == (TAX, CARE, "b")
    assert [(p.provider_operation, p.consumer_operation) for p in bridge.parts] == [("care", WHOLE)]
    assert "業務ごと" in bridge.why


def test_a_system_that_stays_must_change_by_the_first_move_beside_it() -> None:
    inventory = small(
        System("a", "税務", SystemKind.STANDARD, cutover="2025-09-16"),
        System("b", "介護", SystemKind.STANDARD, cutover="2025-10-14"),
        System("x", "窓口", SystemKind.LOCAL, (), "税務課", "A社", contract_end="2025-10-01"),
    )
    (change,) = required_changes(inventory, cutovers_of(inventory, {}))
    assert (change.system, change.ready_by, change.department, change.vendor) == (
        "x", CARE, "税務課", "A社",
    )  # fmt: skip
    assert [(link.connection, link.partner, link.provides) for link in change.links] == [
        ("c2", "b", False)
    ]
    assert change.contract_ends == date(2025, 10, 1)
