"""計画案の比較: scenarios side by side, the best assignment, and the versions of the plan."""

import streamlit as st

from taiodo.plan.costs import DIFFERENCE_FORMULA
from taiodo.plan.measures import FORMULAS
from taiodo.report.charts import bar_chart
from taiodo.ui import address, show, state
from taiodo.ui.optimise_view import show_optimise
from taiodo.ui.scenario_forms import show_fate_forms, show_move_form, show_new_form, show_undo
from taiodo.ui.scenario_tables import bridges_chart, figures_table, loads_table, operations_table
from taiodo.ui.scenario_view import show_details, show_versions
from taiodo.workflow import scenarios

VIEWS = {"compare": "比較", "optimise": "割り当ての最適化", "versions": "計画の版と日付の履歴"}

st.title("計画案の比較")
desk = state.desk()
found = scenarios.comparison(desk)
view = address.one_of(
    "見るもの", list(VIEWS), key="view", format_func=VIEWS.__getitem__,
    widget=st.segmented_control, label_visibility="collapsed", required=True,
)  # fmt: skip
show.show_outcome("scenarios")
if view == "optimise":
    show_optimise(desk, found)
    st.stop()
if view == "versions":
    show_versions(desk, found)
    st.stop()

show_undo(desk, found)
if not any(plan.measures.bridges or plan.entries for plan in found.plans):
    show.nothing_yet(
        "比べる計画がまだありません。**移行計画**で業務ごとの移行時期と切替予定日を入れてください。",
        "plan",
        "移行計画へ",
    )
st.header("並べて比べる")
st.altair_chart(bar_chart(bridges_chart(found)), theme=None)
show.table(figures_table(found))
if found.present.findings:
    with st.expander(f"現行計画の指摘（{len(found.present.findings)}件）", icon=":material/info:"):
        show.show_findings(found.present.findings)
with st.expander("指標の数え方", icon=":material/calculate:"):
    st.markdown("\n".join(f"- **{name}**: {words}" for name, words in FORMULAS.items()))
    st.markdown(f"- **費用の差**: {DIFFERENCE_FORMULA}")
operations, loads = st.tabs(["業務ごとの時期と切替日", "所管課ごとの切替"])
with operations:
    st.caption("＊ は現行計画と違うところです。")
    show.table(operations_table(found))
with loads:
    show.table(loads_table(found))

st.header("計画案")
with st.expander("計画案を作る", icon=":material/add:", expanded=len(found.plans) == 1):
    show_new_form(desk, found)
held = {str(plan.scenario.id): plan for plan in found.plans if plan.scenario}
if held:
    chosen = held[
        address.one_of("計画案", list(held), key="scenario", format_func=lambda s: held[s].name)
    ]
    if chosen.scenario:
        show_details(chosen, found)
        show_move_form(desk, chosen.scenario, found)
        show_fate_forms(desk, chosen.scenario)
