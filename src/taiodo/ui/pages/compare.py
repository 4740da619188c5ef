"""版の比較: counts by kind, changed words marked, and carrying the answers over."""

import streamlit as st

from taiodo.catalog.compare import ChangeKind
from taiodo.problems import Problem
from taiodo.ui import address, show, state
from taiodo.ui.comparison import (
    choose_editions,
    show_change,
    show_counts,
    show_export,
    show_proposals,
)
from taiodo.ui.rollover import show_rollover
from taiodo.workflow import rolling

st.title("版の比較")
desk = state.desk()
chosen = choose_editions(desk)
if chosen is None:
    st.stop()
operation, old, new = chosen
try:
    found = rolling.compare(desk, operation, old, new)
except Problem as problem:
    show.show_problem(problem)
    st.stop()
show_counts(found)
show_export(desk, operation, old, new)
show_proposals(found)
show_rollover(desk, operation, old, new, found)

st.header("変わった要件")
kinds = [k.value for k in ChangeKind if found.of(k)]
changing = [k for k in kinds if k not in ("unchanged", "cosmetic")]
wanted = address.some_of(
    "変更の種類", kinds, default=changing, key="kind", format_func=lambda k: ChangeKind(k).label,
    placeholder="種類を選んでください",
)  # fmt: skip
beside = st.toggle("要件のほか（備考・理由・適合基準日・見出し）の変更も", key="beside")
changes = [
    c for c in found.changes if any(k.value in wanted for k in c.kinds) or (beside and c.beside)
]
if not changes:
    st.info("選んだ種類の変更はありません。")
    st.stop()
event = st.dataframe(
    [
        {
            "変更": c.words,
            "前の番号": c.old.number if c.old else "",
            "新しい番号": c.new.number if c.new else "",
            "機能名称": c.subject.name,
            "要件のほかの変更": "・".join(c.beside),
        }
        for c in changes
    ],
    hide_index=True,
    height=360,
    key="compare.changes",
    on_select="rerun",
    selection_mode="single-row",
)
rows = event["selection"]["rows"]
show_change(changes[rows[0] if rows and rows[0] < len(changes) else 0])
