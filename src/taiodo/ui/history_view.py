"""The filters and the table of the page 履歴."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import address, state
from taiodo.workflow import trail
from taiodo.workflow.catalogue import operations
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.trail_words import as_change

PAGES = {
    "requirement_item": "survey",
    "feature_item": "features",
    "mapping": "features",
    "survey": "survey",
}


def choose_filter(desk: Desk) -> tuple[trail.TrailFilter, int]:
    """What is looked for, and the page of the list."""
    door = state.person().may(Action.MANAGE_USERS)
    entities = [e for e in trail.ENTITIES if door or e not in ("account", "login")]
    names = {s.operation.id: s.operation.name for s in operations(desk)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        entity = address.one_of(
            "対象", ["", *entities], key="entity", width=190,
            format_func=lambda e: trail.ENTITIES.get(e, "すべて"),
        )  # fmt: skip
        action = address.one_of(
            "操作", ["", *trail.ACTIONS], key="action", width=150,
            format_func=lambda a: trail.ACTIONS.get(a, "すべて"),
        )  # fmt: skip
        operation = address.one_of(
            "業務", ["", *names], key="operation", width=200,
            format_func=lambda o: names.get(o, "すべて"), filter_mode="contains",
        )  # fmt: skip
        actor = st.text_input(
            "操作者", key="actor", bind="query-params", width=180, placeholder="例: 中野 花子"
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "語句（概要・前後の値）", key="q", bind="query-params", width=260,
            placeholder="例: 不適合、運用見直し",
        )  # fmt: skip
        since = st.date_input("いつから", None, format="YYYY/MM/DD", key="since", width=150)
        until = st.date_input("いつまで", None, format="YYYY/MM/DD", key="until", width=150)
        page = st.number_input(
            "ページ", min_value=1, value=1, key="sheet", bind="query-params", width=120
        )
    wanted = trail.filter_of(
        actor=actor,
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
        action=action,
        entity=entity,
        operation=operation,
        text=text,
    )
    return wanted, int(page)


def line_rows(lines: Sequence[trail.Line]) -> list[dict[str, object]]:
    """One row per entry, with a link to the item where there is one."""
    return [
        {
            "日時": shown_time(line.entry.at),
            "操作者": line.entry.actor,
            "操作": trail.ACTIONS.get(line.entry.action, line.entry.action),
            "対象": trail.ENTITIES.get(line.entry.entity, line.entry.entity),
            "業務": " ".join(filter(None, (line.operation_name, line.subject.edition))),
            "何を": line.about,
            "変更（前 → 後）": as_change(line.before, line.after),
            "開く": _link(line),
        }
        for line in lines
    ]


def _link(line: trail.Line) -> str | None:
    page, subject = PAGES.get(line.entry.entity), line.subject
    if page is None or subject.survey is None:
        return None
    query = {"survey": str(subject.survey)}
    if subject.item is not None:
        query["item"] = str(subject.item)
    return f"/{page}?{urlencode(query)}#開く"


def page_columns() -> dict[str, Any]:
    """How wide the columns of the table are: together what a screen of 1280 px has room for."""
    column = st.column_config
    return {
        "日時": column.TextColumn(width=128),
        "操作者": column.TextColumn(width=112),
        "操作": column.TextColumn(width=66),
        "対象": column.TextColumn(width=88),
        "業務": column.TextColumn(width=90),
        "何を": column.TextColumn(width=140),
        "変更（前 → 後）": column.TextColumn(width=218),
        "開く": column.LinkColumn(display_text=r"#(.*)$", width=54),
    }
