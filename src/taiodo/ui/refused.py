"""Saving one row as it was shown; what is refused is kept, shown beside what is there, settled."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from taiodo.problems import Problem
from taiodo.survey.items import Edit, FeatureItem, Outcome, RequirementItem
from taiodo.survey.settling import Side, all_combined, settled
from taiodo.ui import opened, show, state
from taiodo.ui.settling import (
    AGAIN,
    BY_FIELD,
    DROP,
    JOINED,
    NOW,
    OVERWRITE,
    TAKE_OVER,
    TYPED,
    choose_sides,
    chosen_sides,
    joins,
)
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
        note = outcome.message if outcome.saved else ""
        st.session_state[state.SAVED] = f"{title} を保存しました。{note}"
        opened.open_anew(place)
        return _settled(kept, item.id, changes | {"revision": outcome.revision})
    before = kept.get(item.id, {}).get("typed")
    typed = (before if isinstance(before, dict) else {}) | changes
    kept[item.id] = {"typed": typed, "now": outcome.current, "why": outcome.message}
    opened.open_anew(place)
    return False


def _settled(kept: dict[int, dict[str, object]], item: int, stored: dict[str, object]) -> bool:
    """Take out of the refusal what is stored now; whether nothing of it is left."""
    refusal = kept.pop(item, None)
    typed, now = _sides(refusal) if refusal else ({}, {})
    left = {name: value for name, value in typed.items() if name not in stored}
    if left and refusal:
        kept[item] = refusal | {"typed": left, "now": now | stored if now else now}
    return not left


def _sides(refusal: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    typed, now = refusal["typed"], refusal["now"]
    if not isinstance(typed, dict) or not isinstance(now, dict):
        raise TypeError(refusal)
    return typed, now


def _already_there(outcome: Outcome, changes: dict[str, object]) -> bool:
    """The same was pressed twice, or somebody else decided the same."""
    now = outcome.current
    return bool(now) and all(name in now and now[name] == changes[name] for name in changes)


def show_refused(place: str, store: Store, desk: Desk, item: Item, title: str) -> None:
    """What was typed and not saved, what is there now, and the choice, at once or by field."""
    kept = _kept(place).get(item.id)
    if not kept:
        return
    typed, now = _sides(kept)
    who = now.get("updated_by", "")
    with st.container(border=True, key=f"{place}.refusal"):
        st.error(
            f"**保存していません。** {show.escaped(str(kept['why']))}"
            + (show.escaped(f" 変更した人: {who}") if who else "")
        )
        show.table(
            [
                {
                    "項目": field_name(name),
                    TYPED: field_value(name, value),
                    NOW: field_value(name, now.get(name)) if now else "－",
                }
                for name, value in typed.items()
            ]
        )
        settle = partial(_settle, place, store, desk, item, title)
        if now:
            _show_choices(place, item, typed, now, settle)
        with st.container(horizontal=True):
            st.button(
                OVERWRITE if now else AGAIN,
                key=f"{place}.mine.{item.id}",
                on_click=settle,
                args=({},),
            )
            st.button(
                TAKE_OVER if now else DROP,
                key=f"{place}.theirs.{item.id}",
                on_click=_drop,
                args=(place, item.id),
            )


def _show_choices(
    place: str,
    item: Item,
    typed: dict[str, object],
    now: dict[str, object],
    settle: Callable[[Mapping[str, Side] | None], None],
) -> None:
    """Field by field, and both texts together with one click."""
    if len(typed) > 1 or joins(typed, now):
        choose_sides(place, item.id, typed, now, field_name)
        st.button(
            BY_FIELD, key=f"{place}.chosen.{item.id}", type="primary",
            on_click=settle, args=(None,),
        )  # fmt: skip
    if joins(typed, now):
        st.button(
            JOINED, key=f"{place}.both.{item.id}",
            on_click=settle, args=(all_combined(typed, now),),
        )  # fmt: skip


def _settle(
    place: str,
    store: Store,
    desk: Desk,
    item: Item,
    title: str,
    chosen: Mapping[str, Side] | None,
) -> None:
    """Store what was chosen (None: field by field) over what was there; it may be refused again."""
    refusal = _kept(place).get(item.id)
    if refusal is None:
        return
    typed, now = _sides(refusal)
    sides = chosen_sides(place, item.id, typed) if chosen is None else chosen
    changes = settled(typed, now, sides) if now else typed
    if now and not changes:
        _drop(place, item.id)
        return
    revision = now.get("revision")
    (outcome,) = _attempt(store, desk, item.id, revision if now else item.revision, changes)
    if outcome.saved:
        _kept(place).pop(item.id)
        st.session_state[state.SAVED] = f"{title} を保存しました。{outcome.message}"
        opened.open_anew(place)
    else:
        _kept(place)[item.id] = {"typed": typed, "now": outcome.current, "why": outcome.message}


def _attempt(
    store: Store, desk: Desk, item: int, revision: object, changes: dict[str, object]
) -> Sequence[Outcome]:
    seen = revision if isinstance(revision, int) else None
    try:
        return store(desk, [Edit(item, seen, changes)])
    except Problem as problem:
        return [Outcome(item, False, 0, {}, str(problem))]


def _drop(place: str, item: int) -> None:
    _kept(place).pop(item, None)
    opened.open_anew(place)
