"""Forms on scenarios: make, move operations, adopt, take back, delete; each says what it did."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.phases import phases_of
from taiodo.plan.scenario import Scenario
from taiodo.ui import show
from taiodo.ui.rights import may, note
from taiodo.workflow import scenarios
from taiodo.workflow.desk import Desk
from taiodo.workflow.profile import PHASES
from taiodo.workflow.scenarios import Comparison

PLACE = "scenarios"


def show_new_form(desk: Desk, found: Comparison) -> None:
    """A copy of the plan or of a scenario, under a name."""
    if not note(Action.CHANGE_PLAN):
        return
    sources = {"": "現行計画"} | {str(p.scenario.id): p.name for p in found.plans if p.scenario}
    with st.form("scenarios.new", clear_on_submit=True):
        first, second, third = st.columns((2, 2, 3))
        first.text_input("計画案の名前", max_chars=60, key="scenarios.new.name")
        second.selectbox(
            "写す元", list(sources), format_func=lambda s: sources[s], key="scenarios.new.from"
        )
        third.text_input("ねらい・備考", max_chars=400, key="scenarios.new.note")
        st.form_submit_button("計画案を作る", type="primary", on_click=_create, args=(desk,))


def _create(desk: Desk) -> None:
    typed = st.session_state
    name, source = str(typed["scenarios.new.name"]), str(typed["scenarios.new.from"])
    with show.outcome_kept(PLACE, f"計画案「{name}」を作りました。下で業務を移してください。"):
        key = scenarios.create(
            desk, name, str(typed["scenarios.new.note"]), copied=int(source) if source else None
        )
        st.session_state["scenario"] = str(key)


def show_move_form(desk: Desk, scenario: Scenario, found: Comparison) -> None:
    """Operations to put into a phase on a day, and which are 特定移行支援システム."""
    if not note(Action.CHANGE_PLAN):
        return
    key = f"scenarios.move.{scenario.id}.{scenario.revision}"
    days = {phase.name: phase.cutover for phase in phases_of(scenario.entries)}
    phases = list(dict.fromkeys([*days, *PHASES]))
    with st.form(key):
        first, second, third = st.columns((3, 1, 1))
        operations = [entry.operation for entry in scenario.entries]
        first.multiselect(
            "移す業務", operations, format_func=lambda o: found.names[o], key=f"{key}.operations",
            placeholder="業務を選ぶ",
        )  # fmt: skip
        second.selectbox("移行時期", phases, key=f"{key}.phase")
        third.date_input(
            "切替予定日", None, format="YYYY/MM/DD", key=f"{key}.day",
            help="空にすると、その移行時期の最も遅い切替予定日にします。",
        )  # fmt: skip
        st.form_submit_button(
            "業務を移す", type="primary", on_click=_move, args=(desk, scenario, key, days)
        )
    with st.form(f"{key}.extended"):
        st.multiselect(
            "特定移行支援システムの見込みの業務（期限は国の延長後の期限で見ます）",
            operations, [e.operation for e in scenario.entries if e.extended],
            format_func=lambda o: found.names[o], key=f"{key}.late", placeholder="業務を選ぶ",
        )  # fmt: skip
        st.form_submit_button("見込みを保存", on_click=_mark, args=(desk, scenario, key))


def _move(desk: Desk, scenario: Scenario, key: str, days: dict[str, date]) -> None:
    typed = st.session_state
    chosen, phase = list(typed[f"{key}.operations"]), str(typed[f"{key}.phase"])
    day: date | None = typed[f"{key}.day"] or days.get(phase)
    with show.outcome_kept(PLACE, f"{len(chosen)}業務を{phase}へ移しました。"):
        places = {str(operation): (phase, day) for operation in chosen}
        scenarios.move(desk, scenario.id, scenario.revision, places)


def _mark(desk: Desk, scenario: Scenario, key: str) -> None:
    chosen: Sequence[str] = st.session_state[f"{key}.late"]
    with show.outcome_kept(PLACE, "特定移行支援システムの見込みを保存しました。"):
        scenarios.mark_extended(desk, scenario.id, scenario.revision, chosen)


def show_fate_forms(desk: Desk, scenario: Scenario) -> None:
    """Adopt with a reason, rename, delete after a confirmation."""
    if not note(Action.CHANGE_PLAN):
        return
    key = f"scenarios.fate.{scenario.id}.{scenario.revision}"
    adopt, change = st.columns(2)
    with adopt, st.form(f"{key}.adopt"):
        st.text_input("採用する理由（計画の版に残ります）", max_chars=400, key=f"{key}.reason")
        st.form_submit_button(
            "この計画案を採用する", type="primary", on_click=_adopt, args=(desk, scenario, key)
        )
    with change, st.form(f"{key}.rename"):
        st.text_input("名前", scenario.name, max_chars=60, key=f"{key}.name")
        st.text_input("ねらい・備考", scenario.note, max_chars=400, key=f"{key}.note")
        st.form_submit_button("名前と備考を保存", on_click=_rename, args=(desk, scenario, key))
    with st.popover("計画案を削除する", icon=":material/delete:"):
        st.markdown(
            f"計画案「{show.escaped(scenario.name)}」を削除します。今の計画は変わりません。"
            "消した内容は「履歴」に残ります。"
        )
        st.button("削除する", key=f"{key}.delete", on_click=_delete, args=(desk, scenario))


def _adopt(desk: Desk, scenario: Scenario, key: str) -> None:
    words = f"計画案「{scenario.name}」を採用し、新しい計画の版にしました。"
    with show.outcome_kept(PLACE, words):
        scenarios.adopt(
            desk, scenario.id, scenario.revision, str(st.session_state[f"{key}.reason"])
        )


def _rename(desk: Desk, scenario: Scenario, key: str) -> None:
    typed = st.session_state
    with show.outcome_kept(PLACE, "名前と備考を保存しました。"):
        scenarios.rename(
            desk, scenario.id, scenario.revision, str(typed[f"{key}.name"]),
            str(typed[f"{key}.note"]),
        )  # fmt: skip


def _delete(desk: Desk, scenario: Scenario) -> None:
    with show.outcome_kept(PLACE, f"計画案「{scenario.name}」を削除しました。"):
        scenarios.delete(desk, scenario.id, scenario.revision)


def show_undo(desk: Desk, found: Comparison) -> None:
    """The last adoption, and the button that takes it back."""
    if not may(Action.CHANGE_PLAN):
        return
    version = found.undo
    if version is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"今の計画は、計画案「{show.escaped(version.scenario)}」を採用したものです"
            f"（第{version.number}版、理由: {show.escaped(version.reason)}）。"
        )
        st.button(
            "採用を取り消す", key="scenarios.undo", on_click=_undo, args=(desk, version.number)
        )


def _undo(desk: Desk, version: int) -> None:
    with show.outcome_kept(PLACE, "採用を取り消し、前の版の内容に戻しました。"):
        scenarios.undo_adoption(desk, version)
