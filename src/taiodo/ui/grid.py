"""An editable grid that saves while people type, and neither loses nor doubles an edit.

Streamlit may stop a run at any `st.*` call and start another with the same edits. Therefore edits
are taken up under a lock, read inside it, saved, and marked without any `st.*` call in between.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from taiodo.survey.settling import Side, all_combined
from taiodo.ui.settling import (
    AGAIN,
    BY_FIELD,
    DROP,
    JOINED,
    NOW,
    OVERWRITE,
    TAKE_OVER,
    TYPED,
    choose_sides,
    chosen_sides,
    joins,
)
from taiodo.ui.sheet import Grid, Refusal, Save, Sheet
from taiodo.ui.show import escaped
from taiodo.workflow.desk import JST

# The browser tells of an edit 0.15 s after it was made, and forgets it when the grid goes first.
LAST_WORDS_S = 0.25
RUN = "grid.run"
INVITATION = "セルに入力すると自動で保存します。"


@dataclass(frozen=True)
class _Look:
    """How one grid is drawn and where its edits go."""

    key: str
    columns: Mapping[str, Any]
    title: Sequence[str]
    save: Save
    shown_value: Callable[[str, object], str]
    height: int


def begin_run() -> None:
    """Count a run of the whole script: a grid left out of a run starts anew in the next.

    Its editor in the browser has gone with all it held, and may not be taken for the one before.
    """
    st.session_state[RUN] = st.session_state.get(RUN, 0) + 1


@st.cache_resource(scope="session", show_spinner=False)
def _sheet(key: str) -> Sheet:
    return Sheet()


def edit_grid(
    key: str,
    page: pd.DataFrame,
    columns: Mapping[str, Any],
    editable: Sequence[str],
    save: Save,
    *,
    title: Sequence[str],
    shown_value: Callable[[str, object], str] | None = None,
    height: int = 560,
    refusal: str = "",
) -> None:
    """Show `page` for editing; every edit is saved at once, a refused one is kept and shown.

    `page` has the item's id as index and a column "revision" (not shown); days are datetime64.
    `columns` are the st.column_config of the columns shown, in order; `title` are the columns that
    name a row. `save` gets plain values (days as ISO text), stores them under a check of the
    revision, and must not use Streamlit. With a `refusal` (why the person may edit none of these
    rows) they are only shown; what was typed into other rows before is saved, or kept and shown.
    """
    sheet = _sheet(key)
    look = _Look(key, columns, tuple(title), save, shown_value or _as_text, height)
    _harvest(sheet, save)
    run = st.session_state.get(RUN, 0)
    grid = sheet.grid
    visible = grid is not None and grid.rendered and grid.key in st.session_state
    if refusal:
        if visible:
            time.sleep(LAST_WORDS_S)
            _harvest(sheet, save)
        _show_shut(sheet, look, page, refusal)
        return
    stayed = visible and sheet.run >= run - 1
    sheet.run = run
    if grid is not None and stayed and grid.items == tuple(int(i) for i in page.index):
        with sheet.lock:
            sheet.notice_newer(page)
    else:
        if visible:
            time.sleep(LAST_WORDS_S)
            _harvest(sheet, save)
        with sheet.lock:
            opened = sheet.open(key, page, editable)
            sheet.names.update(zip(opened.items, _names(page, look.title), strict=True))
    _show(sheet, look)


def _show_shut(sheet: Sheet, look: _Look, page: pd.DataFrame, refusal: str) -> None:
    """Rows the person may only read, below what of other rows still waits to be settled."""
    _fulfil(sheet, look)
    for item, refused in list(sheet.refused.items()):
        _show_refusal(sheet, look, item, refused)
    st.caption(f":material/lock: {escaped(refusal)}")
    st.dataframe(
        page, hide_index=True, height=look.height, placeholder="",
        column_order=list(look.columns), column_config=dict(look.columns),
    )  # fmt: skip


@st.fragment
def _show(sheet: Sheet, look: _Look) -> None:
    _harvest(sheet, look.save)
    grid = sheet.grid
    # A last edit can call the fragment back after the page has gone on without its grid.
    if grid is None or sheet.run != st.session_state.get(RUN, 0):
        return
    _fulfil(sheet, look)
    grid = sheet.grid or grid
    notices = st.container()
    st.data_editor(
        grid.base,
        key=grid.key,
        hide_index=True,
        num_rows="fixed",
        column_order=list(look.columns),
        column_config=dict(look.columns),
        disabled=[name for name in grid.base.columns if name not in grid.editable],
        height=look.height,
        placeholder="",
        on_change=_take,
        args=(sheet, grid, look.save),
    )
    grid.rendered = True
    _harvest(sheet, look.save)
    with notices:
        _show_state(sheet)
        _show_newer(sheet, look)
        for item, refusal in list(sheet.refused.items()):
            _show_refusal(sheet, look, item, refusal)


def _harvest(sheet: Sheet, save: Save) -> None:
    """Take up what every editor of this sheet still holds."""
    for grid in [*sheet.retired, *([sheet.grid] if sheet.grid else [])]:
        if grid.rendered:
            _take(sheet, grid, save)
    with sheet.lock:
        sheet.retired = [grid for grid in sheet.retired[-3:] if grid.rendered]


def _take(sheet: Sheet, grid: Grid, save: Save) -> None:
    with sheet.lock:
        state = st.session_state.get(grid.key)
        if state is not None:
            sheet.take(grid, state["edited_rows"], save, datetime.now(JST))


def _fulfil(sheet: Sheet, look: _Look) -> None:
    """Carry out what was chosen for refused or newer rows."""
    if not sheet.wishes:
        return
    time.sleep(LAST_WORDS_S)
    _harvest(sheet, look.save)
    with sheet.lock:
        while sheet.wishes:
            sheet.wishes.pop(0)(look.save)


def _show_state(sheet: Sheet) -> None:
    if sheet.saved_at is None:
        st.caption(INVITATION)
    else:
        st.caption(f"保存しました（{sheet.saved}件、{sheet.saved_at:%H:%M}）　{sheet.said}")


def _show_newer(sheet: Sheet, look: _Look) -> None:
    newer, grid = sheet.newer, sheet.grid
    if newer is None or grid is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown("この表を開いた後に、他の画面で更新された行があります。")
        st.button(
            "最新の内容を表示",
            key=f"{look.key}.newer",
            on_click=sheet.wishes.append,
            args=(lambda _: sheet.open(look.key, newer, grid.editable),),
        )


def _show_refusal(sheet: Sheet, look: _Look, item: int, refusal: Refusal) -> None:
    """One row that was not saved: what was typed, what is there now, and the choice."""
    conflict = bool(refusal.current)
    with st.container(border=True, key=f"{look.key}.refused.{item}"):
        st.error(
            f"**保存していません: {escaped(sheet.names.get(item, str(item)))}**　"
            f"{escaped(refusal.message)}"
        )
        rows = [
            {
                "項目": str((look.columns.get(name) or {}).get("label") or name),
                TYPED: look.shown_value(name, value),
                NOW: look.shown_value(name, refusal.current.get(name)) if conflict else "－",
            }
            for name, value in refusal.changes.items()
        ]
        st.table(pd.DataFrame(rows).set_index("項目"))
        if conflict:
            _show_choices(sheet, look, item, refusal)
        with st.container(horizontal=True):
            st.button(
                OVERWRITE if conflict else AGAIN,
                key=f"{look.key}.mine.{item}",
                on_click=sheet.wishes.append,
                args=(partial(_keep_mine, sheet, look.key, item),),
            )
            st.button(
                TAKE_OVER if conflict else DROP,
                key=f"{look.key}.theirs.{item}",
                on_click=sheet.wishes.append,
                args=(partial(_keep_theirs, sheet, look.key, item),),
            )


def _show_choices(sheet: Sheet, look: _Look, item: int, refusal: Refusal) -> None:
    """Field by field, and both texts together with one click."""
    typed, now = refusal.changes, refusal.current

    def wish(sides: Callable[[], Mapping[str, Side]]) -> Callable[[], None]:
        return lambda: sheet.wishes.append(partial(_settle, sheet, look.key, item, sides()))

    if len(typed) > 1 or joins(typed, now):
        choose_sides(
            look.key, item, typed, now,
            lambda name: str((look.columns.get(name) or {}).get("label") or name),
        )  # fmt: skip
        st.button(
            BY_FIELD, key=f"{look.key}.chosen.{item}", type="primary",
            on_click=wish(lambda: chosen_sides(look.key, item, typed)),
        )  # fmt: skip
    if joins(typed, now):
        st.button(
            JOINED, key=f"{look.key}.both.{item}",
            on_click=wish(lambda: all_combined(typed, now)),
        )  # fmt: skip


def _settle(sheet: Sheet, key: str, item: int, sides: Mapping[str, Side], save: Save) -> None:
    sheet.keep_mine(item, save, datetime.now(JST), sides)
    sheet.renew(key)


def _keep_mine(sheet: Sheet, key: str, item: int, save: Save) -> None:
    sheet.keep_mine(item, save, datetime.now(JST))
    sheet.renew(key)


def _keep_theirs(sheet: Sheet, key: str, item: int, _save: Save) -> None:
    sheet.keep_theirs(item)
    sheet.renew(key)


def _names(page: pd.DataFrame, title: Sequence[str]) -> list[str]:
    return [" ".join(str(v) for v in row) for row in zip(*(page[t] for t in title), strict=True)]


def _as_text(_column: str, value: object) -> str:
    return "（空）" if value in (None, "") else str(value)
