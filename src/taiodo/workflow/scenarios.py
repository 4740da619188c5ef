"""計画案: copying the plan, moving operations, comparing side by side, adopting and taking back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from taiodo.access.rights import Action
from taiodo.catalog.inventory import Inventory
from taiodo.catalog.load import applies, load_catalog
from taiodo.plan.costs import Amounts, CostDifference, CostLine, cost_difference
from taiodo.plan.measures import Lines, Measures, measures_of, plan_findings, system_days
from taiodo.plan.scenario import Scenario, moved_to
from taiodo.plan.schedule import DEADLINE, EXTENDED_DEADLINE
from taiodo.plan.version import PlanEntry, PlanVersion, differences, version_before
from taiodo.problems import Finding, Problem
from taiodo.store import costs as stored_costs
from taiodo.store import inventory as stored_inventory
from taiodo.store import municipal, plan_versions
from taiodo.store import scenarios as stored
from taiodo.store.changes import Stale
from taiodo.store.engine import Reading, Transaction
from taiodo.workflow.desk import Desk
from taiodo.workflow.planning import KPI_SINCE

MAX_NAME, MAX_REASON = 60, 400
PRESENT = "現行計画"


@dataclass(frozen=True, slots=True)
class Compared:
    """One plan of the comparison; `scenario` is None for the plan as it stands.

    `moved` counts the operations whose phase or cutover differs from the plan.
    """

    name: str
    scenario: Scenario | None
    entries: tuple[PlanEntry, ...]
    measures: Measures
    difference: CostDifference
    findings: tuple[Finding, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan and its scenarios; `names` maps operation id → Japanese name.

    `undo` is the last version when it came from adopting a scenario, so that it can be taken back.
    """

    plans: tuple[Compared, ...]
    names: Mapping[str, str]
    version: PlanVersion | None
    undo: PlanVersion | None

    @property
    def present(self) -> Compared:
        """The plan as it stands."""
        return self.plans[0]


def comparison(desk: Desk) -> Comparison:
    """The present plan and every scenario with their figures."""
    with desk.reading() as (reading, body):
        return comparison_of(reading, body)


def comparison_of(
    reading: Reading,
    body: municipal.CurrentMunicipality,
    moment: str = "",
) -> Comparison:
    """As `comparison`, within a transaction; as it was just before `moment` (UTC ISO) if given."""
    inventory = stored_inventory.inventory(reading, body.id)
    lines = plan_lines_of(reading, body, moment)
    costs = stored_costs.cost_lines(reading, body.id, moment)
    names = {o.id: o.name for o in load_catalog().operations.values()}
    kept = plan_versions.versions(reading, body.id, last=not moment)
    version = version_before(kept, moment) if moment else (kept[-1] if kept else None)
    plan = plan_versions.entries_of(reading, body.id)
    if moment:
        plan = version.entries if version else ()
    present = measures_of(plan, inventory, lines)
    amounts = _amounts(present, inventory, plan)
    held: list[tuple[str, Scenario | None, tuple[PlanEntry, ...]]] = [(PRESENT, None, plan)]
    held += [(s.name, s, s.entries) for s in stored.scenarios(reading, body.id, moment)]
    plans = [
        _compared(name, scenario, given, (inventory, lines, costs, names), (plan, amounts))
        for name, scenario, given in held
    ]
    undo = version if version and version.scenario and version.number > 1 else None
    return Comparison(tuple(plans), names, version, undo)


def _compared(
    name: str,
    scenario: Scenario | None,
    entries: tuple[PlanEntry, ...],
    known: tuple[Inventory, Lines, Sequence[CostLine], Mapping[str, str]],
    present: tuple[tuple[PlanEntry, ...], Amounts],
) -> Compared:
    inventory, lines, costs, names = known
    plan, amounts = present
    measures = measures_of(entries, inventory, lines)
    return Compared(
        name,
        scenario,
        entries,
        measures,
        cost_difference(costs, amounts, _amounts(measures, inventory, entries)),
        plan_findings(entries, inventory, names, present=scenario is None),
        len(differences(plan, entries)),
    )


def _amounts(measures: Measures, inventory: Inventory, entries: Sequence[PlanEntry]) -> Amounts:
    days = system_days(inventory, entries)
    return Amounts(measures.bridge_months, measures.change_count, days)


def plan_lines_of(reading: Reading, body: municipal.CurrentMunicipality, moment: str = "") -> Lines:
    """The deadlines and targets plans are held against."""
    ends = {
        m.id: date.fromisoformat(m.end or m.start)
        for m in load_catalog().milestones
        if m.id in (DEADLINE, EXTENDED_DEADLINE)
    }
    operations = load_catalog().operations.values()
    counted = [o.id for o in operations if applies(o, body.kind) and o.since == KPI_SINCE]
    targets = municipal.kpi_targets(reading, body.id, moment)
    return Lines(ends.get(DEADLINE), ends.get(EXTENDED_DEADLINE), targets, tuple(counted))


