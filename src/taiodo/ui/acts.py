"""The last act that changed many rows, and the click that takes it back."""

from collections.abc import Sequence

import streamlit as st

from taiodo.ui import show
from taiodo.workflow import mapping
from taiodo.workflow.desk import Desk, shown_time


def show_last_act(desk: Desk, survey: int, kinds: Sequence[str], place: str) -> None:
    """Who did what to how many rows, with a button that undoes it."""
    act = mapping.last_act(desk, survey, kinds)
    if act is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f"直前の一括操作: **{show.escaped(act.summary)}** {act.count:,}件　"
            f"{shown_time(act.at)}　{show.escaped(act.actor)}",
            width="stretch",
        )
        st.button(
            "取り消す", key=f"{place}.undo", icon=":material/undo:", on_click=_undo,
            args=(desk, act.id, place),
            help="そのあとで人が変えたものは変えずに残します。",
        )  # fmt: skip


def _undo(desk: Desk, key: int, place: str) -> None:
    with show.outcome_kept(place, "一括操作を取り消しました。"):
        restored, kept = mapping.undo(desk, key)
        if kept:
            st.session_state[f"{place}.kept"] = restored, kept
