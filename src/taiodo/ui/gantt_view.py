"""The Gantt chart of the plan page, with what to draw on it."""

from collections.abc import Sequence

import streamlit as st

from taiodo.catalog.timeline import Milestone
from taiodo.plan.lateness import TrackedOperation
from taiodo.report.gantt import LEGEND, gantt_chart
from taiodo.report.timeline import plan_timeline
from taiodo.ui import address
from taiodo.workflow.planning import Schedule
from taiodo.workflow.tracking import steps_by_serial

MOST_WITH_STEPS = 4
_LINES = {"": "主なもの", "nation": "国のすべて", "all": "国と東京都", "none": "描かない"}


def show_gantt(plan: Schedule, chosen: Sequence[TrackedOperation]) -> None:
    """The chosen operations against the lines chosen here."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lines = address.one_of(
            "国・都の日程", list(_LINES), key="lines", format_func=_LINES.__getitem__, width=180
        )
        grouped = st.toggle("作業ステップ（①～⑱）も描く", key="groups", bind="query-params")
        whole = st.toggle("期間の全体を描く", key="whole", bind="query-params")
    if grouped and len(chosen) > MOST_WITH_STEPS:
        st.info(
            f"ステップまで描けるのは{MOST_WITH_STEPS}業務までです。上の「業務」で選んでください。"
        )
        grouped = False
    drawn = plan_timeline(
        chosen,
        _milestones(plan, lines),
        plan.deadlines,
        plan.day,
        steps=steps_by_serial() if grouped else None,
        apart=lines in ("nation", "all"),
        whole=whole,
    )
    st.altair_chart(gantt_chart(drawn), theme=None)
    outside = f"描いた年度の外に{drawn.outside}件あります（「期間の全体を描く」で出ます）。"
    st.caption(
        f"{LEGEND}マウスを重ねると日付と注記が出ます。「未確認」は公開資料で日付を確かめられて"
        f"いないものです。{outside if drawn.outside else ''}"
    )
    if grouped and not any(record.planned for one in chosen for record in one.steps):
        st.caption(
            "作業ステップの予定日がまだありません。**作業ステップ**で入れるか、仮置きしてください。"
        )


def _milestones(plan: Schedule, lines: str) -> list[Milestone]:
    if lines == "none":
        return []
    nation = [line for line in plan.milestones if lines == "all" or line.level == "国"]
    return nation if lines else [line for line in nation if line.topic or not line.end]
