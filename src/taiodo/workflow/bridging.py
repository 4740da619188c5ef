"""暫定連携・改修: what must be bridged and changed under the plan, and who takes care of it."""

from taiodo.impact.bridges import Bridge, bridges_needed
from taiodo.impact.changes import RequiredChange, required_changes
from taiodo.workflow.affected import landscape
from taiodo.workflow.desk import Desk


def bridges(desk: Desk) -> tuple[Bridge, ...]:
    """Every connection that needs a bridge under the plan as it stands."""
    held = landscape(desk)
    return bridges_needed(held.inventory, held.cutovers)


def changes(desk: Desk) -> tuple[RequiredChange, ...]:
    """Every system that does not move and must be changed under the plan as it stands."""
    held = landscape(desk)
    return required_changes(held.inventory, held.cutovers)
