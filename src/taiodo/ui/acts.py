"""The last act that changed many rows, and the click that takes it back."""

from collections.abc import Mapping, Sequence

import streamlit as st

from taiodo.problems import Problem
from taiodo.ui import opened, show
from taiodo.workflow import acts
from taiodo.workflow.desk import Desk, shown_time

FIRST = 20


def show_last_act(desk: Desk, survey: int, kinds: Sequence[str], place: str) -> None:
    """Who did what to how many rows, with a button that undoes it; what the last undoing left."""
    show_left(place, "取り消さずに残したもの（そのあと人が変えたため）")
    act = acts.last_act(desk, survey, kinds)
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
    try:
        done = acts.undo(desk, key)
    except Problem as problem:
        st.session_state[f"{place}.outcome"] = problem
        return
    opened.open_anew("survey", "features")
    left = f"、{len(done.left):,}件はそのあと変わったため残しました" if done.left else ""
    st.session_state[f"{place}.outcome"] = (
        f"一括操作を取り消しました（{done.restored:,}件を戻しました{left}）。"
    )
    keep_left(
        place,
        [
            {
                "番号": one.number,
                "名称": one.name,
                "変えた人": one.changed_by,
                "変えた日時": shown_time(one.changed_at),
            }
            for one in done.left
        ],
    )


def keep_left(place: str, rows: Sequence[Mapping[str, object]]) -> None:
    """In a callback: keep what an undoing left as it is, for `show_left` to show."""
    st.session_state[f"{place}.left"] = rows


def show_left(place: str, title: str) -> None:
    """What the last undoing of this place left as it is: how many, and the first of them."""
    rows: Sequence[Mapping[str, object]] = st.session_state.pop(f"{place}.left", ())
    if not rows:
        return
    more = f"、先頭{FIRST}件" if len(rows) > FIRST else ""
    st.warning(f"{title} {len(rows):,}件{more}", icon=":material/info:")
    show.table(rows[:FIRST])
