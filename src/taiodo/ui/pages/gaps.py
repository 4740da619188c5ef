"""ギャップ一覧: both faces, those without countermeasure first."""

import streamlit as st

from taiodo.survey.answers import Disposition
from taiodo.survey.items import requirement_gaps
from taiodo.ui import show, state
from taiodo.ui.gap_tables import choose_gaps, show_figures, show_lost, show_missing
from taiodo.ui.package_view import show_summary
from taiodo.ui.survey_choice import choose_survey
from taiodo.workflow import surveying

st.title("ギャップ一覧")
desk = state.desk()
survey = choose_survey(desk)
if survey is None:
    st.stop()
show.provisional_notice(survey.edition)
show_summary(desk, survey.id)
wanted, face = choose_gaps(desk, survey.id)
asked = surveying.requirement_page(desk, wanted, size=surveying.ALL).items
features = surveying.feature_page(desk, wanted, size=surveying.ALL).items
missing, alone = requirement_gaps(() if wanted.customised else asked, features)
lost = [f for f in features if f.disposition is Disposition.NONE]
forbidden = [f for f in features if f.disposition is Disposition.PROHIBITED]
if not missing and not alone and not features:
    show.nothing_yet(
        "条件に合うギャップはありません。絞り込みを緩めてください。"
        if wanted.open_gaps or wanted.customised or wanted.department or wanted.stages
        else "ギャップはまだありません。**対応度調査**で要件を一部適合・不適合と判定するか、"
        "**現行機能の扱い**で当たる要件がない機能を決めると、ここに並びます。",
        "survey",
        "対応度調査へ",
    )
    st.stop()
show_figures(survey.id, wanted, missing, lost, [*forbidden, *alone])
if face in ("", "missing"):
    show_missing(desk, missing)
if face in ("", "lost"):
    show_lost(desk, "現行にあって標準にない", lost)
if face in ("", "prohibited"):
    show_lost(desk, "実装不可に該当する", forbidden)
    if alone:
        show_missing(desk, alone, "当たる現行機能が決まっていない実装不可の要件", sub=True)
