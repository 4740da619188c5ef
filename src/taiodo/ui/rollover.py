"""Carrying a survey over to a new edition: the numbers first, one click, one click back."""

from collections.abc import Sequence

import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.compare import Comparison, Proposal
from taiodo.problems import Problem
from taiodo.survey.rollover import Key, key_of
from taiodo.ui import show
from taiodo.ui.rights import may, note
from taiodo.workflow import rolling, surveying
from taiodo.workflow.desk import Desk

PLACE = "rollover"
WORDS = {
    "carried": ("そのまま引き継ぐ", "変更のない（表記のみを含む）要件の回答"),
    "review": ("要再確認", "要件文・実装類型・名称が変わった要件。回答を引き継ぎ、理由を付ける"),
    "archived": ("廃止（回答は保存）", "新しい版にない要件。回答ごと残り、過去の報告書にも出る"),
    "new": ("新規（未回答）", "新しい版で加わった要件。所管課に割り当てる"),
}


def show_rollover(desk: Desk, operation: str, old: str, new: str, comparison: Comparison) -> None:
    """The dry run of carrying the survey of `old` over to `new`, or what became of it."""
    surveys = [s for s in surveying.surveys(desk) if s.operation == operation]
    show.show_outcome(PLACE)
    for survey in surveys:
        if survey.edition.edition == new and survey.rolled_from:
            _show_undo(desk, operation, new, survey.id)
            return
    if not any(s.edition.edition == old for s in surveys):
        return
    st.header("回答の引き継ぎ")
    confirmed = _confirmed(comparison.proposals)
    try:
        planned = rolling.preview(desk, operation, new, confirmed).planned.as_dict()
    except Problem as problem:
        show.show_problem(problem)
        return
    for place, (name, (title, meaning)) in zip(st.columns(4), WORDS.items(), strict=True):
        place.metric(title, f"{len(planned[name]):,}件", help=meaning)
    st.caption("前の版の調査は回答ごと残ります。引き継ぎは、新しい回答が入るまで取り消せます。")
    if not note(Action.OPEN_SURVEY):
        return
    st.button(
        f"{old}版の回答を{new}版へ引き継ぐ",
        type="primary",
        key="rollover.commit",
        on_click=_commit,
        args=(desk, operation, new, confirmed),
    )


def _confirmed(proposals: Sequence[Proposal]) -> tuple[tuple[Key, Key], ...]:
    """The pairs of similar requirements a person says are the same, or come out of each other."""
    if not proposals:
        return ()
    pairs = {(key_of(p.old), key_of(p.new)): _pair(p) for p in proposals}
    chosen = st.multiselect(
        "似ている要件を対応付ける（同じ要件だと確かめたものだけ選ぶ）",
        list(pairs),
        format_func=pairs.__getitem__,
        key="rollover.confirmed",
        placeholder="選ばなければ、削除と追加として扱います",
    )
    return tuple(chosen)


def _pair(proposal: Proposal) -> str:
    old, new = proposal.old, proposal.new
    parts = "、分割・統合の候補" if proposal.several else ""
    first, second = (
        f"{r.number}{f'（その{r.part}）' if r.part > 1 else ''} {r.name}" for r in (old, new)
    )
    return f"{first} → {second}（似ている度合い {proposal.likeness:.0%}{parts}）"


def _commit(desk: Desk, operation: str, to: str, confirmed: tuple[tuple[Key, Key], ...]) -> None:
    with show.outcome_kept(PLACE, f"{to}版の調査へ引き継ぎました。要再確認の項目を見てください。"):
        rolling.commit(desk, operation, to, confirmed)


def _show_undo(desk: Desk, operation: str, to: str, survey: int) -> None:
    st.page_link(
        show.page_path("survey"),
        label=f"{to}版の調査へ（要再確認の項目）",
        icon=":material/arrow_forward:",
        query_params={"survey": str(survey), "review": "true"},
    )
    if may(Action.OPEN_SURVEY) and rolling.can_take_back(desk, survey):
        st.button(
            "引き継ぎを取り消す",
            key="rollover.undo",
            on_click=_take_back,
            args=(desk, operation, to),
            help="まだ誰も回答していないので、前の版の調査に戻せます。",
        )


def _take_back(desk: Desk, operation: str, to: str) -> None:
    with show.outcome_kept(PLACE, "引き継ぎを取り消し、前の版の調査に戻しました。"):
        rolling.take_back(desk, operation, to)
