"""機能対応付け: a feature beside the requirements proposed for it, accepted with a key."""

import streamlit as st

from taiodo.ui import address, show, state
from taiodo.ui.mapping_bulk import show_bulk
from taiodo.ui.mapping_desk import show_feature
from taiodo.ui.mapping_faces import show_unmatched_features, show_unmatched_requirements
from taiodo.ui.mapping_files import show_files
from taiodo.ui.mapping_list import choose_features, scope_of, show_counts, show_list
from taiodo.ui.survey_choice import choose_survey

VIEWS = {
    "decide": "対応付ける",
    "bulk": "まとめて採用",
    "requirements": "対応する現行機能がない要件",
    "features": "対応する要件がない現行機能",
    "files": "Excelで出す・取り込む",
}

st.title("機能対応付け")
desk = state.desk()
left, right = st.columns([3, 2])
with left:
    survey = choose_survey(desk, features=True)
if survey is None:
    st.stop()
with right:
    scope = scope_of(desk, survey.id)
show.provisional_notice(survey.edition)
figures = st.container()
view = address.one_of(
    "見かた", list(VIEWS), key="view", format_func=VIEWS.__getitem__,
    widget=st.segmented_control, required=True, label_visibility="collapsed",
)  # fmt: skip
with figures:
    show_counts(desk, scope)
if view == "requirements":
    show_unmatched_requirements(desk, survey)
elif view == "features":
    show_unmatched_features(desk, survey, scope)
elif view == "files":
    show_files(desk, survey, scope)
elif view == "bulk":
    show_bulk(desk, scope)
else:
    page = choose_features(desk, scope)
    if not page.items and state.selected_item() is None:
        st.stop()
    left, right = st.columns([7, 12])
    with left:
        chosen = show_list(page, state.selected_item())
    with right:
        show_feature(desk, survey.id, chosen, page)
