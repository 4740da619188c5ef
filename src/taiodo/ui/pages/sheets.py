"""調査票の授受: departments sent, returned, in conflict; send, merge, settle."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import address, show, state
from taiodo.ui.narrowing import show_nothing_anywhere
from taiodo.ui.rights import require_page
from taiodo.ui.sheet_conflicts import show_conflicts
from taiodo.ui.sheet_exchange import (
    show_receiving,
    show_returned,
    show_sending,
    show_standings,
    show_tiles,
)
from taiodo.ui.survey_choice import to_send
from taiodo.workflow import sheet_conflicts, sheets

st.title("調査票の授受")
require_page(Action.MERGE_SHEET)
desk = state.desk()
found = sheets.standings(desk)
if not found:
    show.nothing_yet(
        "まだ調査がありません。**業務と標準仕様**で調査を始めると、所管課に送る調査票を書き出せます。",
        "operations",
        "業務と標準仕様へ",
    )
    st.stop()
waiting = sheet_conflicts.conflicts(desk)
show_tiles(found, len(waiting))
VIEWS = {
    "send": "送る",
    "receive": "受け取る",
    "conflicts": f"食い違い（{len(waiting):,}件）",
}
view = address.one_of(
    "表示", list(VIEWS), key="view", format_func=VIEWS.__getitem__, widget=st.segmented_control,
    required=True, label_visibility="collapsed",
)  # fmt: skip
if done := st.session_state.pop("sheets.done", None):
    st.toast(done, icon=":material/check:")
if view == "send":
    if mine := to_send(desk, found, state.my_department()):
        show_sending(desk, mine, state.my_department())
    else:
        show_nothing_anywhere(desk.person.department)
    st.header("所管課ごとの状況")
    show_standings(found)
elif view == "receive":
    show_receiving(desk, found)
    show_returned(desk)
else:
    show_conflicts(desk, waiting)
