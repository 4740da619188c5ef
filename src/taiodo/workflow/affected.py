"""影響範囲: who is hit when systems move, and the picture of it."""

from collections.abc import Sequence

from taiodo.impact.drawing import to_dot
from taiodo.impact.picture import neighbourhood
from taiodo.impact.trace import Trace, trace
from taiodo.workflow.current import inventory
from taiodo.workflow.desk import Desk


def trace_systems(desk: Desk, systems: Sequence[str], direction: str = "downstream") -> Trace:
    """Every system reached from the given ones (ids or names) over data connections.

    Raises:
        Problem: a system is unknown.
    """
    return trace(inventory(desk), systems, direction)


def picture(
    desk: Desk, systems: Sequence[str], radius: int, direction: str, *, among: bool = False
) -> str:
    """The Graphviz source of the systems within `radius` connections, `among` with all edges."""
    found = neighbourhood(inventory(desk), systems, radius, direction=direction, among=among)
    return to_dot(found)
