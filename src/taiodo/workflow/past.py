"""Inventory and plan as they stood at a past moment, from the audit trail.

Which operations a system serves has no history of its own and is taken as it is now.
"""

from dataclasses import replace
from typing import Any

from taiodo.catalog.inventory import Inventory, SystemKind
from taiodo.catalog.municipalities import OperationPlan
from taiodo.store import impact as tasks
from taiodo.store import inventory as stored
from taiodo.store import municipal
from taiodo.store.engine import Reading
from taiodo.store.history import added_after, changes_after

_SYSTEM = ("name", "vendor", "contract_end", "cutover", "note")
_CONNECTION = ("data", "method", "frequency", "note")
_PLAN = ("phase", "cutover", "cutover_note", "extended")


def inventory_at(reading: Reading, municipality: int, moment: str = "") -> Inventory:
    """Systems and connections at `moment` (UTC ISO 8601), as they are now when it is empty.

    Features are left as they are now.
    """
    held = stored.inventory(reading, municipality)
    if not moment:
        return held
    keys = stored.system_keys(reading, municipality)
    codes = {key: code for code, key in keys.items()}
    names = {key: name for name, key in municipal.departments(reading, municipality).items()}
    earlier = changes_after(reading, municipality, "system", moment)
    later = added_after(reading, municipality, "system", moment)
    systems = []
    for system in held.systems:
        then = earlier.get(keys[system.id], {})
        values = _known(then, _SYSTEM)
        if "kind" in then:
            values["kind"] = SystemKind(then["kind"])
        if "department_id" in then:
            values["department"] = names.get(then["department_id"], "")
        if keys[system.id] not in later:
            systems.append(replace(system, **values))
    links = tasks.connection_keys(reading, municipality)
    earlier = changes_after(reading, municipality, "connection", moment)
    later = added_after(reading, municipality, "connection", moment)
    connections = []
    for link in held.connections:
        then = earlier.get(links[link.id], {})
        values = _known(then, _CONNECTION)
        for end in ("provider", "consumer"):
            if f"{end}_id" in then:
                values[end] = codes[then[f"{end}_id"]]
        if links[link.id] not in later:
            connections.append(replace(link, **values))
    return Inventory(tuple(systems), held.features, tuple(connections))


def plans_at(reading: Reading, municipality: int, moment: str = "") -> dict[str, OperationPlan]:
    """What was planned for each operation at `moment`, as it is now when it is empty."""
    plans = municipal.plans(reading, municipality)
    if not moment:
        return {operation: found.plan for operation, found in plans.items()}
    earlier = changes_after(reading, municipality, "operation_plan", moment)
    later = added_after(reading, municipality, "operation_plan", moment)
    return {
        operation: replace(found.plan, **_known(earlier.get(found.id, {}), _PLAN))
        for operation, found in plans.items()
        if found.id not in later
    }


def _known(then: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: then[name] for name in fields if name in then}
