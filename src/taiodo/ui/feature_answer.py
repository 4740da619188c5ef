"""Deciding what becomes of one current feature."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

import pandas as pd
import streamlit as st

from taiodo.survey.answers import Disposition, Impact
from taiodo.survey.items import FeatureItem
from taiodo.ui import show
from taiodo.ui.refused import save_row, show_refused
from taiodo.ui.survey_list import picked_item
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk, shown_time

PLACE = "features"


def _title(item: FeatureItem) -> str:
    return f"{item.code} {item.name}"


def show_feature(desk: Desk, item: FeatureItem) -> None:
    """The feature, its counterparts, and the form that decides about it."""
    customised = " :orange-badge[カスタマイズ]" if item.customised else ""
    st.subheader(f"{show.escaped(item.code)}　{show.escaped(item.name)}")
    st.markdown(f"{show.escaped(item.system_name)}{customised}")
    with st.container(border=True):
        st.text(item.description or "（説明はありません）")
        st.caption("対応する要件: " + ("・".join(item.counterparts) or "対応付けなし"))
    show_refused(PLACE, surveying.save_dispositions, desk, item, _title(item))
    _show_form(desk, item)
    st.caption(f"最終更新 {shown_time(item.updated_at)} {show.escaped(item.updated_by)}")


def _show_form(desk: Desk, item: FeatureItem) -> None:
    measures = surveying.countermeasures("feature")
    key = f"features.form.{item.id}.{item.revision}"
    shown = asdict(item.handling) | {"disposition": item.disposition.value}
    impacts = [i.value for i in (Impact.UNKNOWN, Impact.HIGH, Impact.MEDIUM, Impact.LOW)]
    dispositions = [d.value for d in Disposition]

    def field(name: str) -> str:
        return f"{key}.{name}"

    with st.form(key):
        st.radio(
            "扱い", dispositions, index=dispositions.index(item.disposition.value),
            format_func=lambda d: Disposition(d).label, key=field("disposition"), horizontal=True,
        )  # fmt: skip
        choices = ["", *measures]
        st.selectbox(
            "対応方針", choices, index=choices.index(item.handling.countermeasure),
            format_func=lambda m: measures.get(m, "未定"), key=field("countermeasure"),
        )  # fmt: skip
        first, second = st.columns(2)
        for column, name, title in (
            (first, "impact_resident", "住民への影響"),
            (second, "impact_staff", "職員への影響"),
        ):
            column.selectbox(
                title, impacts, index=impacts.index(str(shown[name])),
                format_func=lambda i: Impact(i).label or "未判断", key=field(name),
            )  # fmt: skip
        effort, cost, due = st.columns(3)
        effort.number_input(
            "工数（人日）", min_value=0.0, step=0.5, value=item.handling.effort, key=field("effort")
        )
        cost.number_input(
            "費用（千円）", min_value=0, step=1, value=item.handling.cost, key=field("cost")
        )
        due.date_input(
            "期限", value=item.handling.due or None, format="YYYY/MM/DD", key=field("due")
        )
        st.text_area("備考", value=item.handling.comment, max_chars=4000, key=field("comment"))
        st.form_submit_button(
            "保存", key="features.save", type="primary", shortcut="Ctrl+Enter", on_click=_submit,
            args=(desk, item, shown, field),
        )  # fmt: skip


def _submit(
    desk: Desk, item: FeatureItem, shown: dict[str, object], field: Callable[[str], str]
) -> None:
    typed = {name: st.session_state.get(field(name)) for name in shown}
    typed["due"] = typed["due"].isoformat() if typed["due"] else ""
    changes = {name: value for name, value in typed.items() if value != shown[name]}
    save_row(PLACE, surveying.save_dispositions, desk, item, changes, _title(item))


def show_features(items: Sequence[FeatureItem], selected: int | None) -> int | None:
    """The list; the feature a person picked, else the one in the address, else the first."""
    if selected is None and items:
        selected = items[0].id
    rows = pd.DataFrame(
        {
            "": ["▶" if f.id == selected else "" for f in items],
            "扱い": [f.disposition.label for f in items],
            "機能名": [f.name for f in items],
            "対応方針": ["○ 決定" if f.handling.countermeasure else "未定" for f in items],
            "カスタマイズ": ["○" if f.customised else "" for f in items],
            "ID": [f.code for f in items],
        }
    )
    event = st.dataframe(
        rows,
        hide_index=True,
        height=min(640, 38 + 35 * len(items)),
        key="features.list",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "": st.column_config.TextColumn(width=20),
            "扱い": st.column_config.TextColumn(width=130),
            "機能名": st.column_config.TextColumn(width=210),
        },
    )
    return picked_item("features", event["selection"]["rows"], [f.id for f in items], selected)
