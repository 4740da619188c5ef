"""作業ステップ: 40 steps × operations, both rates, statuses, dates and owners."""

import streamlit as st

from taiodo.ui import address, show, state
from taiodo.ui.plan_view import choose_day, say_looking_back
from taiodo.ui.step_import_view import show_national_table
from taiodo.ui.steps_view import (
    show_findings,
    show_grid,
    show_past,
    show_progress,
    show_together,
    show_weights,
)
from taiodo.workflow import tracking
from taiodo.workflow.catalogue import operations

st.title("作業ステップ")
desk = state.desk()
names = {s.operation.id: s.operation.name for s in operations(desk) if s.applicable}
as_of = choose_day()
with show.explained():
    progress = tracking.step_progress(desk, as_of)
if as_of:
    say_looking_back(desk, as_of)
show_progress(progress, names, tracking.group_signs(desk, as_of))

st.header("業務の40ステップ")
chosen = address.one_of("業務", list(names), key="operation", format_func=names.__getitem__)
lines = tracking.step_lines(desk, chosen, as_of)
show.show_outcome("steps")
if as_of:
    show_past(lines)
    st.stop()
show_grid(desk, chosen, lines)
show_findings(desk, chosen)
show_together(desk, chosen, lines)
show_weights(desk)
show_national_table(desk)
