"""履歴: who changed what, newest first."""

import streamlit as st

from taiodo.ui import address, show, state
from taiodo.ui.trail_words import in_words
from taiodo.workflow.desk import shown_time
from taiodo.workflow.trail import ACTIONS, ENTITIES, entries

SIZE = 100

st.title("履歴")
st.caption(
    "すべての変更が、誰が・いつ・何を・何から何に変えたかとともに残ります。消すことはできません。"
)
desk = state.desk()
with st.container(horizontal=True, vertical_alignment="bottom"):
    entity = address.one_of(
        "対象", ["", *ENTITIES], key="entity", format_func=lambda e: ENTITIES.get(e, "すべて"),
        width=240,
    )  # fmt: skip
    actor = st.text_input(
        "操作者", key="actor", bind="query-params", width=280,
        placeholder="例: 中野 花子（戸籍住民課）", help="表の「操作者」のとおりに入れてください。",
    )  # fmt: skip
    page = st.number_input(
        "ページ", min_value=1, value=1, key="sheet", bind="query-params", width=120
    )
found = entries(desk, entity=entity, actor=actor, limit=SIZE, offset=(int(page) - 1) * SIZE)
if not found:
    st.info("条件に合う履歴はありません。対象や操作者を変えるか、前のページに戻ってください。")
    st.stop()
st.caption(f"新しい順に{SIZE}件ずつ示します。")
show.table(
    [
        {
            "日時": shown_time(e.at),
            "操作者": e.actor,
            "操作": ACTIONS.get(e.action, e.action),
            "対象": ENTITIES.get(e.entity, e.entity),
            "番号": str(e.entity_id or ""),
            "変更前": in_words(e.before),
            "変更後": in_words(e.after),
            "概要": e.summary,
        }
        for e in found
    ],
    {
        "変更前": st.column_config.TextColumn(width=200),
        "変更後": st.column_config.TextColumn(width=260),
    },
)
