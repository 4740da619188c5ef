"""Plans side by side: figures, operations, loads of departments, and what is not met."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from taiodo.plan.calendar import fiscal_year_name, wareki
from taiodo.plan.measures import Measures, quarter_name
from taiodo.plan.version import PlanChange, PlanEntry, PlanVersion
from taiodo.report.content import Chart
from taiodo.ui import show
from taiodo.workflow.desk import shown_time
from taiodo.workflow.scenarios import Compared, Comparison

Rows = list[dict[str, object]]


def figures_table(found: Comparison) -> Rows:
    """A row per figure, a column per plan; what differs from the plan says by how much."""
    years = sorted({year for plan in found.plans for year in plan.measures.changes})
    present = found.present.measures
    rows: Rows = [_row("移した業務", found, lambda p: f"{p.moved}業務" if p.moved else "－")]
    rows.append(_counted("暫定連携（件）", found, lambda m: m.bridges, present))
    rows.append(_counted("暫定連携・月", found, lambda m: m.bridge_months, present))
    for year in years:
        title = f"改修 {fiscal_year_name(year)}（件）"
        rows.append(_counted(title, found, partial(_changes, year), present))
    rows += [
        _row("課の負荷（四半期で最も多い切替）", found, _heaviest),
        _counted("契約期間中の切替（システム）", found, lambda m: len(m.cut_short), present),
        _counted("同 残りの契約（月）", found, lambda m: m.contract_months, present),
        _counted("契約終了後の切替（システム）", found, lambda m: len(m.overrun), present),
        _counted("国の期限に間に合わない業務", found, _late, present),
        _counted("成果指標の目標に届かない年度", found, _short, present),
        _row("費用の差（千円、試算）", found, _difference),
    ]
    return rows


def operations_table(found: Comparison) -> Rows:
    """A row per operation: phase and cutover in every plan; ＊ where it differs from the plan."""
    order = [o for o in found.names if any(_entry(p, o) for p in found.plans)]
    rows: Rows = []
    for operation in order:
        now = _said(_entry(found.present, operation))
        row: dict[str, object] = {"業務": found.names[operation]}
        for plan in found.plans:
            words = _said(_entry(plan, operation))
            row[plan.name] = words if words == now else f"＊ {words}"
        rows.append(row)
    return rows


def loads_table(found: Comparison) -> Rows:
    """Cutovers per department and quarter, a column per plan."""
    keys = sorted({key for plan in found.plans for key in plan.measures.loads})
    return [
        {
            "四半期": quarter_name(year, part),
            "所管課": department or "未定",
            **{p.name: p.measures.loads.get((department, year, part), 0) for p in found.plans},
        }
        for department, year, part in sorted(keys, key=lambda key: (key[1], key[2], key[0]))
    ]


def contracts_table(plan: Compared) -> Rows:
    """Contracts that outlast the cutover, and those that end before it."""
    gaps = [*plan.measures.overrun, *plan.measures.cut_short]
    return [
        {
            "システム": gap.name,
            "切替日": wareki(gap.cutover),
            "契約終了日": wareki(gap.contract_end),
            "月": f"残り{gap.months:.1f}" if gap.months > 0 else f"▲ {-gap.months:.1f}不足",
        }
        for gap in gaps
    ]


def missed_table(plan: Compared, names: Mapping[str, str]) -> Rows:
    """Deadlines and targets that are not met."""
    return [
        {
            "期限・目標": missed.name,
            "期日": wareki(missed.day),
            "間に合わないもの": "、".join(names[o] for o in missed.operations)
            or f"{missed.short}業務不足",
        }
        for missed in plan.measures.missed
    ]


def bridges_chart(found: Comparison) -> Chart:
    """Bridge-months per plan; the title says which plan has the fewest."""
    values = tuple(round(plan.measures.bridge_months, 1) for plan in found.plans)
    least = min(found.plans, key=lambda plan: plan.measures.bridge_months)
    others = [v for v in values if v > min(values) + 0.05]
    words = (
        f"暫定連携・月は「{least.name}」が最も少ない（{min(values):,.1f}）"
        if others
        else f"暫定連携・月はどの計画も同じ（{min(values):,.1f}）"
    )
    return Chart(words, "月", tuple(p.name for p in found.plans), ("暫定連携・月",), (values,))


def versions_table(kept: Sequence[PlanVersion]) -> Rows:
    """The versions, the newest first."""
    return [
        {
            "版": f"第{version.number}版",
            "名前": version.name,
            "日時": shown_time(version.made_at),
            "誰が": version.made_by,
            "理由": version.reason,
        }
        for version in reversed(kept)
    ]


def history_table(changes: Sequence[PlanChange], names: Mapping[str, str]) -> Rows:
    """Every date that moved, the newest first."""
    return [
        {
            "版": f"第{change.version.number}版",
            "日時": shown_time(change.version.made_at),
            "業務": names.get(change.operation, change.operation),
            "変更前": _said(change.before),
            "変更後": _said(change.after),
            "ずれ（日）": change.days,
            "理由": change.version.reason,
            "誰が": change.version.made_by,
        }
        for change in changes
    ]


def version_table(version: PlanVersion, names: Mapping[str, str]) -> Rows:
    """What a version said of every operation."""
    return [
        {
            "業務": names.get(entry.operation, entry.operation),
            "移行時期": entry.phase or "未定",
            "切替予定日": wareki(entry.cutover) if entry.cutover else "未定",
            "特定移行支援": "見込み" if entry.extended else "",
            "所管課": entry.department or "未定",
        }
        for entry in version.entries
    ]


def cell(value: float, present: float) -> str:
    """A figure with its difference from the plan: 297.2（−151.1）."""
    words = show_number(value)
    change = value - present
    if abs(change) < 0.05:
        return words
    return f"{words}（{'＋' if change > 0 else '−'}{show_number(abs(change))}）"


def show_number(value: float) -> str:
    """A count as it is, anything else with one decimal."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _row(title: str, found: Comparison, words: Callable[[Compared], str]) -> dict[str, object]:
    row: dict[str, object] = {"指標": title}
    return row | {plan.name: words(plan) for plan in found.plans}


def _counted(
    title: str, found: Comparison, figure: Callable[[Measures], float], present: Measures
) -> dict[str, object]:
    now = figure(present)
    row: dict[str, object] = {"指標": title}
    return row | {p.name: cell(figure(p.measures), now) for p in found.plans}


def _changes(year: int, measures: Measures) -> int:
    return measures.changes.get(year, 0)


def _late(measures: Measures) -> int:
    return sum(len(missed.operations) for missed in measures.missed)


def _short(measures: Measures) -> int:
    return sum(bool(missed.short) for missed in measures.missed)


def _heaviest(plan: Compared) -> str:
    words, count = plan.measures.heaviest
    return f"{count} {words}" if count else "－"


def _difference(plan: Compared) -> str:
    if plan.scenario is None:
        return "－"
    total = plan.difference.total
    words = f"{'＋' if total > 0 else '−' if total < 0 else ''}{abs(round(total)):,}"
    return f"{words}（一部未入力）" if plan.difference.missing else words


def _entry(plan: Compared, operation: str) -> PlanEntry | None:
    found = next((e for e in plan.entries if e.operation == operation), None)
    return found if found and (found.phase or found.cutover) else None


def _said(entry: PlanEntry | None) -> str:
    if entry is None or not (entry.phase or entry.cutover):
        return "未定"
    day = show.day(entry.cutover.isoformat()) if entry.cutover else "日付未定"
    return f"{entry.phase or '時期未定'} {day}" + ("（特定移行支援）" if entry.extended else "")
