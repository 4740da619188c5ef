"""標準化対象外のシステム: contract ends as the occasion to decide, Gov-Cloud, use of the cloud."""

from functools import partial

import pandas as pd
import streamlit as st

from taiodo.plan.outside import CANDIDATES, CLOUDS, DECISIONS
from taiodo.ui import show, state
from taiodo.ui.grid import edit_grid
from taiodo.workflow import outside

WORDS = outside.CHOICES


def choice(title: str, options: dict[str, str], width: int) -> object:
    """A column with a fixed list of words."""
    return st.column_config.SelectboxColumn(
        title, options=list(options), format_func=lambda o: options[str(o or "")], width=width
    )


def shown(column: str, value: object) -> str:
    """A stored value in the words of the page."""
    return WORDS.get(column, {}).get(str(value or ""), str(value or "")) or "（空）"


def left(days: int | None) -> str:
    """The days until the occasion, or since it has passed."""
    if days is None:
        return "不明"
    return f"あと{days}日" if days >= 0 else f"{-days}日経過"


st.title("標準化対象外のシステム")
st.markdown(
    "標準化の対象でない区独自のシステムについて、契約の終わりや更改を機会に、最適化の方針・"
    "ガバメントクラウドの候補かどうか・クラウドサービス利用の方針を決めます（取組 2-2-⑤）。"
)
desk = state.desk()
systems = outside.systems_outside(desk)
if not systems:
    show.nothing_yet(
        "種別が「独自施策」のシステムがまだありません。**現行システム**で登録してください。",
        "systems",
        "現行システムへ",
    )
    st.stop()
first, second, third = st.columns(3)
first.metric("標準化対象外のシステム", f"{len(systems)}件")
second.metric("方針が未定", f"{sum(not s.decision.decision for s in systems)}件")
third.metric("うち1年以内に契約終了・更改", f"{sum(s.urgent for s in systems)}件")
st.caption("機会 = 更改予定日、なければ契約終了日。過ぎたものも「1年以内」に数えます。")
keys = outside.keys_of(desk)
frame = pd.DataFrame(
    [
        {
            "id": keys[one.system.id],
            "revision": one.revision,
            "name": one.system.name,
            "department": one.system.department,
            "contract_end": show.day(one.system.contract_end),
            "occasion": left(one.days),
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
        "name": text("システム", width=200, pinned=True),
        "department": text("所管課", width=105),
        "contract_end": text("契約終了日", width=125),
        "occasion": text("機会まで", width=90),
        "replacement": st.column_config.DateColumn("更改予定日", format="YYYY/MM/DD", width=110),
        "candidate": choice("ガバメントクラウド", CANDIDATES, 160),
        "decision": choice("方針", DECISIONS, 160),
        "reason": text("理由", width=260, max_chars=400),
        "cloud": choice("クラウドサービス利用の方針", CLOUDS, 200),
        "cloud_note": text("クラウド利用の備考", width=220, max_chars=400),
    },
    ["replacement", "candidate", "decision", "reason", "cloud", "cloud_note"],
    partial(outside.save_decisions, desk),
    title=["name"],
    shown_value=shown,
)
