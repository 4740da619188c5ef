"""現行機能の扱い: what becomes of each current feature, the other face of the gap."""

import pandas as pd
import streamlit as st

from taiodo.survey.answers import Disposition
from taiodo.survey.items import ItemFilter
from taiodo.ui import address, show, state
from taiodo.ui.feature_answer import show_feature
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
st.caption(f"{page.total:,}件")
if page.pages > 1:
    st.pagination(page.pages, key="page", bind="query-params", max_visible_pages=7)
if saved := st.session_state.pop(state.SAVED, None):
    st.toast(saved, icon=":material/check:")
if not page.items:
    st.info(
        "条件に合う現行機能はありません。棚卸しに機能を登録してから調査を始めると、ここに並びます。"
    )
    st.stop()
left, right = st.columns([3, 4])
rows = pd.DataFrame(
    {
        "扱い": [f.disposition.label for f in page.items],
        "ID": [f.code for f in page.items],
        "機能名": [f.name for f in page.items],
        "カスタマイズ": ["○" if f.customised else "" for f in page.items],
        "対応する要件": ["・".join(f.counterparts) for f in page.items],
    }
)
event = left.dataframe(
    rows, hide_index=True, height=560, key="features.list", on_select="rerun",
    selection_mode="single-row",
)  # fmt: skip
picked = event["selection"]["rows"]
place = picked[0] if picked and picked[0] < len(page.items) else 0
with right:
    show_feature(desk, page.items[place])
