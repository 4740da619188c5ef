"""What a shipped municipality's plan says beyond phases: its table, and what systems cost."""

from taiodo.catalog.municipalities import Municipality
from taiodo.plan.costs import CostItem, CostLine
from taiodo.plan.ward_table import PlanLine
from taiodo.store.costs import add_cost_lines, cost_lines
from taiodo.store.engine import Transaction
from taiodo.store.plan_lines import add_plan_lines, plan_lines


def add_plan_facts(tx: Transaction, municipality: int, profile: Municipality) -> int:
    """Store the lines of the table and the costs, where there are none yet; how many were."""
    lines = [] if plan_lines(tx, municipality) else _lines(profile)
    costs = [] if cost_lines(tx, municipality) else _costs(profile)
    add_plan_lines(tx, municipality, lines)
    add_cost_lines(tx, municipality, costs)
    return len(lines) + len(costs)


def _lines(profile: Municipality) -> list[PlanLine]:
    return [
        PlanLine(
            line.block,
            place,
            line.title,
            line.mark,
            line.level,
            line.planned,
            {},
            line.unplaced,
            line.note,
            line.source,
            line.certainty.value,
        )
        for place, line in enumerate(profile.plan_lines, 1)
    ]


def _costs(profile: Municipality) -> list[CostLine]:
    return [
        CostLine(
            fact.name,
            fact.category,
            CostItem.UNSPLIT,
            {fact.fiscal_year: fact.amount},
            note=f"決算額。出典: {fact.source}",
        )
        for fact in profile.costs
    ]
