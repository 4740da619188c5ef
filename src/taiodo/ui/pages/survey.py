"""対応度調査: my list, the requirement beside what we have, answer with a key, go on."""

import streamlit as st

from taiodo.ui import address, show, state
from taiodo.ui.bulk_panel import show_bulk
from taiodo.ui.survey_choice import choose_survey
from taiodo.ui.survey_grid import show_as_table
from taiodo.ui.survey_list import choose_items
from taiodo.ui.survey_one import show_one_by_one
from taiodo.workflow.conversing import Face

VIEWS = {"one": "一件ずつ答える", "table": "一覧で答える"}

st.title("対応度調査")
desk = state.desk()
survey = choose_survey(desk)
if survey is None:
    st.stop()
show.provisional_notice(survey.edition)
listing = choose_items(desk, survey)
view = address.one_of(
    "答え方",
    list(VIEWS),
    key="view",
    format_func=VIEWS.__getitem__,
    widget=st.segmented_control,
    required=True,
    label_visibility="collapsed",
)
show_bulk(desk, Face.REQUIREMENT, listing.wanted)
if view == "table":
    show_as_table(desk, listing)
else:
    show_one_by_one(listing)
