"""やり取り: the comments on an item, and writing one."""

from collections.abc import Sequence

import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.threads import OFFICE, Comment, Tone
from taiodo.ui import show
from taiodo.ui.rights import note
from taiodo.workflow import conversing, surveying
from taiodo.workflow.conversing import Face, ItemKey
from taiodo.workflow.desk import Desk, shown_time

COMMENTS = st.column_config.NumberColumn(width=36, help="やり取り（コメント）の件数")
TONES = {
    Tone.RETURNED: ":red-badge[↩ 差戻し]",
    Tone.RESUBMITTED: ":blue-badge[再提出]",
    Tone.WITHDRAWN: ":gray-badge[差戻しの取消し]",
}


def last_return(comments: Sequence[Comment]) -> Comment | None:
    """Why the item was returned the last time, None when it never was."""
    returned = [c for c in comments if c.tone is Tone.RETURNED]
    return returned[-1] if returned else None


def show_thread(desk: Desk, key: ItemKey, comments: Sequence[Comment]) -> None:
    """Who wrote what and when, the oldest first, and the form to write more."""
    place = "thread"
    st.markdown(f"**やり取り（{len(comments):,}件）**")
    show.show_outcome(place)
    for comment in comments:
        _show(comment)
    if note(Action.COMMENT):
        _show_form(desk, key, place)


def _show(comment: Comment) -> None:
    with st.container(border=True):
        edition = f"（{comment.edition}版の調査で）" if comment.edition else ""
        calls = "　".join(f"@{name}" for name in comment.mentions)
        st.markdown(
            f"**{show.escaped(comment.actor)}**　{shown_time(comment.at)}"
            f"{show.escaped(edition)} {TONES.get(comment.tone, '')}"
        )
        st.text(comment.text)
        if calls:
            st.caption(show.escaped(f"宛先: {calls}"))


def _show_form(desk: Desk, key: ItemKey, place: str) -> None:
    names = f"{place}.{key.face.value}.{key.item}"
    with st.form(names, clear_on_submit=True):
        st.text_area(
            "コメントを書く（消したり直したりはできません）", key=f"{names}.text", max_chars=4000,
            height=80, placeholder=f"例: @{OFFICE} 確定した回答を直したいので差し戻してください",
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.multiselect(
                "宛先の課（@課名 と書いても届きます）", [OFFICE, *_others(desk)],
                key=f"{names}.to", placeholder="なし", width=380,
            )  # fmt: skip
            st.form_submit_button(
                "コメントする", key=f"{place}.say", on_click=_say, args=(desk, key, names, place)
            )


def _others(desk: Desk) -> list[str]:
    return [name for name in surveying.departments(desk) if name != OFFICE]


def _say(desk: Desk, key: ItemKey, names: str, place: str) -> None:
    words = str(st.session_state.get(f"{names}.text") or "")
    departments = list(st.session_state.get(f"{names}.to") or [])
    if not words.strip() and not departments:
        return
    with show.outcome_kept(place, "コメントしました。"):
        conversing.say(desk, key, words, departments)


def counts_of(desk: Desk, face: Face, items: Sequence[int]) -> list[int | None]:
    """How many comments each item of a list has, None for none, in its order."""
    found = conversing.counts(desk, face, items)
    return [found.get(item) for item in items]
