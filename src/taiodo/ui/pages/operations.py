"""業務と標準仕様: operations that apply, the edition held, and starting a survey."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.catalog.editions import EditionKind
from taiodo.problems import Problem
from taiodo.ui import address, show, state
from taiodo.ui.edition_view import (
    choose_edition,
    operation_row,
    show_laying_over,
    show_requirements,
)
from taiodo.ui.rights import may, why_not
from taiodo.workflow import surveying
from taiodo.workflow.catalogue import operations

st.title("業務と標準仕様")
desk = state.desk()
standings = operations(desk)
open_surveys = {(s.operation, s.edition.edition): s for s in surveying.surveys(desk)}
surveyed = {operation for operation, _ in open_surveys}
applying = [s for s in standings if s.applicable]
of_2021 = [s for s in applying if s.operation.since == 2021]
first, second, third = st.columns(3)
first.metric("対象業務", f"{len(applying)} / {len(standings)}業務")
second.metric("うち2021年の17業務", f"{len(of_2021)}業務")
held = sum(bool(s.editions) and s.editions[0].kind.value == "official" for s in applying)
third.metric("標準仕様書を取り込んだ業務", f"{held}業務")
show.table(
    [operation_row(s, surveyed) for s in standings],
    {"調査": st.column_config.TextColumn(width=100)},
)

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
    st.caption("この自治体の区分では標準化対象業務ではありません。")
show_requirements(desk, edition)
