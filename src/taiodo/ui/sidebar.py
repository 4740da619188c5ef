"""The frame of every page: whose municipality this is, who works here, which department shows."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import show, state
from taiodo.workflow.presence import in_demonstration
from taiodo.workflow.profile import profile
from taiodo.workflow.signing import log_out
from taiodo.workflow.surveying import departments


def show_sidebar() -> None:
    """The municipality, and the department lists are narrowed to."""
    desk = state.desk()
    with st.sidebar:
        body = profile(desk)
        sample = " :orange-badge[見本]" if body.is_sample else ""
        st.markdown(f"**{show.escaped(body.name)}**{sample}")
        if body.is_sample:
            st.caption(
                "切替予定日・契約・事業者・連携の方式など、区の計画（令和3年）にないものは見本の仮定で、"
                "区の予定ではありません。"
            )
        if desk.person.may(Action.READ):
            st.selectbox(
                "表示する所管課",
                ["", *departments(desk)],
                key=state.OFFICE,
                format_func=lambda name: name or "すべての課",
                persist_state="session",
                help="ホームと調査の一覧が、選んだ課の項目に絞られます。",
            )


def show_person() -> None:
    """Who works here, in the page's upper right corner, with the way out."""
    person = state.person()
    place = person.department or person.vendor
    badges = f":gray-badge[{person.role.label}]"
    if in_demonstration():
        badges += " :orange-badge[見本のデモ]"
    with st.container(
        key="person-corner", horizontal=True, vertical_alignment="center", width="content"
    ):
        st.markdown(
            f"**{show.escaped(person.name)}**　{show.escaped(place)} {badges}", width="content"
        )
        st.page_link(show.page_path("account"), label="アカウント", icon=":material/person:")
        st.button("ログアウト", key="corner.log_out", on_click=leave, type="tertiary")


def leave() -> None:
    """Log out; what the organisation's own login remembers is forgotten too."""
    log_out(state.desk())
    st.session_state.pop(state.SIGNED_IN, None)
    st.session_state[state.LEAVING] = bool(st.user.to_dict().get("is_logged_in"))
