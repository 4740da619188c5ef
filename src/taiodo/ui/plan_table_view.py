"""計画表 as the plan prints it, as a grid to edit, and as the yearly review."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.calendar import fiscal_year_name, wareki
from taiodo.plan.kpi import KPI_FORMULA
from taiodo.plan.ward_table import COMPARISON_FORMULA, LEVELS, MARK_WORDS, PlanLine, blocks_of
from taiodo.ui import show
from taiodo.ui.grid import edit_grid
from taiodo.ui.rights import note, refusal
from taiodo.workflow import plan_table
from taiodo.workflow.desk import Desk
from taiodo.workflow.plan_table import PlanTable, YearReview

PLACE = "plan_table"
UNPLACED = "年度未確認の語"


def show_printed(table: PlanTable) -> None:
    """Each block with its lines; national and prefectural lines are set apart by their mark."""
    for block, lines in blocks_of(table.lines).items():
        st.subheader(f"取組 {block}")
        frame = pd.DataFrame(printed_rows(lines, table.years))
        apart = ["background-color: #eef0f3" if line.level != "区" else "" for line in lines]
        styled = frame.map(show.escaped).style.apply(partial(_set_apart, apart), axis=0)
        st.table(styled, hide_index=True)
    st.caption(
        "◎ 新規　○ 拡充　(国)(都) は国・東京都の予定（灰色の行）。"
        "「年度未確認の語」は、出典にあるがどの年度の欄かを確かめられていない語です。"
    )


def _set_apart(apart: list[str], column: object) -> list[str]:
    return apart


def printed_rows(lines: Sequence[PlanLine], years: Sequence[int]) -> list[dict[str, str]]:
    """A row per line: title with marks, a column per fiscal year, words without a year, source."""
    return [
        {
            "事業内容": line.shown_title,
            **{short_year(year): line.planned.get(year, "") for year in years},
            UNPLACED: line.unplaced,
            "備考": line.note,
            "出典": line.source + ("" if line.certainty == "confirmed" else "（未確認）"),
        }
        for line in lines
    ]


def short_year(year: int) -> str:
    """R7年度 as the plan's columns say it."""
    return fiscal_year_name(year).replace("令和元", "R1").replace("令和", "R")


def show_grid(desk: Desk, table: PlanTable, *, happened: bool) -> None:
    """The words of every year as cells that save themselves."""
    frame = pd.DataFrame(
        [
            {
                "id": line.id,
                "block": line.block,
                **{f"y{year}": "" for year in table.years},
                **plan_table.values_of(line, happened=happened),
            }
            for line in table.lines
        ]
    ).set_index("id")
    years = {
        f"y{year}": st.column_config.TextColumn(short_year(year), width=100) for year in table.years
    }
    title = {
        "block": st.column_config.TextColumn("取組", width=70),
        "level": st.column_config.SelectboxColumn("区分", options=list(LEVELS), width=60),
        "mark": st.column_config.SelectboxColumn(
            "新規・拡充", options=list(MARK_WORDS), format_func=lambda m: MARK_WORDS[str(m or "")]
        ),
        "title": st.column_config.TextColumn("事業内容", width=300, max_chars=200),
    }
    rest = {
        "unplaced": st.column_config.TextColumn(UNPLACED, width=140),
        "note": st.column_config.TextColumn("備考", width=240, max_chars=400),
    }
    editable = list(years) if happened else ["level", "mark", "title", *years, *rest]
    edit_grid(
        f"plan_table.{'happened' if happened else 'planned'}",
        frame,
        {**title, **years, **({} if happened else rest)},
        editable,
        partial(plan_table.save_words, desk, happened=happened),
        title=["block", "title"],
        refusal=refusal(Action.CHANGE_PLAN),
    )


def show_review(review: YearReview) -> None:
    """What was planned beside what happened, and the KPI."""
    st.caption(COMPARISON_FORMULA)
    rows = [
        {
            "取組": row.line.block,
            "事業内容": row.line.shown_title,
            "計画": row.planned,
            "実績": row.happened,
            "進み": row.standing,
        }
        for row in review.rows
    ]
    if rows:
        show.table(rows, {"事業内容": st.column_config.TextColumn(width=420)})
    else:
        st.markdown(
            f"{fiscal_year_name(review.year)}の語がまだありません。"
            "「計画を入れる」「実績を入れる」で年度の欄に語を入れてください。"
        )
    kpi = review.kpi
    target = "目標なし" if kpi.target is None else f"目標 {kpi.target}業務"
    st.metric(
        f"成果指標 移行した事業数（{wareki(review.day)}現在、{target}）",
        f"{kpi.migrated} / {kpi.total}",
        f"−{kpi.shortfall}（目標との差）" if kpi.shortfall else None,
    )
    st.caption(KPI_FORMULA)


def show_line_forms(desk: Desk, table: PlanTable) -> None:
    """A line to add, and one to remove."""
    if not note(Action.CHANGE_PLAN):
        return
    with st.form("plan_table.new", clear_on_submit=True):
        first, second, third, fourth = st.columns((1, 1, 1, 3))
        first.text_input("取組番号", max_chars=20, key="plan_table.new.block", placeholder="2-3-①")
        second.selectbox("区分", LEVELS, key="plan_table.new.level")
        third.selectbox(
            "新規・拡充", list(MARK_WORDS), format_func=MARK_WORDS.__getitem__,
            key="plan_table.new.mark",
        )  # fmt: skip
        fourth.text_input("事業内容", max_chars=200, key="plan_table.new.title")
        st.text_input("出典", max_chars=200, key="plan_table.new.source")
        st.form_submit_button("行を加える", type="primary", on_click=_add, args=(desk,))
    if table.lines:
        held = {line.id: line for line in table.lines}
        with st.form("plan_table.remove"):
            st.selectbox(
                "消す行", list(held), key="plan_table.remove.line",
                format_func=lambda key: f"{held[key].block} {held[key].shown_title}",
            )  # fmt: skip
            st.checkbox("この行を消してよい（履歴には残ります）", key="plan_table.remove.sure")
            st.form_submit_button("行を消す", on_click=_remove, args=(desk, held))


def _add(desk: Desk) -> None:
    typed = st.session_state
    line = PlanLine(
        str(typed["plan_table.new.block"]),
        0,
        str(typed["plan_table.new.title"]),
        str(typed["plan_table.new.mark"]),
        str(typed["plan_table.new.level"]),
        source=str(typed["plan_table.new.source"]).strip(),
    )
    with show.outcome_kept(PLACE, "行を加えました。"):
        plan_table.add_line(desk, line)


def _remove(desk: Desk, held: dict[int, PlanLine]) -> None:
    line = held[int(st.session_state["plan_table.remove.line"])]
    if not st.session_state["plan_table.remove.sure"]:
        st.session_state[f"{PLACE}.outcome"] = "消すには、確認の欄に印を付けてください。"
        return
    with show.outcome_kept(PLACE, f"「{line.title}」の行を消しました。"):
        plan_table.remove_line(desk, line.id, line.revision)
