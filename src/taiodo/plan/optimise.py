"""The assignment of operations to phases that needs least bridging within given constraints.

bridge_months = Σ over connections of weight × months from the first to the last of the days on
which the operations (and systems with a fixed day) at its two ends move; an operation moves on the
cutover date of its phase, a month is 30.436875 days. See docs/decisions/0010-optimise.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from taiodo.plan.by_sets import MOST, free_operations, placed_by_sets
from taiodo.plan.by_solver import TIME_LIMIT_S, placed_by_solver
from taiodo.plan.constraints import AtMost, Constraint, Names, require_no_circle
from taiodo.plan.links import Link, bridge_months
from taiodo.plan.phases import Phase
from taiodo.plan.placement import Placement, placement_of
from taiodo.problems import Finding, Problem, Severity

BRIDGE_MONTHS_FORMULA = (
    "暫定連携・月 = 暫定連携が要るデータ連携ごとの、最初に移る日から最後に移る日までの月数の合計"
    "（1か月 = 30.436875日）"
)
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be placed: operations, the phases by date, and what they must keep to.

    `present` is operation → phase now; between equally good answers the one that moves fewest
    operations is taken.
    """

    phases: tuple[Phase, ...]
    operations: tuple[str, ...]
    links: tuple[Link, ...]
    constraints: tuple[Constraint, ...] = ()
    present: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ConstraintCost:
    """How many bridge-months would be saved without one constraint."""

    constraint: Constraint
    months: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The assignment; `optimal` is False only where time ran out before it was proven.

    `costs` are the constraints that cost something, the dearest first.
    """

    assignment: dict[str, str]
    bridge_months: float
    optimal: bool
    costs: tuple[ConstraintCost, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `plan optimise`."""
        return {
            "assignment": self.assignment,
            "bridge_months": round(self.bridge_months, 6),
            "optimal": self.optimal,
        }


def best_assignment(
    question: Question, names: Names, *, costs: bool = True, limit_s: float = TIME_LIMIT_S
) -> Answer:
    """The assignment with least bridging; with `costs` also what each constraint costs.

    Raises:
        Problem: nothing to place, circular precedence, or no assignment keeps to the constraints;
            then its findings are constraints that contradict each other, none of them spare.
    """
    if not question.operations or not question.phases:
        raise Problem(
            "割り当てる業務か移行時期がありません。",
            advice="業務ごとの計画で移行時期と切替予定日を入れるか、移行時期の表を渡してください。",
        )
    require_no_circle(question.constraints, names)
    found = _answer(question, limit_s)
    if found is None:
        raise _contradiction(question, names)
    if not costs or found.bridge_months < _NOTHING:
        return found
    return replace(found, costs=_costs(question, found, limit_s))


def months_of(question: Question, assignment: Mapping[str, str]) -> float:
    """The bridge-months of any assignment, by the same formula."""
    return bridge_months(question.links, cutovers_in(question.phases, assignment))


def cutovers_in(phases: Sequence[Phase], assignment: Mapping[str, str]) -> dict[str, date]:
    """Operation → the cutover date of its phase."""
    days = {phase.name: phase.cutover for phase in phases}
    return {operation: days[phase] for operation, phase in assignment.items()}


def _answer(question: Question, limit_s: float) -> Answer | None:
    asked = _placement(question, question.constraints)
    placed = _placed(asked, limit_s)
    if placed is None:
        return None
    places, proven = placed
    names = [question.phases[place].name for place in places]
    assignment = dict(zip(question.operations, names, strict=True))
    return Answer(assignment, months_of(question, assignment), proven)


def _placed(asked: Placement, limit_s: float) -> tuple[tuple[int, ...], bool] | None:
    """Without a limit per phase the linear program is exact; else sets, if not too many."""
    count = len(asked.low)
    free = placed_by_solver(replace(asked, room=(count,) * asked.phases), limit_s=limit_s)
    if free is None or _fits(asked, free[0]):
        return free
    if len(free_operations(asked)) <= MOST:
        places = placed_by_sets(asked)
        return (places, True) if places is not None else None
    return placed_by_solver(asked, limit_s=limit_s)


def _fits(asked: Placement, places: Sequence[int]) -> bool:
    return all(places.count(phase) <= room for phase, room in enumerate(asked.room))


def _placement(question: Question, constraints: Sequence[Constraint]) -> Placement:
    present = question.present or {}
    return placement_of(question.phases, question.operations, question.links, constraints, present)


def _costs(question: Question, found: Answer, limit_s: float) -> tuple[ConstraintCost, ...]:
    """What each constraint costs, by solving without it."""
    bound = _answer(replace(question, constraints=()), limit_s)
    if bound is None or found.bridge_months - bound.bridge_months < _NOTHING:
        return ()
    costs = []
    for place, one in enumerate(question.constraints):
        others = (*question.constraints[:place], *question.constraints[place + 1 :])
        if _bounds(question, others) == _bounds(question, question.constraints):
            continue
        without = _answer(replace(question, constraints=others), limit_s)
        saved = found.bridge_months - without.bridge_months if without else 0.0
        if saved > _NOTHING:
            costs.append(ConstraintCost(one, saved))
    return tuple(sorted(costs, key=lambda cost: -cost.months))


def _bounds(question: Question, constraints: Sequence[Constraint]) -> tuple[object, ...]:
    asked = _placement(question, constraints)
    return asked.low, asked.high, asked.room, asked.before


def _contradiction(question: Question, names: Names) -> Problem:
    """Constraints that cannot be kept together: each is dropped that is not needed for that."""
    kept = list(question.constraints)
    for one in question.constraints:
        others = [other for other in kept if other is not one]
        if placed_by_solver(_placement(question, others), costed=False) is None:
            kept = others
    findings = [
        Finding("optimise.conflict", Severity.ERROR, "制約", one.words(names), _mend(one))
        for one in kept
    ]
    words = "、".join(f"「{one.words(names)}」" for one in kept)
    advice = "このうちどれか一つを外すか、緩めてください。"
    if len(kept) == 1:
        advice = _mend(kept[0])
        if isinstance(kept[0], AtMost):
            words += f"（{_room(question, kept[0])}）"
    return Problem(
        f"すべての制約を満たす割り当てがありません。両立しない制約: {words}",
        advice=advice,
        findings=findings,
    )


def _room(question: Question, limit: AtMost) -> str:
    """Why one limit per phase cannot be kept: the operations against all the room there is."""
    wanted, phases = len(question.operations), len(question.phases)
    return (
        f"割り当てる業務は{wanted}、入るのは{phases}時期×{limit.count}業務＝"
        f"{phases * limit.count}業務まで"
    )


def _mend(one: Constraint) -> str:
    return (
        "業務数の上限を増やしてください。"
        if isinstance(one, AtMost)
        else "外せるか確かめてください。"
    )
