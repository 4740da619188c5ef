"""The table of systems outside the standardised operations: occasion, decision, cloud."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.outside import CANDIDATES, CLOUDS, DECISIONS, OutsideSystem
from taiodo.ui import show
from taiodo.ui.grid import edit_grid
from taiodo.ui.rights import refusal
from taiodo.workflow import outside
from taiodo.workflow.desk import Desk

WORDS = outside.CHOICES


def _choice(title: str, options: dict[str, str], width: int) -> object:
    """A column with a fixed list of words."""
    return st.column_config.SelectboxColumn(
        title, options=list(options), format_func=lambda o: options[str(o or "")], width=width
    )


def _shown(column: str, value: object) -> str:
    """A stored value in the words of the page."""
    return WORDS.get(column, {}).get(str(value or ""), str(value or "")) or "（空）"


def _left(days: int | None) -> str:
    """The days until the occasion, or since it has passed."""
    if days is None:
        return "不明"
    return f"あと{days}日" if days >= 0 else f"{-days}日経過"


def show_decisions(desk: Desk, systems: Sequence[OutsideSystem]) -> None:
    """The systems with what is decided about each, to be filled in where it stands."""
    keys = outside.keys_of(desk)
    frame = pd.DataFrame(
        [
            {
                "id": keys[one.system.id],
                "revision": one.revision,
                "name": one.system.name,
                "department": one.system.department,
                "contract_end": show.day(one.system.contract_end),
                "occasion": _left(one.days),
                **outside.values_of(one.decision),
                "replacement": pd.Timestamp(one.decision.replacement or "NaT"),
            }
            for one in systems
        ]
    ).set_index("id")
    text = st.column_config.TextColumn
    edit_grid(
        "outside",
        frame,
        {
            "name": text("システム", width=195, pinned=True),
            "department": text("所管課", width=112),
            "contract_end": text("契約終了日", width=122),
            "occasion": text("機会まで", width=82),
            "decision": _choice("方針", DECISIONS, 115),
            "candidate": _choice("ガバメントクラウド", CANDIDATES, 160),
            "replacement": st.column_config.DateColumn(
                "更改予定日", format="YYYY/MM/DD", width=112
            ),
            "reason": text("理由", width=260, max_chars=400),
            "cloud": _choice("クラウドサービス利用の方針", CLOUDS, 200),
            "cloud_note": text("クラウド利用の備考", width=220, max_chars=400),
        },
        ["replacement", "candidate", "decision", "reason", "cloud", "cloud_note"],
        partial(outside.save_decisions, desk),
        title=["name"],
        shown_value=_shown,
        refusal=refusal(Action.CHANGE_PLAN),
    )
