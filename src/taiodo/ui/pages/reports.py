"""報告書: what can be written, as of which day, and downloading it."""

from functools import partial

import streamlit as st

from taiodo.plan.calendar import wareki
from taiodo.problems import Problem
from taiodo.ui import address, show, state
from taiodo.ui.report_view import KINDS, show_downloads, show_preview
from taiodo.workflow.desk import today

st.title("報告書")
desk = state.desk()
kind = address.one_of(
    "報告書の種類", list(KINDS), key="report", format_func=lambda k: KINDS[k].title,
    widget=st.segmented_control, required=True,
)  # fmt: skip
chosen = KINDS[kind]
st.header(chosen.title)
st.markdown(chosen.meaning)
with st.container(horizontal=True, vertical_alignment="bottom"):
    options = chosen.choose(desk)
    day = st.date_input(
        "基準日（その日の終わりの記録で作ります）", today(), max_value=today(),
        format="YYYY/MM/DD", key="as_of", width=280,
    )  # fmt: skip
if options is None:
    st.stop()
try:
    report = chosen.make(desk, day, options, False)
except Problem as problem:
    show.show_problem(problem)
    st.stop()
st.caption(f"{wareki(report.as_of)}現在の記録で書き出します。三つの形式の数字は同じです。")
show_downloads(desk, report, partial(chosen.make, desk, day, options, True))
show_preview(report)
