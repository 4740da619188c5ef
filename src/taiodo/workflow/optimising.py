"""割り当ての最適化: the phases that need least bridging, from the database and the wishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from taiodo.catalog.inventory import Inventory, SystemKind
from taiodo.catalog.load import applies, load_catalog, operation_of
from taiodo.plan.constraints import (
    AtMost,
    Constraint,
    Fixed,
    NotAfter,
    NotLater,
    contract_ends,
)
from taiodo.plan.links import bridge_months, links_of
from taiodo.plan.optimise import Answer, Question, best_assignment
from taiodo.plan.phases import Phase, given_phases, phase_name, phases_of
from taiodo.plan.schedule import DEADLINE, Standing
from taiodo.plan.version import PlanEntry, planned_days
from taiodo.problems import Problem, near_miss
from taiodo.store import inventory as stored_inventory
from taiodo.store import municipal, plan_versions
from taiodo.workbook.tables import read_table
from taiodo.workflow import planning, scenarios
from taiodo.workflow.desk import Desk, today

COLUMNS = {
    "phase": ("phase", "移行時期", "name", "名称"),
    "cutover": ("cutover", "切替予定日", "切替日", "date", "日付"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks for.

    `phases` None takes those of the plan; `fixed` maps operation → phase; `before` are pairs, the
    first not later than the second; `weights` maps connection → weight. `every` also places the
    operations the plan says nothing of.
    """

    phases: tuple[Phase, ...] | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    at_most: int | None = None
    before: tuple[tuple[str, str], ...] = ()
    contracts: bool = True
    deadline: bool = False
    every: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer beside the present plan.

    `present` is operation → (phase, cutover) now; `present_months` are the bridge-months of the
    present dates (None while an operation has none).
    """

    question: Question
    answer: Answer
    names: Mapping[str, str]
    present: Mapping[str, tuple[str, date | None]]
    present_months: float | None

    @property
    def places(self) -> dict[str, tuple[str, date | None]]:
        """Operation → proposed phase and cutover date."""
        days = {phase.name: phase.cutover for phase in self.question.phases}
        return {o: (phase, days[phase]) for o, phase in self.answer.assignment.items()}


def optimise(desk: Desk, wish: Wish) -> Proposal:
    """The assignment with least bridging within the constraints.

    Raises:
        Problem: unknown operations, phases or connections; circular precedence; nothing to place;
            or constraints that contradict each other, which it names.
    """
    with desk.reading() as (reading, body):
        inventory = stored_inventory.inventory(reading, body.id)
        entries = _dated(plan_versions.entries_of(reading, body.id), inventory)
        rows = planning.schedule_of(reading, body, today()).rows
        started = {row.operation for row in rows if row.standing is Standing.STARTED}
        question = _question(wish, entries, inventory, started, _candidates(body))
    names = {o.id: o.name for o in load_catalog().operations.values()}
    answer = best_assignment(question, names)
    days = planned_days(entries)
    present = {e.operation: (e.phase, e.cutover) for e in entries}
    complete = all(operation in days for operation in question.operations)
    now = bridge_months(question.links, days) if complete else None
    return Proposal(question, answer, names, present, now)


def take_over(desk: Desk, proposal: Proposal, name: str) -> int:
    """Store a proposal as a scenario; its id.

    Raises:
        Problem: the name is empty, too long or taken.
    """
    note = f"最適化の結果。暫定連携・月 {proposal.answer.bridge_months:.1f}"
    return scenarios.create(desk, name, note, moves=proposal.places)


def read_phases(path: Path) -> tuple[Phase, ...]:
    """Phases from a table (TSV or CSV) with the columns phase and cutover.

    Raises:
        Problem: the file is no such table, or its rows are wrong (with their lines).
    """
    table = read_table(path)
    columns = {}
    for field_name, words in COLUMNS.items():
        found = [title for title in table.header if title.strip().lower() in words]
        if not found:
            raise Problem(
                f"列「{words[0]}」（{words[1]}）がありません。",
                path.name,
                "1行目を phase と cutover（移行時期と切替予定日）にしてください。",
            )
        columns[field_name] = found[0]
    return given_phases(
        [
            (
                f"{path.name} {line}行目",
                row.get(columns["phase"], ""),
                row.get(columns["cutover"], ""),
            )
            for line, row in table.rows
        ]
    )


def present_phases(desk: Desk) -> tuple[Phase, ...]:
    """The phases of the plan as it stands, each on the latest cutover of its operations."""
    with desk.reading() as (reading, body):
        inventory = stored_inventory.inventory(reading, body.id)
        return phases_of(_dated(plan_versions.entries_of(reading, body.id), inventory))


def edited_phases(phases: Sequence[Phase], edits: Mapping[str, Any]) -> tuple[Phase, ...]:
    """Phases after the edits of a table with the columns 移行時期 and 切替日 (data editor's form).

    Raises:
        Problem: a name or a date is missing, or two phases are the same.
    """
    rows: list[dict[str, object]] = [
        {"移行時期": phase.name, "切替日": phase.cutover.isoformat()} for phase in phases
    ]
    for place, change in edits["edited_rows"].items():
        rows[int(place)].update(change)
    gone = set(edits["deleted_rows"])
    held = [row for place, row in enumerate(rows) if place not in gone] + edits["added_rows"]
    given = [
        (f"{place}行目", str(row.get("移行時期") or "").strip(), str(row.get("切替日") or "")[:10])
        for place, row in enumerate(held, 1)
    ]
    return given_phases(given)


def pair_of(words: str, option: str) -> tuple[str, str]:
    """The two sides of A=B.

    Raises:
        Problem: there is no =.
    """
    first, sign, second = words.partition("=")
    if not sign or not first.strip() or not second.strip():
        raise Problem(
            f"「{words}」を読み取れません。",
            option,
            "「介護保険=2期」のように = でつないでください。",
        )
    return first.strip(), second.strip()


def weights_of(given: Sequence[str]) -> dict[str, float]:
    """Connection → weight, from words such as C001=2.

    Raises:
        Problem: a weight is no number.
    """
    found = {}
    for words in given:
        name, number = pair_of(words, "--weight")
        try:
            found[name] = float(number)
        except ValueError as error:
            raise Problem(f"重み「{number}」は数ではありません。", advice="例: C001=2") from error
    return found


def in_words(proposal: Proposal) -> list[str]:
    """The result beside the present plan, and what the constraints cost."""
    answer = proposal.answer
    now = "" if proposal.present_months is None else f"（今の計画は{proposal.present_months:.1f}）"
    lines = [f"暫定連携・月 {answer.bridge_months:.1f}{now}"]
    if not answer.optimal:
        lines.append(
            "時間内に最良と確かめられませんでした。これより少ない割り当てがあるかもしれません。"
        )
    lines += [
        f"制約の重さ: {cost.constraint.words(proposal.names)} → 外すと{cost.months:.1f}減る"
        for cost in answer.costs[:5]
    ]
    return lines


def _candidates(body: municipal.CurrentMunicipality) -> tuple[str, ...]:
    return tuple(o.id for o in load_catalog().operations.values() if applies(o, body.kind))


def _dated(entries: Sequence[PlanEntry], inventory: Inventory) -> tuple[PlanEntry, ...]:
    """Where the plan has no date for an operation, its systems' own cutover date stands in."""
    days: dict[str, date] = {}
    for system in inventory.systems:
        if system.kind is SystemKind.STANDARD and system.cutover:
            own = date.fromisoformat(system.cutover)
            for operation in system.operations:
                days[operation] = max(days.get(operation, own), own)
    held = {entry.operation: entry for entry in entries}
    for operation, day in days.items():
        entry = held.get(operation, PlanEntry(operation))
        if entry.cutover is None:
            held[operation] = replace(entry, cutover=day)
    return tuple(held.values())


def _question(
    wish: Wish,
    entries: Sequence[PlanEntry],
    inventory: Inventory,
    started: set[str],
    applicable: Sequence[str],
) -> Question:
    named = any(entry.phase for entry in entries)
    phases = wish.phases or phases_of(entries)
    known = [phase.name for phase in phases]
    present = {e.operation: phase_name(e, named=named) for e in entries}
    fixed = {operation_of(o).id: _known(p, known) for o, p in wish.fixed.items()}
    asked = {o for o, phase in present.items() if phase or wish.every} | set(fixed)
    order = [o for o in applicable if wish.every or o in asked]
    links = links_of(inventory, order, _weights(wish.weights, inventory))
    constraints: list[Constraint] = [Fixed(o, phase) for o, phase in fixed.items()]
    constraints += [
        Fixed(o, present[o], "運用開始済み")
        for o in order
        if o in started and present.get(o) in known and o not in fixed
    ]
    settled = {one.operation for one in constraints if isinstance(one, Fixed) and one.why}
    constraints += [] if wish.at_most is None else [AtMost(wish.at_most)]
    constraints += _precedence(wish.before, order)
    if wish.contracts:
        constraints += [c for c in contract_ends(inventory, order) if c.operation not in settled]
    if wish.deadline:
        constraints += _deadlines([o for o in order if o not in settled], entries)
    return Question(phases, tuple(order), links, tuple(constraints), present)


def _known(phase: str, known: Sequence[str]) -> str:
    if phase not in known:
        raise Problem(
            f"移行時期「{phase}」はありません。",
            advice=near_miss(phase, known) or f"あるもの: {'、'.join(known) or 'なし'}",
        )
    return phase


def _weights(weights: Mapping[str, float], inventory: Inventory) -> Mapping[str, float]:
    known = [link.id for link in inventory.connections]
    for name, weight in weights.items():
        if name not in known:
            raise Problem(
                f"データ連携「{name}」は登録されていません。", advice=near_miss(name, known)
            )
        if not 0 <= weight <= 1_000_000:
            raise Problem(f"データ連携「{name}」の重みは0以上にしてください。")
    return weights


def _precedence(before: Sequence[tuple[str, str]], placed: Sequence[str]) -> list[Constraint]:
    found: list[Constraint] = []
    for first, second in before:
        one, other = operation_of(first).id, operation_of(second).id
        for operation in (one, other):
            if operation not in placed:
                raise Problem(
                    f"業務「{operation}」は割り当ての対象ではありません。",
                    advice="移行時期が決まっている業務か、--all で全業務を対象にしてください。",
                )
        found.append(NotLater(one, other))
    return found


def _deadlines(operations: Sequence[str], entries: Sequence[PlanEntry]) -> list[Constraint]:
    """The national deadline, for what is not 特定移行支援システム."""
    extended = {entry.operation for entry in entries if entry.extended}
    return [
        NotAfter(operation, date.fromisoformat(line.end or line.start), line.name)
        for line in load_catalog().milestones
        if line.id == DEADLINE
        for operation in operations
        if operation not in extended
    ]
