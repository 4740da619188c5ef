"""暫定連携・改修: figures of a day, and the lists in which owners and states are set."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.impact.assignments import TaskKind, TaskStatus
from taiodo.impact.bridges import LinkState
from taiodo.plan.calendar import wareki
from taiodo.report.impact import BRIDGE_FORMULA, CHANGE_FORMULA, MONTH_FORMULA, month_name
from taiodo.report.impact import bridge_months as months_of
from taiodo.ui import show
from taiodo.ui.grid import edit_grid
from taiodo.ui.rights import refusal_of_all
from taiodo.workflow import bridging, impact_reporting, reporting
from taiodo.workflow.bridging import BridgeLine, BridgePlan, ChangeLine
from taiodo.workflow.desk import Desk

STATUSES = {status.value: status.label for status in TaskStatus}
EDITED = ["owner", "status", "due", "note"]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_figures(plan: BridgePlan) -> None:
    """How many bridges and changes, when most, and how many are not arranged."""
    places = st.columns(4)
    places[0].metric("暫定連携", f"{len(plan.bridges):,}件", help=BRIDGE_FORMULA)
    months = months_of([line.bridge for line in plan.bridges])
    places[1].metric("延べ", f"{months:,.1f}か月", help=MONTH_FORMULA)
    places[2].metric("改修対象", f"{len(plan.changes):,}件", help=CHANGE_FORMULA)
    waiting = sum(not task.status.is_settled for task in plan.tasks)
    places[3].metric(
        "準備が済んでいない", f"{waiting:,}件",
        help="暫定連携と改修対象のうち、準備完了・不要と判断 でないもの",
    )  # fmt: skip
    if plan.peak:
        month, count = plan.peak
        st.caption(
            f"最も多い月は{month_name(month)}で、その月のうちに{count:,}件の暫定連携が要ります。"
        )


def show_states(plan: BridgePlan, day: date) -> None:
    """What the connections are on one day."""
    states = plan.states_on(day)
    helps = {
        LinkState.OLD: "どちらの端もまだ移っていない連携",
        LinkState.BRIDGED: "一方の端だけが移り、もう一方はこれから移る連携",
        LinkState.NEW: "両端とも移り終えた連携",
        LinkState.ONE_END: "一方は移り、もう一方は移らない連携（改修で対応）",
    }
    for place, (state, count) in zip(st.columns(4), states.items(), strict=True):
        place.metric(state.label, f"{count:,}件", help=helps[state])


def bridge_frame(lines: Sequence[BridgeLine]) -> pd.DataFrame:
    """One row per bridge; index: the connection's key."""
    return _frame(
        [
            {
                "id": line.key,
                "revision": line.task.revision,
                "link": f"{_short(line.provider.name)} → {_short(line.consumer.name)}",
                "data": line.connection.data or "（未登録）",
                "start": wareki(line.bridge.start),
                "end": wareki(line.bridge.end),
                "days": line.bridge.days,
                "first": _short(
                    line.provider.name
                    if line.bridge.moved_first == line.provider.id
                    else line.consumer.name
                ),
                "why": line.bridge.why,
                "people": "・".join(line.people) or "未登録",
                "extended": "見込み" if line.extended else "",
                "code": line.connection.id,
                **_handled(line),
            }
            for line in lines
        ]
    )


def _short(name: str) -> str:
    """A system's name without the word every one of them ends in."""
    return name.removesuffix("システム") or name


def change_frame(lines: Sequence[ChangeLine]) -> pd.DataFrame:
    """One row per system to be changed; index: the system's key."""
    return _frame(
        [
            {
                "id": line.key,
                "revision": line.task.revision,
                "ready": wareki(line.change.ready_by),
                "system": line.system.name,
                "kind": line.system.kind.label,
                "department": line.change.department or "未登録",
                "vendor": line.change.vendor or "未登録",
                "partners": "、".join(line.partners),
                "links": len(line.change.links),
                "contract": f"▲ {wareki(line.change.contract_ends)}"
                if line.change.contract_ends
                else "",
                "extended": "見込み" if line.extended else "",
                **_handled(line),
            }
            for line in lines
        ]
    )


