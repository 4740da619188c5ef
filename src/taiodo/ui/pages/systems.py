"""現行システム: the inventory of systems, features and connections, and importing it."""

import io

import pandas as pd
import streamlit as st

from taiodo.catalog.search import folded, search_terms
from taiodo.problems import Problem, errors
from taiodo.ui import show, state
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import current
from taiodo.workflow.catalogue import operations

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book(filled: bool) -> bytes:
    """The workbook to fill in."""
    target = io.BytesIO()
    current.template(state.desk(), target, filled=filled)
    return target.getvalue()


st.title("現行システム")
desk = state.desk()
inventory = current.inventory(desk)
names = {s.operation.id: s.operation.name for s in operations(desk)}
first, second, third = st.columns(3)
first.metric("現行システム", f"{len(inventory.systems):,}件")
second.metric("現行機能", f"{len(inventory.features):,}件")
third.metric("データ連携", f"{len(inventory.connections):,}件")
if not inventory.systems:
    st.info("まだ登録がありません。下の記入用ブックを出して記入し、取り込んでください。")

terms = search_terms(
    st.text_input("探す（全角・半角は区別しません）", key="q", bind="query-params")
)
title = {s.id: s.name for s in inventory.systems}
tables = {
    "現行システム": [
        {
            "ID": s.id, "名称": s.name, "種別": s.kind.label,
            "業務": "・".join(names.get(o, o) for o in s.operations), "所管課": s.department,
            "事業者": s.vendor, "契約終了日": show.day(s.contract_end),
            "切替予定日": show.day(s.cutover), "備考": s.note,
        }
        for s in inventory.systems
    ],
    "現行機能": [
        {
            "ID": f.id, "システム": title[f.system], "機能名": f.name, "説明": f.description,
            "カスタマイズ": "○" if f.customised else "", "対応要件": "・".join(f.counterparts),
            "備考": f.note,
        }
        for f in inventory.features
    ],
    "データ連携": [
        {
            "ID": c.id, "提供元": title[c.provider], "提供先": title[c.consumer], "データ": c.data,
            "方式": c.method, "頻度": c.frequency, "備考": c.note,
        }
        for c in inventory.connections
    ],
}  # fmt: skip
for tab, (_, rows) in zip(st.tabs(list(tables)), tables.items(), strict=True):
    found = [r for r in rows if all(t in folded(" ".join(map(str, r.values()))) for t in terms)]
    tab.caption(f"{len(rows):,}件のうち{len(found):,}件")
    tab.dataframe(pd.DataFrame(found), hide_index=True, height=420)

st.header("Excelで記入して取り込む")
with st.container(horizontal=True):
    st.download_button("空の記入用ブック", lambda: book(False), "現行棚卸し_記入用.xlsx", XLSX)
    st.download_button(
        "登録済みを書き込んだブック", lambda: book(True), "現行棚卸し_登録済.xlsx", XLSX
    )
file = st.file_uploader(
    "記入したブック、またはCSV",
    type=["xlsx", "csv"],
    max_upload_size=MAX_UPLOAD_MB,
    key="inventory.file",
)
if file is not None:
    try:
        reading = current.preview(desk, uploaded(file), file.name)
        given = reading.inventory
        st.write(
            f"現行システム{len(given.systems)}件、現行機能{len(given.features)}件、"
            f"データ連携{len(given.connections)}件を読み取りました。"
        )
        if reading.findings:
            show.show_findings(reading.findings)
        if st.button("この内容で取り込む", type="primary", disabled=bool(errors(reading.findings))):
            done = current.commit(desk, reading)
            st.success(f"取り込みました（追加{done.added}件、変更{done.changed}件）。")
    except Problem as problem:
        show.show_problem(problem)
