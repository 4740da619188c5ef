"""The steps page: rates, the grid of one operation, and what is changed together."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.timeline import StepStatus
from taiodo.plan.steps import COMPLETION_FORMULA, WEIGHTED_FORMULA, StepProgress
from taiodo.ui import show
from taiodo.ui.grid import edit_grid
from taiodo.ui.rights import refusal
from taiodo.workflow import step_batches, tracking
from taiodo.workflow.desk import Desk, shown_time, today
from taiodo.workflow.tracking import StepLine

PLACE = "steps"
STATUSES = {s.value: s.label for s in StepStatus}
EDITABLE = (
    "status", "planned_start", "planned_end", "actual_start", "actual_end", "owner", "note",
)  # fmt: skip
DATES = EDITABLE[1:5]


def show_progress(
    progress: Sequence[StepProgress], names: dict[str, str], signs: dict[str, str]
) -> None:
    """One row per operation: both rates, a sign per group of steps, statuses counted."""
    rows = [
        {
            "業務": names[p.operation],
            "完了率（国）": round(p.completion_rate, 3),
            "作業量で見た率": round(p.weighted_rate, 3),
            "①～⑱": signs[p.operation],
            "完了済み": p.done,
            "対象外": p.not_applicable,
            "作業中": p.in_progress,
            "未着手": p.not_started,
            "開く": f"/steps?operation={p.operation}#ステップへ",
        }
        for p in progress
    ]
    bar = partial(st.column_config.ProgressColumn, format="percent", min_value=0, max_value=1)
    columns = {
        "完了率（国）": bar("完了率（国）"),
        "作業量で見た率": bar("作業量で見た率"),
        "①～⑱": st.column_config.TextColumn("①～⑱", width=270),
        "開く": st.column_config.LinkColumn("開く", display_text=r"#(.*)$", width=90),
    }
    show.table(rows, columns)
    st.caption(
        f"{COMPLETION_FORMULA}　／　{WEIGHTED_FORMULA}（重みは下で変えられます）　／　"
        "①～⑱ の印: ● 終わった　△ 途中　・ 未着手　－ すべて対象外"
    )


def frame_of(lines: Sequence[StepLine]) -> pd.DataFrame:
    """The 40 steps as rows by serial, with revision; days as datetime64."""
    rows = [
        {
            "id": line.step.serial,
            "revision": line.revision,
            "item": line.step.item,
            "name": line.step.name,
            "status": line.status.value,
            "owner": line.record.owner,
            "note": line.note,
            **{name: getattr(line.record, name) for name in DATES},
        }
        for line in lines
    ]
    frame = pd.DataFrame(rows).set_index("id")
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name])
    return frame


def show_grid(desk: Desk, operation: str, lines: Sequence[StepLine]) -> None:
    """The steps of one operation for editing; a reason given goes with every change."""
    reason = st.text_input(
        "日付を変える理由（次に変えるものの履歴に残ります）", max_chars=400,
        key=f"steps.reason.{operation}", placeholder="例: 事業者の要員不足のため",
    )  # fmt: skip
    # Another grid after every batch: the person who changed many rows sees them at once.
    batch = step_batches.last_done_together(desk)
    edit_grid(
        f"steps.{operation}.{batch.id if batch else 0}",
        frame_of(lines),
        _columns(),
        EDITABLE,
        partial(tracking.save_steps, desk, operation, reason=reason),
        title=["item", "name"],
        shown_value=shown,
        refusal=tracking.refusal(desk, operation),
    )


def show_past(lines: Sequence[StepLine]) -> None:
    """The steps as they were, for reading."""
    st.dataframe(
        frame_of(lines),
        hide_index=True,
        height=560,
        placeholder="－",
        column_order=list(_columns()),
        column_config=_columns(),
    )


def shown(column: str, value: object) -> str:
    """A stored value in the words of the page."""
    if column == "status":
        return STATUSES.get(str(value), str(value))
    return show.day(str(value or "")) or "（空）"


def _columns() -> dict[str, Any]:
    column = st.column_config
    day = partial(column.DateColumn, format="YYYY/MM/DD", width=98)
    return {
        "item": column.TextColumn("番号", width=52, pinned=True),
        "name": column.TextColumn("作業ステップ", width=280, pinned=True),
        "status": column.SelectboxColumn(
            "状況", options=list(STATUSES), format_func=lambda s: STATUSES.get(str(s), str(s)),
            required=True, width=82,
        ),
        "planned_start": day("予定開始"),
        "planned_end": day("予定終了"),
        "actual_start": day("実績開始"),
        "actual_end": day("実績終了"),
        "owner": column.TextColumn("担当者", width=92, max_chars=tracking.MAX_OWNER),
        "note": column.TextColumn("備考", width=240, max_chars=tracking.MAX_NOTE),
    }  # fmt: skip


def show_findings(desk: Desk, operation: str) -> None:
    """What does not fit together in the steps of this operation."""
    found = tracking.findings_of(desk, operation)
    if found:
        with st.expander(f"気づいたこと（{len(found)}件）", icon=":material/rule:"):
            show.show_findings(found)


def show_together(desk: Desk, operation: str, lines: Sequence[StepLine]) -> None:
    """Finish, move or lay out many steps at once, and take the last of it back."""
    if tracking.refusal(desk, operation):
        return
    titles = {line.step.serial: f"{line.step.item} {line.step.name}" for line in lines}
    with st.expander(
        "まとめて変える（完了・予定をずらす・予定の仮置き）", icon=":material/done_all:"
    ):
        finish, shift, lay = st.tabs(["完了済みにする", "予定をずらす", "予定を仮置きする"])
        with finish:
            last = f"steps.last.{operation}"
            st.selectbox("ここまで", list(titles), format_func=titles.__getitem__, key=last)
            st.date_input(
                "実績の終了日（分からなければ空のまま）",
                None,
                format="YYYY/MM/DD",
                key=f"{last}.on",
            )
            st.button(
                "ここまでを「完了済み」にする",
                key="steps.finish",
                on_click=_finish,
                args=(desk, operation, last),
            )
            st.caption("対象外にしたステップと、既にある実績の日付は変わりません。")
        with shift, st.form(f"steps.shift.{operation}"):
            key = f"steps.shift.{operation}"
            st.selectbox(
                "ここから後", list(titles), format_func=titles.__getitem__, key=f"{key}.from"
            )
            st.number_input("日数（前倒しは負の数）", -3_000, 3_000, 0, key=f"{key}.days")
            st.text_input("理由", max_chars=400, key=f"{key}.reason")
            st.form_submit_button("予定をずらす", on_click=_shift, args=(desk, operation, key))
        with lay, st.form(f"steps.layout.{operation}"):
            first = f"steps.layout.{operation}.first"
            st.date_input("始める日", today(), format="YYYY/MM/DD", key=first)
            st.form_submit_button(
                "予定を仮置きする", on_click=_lay_out, args=(desk, operation, first)
            )
            st.caption(
                "予定日のない未完了のステップを、始める日から切替予定日までに重みの割合で並べます。"
                "⑱-1 は切替予定日です。並べた後に、それぞれを直してください。"
            )
    show_undo(desk)


def show_undo(desk: Desk) -> None:
    """The button that takes back what was changed together last."""
    batch = step_batches.last_done_together(desk)
    if batch is None:
        return
    kind = step_batches.BATCH_KINDS[batch.kind]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "取り消す", key="steps.undo", icon=":material/undo:", on_click=_undo,
            args=(desk, batch.id),
        )  # fmt: skip
        st.caption(
            f"最後にまとめて変えたもの: {kind}「{show.escaped(batch.title)}」{len(batch.changes)}件"
            f"（{shown_time(batch.made_at)}、{show.escaped(batch.actor)}）"
        )


def show_weights(desk: Desk) -> None:
    """The weights as a grid, beside the product's assumption."""
    with st.expander("作業量の重み", icon=":material/scale:"):
        st.caption(
            f"{WEIGHTED_FORMULA}。はじめの重みは本製品の仮定（未確認）です。"
            f"自治体の実情に合わせて1～{tracking.MAX_WEIGHT}で変えてください。"
        )
        rows = [
            {
                "id": w.step.serial,
                "revision": w.revision,
                "item": w.step.item,
                "name": w.step.name,
                "weight": w.weight,
                "usual": w.usual,
            }
            for w in tracking.weights(desk)
        ]
        column = st.column_config
        edit_grid(
            "steps.weights",
            pd.DataFrame(rows).set_index("id"),
            {
                "item": column.TextColumn("番号", width=70),
                "name": column.TextColumn("作業ステップ", width=520),
                "weight": column.NumberColumn(
                    "重み", min_value=1, max_value=tracking.MAX_WEIGHT, step=1, required=True
                ),
                "usual": column.NumberColumn("はじめの重み（仮定）"),
            },
            ["weight"],
            partial(tracking.save_weights, desk),
            title=["item", "name"],
            refusal=refusal(Action.CHANGE_PLAN),
            height=420,
        )


def _finish(desk: Desk, operation: str, key: str) -> None:
    last, on = int(st.session_state[key]), st.session_state.get(f"{key}.on")
    with show.outcome_kept(PLACE, f"{last}番までを「完了済み」にしました（対象外は除く）。"):
        step_batches.finish_steps(desk, operation, last, on if isinstance(on, date) else None)


def _shift(desk: Desk, operation: str, key: str) -> None:
    typed = st.session_state
    days = int(typed[f"{key}.days"])
    with show.outcome_kept(PLACE, f"未完了のステップの予定を{days:+d}日ずらしました。"):
        step_batches.shift_steps(
            desk, operation, int(typed[f"{key}.from"]), days, str(typed[f"{key}.reason"])
        )


def _lay_out(desk: Desk, operation: str, key: str) -> None:
    with show.outcome_kept(PLACE, "予定を仮置きしました。それぞれの日付を確かめてください。"):
        step_batches.lay_out(desk, operation, st.session_state[key])


def _undo(desk: Desk, batch: int) -> None:
    with show.outcome_kept(PLACE, "取り消しました。前の内容に戻っています。"):
        step_batches.undo_last(desk, batch)
