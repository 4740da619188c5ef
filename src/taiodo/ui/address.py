"""Choices that stand in the address by their ids, so that a link shows the same to somebody else.

Streamlit's own binding puts the words shown into the address, so a link by id would be dropped.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import streamlit as st

SEEN = "address.seen"


def one_of(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str = "",
    widget: Callable[..., Any] = st.selectbox,
    **look: Any,
) -> str:
    """The option chosen, from ?key=… when the address has just been opened with it.

    `default` (else the first option) is not written into the address unless it narrows a list.
    """
    usual = default if default in options else options[0]
    given = st.query_params.get(key)
    if _newly(key, () if given is None else (given,), options):
        st.session_state[key] = given
    elif st.session_state.get(key) not in options:
        st.session_state[key] = usual
    chosen = str(widget(label, options, key=key, **look))
    _write(key, () if chosen == options[0] == usual else (chosen,))
    return chosen


def some_of(
    label: str, options: Sequence[str], *, key: str, default: Sequence[str] = (), **look: Any
) -> list[str]:
    """The options chosen, from ?key=…&key=… when the address has just been opened with them."""
    given = tuple(st.query_params.get_all(key))
    if _newly(key, given, options):
        st.session_state[key] = [g for g in given if g]
    elif key not in st.session_state:
        st.session_state[key] = [d for d in default if d in options]
    chosen: list[str] = st.multiselect(label, options, key=key, **look)
    usual = sorted(chosen) == sorted(d for d in default if d in options)
    _write(key, () if usual else tuple(chosen) or ("",))
    return chosen


def page_number() -> int:
    """The page of a list: the pagination's, else ?page=…, else the first."""
    given = st.session_state.get("page") or st.query_params.get("page", "")
    words = str(given)
    return int(words) if words.isascii() and words.isdigit() and len(words) < 7 else 1


def _newly(key: str, given: tuple[str, ...], options: Collection[str]) -> bool:
    """Whether the address brings a choice that this page has not written there itself."""
    seen: dict[str, tuple[str, ...]] = st.session_state.setdefault(SEEN, {})
    fresh = key not in st.session_state or seen.get(key, ()) != given
    seen[key] = given
    return bool(given) and fresh and all(g in options or not g for g in given)


def _write(key: str, values: tuple[str, ...]) -> None:
    if tuple(st.query_params.get_all(key)) != values:
        if values:
            st.query_params[key] = list(values)
        else:
            st.query_params.pop(key, None)
    st.session_state[SEEN][key] = values
