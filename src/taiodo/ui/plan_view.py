"""Tables and forms of the plan page."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taiodo.access.rights import Action
from taiodo.calendar import fiscal_year, fiscal_year_name, wareki
from taiodo.plan.kpi import KPI_FORMULA, KpiYear
from taiodo.plan.lateness import TrackedOperation
from taiodo.plan.schedule import PhaseSpan
from taiodo.plan.steps import COMPLETION_FORMULA, WEIGHTED_FORMULA, StepProgress
from taiodo.ui import address, show
from taiodo.ui.rights import may
from taiodo.workflow import profile as settings
from taiodo.workflow.date_history import date_history, recorded_since
from taiodo.workflow.desk import Desk, shown_time, today
from taiodo.workflow.planning import Schedule

KPI_YEARS = 8
Rows = list[dict[str, object]]


def choose_day(key: str = "as_of") -> date | None:
    """The past day to look back to (?as_of=…), None for now."""
    day = st.date_input(
        "時点（過去の日を選ぶと、その日の終わりの記録を示します）", today(), max_value=today(),
        format="YYYY/MM/DD", key=key, bind="query-params", width=420,
    )  # fmt: skip
    return day if isinstance(day, date) and day < today() else None


def say_looking_back(desk: Desk, as_of: date) -> None:
    """Says that what is shown is past, and when recording began."""
    since = recorded_since(desk)
    began = f"計画の記録は {shown_time(since)} に始まっています。" if since else ""
    st.info(
        f"**{wareki(as_of)}の終わりの時点**の計画と状況です。ここでは変えられません。{began}",
        icon=":material/history:",
    )


def choose_operations(plan: Schedule) -> tuple[TrackedOperation, ...]:
    """The operations of the phase, department and names chosen; each stands in the address."""
    names = {row.operation: row.name for row in plan.rows}
    departments = sorted({row.department for row in plan.rows if row.department})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        phase = address.one_of(
            "移行時期", ["", *(span.phase for span in plan.phases)], key="phase",
            format_func=lambda p: p or "すべて", width=150,
        )  # fmt: skip
        department = address.one_of(
            "所管課", ["", *departments], key="department", width=210,
            format_func=lambda d: d or "すべて",
        )  # fmt: skip
        chosen = address.some_of(
            "業務（選ばなければすべて）", list(names), key="operation", width=420,
            format_func=names.__getitem__, placeholder="すべての業務",
        )  # fmt: skip
    return tuple(
        one
        for one in plan.tracked
        if (not phase or one.row.phase == phase)
        and (not department or one.row.department == department)
        and (not chosen or one.row.operation in chosen)
    )


def phase_table(phases: Sequence[PhaseSpan]) -> Rows:
    """One row per phase."""
    return [
        {
            "移行時期": span.phase,
            "最初の切替予定日": wareki(span.first),
            "最後の切替予定日": wareki(span.last),
            "業務": span.operations,
            "うち運用開始済": span.started,
        }
        for span in phases
    ]


def show_schedule(tracked: Sequence[TrackedOperation], progress: Sequence[StepProgress]) -> None:
    """One row per operation of the plan: planned against expected or actual, and both rates."""
    weighted = {one.operation: one.weighted_rate for one in progress}
    rows = []
    for one in tracked:
        row, seen = one.row, one.forecast
        expected = wareki(seen.expected) if seen.expected else "－"
        rows.append(
            {
                "業務": row.name,
                "移行時期": row.phase or "未定",
                "切替予定日": wareki(row.cutover) if row.cutover else "未定",
                "状況": f"{row.standing.sign} {row.standing.label}",
                "運用開始・見込み": expected + ("（実績）" if seen.is_running else ""),
                "ずれ（日）": seen.slip,
                "完了率（国）": show.percent(row.completion_rate),
                "所管課": row.department or "未定",
                "開く": f"/steps?operation={row.operation}#ステップへ",
                "作業量で見た率": show.percent(weighted[row.operation]),
                "年度": fiscal_year_name(fiscal_year(row.cutover)) if row.cutover else "",
                "特定移行支援": "見込み" if row.extended else "",
                "備考": row.cutover_note,
            }
        )
    widths = {"業務": 125, "移行時期": 75, "切替予定日": 118, "状況": 105, "運用開始・見込み": 130,
              "ずれ（日）": 80, "完了率（国）": 95, "所管課": 130}  # fmt: skip
    columns: dict[str, object] = {
        name: st.column_config.Column(width=width) for name, width in widths.items()
    }
    columns["開く"] = st.column_config.LinkColumn("開く", display_text=r"#(.*)$", width=85)
    show.table(rows, columns)
    st.caption(f"{COMPLETION_FORMULA}　／　{WEIGHTED_FORMULA}")


def show_history(desk: Desk, operation: str, name: str) -> None:
    """Every date of one operation that moved: when, who, from → to, why."""
    found = date_history(desk, operation)
    with st.expander(f"{name}の日付の履歴（{len(found)}件）", icon=":material/history:"):
        if not found:
            st.markdown("日付の記録はまだありません。")
            return
        show.table(
            [
                {
                    "いつ": shown_time(change.at),
                    "誰が": change.actor,
                    "どこ": change.of,
                    "項目": change.name,
                    "変更前": show.day(change.before) or "－",
                    "変更後": show.day(change.after) or "－",
                    "なぜ": change.reason or "－",
                }
                for change in found
            ]
        )


def show_kpi_targets(desk: Desk, plan: Schedule, *, editable: bool = True) -> None:
    """Targets by fiscal year against plan, forecast and actual, and the form to set one."""
    st.header("KPI 移行した事業数")
    st.caption(
        f"{KPI_FORMULA}。計画・見込みは、年度末までに切替の予定・見込みのある業務の数。"
        "実績は終わった年度だけを示します。"
    )
    if plan.years:
        show.table([_year_row(year, plan) for year in plan.years])
    if not plan.targets:
        st.markdown("目標はまだありません。下で年度ごとの目標を入れてください。")
    if editable and may(Action.CHANGE_PLAN):
        _show_target_form(desk, plan)


def _year_row(found: KpiYear, plan: Schedule) -> dict[str, object]:
    reached = found.actual if found.actual is not None else found.expected
    short = max(0, (found.target or 0) - reached)
    sources = {t.fiscal_year: t.source or "この画面での入力" for t in plan.targets}
    return {
        "年度": fiscal_year_name(found.year),
        "目標": "－" if found.target is None else f"{found.target} / {plan.kpi.total}業務",
        "計画": found.planned,
        "見込み": found.expected,
        "実績": "－" if found.actual is None else f"{found.actual}業務",
        "目標との差": "－" if found.target is None else (f"▲ {short}不足" if short else "○ 達成"),
        "出典": sources.get(found.year, ""),
    }


def _show_target_form(desk: Desk, plan: Schedule) -> None:
    with st.expander("目標を入れる・変える", icon=":material/edit:"), st.form("plan.kpi"):
        first = fiscal_year(plan.day) - 1
        years = sorted({*range(first, first + KPI_YEARS), *(t.fiscal_year for t in plan.targets)})
        st.selectbox("年度", years, format_func=fiscal_year_name, key="plan.kpi.year")
        st.number_input(
            "年度末までに移行する業務の数", 0, plan.kpi.total, plan.kpi.total, key="plan.kpi.target"
        )
        st.form_submit_button("保存", type="primary", on_click=_save_target, args=(desk, plan))


def _save_target(desk: Desk, plan: Schedule) -> None:
    year, target = st.session_state["plan.kpi.year"], st.session_state["plan.kpi.target"]
    with show.outcome_kept("municipality", f"{fiscal_year_name(year)}の目標を保存しました。"):
        settings.save_kpi_target(desk, int(year), int(target), plan.kpi.total)
