"""The pieces of the page 現行システム: the three tables, and the workbook out and in."""

import io

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.inventory import Inventory
from taiodo.catalog.search import folded, search_terms
from taiodo.problems import Problem, errors
from taiodo.ui import show, state
from taiodo.ui.rights import note
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import current
from taiodo.workflow.desk import Desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLACE = "inventory"

Rows = list[dict[str, str]]


def show_tables(inventory: Inventory, operations: dict[str, str]) -> None:
    """Systems, features and connections, narrowed by words; `operations` maps id → name."""
    terms = search_terms(
        st.text_input("探す（全角・半角は区別しません）", key="q", bind="query-params")
    )
    tables = {
        "現行システム": _systems(inventory, operations),
        "現行機能": _features(inventory),
        "データ連携": _connections(inventory),
    }
    for tab, (name, rows) in zip(st.tabs(list(tables)), tables.items(), strict=True):
        found = [r for r in rows if all(t in folded(" ".join(r.values())) for t in terms)]
        tab.caption(f"{len(rows):,}件のうち{len(found):,}件")
        if found:
            tab.dataframe(pd.DataFrame(found), hide_index=True, height=_height(len(found)))
        elif rows:
            tab.info("条件に合うものはありません。別の語句で探してください。")
        else:
            tab.info(f"{name}はまだ登録がありません。下の記入用ブックに記入して取り込めます。")


def _height(rows: int) -> int:
    return min(460, 38 + 35 * rows)


def _systems(inventory: Inventory, operations: dict[str, str]) -> Rows:
    return [
        {
            "名称": s.name, "種別": s.kind.label, "所管課": s.department,
            "業務": "・".join(operations.get(o, o) for o in s.operations),
            "切替予定日": show.day(s.cutover), "事業者": s.vendor,
            "契約終了日": show.day(s.contract_end), "備考": s.note, "ID": s.id,
        }
        for s in inventory.systems
    ]  # fmt: skip


def _features(inventory: Inventory) -> Rows:
    title = {s.id: s.name for s in inventory.systems}
    return [
        {
            "ID": f.id, "機能名": f.name, "システム": title[f.system],
            "カスタマイズ": "★" if f.customised else "",
            "利用課": "・".join(f.departments or ()), "対応要件": "・".join(f.counterparts),
            "説明": f.description, "備考": f.note,
        }
        for f in inventory.features
    ]  # fmt: skip


def _connections(inventory: Inventory) -> Rows:
    title = {s.id: s.name for s in inventory.systems}
    return [
        {
            "提供元": title[c.provider], "提供先": title[c.consumer], "データ": c.data,
            "方式": c.method, "頻度": c.frequency, "備考": c.note, "ID": c.id,
        }
        for c in inventory.connections
    ]  # fmt: skip


def show_exchange(desk: Desk) -> None:
    """The workbook to fill in, and taking a filled one in."""
    st.header("Excelで記入して取り込む")
    with st.container(horizontal=True):
        st.download_button("空の記入用ブック", lambda: _book(False), "現行棚卸し_記入用.xlsx", XLSX)
        st.download_button(
            "登録済みを書き込んだブック", lambda: _book(True), "現行棚卸し_登録済.xlsx", XLSX
        )
    if not note(Action.IMPORT_INVENTORY):
        return
    file = st.file_uploader(
        "記入したブック、またはCSV",
        type=["xlsx", "csv"],
        max_upload_size=MAX_UPLOAD_MB,
        key="inventory.file",
    )
    show.show_outcome(PLACE)
    if file is None:
        return
    try:
        reading = current.preview(desk, uploaded(file), file.name)
    except Problem as problem:
        show.show_problem(problem)
        return
    given = reading.inventory
    st.markdown(
        f"現行システム{len(given.systems):,}件、現行機能{len(given.features):,}件、"
        f"データ連携{len(given.connections):,}件を読み取りました。"
    )
    if reading.findings:
        show.show_findings(reading.findings)
    wrong = len(errors(reading.findings))
    if wrong:
        st.error(f"エラーが{wrong}件あるため、取り込めません。直したファイルを選び直してください。")
    st.button(
        "この内容で取り込む",
        type="primary",
        disabled=bool(wrong),
        on_click=_commit,
        args=(desk, reading),
    )


def _commit(desk: Desk, reading: current.InventoryReading) -> None:
    given = reading.inventory
    words = (
        f"現行システム{len(given.systems):,}件、現行機能{len(given.features):,}件、"
        f"データ連携{len(given.connections):,}件を取り込みました。"
    )
    with show.outcome_kept(PLACE, words):
        current.commit(desk, reading)


def _book(filled: bool) -> bytes:
    target = io.BytesIO()
    current.template(state.desk(), target, filled=filled)
    return target.getvalue()
