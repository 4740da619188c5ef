"""ギャップ一覧: both faces, those without countermeasure first."""

import streamlit as st

from taiodo.survey.items import ItemFilter
from taiodo.ui import show, state
from taiodo.ui.gap_tables import show_lost, show_missing
from taiodo.ui.package_view import show_summary
from taiodo.ui.survey_list import choose_survey
from taiodo.workflow import surveying

st.title("ギャップ一覧")
desk = state.desk()
survey = choose_survey(desk)
if survey is None:
    st.stop()
show.provisional_notice(survey.edition)
show_summary(desk, survey.id)
only_open = st.toggle("対応方針が未定のものだけ", key="open", bind="query-params")
department = state.my_department()
if department:
    st.caption(
        f"{show.escaped(department)}の項目だけを示しています（左の「所管課」で変えられます）。"
    )
wanted = ItemFilter(survey=survey.id, department=department, gaps=True, open_gaps=only_open)
missing = surveying.requirement_page(desk, wanted, size=surveying.ALL).items
lost = surveying.feature_page(desk, wanted, size=surveying.ALL).items
if not missing and not lost:
    show.nothing_yet(
        "対応方針が未定のギャップはありません。"
        if only_open
        else "ギャップはまだありません。**対応度調査**で要件を一部適合・不適合と判定するか、"
        "**現行機能の扱い**で当たる要件がない機能を決めると、ここに並びます。",
        "survey",
        "対応度調査へ",
    )
    st.stop()
first, second, third = st.columns(3)
first.metric(
    "標準にあって現行にない", f"{len(missing):,}件", help="判定が不適合または一部適合の要件"
)
second.metric(
    "現行にあって標準にない・実装不可",
    f"{len(lost):,}件",
    help="対応する要件がない、または実装不可に該当する現行機能",
)
handlings = [*(i.handling for i in missing), *(f.handling for f in lost)]
undecided = sum(not handling.countermeasure for handling in handlings)
third.metric("対応方針が未定", f"{undecided:,}件", help="上の二つのうち、対応方針が未定のもの")
show_missing(missing)
show_lost(lost)
