"""暫定連携・改修: bridges over time, required changes by day and owner, and assigning them."""

import streamlit as st

from taiodo.plan.calendar import wareki
from taiodo.report.monthly import monthly_chart
from taiodo.ui import address, show, state
from taiodo.ui import bridge_view as view
from taiodo.workflow.bridging import bridge_plan
from taiodo.workflow.desk import today

st.title("暫定連携・改修")
desk = state.desk()
plan = bridge_plan(desk)
if not plan.landscape.inventory.connections:
    show.nothing_yet(
        "データ連携がまだ登録されていません。現行システムの棚卸しを取り込んでください。",
        "systems",
        "現行システムへ",
    )
    st.stop()
if not plan.landscape.cutovers:
    show.nothing_yet(
        "切替予定日がまだありません。**移行計画**で業務の切替予定日を入れるか、"
        "現行システムに切替予定日を登録すると、暫定連携と改修対象が出ます。",
        "plan",
        "移行計画へ",
    )
    st.stop()
st.markdown(
    "移る日が違うシステムの間では**暫定連携**が、移らないシステムでは**改修**が要ります。"
    "それぞれの担当と状況を決めてください。"
)
view.show_figures(plan)
day = st.date_input("この日の状態を見る", today(), format="YYYY/MM/DD", key="day", width=220)
if plan.months:
    st.altair_chart(monthly_chart(plan.months, day), theme=None)
st.markdown(f"**{wareki(day)}の連携の状態**")
view.show_states(plan, day)

with st.container(horizontal=True, vertical_alignment="bottom"):
    held = plan.landscape.inventory.systems
    names = sorted({s.department for s in held if s.department})
    department = address.one_of(
        "所管課", ["", *names], key="department", width=220,
        format_func=lambda d: d or "すべて",
    )  # fmt: skip
    on_day = st.toggle("この日に要る暫定連携だけ", key="on_day", bind="query-params")
    waiting = st.toggle("準備が済んでいないものだけ", key="waiting", bind="query-params")
    view.show_download(desk)
concerns = view.department_filter(department)
bridges = [b for b in (plan.bridged_on(day) if on_day else plan.bridges) if concerns(b)]
changes = [c for c in plan.changes if concerns(c)]
if waiting:
    bridges = [b for b in bridges if not b.task.status.is_settled]
    changes = [c for c in changes if not c.task.status.is_settled]
first, second = st.tabs([f"暫定連携（{len(bridges):,}件）", f"改修対象（{len(changes):,}件）"])
with first:
    if bridges:
        view.edit_bridges(desk, bridges)
    else:
        st.info("この条件の暫定連携はありません。")
with second:
    if changes:
        view.edit_changes(desk, changes)
    else:
        st.info("この条件の改修対象はありません。")
