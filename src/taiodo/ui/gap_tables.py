"""Both faces of the gap as tables; picking a row opens it where it is decided."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from taiodo.survey.answers import FORBIDDEN_MEANING, MISSING_MEANING
from taiodo.survey.items import FeatureItem, Handling, ItemFilter, RequirementItem
from taiodo.ui import address, show
from taiodo.ui.stage_view import stage_words
from taiodo.ui.survey_list import choose_department, choose_stages
from taiodo.ui.thread import COMMENTS, counts_of
from taiodo.workflow import surveying
from taiodo.workflow.conversing import Face
from taiodo.workflow.desk import Desk
from taiodo.workflow.gap_reach import FEATURE, REQUIREMENT, reference

SHOWN = 1000


FACES = {
    "": "すべて",
    "missing": "標準にあって現行にない",
    "lost": "現行にあって標準にない",
    "prohibited": "実装不可に該当する",
}


def choose_gaps(desk: Desk, survey: int) -> tuple[ItemFilter, str]:
    """The filters and the face of the gap, each in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        face = address.one_of(
            "どちらの面", list(FACES), key="face", format_func=FACES.__getitem__, width=260
        )
        department = choose_department(desk, width=200)
        stages = choose_stages(width=200)
        only_open = st.toggle("対応方針が未定のものだけ", key="open", bind="query-params")
        customised = st.toggle("★ カスタマイズのみ", key="custom", bind="query-params")
    wanted = ItemFilter(
        survey=survey,
        department=department,
        gaps=True,
        open_gaps=only_open,
        customised=customised,
        stages=stages,
    )
    return wanted, face


def show_figures(
    survey: int,
    wanted: ItemFilter,
    missing: Sequence[RequirementItem],
    lost: Sequence[FeatureItem],
    forbidden: Sequence[FeatureItem | RequirementItem],
) -> None:
    """How many gaps each face has; each count leads to its rows."""
    handlings = [*(i.handling for i in missing), *(f.handling for f in (*lost, *forbidden))]
    undecided = sum(not handling.countermeasure for handling in handlings)
    figures = (
        (
            "標準にあって現行にない",
            len(missing),
            MISSING_MEANING,
            "missing",
            False,
        ),
        ("現行にあって標準にない", len(lost), "対応する要件がないと決めた現行機能", "lost", False),
        ("実装不可に該当", len(forbidden), FORBIDDEN_MEANING, "prohibited", False),
        ("対応方針が未定", undecided, "左の三つのうち、対応方針が未定のもの", "", True),
    )
    base = {"survey": str(survey)}
    if wanted.department:
        base["department"] = wanted.department
    for place, (name, count, meaning, face, only_open) in zip(st.columns(4), figures, strict=True):
        place.metric(name, f"{count:,}件", help=meaning)
        query = base | ({"face": face} if face else {}) | ({"open": "true"} if only_open else {})
        with place:
            show.count_link("gaps", "この一覧を見る", query)


def show_missing(
    desk: Desk,
    items: Sequence[RequirementItem],
    title: str = "標準にあって現行にない",
    *,
    sub: bool = False,
) -> None:
    """What the standard asks and we lack, those without countermeasure first."""
    (st.subheader if sub else st.header)(title)
    if not items:
        st.markdown("該当する要件はありません。")
        return
    ordered = sorted(items, key=lambda i: bool(i.handling.countermeasure))[:SHOWN]
    counts = counts_of(desk, Face.REQUIREMENT, [i.id for i in ordered])
    rows = [
        {
            "判定": f"{i.verdict.sign} {i.verdict.label}", "番号": i.number, "機能名称": i.name,
            "段階": stage_words(i.stage), "話": count, **_handled(i.handling, "requirement"),
            "類型": i.obligation.label, "所管課": i.department,
            "影響範囲": _impact(REQUIREMENT, i.id),
        }
        for i, count in zip(ordered, counts, strict=True)
    ]  # fmt: skip
    _show("survey", rows, ordered, len(items), title)


def show_lost(desk: Desk, title: str, items: Sequence[FeatureItem]) -> None:
    """What we have and the standard lacks or forbids, those without countermeasure first."""
    st.header(title)
    if not items:
        st.markdown("該当する現行機能はありません。")
        return
    ordered = sorted(items, key=lambda f: bool(f.handling.countermeasure))[:SHOWN]
    counts = counts_of(desk, Face.FEATURE, [f.id for f in ordered])
    rows = [
        {
            "カスタマイズ": "★" if f.customised else None, "ID": f.code, "機能名": f.name,
            "段階": stage_words(f.stage), "話": count, **_handled(f.handling, "feature"),
            "システム": f.system_name, "所管・利用課": "・".join(f.departments),
            "影響範囲": _impact(FEATURE, f.id),
        }
        for f, count in zip(ordered, counts, strict=True)
    ]  # fmt: skip
    _show("features", rows, ordered, len(items), title)


def _show(
    page: str,
    rows: list[dict[str, object]],
    items: Sequence[RequirementItem | FeatureItem],
    total: int,
    place: str = "",
) -> None:
    more = f"{total:,}件のうち先頭{SHOWN:,}件を示します。" if total > SHOWN else ""
    st.caption(f"{more}行の左端を選ぶと、その項目を開いて対応方針を決められます。")
    event = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(460, 38 + 35 * len(rows)),
        key=f"gaps.{page}{place}",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="－",
        column_config={
            "対応方針": st.column_config.TextColumn(width=170),
            "話": COMMENTS,
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
        "担当者": handling.owner or None,
        "理由": handling.reason or None,
        "備考": handling.comment or None,
    }
