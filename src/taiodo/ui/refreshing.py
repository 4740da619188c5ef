"""Saying that others changed something in a list, without touching what is being typed."""

import streamlit as st

from taiodo.survey.items import ItemFilter
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk

EVERY_S = 20.0


def watch_list(desk: Desk, face: str, wanted: ItemFilter) -> None:
    """A line that appears when somebody else changed items of the list since it was shown."""
    if wanted.survey is not None:
        _watch(desk, face, wanted, surveying.newest_change(desk, face, wanted.survey))


@st.fragment(run_every=EVERY_S)
def _watch(desk: Desk, face: str, wanted: ItemFilter, since: str) -> None:
    count = surveying.changed_by_others(desk, face, wanted, since)
    if not count:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="newcomers"):
        st.markdown(f":material/group: 表示したあとに、ほかの人が **{count:,}件** を更新しました。")
        if st.button("一覧を最新にする", key="list.refresh", icon=":material/refresh:"):
            st.rerun()
