"""自治体の設定: name, kind, departments, and the plan of each operation."""

from datetime import date

import streamlit as st

from taiodo.catalog.municipalities import MunicipalityKind
from taiodo.problems import Problem
from taiodo.ui import show, state
from taiodo.workflow import profile as settings
from taiodo.workflow import surveying
from taiodo.workflow.catalogue import operations

st.title("自治体の設定")
desk = state.desk()
present = settings.profile(desk)
kinds = list(MunicipalityKind)
with st.form("municipality.profile"):
    name = st.text_input("自治体の名前", present.name, max_chars=60)
    prefecture = st.text_input("都道府県", present.prefecture, max_chars=20)
    kind = st.selectbox(
        "区分", kinds, index=kinds.index(present.kind), format_func=lambda k: k.label,
        help="区分により、対象業務と、標準仕様書のどの類型（指定都市／一般市区町村）が当てはまるかが決まります。",
    )  # fmt: skip
    if st.form_submit_button("保存", type="primary"):
        try:
            settings.save_profile(desk, settings.Profile(name, prefecture, kind, present.revision))
            st.rerun()
        except Problem as problem:
            show.show_problem(problem)

st.header("所管課")
departments = surveying.departments(desk)
st.write("、".join(departments) or "まだ登録がありません。")
with st.form("municipality.department", clear_on_submit=True):
    new = st.text_input("所管課を加える", max_chars=60)
    if st.form_submit_button("加える"):
        try:
            settings.add_department(desk, new)
            st.rerun()
        except Problem as problem:
            show.show_problem(problem)

st.header("業務ごとの計画")
standings = {s.operation.id: s for s in operations(desk) if s.applicable}
chosen = st.selectbox(
    "業務", list(standings), format_func=lambda o: standings[o].operation.name,
    key="operation", bind="query-params",
)  # fmt: skip
plan = standings[chosen]
phases = ["", *settings.PHASES]
choices = ["", *departments]
with st.form(f"municipality.plan.{chosen}.{plan.plan_revision}"):
    phase = st.selectbox(
        "移行時期", phases, index=phases.index(plan.phase), format_func=lambda p: p or "未定"
    )
    cutover = st.date_input(
        "切替予定日",
        date.fromisoformat(plan.cutover) if plan.cutover else None,
        format="YYYY/MM/DD",
    )
    department = st.selectbox(
        "所管課" + ("（今の値は推定）" if plan.department_unconfirmed else ""), choices,
        index=choices.index(plan.department), format_func=lambda d: d or "未定",
    )  # fmt: skip
    extended = st.checkbox(
        "特定移行支援システムの見込み" + ("（未確認）" if plan.extended_unconfirmed else ""),
        plan.extended,
    )
    note = st.text_input("備考", plan.cutover_note, max_chars=400)
    if st.form_submit_button("保存", type="primary"):
        try:
            settings.save_operation_plan(
                desk, chosen, phase=phase, cutover=cutover.isoformat() if cutover else "",
                department=department, extended=extended, note=note, revision=plan.plan_revision,
            )  # fmt: skip
            st.rerun()
        except Problem as problem:
            show.show_problem(problem)
