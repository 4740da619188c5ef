"""The only session_state keys that are not widgets' own, and the desk people work at."""

import os

import streamlit as st

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.ui.identity import identified
from taiodo.workflow.desk import Desk, open_desk
from taiodo.workflow.signing import SignedIn

SIGNED_IN = "access.signed_in"
LEAVING = "access.leaving"
OFFICE = "list.department"
SAVED = "survey.saved"
SELECTED = "item"


@st.cache_resource(show_spinner=False)
def _opened(database: str) -> Desk:
    return open_desk(database or None)


def door() -> Desk:
    """The desk nobody sits at yet, to look up who is there."""
    return _opened(os.environ.get("TAIODO_DATABASE_URL", ""))


def sign_in() -> SignedIn | None:
    """Look up anew who is logged in, for this run; None when nobody is.

    Raises:
        Problem: an organisation vouches for somebody who has no account here.
    """
    found = identified(door().store)
    if found is not None:
        st.session_state[SIGNED_IN] = found
        _choose_own_department(found.person)
    return found


def _choose_own_department(person: Person) -> None:
    if OFFICE not in st.session_state:
        own = person.role is Role.DEPARTMENT
        st.session_state[OFFICE] = person.department if own else ""


def was_signed_in() -> bool:
    """Whether somebody was logged in here before, in this tab."""
    return SIGNED_IN in st.session_state


def person() -> Person:
    """Who works here; to be asked only after `sign_in`."""
    found: SignedIn = st.session_state[SIGNED_IN]
    return found.person


def way() -> str:
    """By which way the person logged in: password, oidc, proxy or demo."""
    found: SignedIn = st.session_state[SIGNED_IN]
    return found.way


def desk() -> Desk:
    """The desk of this browser session: the person, whose login is looked up at every use."""
    found: SignedIn = st.session_state[SIGNED_IN]
    return Desk(door().store, found.person, found.login)


def my_department() -> str:
    """The department lists are narrowed to, "" for all: at first one's own."""
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
