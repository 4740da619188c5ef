"""最も暫定連携の少ない割り当て: the constraints, the result beside the plan, taking it over."""

from datetime import date

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.calendar import wareki
from taiodo.plan.optimise import BRIDGE_MONTHS_FORMULA
from taiodo.plan.phases import Phase
from taiodo.problems import Problem
from taiodo.ui import show
from taiodo.ui.rights import note
from taiodo.workflow import optimising
from taiodo.workflow.desk import Desk
from taiodo.workflow.optimising import Proposal, Wish
from taiodo.workflow.scenarios import Comparison

PLACE = "scenarios"
FOUND = "optimise.found"


def show_optimise(desk: Desk, found: Comparison) -> None:
    """Choose constraints, see the assignment with least bridging, keep it as a scenario."""
    phases = optimising.present_phases(desk)
    if not phases:
        show.nothing_yet(
            "移行時期と切替予定日のある業務がまだありません。**移行計画**で業務ごとの計画を入れてください。",
            "plan",
            "移行計画へ",
        )
        return
    st.caption(f"{BRIDGE_MONTHS_FORMULA}。業務は、その移行時期の切替日に移るものとして数えます。")
    _form(desk, found, phases)
    result = st.session_state.get(FOUND)
    if isinstance(result, Problem):
        show.show_problem(result)
    elif isinstance(result, Proposal):
        _show_result(desk, result)


def _form(desk: Desk, found: Comparison, phases: tuple[Phase, ...]) -> None:
    planned = [e.operation for e in found.present.entries if e.phase or e.cutover]
    names, known = found.names, [phase.name for phase in phases]
    held = [sum(e.phase == p for e in found.present.entries) for p in known]
    with st.form("optimise"):
        first, second = st.columns((2, 3))
        with first:
            st.markdown("**移行時期と切替日**")
            st.data_editor(
                pd.DataFrame([{"移行時期": p.name, "切替日": p.cutover} for p in phases]),
                hide_index=True, num_rows="dynamic", key="optimise.phases", placeholder="",
                column_config={"切替日": st.column_config.DateColumn(format="YYYY/MM/DD")},
            )  # fmt: skip
            st.number_input(
                "一つの移行時期に移す業務の上限（0は上限なし）", 0, 99, max(held, default=0),
                key="optimise.most",
            )  # fmt: skip
            st.checkbox("契約終了日までに切り替える", True, key="optimise.contracts")
            st.checkbox("国の移行期限までに切り替える", False, key="optimise.deadline")
        with second:
            st.markdown("**固定する業務**")
            fixed = pd.DataFrame([{"業務": names[o], "固定する時期": None} for o in planned])
            st.data_editor(
                fixed, hide_index=True, key="optimise.fixed", disabled=["業務"], height=260,
                placeholder="（固定しない）",
                column_config={
                    "固定する時期": st.column_config.SelectboxColumn(options=known)
                },
            )  # fmt: skip
            st.markdown("**先後（左を右より後にしない）**")
            st.data_editor(
                pd.DataFrame({"先": pd.Series(dtype=str), "後": pd.Series(dtype=str)}),
                hide_index=True, num_rows="dynamic", key="optimise.before", placeholder="",
                column_config={
                    side: st.column_config.SelectboxColumn(
                        side, options=[names[o] for o in planned], width="medium"
                    )
                    for side in ("先", "後")
                },
            )  # fmt: skip
        st.form_submit_button(
            "割り当てを求める", type="primary", on_click=_solve,
            args=(desk, phases, [names[o] for o in planned]),
        )  # fmt: skip


def _solve(desk: Desk, phases: tuple[Phase, ...], planned: list[str]) -> None:
    typed = st.session_state
    try:
        wish = Wish(
            optimising.edited_phases(phases, typed["optimise.phases"]),
            {
                planned[row]: str(change["固定する時期"])
                for row, change in typed["optimise.fixed"]["edited_rows"].items()
                if change.get("固定する時期")
            },
            int(typed["optimise.most"]) or None,
            tuple(_pairs(typed["optimise.before"]["added_rows"])),
            bool(typed["optimise.contracts"]),
            bool(typed["optimise.deadline"]),
        )
        st.session_state[FOUND] = optimising.optimise(desk, wish)
    except Problem as problem:
        st.session_state[FOUND] = problem


def _pairs(rows: object) -> list[tuple[str, str]]:
    found = []
    for row in rows if isinstance(rows, list) else []:
        if row.get("先") and row.get("後"):
            found.append((str(row["先"]), str(row["後"])))
    return found


def _show_result(desk: Desk, result: Proposal) -> None:
    answer, now = result.answer, result.present_months
    st.subheader("求めた割り当て")
    first, second, third = st.columns(3)
    change = None if now is None else f"{answer.bridge_months - now:+,.1f}（今の計画との差）"
    first.metric("暫定連携・月", f"{answer.bridge_months:,.1f}", change, delta_color="inverse")
    second.metric("今の計画", "－" if now is None else f"{now:,.1f}")
    moved = [o for o, (phase, _) in result.places.items() if result.present[o][0] != phase]
    third.metric("時期の変わる業務", f"{len(moved)}業務")
    if not answer.optimal:
        st.warning(
            "時間内に最良と確かめられませんでした。これより少ない割り当てがあるかもしれません。"
        )
    if answer.costs:
        words = [
            f"- {show.escaped(c.constraint.words(result.names))}: 外すと **{c.months:,.1f}** 減る"
            for c in answer.costs
        ]
        st.markdown("**制約の重さ**（外すと減る暫定連携・月）\n\n" + "\n".join(words))
    elif answer.bridge_months > 0:
        st.caption("どの制約を一つ外しても、暫定連携・月は減りません。")
    show.table(_places(result))
    if not note(Action.CHANGE_PLAN):
        return
    with st.form("optimise.take", clear_on_submit=True):
        st.text_input("計画案の名前", max_chars=60, key="optimise.name")
        st.form_submit_button("計画案として残す", on_click=_take, args=(desk, result))


def _places(result: Proposal) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for operation, (phase, day) in result.places.items():
        before, then = result.present.get(operation, ("", None))
        rows.append(
            {
                "業務": result.names[operation],
                "今の計画": f"{before or '時期未定'} {_day(then)}",
                "求めた割り当て": f"{phase} {_day(day)}",
                "変わる": "" if before == phase else "● 時期",
                "切替日のずれ（日）": (day - then).days if day and then else None,
            }
        )
    return rows


def _day(day: date | None) -> str:
    return wareki(day) if day else "日付未定"


def _take(desk: Desk, result: Proposal) -> None:
    name = str(st.session_state["optimise.name"])
    words = f"計画案「{name}」として残しました。「比較」で見て、採用できます。"
    with show.outcome_kept(PLACE, words):
        optimising.take_over(desk, result, name)
