"""作業ステップ: 40 steps × operations, the official rate, and setting a status."""

from functools import partial

import pandas as pd
import streamlit as st

from taiodo.catalog.timeline import StepStatus
from taiodo.plan.steps import COMPLETION_FORMULA
from taiodo.ui import address, show, state
from taiodo.ui.grid import edit_grid
from taiodo.ui.plan_view import progress_table
from taiodo.workflow import step_batches, tracking
from taiodo.workflow.catalogue import operations

STATUSES = {s.value: s.label for s in StepStatus}


def shown(column: str, value: object) -> str:
    """A stored value in the words of the page."""
    return STATUSES.get(str(value), str(value)) if column == "status" else str(value or "")


def finish(operation: str, key: str) -> None:
    """Record every step up to the chosen one as 完了済み."""
    last = int(st.session_state[key])
    with show.outcome_kept("steps", f"{last}番までを「完了済み」にしました（対象外は除く）。"):
        step_batches.finish_steps(desk, operation, last)


st.title("作業ステップ")
desk = state.desk()
names = {s.operation.id: s.operation.name for s in operations(desk) if s.applicable}
progress = tracking.step_progress(desk)
rate = st.column_config.ProgressColumn("完了率", format="percent", min_value=0, max_value=1)
show.table(progress_table(progress, names), {"完了率": rate})
st.caption(COMPLETION_FORMULA)

st.header("業務の40ステップ")
chosen = address.one_of("業務", list(names), key="operation", format_func=names.__getitem__)
lines = tracking.step_lines(desk, chosen)
show.show_outcome("steps")
frame = pd.DataFrame(
    [
        {
            "id": line.step.serial,
            "revision": line.revision,
            "item": line.step.item,
            "name": line.step.name,
            "status": line.status.value,
            "note": line.note,
        }
        for line in lines
    ]
).set_index("id")
edit_grid(
    f"steps.{chosen}",
    frame,
    {
        "item": st.column_config.TextColumn("番号", width=70),
        "name": st.column_config.TextColumn("作業ステップ", width=440),
        "status": st.column_config.SelectboxColumn(
            "状況", options=list(STATUSES), format_func=lambda s: STATUSES[str(s)], required=True
        ),
        "note": st.column_config.TextColumn("備考", width=320, max_chars=1000),
    },
    ["status", "note"],
    partial(tracking.save_steps, desk, chosen),
    title=["item", "name"],
    shown_value=shown,
)
with st.expander("まとめて完了済みにする", icon=":material/done_all:"):
    last = f"steps.last.{chosen}"
    titles = {line.step.serial: f"{line.step.item} {line.step.name}" for line in lines}
    st.selectbox("ここまで", list(titles), format_func=titles.__getitem__, key=last)
    st.button("ここまでを「完了済み」にする", on_click=finish, args=(chosen, last))
    st.caption("対象外にしたステップは変わりません。変更はすべて「履歴」に残ります。")