def _handled(line: BridgeLine | ChangeLine) -> dict[str, object]:
    task = line.task
    return {
        "owner": task.owner,
        "status": task.status.value,
        "due": pd.Timestamp(task.due) if task.due else pd.NaT,
        "note": task.note,
    }


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows).set_index("id")
    frame["due"] = pd.to_datetime(frame["due"])
    return frame


def _edited_columns() -> dict[str, Any]:
    return {
        "owner": st.column_config.TextColumn("担当", width=110, max_chars=100),
        "status": st.column_config.SelectboxColumn(
            "状況", options=list(STATUSES), format_func=lambda s: STATUSES[str(s)], required=True,
            width=105,
        ),
        "due": st.column_config.DateColumn("準備の期限", format="YYYY/MM/DD", width=115),
        "note": st.column_config.TextColumn("メモ", width=200, max_chars=1000),
    }  # fmt: skip


def edit_bridges(desk: Desk, lines: Sequence[BridgeLine]) -> None:
    """The bridges with who takes care of each."""
    text = st.column_config.TextColumn
    columns = {
        "link": text("提供元 → 提供先", width=215),
        "data": text("データ", width=185),
        "first": text("先に移る", width=110),
        "start": text("始まり", width=118),
        "end": text("不要になる日", width=124),
        "why": text("理由", width=420),
        **_edited_columns(),
        "days": st.column_config.NumberColumn("日数", width=70),
        "people": text("関係者", width=260),
        "extended": text("特定移行支援", width=110),
        "code": text("連携", width=70),
    }
    title = ["code", "link", "data"]
    owners = [end.department for line in lines for end in (line.provider, line.consumer)]
    _edit("bridges.bridge", desk, TaskKind.BRIDGE, bridge_frame(lines), columns, title, owners)


def edit_changes(desk: Desk, lines: Sequence[ChangeLine]) -> None:
    """The required changes with who takes care of each."""
    text = st.column_config.TextColumn
    columns = {
        "ready": text("期日", width=130),
        "system": text("システム", width=250),
        **_edited_columns(),
        "department": text("所管課", width=130),
        "vendor": text("事業者", width=130),
        "partners": text("移る相手", width=300),
        "links": st.column_config.NumberColumn("連携", width=60),
        "contract": text("契約が先に切れる日", width=150),
        "kind": text("種別", width=90),
        "extended": text("特定移行支援", width=110),
    }
    owners = [line.system.department for line in lines]
    frame = change_frame(lines)
    _edit("bridges.change", desk, TaskKind.CHANGE, frame, columns, ["system"], owners)


def _edit(
    key: str,
    desk: Desk,
    kind: TaskKind,
    frame: pd.DataFrame,
    columns: dict[str, Any],
    title: list[str],
    departments: Sequence[str],
) -> None:
    edit_grid(
        key,
        frame,
        columns,
        EDITED,
        partial(bridging.save_tasks, desk, kind),
        title=title,
        shown_value=_shown,
        refusal=refusal_of_all(Action.ASSIGN_CHANGES, departments),
        height=min(560, 38 + 35 * max(1, len(frame))),
    )


def _shown(column: str, value: object) -> str:
    if column == "status":
        return STATUSES.get(str(value), str(value))
    return show.day(str(value)) if column == "due" and value else str(value or "（空）")


def department_filter(department: str) -> Callable[[Any], bool]:
    """Whether a line concerns the department; every line when none is chosen."""

    def concerns(line: Any) -> bool:
        if not department:
            return True
        if isinstance(line, BridgeLine):
            return department in line.people
        return bool(line.change.department == department)

    return concerns


def show_download(desk: Desk) -> None:
    """Both lists as a workbook."""
    st.download_button(
        "一覧をExcelで保存",
        lambda: reporting.handed_out(desk, impact_reporting.assignments(desk), "xlsx"),
        "暫定連携・改修対象一覧.xlsx",
        _XLSX,
        icon=":material/download:",
        key="bridges.xlsx",
    )
