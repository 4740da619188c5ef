"""A feature's words and its candidate requirements, with shared and differing words marked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from taiodo.catalog.requirements import Obligation
from taiodo.survey.items import RequirementItem
from taiodo.survey.mapping import Counterpart, Decision, MappedFeature, MappingState, Relation, Way
from taiodo.survey.marking import DIFFERS, SAME, marked
from taiodo.ui import show
from taiodo.workflow import mapping
from taiodo.workflow.candidates import Choice, Proposed

if TYPE_CHECKING:
    from taiodo.ui.mapping_desk import Post

SHOWN = 5
COLOURS = {
    Obligation.MANDATORY: "blue", Obligation.OPTIONAL: "green", Obligation.PROHIBITED: "red",
}  # fmt: skip
_TAGS = {SAME: ("<mark>", "</mark>"), DIFFERS: ('<span class="differs">', "</span>")}


def marked_html(text: str, other: str, words: tuple[str, ...] = ()) -> str:
    """The text as HTML, escaped, words both have marked and words only it has underlined."""
    pieces = []
    for piece in marked(text, other, words):
        before, after = _TAGS.get(piece.state, ("", ""))
        pieces.append(f"{before}{escape(piece.text)}{after}")
    return f'<div class="weighed">{"".join(pieces)}</div>'


def class_badge(obligation: Obligation) -> str:
    """The class as a badge; what is forbidden says so with a sign as well."""
    sign = "⚠ " if obligation is Obligation.PROHIBITED else ""
    return f":{COLOURS.get(obligation, 'gray')}-badge[{sign}{obligation.label}]"


def _said(feature: MappedFeature) -> str:
    return f"{feature.name}\n{feature.description}"


def _asked(item: RequirementItem) -> str:
    return f"{' '.join(item.path)} {item.name}\n{item.text}"


def show_described(feature: MappedFeature, first: RequirementItem | None) -> None:
    """What the feature does, marked against the first candidate."""
    with st.container(border=True, key=f"mapping-card-feature-{feature.item}"):
        words = feature.description or "（説明はありません）"
        other = _asked(first) if first else ""
        st.html(
            marked_html(words, other) if first else f'<div class="weighed">{escape(words)}</div>'
        )
        if first:
            st.caption("地色は両方にある語、点線は片方だけにある語（上は候補1と比べたもの）")


def show_counterparts(post: Post) -> None:
    """What the feature corresponds to now; the relation can be changed, a requirement dropped."""
    for one in post.feature.mapping.counterparts:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{show.escaped(one.number)}** {show.escaped(one.name)} "
                f"{class_badge(one.obligation)}",
                width="stretch",
            )
            key = f"mapping.link.{post.feature.item}.{one.item}.{post.feature.mapping.revision}"
            relations = [r.value for r in Relation]
            st.selectbox(
                "関係", relations, index=relations.index(one.relation.value), key=key, width=150,
                format_func=lambda r: Relation(r).label, label_visibility="collapsed",
                disabled=not post.may,
                on_change=_relation_changed, args=(post, one, key),
            )  # fmt: skip
            st.button(
                "外す", key=f"mapping.drop.{one.item}", on_click=_drop, args=(post, one),
                disabled=not post.may,
            )  # fmt: skip


def _relation_changed(post: Post, one: Counterpart, key: str) -> None:
    links = {c.item: c.relation for c in post.feature.mapping.counterparts}
    links[one.item] = Relation(st.session_state[key])
    revision = post.feature.mapping.revision
    post.save(
        Decision(post.feature.item, revision, MappingState.MAPPED, tuple(links.items())),
        go_on=False,
    )


def _drop(post: Post, one: Counterpart) -> None:
    post.save(mapping.without(post.feature, one.item), go_on=False)


def show_cards(post: Post, proposed: Proposed) -> None:
    """The candidates, best first, each with its key."""
    if proposed.probably_none or not proposed.choices:
        st.info(
            f"当たる要件がない可能性が高い機能です（対応なしの見込み {proposed.none_score:.2f}）。"
            "下の候補にも当たらなければ、0 で「対応なし」に決めます。",
            icon=":material/help:",
        )
    for place, choice in enumerate(proposed.choices[:SHOWN], start=1):
        show_card(post, place, choice, Way.SUGGESTION)


def show_card(post: Post, place: int, choice: Choice, way: Way) -> None:
    """One requirement that can be chosen with the key of its place."""
    item = choice.item
    there = {c.item for c in post.feature.mapping.counterparts}
    with st.container(border=True, key=f"mapping-card-{place}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            score = f"　点数 {choice.score:.2f}" if way is Way.SUGGESTION else ""
            chosen = " :violet-badge[対応先]" if item.id in there else ""
            st.markdown(
                f"**{show.escaped(item.number)}　{show.escaped(item.name)}** "
                f"{class_badge(item.obligation)}{chosen}{score}",
                width="stretch",
            )
            st.button(
                "選ぶ", key=f"mapping.pick.{place}", shortcut=str(place), disabled=not post.may,
                type="primary" if place == 1 and way is Way.SUGGESTION else "secondary",
                on_click=post.pick, args=(choice, way),
            )  # fmt: skip
        if item.path:
            st.caption(show.escaped(" ＞ ".join(filter(None, item.path))))
        st.html(
            marked_html(
                item.text or "（要件文は取り込まれていません）", _said(post.feature), choice.words
            )
        )
