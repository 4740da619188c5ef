"""One item beside its list, answered and gone on from without the rest of the page being made anew.

With many people answering at once the rest of the page (menu, filters) would cost as much as all of
this, at every answer.
"""

import streamlit as st

from taiodo.ui import state
from taiodo.ui.refreshing import watch_list
from taiodo.ui.survey_answer import show_item
from taiodo.ui.survey_list import Listing, show_list, show_listed
from taiodo.workflow import surveying


@st.fragment
def show_one_by_one(listing: Listing) -> None:
    """Where the survey stands, the list, and the item chosen from it."""
    desk = state.desk()
    if saved := st.session_state.pop(state.SAVED, None):
        st.toast(saved, icon=":material/check:")
    page = show_listed(desk, listing)
    watch_list(desk, "requirement_item", listing.wanted)
    if not page.items:
        return
    left, right = st.columns(2)
    with left:
        chosen = show_list(desk, page, state.selected_item())
    found = surveying.beside(desk, chosen) if chosen is not None else None
    with right:
        if found is None:
            st.info("この項目は見つかりません。一覧から選んでください。")
            return
        state.select_item(found.item.id)
        ids = [i.id for i in page.items]
        place = ids.index(found.item.id) if found.item.id in ids else -1
        following = ids[place + 1] if place + 1 < len(ids) else None
        show_item(desk, found, following, ids[place - 1] if place > 0 else None)
