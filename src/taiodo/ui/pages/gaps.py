"""ギャップ一覧: both faces, those without countermeasure first."""

import pandas as pd
import streamlit as st

from taiodo.survey.items import Handling, ItemFilter
from taiodo.ui import show, state
from taiodo.ui.survey_list import choose_survey
from taiodo.workflow import surveying

st.title("ギャップ一覧")
desk = state.desk()
survey = choose_survey(desk)
if survey is None:
    st.stop()
show.provisional_notice(survey.edition)
only_open = st.toggle("対応方針が未定のものだけ", key="open", bind="query-params")
wanted = ItemFilter(
    survey=survey.id, department=state.my_department(), gaps=True, open_gaps=only_open
)
missing = surveying.requirement_page(desk, wanted, size=surveying.ALL).items
lost = surveying.feature_page(desk, wanted, size=surveying.ALL).items
measures = surveying.countermeasures() | surveying.countermeasures("feature")


def handled(handling: Handling) -> dict[str, object]:
    """The columns both faces share."""
    return {
        "対応方針": measures.get(handling.countermeasure, "未定"),
        "住民への影響": handling.impact_resident.label,
        "職員への影響": handling.impact_staff.label,
        "工数（人日）": handling.effort,
        "費用（千円）": handling.cost,
        "期限": show.day(handling.due),
        "備考": handling.comment,
    }


first, second, third = st.columns(3)
first.metric(
    "標準にあって現行にない", f"{len(missing):,}件", help="判定が不適合または一部適合の要件"
)
second.metric(
    "現行にあって標準にない・実装不可",
    f"{len(lost):,}件",
    help="対応する要件がない、または実装不可に該当する現行機能",
)
undecided = sum(not i.handling.countermeasure for i in missing) + sum(
    not f.handling.countermeasure for f in lost
)
third.metric("対応方針が未定", f"{undecided:,}件")

st.header("標準にあって現行にない")
st.dataframe(
    pd.DataFrame(
        [
            {
                "判定": f"{i.verdict.sign} {i.verdict.label}", "番号": i.number, "機能名称": i.name,
                "類型": i.obligation.label, "所管課": i.department, **handled(i.handling),
                "開く": f"/survey?survey={survey.id}&item={i.id}",
            }
            for i in sorted(missing, key=lambda i: bool(i.handling.countermeasure))
        ]
    ),
    hide_index=True,
    column_config={"開く": st.column_config.LinkColumn(display_text="開く")},
)  # fmt: skip
st.header("現行にあって標準にない・実装不可に該当する")
st.dataframe(
    pd.DataFrame(
        [
            {
                "扱い": f.disposition.label, "ID": f.code, "機能名": f.name,
                "システム": f.system_name, "所管課": f.department, **handled(f.handling),
            }
            for f in sorted(lost, key=lambda f: bool(f.handling.countermeasure))
        ]
    ),
    hide_index=True,
)  # fmt: skip
if not missing and not lost:
    show.nothing_yet(
        "該当するギャップはありません。判定が進むとここに並びます。", "survey", "対応度調査へ"
    )
