"""What a plan or scenario means: bridges, changes, loads, contracts, milestones, as figures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.inventory import Inventory, SystemKind
from taiodo.catalog.municipalities import KpiTarget
from taiodo.impact.bridges import bridges_needed, cutovers_of
from taiodo.impact.changes import required_changes
from taiodo.plan.calendar import fiscal_year, fiscal_year_bounds, fiscal_year_name, wareki
from taiodo.plan.phases import months, phases_of
from taiodo.plan.version import PlanEntry, planned_days
from taiodo.problems import Finding, Severity

FORMULAS = {
    "暫定連携・月": "暫定連携が要るデータ連携ごとの、最初に移る日から最後に移る日までの月数の合計"
    "（1か月 = 30.436875日）",
    "改修": "移行しないシステムと、その連携先が移り始める日との組の数",
    "課の負荷": "所管課ごと・四半期ごとの切替の数",
    "契約期間中の切替": "契約終了日より前に切り替える標準化対象システムの、残りの契約月数",
    "間に合わない期限": "国の期限（特定移行支援システムはその期限）より後に切り替える業務と、"
    "成果指標の目標に届かない年度",
}


@dataclass(frozen=True, slots=True)
class ContractGap:
    """A system whose last cutover and contract end differ: by `months`, positive when cut short."""

    system: str
    name: str
    contract_end: date
    cutover: date
    months: float


@dataclass(frozen=True, slots=True)
class Missed:
    """A deadline or target that is not met: by which operations, or how many are short."""

    name: str
    day: date
    operations: tuple[str, ...] = ()
    short: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """What plans are held against: the national deadlines and the targets of the KPI."""

    deadline: date | None
    extended_deadline: date | None
    targets: tuple[KpiTarget, ...] = ()
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one plan.

    `changes` is fiscal year → count; `loads` (department, fiscal year, quarter 1–4) → cutovers;
    `cut_short` and `overrun` are contracts that outlast the cutover or end before it.
    """

    bridges: int
    bridge_months: float
    changes: Mapping[int, int]
    loads: Mapping[tuple[str, int, int], int]
    cut_short: tuple[ContractGap, ...]
    overrun: tuple[ContractGap, ...]
    missed: tuple[Missed, ...]

    @property
    def change_count(self) -> int:
        """Changes of all years."""
        return sum(self.changes.values())

    @property
    def contract_months(self) -> float:
        """Months of contracts paid for and not used."""
        return sum(gap.months for gap in self.cut_short)

    @property
    def heaviest(self) -> tuple[str, int]:
        """The most cutovers of one department in one quarter: the words and the number."""
        if not self.loads:
            return "", 0
        (department, year, part), count = max(self.loads.items(), key=lambda item: item[1])
        return f"{department}（{quarter_name(year, part)}）", count


def quarter(day: date) -> tuple[int, int]:
    """Fiscal year and quarter of a day: April to June is the first."""
    return fiscal_year(day), (day.month - 4) % 12 // 3 + 1


def quarter_name(year: int, part: int) -> str:
    """令和7年度第4四半期."""
    return f"{fiscal_year_name(year)}第{part}四半期"


def measures_of(entries: Sequence[PlanEntry], inventory: Inventory, lines: Lines) -> Measures:
    """The figures of a plan; the plan's dates go before the systems' own."""
    planned = planned_days(entries)
    cutovers = cutovers_of(inventory, planned, own_first=False)
    bridges = bridges_needed(inventory, cutovers)
    days = {(c.system, link.day) for c in required_changes(inventory, cutovers) for link in c.links}
    gaps = tuple(_contract_gaps(inventory, planned))
    return Measures(
        len(bridges),
        months(sum(bridge.days for bridge in bridges)),
        dict(sorted(Counter(fiscal_year(day) for _, day in days).items())),
        dict(Counter((e.department, *quarter(e.cutover)) for e in entries if e.cutover)),
        tuple(gap for gap in gaps if gap.months > 0),
        tuple(gap for gap in gaps if gap.months < 0),
        tuple(_missed(entries, lines)),
    )


def system_days(inventory: Inventory, entries: Sequence[PlanEntry]) -> dict[str, date]:
    """Standardised system → the day its last operation moves."""
    planned = planned_days(entries)
    found = {}
    for system in inventory.systems:
        days = [planned[operation] for operation in system.operations if operation in planned]
        if system.kind is SystemKind.STANDARD and days:
            found[system.id] = max(days)
    return found


