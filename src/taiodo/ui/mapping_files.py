"""The mapping as a workbook, out and in."""

import io

import streamlit as st

from taiodo.access.rights import Action
from taiodo.problems import Problem, errors
from taiodo.survey.mapping import MappingFilter
from taiodo.ui import show
from taiodo.ui.acts import show_last_act
from taiodo.ui.rights import note
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import mapping, mapping_files
from taiodo.workflow.desk import Desk
from taiodo.workflow.surveying import SurveyHeader

PLACE = "mapping.files"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_files(desk: Desk, survey: SurveyHeader, scope: MappingFilter) -> None:
    """The workbook to hand round; taking in a filled-in one or the municipality's own table."""
    show.show_outcome(PLACE)
    show_last_act(desk, survey.id, mapping.MANY[:2], PLACE)
    st.download_button(
        "対応付けのブックを出す", lambda: _book(desk, survey, scope),
        mapping_files.file_name(survey), XLSX, icon=":material/download:", key="mapping.export",
    )  # fmt: skip
    if not note(Action.EDIT_MAPPING):
        return
    file = st.file_uploader(
        "記入したブック、または自治体で使っている対応表（Excel・CSV。列の名前はそのままで構いません）",
        type=["xlsx", "xlsm", "xls", "csv", "tsv"], max_upload_size=MAX_UPLOAD_MB,
        key="mapping.file",
    )  # fmt: skip
    if file is None:
        return
    try:
        reading = mapping_files.preview(desk, survey.operation, uploaded(file), file.name)
    except Problem as problem:
        show.show_problem(problem)
        return
    st.markdown(
        f"**{reading.features:,}件**の現行機能について読み取りました: 新しく決めるもの "
        f"**{reading.fresh:,}件**、今の決定を変えるもの **{reading.changed:,}件**、今と同じもの "
        f"**{reading.same:,}件**、対応先が書かれていないもの **{reading.silent:,}件**。"
    )
    st.caption("読み取った列: " + show.escaped("、".join(reading.columns)))
    if reading.findings:
        show.show_findings(reading.findings)
    wrong = len(errors(reading.findings))
    if wrong:
        st.error(f"エラーが{wrong}件あるため、取り込めません。直したファイルを選び直してください。")
    if reading.changes:
        show.table([dict(row) for row in reading.changes[:200]])
    st.button(
        "この内容で取り込む", type="primary", key="mapping.import",
        disabled=bool(wrong) or not reading.decisions,
        on_click=_commit, args=(desk, reading),
    )  # fmt: skip


def _commit(desk: Desk, reading: mapping_files.MappingPreview) -> None:
    words = f"{len(reading.decisions):,}件の対応付けを取り込みました。"
    with show.outcome_kept(PLACE, words):
        mapping_files.commit(desk, reading)


def _book(desk: Desk, survey: SurveyHeader, scope: MappingFilter) -> bytes:
    target = io.BytesIO()
    mapping_files.export(desk, survey, target, scope)
    return target.getvalue()
