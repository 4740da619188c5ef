"""Deciding about one feature: candidates, search, relation, no counterpart; each with a key."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.survey.items import Page
from taiodo.survey.mapping import Decision, MappedFeature, MappingState, Relation, Way
from taiodo.ui import show, state
from taiodo.ui.mapping_cards import show_cards, show_counterparts, show_described
from taiodo.ui.mapping_search import show_search
from taiodo.ui.rights import may_own, note_own
from taiodo.workflow import mapping
from taiodo.workflow.candidates import Choice, Proposed
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.trail_words import in_words

RELATION, TOGETHER, SEARCHING = "mapping.relation", "mapping.together", "mapping.searching"
LAST, REFUSED = "mapping.last", "mapping.refused"
RELATION_KEYS = {Relation.SAME: "S", Relation.PART_OF: "D", Relation.COVERS: "F"}


@dataclass(frozen=True, slots=True)
class Post:
    """Where a person is: the feature, and those before and after it in the list."""

    desk: Desk
    feature: MappedFeature
    following: int | None
    previous: int | None
    next_page: int | None

    @property
    def may(self) -> bool:
        """Whether the person may decide about this feature."""
        return may_own(Action.EDIT_MAPPING, *self.feature.departments)

    @property
    def relation(self) -> Relation:
        """The relation the next pick gets."""
        return Relation(st.session_state.get(RELATION, Relation.SAME.value))

    @property
    def together(self) -> bool:
        """Whether the next pick joins those there are."""
        return bool(st.session_state.get(TOGETHER, False))

    def pick(self, choice: Choice, way: Way) -> None:
        """Decide for a requirement; alone it goes on to the next feature, together it stays."""
        score = round(choice.score, 4) if way is Way.SUGGESTION else None
        decision = mapping.chosen(
            self.feature, choice.item.id, self.relation,
            together=self.together, way=way, score=score,
        )  # fmt: skip
        self.save(decision, go_on=not self.together)

    def save(self, decision: Decision, *, go_on: bool) -> None:
        """Store a decision and go on; a refused one is kept and shown beside what is there."""
        try:
            saved = mapping.decide(self.desk, decision)
        except Problem as problem:
            st.session_state["mapping.outcome"] = problem
            return
        if not saved.decided.saved:
            st.session_state[REFUSED] = {
                "item": decision.feature, "message": saved.decided.message,
                "state": decision.state.value, "way": decision.way.value,
                "score": decision.score,
                "links": [(item, relation.value) for item, relation in decision.links],
            }  # fmt: skip
            return
        st.session_state.pop(REFUSED, None)
        if saved.bulk is not None:
            st.session_state.setdefault(LAST, []).append((saved.bulk, decision.feature))
        st.session_state[state.SAVED] = f"{self.feature.code} {self.feature.name} を決めました。"
        if go_on:
            self.go_on()

    def go_on(self) -> None:
        """To the next feature of the list, with the usual relation."""
        st.session_state.pop(SEARCHING, None)
        st.session_state[RELATION] = Relation.SAME.value
        st.session_state[TOGETHER] = False
        if self.following is not None:
            state.select_item(self.following)
        elif self.next_page is not None:
            st.session_state["page"] = self.next_page
            state.select_item(None)


def show_feature(desk: Desk, survey: int, chosen: int | None, page: Page[MappedFeature]) -> None:
    """The right side of the page: the feature chosen and everything that decides about it."""
    found = mapping.feature(desk, chosen) if chosen is not None else None
    if found is None or found.survey != survey:
        st.info("この現行機能は見つかりません。一覧から選んでください。")
        return
    state.select_item(found.item)
    if saved := st.session_state.pop(state.SAVED, None):
        st.toast(saved, icon=":material/check:")
    post = _post(desk, found, page)
    beside = page.items if found.item in [f.item for f in page.items] else (found,)
    with st.spinner("対応候補を計算しています…", show_time=True):
        proposed = mapping.candidates(desk, survey, beside)[found.item]
    note_own(Action.EDIT_MAPPING, *found.departments)
    _show_refused(post)
    _show_commands(post, proposed)
    _show_head(post)
    show_counterparts(post)
    if st.session_state.get(SEARCHING) == found.item:
        show_search(post, _leave_search)
    else:
        show_described(found, proposed.choices[0].item if proposed.choices else None)
        show_cards(post, proposed)
    _show_history(post)


def _post(desk: Desk, found: MappedFeature, page: Page[MappedFeature]) -> Post:
    ids = [f.item for f in page.items]
    place = ids.index(found.item) if found.item in ids else -1
    following = ids[place + 1] if place + 1 < len(ids) else None
    beyond = page.number + 1 if page.number < page.pages else None
    return Post(desk, found, following, ids[place - 1] if place > 0 else None, beyond)


def _show_head(post: Post) -> None:
    found, m = post.feature, post.feature.mapping
    customised = " :orange-badge[★ カスタマイズ]" if found.customised else ""
    st.markdown(f"#### {show.escaped(found.code)}　{show.escaped(found.name)}{customised}")
    words = [found.system_name, "・".join(found.departments), f"{m.state.sign} {m.state.label}"]
    if m.decided_at:
        words += [m.way.label, f"点数 {m.score:.2f}" if m.score is not None else ""]
        words += [shown_time(m.decided_at), m.decided_by]
    words.append(m.note)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(show.escaped("　".join(filter(None, words))), width="stretch")
        if m.state is not MappingState.UNDECIDED:
            st.button(
                "未決定に戻す", key="mapping.open", shortcut="U", disabled=not post.may,
                on_click=_decide_state, args=(post, MappingState.UNDECIDED),
            )  # fmt: skip


def _show_commands(post: Post, proposed: Proposed) -> None:
    none_first = proposed.probably_none or not proposed.choices
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "前へ", key="mapping.previous", shortcut="K", disabled=post.previous is None,
            on_click=state.select_item, args=(post.previous,),
        )  # fmt: skip
        st.button("次へ", key="mapping.next", shortcut="J", on_click=post.go_on)
        st.button(
            "対応なし", key="mapping.none", shortcut="0", disabled=not post.may,
            type="primary" if none_first else "secondary",
            on_click=_decide_state, args=(post, MappingState.NONE),
        )  # fmt: skip
        st.button("要件を探す", key="mapping.search", shortcut="E", on_click=_search, args=(post,))
        st.button(
            "取り消す", key="mapping.undo", shortcut="Z", disabled=not st.session_state.get(LAST),
            help="この画面での直前の決定を取り消します。", on_click=_undo, args=(post.desk,),
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for relation, key in RELATION_KEYS.items():
            st.button(
                relation.label, key=f"mapping.relation.{relation.value}", shortcut=key,
                type="primary" if relation is post.relation else "secondary",
                help=f"次に選ぶ要件との関係: {relation.meaning}",
                on_click=_relate, args=(relation,),
            )  # fmt: skip
        st.button(
            "いくつも選ぶ", key="mapping.several", shortcut="A",
            type="primary" if post.together else "secondary",
            help="今の対応先に加えて選び、次の機能へ進みません。", on_click=_several,
        )  # fmt: skip
    show.show_outcome("mapping")


def _relate(relation: Relation) -> None:
    st.session_state[RELATION] = relation.value


def _several() -> None:
    st.session_state[TOGETHER] = not st.session_state.get(TOGETHER, False)


def _search(post: Post) -> None:
    st.session_state[SEARCHING] = post.feature.item


def _leave_search() -> None:
    st.session_state.pop(SEARCHING, None)


def _decide_state(post: Post, wanted: MappingState) -> None:
    post.save(mapping.decided(post.feature, wanted), go_on=wanted is MappingState.NONE)


def _undo(desk: Desk) -> None:
    bulk, item = st.session_state[LAST].pop()
    with show.outcome_kept("mapping", "直前の決定を取り消しました。"):
        kept = mapping.undo(desk, bulk).left
        state.select_item(item)
        if kept:
            st.session_state[REFUSED] = {
                "item": item, "message": "そのあとで他の人が決めたため、取り消していません。"
            }  # fmt: skip


def _show_refused(post: Post) -> None:
    """What was chosen and not stored, beside what is there now."""
    refused: dict[str, Any] = st.session_state.get(REFUSED) or {}
    if refused.get("item") != post.feature.item:
        return
    m = post.feature.mapping
    there = "・".join(f"{c.number}（{c.relation.label}）" for c in m.counterparts) or m.state.label
    st.error(
        f"**保存していません。** {show.escaped(refused['message'])} "
        f"今の決定: {show.escaped(there)}（{show.escaped(m.decided_by or '－')}）"
    )
    with st.container(horizontal=True):
        if "links" in refused:
            st.button("自分の選択で上書きする", key="mapping.mine", on_click=_mine, args=(post,))
        st.button(
            "今の決定を採る", key="mapping.theirs",
            on_click=lambda: st.session_state.pop(REFUSED, None),
        )  # fmt: skip


def _mine(post: Post) -> None:
    refused = st.session_state.pop(REFUSED)
    links = tuple((item, Relation(relation)) for item, relation in refused["links"])
    state_, way = MappingState(refused["state"]), Way(refused["way"])
    post.save(Decision(refused["item"], None, state_, links, way, refused["score"]), go_on=True)


def _show_history(post: Post) -> None:
    entries = mapping.decisions_so_far(post.desk, post.feature)
    with st.expander(f"決定の履歴（{len(entries)}件）"):
        if not entries:
            st.caption("まだ変更されていません。")
            return
        show.table(
            [
                {
                    "日時": shown_time(e.at), "操作者": e.actor,
                    "変更前": in_words(e.before), "変更後": in_words(e.after),
                }
                for e in entries
            ]
        )  # fmt: skip