def plan_findings(
    entries: Sequence[PlanEntry],
    inventory: Inventory,
    names: Mapping[str, str],
    *,
    present: bool = True,
) -> tuple[Finding, ...]:
    """What is wrong with a plan: contracts that end first, phases that overlap, missing words.

    Of the `present` plan also systems whose own cutover date is another one.
    """
    return (
        *_ended_contracts(entries, inventory),
        *_overlapping_phases(entries),
        *_half_planned(entries, names),
        *(_systems_on_other_days(entries, inventory) if present else ()),
    )


def _contract_gaps(inventory: Inventory, planned: Mapping[str, date]) -> Iterator[ContractGap]:
    for system in inventory.systems:
        days = [planned[operation] for operation in system.operations if operation in planned]
        if system.kind is SystemKind.STANDARD and days and system.contract_end:
            end, last = date.fromisoformat(system.contract_end), max(days)
            if end != last:
                yield ContractGap(system.id, system.name, end, last, months((end - last).days))


def _missed(entries: Sequence[PlanEntry], lines: Lines) -> Iterator[Missed]:
    for extended, deadline, name in (
        (False, lines.deadline, "標準準拠システムへの移行期限"),
        (True, lines.extended_deadline, "特定移行支援システムの移行期限（おおむね5年、未確認）"),
    ):
        late = [
            entry.operation
            for entry in entries
            if deadline and entry.cutover and entry.extended is extended
            if entry.cutover > deadline
        ]
        if late and deadline:
            yield Missed(name, deadline, tuple(late))
    planned = planned_days(entries)
    for target in lines.targets:
        last = fiscal_year_bounds(target.fiscal_year)[1]
        moved = sum(planned[o] <= last for o in lines.counted if o in planned)
        if moved < target.target:
            name = f"成果指標 {fiscal_year_name(target.fiscal_year)}の目標 {target.target}業務"
            yield Missed(name, last, short=target.target - moved)


def _ended_contracts(entries: Sequence[PlanEntry], inventory: Inventory) -> Iterator[Finding]:
    for gap in _contract_gaps(inventory, planned_days(entries)):
        if gap.months < 0:
            message = (
                f"切替日 {wareki(gap.cutover)} が契約終了日 {wareki(gap.contract_end)} より後です。"
            )
            advice = "契約を延ばすか、切替日を契約終了日までにしてください。"
            yield Finding("plan.contract-ends", Severity.WARNING, gap.name, message, advice)


def _overlapping_phases(entries: Sequence[PlanEntry]) -> Iterator[Finding]:
    spans = {
        phase.name: [e.cutover for e in entries if e.phase == phase.name and e.cutover]
        for phase in phases_of(entries)
    }
    ordered = sorted(((min(d), max(d), name) for name, d in spans.items() if d), key=lambda s: s[0])
    for place, (_, last, name) in enumerate(ordered):
        for first, _, other in ordered[place + 1 :]:
            if first <= last:
                message = (
                    f"{name}の最後の切替日 {wareki(last)} より前に、"
                    f"{other}の切替（{wareki(first)}）が始まります。"
                )
                advice = "移行時期が重なります。切替日か、業務の移行時期を見直してください。"
                yield Finding(
                    "plan.phases-overlap", Severity.WARNING, f"{name}・{other}", message, advice
                )


def _half_planned(entries: Sequence[PlanEntry], names: Mapping[str, str]) -> Iterator[Finding]:
    for entry in entries:
        if entry.phase and not entry.cutover:
            yield Finding(
                "plan.no-cutover",
                Severity.WARNING,
                names.get(entry.operation, entry.operation),
                f"移行時期 {entry.phase} に切替予定日がありません。",
                "切替予定日を入れてください。",
            )


def _systems_on_other_days(entries: Sequence[PlanEntry], inventory: Inventory) -> Iterator[Finding]:
    planned = planned_days(entries)
    for system in inventory.systems:
        days = {planned[operation] for operation in system.operations if operation in planned}
        if system.kind is SystemKind.STANDARD and system.cutover and days:
            own = date.fromisoformat(system.cutover)
            if own not in days:
                said = "・".join(wareki(day) for day in sorted(days))
                yield Finding(
                    "plan.other-day",
                    Severity.WARNING,
                    system.name,
                    f"システムの切替予定日 {wareki(own)} が、業務の計画 {said} と違います。",
                    "現行システムの切替予定日を計画に合わせるか、空にしてください。",
                )
