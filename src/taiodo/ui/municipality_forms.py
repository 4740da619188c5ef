"""The forms of the settings page; each saves against the revision it was shown with."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.municipalities import MunicipalityKind
from taiodo.ui import show
from taiodo.ui.rights import note
from taiodo.workflow import profile as settings
from taiodo.workflow.catalogue import OperationStanding
from taiodo.workflow.desk import Desk
from taiodo.workflow.profile import Profile

PLACE = "municipality"


def show_profile_form(desk: Desk, present: Profile) -> None:
    """Name, prefecture and kind."""
    kinds = list(MunicipalityKind)
    with st.form("municipality.profile"):
        first, second, third = st.columns(3)
        first.text_input("自治体の名前", present.name, max_chars=60, key="municipality.name")
        second.text_input(
            "都道府県", present.prefecture, max_chars=20, key="municipality.prefecture"
        )
        third.selectbox(
            "区分",
            kinds,
            index=kinds.index(present.kind),
            format_func=lambda k: k.label,
            key="municipality.kind",
            help="対象業務と、標準仕様書のどの類型（指定都市／一般市区町村）が当てはまるかを決めます。",
        )
        st.form_submit_button("保存", type="primary", on_click=_save_profile, args=(desk, present))


def _save_profile(desk: Desk, shown: Profile) -> None:
    typed = st.session_state
    wanted = Profile(
        typed["municipality.name"],
        typed["municipality.prefecture"],
        MunicipalityKind(typed["municipality.kind"].value),
        shown.revision,
    )
    with show.outcome_kept(PLACE, "自治体の設定を保存しました。"):
        settings.save_profile(desk, wanted)


def show_department_form(desk: Desk) -> None:
    """A department to add."""
    with st.form("municipality.department", clear_on_submit=True):
        st.text_input("所管課を加える", max_chars=60, key="municipality.new_department")
        st.form_submit_button("加える", on_click=_add_department, args=(desk,))


def _add_department(desk: Desk) -> None:
    name = str(st.session_state["municipality.new_department"])
    with show.outcome_kept(PLACE, f"所管課「{name}」を加えました。"):
        settings.add_department(desk, name)


def show_plan_form(desk: Desk, plan: OperationStanding, departments: Sequence[str]) -> None:
    """Phase, cutover, department and 特定移行支援 of one operation."""
    if not note(Action.CHANGE_PLAN):
        return
    phases = ["", *settings.PHASES]
    choices = ["", *departments]
    key = f"municipality.plan.{plan.operation.id}.{plan.plan_revision}"
    with st.form(key):
        first, second, third = st.columns(3)
        first.selectbox(
            "移行時期",
            phases,
            index=phases.index(plan.phase),
            format_func=lambda p: p or "未定",
            key=f"{key}.phase",
        )
        second.date_input(
            "切替予定日",
            date.fromisoformat(plan.cutover) if plan.cutover else None,
            format="YYYY/MM/DD",
            key=f"{key}.cutover",
        )
        third.selectbox(
            "所管課" + ("（今の値は推定）" if plan.department_unconfirmed else ""),
            choices,
            index=choices.index(plan.department),
            format_func=lambda d: d or "未定",
            key=f"{key}.department",
        )
        st.checkbox(
            "特定移行支援システムの見込み" + ("（未確認）" if plan.extended_unconfirmed else ""),
            plan.extended,
            key=f"{key}.extended",
        )
        st.text_input("備考", plan.cutover_note, max_chars=400, key=f"{key}.note")
        st.text_input(
            "変える理由（切替予定日を変えるときは必ず。履歴に残ります）",
            max_chars=settings.MAX_REASON,
            key=f"{key}.reason",
        )
        st.form_submit_button("保存", type="primary", on_click=_save_plan, args=(desk, plan, key))


def _save_plan(desk: Desk, plan: OperationStanding, key: str) -> None:
    typed = st.session_state
    cutover = typed[f"{key}.cutover"]
    with show.outcome_kept(PLACE, f"{plan.operation.name}の計画を保存しました。"):
        settings.save_operation_plan(
            desk,
            plan.operation.id,
            phase=typed[f"{key}.phase"],
            cutover=cutover.isoformat() if cutover else "",
            department=typed[f"{key}.department"],
            extended=typed[f"{key}.extended"],
            note=typed[f"{key}.note"],
            revision=plan.plan_revision,
            reason=typed[f"{key}.reason"],
        )
