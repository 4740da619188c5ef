"""Answering one requirement: what the standard says beside what we have now."""

from collections.abc import Callable
from dataclasses import asdict

import streamlit as st

from taiodo.problems import Problem
from taiodo.survey.answers import Impact, Verdict
from taiodo.survey.items import Edit, Outcome, RequirementItem
from taiodo.ui import show, state
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.surveying import ItemBeside

TEXT_HEIGHT = 340
KEYS = {"fit": "1", "partial": "2", "gap": "3", "not_applicable": "4", "unanswered": "0"}
FIELD_NAMES = {
    "verdict": "判定",
    "countermeasure": "対応方針",
    "impact_resident": "住民への影響",
    "impact_staff": "職員への影響",
    "effort": "工数（人日）",
    "cost": "費用（千円）",
    "due": "期限",
    "comment": "備考",
    "review": "要再確認",
}


def shown_value(field: str, value: object) -> str:
    """A stored value as people read it."""
    if value in (None, ""):
        return "（空）"
    if field == "verdict":
        return Verdict(str(value)).label
    if field in ("impact_resident", "impact_staff"):
        return Impact(str(value)).label
    if field == "countermeasure":
        return surveying.countermeasures().get(str(value), str(value))
    return show.day(str(value)) if field == "due" else str(value)


def save(desk: Desk, item: RequirementItem, changes: dict[str, object]) -> bool:
    """Save what was typed for an item as shown; a refusal is kept for the person to settle."""
    if not changes:
        return True
    try:
        (outcome,) = surveying.save_answers(desk, [Edit(item.id, item.revision, changes)])
    except Problem as problem:
        outcome = Outcome(item.id, False, item.revision, {}, str(problem))
    conflicts = st.session_state.setdefault(state.CONFLICTS, {})
    if outcome.saved:
        conflicts.pop(item.id, None)
        st.session_state[state.SAVED] = f"{item.number} {item.name} を保存しました。"
    else:
        typed = conflicts.get(item.id, {}).get("typed", {}) | changes
        conflicts[item.id] = {"typed": typed, "now": outcome.current, "why": outcome.message}
    return outcome.saved


def show_item(desk: Desk, found: ItemBeside, following: int | None, previous: int | None) -> None:
    """The item with its verdict keys, details and history."""
    item = found.item
    _show_navigation(item, following, previous)
    if item.review:
        _show_review(desk, found)
    _show_conflict(desk, item)
    _show_verdicts(desk, item, following)
    standard, present = st.columns(2)
    with standard.container(border=True, height=TEXT_HEIGHT):
        st.markdown(f"**標準が求めること** :blue-badge[{item.obligation.label}]")
        show.plain_block(item.text)
        for title, words in (("考え方・理由", item.rationale), ("備考", item.note)):
            if words:
                st.caption(title)
                st.text(words)
        if item.source_cell:
            st.caption(f"出所: {show.escaped(item.source_cell)}")
    with present.container(border=True, height=TEXT_HEIGHT):
        _show_features(found)
    _show_form(desk, item)
    _show_history(found)


def _show_navigation(item: RequirementItem, following: int | None, previous: int | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "前へ", key="survey.previous", shortcut="K", disabled=previous is None,
            on_click=state.select_item, args=(previous,),
        )  # fmt: skip
        st.button(
            "次へ", key="survey.next", shortcut="J", disabled=following is None,
            on_click=state.select_item, args=(following,),
        )  # fmt: skip
        st.caption(show.escaped(" ＞ ".join(filter(None, item.path))))
    st.subheader(f"{show.escaped(item.number)}　{show.escaped(item.name)}")


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
            on_click=_reviewed,
            args=(desk, item),
        )


def _reviewed(desk: Desk, item: RequirementItem) -> None:
    save(desk, item, {"review": ""})


def _show_features(found: ItemBeside) -> None:
    st.markdown("**今あるもの（対応する現行機能）**")
    for feature in found.features:
        customised = " :orange-badge[カスタマイズ]" if feature.customised else ""
        st.markdown(
            f"{show.escaped(feature.name)}（{show.escaped(feature.system_name)}）{customised}"
        )
        if feature.description:
            st.text(feature.description)
    if not found.features:
        st.caption("対応付けられた現行機能はありません。棚卸しの「対応要件」列で対応付けられます。")


