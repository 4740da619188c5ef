"""The mapping page's filters, figures and list of features."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from taiodo.survey.items import Page
from taiodo.survey.mapping import MAPPING_FORMULA, MappedFeature, MappingFilter, MappingState
from taiodo.ui import address, show, state
from taiodo.ui.survey_list import picked_item
from taiodo.workflow import mapping
from taiodo.workflow.desk import Desk

SIZE = 50
STATES = [s.value for s in MappingState]


def scope_of(desk: Desk, survey: int) -> MappingFilter:
    """The system and department the whole page is about."""
    names = mapping.systems(desk, survey)
    system = address.one_of(
        "現行システム", ["", *names], key="system",
        format_func=lambda code: names.get(code, "すべてのシステム"),
    )  # fmt: skip
    return MappingFilter(survey, system, department=state.my_department())


def show_counts(desk: Desk, scope: MappingFilter) -> None:
    """Where the mapping stands; each count is a link to the rows it counts."""
    counts = mapping.counts(desk, scope)
    st.progress(
        counts.rate or 0.0,
        text=f"対応付け率 **{show.percent(counts.rate)}**"
        f"（{MAPPING_FORMULA}：{counts.mapped + counts.none:,} ÷ {counts.features:,}件）",
    )
    query = {"survey": str(scope.survey)} | ({"system": scope.system} if scope.system else {})
    links = [
        (f"{s.sign} {s.label} {count:,}件", {"view": "decide", "state": s.value})
        for s, count in (
            (MappingState.UNDECIDED, counts.undecided),
            (MappingState.MAPPED, counts.mapped),
            (MappingState.NONE, counts.none),
        )
    ]
    links.append((f"カスタマイズ {counts.customised:,}件", {"view": "decide", "custom": "true"}))
    links.append((f"対応する現行機能がない要件 {counts.unmatched:,}件", {"view": "requirements"}))
    show.count_links("mapping", [(words, query | more) for words, more in links])
    if scope.department:
        st.caption(
            f"{show.escaped(scope.department)}が所管・利用する現行機能だけを数えています"
            "（要件は調査の全体）。左の「表示する所管課」で変えられます。"
        )


def choose_features(desk: Desk, scope: MappingFilter) -> Page[MappedFeature]:
    """The filters (each in the address) and the page of features they choose."""
    filters = st.container(horizontal=True, vertical_alignment="bottom")
    with filters:
        text = st.text_input(
            "語句で探す", key="q", bind="query-params", width=190,
            help="全角・半角は区別しません。空白で区切ると、すべてを含むものを探します。",
        )  # fmt: skip
        states = address.some_of(
            "状態", STATES, key="state", placeholder="すべて", width=230,
            format_func=lambda s: f"{MappingState(s).sign} {MappingState(s).label}",
        )  # fmt: skip
        customised = st.toggle("カスタマイズのみ", key="custom", bind="query-params")
    wanted = replace(
        scope, text=text, customised=customised, states=tuple(MappingState(s) for s in states)
    )
    page = mapping.feature_page(desk, wanted, number=address.page_number(), size=SIZE)
    with filters:
        st.caption(f"{page.total:,}件")
        if page.pages > 1:
            st.pagination(page.pages, key="page", bind="query-params", max_visible_pages=5)
    if not page.items:
        _show_nothing(bool(text or states or customised or scope.system or scope.department))
    return page


def _show_nothing(narrowed: bool) -> None:
    show.nothing_yet(
        "条件に合う現行機能はありません。絞り込みを緩めてください。"
        if narrowed
        else "この調査の業務には現行機能がありません。**現行システム**で取り込むと並びます。",
        "" if narrowed else "systems",
        "現行システムへ",
    )


def show_list(page: Page[MappedFeature], selected: int | None) -> int | None:
    """The list; the feature a person picked, else the one in the address, else the first."""
    items = page.items
    if selected is None and items:
        selected = items[0].item
    if not items:
        return selected
    rows = pd.DataFrame(
        {
            "": ["▶" if f.item == selected else "" for f in items],
            "状態": [f"{f.mapping.state.sign} {f.mapping.state.label}" for f in items],
            "機能名": [f"★ {f.name}" if f.customised else f.name for f in items],
            "要件": ["・".join(c.number for c in f.mapping.counterparts) for f in items],
            "ID": [f.code for f in items],
        }
    )
    event = st.dataframe(
        rows,
        hide_index=True,
        height=min(760, 38 + 35 * len(items)),
        key="mapping.list",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "": st.column_config.TextColumn(width=20),
            "状態": st.column_config.TextColumn(width=86),
            "機能名": st.column_config.TextColumn(width=176, help="★ はカスタマイズした機能"),
        },
    )
    return picked_item("mapping", event["selection"]["rows"], [f.item for f in items], selected)
