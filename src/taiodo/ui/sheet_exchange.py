"""The pieces of 調査票の授受: who was sent what, what came back, conflicts settled cell by cell."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.sheets import Merge
from taiodo.ui import show
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import sheet_merging, sheet_undoing, sheets
from taiodo.workflow.desk import Desk, shown_time, today
from taiodo.workflow.owning import refusal_of_bulk, refusal_of_items
from taiodo.workflow.sheet_merging import FileMerge
from taiodo.workflow.sheets import Conflict, Standing
from taiodo.workflow.trail_words import field_name, field_value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = ["xlsx", "xlsm", "xls", "csv"]
ANYBODY = "すべての所管課（一冊）"
PLACE = "sheets"


def show_standings(found: Sequence[Standing]) -> None:
    """A row per survey and department."""
    show.table(
        [
            {
                "調査": s.survey.title,
                "所管課": s.department or "未定",
                "状態": s.state,
                "回答": f"{s.answered:,} / {s.total:,}件",
                "送った回数": s.sent,
                "最後に送った日時": shown_time(s.last_sent),
                "戻った回数": s.returned,
                "最後に戻った日時": shown_time(s.last_returned),
                "食い違い": s.conflicts,
            }
            for s in found
        ]
    )


def show_sending(desk: Desk, found: Sequence[Standing], department: str) -> None:
    """Choose survey, department and deadline; download one workbook, or one each in a zip."""
    surveys = {s.survey.id: s.survey for s in found}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "調査", list(surveys), key="sheets.survey", width=320,
            format_func=lambda key: surveys[key].title,
        )  # fmt: skip
        of_it = [s for s in found if s.survey.id == chosen]
        names = [name for name in ("", *(s.department for s in of_it)) if _may_send(desk, name)]
        names = list(dict.fromkeys(names))
        if not names:
            st.info("あなたの課の項目は、この調査にありません。")
            return
        one = st.selectbox(
            "所管課", names, index=names.index(department) if department in names else 0,
            key=f"sheets.department.{chosen}", width=260,
            format_func=lambda name: name or ANYBODY,
        )  # fmt: skip
        deadline = st.date_input(
            "回答の期限（任意）", None, format="YYYY/MM/DD", key="sheets.deadline", width=200
        )
    day = deadline if isinstance(deadline, date) else None
    survey = surveys[chosen]
    with st.container(horizontal=True):
        st.download_button(
            "調査票を書き出す（.xlsx）",
            lambda: sheets.export_bytes(desk, survey, one, day),
            sheets.file_name(survey, one, today()),
            XLSX, type="primary", icon=":material/download:", key="sheets.export",
        )  # fmt: skip
        if len(names) > 2 and _may_send(desk, ""):
            st.download_button(
                f"課ごとに書き出す（{len(names) - 1}冊、.zip）",
                lambda: _all(desk, of_it, day),
                f"{sheets.file_name(survey, '課ごと', today())[:-5]}.zip",
                "application/zip", icon=":material/folder_zip:", key="sheets.zip",
            )  # fmt: skip
    st.caption(
        "書き出すと「送った」として記録し、そのときの内容を控えます。戻った調査票は、この控えと今の内容の"
        "両方と照らし合わせるので、画面での回答と並行して進められます。"
    )
    standing = next((s for s in of_it if s.department == one), None)
    if standing is not None and standing.answered < standing.total:
        with st.expander("督促の文面（写して使えます）", icon=":material/mail:"):
            st.code(sheets.reminder(standing, day), language=None, wrap_lines=True)


def _may_send(desk: Desk, department: str) -> bool:
    owned = [department] if department else []
    return desk.person.may(Action.MERGE_SHEET, departments=owned)


def _all(desk: Desk, found: Sequence[Standing], deadline: date | None) -> bytes:
    """Every department's workbook in a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for standing in found:
            if standing.department:
                name = sheets.file_name(standing.survey, standing.department, today())
                data = sheets.export_bytes(desk, standing.survey, standing.department, deadline)
                bundle.writestr(name, data)
    return target.getvalue()


def show_receiving(desk: Desk, found: Sequence[Standing]) -> None:
    """Files that came back: what merging them would do, then one click."""
    show.show_outcome(PLACE)
    files = st.file_uploader(
        "戻った調査票（いくつでも）", type=TYPES, accept_multiple_files=True,
        max_upload_size=MAX_UPLOAD_MB, key=f"sheets.files.{st.session_state.get('sheets.turn', 0)}",
    )  # fmt: skip
    if not files:
        st.caption(
            "空欄は変更なしとして扱います。片方だけが変えた欄は取り込み、両方が変えた欄は「食い違い」"
            "に並べます。何も失われません。"
        )
        return
    operations = {"": "調査票から判断する"} | {
        s.survey.operation: s.survey.operation_name for s in found
    }
    operation = st.selectbox(
        "業務", list(operations), format_func=operations.__getitem__, key="sheets.operation",
        help="隠れた列を消した調査票や、CSVに写した調査票のときに選びます。", width=320,
    )  # fmt: skip
    given = [(uploaded(file), file.name) for file in files]
    with show.explained(), st.spinner("照らし合わせています…"):
        planned = [sheet_merging.preview(desk, d, n, operation=operation) for d, n in given]
    _show_planned(planned)
    told = {c.key for one in planned for c in (*one.merge.applied, *one.merge.conflicts)}
    shut = refusal_of_items(desk, Action.MERGE_SHEET, told)
    if shut:
        st.caption(f":material/lock: {show.escaped(shut)}")
    st.button(
        "この内容で取り込む", type="primary", key="sheets.merge", on_click=_merge,
        disabled=bool(shut), help=shut or None, args=(desk, given, operation),
    )  # fmt: skip


