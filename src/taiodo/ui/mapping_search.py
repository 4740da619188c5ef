"""Searching any requirement of the survey for a feature."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from taiodo.survey.mapping import Way
from taiodo.ui import show
from taiodo.ui.mapping_cards import show_card
from taiodo.workflow import surveying
from taiodo.workflow.candidates import Choice

if TYPE_CHECKING:
    from taiodo.ui.mapping_desk import Post

SHOWN = 9
# The field is where a person who pressed the key goes on typing.
FOCUS = """
<script>
setTimeout(() => document.querySelector(".st-key-mapping-search-words input")?.focus(), 150);
</script>
"""


def show_search(post: Post, leave: Callable[[], None]) -> None:
    """The search field with the first requirements found, chosen with 1–9."""
    with st.container(border=True):
        with st.container(key="mapping-search-words"):
            words = st.text_input(
                "要件を語句か番号で探す（全角・半角は区別しません。空白で区切るとすべてを含むもの）",
                key=f"mapping.words.{post.feature.item}",
                placeholder="例: 抑止　発行　／　0010001",
            )
            st.html(FOCUS, unsafe_allow_javascript=True)
        st.button("候補に戻る", key="mapping.back", shortcut="Q", on_click=leave)
    if not words.strip():
        st.caption("語句を入れて Enter を押し、Tab で欄を出ると、数字の鍵で選べます。")
        return
    page = surveying.found_by_words(post.desk, post.feature.survey, words, SHOWN)
    if not page.items:
        st.info("見つかりません。語句を短くするか、別の語句で探してください。")
        return
    more = f"（{page.total:,}件のうち先頭{SHOWN}件）" if page.total > SHOWN else ""
    st.caption(show.escaped(f"{page.total:,}件見つかりました{more}"))
    for place, item in enumerate(page.items, start=1):
        show_card(post, place, Choice(item, 0.0, tuple(words.split())), Way.HAND)
