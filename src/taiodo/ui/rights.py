"""Saying before somebody tries what they may not do, and who may."""

from collections.abc import Iterable

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import show, state

OWNERS_NAMED = 3


def may(action: Action) -> bool:
    """Whether the person may do this at least to what is their own."""
    return state.person().may_somewhere(action)


def why_not(action: Action) -> str | None:
    """A sentence for the help of a control that is shut, None when the person may."""
    return None if may(action) else state.person().refusal(action)


def refusal(action: Action) -> str:
    """Why the person may do this to nothing at all, "" when they may at least to their own."""
    return why_not(action) or ""


def require_page(action: Action) -> None:
    """Stop a page that is of no use to the person, saying whose it is."""
    if not may(action):
        st.info(show.escaped(state.person().refusal(action)), icon=":material/lock:")
        st.stop()


def note(action: Action) -> bool:
    """Whether the person may do this; when not, a line that says who may stands here."""
    reason = why_not(action)
    if reason:
        st.caption(f":material/lock: {show.escaped(reason)}")
    return reason is None


def may_own(action: Action, *departments: str) -> bool:
    """Whether the person may do this to what is of these departments."""
    return state.person().may(action, departments=[d for d in departments if d])


def refusal_own(action: Action, *departments: str) -> str:
    """As `refusal`, for something that is of these departments."""
    return state.person().refusal(action, departments=[d for d in departments if d])


def refusal_of_all(action: Action, departments: Iterable[str]) -> str:
    """Why the person may do this to nothing of a list, "" when to some of it they may."""
    owners = [d for d in dict.fromkeys(departments) if d]
    if may_own(action, *owners):
        return ""
    shown = owners[:OWNERS_NAMED]
    return refusal_own(action, "・".join(shown) + ("ほか" if owners[OWNERS_NAMED:] else ""))


def note_own(action: Action, *departments: str) -> bool:
    """As `note`, for something that is of these departments."""
    reason = refusal_own(action, *departments)
    if reason:
        st.caption(f":material/lock: {show.escaped(reason)}")
    return not reason
