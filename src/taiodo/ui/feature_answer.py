"""Deciding what becomes of one current feature."""

from collections.abc import Callable
from dataclasses import asdict

import streamlit as st

from taiodo.problems import Problem
from taiodo.survey.answers import Disposition, Impact
from taiodo.survey.items import Edit, FeatureItem, Outcome
from taiodo.ui import show, state
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk, shown_time

CONFLICTS = "features.conflicts"


def show_feature(desk: Desk, item: FeatureItem) -> None:
    """The feature, its counterparts, and the form that decides about it."""
    customised = " :orange-badge[カスタマイズ]" if item.customised else ""
    st.subheader(f"{show.escaped(item.code)}　{show.escaped(item.name)}")
    st.markdown(f"{show.escaped(item.system_name)}{customised}")
    with st.container(border=True):
        st.text(item.description or "（説明はありません）")
        st.caption("対応する要件: " + ("・".join(item.counterparts) or "対応付けなし"))
    _show_conflict(desk, item)
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
            format_func=lambda m: measures.get(m, "（未定）"), key=field("countermeasure"),
        )  # fmt: skip
        first, second = st.columns(2)
        for column, name, title in (
            (first, "impact_resident", "住民への影響"),
            (second, "impact_staff", "職員への影響"),
        ):
            column.selectbox(
                title, impacts, index=impacts.index(str(shown[name])),
                format_func=lambda i: Impact(i).label or "（未判断）", key=field(name),
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
            "保存", type="primary", shortcut="Ctrl+Enter", on_click=_submit,
            args=(desk, item, shown, field),
        )  # fmt: skip


def _submit(
    desk: Desk, item: FeatureItem, shown: dict[str, object], field: Callable[[str], str]
) -> None:
    typed = {name: st.session_state.get(field(name)) for name in shown}
    typed["due"] = typed["due"].isoformat() if typed["due"] else ""
    _save(desk, item, {name: value for name, value in typed.items() if value != shown[name]})


def _save(desk: Desk, item: FeatureItem, changes: dict[str, object]) -> None:
    if not changes:
        return
    try:
        (outcome,) = surveying.save_dispositions(desk, [Edit(item.id, item.revision, changes)])
    except Problem as problem:
        outcome = Outcome(item.id, False, item.revision, {}, str(problem))
    conflicts = st.session_state.setdefault(CONFLICTS, {})
    if outcome.saved:
        conflicts.pop(item.id, None)
        st.session_state[state.SAVED] = f"{item.code} {item.name} を保存しました。"
    else:
        conflicts[item.id] = {"typed": changes, "now": outcome.current, "why": outcome.message}


def _show_conflict(desk: Desk, item: FeatureItem) -> None:
    conflict = st.session_state.get(CONFLICTS, {}).get(item.id)
    if not conflict:
        return
    with st.container(border=True):
        st.error(f"**保存していません。** {show.escaped(conflict['why'])}")
        st.dataframe(
            [
                {
                    "項目": name,
                    "あなたの入力": str(value),
                    "今の内容": str(conflict["now"].get(name, "")),
                }
                for name, value in conflict["typed"].items()
            ],
            hide_index=True,
        )
        with st.container(horizontal=True):
            st.button(
                "自分の入力で上書きする", key=f"features.mine.{item.id}",
                on_click=_save, args=(desk, item, conflict["typed"]),
            )  # fmt: skip
            st.button(
                "今の内容を採る（自分の入力を捨てる）", key=f"features.theirs.{item.id}",
                on_click=_drop, args=(item.id,),
            )  # fmt: skip


def _drop(item: int) -> None:
    st.session_state.get(CONFLICTS, {}).pop(item, None)
