"""影響範囲: who is hit when systems move, what moves together, and what the nation links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.inventory import Inventory
from taiodo.catalog.load import load_catalog
from taiodo.impact.bridges import Cutovers, cutovers_of
from taiodo.impact.flows import Limits
from taiodo.impact.linkage import LinkageComparison, compare_linkage
from taiodo.impact.loops import groups
from taiodo.impact.single_points import SinglePoint, single_points
from taiodo.impact.trace import UNLIMITED, Trace, trace
from taiodo.plan.doubts import impact_findings
from taiodo.problems import Finding
from taiodo.store import municipal
from taiodo.store.engine import Reading
from taiodo.workflow.current import inventory
from taiodo.workflow.desk import Desk
from taiodo.workflow.past import inventory_at, plans_at


@dataclass(frozen=True, slots=True)
class Landscape:
    """The inventory with the plan it is held against.

    `planned` maps operation → cutover date, `phases` operation → 移行時期, `extended` are the
    operations expected to be 特定移行支援システム, `cutovers` system → when its parts move.
    """

    municipality: str
    inventory: Inventory
    planned: dict[str, date]
    phases: dict[str, str]
    extended: frozenset[str]
    cutovers: Cutovers


def landscape(desk: Desk) -> Landscape:
    """The current systems, connections and plan of the municipality."""
    with desk.reading() as (reading, body):
        return landscape_of(reading, body)


def landscape_of(
    reading: Reading, body: municipal.CurrentMunicipality, moment: str = ""
) -> Landscape:
    """As `landscape`, within a transaction; at `moment` (UTC ISO 8601) when one is given."""
    held = inventory_at(reading, body.id, moment)
    plans = plans_at(reading, body.id, moment)
    planned = {o: date.fromisoformat(plan.cutover) for o, plan in plans.items() if plan.cutover}
    return Landscape(
        body.name,
        held,
        planned,
        {operation: plan.phase for operation, plan in plans.items() if plan.phase},
        frozenset(operation for operation, plan in plans.items() if plan.extended),
        cutovers_of(held, planned),
    )


def operation_names() -> dict[str, str]:
    """The names of the standardised operations by id."""
    return {operation.id: operation.name for operation in load_catalog().operations.values()}


def trace_systems(
    desk: Desk,
    systems: Sequence[str],
    direction: str = "downstream",
    limits: Limits = UNLIMITED,
) -> Trace:
    """Every system reached from the given ones (ids or names) over data connections.

    Raises:
        Problem: a system is unknown.
    """
    return trace(inventory(desk), systems, direction, limits)


def moving_together(desk: Desk) -> tuple[tuple[str, ...], ...]:
    """The groups of systems that exchange data in a loop, by id, the largest first."""
    return groups(inventory(desk))


def keystones(desk: Desk) -> tuple[SinglePoint, ...]:
    """The single systems whose loss cuts others off."""
    return single_points(inventory(desk))


def doubts(desk: Desk) -> tuple[Finding, ...]:
    """What inventory and plan leave unsaid or contradict."""
    held = landscape(desk)
    return impact_findings(held.inventory, held.planned)


def national_linkage(desk: Desk) -> LinkageComparison:
    """The current connections beside the national linkages of the catalog."""
    return linkage_of(inventory(desk))


def linkage_of(held: Inventory) -> LinkageComparison:
    """As `national_linkage`, of an inventory at hand."""
    catalog = load_catalog()
    functions = {found.id: found.name for found in catalog.common_functions}
    return compare_linkage(held, catalog.linkage, functions)