def create(
    desk: Desk,
    name: str,
    note: str = "",
    *,
    copied: int | None = None,
    moves: Mapping[str, tuple[str, date | None]] | None = None,
) -> int:
    """A new scenario: a copy of the plan, or of the scenario `copied`, with some moves; its id.

    Raises:
        Problem: the name is empty, too long or taken, or the scenario to copy has gone.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        cleaned = _free_name(tx, body.id, name)
        last = plan_versions.versions(tx, body.id, last=True)
        base, entries = (last[0].number if last else 0), plan_versions.entries_of(tx, body.id)
        if copied is not None:
            source = _held(tx, body.id, copied)
            base, entries = source.base, source.entries
        given = moved_to(entries, moves or {})
        return stored.add_scenario(tx, body.id, cleaned, note.strip()[:MAX_REASON], base, given)


def move(
    desk: Desk,
    scenario: int,
    revision: int,
    places: Mapping[str, tuple[str, date | None]],
) -> None:
    """Put operations of a scenario into another phase, on another day.

    Raises:
        Problem: nothing is chosen, or somebody changed or deleted the scenario meanwhile.
    """
    if not places:
        raise Problem("移す業務が選ばれていません。", advice="業務を一つ以上選んでください。")
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        present = _seen(tx, body.id, scenario, revision)
        changed = replace(present, entries=moved_to(present.entries, places), revision=revision)
        _accepted(stored.change_scenario(tx, body.id, changed))


def mark_extended(desk: Desk, scenario: int, revision: int, operations: Sequence[str]) -> None:
    """Say which operations of a scenario are 特定移行支援システム.

    Raises:
        Problem: somebody changed or deleted the scenario meanwhile.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        present = _seen(tx, body.id, scenario, revision)
        entries = tuple(replace(e, extended=e.operation in operations) for e in present.entries)
        _accepted(stored.change_scenario(tx, body.id, replace(present, entries=entries)))


def rename(desk: Desk, scenario: int, revision: int, name: str, note: str) -> None:
    """Change name and note of a scenario.

    Raises:
        Problem: the name is empty, too long or taken, or the scenario was changed meanwhile.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        present = _seen(tx, body.id, scenario, revision)
        cleaned = _free_name(tx, body.id, name, besides=scenario)
        changed = replace(present, name=cleaned, note=note.strip()[:MAX_REASON])
        _accepted(stored.change_scenario(tx, body.id, changed))


def delete(desk: Desk, scenario: int, revision: int) -> None:
    """Delete a scenario.

    Raises:
        Problem: somebody changed or deleted it meanwhile.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        _seen(tx, body.id, scenario, revision)
        stored.remove_scenario(tx, body.id, scenario)


def adopt(desk: Desk, scenario: int, revision: int, reason: str) -> int:
    """Make a scenario the plan, as a new version; its number.

    Raises:
        Problem: no reason, the plan already says so, or the scenario was changed meanwhile.
    """
    cleaned = _reason(reason)
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        chosen = _seen(tx, body.id, scenario, revision)
        number = stored.adopt(
            tx,
            body.id,
            chosen.entries,
            name=f"計画案「{chosen.name}」の採用",
            reason=cleaned,
            scenario=chosen.name,
        )
        if number is None:
            raise Problem("計画案は今の計画と同じです。", advice="採用する必要はありません。")
        return number


def undo_adoption(desk: Desk, version: int) -> int:
    """Take back the adoption that made `version`: the plan before it, as a new version.

    Raises:
        Problem: the plan has changed since, or that version was no adoption.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        kept = plan_versions.versions(tx, body.id)
        if len(kept) < 2 or kept[-1].number != version or not kept[-1].scenario:
            raise Problem(
                "その後に計画が変わったため、採用を取り消せません。",
                advice="計画の版の一覧で前の内容を見て、計画を直してください。",
            )
        number = stored.adopt(
            tx,
            body.id,
            kept[-2].entries,
            name=f"計画案「{kept[-1].scenario}」の採用の取り消し",
            reason=f"第{version}版を取り消し、第{kept[-2].number}版の内容に戻した。",
            scenario="",
        )
        return number or version


def _held(reading: Reading, municipality: int, scenario: int) -> Scenario:
    found = {one.id: one for one in stored.scenarios(reading, municipality)}
    if scenario not in found:
        raise Problem("その計画案はもうありません。", advice="画面を読み直してください。")
    return found[scenario]


def _seen(tx: Transaction, municipality: int, scenario: int, revision: int) -> Scenario:
    """The scenario, if it is still as it was seen."""
    found = _held(tx, municipality, scenario)
    if found.revision != revision:
        _accepted(Stale({"updated_by": found.updated_by}))
    return found


def _accepted(result: int | Stale) -> None:
    if isinstance(result, Stale):
        raise Problem(
            f"{result.current.get('updated_by', '他の人')}が先に計画案を変更したため、"
            "保存していません。",
            advice="画面に今の内容が出ています。確かめてから、もう一度操作してください。",
        )


def _free_name(
    reading: Reading, municipality: int, name: str, *, besides: int | None = None
) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > MAX_NAME:
        raise Problem(f"計画案の名前を{MAX_NAME}字以内で入れてください。")
    taken = [s.name for s in stored.scenarios(reading, municipality) if s.id != besides]
    if cleaned in taken or cleaned == PRESENT:
        raise Problem(
            f"「{cleaned}」という計画案は既にあります。", advice="別の名前を付けてください。"
        )
    return cleaned


def _reason(reason: str) -> str:
    cleaned = reason.strip()
    if not cleaned or len(cleaned) > MAX_REASON:
        raise Problem(
            f"理由を{MAX_REASON}字以内で入れてください。",
            advice="理由は計画の版に残り、後から読めます。",
        )
    return cleaned
