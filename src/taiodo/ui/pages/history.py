"""履歴: who changed what, searched by person, period, operation, kind and words."""

from functools import partial

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import show, state
from taiodo.ui.history_view import choose_filter, line_rows, page_columns
from taiodo.ui.rights import require_page
from taiodo.workflow import trail

SIZE = 100
BOX_HEIGHT = 720
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

st.title("履歴")
require_page(Action.READ_AUDIT)
st.caption(
    "すべての変更・取込・書き出しが、誰が・いつ・何を・何から何に変えたかとともに残ります。"
    "消すことも書き換えることもできません（つながりは taiodo check で確かめられます）。"
)
desk = state.desk()
wanted, page = choose_filter(desk)
found = trail.search(desk, wanted, limit=SIZE, offset=(page - 1) * SIZE)
if not found.lines:
    st.info("条件に合う履歴はありません。条件を緩めるか、前のページに戻ってください。")
    st.stop()
with st.container(horizontal=True, vertical_alignment="center"):
    first = (page - 1) * SIZE + 1
    st.caption(
        f"{found.total:,}件のうち {first:,}～{first + len(found.lines) - 1:,}件目（新しい順）"
    )
    for kind, mime in (("xlsx", XLSX), ("csv", "text/csv")):
        st.download_button(
            f"この条件の履歴（.{kind}）", partial(trail.written, desk, wanted, kind),
            f"履歴.{kind}", mime, icon=":material/download:", key=f"history.{kind}",
        )  # fmt: skip
show.table(line_rows(found.lines), page_columns(), row_height=show.TALL, height=BOX_HEIGHT)
