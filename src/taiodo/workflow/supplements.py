"""独自の追加仕様: requirements of the municipality's own beside the national edition."""

from taiodo.access.rights import Action
from taiodo.catalog.editions import EditionKind
from taiodo.catalog.load import operation_of
from taiodo.problems import Problem
from taiodo.store import editions as stored_editions
from taiodo.store import layers, municipal
from taiodo.store import surveys as stored
from taiodo.store.engine import alone
from taiodo.workflow.desk import Desk


def lay_over(desk: Desk, operation: str, supplement: str) -> int:
    """Add the requirements of an imported supplement to the survey under way; how many.

    Raises:
        Problem: no such supplement, no survey under way, or a number that is there already.
    """
    known = operation_of(operation)
    with desk.changing(Action.OPEN_SURVEY) as (tx, body):
        alone(tx)
        held = stored_editions.editions(tx, known.id).get((known.id, supplement))
        key = stored_editions.edition_key(tx, known.id, supplement)
        if held is None or key is None or held.kind is not EditionKind.SUPPLEMENT:
            raise Problem(
                f"{known.name}の追加仕様「{supplement}」は取り込まれていません。",
                advice="「仕様書の取込」で、独自の追加仕様として取り込んでください。",
            )
        under_way = [
            s for s in stored.surveys(tx, body.id) if s.operation == known.id and not s.closed_at
        ]
        if not under_way:
            raise Problem(
                f"{known.name}の調査がまだ始まっていません。",
                advice="先に標準仕様書の版で調査を始め、そのあとで追加仕様を加えてください。",
            )
        survey = under_way[-1]
        there = layers.layered_numbers(tx, survey.id) & layers.numbers_of(tx, key)
        if there:
            raise Problem(
                f"番号が調査の要件と重なっています（{'、'.join(sorted(there)[:5])}）。加えていません。",
                advice="既に加えてあるか、追加仕様の番号が標準の番号と同じです。番号を変えてください。",
            )
        plan = municipal.plans(tx, body.id).get(known.id)
        office = municipal.departments(tx, body.id).get(plan.plan.department) if plan else None
        return layers.lay_over(tx, body.id, survey, key, body.kind.binding, office)
