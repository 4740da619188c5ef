"""一括操作: the same done to all items of the filtered list, counted first, one click back."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taiodo.survey.items import ItemFilter
from taiodo.ui import opened, show, state
from taiodo.ui.acts import show_last_act
from taiodo.ui.adoption import show_disposition_adoption, show_verdict_adoption
from taiodo.ui.rights import may, why_not
from taiodo.workflow import acting, mapping, surveying
from taiodo.workflow.acting import BulkPreview, Deed, Order, Refused
from taiodo.workflow.conversing import Face
from taiodo.workflow.desk import Desk

ADOPT = "adopt"
REASONS = 10
FIRST = 50
KINDS = (*acting.KINDS, mapping.VERDICTS, mapping.DISPOSITIONS)


def show_bulk(desk: Desk, face: Face, wanted: ItemFilter) -> None:
    """Opens to the choice of what to do with the whole filtered list, and what it would do."""
    place = f"{face.value}.bulk"
    shown = st.toggle("一覧の項目にまとめて行う（一括操作）", key=place)
    show.show_outcome(place)
    _show_late(place)
    if not shown:
        return
    with st.container(border=True):
        show_last_act(desk, wanted.survey or 0, KINDS, place)
        deed = _choose_deed(place)
        if deed is None:
            adopt = show_verdict_adoption if face is Face.REQUIREMENT else show_disposition_adoption
            adopt(desk, wanted)
        elif reason := why_not(deed.action):
            st.caption(f":material/lock: {show.escaped(reason)}")
        else:
            _show_order(desk, face, wanted, Order(deed, _value(desk, face, deed, place)), place)


def _choose_deed(place: str) -> Deed | None:
    """What is to be done; None for adopting what the mapping proposes."""
    deeds = [d.value for d in Deed if may(d.action)]
    rest = [d.value for d in Deed if d.value not in deeds]
    chosen = st.selectbox(
        "行うこと", [*deeds, ADOPT, *rest], key=f"{place}.deed",
        format_func=lambda d: "機能対応付けからの提案を採る" if d == ADOPT else Deed(d).label,
    )  # fmt: skip
    return None if chosen == ADOPT else Deed(chosen)


def _value(desk: Desk, face: Face, deed: Deed, place: str) -> str:
    """What is given with it."""
    key = f"{place}.{deed.value}"
    if deed is Deed.RETURN:
        return st.text_area("差戻しの理由（必須。各項目のやり取りに残ります）", key=key, height=80)
    if deed is Deed.DEPARTMENT:
        return str(st.selectbox("新しい所管課", surveying.departments(desk), key=key) or "")
    if deed is Deed.COUNTERMEASURE:
        measures = surveying.countermeasures(face.value)
        return st.selectbox(
            "対応方針",
            [*measures, ""],
            key=key,
            format_func=lambda m: measures.get(m, "未定に戻す"),
        )
    if deed is Deed.DUE:
        day = st.date_input("期限", value=None, format="YYYY/MM/DD", key=key)
        return day.isoformat() if isinstance(day, date) else ""
    return ""


def _show_order(desk: Desk, face: Face, wanted: ItemFilter, order: Order, place: str) -> None:
    if order.deed in (Deed.DUE, Deed.RETURN) and not order.value.strip():
        st.caption("入れると、対象の件数を確かめられます。")
        return
    with show.explained():
        found = acting.preview(desk, face, wanted, order)
    same = f"、すでにそうなっている {found.same:,}件" if found.same else ""
    st.markdown(
        f"一覧の項目のうち **{len(found.targets):,}件** に「{order.deed.label}」を行います"
        f"（できないもの {len(found.refused):,}件{same}）。"
    )
    _show_targets(found)
    show_refusals(found.refused, "できないもの")
    st.button(
        f"{len(found.targets):,}件に行う", type="primary", key=f"{place}.commit",
        disabled=not found.targets, on_click=_commit, args=(desk, found, place),
    )  # fmt: skip
    st.caption("まとめて一度に記録し、そのあと誰も変えていないものは、まとめて取り消せます。")


def _show_targets(found: BulkPreview) -> None:
    """The first of what will change, each from what to what, and how many there are."""
    if not found.targets:
        return
    more = f"（先頭{FIRST}件）" if len(found.targets) > FIRST else ""
    st.caption(f"変わるもの {len(found.targets):,}件{more}")
    show.table(
        [
            {"番号": t.number, "名称": t.name, "今": t.before, "行ったあと": t.after}
            for t in found.targets[:FIRST]
        ]
    )


def show_refusals(refused: Sequence[Refused], title: str) -> None:
    """The first of what is left out, each with its reason, and how many more there are."""
    if not refused:
        return
    more = f"（先頭{REASONS}件）" if len(refused) > REASONS else ""
    st.caption(f"{title} {len(refused):,}件{more}")
    show.table(
        [{"番号": r.number, "名称": r.name, "理由": r.reason} for r in refused[:REASONS]],
        {"理由": st.column_config.TextColumn(width=520)},
        row_height=show.WRAPPED,
    )


def _commit(desk: Desk, found: BulkPreview, place: str) -> None:
    with show.outcome_kept(place, f"「{found.order.deed.label}」を行いました。"):
        done = acting.commit(desk, found)
        opened.open_anew("survey", "features")
        st.session_state[f"{place}.late"] = done.refused
        st.session_state[state.SAVED] = f"{done.count:,}件に行いました。「取り消す」で戻せます。"


def _show_late(place: str) -> None:
    """What somebody changed between the preview and the click."""
    late: Sequence[Refused] = st.session_state.pop(f"{place}.late", ())
    show_refusals(late, "確かめたあとに変わったため、行わなかったもの")
