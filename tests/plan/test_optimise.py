"""The optimised assignment equals brute force, and says what constraints cost or contradict."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.impact.bridges import bridges_needed, cutovers_of
from taiodo.plan.by_sets import placed_by_sets
from taiodo.plan.by_solver import placed_by_solver
from taiodo.plan.constraints import AtMost, Fixed, NotAfter, NotLater, contract_ends
from taiodo.plan.links import bridge_days, links_of
from taiodo.plan.optimise import Question, best_assignment, cutovers_in, months_of
from taiodo.plan.phases import DAYS_PER_MONTH, Phase
from taiodo.plan.placement import placement_of
from taiodo.problems import Problem

START = date(2024, 1, 4)
NAMES = {"a": "住民基本台帳", "b": "介護保険", "c": "国民健康保険"}


def phases_after(*days: int) -> tuple[Phase, ...]:
    return tuple(Phase(f"{i}期", START + timedelta(days=d)) for i, d in enumerate(days, 1))


@st.composite
def questions(draw) -> Question:
    """Small inventories with systems of several operations and systems on a day of their own."""
    count = draw(st.integers(2, 5))
    operations = tuple("abcde"[:count])
    systems = [System(f"s{o}", f"s{o}", SystemKind.STANDARD, (o,)) for o in operations]
    systems.append(System("two", "two", SystemKind.STANDARD, operations[:2]))
    fixed = START + timedelta(days=draw(st.integers(-50, 900)))
    systems.append(System("own", "own", SystemKind.LOCAL, (), cutover=fixed.isoformat()))
    partner = fixed + timedelta(days=draw(st.integers(-90, 90)))
    systems.append(System("part", "part", SystemKind.EXTERNAL, (), cutover=partner.isoformat()))
    systems.append(System("still", "still", SystemKind.LOCAL))
    ids = st.sampled_from([s.id for s in systems])
    ends = draw(st.lists(st.tuples(ids, ids), max_size=12))
    links = tuple(Connection(f"C{i}", p, c) for i, (p, c) in enumerate(ends))
    inventory = Inventory(tuple(systems), (), links)
    days = sorted(draw(st.sets(st.integers(0, 800), min_size=1, max_size=4)))
    phases = phases_after(*days)
    one = st.sampled_from(operations)
    names = st.sampled_from([phase.name for phase in phases])
    pairs = st.tuples(one, one).filter(lambda pair: pair[0] < pair[1])
    constraints = draw(
        st.lists(
            st.one_of(
                st.builds(Fixed, one, names),
                st.builds(AtMost, st.integers(1, count)),
                pairs.map(lambda pair: NotLater(*pair)),
                st.builds(
                    NotAfter, one, st.dates(START, START + timedelta(days=900)), st.just("契約")
                ),
            ),
            max_size=4,
        )
    )
    weights = {link.id: draw(st.sampled_from([1, 1, 2.5])) for link in links}
    return Question(
        phases, operations, links_of(inventory, operations, weights), tuple(constraints)
    )


def keeps(question: Question, assignment: dict[str, str], constraint) -> bool:
    order = {phase.name: place for place, phase in enumerate(question.phases)}
    days = cutovers_in(question.phases, assignment)
    if isinstance(constraint, Fixed):
        return assignment[constraint.operation] == constraint.phase
    if isinstance(constraint, AtMost):
        return all(list(assignment.values()).count(p) <= constraint.count for p in order)
    if isinstance(constraint, NotLater):
        return order[assignment[constraint.first]] <= order[assignment[constraint.second]]
    return days[constraint.operation] <= constraint.day


def by_brute_force(question: Question, constraints=None) -> float | None:
    """The least bridge-months over every assignment that keeps to the constraints."""
    kept = question.constraints if constraints is None else constraints
    names = [phase.name for phase in question.phases]
    costs = []
    for choice in product(names, repeat=len(question.operations)):
        assignment = dict(zip(question.operations, choice, strict=True))
        if all(keeps(question, assignment, one) for one in kept):
            costs.append(months_of(question, assignment))
    return min(costs, default=None)


@settings(max_examples=150, deadline=None)
@given(questions())
def test_the_answer_is_the_best_of_all_assignments(question):
    best = by_brute_force(question)
    if best is None:
        with pytest.raises(Problem, match="両立しない制約") as refusal:
            best_assignment(question, NAMES)
        named = [f.message for f in refusal.value.findings]
        blamed = [c for c in question.constraints if c.words(NAMES) in named]
        assert by_brute_force(question, blamed) is None
        for one in {c.words(NAMES): c for c in blamed}.values():
            others = [c for c in blamed if c.words(NAMES) != one.words(NAMES)]
            assert by_brute_force(question, others) is not None, "none of the named is spare"
        return
    answer = best_assignment(question, NAMES)
    assert answer.optimal
    assert answer.bridge_months == pytest.approx(best)
    assert months_of(question, answer.assignment) == pytest.approx(answer.bridge_months)
    assert all(keeps(question, answer.assignment, one) for one in question.constraints)
    for cost in answer.costs:
        others = [c for c in question.constraints if c is not cost.constraint]
        assert cost.months == pytest.approx(best - by_brute_force(question, others))


@settings(max_examples=100, deadline=None)
@given(questions())
def test_both_ways_to_solve_agree(question):
    asked = placement_of(
        question.phases, question.operations, question.links, question.constraints, {}
    )
    one, other = placed_by_solver(asked), placed_by_sets(asked)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        costs = [
            bridge_days(
                question.links,
                {
                    o: question.phases[p].cutover
                    for o, p in zip(question.operations, places, strict=True)
                },
            )
            for places in (one[0], other)
        ]
        assert costs[0] == pytest.approx(costs[1])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_cost_is_the_length_of_the_bridges(data):
    count = 4
    operations = "abcd"
    systems = [System(f"s{o}", f"s{o}", SystemKind.STANDARD, (o,)) for o in operations]
    systems.append(System("two", "two", SystemKind.STANDARD, ("a", "b")))
    systems.append(System("own", "own", SystemKind.COMMON, (), cutover="2024-09-01"))
    systems.append(System("part", "part", SystemKind.EXTERNAL, (), cutover="2024-03-01"))
    ids = st.sampled_from([s.id for s in systems])
    ends = data.draw(st.lists(st.tuples(ids, ids), max_size=10))
    ends.append(("own", "part"))
    inventory = Inventory(
        tuple(systems), (), tuple(Connection(f"C{i}", p, c) for i, (p, c) in enumerate(ends))
    )
    days = data.draw(st.lists(st.integers(0, 600), min_size=count, max_size=count))
    planned = {o: START + timedelta(days=d) for o, d in zip(operations, days, strict=True)}
    bridges = bridges_needed(inventory, cutovers_of(inventory, planned, own_first=False))
    links = links_of(inventory, operations)
    assert bridge_days(links, planned) == sum(bridge.days for bridge in bridges)


def test_two_systems_on_days_of_their_own_are_a_constant():
    systems = (
        System("a", "a", SystemKind.STANDARD, ("a",)),
        System("own", "own", SystemKind.LOCAL, (), cutover="2025-10-18"),
        System("part", "part", SystemKind.EXTERNAL, (), cutover="2025-04-01"),
    )
    links = links_of(Inventory(systems, (), (Connection("C1", "own", "part"),)), ("a",))
    question = Question(phases_after(0, 100), ("a",), links, (Fixed("a", "2期"),))
    answer = best_assignment(question, NAMES)
    assert answer.bridge_months == pytest.approx(200 / DAYS_PER_MONTH)
    assert answer.costs == ()


def chain() -> Inventory:
    """住基 → 介護 → 国保."""
    systems = tuple(
        System(o, f"{NAMES[o]}システム", SystemKind.STANDARD, (o,), contract_end=end)
        for o, end in (("a", "2024-03-31"), ("b", ""), ("c", "2026-03-31"))
    )
    links = (Connection("C1", "a", "b"), Connection("C2", "b", "c"), Connection("C3", "b", "a"))
    return Inventory(systems, (), links)


def asked(*constraints, present=None) -> Question:
    operations = ("a", "b", "c")
    phases = phases_after(0, 100, 300)
    return Question(phases, operations, links_of(chain(), operations), constraints, present)


def test_without_constraints_everything_moves_together_where_most_is_now():
    answer = best_assignment(asked(present={"a": "2期", "b": "2期", "c": "1期"}), NAMES)
    assert answer.assignment == {"a": "2期", "b": "2期", "c": "2期"}
    assert answer.as_dict() == {
        "assignment": answer.assignment,
        "bridge_months": 0.0,
        "optimal": True,
    }


def test_the_constraint_that_costs_most_comes_first():
    answer = best_assignment(
        asked(Fixed("a", "1期"), Fixed("b", "2期"), Fixed("c", "3期"), AtMost(3)), NAMES
    )
    assert answer.bridge_months == pytest.approx((2 * 100 + 200) / DAYS_PER_MONTH)
    costs = [(c.constraint.words(NAMES), round(c.months * DAYS_PER_MONTH)) for c in answer.costs]
    assert costs == [
        ("住民基本台帳は1期に固定", 200),
        ("国民健康保険は3期に固定", 200),
        ("介護保険は2期に固定", 100),
    ]


def test_a_contract_end_holds_an_operation_to_the_phases_before_it():
    limits = contract_ends(chain(), ("a", "b", "c"))
    answer = best_assignment(asked(*limits, Fixed("c", "3期")), NAMES)
    assert answer.assignment["a"] == "1期"
    assert answer.costs[0].constraint in (*limits, Fixed("c", "3期"))
    with pytest.raises(Problem) as refusal:
        best_assignment(asked(*limits, Fixed("a", "3期")), NAMES)
    assert "契約終了日" in str(refusal.value)
    assert "住民基本台帳は3期に固定" in str(refusal.value)
    assert len(refusal.value.findings) == 2


def test_precedence_in_a_circle_is_refused_with_its_operations():
    circle = NotLater("a", "b"), NotLater("b", "c"), NotLater("c", "a")
    with pytest.raises(Problem, match="循環") as refusal:
        best_assignment(asked(*circle), NAMES)
    assert "住民基本台帳 → 介護保険 → 国民健康保険 → 住民基本台帳" in refusal.value.message


def test_too_little_room_is_named():
    with pytest.raises(Problem, match="一つの移行時期に1業務まで") as refusal:
        best_assignment(asked(AtMost(1), Fixed("a", "1期"), Fixed("b", "1期")), NAMES)
    assert "国民健康保険" not in refusal.value.message


def test_too_many_operations_for_all_phases_are_counted():
    question = asked(AtMost(1))
    crowded = Question(question.phases[:2], question.operations, question.links, (AtMost(1),))
    with pytest.raises(
        Problem, match="割り当てる業務は3、入るのは2時期×1業務＝2業務まで"
    ) as refusal:
        best_assignment(crowded, NAMES)
    assert refusal.value.advice == "業務数の上限を増やしてください。"
