"""Choosing, field by field, between what somebody typed and what is there now."""

from collections.abc import Callable, Mapping

import streamlit as st

from taiodo.survey.settling import Side, sides_of

Words = Callable[[str], str]
TYPED, NOW = Side.MINE.label, Side.THEIRS.label
OVERWRITE = f"{TYPED}で上書きする"
TAKE_OVER = f"{NOW}を採る（{TYPED}を捨てる）"
AGAIN, DROP = "もう一度保存する", f"{TYPED}を取り消す"
BY_FIELD = "項目ごとに選んだとおりに保存する"
JOINED = f"文章は両方をつなぎ、ほかは{TYPED}で保存する"
"""The words of the choice, the same in forms and tables."""


def _key(place: str, item: int, name: str) -> str:
    return f"{place}.side.{item}.{name}"


def choose_sides(
    place: str,
    item: int,
    typed: Mapping[str, object],
    now: Mapping[str, object],
    field_name: Words,
) -> None:
    """One choice per field, this person's input at first; read them with `chosen_sides`."""
    with st.container(horizontal=True):
        for name, mine in typed.items():
            st.segmented_control(
                field_name(name),
                list(sides_of(name, mine, now.get(name))),
                default=Side.MINE,
                format_func=lambda side: Side(side).label,
                key=_key(place, item, name),
                width="content",
            )


def chosen_sides(place: str, item: int, typed: Mapping[str, object]) -> dict[str, Side]:
    """What was chosen; nothing chosen for a field keeps this person's input."""
    return {name: Side(st.session_state.get(_key(place, item, name)) or "mine") for name in typed}


def joins(typed: Mapping[str, object], now: Mapping[str, object]) -> bool:
    """Whether there is a text of which both versions can be kept."""
    return any(Side.BOTH in sides_of(name, mine, now.get(name)) for name, mine in typed.items())
