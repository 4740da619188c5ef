"""対応度調査: my list, the requirement beside what we have, answer with a key, go on."""

import streamlit as st

from taiodo.ui import address, show, state
from taiodo.ui.adoption import show_verdict_adoption
from taiodo.ui.survey_answer import show_item
from taiodo.ui.survey_grid import show_grid
from taiodo.ui.survey_list import choose_items, choose_survey, show_list, show_pages, show_progress
from taiodo.workflow import surveying

VIEWS = {"one": "一件ずつ答える", "table": "一覧で答える"}

st.title("対応度調査")
desk = state.desk()
survey = choose_survey(desk)
if survey is None:
    st.stop()
show.provisional_notice(survey.edition)
progress = st.container()
listing = choose_items(desk, survey)
with progress:
    show_progress(desk, survey, listing.wanted.department)
view = address.one_of(
    "答え方",
    list(VIEWS),
    key="view",
    format_func=VIEWS.__getitem__,
    widget=st.segmented_control,
    required=True,
    label_visibility="collapsed",
)
if saved := st.session_state.pop(state.SAVED, None):
    st.toast(saved, icon=":material/check:")
show_verdict_adoption(desk, listing.wanted)
show_pages(listing.page)
if not listing.page.items:
    st.info("条件に合う項目はありません。絞り込みを緩めてください。")
elif view == "table":
    show_grid(desk, listing.page)
else:
    left, right = st.columns([9, 11])
    with left:
        chosen = show_list(listing.page, state.selected_item())
    found = surveying.beside(desk, chosen) if chosen is not None else None
    with right:
        if found is None:
            st.info("この項目は見つかりません。一覧から選んでください。")
        else:
            state.select_item(found.item.id)
            ids = [i.id for i in listing.page.items]
            place = ids.index(found.item.id) if found.item.id in ids else -1
            following = ids[place + 1] if place + 1 < len(ids) else None
            show_item(desk, found, following, ids[place - 1] if place > 0 else None)
