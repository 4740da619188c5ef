"""遅れ: what is late and why, who must act this week, and what it brings about."""

from collections.abc import Collection, Sequence
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from taiodo.calendar import wareki, week_of
from taiodo.plan.consequence import Consequence, ConsequenceKind
from taiodo.plan.forecast import FORECAST_FORMULA
from taiodo.plan.lateness import Duty, LateLine
from taiodo.ui import show
from taiodo.workflow.planning import Schedule

_LINK = st.column_config.LinkColumn("開く", display_text=r"#(.*)$", width=85)
_WIDTHS = {
    "業務": st.column_config.TextColumn(width=125),
    "何が": st.column_config.TextColumn(width=115),
    "遅れ": st.column_config.TextColumn(width=185),
    "動く人": st.column_config.TextColumn(width=145),
    "なぜ": st.column_config.TextColumn(width=240),
    "開く": _LINK,
}


def show_lateness(plan: Schedule, operations: Collection[str]) -> None:
    """What is late, who must act, and what it brings about, each with its count."""
    late = sum(line.operation in operations for line in plan.late)
    people = len({duty.who for duty in plan.duties if duty.operation in operations})
    moved = sum(one.operation in operations for one in plan.consequences)
    tabs = st.tabs([f"遅れ {late}件", f"今週動く人 {people}", f"遅れの波及 {moved}件"])
    with tabs[0]:
        show_late(plan, operations)
    with tabs[1]:
        show_duties(plan, operations)
    with tabs[2]:
        show_consequences(plan, operations)


def show_late(plan: Schedule, operations: Collection[str], most: int = 0) -> None:
    """The late lines of these operations, each a link to its rows.

    With `most`, only the longest of each operation and no more than so many.
    """
    every = [line for line in plan.late if line.operation in operations]
    first = {line.operation: line for line in reversed(every)}
    lines = [line for line in every if first[line.operation] is line] if most else every
    if not lines:
        st.markdown("遅れているものはありません。")
        return
    show.table([_late_row(line) for line in lines[: most or None]], _WIDTHS)
    if most and len(every) > len(lines[:most]):
        st.page_link(
            show.page_path("plan"),
            label=f"ほか{len(every) - len(lines[:most])}件の遅れを移行計画で見る",
            icon=":material/arrow_forward:",
        )


def _late_row(line: LateLine) -> dict[str, object]:
    step = f"{line.step.item} {line.step.name}" if line.step else "切替"
    return {
        "業務": line.name,
        "何が": step,
        "遅れ": f"{line.kind.label} {line.days:,}日",
        "動く人": line.who,
        "なぜ": line.why,
        "開く": _steps_link(line.operation),
        "予定日": wareki(line.due),
    }


def show_duties(plan: Schedule, operations: Collection[str], most: int = 0) -> None:
    """今週動く人: a line per person or department with what is theirs to do."""
    monday, sunday = week_of(plan.day)
    st.caption(
        f"{wareki(monday)}（月）～{wareki(sunday)}（日）。担当者、いなければ所管課を示します。"
        "予定日のないまま切替予定日を過ぎた業務は、次の未完了のステップを挙げます。"
    )
    duties = [duty for duty in plan.duties if duty.operation in operations]
    if not duties:
        st.markdown("今週が期日の作業はありません。")
        return
    people = [(who, list(held)) for who, held in groupby(duties, key=lambda duty: duty.who)]
    rows = [_duty_row(who, held) for who, held in people]
    show.table(
        rows[: most or None],
        {
            "今週動く人": st.column_config.TextColumn(width=150),
            "内訳": st.column_config.TextColumn(width=210),
            "何を": st.column_config.TextColumn(width=260),
            "開く": _LINK,
        },
    )
    if most and len(rows) > most:
        st.caption(f"ほか{len(rows) - most}人・課は移行計画にあります。")


def _duty_row(who: str, held: Sequence[Duty]) -> dict[str, object]:
    counts = {
        kind: sum(d.kind is kind for d in held) for kind in dict.fromkeys(d.kind for d in held)
    }
    words = "、".join(
        f"{duty.name} {duty.step.item if duty.step else ''}".strip() for duty in held[:4]
    )
    return {
        "今週動く人": who,
        "件数": len(held),
        "内訳": "、".join(f"{kind.label} {count}" for kind, count in counts.items()),
        "何を": words + (f" ほか{len(held) - 4}件" if len(held) > 4 else ""),
        "最も早い期日": wareki(min(duty.due for duty in held)),
        "開く": _steps_link(held[0].operation),
    }


def show_consequences(plan: Schedule, operations: Collection[str]) -> None:
    """What moves because something is late, nearest to residents first."""
    names = {row.operation: row.name for row in plan.rows}
    found = [c for c in plan.consequences if c.operation in operations]
    if not found:
        st.markdown("遅れの波及はありません。")
        return
    counts = {kind: sum(c.kind is kind for c in found) for kind in ConsequenceKind}
    st.markdown("　".join(f"{kind.label} **{count}件**" for kind, count in counts.items() if count))
    order = [ConsequenceKind.DEADLINE, ConsequenceKind.PHASE, ConsequenceKind.CHANGE]
    rank = {kind: order.index(kind) if kind in order else 9 for kind in ConsequenceKind}
    shown = sorted(found, key=lambda c: (rank[c.kind], -c.days))
    widths = {
        "もとの業務": st.column_config.TextColumn(width=125),
        "波及": st.column_config.TextColumn(width=120),
        "対象": st.column_config.TextColumn(width=255),
        "知らせる課": st.column_config.TextColumn(width=140),
    }
    show.table([_consequence_row(c, names) for c in shown], widths)
    st.caption(FORECAST_FORMULA)


def _consequence_row(found: Consequence, names: dict[str, str]) -> dict[str, object]:
    change = f"{found.days:+,d}日"
    if found.kind is ConsequenceKind.BRIDGE:
        change = f"{abs(found.days):,}日{'長く' if found.days > 0 else '短く'}なる"
    return {
        "もとの業務": names[found.operation],
        "波及": found.kind.label,
        "対象": found.what,
        "変わる日数": change,
        "知らせる課": found.department or "－",
        "計画": wareki(found.planned),
        "見込み": wareki(found.expected),
    }


def _steps_link(operation: str) -> str:
    return f"/steps?{urlencode({'operation': operation})}#ステップへ"
