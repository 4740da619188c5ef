"""費用: what systems cost per fiscal year before and after the move, entered and drawn."""

import streamlit as st

from taiodo.ui import show, state
from taiodo.ui.cost_view import show_exchange, show_grid, show_line_forms, show_summary
from taiodo.workflow import costs

st.title("費用")
desk = state.desk()
found = costs.costs(desk)
show.show_outcome("costs")
if found.lines:
    show_summary(found)
    st.header("費用を入れる（千円）")
    show_grid(desk, found)
else:
    show.nothing_yet(
        "費用はまだ入力されていません。下で行を加えるか、記入用ブックに記入して取り込んでください。"
    )
with st.expander("行を加える・消す", icon=":material/edit:", expanded=not found.lines):
    show_line_forms(desk, found)
show_exchange(desk)
