"""Nobody sees a page before they are logged in; who was, is told so and loses nothing typed."""

from urllib.parse import quote, urlsplit

import streamlit as st

from taiodo.problems import Problem
from taiodo.ui import show, state
from taiodo.web.settings import entrances
from taiodo.workflow.trail_words import field_name, field_value


def admit() -> None:
    """Go on only when somebody is logged in; else show the way to the login and stop."""
    if st.session_state.pop(state.LEAVING, False):
        # Nothing else may lead the browser away before the organisation's cookie is gone.
        st.logout()
        st.stop()
    try:
        found = state.sign_in()
    except Problem as problem:
        show.show_problem(problem)
        if st.button("別のアカウントでログインし直す"):
            st.logout()
        st.stop()
    if found is None:
        if entrances().oidc and st.query_params.get("sso") == "1":
            st.query_params.pop("sso")
            st.login()
            st.stop()
        _show_way_in()
        st.stop()
    if found.must_change:
        go_to("/password", "パスワードの変更へ")
        st.stop()


def _show_way_in() -> None:
    address = urlsplit(st.context.url or "/")
    onward = (address.path or "/") + (f"?{address.query}" if address.query else "")
    target = f"/login?notice=ended&next={quote(onward, safe='')}"
    if not state.was_signed_in():
        go_to(target, "ログインへ")
        return
    st.warning("**ログインが終わりました**（ログアウト、時間切れ、または管理者による終了）。")
    _show_unsaved()
    st.html(f'<a href="{target}" target="_self">もう一度ログインする</a>')


def _show_unsaved() -> None:
    """What was typed and could not be saved any more, to be copied."""
    for key, kept in list(st.session_state.items()):
        if not str(key).endswith(".refused") or not isinstance(kept, dict):
            continue
        for entry in kept.values():
            typed = entry.get("typed") if isinstance(entry, dict) else None
            if typed:
                st.markdown("保存できなかった入力です。要るものは写しておいてください。")
                show.table(
                    [
                        {"項目": field_name(str(n)), "入力": field_value(str(n), v)}
                        for n, v in typed.items()
                    ]
                )


def go_to(target: str, label: str) -> None:
    """Lead the browser to a plain page of ours, by itself and by a link; `target` is a path."""
    st.html(
        f'<a href="{target}" target="_self">{label}</a>'
        f"<script>window.location.assign({target!r})</script>",
        unsafe_allow_javascript=True,
    )
