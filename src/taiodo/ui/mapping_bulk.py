"""Accepting every candidate above a score, with the count shown before and one click back."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.requirements import Obligation
from taiodo.survey.mapping import MappingFilter
from taiodo.ui import show
from taiodo.ui.acts import show_last_act
from taiodo.ui.rights import may_own, note
from taiodo.workflow import mapping
from taiodo.workflow.desk import Desk
from taiodo.workflow.mapping import Match

PLACE = "mapping.bulk"
SHOWN = 200


def show_bulk(desk: Desk, scope: MappingFilter) -> None:
    """The threshold, what it would accept, and accepting it."""
    if not note(Action.EDIT_MAPPING):
        return
    show.show_outcome(PLACE)
    show_last_act(desk, scope.survey, mapping.MANY[:2], PLACE)
    st.markdown(
        "未決定の現行機能のうち、一番の候補の点数が下の値以上のものを、その候補と**同等**に決めます。"
        "対応なしの見込みが高い機能は含みません。"
    )
    words = "対応候補を計算しています…"
    bar = st.progress(0.0, text=words)

    def tell(share: float) -> None:
        bar.progress(share, text=f"{words} {share:.0%}")

    matches = mapping.matches(desk, scope, progress=tell)
    bar.empty()
    found = tuple(m for m in matches if may_own(Action.EDIT_MAPPING, *m.feature.departments))
    if len(found) < len(matches):
        others = len(matches) - len(found)
        st.caption(f":material/lock: ほかの課の現行機能 {others:,}件は、その課が決めます。")
    threshold = st.slider(
        "点数がこの値以上の候補を採用する", 0.0, 1.0, 0.7, 0.01, key="mapping.threshold"
    )
    taken = mapping.above(found, threshold)
    forbidden = sum(m.proposed.choices[0].item.obligation is Obligation.PROHIBITED for m in taken)
    st.markdown(
        f"未決定 **{len(found):,}件** のうち **{len(taken):,}件** が当てはまります"
        f"（うち実装不可に当たるもの {forbidden:,}件）。"
    )
    st.button(
        f"{len(taken):,}件を採用する", type="primary", key="mapping.accept", disabled=not taken,
        on_click=_accept, args=(desk, scope.survey, taken, threshold),
    )  # fmt: skip
    if taken:
        st.caption(
            "下は点数の低い順です。上の数件を読み、当たらないものがあれば値を上げてください。"
        )
        _show_taken(taken)


def _show_taken(taken: tuple[Match, ...]) -> None:
    ordered = sorted(taken, key=lambda m: m.score)[:SHOWN]
    if len(taken) > SHOWN:
        st.caption(f"点数の低い順に{SHOWN}件を示します。")
    rows = []
    for m in ordered:
        item = m.proposed.choices[0].item
        rows.append(
            {
                "点数": round(m.score, 2), "ID": m.feature.code, "機能名": m.feature.name,
                "カスタマイズ": "★" if m.feature.customised else "", "要件番号": item.number,
                "要件の名称": item.name, "実装類型": item.obligation.label,
            }
        )  # fmt: skip
    show.table(rows)


def _accept(desk: Desk, survey: int, taken: tuple[Match, ...], threshold: float) -> None:
    words = f"{len(taken):,}件を採用しました。下の「取り消す」で元に戻せます。"
    with show.outcome_kept(PLACE, words):
        mapping.accept(desk, survey, taken, threshold)
