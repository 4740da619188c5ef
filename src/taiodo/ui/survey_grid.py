"""The survey as a table: a page of items answered in place, each edit saved at once."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.answers import Impact, Verdict
from taiodo.survey.items import Page, RequirementItem
from taiodo.survey.stages import FINAL_REFUSES, Stage
from taiodo.ui.grid import edit_grid
from taiodo.ui.refreshing import watch_list
from taiodo.ui.rights import may_own, refusal_of_all
from taiodo.ui.stage_view import stage_words
from taiodo.ui.survey_list import Listing, show_listed
from taiodo.ui.thread import counts_of
from taiodo.workflow import surveying
from taiodo.workflow.conversing import Face
from taiodo.workflow.desk import Desk
from taiodo.workflow.trail_words import field_value

SETTLED_OR_FOREIGN = "表示中の項目は、ほかの課のものか、確定済みの回答なので、変更できません。"
EDITABLE = (
    "verdict",
    "countermeasure",
    "impact_resident",
    "impact_staff",
    "effort",
    "cost",
    "due",
    "reason",
    "owner",
    "comment",
)


def show_as_table(desk: Desk, listing: Listing) -> None:
    """Where the survey stands, and the page of items as a table."""
    page = show_listed(desk, listing)
    watch_list(desk, "requirement_item", listing.wanted)
    if page.items:
        show_grid(desk, page)


def show_grid(desk: Desk, page: Page[RequirementItem]) -> None:
    """The page's items with every answer field editable, for those who may answer."""
    edit_grid(
        "survey.grid",
        _frame(desk, page),
        _columns(),
        EDITABLE,
        partial(surveying.save_answers, desk),
        title=("number", "name"),
        shown_value=field_value,
        refusal=_shut(page),
    )


def _shut(page: Page[RequirementItem]) -> str:
    """Why the person may answer none of these items, "" when there is one they may."""
    own = [i for i in page.items if may_own(Action.ANSWER, i.department)]
    if not own:
        return refusal_of_all(Action.ANSWER, (i.department for i in page.items))
    if all(i.stage is Stage.FINAL for i in own):
        return FINAL_REFUSES if len(own) == len(page.items) else SETTLED_OR_FOREIGN
    return ""


def _frame(desk: Desk, page: Page[RequirementItem]) -> pd.DataFrame:
    counts = counts_of(desk, Face.REQUIREMENT, [i.id for i in page.items])
    rows = [
        {
            "id": i.id,
            "revision": i.revision,
            "number": i.number,
            "name": i.name,
            "stage": stage_words(i.stage),
            "comments": count,
            "obligation": i.obligation.label,
            "text": i.text,
            "verdict": i.verdict.value,
            "countermeasure": i.handling.countermeasure,
            "impact_resident": i.handling.impact_resident.value,
            "impact_staff": i.handling.impact_staff.value,
            "effort": i.handling.effort,
            "cost": i.handling.cost,
            "due": i.handling.due or None,
            "reason": i.handling.reason,
            "owner": i.handling.owner,
            "comment": i.handling.comment,
        }
        for i, count in zip(page.items, counts, strict=True)
    ]
    frame = pd.DataFrame(rows).set_index("id")
    frame["due"] = pd.to_datetime(frame["due"], format="ISO8601")
    return frame.astype({"effort": "float64", "cost": "float64", "comments": "float64"})


def _verdict(value: object) -> str:
    verdict = Verdict(str(value))
    return f"{verdict.sign} {verdict.label}"


def _impact(value: object) -> str:
    return Impact(str(value or "")).label


def _columns() -> dict[str, Any]:
    column = st.column_config
    measures = surveying.countermeasures()
    impacts = [i.value for i in Impact]
    return {
        "number": column.TextColumn("番号", width=80, pinned=True),
        "name": column.TextColumn("機能名称", width=190, pinned=True),
        "verdict": column.SelectboxColumn(
            "判定",
            options=[v.value for v in Verdict],
            format_func=_verdict,
            required=True,
            width=110,
        ),
        "stage": column.TextColumn("段階", width=90),
        "countermeasure": column.SelectboxColumn(
            "対応方針",
            options=["", *measures],
            format_func=lambda m: measures.get(str(m), ""),
            width=170,
        ),
        "impact_resident": column.SelectboxColumn(
            "住民影響", options=impacts, format_func=_impact, width=105
        ),
        "impact_staff": column.SelectboxColumn(
            "職員影響", options=impacts, format_func=_impact, width=105
        ),
        "effort": column.NumberColumn("工数（人日）", min_value=0, max_value=100_000, step=0.5),
        "cost": column.NumberColumn("費用（千円）", min_value=0, max_value=100_000_000, step=1),
        "due": column.DateColumn("期限", format="YYYY/MM/DD", width=110),
        "reason": column.TextColumn("理由", max_chars=4000, width=200),
        "owner": column.TextColumn("担当者", max_chars=60, width=110),
        "comment": column.TextColumn("備考", max_chars=4000, width=220),
        "comments": column.NumberColumn("やり取り", width=70),
        "obligation": column.TextColumn("類型", width=100),
        "text": column.TextColumn("要件", width=320),
    }
