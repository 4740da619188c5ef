"""The sidebar: whose municipality this is, and who is working."""

import streamlit as st

from taiodo.ui import state
from taiodo.workflow.profile import profile
from taiodo.workflow.surveying import departments


def show_sidebar() -> None:
    """Municipality, and the name and department that go into the audit trail."""
    desk = state.desk()
    with st.sidebar:
        st.markdown(f"**{profile(desk).name}**")
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
