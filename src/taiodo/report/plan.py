"""移行計画報告書: plan, versions, chapters that follow it, scenarios, outside systems, costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.calendar import fiscal_year, fiscal_year_name, wareki
from taiodo.plan.costs import DIFFERENCE_FORMULA, CostDifference, CostLine
from taiodo.plan.measures import FORMULAS, Measures, quarter_name
from taiodo.plan.outside import CANDIDATES, CLOUDS, DECISIONS, OutsideSystem
from taiodo.plan.version import PlanChange, PlanEntry, PlanVersion
from taiodo.plan.ward_table import (
    COMPARISON_FORMULA,
    PlanLine,
    Review,
    blocks_of,
    years_of,
)
from taiodo.problems import Finding
from taiodo.report.content import Chart, Column, Report, Section, Table
from taiodo.report.costs import cost_section

COUNT, DATE = "count", "date"
BLANK_YEARS = "語があるのに年度の欄が空いている行は、出典から年度を確かめられていない。"


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """A plan of the comparison with its figures; the first is the plan as it stands."""

    name: str
    entries: tuple[PlanEntry, ...]
    measures: Measures
    difference: CostDifference
    findings: tuple[Finding, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version with its time as people in Japan read it."""

    version: PlanVersion
    shown_time: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the report is written from, all as of one day.

    `names` maps operation id → name; `plan_years` are the first and last year of the table;
    `chapters` follow the plan itself (日程, 作業ステップ, 遅れ, 成果指標).
    """

    municipality: str
    as_of: date
    written_on: date
    names: Mapping[str, str]
    plans: tuple[ComparedPlan, ...]
    versions: tuple[KeptVersion, ...]
    changes: tuple[PlanChange, ...]
    lines: tuple[PlanLine, ...]
    reviews: tuple[Review, ...]
    plan_years: tuple[int, int]
    outside: tuple[OutsideSystem, ...]
    costs: tuple[CostLine, ...]
    chapters: tuple[Section, ...] = ()


def plan_report(facts: PlanFacts) -> Report:
    """移行計画報告書 with the same content for every format."""
    notices = ["切替予定日が「見本」とされる業務は、公表された計画にない仮の日付である。"]
    if not facts.versions:
        notices = ["この時点では、業務ごとの計画がまだ登録されていない。"]
    sections = (
        _present(facts),
        _table_section(facts),
        *facts.chapters,
        _scenarios(facts),
        _outside(facts),
        cost_section(facts.costs),
        _method(),
    )
    return Report(
        "移行計画報告書",
        facts.municipality,
        facts.as_of,
        facts.written_on,
        tuple(notices),
        sections,
    )


def _present(facts: PlanFacts) -> Section:
    plan = facts.plans[0]
    measures = plan.measures
    held = facts.versions[-1] if facts.versions else None
    words = (
        (f"現行計画は第{held.version.number}版（{held.version.name}、{held.shown_time}）である。",)
        if held
        else ("計画はまだ登録されていない。",)
    )
    figures = (
        ("切替予定日のある業務", f"{sum(bool(e.cutover) for e in plan.entries)}業務", ""),
        ("暫定連携・月", f"{measures.bridge_months:,.1f}", FORMULAS["暫定連携・月"]),
        ("改修", f"{measures.change_count:,}件", FORMULAS["改修"]),
        ("契約期間中の切替", f"{len(measures.cut_short)}システム", FORMULAS["契約期間中の切替"]),
    )
    return Section(
        "現行計画",
        words,
        figures,
        tables=(_operations(facts, plan), _findings(plan), *_version_tables(facts)),
    )


def _operations(facts: PlanFacts, plan: ComparedPlan) -> Table:
    return Table(
        "業務ごとの移行時期と切替予定日",
        (
            Column("業務", 1.8),
            Column("移行時期", 0.9),
            Column("切替予定日", 1.4, DATE),
            Column("年度", 1.1),
            Column("所管課", 1.6),
            Column("特定移行支援", 1),
        ),
        tuple(
            (
                facts.names.get(entry.operation, entry.operation),
                entry.phase or "未定",
                entry.cutover,
                fiscal_year_name(fiscal_year(entry.cutover)) if entry.cutover else "",
                entry.department or "未定",
                "見込み" if entry.extended else "",
            )
            for entry in plan.entries
        ),
    )


def _findings(plan: ComparedPlan) -> Table:
    return Table(
        "計画の指摘",
        (Column("重さ", 0.6), Column("場所", 1.6), Column("内容", 3), Column("直し方", 2)),
        tuple((f.severity.label, f.where, f.message, f.advice) for f in plan.findings),
        "指摘はありません。",
    )


def _version_tables(facts: PlanFacts) -> tuple[Table, ...]:
    versions = Table(
        "計画の版",
        (
            Column("版", 0.7),
            Column("名前", 2),
            Column("日時", 1.4),
            Column("誰が", 1.6),
            Column("理由", 3),
        ),
        tuple(
            (f"第{v.version.number}版", v.version.name, v.shown_time, v.version.made_by,
             v.version.reason)
            for v in facts.versions
        ),
        "計画の版はまだありません。",
    )  # fmt: skip
    history = Table(
        "移行時期と切替予定日の変更",
        (
            Column("版", 0.7),
            Column("業務", 1.6),
            Column("変更前", 1.8),
            Column("変更後", 1.8),
            Column("ずれ（日）", 0.7, COUNT),
            Column("理由", 2.4),
        ),
        tuple(
            (
                f"第{c.version.number}版",
                facts.names.get(c.operation, c.operation),
                _said(c.before),
                _said(c.after),
                c.days,
                c.version.reason,
            )
            for c in facts.changes
        ),
        "当初計画からの変更はありません。",
    )
    return versions, history


def _table_section(facts: PlanFacts) -> Section:
    years = years_of(facts.lines, *facts.plan_years)
    blocks = blocks_of(facts.lines)
    if not blocks:
        return Section("計画表と進行管理", ("計画表の行はまだ登録されていない。",))
    words = (
        "◎は新規、○は拡充、(国)(都)は国・東京都の予定である。",
        BLANK_YEARS,
        f"進行管理: {COMPARISON_FORMULA}。",
        *_sources(facts.lines),
    )
    tables = [_plan_table(f"取組 {block}", lines, years) for block, lines in blocks.items()]
    return Section("計画表と進行管理", words, tables=(*tables, _review_table(facts)))


def _sources(lines: Iterable[PlanLine]) -> Iterable[str]:
    """Where the lines of each block come from, and whether that is certain."""
    named = dict.fromkeys((one.block, one.source, one.certainty) for one in lines if one.source)
    for block, source, certainty in named:
        doubt = "" if certainty == "confirmed" else "（年度の欄は未確認）"
        yield f"・取組 {block}の出典: {source}{doubt}"


def _plan_table(title: str, lines: Iterable[PlanLine], years: Sequence[int]) -> Table:
    return Table(
        title,
        (
            Column("事業内容", 3.4),
            *(Column(fiscal_year_name(year), 0.9) for year in years),
            Column("年度未確認の語", 1.2),
        ),
        tuple(
            (
                line.shown_title,
                *(line.planned.get(year, "") for year in years),
                line.unplaced,
            )
            for line in lines
        ),
    )


def _review_table(facts: PlanFacts) -> Table:
    return Table(
        "進行管理（計画と実績）",
        (
            Column("年度", 1.1),
            Column("取組", 0.7),
            Column("事業内容", 3),
            Column("計画", 1),
            Column("実績", 1),
            Column("進み", 1.2),
        ),
        tuple(
            (
                fiscal_year_name(row.year),
                row.line.block,
                row.line.shown_title,
                row.planned,
                row.happened,
                row.standing,
            )
            for row in facts.reviews
        ),
        "年度の欄に語のある行はまだありません。",
    )


def _scenarios(facts: PlanFacts) -> Section:
    if len(facts.plans) < 2:
        return Section("計画案の比較", ("比較する計画案はない。",))
    values = tuple(round(p.measures.bridge_months, 1) for p in facts.plans)
    least = min(facts.plans, key=lambda p: p.measures.bridge_months)
    chart = Chart(
        f"暫定連携・月は「{least.name}」が最も少ない（{min(values):,.1f}）",
        "月",
        tuple(p.name for p in facts.plans),
        ("暫定連携・月",),
        (values,),
    )
    notes = tuple(f"・{p.name}: {p.note}" for p in facts.plans[1:] if p.note)
    return Section(
        "計画案の比較",
        notes,
        charts=(chart,),
        tables=(_figures(facts), _side_by_side(facts), _loads(facts)),
    )


def _figures(facts: PlanFacts) -> Table:
    years = sorted({year for p in facts.plans for year in p.measures.changes})
    rows: list[tuple[object, ...]] = [
        ("暫定連携（件）", *(p.measures.bridges for p in facts.plans)),
        ("暫定連携・月", *(round(p.measures.bridge_months, 1) for p in facts.plans)),
        *(
            (
                f"改修 {fiscal_year_name(y)}（件）",
                *(p.measures.changes.get(y, 0) for p in facts.plans),
            )
            for y in years
        ),
        ("一つの課の一四半期の最多の切替", *(p.measures.heaviest[1] for p in facts.plans)),
        ("契約期間中の切替（システム）", *(len(p.measures.cut_short) for p in facts.plans)),
        ("同 残りの契約（月）", *(round(p.measures.contract_months, 1) for p in facts.plans)),
        ("契約終了後の切替（システム）", *(len(p.measures.overrun) for p in facts.plans)),
        (
            "国の期限に間に合わない業務",
            *(sum(len(m.operations) for m in p.measures.missed) for p in facts.plans),
        ),
        (
            "成果指標の目標に届かない年度",
            *(sum(bool(m.short) for m in p.measures.missed) for p in facts.plans),
        ),
        ("費用の差（千円、試算）", *(round(p.difference.total) for p in facts.plans)),
    ]
    columns = (Column("指標", 2.4), *(Column(p.name, 1.2, COUNT) for p in facts.plans))
    return Table("計画案の指標", columns, tuple(rows))


def _side_by_side(facts: PlanFacts) -> Table:
    held = [{e.operation: e for e in p.entries} for p in facts.plans]
    order = [o for o in facts.names if any(o in entries for entries in held)]
    return Table(
        "計画案の移行時期と切替予定日",
        (Column("業務", 1.6), *(Column(p.name, 1.8) for p in facts.plans)),
        tuple((facts.names[o], *(_said(entries.get(o)) for entries in held)) for o in order),
    )


def _loads(facts: PlanFacts) -> Table:
    keys = {key for p in facts.plans for key in p.measures.loads}
    ordered = sorted(keys, key=lambda key: (key[1], key[2], key[0]))
    return Table(
        "所管課ごと・四半期ごとの切替の数",
        (
            Column("四半期", 1.8),
            Column("所管課", 1.8),
            *(Column(p.name, 1.2, COUNT) for p in facts.plans),
        ),
        tuple(
            (
                quarter_name(key[1], key[2]),
                key[0] or "未定",
                *(p.measures.loads.get(key, 0) for p in facts.plans),
            )
            for key in ordered
        ),
    )


def _outside(facts: PlanFacts) -> Section:
    undecided = sum(not one.decision.decision for one in facts.outside)
    figures = (
        ("標準化対象外のシステム", f"{len(facts.outside)}件", "種別が独自施策のシステム"),
        ("方針が未定", f"{undecided}件", "方針が「検討中」のもの"),
    )
    table = Table(
        "標準化対象外のシステムの方針",
        (
            Column("システム", 2.2),
            Column("所管課", 1.3),
            Column("契約終了日", 1.3, DATE),
            Column("更改予定日", 1.3, DATE),
            Column("方針", 1.2),
            Column("ガバメントクラウド", 1),
            Column("クラウド利用の方針", 1.4),
            Column("理由", 2.4),
        ),
        tuple(
            (
                one.system.name,
                one.system.department or "未定",
                _day(one.system.contract_end),
                _day(one.decision.replacement),
                DECISIONS[one.decision.decision],
                CANDIDATES[one.decision.candidate],
                CLOUDS[one.decision.cloud],
                " ".join(filter(None, (one.decision.reason, one.decision.cloud_note))),
            )
            for one in facts.outside
        ),
        "種別が独自施策のシステムはありません。",
    )
    return Section("標準化対象外のシステム（取組 2-2-⑤）", (), figures, tables=(table,))


def _method() -> Section:
    words = [f"・{name}: {formula}" for name, formula in FORMULAS.items()]
    return Section("数え方", (*words, f"・{DIFFERENCE_FORMULA}"))


def _said(entry: PlanEntry | None) -> str:
    if entry is None or not (entry.phase or entry.cutover):
        return "未定"
    day = wareki(entry.cutover) if entry.cutover else "日付未定"
    return f"{entry.phase or '時期未定'} {day}" + ("（特定移行支援）" if entry.extended else "")


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
