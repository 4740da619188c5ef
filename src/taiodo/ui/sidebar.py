"""The sidebar: whose municipality this is, who works here, and which department lists show."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import show, state
from taiodo.workflow.profile import profile
from taiodo.workflow.signing import log_out
from taiodo.workflow.surveying import departments


def show_sidebar() -> None:
    """Municipality, the person with the way out, and the department lists are narrowed to."""
    desk = state.desk()
    with st.sidebar:
        st.markdown(f"**{show.escaped(profile(desk).name)}**")
        if desk.person.may(Action.READ):
            st.selectbox(
                "表示する所管課",
                ["", *departments(desk)],
                key=state.OFFICE,
                format_func=lambda name: name or "すべての課",
                persist_state="session",
                help="ホームと調査の一覧が、選んだ課の項目に絞られます。",
            )
        _show_person()


def _show_person() -> None:
    person = state.person()
    place = person.department or person.vendor
    with st.container(border=True):
        st.markdown(
            f"**{show.escaped(person.name)}**" + (f"　{show.escaped(place)}" if place else "")
        )
        st.caption(f"役割: {person.role.label}（{person.role.meaning}）")
        with st.container(horizontal=True):
            st.page_link(show.page_path("account"), label="アカウント", icon=":material/person:")
            st.button("ログアウト", key="sidebar.log_out", on_click=leave, type="tertiary")


def leave() -> None:
    """Log out; what the organisation's own login remembers is forgotten too."""
    log_out(state.desk())
    st.session_state.pop(state.SIGNED_IN, None)
    if st.user.to_dict().get("is_logged_in"):
        st.logout()
