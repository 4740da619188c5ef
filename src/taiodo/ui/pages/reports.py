"""報告書: what can be written, as of which day, and downloading it."""

import streamlit as st

from taiodo.plan.calendar import wareki
from taiodo.problems import Problem
from taiodo.ui import address, show, state
from taiodo.ui.report_view import show_downloads, show_preview
from taiodo.workflow import plan_report, reporting, surveying
from taiodo.workflow.desk import today

KINDS = {"fitgap": "対応度調査報告書", "plan": "移行計画報告書"}
ABOUT = {
    "fitgap": "回答率・対応度、章と所管課ごとの判定、両面のギャップと対応方針をまとめます。",
    "plan": "現行計画と版、計画表と進行管理、日程と遅れ、計画案の比較、標準化対象外のシステム、"
    "費用をまとめます。",
}

st.title("報告書")
desk = state.desk()
surveys = surveying.surveys(desk)
kind = address.one_of(
    "報告書の種類", list(KINDS), key="report", format_func=KINDS.__getitem__,
    widget=st.segmented_control, label_visibility="collapsed", required=True,
)  # fmt: skip
if kind == "fitgap" and not surveys:
    show.nothing_yet(
        "報告する対応度調査がまだありません。**業務と標準仕様**で調査を始めてください。",
        "operations",
        "業務と標準仕様へ",
    )
    st.stop()
st.header(KINDS[kind])
st.markdown(ABOUT[kind])
names = {s.operation: s.operation_name for s in surveys}
operation = ""
with st.container(horizontal=True, vertical_alignment="bottom"):
    if kind == "fitgap":
        operation = address.one_of(
            "業務", ["", *names], key="operation", width=280,
            format_func=lambda o: names.get(o, "すべての業務"),
        )  # fmt: skip
    day = st.date_input(
        "基準日（その日の終わりの記録で作ります）", today(), max_value=today(),
        format="YYYY/MM/DD", key="as_of", width=280,
    )  # fmt: skip
try:
    if kind == "plan":
        report = plan_report.plan(desk, as_of=day)
    else:
        report = reporting.fitgap(desk, as_of=day, operation=operation)
except Problem as problem:
    show.show_problem(problem)
    st.stop()
st.caption(f"{wareki(report.as_of)}現在の記録で書き出します。三つの形式の数字は同じです。")
show_downloads(report)
show_preview(report)
