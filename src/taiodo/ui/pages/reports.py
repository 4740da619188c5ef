"""報告書: what can be written, as of which day, and downloading it."""

import streamlit as st

from taiodo.plan.calendar import wareki
from taiodo.problems import Problem
from taiodo.ui import address, show, state
from taiodo.ui.report_view import show_downloads, show_preview
from taiodo.workflow import reporting, surveying
from taiodo.workflow.desk import today

st.title("報告書")
desk = state.desk()
surveys = surveying.surveys(desk)
if not surveys:
    show.nothing_yet(
        "報告する対応度調査がまだありません。**業務と標準仕様**で調査を始めてください。",
        "operations",
        "業務と標準仕様へ",
    )
    st.stop()
st.header("対応度調査報告書")
st.markdown("回答率・対応度、章と所管課ごとの判定、両面のギャップと対応方針をまとめた報告書です。")
names = {s.operation: s.operation_name for s in surveys}
with st.container(horizontal=True, vertical_alignment="bottom"):
    operation = address.one_of(
        "業務", ["", *names], key="operation", width=280,
        format_func=lambda o: names.get(o, "すべての業務"),
    )  # fmt: skip
    day = st.date_input(
        "基準日（その日の終わりの回答で作ります）", today(), max_value=today(),
        format="YYYY/MM/DD", key="as_of", width=280,
    )  # fmt: skip
try:
    report = reporting.fitgap(desk, as_of=day, operation=operation)
except Problem as problem:
    show.show_problem(problem)
    st.stop()
st.caption(f"{wareki(report.as_of)}現在の回答で書き出します。三つの形式の数字は同じです。")
show_downloads(desk, report)
show_preview(report)
