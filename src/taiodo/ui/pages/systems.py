"""現行システム: the inventory of systems, features and connections, and importing it."""

import streamlit as st

from taiodo.ui import show, state
from taiodo.ui.inventory_view import show_exchange, show_tables
from taiodo.workflow import current
from taiodo.workflow.catalogue import operations

st.title("現行システム")
desk = state.desk()
inventory = current.inventory(desk)
if inventory.systems:
    first, second, third = st.columns(3)
    first.metric("現行システム", f"{len(inventory.systems):,}件")
    second.metric("現行機能", f"{len(inventory.features):,}件")
    third.metric("データ連携", f"{len(inventory.connections):,}件")
    show_tables(inventory, {s.operation.id: s.operation.name for s in operations(desk)})
else:
    show.nothing_yet(
        "現行システムはまだ登録がありません。**空の記入用ブック**を下で保存し、"
        "システム・機能・データ連携を記入して取り込んでください。"
    )
show_exchange(desk)
