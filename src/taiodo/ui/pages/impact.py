"""影響範囲: the picture around the systems that move, and the table of who is hit."""

import streamlit as st

from taiodo.impact.drawing import legend
from taiodo.ui import address, show, state
from taiodo.workflow import affected, current

DIRECTIONS = {
    "downstream": "提供先（データを受け取る側）",
    "upstream": "提供元（データを渡す側）",
    "both": "両方",
}

st.title("影響範囲")
st.markdown(
    "移行するシステムを選ぶと、データ連携をたどって**影響を受けるシステムと所管課**が分かります。"
)
desk = state.desk()
inventory = current.inventory(desk)
if not inventory.connections:
    show.nothing_yet(
        "データ連携がまだ登録されていません。現行システムの棚卸しを取り込んでください。",
        "systems",
        "現行システムへ",
    )
    st.stop()
systems = {s.id: s for s in inventory.systems}
connected = {c.provider for c in inventory.connections} | {
    c.consumer for c in inventory.connections
}
standard = [s.id for s in inventory.systems if s.kind.value == "standard" and s.id in connected]
chosen = address.some_of(
    "移行するシステム", list(systems), default=standard[:1], key="systems",
    format_func=lambda s: systems[s].name, placeholder="システムを選んでください",
    filter_mode="contains",
)  # fmt: skip
direction = address.one_of(
    "たどる向き", list(DIRECTIONS), key="direction", format_func=DIRECTIONS.__getitem__,
    widget=st.segmented_control, required=True,
)  # fmt: skip
if not chosen:
    st.info("移行するシステムを選ぶと、影響を受けるシステムの図と一覧が出ます。")
    st.stop()

found = affected.trace_systems(desk, chosen, direction)
near = [a for a in found.affected if a.distance == 1]
departments = sorted({d for a in found.affected for d in a.departments})
first, second, third = st.columns(3)
first.metric("影響を受けるシステム", f"{len(found.affected):,}件")
second.metric("うち直接つながるもの", f"{len(near):,}件")
third.metric("関係する所管課", f"{len(departments):,}課")
with st.container(horizontal=True, vertical_alignment="bottom"):
    radius = st.slider("図に描く距離（連携の段数）", 1, 3, 1, key="radius", width=260)
    among = st.toggle("周りどうしの連携も描く", key="among")
st.graphviz_chart(affected.picture(desk, chosen, radius, direction, among=among))
st.caption(
    "矢印はデータの流れ（提供元→提供先）。形は種別: "
    + "、".join(f"{kind}＝{shape}" for kind, shape in legend())
    + "。多すぎるときは所管課・種別ごとにまとめて描きます。"
)
st.header("影響を受けるシステムの一覧")
if not found.affected:
    st.info("選んだシステムの移行で影響を受けるシステムは、登録されていません。")
    st.stop()
show.table(
    [
        {
            "距離": a.distance,
            "システム": systems[a.system].name,
            "所管課": "・".join(a.departments) or "未登録",
            "種別": systems[a.system].kind.label,
            "事業者": systems[a.system].vendor or None,
            "経路": " → ".join(systems[s].name for s in a.path),
        }
        for a in found.affected
    ]
)
