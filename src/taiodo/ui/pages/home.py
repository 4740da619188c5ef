"""ホーム: what waits for me, how far we are, what is late and why."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import show, state
from taiodo.ui.dashboard import (
    show_chart,
    show_faces,
    show_figures,
    show_first_step,
    show_lines,
    show_stages,
    show_tracking,
    show_waiting,
)
from taiodo.ui.mentions import show_mentions
from taiodo.ui.package_view import show_summary
from taiodo.ui.rights import may
from taiodo.workflow.dashboard import dashboard

st.title("ホーム")
if not may(Action.READ):
    show.nothing_yet(
        "**パッケージ回答の授受**で、回答様式を受け取り、記入した回答を送ってください。",
        "package_import",
        "パッケージ回答の授受へ",
    )
    st.stop()
department = state.my_department()
show_first_step(state.desk())
found = dashboard(state.desk(), department)
if department:
    st.caption(
        f"{show.escaped(department)}の項目だけを数えています（左の「表示する所管課」で変えられます）。"
    )
show_figures(found)
show_mentions(state.desk(), department)
show_waiting(found, checks=may(Action.REVIEW))
show_summary(state.desk())
if found.lines:
    show_faces(found)
    show_chart(found)
    show_lines(found)
    show_stages(found)
else:
    show.nothing_yet(
        "この課に割り当てられた調査はまだありません。左の「表示する所管課」を「すべての課」にすると全体が見えます。"
        if department
        else "まだ調査がありません。**業務と標準仕様**で業務を選び、対応度調査を始めてください。"
        "標準仕様書のExcelがあれば、先に**仕様書の取込**で取り込みます。",
        "operations",
        "業務と標準仕様へ",
    )
show_tracking(found, department)
