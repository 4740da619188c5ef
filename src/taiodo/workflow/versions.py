"""計画の版: the plan as of any past day, and the history of every date with its reason."""

from datetime import date

from taiodo.plan.version import PlanChange, PlanVersion, history_of, version_before
from taiodo.store import plan_versions
from taiodo.workflow.desk import Desk, end_of_day_utc


def plan_versions_kept(desk: Desk) -> tuple[PlanVersion, ...]:
    """Every version, the oldest first."""
    with desk.reading() as (reading, body):
        return plan_versions.versions(reading, body.id)


def plan_as_of(desk: Desk, day: date) -> PlanVersion | None:
    """The version that held at the end of `day` in Japan, None if nothing was planned yet."""
    return version_before(plan_versions_kept(desk), end_of_day_utc(day))


def date_history(desk: Desk, operation: str = "") -> tuple[PlanChange, ...]:
    """Every change of phase, cutover or 特定移行支援システム, the newest first.

    With `operation` (an id) only those of one operation.
    """
    changes = history_of(plan_versions_kept(desk))
    return tuple(c for c in changes if not operation or c.operation == operation)
