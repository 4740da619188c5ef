"""食い違い: both sides shown, told what settling would change, settled, and taken back."""

from collections.abc import Collection, Sequence
from hashlib import sha256

import streamlit as st

from taiodo.ui import show
from taiodo.ui.acts import keep_left, show_left
from taiodo.workflow import sheet_conflicts, sheets
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.sheet_conflicts import SIDES, Conflict, Planned
from taiodo.workflow.trail_words import field_value

PLACE, HOW = "sheets.settled", "sheets.how"
FIRST = 50
TOWARDS = {"theirs": "戻った内容へ", "both": "両方をつないだ備考・戻った内容へ"}
WIDTHS = {
    "調査": 105, "機能ID": 78, "項目": 175, "送った内容": 92, "戻った内容": 150, "今の内容": 150,
    "ファイル": 105,
}  # fmt: skip


def show_conflicts(desk: Desk, found: Sequence[Conflict]) -> None:
    """Both sides of every conflict; settle the chosen ones, or all, and take settlings back."""
    show.show_outcome(PLACE)
    show_left(PLACE, "今の内容のまま残したもの（決めたあとに変わったため）")
    _show_last(desk)
    if found:
        _show_settling(desk, found)
    else:
        st.info("食い違いはありません。")
    _show_settled(desk)


def _key(place: str, ids: Sequence[int]) -> str:
    """The key of a table of these rows: a selection never passes on to other rows."""
    return f"{place}.{sha256(repr(ids).encode()).hexdigest()[:16]}"


def _show_settling(desk: Desk, found: Sequence[Conflict]) -> None:
    event = st.dataframe(
        [
            {
                "調査": c.survey_title,
                "機能ID": c.stored.number,
                "項目": sheets.on_sheet(c.stored.field),
                "送った内容": field_value(c.stored.field, c.stored.base),
                "戻った内容": field_value(c.stored.field, c.stored.theirs),
                "今の内容": field_value(c.stored.field, c.ours),
                "ファイル": c.stored.file_name,
                "取り込んだ人": c.stored.merged_by,
            }
            for c in found
        ],
        hide_index=True, key=_key("sheets.conflicts", [c.stored.id for c in found]),
        column_config={n: st.column_config.TextColumn(width=w) for n, w in WIDTHS.items()},
        on_select="rerun", selection_mode="multi-row",
    )  # fmt: skip
    rows = [n for n in event["selection"]["rows"] if n < len(found)]
    chosen = [found[n] for n in rows] or list(found)
    st.caption("行を選ぶと、選んだものだけを決めます。選ばなければ、すべてが対象です。")
    how = st.segmented_control(
        "決め方", list(SIDES), format_func=SIDES.__getitem__, key=HOW, width="stretch"
    )
    if how is None:
        st.caption("決め方を選ぶと、決める前に、変わる内容を確かめられます。")
        return
    plan = sheet_conflicts.planned(chosen, how)
    _show_plan(plan, "選んだ" if rows else "すべての")
    st.button(
        f"{plan.cells:,}か所を決める", type="primary", key="sheets.settle", on_click=_settle,
        args=(desk, tuple(chosen), how),
    )  # fmt: skip
    st.caption("決めたあとも、下の「取り消す」で前の内容に戻し、食い違いとして並べ直せます。")


def _show_plan(plan: Planned, whose: str) -> None:
    """How many cells of how many items change, from which side to which, and the first of them."""
    kept = plan.cells - len(plan.changes)
    rest = f"残りの{kept:,}か所は今の内容のままです。" if kept else ""
    st.markdown(
        f"「{SIDES[plan.how]}」: {whose}**{plan.cells:,}か所（{plan.items:,}項目）** のうち、"
        f"**{len(plan.changes):,}か所（{plan.changed_items:,}項目）** を今の内容から"
        f"{TOWARDS.get(plan.how, '')}変えます。{rest}"
    )
    if plan.changes:
        more = f"（先頭{FIRST}か所）" if len(plan.changes) > FIRST else ""
        st.caption(f"変わる内容{more}")
        show.table(
            [
                {
                    "機能ID": c.stored.number,
                    "項目": sheets.on_sheet(c.stored.field),
                    "今の内容": field_value(c.stored.field, c.ours),
                    "決めたあと": field_value(c.stored.field, value),
                }
                for c, value in plan.changes[:FIRST]
            ]
        )


def _settle(desk: Desk, chosen: tuple[Conflict, ...], how: str) -> None:
    with show.outcome_kept(PLACE, f"{len(chosen):,}か所を決めました。「取り消す」で戻せます。"):
        sheet_conflicts.settle(desk, [(conflict, how) for conflict in chosen])
        st.session_state.pop(HOW, None)


def _show_last(desk: Desk) -> None:
    """The newest click that settled something, with the one that takes all of it back."""
    last = sheet_conflicts.last_settling(desk)
    if not last:
        return
    ways = "・".join(dict.fromkeys(SIDES[s.how] for s in last))
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f"直前に決めたもの: **{ways}** {len(last):,}か所　{shown_time(last[0].at)}　"
            f"{show.escaped(last[0].actor)}",
            width="stretch",
        )
        st.button(
            "取り消す", key="sheets.reopen.last", icon=":material/undo:", on_click=_reopen,
            args=(desk, tuple(s.conflict.id for s in last)),
            help="前の内容に戻し、食い違いとして並べ直します。そのあとで人が変えた欄は残します。",
        )  # fmt: skip


def _show_settled(desk: Desk) -> None:
    """What was settled, to take single settlings back."""
    found = sheet_conflicts.settled(desk)
    if not found:
        return
    st.header("決めた食い違い")
    event = st.dataframe(
        [
            {
                "機能ID": s.conflict.number,
                "項目": sheets.on_sheet(s.conflict.field),
                "決める前": field_value(s.conflict.field, s.ours),
                "戻った内容": field_value(s.conflict.field, s.conflict.theirs),
                "決めたあと": field_value(s.conflict.field, s.stored),
                "決め方": SIDES[s.how],
                "決めた人": s.actor,
                "決めた日時": shown_time(s.at),
                "ファイル": s.conflict.file_name,
            }
            for s in found
        ],
        hide_index=True, key=_key("sheets.reopen.rows", [s.conflict.id for s in found]),
        on_select="rerun", selection_mode="multi-row",
    )  # fmt: skip
    chosen = [found[n].conflict.id for n in event["selection"]["rows"] if n < len(found)]
    more = (
        f"新しい順に{len(found):,}か所までを示します。"
        if len(found) == sheet_conflicts.SHOWN
        else ""
    )
    st.caption(f"行を選ぶと、その決定だけを取り消せます。{more}")
    st.button(
        f"選んだ{len(chosen):,}か所の決定を取り消す", key="sheets.reopen", disabled=not chosen,
        icon=":material/undo:", on_click=_reopen, args=(desk, tuple(chosen)),
    )  # fmt: skip


def _reopen(desk: Desk, ids: Collection[int]) -> None:
    words = "決定を取り消しました。食い違いとして並べ直しています。"
    with show.outcome_kept(PLACE, words):
        done = sheet_conflicts.reopen(desk, ids)
        keep_left(
            PLACE,
            [
                {"番号": one.number, "項目": sheets.on_sheet(one.field), "理由": one.reason}
                for one in done.left
            ],
        )
