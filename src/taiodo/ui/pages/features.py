"""現行機能の扱い: what becomes of each current feature, the other face of the gap."""

import streamlit as st

from taiodo.survey.answers import Disposition
from taiodo.survey.items import ItemFilter
from taiodo.ui import address, show, state
from taiodo.ui.feature_answer import show_feature, show_features
from taiodo.ui.survey_list import choose_survey
from taiodo.workflow import surveying

SIZE = 50
DISPOSITIONS = [d.value for d in Disposition]

st.title("現行機能の扱い")
st.caption(
    "標準仕様書は「書かれていない機能は作れない」規則です。今の機能ごとに、標準のどこに当たるかと、"
    "当たるものがない・実装不可のときの対応方針を決めます。"
)
desk = state.desk()
survey = choose_survey(desk)
if survey is None:
    st.stop()
show.provisional_notice(survey.edition)
with st.container(horizontal=True, vertical_alignment="bottom"):
    text = st.text_input("語句で探す", key="q", bind="query-params", width=280)
    chosen = address.some_of(
        "扱い", DISPOSITIONS, key="disposition", format_func=lambda d: Disposition(d).label,
        placeholder="すべて", width=340,
    )  # fmt: skip
    only_open = st.toggle("方針未定のみ", key="open", bind="query-params")
wanted = ItemFilter(
    survey=survey.id,
    department=state.my_department(),
    dispositions=tuple(Disposition(d) for d in chosen),
    text=text,
    open_gaps=only_open,
)
page = surveying.feature_page(desk, wanted, number=address.page_number(), size=SIZE)
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(f"{page.total:,}件")
    if page.pages > 1:
        st.pagination(page.pages, key="page", bind="query-params", max_visible_pages=7)
if saved := st.session_state.pop(state.SAVED, None):
    st.toast(saved, icon=":material/check:")
if not page.items:
    narrowed = bool(text or chosen or only_open or state.my_department())
    show.nothing_yet(
        "条件に合う現行機能はありません。絞り込みを緩めてください。"
        if narrowed
        else "この調査には現行機能がありません。**現行システム**で機能を取り込んでから"
        "始めた調査に並びます。",
        "" if narrowed else "systems",
        "現行システムへ",
    )
    st.stop()
left, right = st.columns([9, 11])
with left:
    picked = show_features(page.items, state.selected_item())
found = surveying.feature(desk, picked) if picked is not None else None
with right:
    if found is None:
        st.info("この機能は見つかりません。一覧から選んでください。")
    else:
        state.select_item(found.id)
        show_feature(desk, found)
