"""業務と標準仕様: operations that apply, the edition held, and starting a survey."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.problems import Problem
from taiodo.ui import address, show, state
from taiodo.ui.edition_view import choose_edition, show_laying_over, show_requirements
from taiodo.ui.rights import may, why_not
from taiodo.workflow import surveying
from taiodo.workflow.catalogue import OperationStanding, operations

st.title("業務と標準仕様")
desk = state.desk()
standings = operations(desk)
open_surveys = {(s.operation, s.edition.edition): s for s in surveying.surveys(desk)}


def held_edition(edition: Edition) -> str:
    """The best edition at hand with what it is; an outline has no number of its own."""
    if edition.kind is EditionKind.OUTLINE:
        return edition.kind.mark
    return f"{edition.edition}（{edition.kind.mark or '取込済'}）"


def row(standing: OperationStanding) -> dict[str, object]:
    """One operation as the table shows it."""
    best = standing.editions[0] if standing.editions else None
    unsure = "（推定）" if standing.department_unconfirmed and standing.department else ""
    return {
        "業務": standing.operation.name,
        "手元の版": held_edition(best) if best else "なし",
        "調査": "○ 開始済" if any(o == standing.operation.id for o, _ in open_surveys) else "－",
        "移行時期": standing.phase or "－",
        "切替予定日": show.day(standing.cutover) or "未定",
        "所管課": f"{standing.department}{unsure}" or "未定",
        "対象": "○ 対象" if standing.applicable else "－ 対象外",
        "最新版（参考）": f"{standing.operation.known_edition or '不明'}"
        f"（{standing.operation.known_edition_certainty.label}）",
        "所管府省": standing.operation.ministry,
        "業務ID": "・".join(standing.operation.business_ids),
    }


applying = [s for s in standings if s.applicable]
of_2021 = [s for s in applying if s.operation.since == 2021]
first, second, third = st.columns(3)
first.metric("対象業務", f"{len(applying)} / {len(standings)}業務")
second.metric("うち2021年の17業務", f"{len(of_2021)}業務")
held = sum(bool(s.editions) and s.editions[0].kind.value == "official" for s in applying)
third.metric("標準仕様書を取り込んだ業務", f"{held}業務")
show.table([row(s) for s in standings], {"調査": st.column_config.TextColumn(width=100)})

st.header("要件を読む・調査を始める")
by_id = {s.operation.id: s for s in standings}
chosen = address.one_of(
    "業務", list(by_id), key="operation", format_func=lambda o: by_id[o].operation.name
)
standing = by_id[chosen]
edition = choose_edition(standing)
if edition is None:
    show.nothing_yet("この業務の版はまだありません。", "spec_import", "仕様書を取り込む")
    st.stop()
show.provisional_notice(edition)
if (chosen, edition.edition) in open_surveys:
    survey = open_surveys[chosen, edition.edition]
    st.page_link(
        show.page_path("survey"),
        label=f"{survey.title}の調査へ",
        icon=":material/checklist:",
        query_params={"survey": str(survey.id)},
    )
elif edition.kind is EditionKind.SUPPLEMENT:
    show_laying_over(desk, chosen, edition)
elif st.button(
    "この版で対応度調査を始める", type="primary", help=why_not(Action.OPEN_SURVEY),
    disabled=not standing.applicable or not may(Action.OPEN_SURVEY),
):  # fmt: skip
    try:
        opened = surveying.open_survey(desk, chosen, edition.edition)
        st.switch_page(show.page_path("survey"), query_params={"survey": str(opened.id)})
    except Problem as problem:
        show.show_problem(problem)
if not standing.applicable:
    st.caption("この自治体の区分では、標準化対象業務ではありません。")
show_requirements(desk, edition)
