"""Requirements no feature corresponds to, and features no requirement corresponds to."""

from dataclasses import replace

import streamlit as st

from taiodo.survey.items import ItemFilter
from taiodo.survey.mapping import MappingFilter, MappingState
from taiodo.ui import address, show
from taiodo.workflow import mapping, mapping_files, surveying
from taiodo.workflow.desk import Desk
from taiodo.workflow.surveying import SurveyHeader

SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_unmatched_requirements(desk: Desk, survey: SurveyHeader) -> None:
    """What the standard asks and no current feature corresponds to."""
    st.markdown(
        "標準仕様書の要件のうち、**対応する現行機能が一つも決まっていない**ものです。"
        "未決定の現行機能が残っている間は、これから対応が見つかることがあります。"
    )
    text = st.text_input("語句で探す（全角・半角は区別しません）", key="q", bind="query-params")
    wanted = ItemFilter(survey=survey.id, matched=False, text=text)
    page = surveying.requirement_page(desk, wanted, number=address.page_number(), size=SIZE)
    _download(desk, survey, "requirements")
    _pages(page.total, page.pages)
    if not page.items:
        st.info("対応する現行機能のない要件はありません。")
        return
    rows = [
        {
            "開く": show.address_of("survey", survey=survey.id, item=i.id),
            "番号": i.number, "機能名称": i.name, "類型": i.obligation.label,
            "判定": f"{i.verdict.sign} {i.verdict.label}", "要件": i.text, "所管課": i.department,
        }
        for i in page.items
    ]  # fmt: skip
    show.table(rows, {"開く": st.column_config.LinkColumn("開く", display_text="調査で開く")})


def show_unmatched_features(desk: Desk, survey: SurveyHeader, scope: MappingFilter) -> None:
    """What we have and people decided the standard has no counterpart for."""
    st.markdown(
        "**対応する要件がない**と決めた現行機能です。標準準拠システムには作れないため、"
        "対応方針を決めないと失われます。"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("語句で探す", key="q", bind="query-params", width=300)
        custom = st.toggle("カスタマイズのみ", key="custom", bind="query-params")
    wanted = replace(scope, states=(MappingState.NONE,), text=text, customised=custom)
    page = mapping.feature_page(desk, wanted, number=address.page_number(), size=SIZE)
    _download(desk, survey, "features")
    _pages(page.total, page.pages)
    if not page.items:
        st.info("「対応なし」と決めた現行機能はありません。")
        return
    rows = [
        {
            "対応付け": show.address_of("mapping", survey=survey.id, item=f.item),
            "対応方針": show.address_of("features", survey=survey.id, item=f.item),
            "ID": f.code, "機能名": f.name, "カスタマイズ": "★" if f.customised else "",
            "システム": f.system_name, "所管・利用課": "・".join(f.departments),
            "決定者": f.mapping.decided_by, "説明": f.description,
        }
        for f in page.items
    ]  # fmt: skip
    link = st.column_config.LinkColumn
    show.table(
        rows,
        {
            "対応付け": link("対応付け", display_text="決め直す"),
            "対応方針": link("対応方針", display_text="方針を決める"),
        },
    )


def _download(desk: Desk, survey: SurveyHeader, face: str) -> None:
    st.download_button(
        "この一覧を Excel で受け取る", lambda: mapping_files.face_book(desk, survey, face),
        mapping_files.face_name(survey, face), XLSX, icon=":material/download:",
        key=f"mapping.face.{face}",
    )  # fmt: skip


def _pages(total: int, pages: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{total:,}件")
        if pages > 1:
            st.pagination(pages, key="page", bind="query-params", max_visible_pages=7)
