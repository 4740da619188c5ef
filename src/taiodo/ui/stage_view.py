"""How far the answer to an item has come, and the buttons that move it on or back."""

from collections.abc import Sequence

import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.items import FeatureItem, RequirementItem
from taiodo.survey.stages import FINAL_ADVICE, FINAL_REFUSES, MARKS, Move, Stage, why_not
from taiodo.survey.threads import Comment
from taiodo.ui import opened, show, state
from taiodo.ui.rights import may, may_own
from taiodo.ui.thread import last_return
from taiodo.workflow import staging
from taiodo.workflow.conversing import Face, ItemKey
from taiodo.workflow.desk import Desk, shown_time

STAGES = [s.value for s in Stage]
COLOURS = {
    Stage.OPEN: "gray",
    Stage.ANSWERED: "blue",
    Stage.CHECKED: "green",
    Stage.FINAL: "green",
    Stage.RETURNED: "red",
}
MEANING = (
    "回答の段階: 未回答 → 回答済 → 確認済（情報システム課が確かめた）→ 確定（変更できない）。"
    "差戻しは、理由に答えて回答し直すと回答済に戻ります。"
)
Item = RequirementItem | FeatureItem


def stage_words(stage: Stage) -> str:
    """The stage with its sign, as lists show it."""
    return f"{stage.sign} {stage.label}"


def mark_words(stage: Stage) -> str:
    """The stage where it does not follow from the answer, "" where it does."""
    return stage.label if stage in MARKS else ""


def named(value: str) -> str:
    """As `stage_words`, for the code of a stage."""
    return stage_words(Stage(value))


def stage_badge(stage: Stage) -> str:
    """The stage as a badge, in Markdown."""
    return f":{COLOURS[stage]}-badge[{stage_words(stage)}]"


def key_of(item: Item) -> ItemKey:
    """What names an item among both faces."""
    face = Face.REQUIREMENT if isinstance(item, RequirementItem) else Face.FEATURE
    return ItemKey(face, item.id)


def show_stage(desk: Desk, place: str, item: Item, comments: Sequence[Comment]) -> None:
    """The stage of an item, what it asks of whom, and the moves this person may make."""
    show.show_outcome(f"{place}.stage")
    if item.stage is Stage.RETURNED:
        _show_returned(desk, place, item, last_return(comments))
    if item.stage is Stage.FINAL:
        st.info(f"{FINAL_REFUSES}{FINAL_ADVICE}", icon=":material/lock:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"段階 {stage_badge(item.stage)}", help=MEANING, width="content")
        if may(Action.REVIEW):
            _show_moves(desk, place, item)


def _show_returned(desk: Desk, place: str, item: Item, comment: Comment | None) -> None:
    with st.container(border=True, key=f"{place}.returned"):
        st.warning("**差し戻されています。** 回答し直してください。", icon=":material/undo:")
        if comment is not None:
            st.caption(f"{show.escaped(comment.actor)}　{shown_time(comment.at)}")
            st.text(comment.text)
        users = item.departments if isinstance(item, FeatureItem) else ()
        if may_own(Action.ANSWER, item.department, *users):
            _button(desk, place, item, Move.RESUBMIT)


def _show_moves(desk: Desk, place: str, item: Item) -> None:
    for move in (Move.CHECK, Move.FINALISE):
        _button(desk, place, item, move)
    reason = _why_not(item, Move.RETURN)
    with st.popover("差戻し…", icon=":material/undo:", disabled=bool(reason), width="content"):
        words = f"{place}.return.{item.id}.words"
        with st.form(f"{place}.return.{item.id}", clear_on_submit=False, border=False):
            st.text_area("差戻しの理由（必須）", key=words, max_chars=4000, height=90)
            st.form_submit_button(
                "差し戻す", type="primary", key=f"{place}.return", on_click=_move,
                args=(desk, place, item, Move.RETURN, words),
            )  # fmt: skip


def _button(desk: Desk, place: str, item: Item, move: Move) -> None:
    reason = _why_not(item, move)
    st.button(
        move.label, key=f"{place}.{move.value}.{item.id}", disabled=bool(reason),
        help=reason or None, on_click=_move, args=(desk, place, item, move), width="content",
    )  # fmt: skip


def _why_not(item: Item, move: Move) -> str:
    if isinstance(item, FeatureItem):
        return why_not(move, item.stage)
    if item.status != "active":
        return "この版で削除された要件です"
    return why_not(move, item.stage, item.review)


def _move(desk: Desk, place: str, item: Item, move: Move, words: str = "") -> None:
    said = str(st.session_state.get(words) or "") if words else ""
    with show.outcome_kept(f"{place}.stage", ""):
        outcome = staging.move(desk, key_of(item), item.revision, move, said)
        staging.require_moved(outcome)
        opened.moved_on(place, item.revision, outcome.revision)
        st.session_state[state.SAVED] = f"「{move.label}」を記録しました。"
        if words:
            st.session_state[words] = ""
