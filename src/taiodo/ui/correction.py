"""Correcting how a workbook is read: sheets, header, columns, legend; and keeping that."""

import pandas as pd
import streamlit as st

from taiodo.catalog.requirements import Obligation
from taiodo.ui import show, state
from taiodo.ui.words import FIELDS
from taiodo.workflow import specification
from taiodo.workflow.specification import Layout, SheetLook, SpecReading

PLACE = "spec.layout"
CLASSES = [o.value for o in Obligation if o is not Obligation.UNCONFIRMED]
SPARE_SIGNS = 3


def show_sheet(looks: tuple[SheetLook, ...], chosen: str) -> None:
    """The top of a sheet as it stands, beside which the reading is judged."""
    look = next((one for one in looks if one.title == chosen), looks[0])
    frame = pd.DataFrame(look.rows, columns=list(look.columns), index=range(1, len(look.rows) + 1))
    st.dataframe(frame.loc[:, (frame != "").any()], height=320)


def show_correction(
    digest: str, looks: tuple[SheetLook, ...], reading: SpecReading | None, layout: Layout | None
) -> None:
    """The form that says how the file is to be read, filled with how it was."""
    titles = [look.title for look in looks]
    present = layout or _as_read(reading, titles)
    sheet = st.selectbox("シート（中身を見る）", titles, index=_first(titles, present.sheets),
                         key="spec.sheet")  # fmt: skip
    show_sheet(looks, sheet)
    look = next(one for one in looks if one.title == sheet)
    key = f"{PLACE}.{sheet}.{hash((present.header_row, tuple(present.columns.items())))}"
    with st.form(key):
        sheets = st.multiselect(
            "要件一覧として読むシート", titles, default=list(present.sheets), key=f"{key}.sheets",
            placeholder="シートを選んでください",
        )  # fmt: skip
        first, second = st.columns(2)
        row = first.number_input("見出しの最初の行", 1, 1_000, present.header_row, key=f"{key}.row")
        height = second.number_input("見出しの行数", 1, 3, present.header_rows, key=f"{key}.height")
        st.markdown("**列の意味**")
        columns = st.data_editor(
            _columns(look, present), hide_index=True, key=f"{key}.columns",
            disabled=["列", "値の例"],
            column_config={
                "意味": st.column_config.SelectboxColumn(
                    options=["", *specification.ROLES],
                    format_func=lambda role: FIELDS.get(str(role), str(role)) or "（読まない）",
                )
            },
        )  # fmt: skip
        st.markdown("**実装類型の記号**（空ならファイルの凡例を使います）")
        legend = st.data_editor(
            _legend(reading, present), hide_index=True, key=f"{key}.legend",
            column_config={
                "類型": st.column_config.SelectboxColumn(
                    options=["", *CLASSES],
                    format_func=lambda c: Obligation(str(c)).label if c else "",
                )
            },
        )  # fmt: skip
        if st.form_submit_button("この読み方で読み直す", type="primary"):
            st.session_state[PLACE] = {
                "file": digest,
                "sheets": sheets,
                "header_row": int(row),
                "header_rows": int(height),
                "columns": {c: r for c, r in zip(columns["列"], columns["意味"], strict=True) if r},
                "legend": {
                    str(s).strip(): c
                    for s, c in zip(legend["記号"], legend["類型"], strict=True)
                    if str(s or "").strip() and c
                },
            }
            st.rerun()


def chosen_layout(digest: str) -> Layout | None:
    """The layout somebody set for this file, None while it is read by itself."""
    kept = st.session_state.get(PLACE)
    if not kept or kept["file"] != digest:
        return None
    return Layout(
        "手直し", "", tuple(kept["sheets"]), kept["header_row"], kept["header_rows"],
        dict(kept["columns"]), dict(kept["legend"]),
    )  # fmt: skip


def forget_layout() -> None:
    """Back to reading by itself."""
    st.session_state.pop(PLACE, None)


def show_keeping(layout: Layout) -> None:
    """Keep the corrected layout under a name, and drop it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("様式の名前", key="spec.layout_name", placeholder="例: 総務省2027", width=240)
        st.button("この読み方を様式として残す", key="spec.keep", on_click=_keep, args=(layout,))
        st.button("自動判定に戻す", key="spec.forget", on_click=forget_layout)
    show.show_outcome("spec.keep")


def _keep(layout: Layout) -> None:
    name = str(st.session_state["spec.layout_name"])
    with show.outcome_kept("spec.keep", f"様式「{name}」として残しました。次から選べます。"):
        specification.keep(state.desk(), layout, name)


def _as_read(reading: SpecReading | None, titles: list[str]) -> Layout:
    used = [s for s in reading.sheets if s.chosen] if reading else []
    if not used or reading is None:
        return Layout("", sheets=tuple(titles[:1]))
    columns = {
        place.rpartition("!")[2]: role
        for place, role in reading.columns.items()
        if place.rpartition("!")[0] == used[0].name
    }
    return Layout(
        "",
        sheets=tuple(s.name for s in used),
        header_row=max(1, used[0].first),
        header_rows=max(1, used[0].last - used[0].first + 1),
        columns=columns,
    )


def _first(titles: list[str], chosen: tuple[str, ...]) -> int:
    return titles.index(chosen[0]) if chosen and chosen[0] in titles else 0


def _columns(look: SheetLook, layout: Layout) -> pd.DataFrame:
    """A row per used column: its letter, what stands in and under the header, its meaning."""
    rows = []
    for place, letter in enumerate(look.columns):
        words = [row[place] for row in look.rows[layout.header_row - 1 :] if row[place].strip()]
        if words:
            shown = " ／ ".join(word.replace("\n", " ")[:24] for word in words[:4])
            rows.append((letter, shown, layout.columns.get(letter, "")))
    return pd.DataFrame(rows, columns=["列", "値の例", "意味"])


def _legend(reading: SpecReading | None, layout: Layout) -> pd.DataFrame:
    signs = dict(layout.legend)
    if not signs and reading is not None:
        signs = {sign: code for sign, code in reading.legend.items() if len(sign) <= 3}
    rows = [*signs.items(), *[("", "")] * SPARE_SIGNS]
    return pd.DataFrame(rows, columns=["記号", "類型"])
