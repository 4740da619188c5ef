"""影響範囲: the picture around the systems that move, and the tables of who is hit."""

import streamlit as st

from taiodo.impact.trace import trace
from taiodo.problems import Problem
from taiodo.ui import impact_tables as tables
from taiodo.ui import impact_view as view
from taiodo.ui import show, state
from taiodo.workflow import affected, gap_reach

st.title("影響範囲")
desk = state.desk()
held = affected.landscape(desk)
if not held.inventory.connections:
    show.nothing_yet(
        "データ連携がまだ登録されていません。現行システムの棚卸しを取り込んでください。",
        "systems",
        "現行システムへ",
    )
    st.stop()
reach = None
if named := st.query_params.get("gap", ""):
    try:
        reach = gap_reach.gap_reach(desk, named)
    except Problem as problem:
        show.show_problem(problem)
if reach:
    view.show_gap(reach)
st.markdown(
    "移行するシステムを選ぶと、データ連携をたどって**影響を受けるシステムと所管課**が分かります。"
)
wanted = view.choose(held, reach.systems if reach else ())
if not wanted.systems:
    st.info("移行するシステムを選ぶと、影響を受けるシステムの図と一覧が出ます。")
    st.stop()

found = trace(held.inventory, wanted.systems, wanted.direction, wanted.limits)
view.show_figures(found)
view.show_picture(held, wanted)
st.header("影響を受けるシステムの一覧")
parts = st.tabs(
    ["影響を受けるシステム", "連絡する相手", "たどった連携", "輪・要のシステム", "国の標準連携",
     "気になる点"]
)  # fmt: skip
with parts[0]:
    if found.affected:
        show.table(tables.affected_table(held, found))
    else:
        st.info("選んだ条件では、影響を受けるシステムは登録されていません。")
with parts[1]:
    show.table(tables.people_table(held, found))
with parts[2]:
    followed = set(found.connections)
    links = [c for c in held.inventory.connections if c.id in followed]
    show.table(tables.connection_table(held, links))
with parts[3]:
    tables.show_structure(desk, held)
with parts[4]:
    tables.show_linkage(desk, held)
with parts[5]:
    if doubts := affected.doubts(desk):
        show.show_findings(doubts)
    else:
        st.info("気になる点はありません。")
