"""The chapters of a report that follow the plan: schedule, steps, what is late, and the KPI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.calendar import fiscal_year_name, wareki, week_of
from taiodo.catalog.timeline import Step
from taiodo.plan.consequence import Consequence
from taiodo.plan.forecast import FORECAST_FORMULA
from taiodo.plan.kpi import KPI_FORMULA, Kpi, KpiYear
from taiodo.plan.lateness import Duty, LateLine, TrackedOperation
from taiodo.plan.schedule import Deadline
from taiodo.plan.steps import (
    COMPLETION_FORMULA,
    STEP_COUNT,
    WEIGHTED_FORMULA,
    StepProgress,
    signs_of,
)
from taiodo.report.content import Column, Picture, Section, Table


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """What the chapters are made of, all as of `day`; as `workflow.planning.Schedule` has it."""

    day: date
    tracked: Sequence[TrackedOperation]
    progress: Sequence[StepProgress]
    late: Sequence[LateLine]
    duties: Sequence[Duty]
    consequences: Sequence[Consequence]
    years: Sequence[KpiYear]
    kpi: Kpi
    deadlines: Sequence[Deadline]
    steps: Mapping[int, Step]


def schedule_chapters(facts: ScheduleFacts, gantt: Picture | None = None) -> tuple[Section, ...]:
    """移行の日程, 作業ステップ, 遅れ and KPI in this order; `gantt` is drawn in the first."""
    return (_schedule(facts, gantt), _steps(facts), _late(facts), _kpi(facts))


def _schedule(facts: ScheduleFacts, gantt: Picture | None) -> Section:
    rows = [
        (
            one.row.name,
            one.row.phase or "未定",
            one.row.cutover,
            one.forecast.expected,
            one.forecast.slip,
            one.row.standing.label,
            one.row.department or "未定",
        )
        for one in facts.tracked
    ]
    columns = (
        Column("業務", 2),
        Column("移行時期", 1),
        Column("切替予定日", 1.4, "date"),
        Column("運用開始・見込み", 1.4, "date"),
        Column("ずれ（日）", 0.8, "count"),
        Column("状況", 1.2),
        Column("所管課", 1.6),
    )
    words = [f"{wareki(facts.day)}現在の計画、実績と見込みである。{FORECAST_FORMULA}。"]
    for deadline in facts.deadlines:
        past = deadline.days < 0
        left = f"{-deadline.days:,}日を過ぎている" if past else f"あと{deadline.days:,}日である"
        sure = "" if deadline.confirmed else "（未確認）"
        words.append(f"・{deadline.name}{sure}（{wareki(deadline.day)}）まで、{left}。")
    table = Table("業務ごとの切替の計画と見込み", columns, tuple(rows))
    pictures = (gantt,) if gantt else ()
    return Section("移行の日程", tuple(words), tables=(table,), pictures=pictures)


def _steps(facts: ScheduleFacts) -> Section:
    groups = {serial: step.item[0] for serial, step in facts.steps.items()}
    signs = {one.row.operation: signs_of(one.steps, groups) for one in facts.tracked}
    names = {one.row.operation: one.row.name for one in facts.tracked}
    rows = tuple(
        (
            names[p.operation],
            p.completion_rate,
            p.weighted_rate,
            signs[p.operation],
            p.done,
            p.not_applicable,
            p.in_progress,
            p.not_started,
        )
        for p in facts.progress
    )
    columns = (
        Column("業務", 2),
        Column("完了率（国）", 1, "percent"),
        Column("作業量で見た率", 1, "percent"),
        Column("①～⑱", 3.4),
        Column("完了済み", 0.8, "count"),
        Column("対象外", 0.8, "count"),
        Column("作業中", 0.8, "count"),
        Column("未着手", 0.8, "count"),
    )
    finished = sum(p.done + p.not_applicable for p in facts.progress)
    whole = STEP_COUNT * len(facts.progress)
    share = f"{finished / whole:.1%}" if whole else "－"
    rates = [p.weighted_rate for p in facts.progress]
    average = f"{sum(rates) / len(rates):.1%}" if rates else "－"
    figures = (
        ("完了率（全業務）", share, f"{COMPLETION_FORMULA}。全業務の合計"),
        ("作業量で見た率（平均）", average, f"{WEIGHTED_FORMULA}。業務ごとの率の単純平均"),
    )
    words = "①～⑱の印は、●が終わったもの、△が途中、・が未着手、－がすべて対象外の群である。"
    table = Table("業務ごとの作業ステップの進み", columns, rows)
    return Section("作業ステップの進捗", (words,), figures, tables=(table,))


def _late(facts: ScheduleFacts) -> Section:
    late = tuple(
        (
            line.name,
            f"{line.step.item} {line.step.name}" if line.step else "切替",
            line.kind.label,
            line.due,
            line.days,
            line.who,
            line.why,
        )
        for line in facts.late
    )
    columns = (
        Column("業務", 1.6),
        Column("何が", 2.2),
        Column("どのように", 1.5),
        Column("予定日", 1.2, "date"),
        Column("遅れ（日）", 0.8, "count"),
        Column("動く人", 1.3),
        Column("なぜ", 3),
    )
    monday, sunday = week_of(facts.day)
    return Section(
        "遅れているもの",
        (f"{wareki(facts.day)}現在、遅れているものは{len(late)}件である。",),
        tables=(
            Table("遅れているものと理由", columns, late, "遅れているものはありません。"),
            _duty_table(facts, f"{wareki(monday)}から{wareki(sunday)}までに動く人"),
            _consequence_table(facts),
        ),
    )


def _duty_table(facts: ScheduleFacts, caption: str) -> Table:
    rows = tuple(
        (d.who, d.name, d.step.item if d.step else "", d.kind.label, d.due) for d in facts.duties
    )
    columns = (
        Column("動く人", 1.5),
        Column("業務", 2),
        Column("ステップ", 1),
        Column("なぜ今週か", 1.5),
        Column("期日", 1.3, "date"),
    )
    return Table(caption, columns, rows, "今週が期日の作業はありません。")


def _consequence_table(facts: ScheduleFacts) -> Table:
    names = {one.row.operation: one.row.name for one in facts.tracked}
    rows = tuple(
        (
            names.get(c.operation, ""),
            c.kind.label,
            c.what,
            c.planned,
            c.expected,
            c.days,
            c.department,
        )
        for c in facts.consequences
    )
    columns = (
        Column("もとの業務", 1.5),
        Column("波及", 1.3),
        Column("対象", 3),
        Column("計画", 1.2, "date"),
        Column("見込み", 1.2, "date"),
        Column("変わる日数", 0.9, "count"),
        Column("知らせる課", 1.5),
    )
    return Table("遅れの波及", columns, rows, "遅れの波及はありません。")


def _kpi(facts: ScheduleFacts) -> Section:
    kpi = facts.kpi
    rows = tuple(
        (fiscal_year_name(y.year), y.target, y.planned, y.expected, y.actual) for y in facts.years
    )
    columns = (
        Column("年度", 1.4),
        Column("目標", 1, "count"),
        Column("計画", 1, "count"),
        Column("見込み", 1, "count"),
        Column("実績", 1, "count"),
    )
    return Section(
        "成果指標（移行した事業数）",
        ("計画と見込みは、年度末までに切替の予定または見込みのある業務の数である。",),
        (("移行した事業数", f"{kpi.migrated} / {kpi.total}業務", KPI_FORMULA),),
        tables=(Table("年度ごとの目標と実績", columns, rows),),
    )
