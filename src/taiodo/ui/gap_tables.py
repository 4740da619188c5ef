"""Both faces of the gap as tables; picking a row opens it where it is decided."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from taiodo.survey.items import FeatureItem, Handling, RequirementItem
from taiodo.ui import show
from taiodo.workflow import surveying
from taiodo.workflow.gap_reach import FEATURE, REQUIREMENT, reference

SHOWN = 1000


def show_missing(items: Sequence[RequirementItem]) -> None:
    """What the standard asks and we lack, those without countermeasure first."""
    st.header("標準にあって現行にない")
    if not items:
        st.markdown("該当する要件はありません。")
        return
    ordered = sorted(items, key=lambda i: bool(i.handling.countermeasure))[:SHOWN]
    rows = [
        {
            "判定": f"{i.verdict.sign} {i.verdict.label}", "番号": i.number, "機能名称": i.name,
            **_handled(i.handling, "requirement"), "類型": i.obligation.label,
            "所管課": i.department, "影響範囲": _impact(REQUIREMENT, i.id),
        }
        for i in ordered
    ]  # fmt: skip
    _show("survey", rows, ordered, len(items))


def show_lost(items: Sequence[FeatureItem]) -> None:
    """What we have and the standard lacks or forbids, those without countermeasure first."""
    st.header("現行にあって標準にない・実装不可に該当する")
    if not items:
        st.markdown("該当する現行機能はありません。")
        return
    ordered = sorted(items, key=lambda f: bool(f.handling.countermeasure))[:SHOWN]
    rows = [
        {
            "扱い": f.disposition.label, "ID": f.code, "機能名": f.name,
            **_handled(f.handling, "feature"), "システム": f.system_name, "所管課": f.department,
            "影響範囲": _impact(FEATURE, f.id),
        }
        for f in ordered
    ]  # fmt: skip
    _show("features", rows, ordered, len(items))


def _show(
    page: str,
    rows: list[dict[str, object]],
    items: Sequence[RequirementItem | FeatureItem],
    total: int,
) -> None:
    more = f"{total:,}件のうち先頭{SHOWN:,}件を示します。" if total > SHOWN else ""
    st.caption(f"{more}行の左端を選ぶと、その項目を開いて対応方針を決められます。")
    event = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(460, 38 + 35 * len(rows)),
        key=f"gaps.{page}",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="－",
        column_config={
            "対応方針": st.column_config.TextColumn(width=190),
            "影響範囲": st.column_config.LinkColumn(display_text="影響を見る", width=110),
        },
    )
    picked = event["selection"]["rows"]
    if picked and picked[0] < len(items):
        item = items[picked[0]]
        query = {"survey": str(item.survey), "item": str(item.id)}
        st.switch_page(show.page_path(page), query_params=query)


def _impact(face: str, item: int) -> str:
    """The address of the systems and connections the gap touches."""
    return f"impact?gap={reference(face, item)}"


def _handled(handling: Handling, face: str) -> dict[str, object]:
    measures = surveying.countermeasures(face)
    return {
        "対応方針": measures.get(handling.countermeasure, "未定"),
        "住民影響": handling.impact_resident.label or None,
        "職員影響": handling.impact_staff.label or None,
        "工数（人日）": handling.effort,
        "費用（千円）": handling.cost,
        "期限": show.day(handling.due) or None,
        "備考": handling.comment or None,
    }
