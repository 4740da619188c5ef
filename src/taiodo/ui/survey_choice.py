"""Which survey is worked on: the address's, else the first with items of the department shown."""

from collections.abc import Sequence

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import address, show, state
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk
from taiodo.workflow.sheets import Standing
from taiodo.workflow.surveying import SurveyHeader

KEY = "survey"


def choose_survey(desk: Desk, *, features: bool = False) -> SurveyHeader | None:
    """The survey to work on, by the address (?survey=…) or the selector.

    Where neither says anything yet: the first that has items (with `features`: current features) of
    the department shown.
    """
    found = {str(s.id): s for s in surveying.surveys(desk)}
    if not found:
        show.nothing_yet(
            "まだ調査がありません。**業務と標準仕様**の画面で業務を選び、調査を始めてください。",
            "operations",
            "業務と標準仕様へ",
        )
        return None
    chosen = address.one_of(
        "調査",
        list(found),
        key=KEY,
        default=_first(desk, found, features=features),
        format_func=lambda key: found[key].title,
        filter_mode="contains",
        persist_state="session",
    )
    return found[chosen]


def _first(desk: Desk, found: dict[str, SurveyHeader], *, features: bool) -> str:
    known = {str(st.query_params.get(KEY)), str(st.session_state.get(KEY))}
    if known & set(found):
        return ""
    return next((str(s.id) for s, _ in having(desk, state.my_department(), features=features)), "")


def having(
    desk: Desk, department: str, *, features: bool = False
) -> tuple[tuple[SurveyHeader, int], ...]:
    """The surveys with items (with `features`: current features) of a department, and how many.

    Those that count stand first; nothing for no department.
    """
    if not department:
        return ()
    counts = {
        (p.operation, p.edition): p.seen.total if features else p.counts.total
        for p in surveying.progress(desk, users=features)
        if p.department == department
    }
    held = ((s, counts.get((s.operation, s.edition.edition), 0)) for s in surveying.surveys(desk))
    return tuple(sorted(((s, n) for s, n in held if n), key=lambda pair: pair[0].superseded))


def to_send(desk: Desk, found: Sequence[Standing], department: str) -> list[Standing]:
    """What the person may send, the surveys with items of the department shown first."""
    first = {s.survey.id for s in found if s.department == department}
    may = [s for s in found if desk.person.may(Action.MERGE_SHEET, departments=[s.department])]
    return sorted(may, key=lambda s: s.survey.id not in first)