def _show_planned(planned: Sequence[FileMerge]) -> None:
    show.table(
        [
            {
                "ファイル": one.name,
                "取り込む欄": len(one.merge.applied),
                "食い違い": len(one.merge.conflicts),
                "取り込めないもの": len(one.merge.rejected),
                "確認済から回答済に戻る項目": one.unchecked,
            }
            for one in planned
        ]
    )
    for one in planned:
        if one.merge.applied or one.merge.conflicts or one.merge.rejected:
            with st.expander(f"{show.escaped(one.name)} の内訳", expanded=len(planned) == 1):
                _show_merge(one.merge)


def _show_merge(found: Merge) -> None:
    if found.rejected:
        st.markdown("**取り込めないもの**（ほかの欄は取り込みます）")
        show.table(
            [{"場所": r.where, "内容": r.message, "直し方": r.advice} for r in found.rejected]
        )
    for title, changes in (("食い違い", found.conflicts), ("取り込む欄", found.applied)):
        if changes:
            st.markdown(f"**{title}**")
            show.table(
                [
                    {
                        "機能ID": c.number,
                        "項目": field_name(c.field),
                        "送った内容": field_value(c.field, c.base),
                        "戻った内容": field_value(c.field, c.theirs),
                        "今の内容": field_value(c.field, c.ours),
                        "場所": c.where,
                    }
                    for c in changes
                ]
            )


def _merge(desk: Desk, given: list[tuple[bytes, str]], operation: str) -> None:
    with show.outcome_kept(PLACE, "戻った調査票を取り込みました。"):
        done = sheet_merging.commit(desk, given, operation=operation)
        st.session_state["sheets.turn"] = st.session_state.get("sheets.turn", 0) + 1
        applied = sum(len(one.merge.applied) for one in done)
        waiting = sum(len(one.merge.conflicts) for one in done)
        st.session_state["sheets.done"] = (
            f"{len(done)}冊の{applied:,}か所を取り込みました。食い違いは{waiting:,}か所です。"
        )


def show_conflicts(desk: Desk, found: Sequence[Conflict]) -> None:
    """Both sides of every conflict; settle the chosen ones, or all."""
    show.show_outcome("sheets.settled")
    if not found:
        st.info("食い違いはありません。")
        return
    event = st.dataframe(
        [
            {
                "調査": c.survey_title,
                "機能ID": c.stored.number,
                "項目": field_name(c.stored.field),
                "送った内容": field_value(c.stored.field, c.stored.base),
                "戻った内容": field_value(c.stored.field, c.stored.theirs),
                "今の内容": field_value(c.stored.field, c.ours),
                "ファイル": c.stored.file_name,
                "取り込んだ人": c.stored.merged_by,
            }
            for c in found
        ],
        hide_index=True, key=f"sheets.conflicts.{len(found)}.{found[0].stored.id}",
        on_select="rerun", selection_mode="multi-row",
    )  # fmt: skip
    rows = event["selection"]["rows"]
    chosen = [found[n] for n in rows if n < len(found)] or list(found)
    words = f"選んだ{len(chosen):,}件" if rows else f"すべて（{len(chosen):,}件）"
    st.caption("行を選ぶと、選んだものだけを決めます。選ばなければ、すべてが対象です。")
    with st.container(horizontal=True):
        for how, title in (
            ("theirs", "戻った内容を採る"),
            ("ours", "今の内容を残す"),
            ("both", "コメントは両方つなげ、ほかは戻った内容"),
        ):
            st.button(
                f"{title}：{words}", key=f"sheets.settle.{how}", on_click=_settle,
                args=(desk, tuple(chosen), how),
            )  # fmt: skip


def _settle(desk: Desk, chosen: tuple[Conflict, ...], how: str) -> None:
    with show.outcome_kept("sheets.settled", f"{len(chosen):,}件を決めました。"):
        sheets.settle(desk, [(conflict, how) for conflict in chosen])


def show_returned(desk: Desk) -> None:
    """Files that came back, each to be looked into and taken back."""
    found = sheets.returned(desk)
    if not found:
        return
    st.header("取り込んだ調査票")
    show.show_outcome("sheets.undo")
    show.table(
        [
            {
                "ファイル": r.file_name,
                "所管課": r.department or "－",
                "取り込んだ日時": shown_time(r.merged_at),
                "取り込んだ人": r.merged_by,
                "反映": r.applied,
                "食い違い": r.conflicts,
                "取り込めないもの": len(r.rejected),
                "状態": f"{shown_time(r.undone_at)} 取り消し" if r.undone_at else "",
            }
            for r in found
        ]
    )
    standing = [r for r in found if not r.undone_at]
    if standing:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            place = st.selectbox(
                "取り消す取り込み", range(len(standing)), key="sheets.undo.which", width=420,
                format_func=lambda n: (
                    f"{standing[n].file_name}（{shown_time(standing[n].merged_at)}）"
                ),
            )  # fmt: skip
            shut = _shut_undo(desk, standing[place].undoing.bulk)
            st.button(
                "取り込みを取り消す", key="sheets.undo.do", on_click=_undo,
                args=(desk, standing[place].id), disabled=bool(shut),
                help=shut or "取り込んだあとに変更された項目があるときは、取り消せません。",
            )  # fmt: skip


def _shut_undo(desk: Desk, bulk: int | None) -> str:
    """Why the person may not take back what a merge stored, "" when they may."""
    return refusal_of_bulk(desk, Action.MERGE_SHEET, bulk) if bulk is not None else ""


def _undo(desk: Desk, returned: int) -> None:
    with show.outcome_kept("sheets.undo", "取り込みを取り消し、前の内容に戻しました。"):
        sheet_undoing.undo(desk, returned)
