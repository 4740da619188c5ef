"""The pieces of 調査票の授受: who was sent what, and what came back."""

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
from taiodo.workflow.desk import Desk, short_time, shown_time, today
from taiodo.workflow.owning import refusal_of_bulk
from taiodo.workflow.sheet_merging import FileMerge
from taiodo.workflow.sheets import ReturnedSheet, Standing
from taiodo.workflow.trail_words import field_value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = ["xlsx", "xlsm", "xls", "csv"]
ANYBODY = "すべての所管課（一冊）"
PLACE = "sheets"
RETURNED = "sheets.returned"
TILES = {
    "未送付": ("未送付",),
    "返送待ち": ("返送待ち",),
    "返送あり・回答済": ("返送あり", "回答済"),
    "食い違いあり": ("食い違いあり",),
}


def show_tiles(found: Sequence[Standing], waiting: int) -> None:
    """How many departments have a survey in each state; one with several states counts in each."""
    with st.container(horizontal=True):
        for title, states in TILES.items():
            names = {s.department for s in found if s.state in states}
            st.metric(title, f"{len(names):,}課", width=200, border=True)
    several = len({s.department for s in found})
    st.caption(
        f"課の数です（全{several:,}課、調査と課の組は{len(found):,}）。調査によって状態の違う課は、"
        f"それぞれに数えます。決める食い違いは{waiting:,}か所あります。"
    )


def show_standings(found: Sequence[Standing]) -> None:
    """A row per survey and department, those with open conflicts first."""
    column = st.column_config
    show.table(
        [
            {
                "調査": s.survey.title,
                "所管課": s.department or "未定",
                "状態": s.state,
                "食い違い": s.conflicts,
                "回答": f"{s.answered:,} / {s.total:,}件",
                "送付": _times(s.sent, s.last_sent),
                "返送": _times(s.returned, s.last_returned),
            }
            for s in sorted(found, key=lambda s: not s.conflicts)
        ],
        {
            "調査": column.TextColumn(width=190),
            "所管課": column.TextColumn(width=120),
            "状態": column.TextColumn(width=95),
            "食い違い": column.NumberColumn(width=75),
            "回答": column.TextColumn(width=105),
            "送付": column.TextColumn("送付（回数・最後）", width=165),
            "返送": column.TextColumn("返送（回数・最後）", width=165),
        },
    )


def _times(count: int, last: str) -> str:
    return f"{count:,}回　{short_time(last)}" if count else "－"


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
        "両方と照らし合わせるので、画面での回答と並行して進められます。調査票の「対応度」「コメント」は、"
        "画面の「判定」「備考」と同じ欄です。"
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
        planned = sheet_merging.preview_all(desk, given, operation=operation)
    _show_planned(planned)
    st.button(
        "この内容で取り込む", type="primary", key="sheets.merge", on_click=_merge,
        args=(desk, given, operation),
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
                        "項目": sheets.on_sheet(c.field),
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
        kept = [one.returned for one in done if one.returned is not None]
        if kept:
            st.session_state[RETURNED] = kept[-1]
        applied = sum(len(one.merge.applied) for one in done)
        waiting = sum(len(one.merge.conflicts) for one in done)
        st.session_state["sheets.done"] = (
            f"{len(done)}冊の{applied:,}か所を取り込みました。食い違いは{waiting:,}か所です。"
        )


def show_returned(desk: Desk) -> None:
    """Files that came back, each to be looked into and taken back."""
    found = {r.id: r for r in sheets.returned(desk)}
    if not found:
        return
    st.header("取り込んだ調査票")
    show.show_outcome("sheets.undo")
    show.table(
        [
            {
                "番号": r.id,
                "ファイル": r.file_name,
                "所管課": r.department or "－",
                "取り込んだ日時": short_time(r.merged_at),
                "反映": r.applied,
                "食い違い": r.conflicts,
                "取り込めないもの": len(r.rejected),
                "状態": f"{short_time(r.undone_at)} 取り消し" if r.undone_at else "",
                "取り込んだ人": r.merged_by,
            }
            for r in found.values()
        ]
    )
    chosen = found[
        st.selectbox(
            "取り込みを選ぶ", list(found), key=RETURNED, width=560,
            format_func=lambda key: _called(found[key]),
        )
    ]  # fmt: skip
    _show_rejected(chosen)
    shut = _shut_undo(desk, chosen.bulk)
    st.button(
        "この取り込みを取り消す", key="sheets.undo.do", on_click=_undo, args=(desk, chosen.id),
        disabled=bool(shut) or bool(chosen.undone_at),
        help=shut
        or "決めた食い違いも合わせて前の内容に戻します。取り込んだあとに変更された項目が"
        "あるときは、その項目を示し、取り消しません。",
    )  # fmt: skip


def _called(returned: ReturnedSheet) -> str:
    """A merged file in one line, told apart by its number."""
    undone = "、取り消し済み" if returned.undone_at else ""
    when = shown_time(returned.merged_at)
    return f"番号{returned.id}　{returned.file_name}（{when}{undone}）"


def _show_rejected(returned: ReturnedSheet) -> None:
    """What of a file could not be taken, as it was told before merging."""
    if not returned.rejected:
        st.caption("取り込めないものはありませんでした。")
        return
    st.markdown(f"**取り込めないもの（{len(returned.rejected):,}件）**")
    show.table([{"場所": r.where, "内容 → 直し方": r.message} for r in returned.rejected])


def _shut_undo(desk: Desk, bulk: int | None) -> str:
    """Why the person may not take back what a merge stored, "" when they may."""
    return refusal_of_bulk(desk, Action.MERGE_SHEET, bulk) if bulk is not None else ""


def _undo(desk: Desk, returned: int) -> None:
    with show.outcome_kept("sheets.undo", "取り込みを取り消し、前の内容に戻しました。"):
        sheet_undoing.undo(desk, returned)
