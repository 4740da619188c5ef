"""Saving one row as it was shown; what is refused is kept, shown beside what is there, settled."""

from collections.abc import Callable, Sequence

import streamlit as st

from taiodo.problems import Problem
from taiodo.survey.items import Edit, FeatureItem, Outcome, RequirementItem
from taiodo.ui import show, state
from taiodo.workflow.desk import Desk
from taiodo.workflow.trail_words import field_name, field_value

Item = RequirementItem | FeatureItem
Store = Callable[[Desk, Sequence[Edit]], Sequence[Outcome]]


def _kept(place: str) -> dict[int, dict[str, object]]:
    kept: dict[int, dict[str, object]] = st.session_state.setdefault(f"{place}.refused", {})
    return kept


def save_row(
    place: str, store: Store, desk: Desk, item: Item, changes: dict[str, object], title: str
) -> bool:
    """Save what was typed for an item as shown; a refusal is kept for the person to settle.

    Returns:
        Whether nothing of the item waits for the person any more. What was refused before and is
        not among `changes` waits on.
    """
    if not changes:
        return True
    try:
        (outcome,) = store(desk, [Edit(item.id, item.revision, changes)])
    except Problem as problem:
        outcome = Outcome(item.id, False, item.revision, {}, str(problem))
    kept = _kept(place)
    if outcome.saved or _already_there(outcome, changes):
        st.session_state[state.SAVED] = f"{title} を保存しました。"
        return _settled(kept, item.id, changes)
    before = kept.get(item.id, {}).get("typed")
    typed = (before if isinstance(before, dict) else {}) | changes
    kept[item.id] = {"typed": typed, "now": outcome.current, "why": outcome.message}
    return False


def _settled(kept: dict[int, dict[str, object]], item: int, stored: dict[str, object]) -> bool:
    """Take out of the refusal what is stored now; whether nothing of it is left."""
    refusal = kept.pop(item, None)
    typed, now = (refusal["typed"], refusal["now"]) if refusal else ({}, {})
    if not isinstance(typed, dict) or not isinstance(now, dict):
        raise TypeError(refusal)
    left = {name: value for name, value in typed.items() if name not in stored}
    if left and refusal:
        kept[item] = refusal | {"typed": left, "now": now | stored if now else now}
    return not left


def _already_there(outcome: Outcome, changes: dict[str, object]) -> bool:
    """The same was pressed twice, or somebody else decided the same."""
    now = outcome.current
    return bool(now) and all(name in now and now[name] == changes[name] for name in changes)


def show_refused(place: str, store: Store, desk: Desk, item: Item, title: str) -> None:
    """What was typed and not saved, what is there now, and the choice."""
    kept = _kept(place).get(item.id)
    if not kept:
        return
    typed, now = kept["typed"], kept["now"]
    if not isinstance(typed, dict) or not isinstance(now, dict):
        raise TypeError(kept)
    who = now.get("updated_by", "")
    with st.container(border=True):
        st.error(
            f"**保存していません。** {show.escaped(str(kept['why']))}"
            + (show.escaped(f" 変更した人: {who}") if who else "")
        )
        rows = [
            {
                "項目": field_name(name),
                "あなたの入力": field_value(name, value),
                "今の内容": field_value(name, now.get(name)) if now else "－",
            }
            for name, value in typed.items()
        ]
        show.table(rows)
        with st.container(horizontal=True):
            st.button(
                "自分の入力で上書きする" if now else "もう一度保存する",
                key=f"{place}.mine.{item.id}",
                on_click=_save_again,
                args=(place, store, desk, item, typed, title),
            )
            st.button(
                "今の内容を採る（自分の入力を捨てる）" if now else "入力を取り消す",
                key=f"{place}.theirs.{item.id}",
                on_click=_drop,
                args=(place, item.id),
            )


def _save_again(
    place: str, store: Store, desk: Desk, item: Item, typed: dict[str, object], title: str
) -> None:
    save_row(place, store, desk, item, typed, title)


def _drop(place: str, item: int) -> None:
    _kept(place).pop(item, None)
