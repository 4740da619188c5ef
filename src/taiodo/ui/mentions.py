"""呼びかけ: comments that call on one's department, until they are marked as seen."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.threads import OFFICE
from taiodo.ui import show, state
from taiodo.ui.rights import may
from taiodo.workflow import conversing
from taiodo.workflow.conversing import Face, Mention
from taiodo.workflow.desk import Desk, shown_time

PLACE = "mentions"
PAGES = {Face.REQUIREMENT: "survey", Face.FEATURE: "features"}
EXCERPT = 200


def show_mentions(desk: Desk, department: str) -> None:
    """The comments that wait for a department, the newest first, each with the way to its item."""
    show.show_outcome(PLACE)
    mine = department or (OFFICE if may(Action.REVIEW) else state.person().department)
    found = conversing.mentions(desk, mine)
    if not found:
        return
    st.header(f"{show.escaped(mine or '課')}への呼びかけ（{len(found):,}件）")
    for mention in found:
        _show(desk, mention)


def _show(desk: Desk, mention: Mention) -> None:
    comment = mention.comment
    words = comment.text if len(comment.text) <= EXCERPT else f"{comment.text[:EXCERPT]}…"
    with st.container(border=True, key=f"mention.{mention.id}"):
        st.markdown(
            f"**@{show.escaped(mention.department)}**　{show.escaped(mention.title)}　"
            f"{show.escaped(comment.actor)}　{shown_time(comment.at)}"
        )
        st.text(words)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                show.page_path(PAGES[mention.key.face]), label="この項目を開く",
                icon=":material/arrow_forward:",
                query_params={
                    "survey": str(mention.survey), "item": str(mention.key.item), "department": "",
                },
            )  # fmt: skip
            if conversing.may_see(desk, mention):
                st.button(
                    "見た", key=f"mention.{mention.id}.seen", icon=":material/check:",
                    on_click=_see, args=(desk, mention),
                )  # fmt: skip


def _see(desk: Desk, mention: Mention) -> None:
    with show.outcome_kept(PLACE, ""):
        conversing.see(desk, mention)
