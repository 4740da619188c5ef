"""自治体の設定: name, kind, departments, and the plan of each operation."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import address, show, state
from taiodo.ui.municipality_forms import show_department_form, show_plan_form, show_profile_form
from taiodo.ui.rights import require_page
from taiodo.workflow import profile as settings
from taiodo.workflow import surveying
from taiodo.workflow.catalogue import operations

st.title("自治体の設定")
require_page(Action.CHANGE_SETTINGS)
desk = state.desk()
show.show_outcome("municipality")
show_profile_form(desk, settings.profile(desk))

st.header("所管課")
departments = surveying.departments(desk)
st.markdown(show.escaped("、".join(departments)) or "まだ登録がありません。")
show_department_form(desk)

st.header("業務ごとの計画")
standings = {s.operation.id: s for s in operations(desk) if s.applicable}
chosen = address.one_of(
    "業務", list(standings), key="operation", format_func=lambda o: standings[o].operation.name
)
show_plan_form(desk, standings[chosen], departments)
