"""The filters and the list of current features whose disposition is decided."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from taiodo.survey.answers import Disposition
from taiodo.survey.items import FeatureItem, ItemFilter
from taiodo.survey.mapping import MappingState
from taiodo.ui import address
from taiodo.ui.stage_view import MEANING, mark_words
from taiodo.ui.survey_list import choose_department, choose_stages, picked_item
from taiodo.ui.thread import COMMENTS, counts_of
from taiodo.workflow import mapping
from taiodo.workflow.conversing import Face
from taiodo.workflow.desk import Desk, today

DISPOSITIONS = [d.value for d in Disposition]
STATES = [s.value for s in MappingState]


def choose_features(desk: Desk, survey: int) -> ItemFilter:
    """The filters, each in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("語句で探す", key="q", bind="query-params", width=220)
        chosen = address.some_of(
            "扱い", DISPOSITIONS, key="disposition", placeholder="すべて", width=300,
            format_func=lambda d: Disposition(d).label,
        )  # fmt: skip
        department = choose_department(desk, width=180)
        with st.popover("絞り込み", icon=":material/tune:"):
            names = mapping.systems(desk, survey)
            system = address.one_of(
                "現行システム", ["", *names], key="system",
                format_func=lambda code: names.get(code, "すべて"),
            )  # fmt: skip
            states = address.some_of(
                "対応付け", STATES, key="state", placeholder="すべて",
                format_func=lambda s: MappingState(s).label,
            )  # fmt: skip
            stages = choose_stages()
            late = st.toggle("期限超過のみ", key="late", bind="query-params")
    with st.container(horizontal=True):
        only_open = st.toggle("方針未定のみ", key="open", bind="query-params")
        customised = st.toggle("★ カスタマイズのみ", key="custom", bind="query-params")
    return ItemFilter(
        survey=survey,
        department=department,
        dispositions=tuple(Disposition(d) for d in chosen),
        text=text,
        open_gaps=only_open,
        customised=customised,
        states=tuple(MappingState(s) for s in states),
        system=system,
        stages=stages,
        overdue_on=today().isoformat() if late else "",
    )


def show_features(desk: Desk, items: Sequence[FeatureItem], selected: int | None) -> int | None:
    """The list; the feature a person picked, else the one in the address, else the first."""
    if selected is None and items:
        selected = items[0].id
    rows = pd.DataFrame(
        {
            "": ["▶" if f.id == selected else "" for f in items],
            "扱い": [f.disposition.label for f in items],
            "機能名": [f"★ {f.name}" if f.customised else f.name for f in items],
            "段階": [mark_words(f.stage) for f in items],
            "話": counts_of(desk, Face.FEATURE, [f.id for f in items]),
            "対応方針": ["○ 決定" if f.handling.countermeasure else "未定" for f in items],
            "対応付け": [f.mapping.state.label for f in items],
            "所管・利用課": ["・".join(f.departments) for f in items],
            "ID": [f.code for f in items],
        }
    )
    event = st.dataframe(
        rows,
        hide_index=True,
        height=min(640, 38 + 35 * len(items)),
        key="features.list",
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "": st.column_config.TextColumn(width=20),
            "扱い": st.column_config.TextColumn(width=112),
            "段階": st.column_config.TextColumn(width=56, help=MEANING),
            "話": COMMENTS,
            "機能名": st.column_config.TextColumn(width=206, help="★ はカスタマイズした機能"),
        },
    )
    return picked_item("features", event["selection"]["rows"], [f.id for f in items], selected)
