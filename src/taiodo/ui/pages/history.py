"""履歴: who changed what, newest first."""

import pandas as pd
import streamlit as st

from taiodo.ui import address, state
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
    actor = st.text_input("操作者（完全一致）", key="actor", bind="query-params", width=240)
    page = st.number_input(
        "ページ", min_value=1, value=1, key="page", bind="query-params", width=120
    )
found = entries(desk, entity=entity, actor=actor, limit=SIZE, offset=(int(page) - 1) * SIZE)
if not found:
    st.info("条件に合う履歴はありません。")
    st.stop()
rows = pd.DataFrame(
    {
        "日時": [shown_time(e.at) for e in found],
        "操作者": [e.actor for e in found],
        "操作": [ACTIONS.get(e.action, e.action) for e in found],
        "対象": [ENTITIES.get(e.entity, e.entity) for e in found],
        "番号": [e.entity_id for e in found],
        "概要": [e.summary for e in found],
        "変更前": ["、".join(f"{k}={v}" for k, v in e.before.items()) for e in found],
        "変更後": ["、".join(f"{k}={v}" for k, v in e.after.items()) for e in found],
    }
)
st.dataframe(rows, hide_index=True, height=600)