def _show_verdicts(desk: Desk, item: RequirementItem, following: int | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for verdict in (*(v for v in Verdict if v is not Verdict.UNANSWERED), Verdict.UNANSWERED):
            st.button(
                f"{verdict.sign} {verdict.label}",
                key=f"survey.verdict.{verdict.value}",
                shortcut=KEYS[verdict.value],
                type="primary" if item.verdict is verdict else "secondary",
                on_click=_answer,
                args=(desk, item, verdict, following),
            )
        st.toggle("答えたら次へ", value=True, key="survey.go_on", persist_state="session")


def _answer(desk: Desk, item: RequirementItem, verdict: Verdict, following: int | None) -> None:
    saved = save(desk, item, {"verdict": verdict.value})
    if saved and following is not None and st.session_state.get("survey.go_on", True):
        state.select_item(following)


def _form_values(item: RequirementItem) -> dict[str, object]:
    return asdict(item.handling)


def _show_form(desk: Desk, item: RequirementItem) -> None:
    measures = surveying.countermeasures()
    key = f"survey.form.{item.id}.{item.revision}"
    shown = _form_values(item)
    impacts = [i.value for i in (Impact.UNKNOWN, Impact.HIGH, Impact.MEDIUM, Impact.LOW)]

    def field(name: str) -> str:
        return f"{key}.{name}"

    with st.form(key, border=True):
        first, second, third = st.columns([2, 1, 1])
        choices = ["", *measures]
        first.selectbox(
            "対応方針", choices, index=choices.index(item.handling.countermeasure),
            format_func=lambda m: measures.get(m, "（未定）"), key=field("countermeasure"),
        )  # fmt: skip
        for column, name in ((second, "impact_resident"), (third, "impact_staff")):
            column.selectbox(
                FIELD_NAMES[name], impacts, index=impacts.index(str(shown[name])),
                format_func=lambda i: Impact(i).label or "（未判断）", key=field(name),
            )  # fmt: skip
        effort, cost, due = st.columns(3)
        effort.number_input(
            "工数（人日）", min_value=0.0, max_value=100_000.0, step=0.5,
            value=item.handling.effort, key=field("effort"),
        )  # fmt: skip
        cost.number_input(
            "費用（千円）", min_value=0, max_value=100_000_000, step=1,
            value=item.handling.cost, key=field("cost"),
        )  # fmt: skip
        due.date_input(
            "期限", value=item.handling.due or None, format="YYYY/MM/DD", key=field("due")
        )
        st.text_area("備考", value=item.handling.comment, max_chars=4000, key=field("comment"))
        st.form_submit_button(
            "保存", type="primary", shortcut="Ctrl+Enter", on_click=_submit,
            args=(desk, item, shown, field),
        )  # fmt: skip


def _submit(
    desk: Desk, item: RequirementItem, shown: dict[str, object], field: Callable[[str], str]
) -> None:
    typed = {name: st.session_state.get(field(name)) for name in shown}
    typed["due"] = typed["due"].isoformat() if typed["due"] else ""
    save(desk, item, {name: value for name, value in typed.items() if value != shown[name]})


def _show_conflict(desk: Desk, item: RequirementItem) -> None:
    conflict = st.session_state.get(state.CONFLICTS, {}).get(item.id)
    if not conflict:
        return
    with st.container(border=True):
        who = conflict["now"].get("updated_by", "")
        by = show.escaped(f"（{who}）") if who else ""
        st.error(f"**保存していません。** {show.escaped(conflict['why'])}{by}")
        rows = [
            {
                "項目": FIELD_NAMES[name],
                "あなたの入力": shown_value(name, value),
                "今の内容": shown_value(name, conflict["now"].get(name)),
            }
            for name, value in conflict["typed"].items()
        ]
        st.dataframe(rows, hide_index=True)
        with st.container(horizontal=True):
            st.button(
                "自分の入力で上書きする", key=f"survey.mine.{item.id}",
                on_click=_overwrite, args=(desk, item, conflict["typed"]),
            )  # fmt: skip
            st.button(
                "今の内容を採る（自分の入力を捨てる）", key=f"survey.theirs.{item.id}",
                on_click=_drop, args=(item.id,),
            )  # fmt: skip


def _overwrite(desk: Desk, item: RequirementItem, typed: dict[str, object]) -> None:
    save(desk, item, typed)


def _drop(item: int) -> None:
    st.session_state.get(state.CONFLICTS, {}).pop(item, None)


def _show_history(found: ItemBeside) -> None:
    item = found.item
    label = (
        f"履歴（{len(found.history)}件）　最終更新 {shown_time(item.updated_at)} {item.updated_by}"
    )
    with st.expander(label):
        if not found.history:
            st.caption("まだ変更されていません。")
            return
        st.dataframe(
            [
                {
                    "日時": shown_time(entry.at),
                    "操作者": entry.actor,
                    "項目": FIELD_NAMES.get(name, name),
                    "変更前": shown_value(name, entry.before.get(name)),
                    "変更後": shown_value(name, value),
                }
                for entry in found.history
                for name, value in entry.after.items()
            ],
            hide_index=True,
        )
