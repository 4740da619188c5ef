"""Tables and forms of the plan page and the steps page."""

from collections.abc import Sequence

import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.calendar import fiscal_year, fiscal_year_name, wareki
from taiodo.plan.kpi import KPI_FORMULA
from taiodo.plan.schedule import PhaseSpan, ScheduleRow
from taiodo.plan.steps import StepProgress
from taiodo.ui import show
from taiodo.ui.rights import may
from taiodo.workflow import profile as settings
from taiodo.workflow.desk import Desk
from taiodo.workflow.planning import Schedule

KPI_YEARS = 8
Rows = list[dict[str, object]]


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


def schedule_table(rows: Sequence[ScheduleRow]) -> Rows:
    """One row per operation of the plan."""
    return [
        {
            "業務": row.name,
            "移行時期": row.phase or "未定",
            "切替予定日": wareki(row.cutover) if row.cutover else "未定",
            "年度": fiscal_year_name(fiscal_year(row.cutover)) if row.cutover else "",
            "状況": f"{row.standing.sign} {row.standing.label}",
            "あと（日）": row.days,
            "ステップ完了率": show.percent(row.completion_rate),
            "所管課": row.department or "未定",
            "特定移行支援": "見込み" if row.extended else "",
            "備考": row.cutover_note,
        }
        for row in rows
    ]


def progress_table(progress: Sequence[StepProgress], names: dict[str, str]) -> Rows:
    """One row per operation: statuses counted, and the official completion rate."""
    return [
        {
            "業務": names[p.operation],
            "完了率": p.completion_rate,
            "完了済み": p.done,
            "対象外": p.not_applicable,
            "作業中": p.in_progress,
            "未着手": p.not_started,
        }
        for p in progress
    ]


def show_kpi_targets(desk: Desk, plan: Schedule) -> None:
    """The targets by fiscal year, and the form to set one."""
    st.header("KPI 移行した事業数")
    st.caption(KPI_FORMULA)
    if plan.targets:
        rows = [
            {
                "年度": fiscal_year_name(t.fiscal_year),
                "目標": f"{t.target} / {t.total}業務",
                "出典": t.source or "この画面での入力",
            }
            for t in plan.targets
        ]
        show.table(rows)
    else:
        st.markdown("目標はまだありません。下で年度ごとの目標を入れてください。")
    if not may(Action.CHANGE_PLAN):
        return
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
