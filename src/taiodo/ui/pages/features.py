"""現行機能の扱い: what becomes of each current feature, the other face of the gap."""

import streamlit as st

from taiodo.survey.items import ItemFilter
from taiodo.ui import address, show, state
from taiodo.ui.bulk_panel import show_bulk
from taiodo.ui.feature_answer import show_feature
from taiodo.ui.feature_list import choose_features, show_features
from taiodo.ui.narrowing import show_none_found
from taiodo.ui.refreshing import watch_list
from taiodo.ui.survey_choice import choose_survey
from taiodo.workflow import surveying
from taiodo.workflow.conversing import Face

SIZE = 50

st.title("現行機能の扱い")
st.caption(
    "標準仕様書は「書かれていない機能は作れない」規則です。今の機能ごとに、標準のどこに当たるかと、"
    "当たるものがない・実装不可のときの対応方針を決めます。"
)
desk = state.desk()
survey = choose_survey(desk, features=True)
if survey is None:
    st.stop()
show.provisional_notice(survey.edition)
wanted = choose_features(desk, survey.id)
page = surveying.feature_page(desk, wanted, number=address.page_number(), size=SIZE)
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(f"{page.total:,}件")
    if page.pages > 1:
        st.pagination(page.pages, key="page", bind="query-params", max_visible_pages=7)
show_bulk(desk, Face.FEATURE, wanted)
watch_list(desk, "feature_item", wanted)
if saved := st.session_state.pop(state.SAVED, None):
    st.toast(saved, icon=":material/check:")
if not page.items:
    if wanted != ItemFilter(survey=survey.id):
        show_none_found(
            desk, wanted, "現行機能", "features",
            lambda one: surveying.feature_page(desk, one, size=1).total,
        )  # fmt: skip
    else:
        show.nothing_yet(
            "この調査の業務には現行機能がありません。**現行システム**で取り込むと並びます。",
            "systems",
            "現行システムへ",
        )
    st.stop()
left, right = st.columns(2)
with left:
    picked = show_features(desk, page.items, state.selected_item())
found = surveying.feature(desk, picked) if picked is not None else None
with right:
    if found is None:
        st.info("この機能は見つかりません。一覧から選んでください。")
    else:
        state.select_item(found.id)
        show_feature(desk, found)
