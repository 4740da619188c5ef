"""Deciding what becomes of one current feature."""

from collections.abc import Callable
from dataclasses import asdict

import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.answers import Disposition, Impact
from taiodo.survey.items import FeatureItem
from taiodo.survey.stages import FINAL_REFUSES, Stage
from taiodo.ui import opened, show
from taiodo.ui.decided import show_handling
from taiodo.ui.mapping_cards import class_badge
from taiodo.ui.refused import save_row, show_refused
from taiodo.ui.rights import note_own, refusal_own
from taiodo.ui.stage_view import key_of, show_stage
from taiodo.ui.thread import show_thread
from taiodo.workflow import conversing, surveying
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.proposing import disposition_proposal

PLACE = "features"


def _title(item: FeatureItem) -> str:
    return f"{item.code} {item.name}"


def show_feature(desk: Desk, item: FeatureItem) -> None:
    """The feature, its counterparts, and the form that decides about it."""
    customised = " :orange-badge[★ カスタマイズ]" if item.customised else ""
    st.subheader(f"{show.escaped(item.code)}　{show.escaped(item.name)}")
    users = "・".join(item.departments)
    st.markdown(f"{show.escaped(item.system_name)}　{show.escaped(users)}{customised}")
    with st.container(border=True):
        st.text(item.description or "（説明はありません）")
        _show_mapping(item)
    comments = conversing.thread(desk, key_of(item))
    show_stage(desk, PLACE, item, comments)
    _show_proposal(desk, item)
    shown = opened.as_opened(PLACE, item)
    opened.show_changed_since(PLACE, item)
    show_refused(PLACE, surveying.save_dispositions, desk, item, _title(item))
    note_own(Action.ANSWER, item.department, *item.departments)
    if not _closed(item):
        _show_form(desk, shown)
    else:
        st.markdown(f"扱い: **{item.disposition.label}**")
        show_handling(item.handling, surveying.countermeasures("feature"))
    show_thread(desk, key_of(item), comments)
    st.caption(f"最終更新 {shown_time(item.updated_at)} {show.escaped(item.updated_by)}")


def _closed(item: FeatureItem) -> str:
    """Why the person may decide nothing here, "" when they may."""
    final = FINAL_REFUSES if item.stage is Stage.FINAL else ""
    return refusal_own(Action.ANSWER, item.department, *item.departments) or final


def _show_mapping(item: FeatureItem) -> None:
    m = item.mapping
    st.caption(f"機能対応付け: {m.state.sign} {m.state.label}")
    for one in m.counterparts:
        st.markdown(
            f"{show.escaped(one.number)} {show.escaped(one.name)}"
            f" {class_badge(one.obligation)} {one.relation.label}"
        )
    st.page_link(
        show.page_path("mapping"), label="機能対応付けを開く", icon=":material/join_inner:",
        query_params={"survey": str(item.survey), "item": str(item.id)},
    )  # fmt: skip


def _show_proposal(desk: Desk, item: FeatureItem) -> None:
    """What the mapping speaks for, and the key that makes it the decision."""
    proposal = disposition_proposal(item)
    if proposal.disposition is item.disposition:
        return
    closed = _closed(item)
    with st.container(horizontal=True, vertical_alignment="center"):
        if proposal.disposition is None:
            st.caption(f"扱いの提案はありません: {show.escaped(proposal.reason)}")
            return
        st.markdown(
            f"提案: **{proposal.disposition.label}**　{show.escaped(proposal.reason)}",
            width="stretch",
        )
        st.button(
            "提案を採る", key="features.propose", shortcut="P", disabled=bool(closed),
            help=closed or None, on_click=_adopt, args=(desk, item, proposal.disposition),
        )  # fmt: skip


def _adopt(desk: Desk, item: FeatureItem, disposition: Disposition) -> None:
    changes: dict[str, object] = {"disposition": disposition.value}
    save_row(PLACE, surveying.save_dispositions, desk, item, changes, _title(item))


def _show_form(desk: Desk, item: FeatureItem) -> None:
    measures = surveying.countermeasures("feature")
    key = f"features.form.{item.id}.{opened.serial(PLACE)}"
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
        if item.disposition.is_gap and not item.handling.countermeasure:
            st.warning(
                "この機能は標準準拠システムに残りません。対応方針と理由を決めてください。",
                icon=":material/priority_high:",
            )
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
        reason, owner = st.columns([3, 1])
        reason.text_input("理由", value=item.handling.reason, max_chars=4000, key=field("reason"))
        owner.text_input("担当者", value=item.handling.owner, max_chars=60, key=field("owner"))
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
