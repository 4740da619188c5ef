"""国の進捗表: an uploaded table is shown as what it would change, then taken over as shown."""

from functools import partial

import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.national import NationalTable
from taiodo.ui import show
from taiodo.ui.rights import note
from taiodo.ui.upload import uploaded
from taiodo.workflow import step_import
from taiodo.workflow.desk import Desk
from taiodo.workflow.profile import profile

PLACE = "steps"
_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
}


def show_national_table(desk: Desk) -> None:
    """Import of one body's statuses, and export in the same layout."""
    with st.expander("国の進捗表から取り込む・書き出す", icon=":material/table_view:"):
        take, give = st.tabs(["取り込む", "書き出す"])
        with take:
            if note(Action.CHANGE_PLAN):
                _show_import(desk)
        with give:
            st.markdown("国の進捗表と同じ並び（都道府県・市区町村・業務・40ステップ）です。")
            with st.container(horizontal=True):
                for kind, mime in _KINDS.items():
                    st.download_button(
                        {"xlsx": "Excel（.xlsx）"}.get(kind, f".{kind}"),
                        partial(step_import.exported, desk, kind),
                        f"{profile(desk).name}_作業ステップ.{kind}",
                        mime,
                        icon=":material/download:",
                        key=f"steps.export.{kind}",
                    )


def _show_import(desk: Desk) -> None:
    file = st.file_uploader(
        "国の進捗表（.xlsx・.xls・.tsv・.csv）",
        ["xlsx", "xlsm", "xls", "tsv", "csv", "txt"],
        key="steps.file",
    )
    if file is None:
        st.caption(
            "取り込む前に、変わる所を一覧で確かめられます。日付・担当者・備考は変わりません。"
        )
        return
    with show.explained():
        table = step_import.read(uploaded(file), file.name)
        body = st.text_input(
            "団体（市区町村名か都道府県名）",
            step_import.usual_body(desk, table),
            key=f"steps.body.{table.sha256[:8]}",
            placeholder="例: 中野区、東京都",
        )
        if not body.strip():
            st.info("この自治体の名前の行が見つかりません。取り込む団体の名前を入れてください。")
            return
        _show_preview(desk, table, body)


def _show_preview(desk: Desk, table: NationalTable, body: str) -> None:
    found = step_import.preview(desk, table, body)
    st.markdown(
        f"**{show.escaped(found.body)}**: 変わるもの **{len(found.changes)}件**、"
        f"同じもの {found.unchanged}件"
    )
    if found.findings:
        show.show_findings(found.findings)
    if found.changes:
        show.table(
            [
                {
                    "業務": c.name,
                    "番号": c.step.item,
                    "作業ステップ": c.step.name,
                    "今": c.before.label,
                    "取込後": c.after.label,
                }
                for c in found.changes
            ]
        )
    st.button(
        "この内容で取り込む",
        type="primary",
        key="steps.import",
        disabled=not (found.is_sound and found.changes),
        on_click=_commit,
        args=(desk, table, body, len(found.changes)),
    )


def _commit(desk: Desk, table: NationalTable, body: str, count: int) -> None:
    with show.outcome_kept(PLACE, f"{count}件を取り込みました。「取り消す」で戻せます。"):
        step_import.commit(desk, table, body)
