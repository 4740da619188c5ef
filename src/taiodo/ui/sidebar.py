"""The sidebar: whose municipality this is, and who is working."""

import streamlit as st

from taiodo.ui import state
from taiodo.workflow.profile import profile
from taiodo.workflow.surveying import departments


def show_sidebar() -> None:
    """Municipality, and the name and department that go into the audit trail."""
    desk = state.desk()
    with st.sidebar:
        body = profile(desk)
        st.markdown(f"**{body.name}**" + (" :orange-badge[見本]" if body.is_sample else ""))
        if body.is_sample:
            st.caption(
                "切替予定日・契約・事業者・連携の方式など、区の計画（令和3年）にないものは見本の仮定で、"
                "区の予定ではありません。"
            )
        st.selectbox(
            "所管課（自分の課）",
            ["", *departments(desk)],
            key=state.OFFICE,
            format_func=lambda name: name or "すべての課",
            persist_state="session",
            help="選ぶと、ホームと調査の一覧がその課の項目に絞られます。",
        )
        st.text_input(
            "氏名（履歴に残ります）",
            key=state.NAME,
            max_chars=40,
            persist_state="session",
            placeholder="例: 中野 花子",
        )
