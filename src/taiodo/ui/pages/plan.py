"""移行計画: phases, steps and cutovers against the national lines, what is late, and the KPI."""

import streamlit as st

from taiodo.ui import address, show, state
from taiodo.ui.dashboard import show_deadline, show_kpi
from taiodo.ui.gantt_view import show_gantt
from taiodo.ui.late_view import show_lateness
from taiodo.ui.municipality_forms import show_plan_form
from taiodo.ui.plan_view import (
    choose_day,
    choose_operations,
    phase_table,
    say_looking_back,
    show_history,
    show_kpi_targets,
    show_schedule,
)
from taiodo.workflow import planning, surveying
from taiodo.workflow.catalogue import operations

st.title("移行計画")
desk = state.desk()
as_of = choose_day()
with show.explained():
    plan = planning.schedule(desk, as_of=as_of)
if as_of:
    say_looking_back(desk, as_of)
places = st.columns(3)
show_kpi(places[0], plan.kpi)
for place, deadline in zip(places[1:], plan.deadlines, strict=False):
    show_deadline(place, deadline)

st.header("ガントチャート")
chosen = choose_operations(plan)
shown = [one.row.operation for one in chosen]
show_gantt(plan, chosen)

st.header("遅れ・今週動く人・波及")
show_lateness(plan, shown)

st.header("業務ごとの計画")
if plan.phases:
    show.table(phase_table(plan.phases))
show_schedule(chosen, plan.progress)
show.show_outcome("municipality")
standings = {s.operation.id: s for s in operations(desk) if s.applicable}
with st.expander(
    "計画を変える（切替予定日・移行時期・所管課）と日付の履歴", icon=":material/edit:"
):
    edited = address.one_of(
        "変える業務",
        list(standings),
        key="edit",
        format_func=lambda o: standings[o].operation.name,
    )
    if not as_of:
        show_plan_form(desk, standings[edited], surveying.departments(desk))
show_history(desk, edited, standings[edited].operation.name)
show_kpi_targets(desk, plan, editable=not as_of)
