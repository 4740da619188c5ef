"""Reading an edition: choosing it, and its requirements as a searchable table."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.search import folded, search_terms
from taiodo.ui import show
from taiodo.ui.rights import note
from taiodo.workflow import catalogue, supplements
from taiodo.workflow.catalogue import OperationStanding
from taiodo.workflow.desk import Desk


def choose_edition(standing: OperationStanding) -> Edition | None:
    """The edition to read, best first; None when there is none."""
    names = {e.edition: e for e in standing.editions}
    if not names:
        return None
    chosen = st.selectbox(
        "版",
        list(names),
        format_func=lambda e: f"{e}（{names[e].kind.label}）",
        key=f"edition.{standing.operation.id}",
    )
    return names[chosen]


def show_requirements(desk: Desk, header: Edition) -> None:
    """The requirements of an edition with source, search and the full text of the one picked."""
    edition = catalogue.edition(desk, header.operation, header.edition)
    source = show.linked(edition.source, edition.source_url)
    st.caption(f"{show.escaped(edition.title)}　出所: {source}")
    text = st.text_input("要件を探す（全角・半角は区別しません）", key="operations.q")
    terms = search_terms(text)
    found = [
        r
        for r in edition.requirements
        if all(t in folded(f"{r.number} {r.name} {r.text}") for t in terms)
    ]
    st.caption(f"{len(edition.requirements):,}件のうち{len(found):,}件")
    table = pd.DataFrame(
        {
            "番号": [r.number for r in found],
            "大項目": [r.path[0] if r.path else "" for r in found],
            "機能名称": [r.name for r in found],
            "指定都市": [r.designated_city.label for r in found],
            "一般市区町村": [r.other.label for r in found],
            "要件": [r.text.replace("\n", " ")[:200] for r in found],
        }
    )
    event = st.dataframe(
        table, hide_index=True, height=420, key="operations.requirements",
        on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    picked = event["selection"]["rows"]
    if picked and picked[0] < len(found):
        requirement = found[picked[0]]
        with st.container(border=True):
            st.markdown(f"**{show.escaped(requirement.number)}　{show.escaped(requirement.name)}**")
            show.plain_block(requirement.text)
            if requirement.note:
                st.caption(show.escaped(requirement.note))


def show_laying_over(desk: Desk, operation: str, supplement: Edition) -> None:
    """Adding a supplement's requirements to the survey under way."""
    show.show_outcome("supplement")
    st.caption(
        "自治体独自の追加仕様です。国の標準仕様書は変えずに、進行中の調査へ項目として加えられます。"
    )
    if not note(Action.OPEN_SURVEY):
        return
    st.button(
        "進行中の調査に加える",
        type="primary",
        key="supplement.layer",
        on_click=_lay_over,
        args=(desk, operation, supplement.edition),
    )


def _lay_over(desk: Desk, operation: str, supplement: str) -> None:
    with show.outcome_kept("supplement", f"追加仕様「{supplement}」を調査に加えました。"):
        supplements.lay_over(desk, operation, supplement)


def _held_edition(edition: Edition) -> str:
    """The best edition at hand with what it is; an outline has no number of its own."""
    if edition.kind is EditionKind.OUTLINE:
        return edition.kind.mark
    return f"{edition.edition}（{edition.kind.mark or '取込済'}）"


def operation_row(standing: OperationStanding, surveyed: Collection[str]) -> dict[str, object]:
    """One operation as the table shows it."""
    best = standing.editions[0] if standing.editions else None
    unsure = "（推定）" if standing.department_unconfirmed and standing.department else ""
    return {
        "業務": standing.operation.name,
        "手元の版": _held_edition(best) if best else "なし",
        "調査": "○ 開始済" if standing.operation.id in surveyed else "－",
        "移行時期": standing.phase or "－",
        "切替予定日": show.day(standing.cutover) or "未定",
        "所管課": f"{standing.department}{unsure}" or "未定",
        "対象": "○ 対象" if standing.applicable else "－ 対象外",
        "最新版（参考）": f"{standing.operation.known_edition or '不明'}"
        f"（{standing.operation.known_edition_certainty.label}）",
        "所管府省": standing.operation.ministry,
        "業務ID": "・".join(standing.operation.business_ids),
    }
