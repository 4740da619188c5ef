"""Answering one requirement: what the standard says beside what we have now."""

from dataclasses import asdict, dataclass

import streamlit as st

from taiodo.access.rights import Action
from taiodo.survey.answers import Impact, Verdict
from taiodo.survey.items import RequirementItem
from taiodo.survey.stages import FINAL_REFUSES, Stage
from taiodo.ui import opened, show, state
from taiodo.ui.decided import show_handling
from taiodo.ui.package_view import show_packages
from taiodo.ui.refused import save_row, show_refused
from taiodo.ui.rights import may_own, note_own, refusal_own
from taiodo.ui.stage_view import key_of, show_stage
from taiodo.ui.thread import show_thread
from taiodo.workflow import conversing, surveying
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.surveying import ItemBeside
from taiodo.workflow.trail_words import field_name, field_value

PLACE = "survey"
TEXT_HEIGHT = 340
KEYS = {"fit": "1", "partial": "2", "gap": "3", "not_applicable": "4", "unanswered": "0"}
IMPACTS = [i.value for i in (Impact.UNKNOWN, Impact.HIGH, Impact.MEDIUM, Impact.LOW)]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One item as its form shows it: every button saves what was typed, then goes on.

    Where it is `closed` to the person (the reason, "" where it is open), nothing is typed and
    nothing saved.
    """

    desk: Desk
    item: RequirementItem
    closed: str

    @property
    def may(self) -> bool:
        """Whether the person may answer here."""
        return not self.closed

    @property
    def key(self) -> str:
        return f"survey.form.{self.item.id}.{opened.serial(PLACE)}"

    def field(self, name: str) -> str:
        return f"{self.key}.{name}"

    def typed(self) -> dict[str, object]:
        """What differs from what the form was opened with."""
        shown = asdict(self.item.handling)
        typed = {name: st.session_state.get(self.field(name)) for name in shown}
        typed["due"] = typed["due"].isoformat() if typed["due"] else ""
        return {name: value for name, value in typed.items() if value != shown[name]}

    def save(self, more: dict[str, object]) -> bool:
        """Store what was typed and `more`; whether it is stored. Never where it is closed."""
        return self.may and _save(self.desk, self.item, self.typed() | more)


def _title(item: RequirementItem) -> str:
    return f"{item.number} {item.name}"


def _save(desk: Desk, item: RequirementItem, changes: dict[str, object]) -> bool:
    return save_row(PLACE, surveying.save_answers, desk, item, changes, _title(item))


def _closed(item: RequirementItem) -> str:
    final = FINAL_REFUSES if item.stage is Stage.FINAL else ""
    return refusal_own(Action.ANSWER, item.department) or final


def show_item(desk: Desk, found: ItemBeside, following: int | None, previous: int | None) -> None:
    """The item with its verdict keys, details and history."""
    item = found.item
    note_own(Action.ANSWER, item.department)
    sheet = _Sheet(desk, opened.as_opened(PLACE, item), _closed(item))
    comments = conversing.thread(desk, key_of(item))
    show_stage(desk, PLACE, item, comments)
    opened.show_changed_since(PLACE, item)
    if item.review:
        _show_review(desk, found)
    show_refused(PLACE, surveying.save_answers, desk, item, _title(item))
    with st.form(sheet.key, border=False, enter_to_submit=False):
        _show_navigation(sheet, following, previous)
        _show_verdicts(sheet, following)
        _show_proposal(sheet, found, following)
        standard, present = st.columns(2)
        with standard.container(border=True, height=TEXT_HEIGHT):
            _show_requirement(item)
        with present.container(border=True, height=TEXT_HEIGHT):
            _show_features(found)
        if found.packages:
            with st.container(border=True):
                show_packages(found.packages)
        if sheet.may:
            _show_details(sheet)
    if not sheet.may:
        st.markdown(f"判定: **{item.verdict.sign} {item.verdict.label}**")
        show_handling(item.handling, surveying.countermeasures())
    show_thread(desk, key_of(item), comments)
    _show_history(found)


def _show_requirement(item: RequirementItem) -> None:
    st.markdown(f"**標準が求めること** :blue-badge[{item.obligation.label}]")
    show.plain_block(item.text)
    for title, words in (("考え方・理由", item.rationale), ("備考", item.note)):
        if words:
            st.caption(title)
            st.text(words)
    if item.source_cell:
        st.caption(f"出所: {show.escaped(item.source_cell)}")


def _show_navigation(sheet: _Sheet, following: int | None, previous: int | None) -> None:
    item = sheet.item
    with st.container(horizontal=True, vertical_alignment="center"):
        st.form_submit_button(
            "前へ", key="survey.previous", shortcut="K", disabled=previous is None,
            on_click=_go, args=(sheet, previous),
        )  # fmt: skip
        st.form_submit_button(
            "次へ", key="survey.next", shortcut="J", disabled=following is None,
            on_click=_go, args=(sheet, following),
        )  # fmt: skip
        st.caption(show.escaped(" ＞ ".join(filter(None, item.path))))
    st.subheader(f"{show.escaped(item.number)}　{show.escaped(item.name)}")


def _go(sheet: _Sheet, target: int | None) -> None:
    if not sheet.may or sheet.save({}):
        state.select_item(target)


def _show_review(desk: Desk, found: ItemBeside) -> None:
    """What changed since the answer was given; answering anew or one click settles it."""
    item, before = found.item, found.before
    with st.container(border=True):
        st.warning(f"要再確認: {show.escaped(item.review)}", icon=":material/history_edu:")
        if before is not None and before.text != item.text:
            st.markdown("**変わった語句**（取り消し線は消えた語、下線は加わった語）")
            show.marked_block(before.text, item.text)
        st.button(
            "見直した（回答はこのまま）",
            key=f"survey.reviewed.{item.id}",
            disabled=not may_own(Action.ANSWER, item.department) or item.stage is Stage.FINAL,
            on_click=_reviewed,
            args=(desk, item),
        )


def _reviewed(desk: Desk, item: RequirementItem) -> None:
    _save(desk, item, {"review": ""})


def _show_features(found: ItemBeside) -> None:
    st.markdown("**今あるもの（現行機能）**")
    for feature in found.features:
        customised = " :orange-badge[★ カスタマイズ]" if feature.customised else ""
        relations = [
            c.relation.label for c in feature.mapping.counterparts if c.item == found.item.id
        ]
        st.markdown(
            f"{show.escaped(feature.name)}（{show.escaped(feature.system_name)}）"
            f" :blue-badge[{'・'.join(relations)}]{customised}"
        )
        if feature.description:
            st.text(feature.description)
    if not found.features:
        st.caption("対応付けられた現行機能はありません。")
    st.page_link(
        show.page_path("mapping"), label="機能対応付けで決める", icon=":material/join_inner:",
        query_params={"survey": str(found.item.survey)},
    )  # fmt: skip


def _show_verdicts(sheet: _Sheet, following: int | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for verdict in (*(v for v in Verdict if v is not Verdict.UNANSWERED), Verdict.UNANSWERED):
            st.form_submit_button(
                f"{verdict.sign} {verdict.label}",
                key=f"survey.verdict.{verdict.value}",
                disabled=not sheet.may,
                help=sheet.closed or None,
                shortcut=KEYS[verdict.value],
                type="primary" if sheet.item.verdict is verdict else "secondary",
                on_click=_answer,
                args=(sheet, verdict, following),
            )
        st.toggle("答えたら次へ", value=True, key="survey.go_on", persist_state="session")


def _show_proposal(sheet: _Sheet, found: ItemBeside, following: int | None) -> None:
    """What the mapped features speak for, and the key that makes it the answer."""
    proposal = found.proposal
    if proposal is None or proposal.verdict is sheet.item.verdict:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"機能対応付けからの提案: **{proposal.verdict.sign} {proposal.verdict.label}**　"
            f"{show.escaped(proposal.reason)}",
            width="stretch",
        )
        st.form_submit_button(
            "提案を採る", key="survey.propose", shortcut="P",
            disabled=not sheet.may, help=sheet.closed or None,
            on_click=_answer, args=(sheet, proposal.verdict, following),
        )  # fmt: skip


def _answer(sheet: _Sheet, verdict: Verdict, following: int | None) -> None:
    saved = sheet.save({"verdict": verdict.value})
    if saved and following is not None and st.session_state.get("survey.go_on", True):
        state.select_item(following)


def _show_details(sheet: _Sheet) -> None:
    handling, field = sheet.item.handling, sheet.field
    measures = surveying.countermeasures()
    with st.container(border=True):
        first, second, third = st.columns([2, 1, 1])
        choices = ["", *measures]
        first.selectbox(
            "対応方針", choices, index=choices.index(handling.countermeasure),
            format_func=lambda m: measures.get(m, "未定"), key=field("countermeasure"),
        )  # fmt: skip
        for column, name, now in (
            (second, "impact_resident", handling.impact_resident),
            (third, "impact_staff", handling.impact_staff),
        ):
            column.selectbox(
                field_name(name), IMPACTS, index=IMPACTS.index(now.value),
                format_func=lambda i: Impact(i).label or "未判断", key=field(name),
            )  # fmt: skip
        effort, cost, due = st.columns(3)
        effort.number_input(
            "工数（人日）", min_value=0.0, max_value=100_000.0, step=0.5,
            value=handling.effort, key=field("effort"),
        )  # fmt: skip
        cost.number_input(
            "費用（千円）", min_value=0, max_value=100_000_000, step=1,
            value=handling.cost, key=field("cost"),
        )  # fmt: skip
        due.date_input("期限", value=handling.due or None, format="YYYY/MM/DD", key=field("due"))
        reason, owner = st.columns([3, 1])
        reason.text_input("理由", value=handling.reason, max_chars=4000, key=field("reason"))
        owner.text_input("担当者", value=handling.owner, max_chars=60, key=field("owner"))
        st.text_area("備考", value=handling.comment, max_chars=4000, key=field("comment"))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.form_submit_button(
                "保存", key="survey.save", type="primary", shortcut="Ctrl+Enter",
                on_click=_submit, args=(sheet,),
            )  # fmt: skip
            st.caption("判定・前へ・次へを押しても、ここの入力は保存されます。")


def _submit(sheet: _Sheet) -> None:
    sheet.save({})


def _show_history(found: ItemBeside) -> None:
    item = found.item
    label = (
        f"履歴（{len(found.history)}件）　最終更新 {shown_time(item.updated_at)} {item.updated_by}"
    )
    with st.expander(show.escaped(label)):
        if not found.history:
            st.caption("まだ変更されていません。")
            return
        st.dataframe(
            [
                {
                    "日時": shown_time(entry.at),
                    "操作者": entry.actor,
                    "項目": field_name(name),
                    "変更前": field_value(name, entry.before.get(name)),
                    "変更後": field_value(name, value),
                }
                for entry in found.history
                for name, value in entry.after.items()
            ],
            hide_index=True,
        )
