"""移行計画報告書: gathering everything it says, as recorded at the end of a day."""

from datetime import date

from taiodo.plan.outside import outside_systems
from taiodo.plan.version import history_of
from taiodo.plan.ward_table import reviews, years_of
from taiodo.report.content import Report
from taiodo.report.plan import ComparedPlan, KeptVersion, PlanFacts, plan_report
from taiodo.store import costs as stored_costs
from taiodo.store import inventory as stored_inventory
from taiodo.store import plan_lines, plan_versions
from taiodo.workflow import planning
from taiodo.workflow.desk import Desk, shown_time, today
from taiodo.workflow.plan_table import PLAN_YEARS
from taiodo.workflow.scenarios import Comparison, comparison_of
from taiodo.workflow.tracking import moment_of
from taiodo.workflow.tracking_report import chapters_of


def plan(desk: Desk, *, as_of: date | None = None, drawn: bool = True) -> Report:
    """移行計画報告書 as recorded at the end of `as_of` (today if not given).

    Systems and connections are those of today. The chart is left out unless `drawn`.

    Raises:
        Problem: the day lies ahead.
    """
    day, moment = as_of or today(), moment_of(as_of)
    with desk.reading() as (reading, body):
        found = comparison_of(reading, body, moment)
        kept = plan_versions.versions(reading, body.id)
        versions = tuple(v for v in kept if not moment or v.made_at < moment)
        lines = plan_lines.plan_lines(reading, body.id, moment)
        inventory = stored_inventory.inventory(reading, body.id)
        decisions = stored_costs.decisions(reading, body.id, moment)
        schedule = planning.schedule_of(reading, body, day, moment)
        facts = PlanFacts(
            body.name,
            day,
            today(),
            found.names,
            _plans(found),
            tuple(KeptVersion(v, shown_time(v.made_at)) for v in versions),
            history_of(versions),
            lines,
            tuple(r for year in years_of(lines, *PLAN_YEARS) for r in reviews(lines, year)),
            PLAN_YEARS,
            outside_systems(inventory, decisions, day),
            stored_costs.cost_lines(reading, body.id, moment),
            chapters_of(schedule, drawn=drawn),
        )
    return plan_report(facts)


def _plans(found: Comparison) -> tuple[ComparedPlan, ...]:
    return tuple(
        ComparedPlan(
            plan.name,
            plan.entries,
            plan.measures,
            plan.difference,
            plan.findings,
            plan.scenario.note if plan.scenario else "",
        )
        for plan in found.plans
    )
