"""計画表と進行管理: the plan in the ward's own form, per fiscal year, and its yearly review."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.calendar import fiscal_year_name
from taiodo.ui import address, show, state
from taiodo.ui.plan_table_view import show_grid, show_line_forms, show_printed, show_review
from taiodo.ui.rights import may
from taiodo.workflow import plan_table

VIEWS = {
    "table": "計画表",
    "review": "進行管理",
    "planned": "計画を入れる",
    "happened": "実績を入れる",
}


def load() -> None:
    """Take the lines of the shipped plan over."""
    with show.outcome_kept("plan_table", "公表された計画の表を読み込みました。"):
        plan_table.load_sample(desk)


st.title("計画表と進行管理")
desk = state.desk()
table = plan_table.plan_table(desk)
view = address.one_of(
    "見るもの", list(VIEWS), key="view", format_func=VIEWS.__getitem__,
    widget=st.segmented_control, label_visibility="collapsed", required=True,
)  # fmt: skip
show.show_outcome("plan_table")
if not table.lines:
    show.nothing_yet(
        "計画表の行がまだありません。下で取組番号と事業内容を入れて、行を加えてください。"
    )
    if table.sample and may(Action.CHANGE_PLAN):
        st.button("公表された計画の表を読み込む", type="primary", on_click=load)
    show_line_forms(desk, table)
    st.stop()
if view == "review":
    years = [str(year) for year in plan_table.review_years(table)]
    year = address.one_of(
        "年度", years, key="year", format_func=lambda y: fiscal_year_name(int(y)), width=200
    )
    show_review(plan_table.year_review(desk, int(year)))
elif view == "table":
    show_printed(table)
    with st.expander("行を加える・消す", icon=":material/edit:"):
        show_line_forms(desk, table)
else:
    st.caption(
        "語は 検討・準備・実施・稼働・継続・推進・拡充。"
        "一つの欄に二つ入れるときは「準備・稼働」のように書きます。"
    )
    show_grid(desk, table, happened=view == "happened")
