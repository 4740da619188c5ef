"""移行計画: phases and cutovers on a Gantt against the national lines, today, and the KPI."""

import streamlit as st

from taiodo.report.gantt import gantt_chart
from taiodo.ui import address, show, state
from taiodo.ui.dashboard import show_deadline, show_kpi
from taiodo.ui.municipality_forms import show_plan_form
from taiodo.ui.plan_view import phase_table, schedule_table, show_kpi_targets
from taiodo.workflow import planning, surveying
from taiodo.workflow.catalogue import operations

st.title("移行計画")
desk = state.desk()
plan = planning.schedule(desk)
places = st.columns(3)
show_kpi(places[0], plan.kpi)
for place, deadline in zip(places[1:], plan.deadlines, strict=False):
    show_deadline(place, deadline)

st.header("ガントチャート")
with st.container(horizontal=True, vertical_alignment="bottom"):
    phases = ["", *(span.phase for span in plan.phases)]
    phase = address.one_of(
        "移行時期", phases, key="phase", format_func=lambda p: p or "すべて", width=180
    )
    prefecture = st.toggle("東京都の日程も描く", key="prefecture", bind="query-params")
rows = [row for row in plan.rows if not phase or row.phase == phase]
lines = [line for line in plan.milestones if line.level == "国" or prefecture]
st.altair_chart(gantt_chart(rows, lines, plan.deadlines, plan.day), theme=None)
st.caption(
    "▼ 国・都の期日　◆ 切替予定日　▲ 予定日を過ぎて運用開始していない業務　● 運用開始済みの業務。"
    "マウスを重ねると日付と注記が出ます。「未確認」は公開資料で日付を確かめられていないものです。"
)

st.header("業務ごとの計画")
if plan.phases:
    show.table(phase_table(plan.phases))
show.table(schedule_table(rows))
show.show_outcome("municipality")
standings = {s.operation.id: s for s in operations(desk) if s.applicable}
with st.expander("計画を変える（切替予定日・移行時期・所管課）", icon=":material/edit:"):
    chosen = address.one_of(
        "業務",
        list(standings),
        key="operation",
        format_func=lambda o: standings[o].operation.name,
    )
    show_plan_form(desk, standings[chosen], surveying.departments(desk))
show_kpi_targets(desk, plan)
