"""The only session_state keys that are not widgets' own, and the desk people work at."""

import os

import streamlit as st

from taiodo.workflow.desk import Desk, open_desk

NAME = "actor.name"
OFFICE = "actor.department"
SAVED = "survey.saved"
SELECTED = "item"

UNNAMED = "（氏名未入力）"


@st.cache_resource(show_spinner=False)
def _opened(database: str) -> Desk:
    return open_desk(database or None, UNNAMED)


def desk() -> Desk:
    """The desk of this browser session, signed with the name given in the sidebar."""
    return _opened(os.environ.get("TAIODO_DATABASE_URL", "")).signed(actor())


def actor() -> str:
    """Who the audit trail names: 氏名（所管課）."""
    name = str(st.session_state.get(NAME) or "").strip() or UNNAMED
    office = str(st.session_state.get(OFFICE) or "")
    return f"{name}（{office}）" if office else name


def my_department() -> str:
    """The department chosen in the sidebar, "" for all."""
    return str(st.session_state.get(OFFICE) or "")


def selected_item() -> int | None:
    """The item named in the address (?item=…), None when there is none."""
    given = st.query_params.get(SELECTED, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def select_item(item: int | None) -> None:
    """Name the item in the address, so that the link can be shared."""
    if item is None:
        st.query_params.pop(SELECTED, None)
    else:
        st.query_params[SELECTED] = str(item)
