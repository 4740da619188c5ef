"""What a list is narrowed to, in words; and what to do when that leaves nothing."""

from collections.abc import Callable, Sequence

import streamlit as st

from taiodo.survey.items import ItemFilter
from taiodo.ui import show
from taiodo.ui.survey_choice import having
from taiodo.workflow.desk import Desk

MATCHED = {"": "すべて", "with": "対応する現行機能がある", "without": "対応する現行機能がない"}
DEPARTMENT = "department"
RESTS: dict[str, object] = {
    "q": "", "verdict": [], "disposition": [], "class": [], "stage": [], "state": [],
    "response": [], "chapter": "", "system": "", "matched": "", "open": False, "late": False,
    "review": False, "custom": False,
}  # fmt: skip
"""The filters of the lists by their keys, each with the value that narrows nothing."""


def hidden_words(wanted: ItemFilter) -> list[str]:
    """The filters at work that do not stand open on the page of requirements."""
    words = [
        wanted.department,
        *(o.label for o in wanted.obligations),
        *(s.label for s in wanted.stages),
        wanted.chapter,
        "対応方針が未定" if wanted.open_gaps else "",
        "期限超過" if wanted.overdue_on else "",
        "要再確認" if wanted.review else "",
        *(f"パッケージ {r.label}" for r in wanted.responses),
        "" if wanted.matched is None else MATCHED["with" if wanted.matched else "without"],
    ]
    return [w for w in words if w]


def all_words(wanted: ItemFilter) -> list[str]:
    """Every filter at work."""
    words = [
        f"語句「{wanted.text}」" if wanted.text else "",
        *(f"判定 {v.label}" for v in wanted.verdicts),
        *(f"扱い {d.label}" for d in wanted.dispositions),
        *(f"対応付け {s.label}" for s in wanted.states),
        "現行システム" if wanted.system else "",
        "★ カスタマイズ" if wanted.customised else "",
    ]
    return [*hidden_words(wanted), *(w for w in words if w)]


def show_none_found(
    desk: Desk,
    wanted: ItemFilter,
    noun: str,
    page: str,
    count: Callable[[ItemFilter], int],
) -> None:
    """Say which filters leave nothing of the list, and offer to lift them or to go elsewhere.

    `count` says how many items a filter shows; `page` is the list's page for its links.
    """
    words = all_words(wanted)
    total = count(ItemFilter(survey=wanted.survey))
    with st.container(border=True, key=f"{page}.none"):
        st.markdown(
            f"**条件に合う{noun}はありません。** 絞り込み中: {show.escaped('、'.join(words))}"
        )
        own = count(ItemFilter(survey=wanted.survey, department=wanted.department))
        if wanted.department and not own:
            _show_elsewhere(desk, wanted.department, noun, page)
        with st.container(horizontal=True):
            if own and len(words) > bool(wanted.department):
                kept = f"{wanted.department}の" if wanted.department else ""
                _lift(f"{kept}{noun} {own:,}件をすべて見る", f"{page}.lift", RESTS)
            if wanted.department and total:
                _lift(
                    f"すべての課の{noun} {total:,}件を見る", f"{page}.lift_department",
                    RESTS | {DEPARTMENT: ""},
                )  # fmt: skip


def _show_elsewhere(desk: Desk, department: str, noun: str, page: str) -> None:
    """The surveys that do have items of the department, as links."""
    st.markdown(f"{show.escaped(department)}の{noun}は、この調査にありません。")
    found = having(desk, department, features=page == "features")
    links: Sequence[tuple[str, dict[str, str]]] = [
        (f"{s.title}（{n:,}件）", {"survey": str(s.id), DEPARTMENT: department}) for s, n in found
    ]
    if links:
        st.caption("ある調査:")
        show.count_links(page, links)
    else:
        show_nothing_anywhere(department)


def show_nothing_anywhere(department: str) -> None:
    """No survey under way has items of the department."""
    name = show.escaped(department or "自分の課（未登録）")
    st.info(
        f"{name}の項目は、進行中のどの調査にもありません。"
        "担当の割り当ては、情報システム課に聞いてください。"
    )


def _lift(words: str, key: str, rests: dict[str, object]) -> None:
    # The list may be a fragment of its own; its filters are not.
    if st.button(words, key=key, icon=":material/filter_alt_off:", on_click=_reset, args=(rests,)):
        st.rerun()


def _reset(rests: dict[str, object]) -> None:
    for key, value in rests.items():
        if key in st.session_state:
            st.session_state[key] = value
