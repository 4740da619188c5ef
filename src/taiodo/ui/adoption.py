"""Adopting what the mapping speaks for over a filtered list: count first, one click back."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.items import ItemFilter
from taiodo.ui import opened, show
from taiodo.ui.rights import may, may_own
from taiodo.workflow import proposing
from taiodo.workflow.desk import Desk

SHOWN = 200


def show_verdict_adoption(desk: Desk, wanted: ItemFilter) -> None:
    """The proposed verdicts of the unanswered items the list shows, and adopting them."""
    place = "survey.adopt"
    if not may(Action.ANSWER):
        return
    survey = wanted.survey or 0
    with st.container():
        show.show_outcome(place)
        provisional = st.toggle(
            "変わり得る提案も含める（未決定の現行機能が残る・類型を確かめていない）",
            key=f"{place}.provisional",
        )
        proposed = proposing.verdicts_to_adopt(desk, wanted, provisional=provisional)
        found = tuple(f for f in proposed if may_own(Action.ANSWER, f.item.department))
        _note_foreign(len(proposed) - len(found))
        _count([f.proposal.verdict.label for f in found], "未回答の要件")
        st.button(
            f"{len(found):,}件の提案を採る", type="primary", key=f"{place}.commit",
            disabled=not found, on_click=_adopt_verdicts, args=(desk, survey, found, place),
        )  # fmt: skip
        if found:
            show.table(
                [
                    {
                        "提案": f"{f.proposal.verdict.sign} {f.proposal.verdict.label}",
                        "番号": f.item.number, "機能名称": f.item.name,
                        "類型": f.item.obligation.label, "理由": f.proposal.reason,
                    }
                    for f in found[:SHOWN]
                ]
            )  # fmt: skip


def show_disposition_adoption(desk: Desk, wanted: ItemFilter) -> None:
    """The proposed dispositions of the unjudged features the list shows, and adopting them."""
    place = "features.adopt"
    if not may(Action.ANSWER):
        return
    survey = wanted.survey or 0
    with st.container():
        show.show_outcome(place)
        proposed = proposing.dispositions_to_adopt(desk, wanted)
        found = tuple(
            f for f in proposed
            if may_own(Action.ANSWER, f.item.department, *f.item.departments)
        )  # fmt: skip
        _note_foreign(len(proposed) - len(found))
        _count([f.disposition.label for f in found], "未判定の現行機能")
        st.button(
            f"{len(found):,}件の提案を採る", type="primary", key=f"{place}.commit",
            disabled=not found, on_click=_adopt_dispositions, args=(desk, survey, found, place),
        )  # fmt: skip
        if found:
            show.table(
                [
                    {
                        "提案": f.disposition.label, "ID": f.item.code, "機能名": f.item.name,
                        "理由": f.reason,
                    }
                    for f in found[:SHOWN]
                ]
            )  # fmt: skip


def _note_foreign(count: int) -> None:
    """Say that proposals for other departments' items are left out."""
    if count:
        st.caption(f":material/lock: ほかの課の項目への提案 {count:,}件は、その課が採ります。")


def _count(labels: list[str], noun: str) -> None:
    words = "、".join(f"{name} {labels.count(name):,}件" for name in dict.fromkeys(labels))
    st.markdown(f"一覧の{noun}のうち **{len(labels):,}件** に提案があります。{words}")
    st.caption("採った判定・扱いは人の回答として記録され、まとめて取り消せます。")


def _adopt_verdicts(
    desk: Desk, survey: int, found: tuple[proposing.ForRequirement, ...], place: str
) -> None:
    with show.outcome_kept(place, "提案を採りました。「取り消す」で元に戻せます。"):
        proposing.adopt_verdicts(desk, survey, found)
        opened.open_anew("survey")


def _adopt_dispositions(
    desk: Desk, survey: int, found: tuple[proposing.ForFeature, ...], place: str
) -> None:
    with show.outcome_kept(place, "提案を採りました。「取り消す」で元に戻せます。"):
        proposing.adopt_dispositions(desk, survey, found)
        opened.open_anew("features")
