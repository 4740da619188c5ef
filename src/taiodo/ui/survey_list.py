"""The survey page's filters and list: which items, in which order, on which page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from taiodo.catalog.requirements import Obligation
from taiodo.survey.answers import ANSWER_RATE_FORMULA, SCORE_FORMULA, AnswerCounts, Verdict
from taiodo.survey.items import ItemFilter, Page, RequirementItem, Sort
from taiodo.survey.progress import FeatureCounts, Progress
from taiodo.survey.stages import Stage
from taiodo.ui import address, show, state
from taiodo.ui.narrowing import MATCHED, hidden_words, show_none_found
from taiodo.ui.package_filter import choose_responses
from taiodo.ui.stage_view import MEANING, STAGES, mark_words, named
from taiodo.ui.thread import COMMENTS, counts_of
from taiodo.workflow import surveying
from taiodo.workflow.conversing import Face
from taiodo.workflow.desk import Desk, today
from taiodo.workflow.surveying import SurveyHeader

PAGE_SIZE = 50
CHAPTERS_KEPT_S = 60.0
OFFICE_THEN = "survey.office"
VERDICTS = [v.value for v in Verdict]
OBLIGATIONS = [o.value for o in Obligation if o is not Obligation.NONE]


@dataclass(frozen=True, slots=True)
class Listing:
    """What the filters chose: the survey, the items wanted and their order."""

    survey: SurveyHeader
    wanted: ItemFilter
    sort: Sort
    descending: bool

    def page(self, desk: Desk) -> Page[RequirementItem]:
        """The page the address or the pagination names, as it is now."""
        return surveying.requirement_page(
            desk, self.wanted, sort=self.sort, descending=self.descending,
            number=address.page_number(), size=PAGE_SIZE,
        )  # fmt: skip


def show_progress(desk: Desk, survey: SurveyHeader, department: str) -> None:
    """Where the survey (or one department of it) stands, each figure with its formula."""
    rows = [
        p
        for p in surveying.progress(desk, survey=survey.id, users=True)
        if not department or p.department == department
    ]
    counts = sum((p.counts for p in rows), AnswerCounts())
    rate = f"{ANSWER_RATE_FORMULA}（{counts.answered:,} ÷ {counts.total:,}件）"
    verdicts = f"適合{counts.fit:,}・一部適合{counts.partial:,}・不適合{counts.gap:,}"
    figures = (
        ("回答率", show.percent(counts.answer_rate), rate),
        ("対応度", show.percent(counts.score), f"{SCORE_FORMULA}　{verdicts}"),
        ("対応方針が未定", f"{sum(p.gaps_open for p in rows):,}件", "判定が不適合・一部適合の要件"),
        ("期限超過", f"{sum(p.overdue for p in rows):,}件", "期限を過ぎて未回答・方針未定の項目"),
    )
    for place, (name, value, meaning) in zip(st.columns(4), figures, strict=True):
        place.metric(name, value, help=meaning)
    st.progress(counts.answer_rate or 0.0)
    _show_faces(survey, department, rows)


def _show_faces(survey: SurveyHeader, department: str, rows: Sequence[Progress]) -> None:
    """Both faces of the gap, each count a link to the rows it counts."""
    base = {"survey": str(survey.id)} | ({"department": department} if department else {})
    features = sum((p.seen if department else p.owned for p in rows), FeatureCounts())
    unmatched = sum(p.unmatched for p in rows)
    forbidden = features.prohibited + sum(p.forbidden for p in rows)
    links = [
        ("gaps", "標準にあって現行にない", sum(p.missing for p in rows), {"face": "missing"}),
        ("gaps", "現行にあって標準にない", features.missing, {"face": "lost"}),
        ("gaps", "実装不可に該当", forbidden, {"face": "prohibited"}),
        ("survey", "対応する現行機能がない要件", unmatched, {"matched": "without"}),
        ("features", "未判定の現行機能", features.total - features.decided,
         {"disposition": "undecided"}),
        ("features", "カスタマイズ", features.customised, {"custom": "true"}),
    ]  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for page, words, count, more in links:
            show.count_link(page, f"{words} {count:,}件", base | more)


def choose_items(desk: Desk, survey: SurveyHeader) -> Listing:
    """The filters (each in the address), and what they choose."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "語句で探す（全角・半角は区別しません）", key="q", bind="query-params", width=300
        )
        verdicts = address.some_of(
            "判定",
            VERDICTS,
            key="verdict",
            format_func=lambda v: f"{Verdict(v).sign} {Verdict(v).label}",
            placeholder="すべて",
            width=260,
        )
        with st.popover("絞り込み・並べ替え", icon=":material/tune:"):
            rest = _more_filters(desk, survey)
    wanted = replace(rest.wanted, text=text, verdicts=tuple(Verdict(v) for v in verdicts))
    _say_narrowed(wanted)
    return replace(rest, wanted=wanted)


def _more_filters(desk: Desk, survey: SurveyHeader) -> Listing:
    department = choose_department(desk)
    obligations = address.some_of(
        "実装類型",
        OBLIGATIONS,
        key="class",
        format_func=lambda o: Obligation(o).label,
        placeholder="すべて",
    )
    chapter = address.one_of(
        "章（大項目）",
        ["", *_chapters(desk, desk.store.url, survey.id)],
        key="chapter",
        format_func=lambda c: c or "すべて",
    )
    stages = choose_stages()
    only_open = st.toggle("対応方針が未定のものだけ", key="open", bind="query-params")
    only_late = st.toggle("期限超過のものだけ", key="late", bind="query-params")
    review = st.toggle("要再確認のものだけ", key="review", bind="query-params")
    package, responses = choose_responses(desk, survey)
    matched = address.one_of(
        "現行機能の対応", list(MATCHED), key="matched", format_func=MATCHED.__getitem__
    )
    sort = address.one_of(
        "並べ替え", [s.value for s in Sort], key="sort", format_func=lambda s: Sort(s).label
    )
    descending = st.toggle("逆順", key="desc", bind="query-params")
    wanted = ItemFilter(
        survey=survey.id,
        department=department,
        obligations=tuple(Obligation(o) for o in obligations),
        chapter=chapter,
        open_gaps=only_open,
        overdue_on=today().isoformat() if only_late else "",
        review=review,
        package=package,
        responses=responses,
        matched=None if not matched else matched == "with",
        stages=stages,
    )
    return Listing(survey, wanted, Sort(sort), descending)


def choose_department(desk: Desk, **look: Any) -> str:
    """The department a list is narrowed to: the address's, else the one of the sidebar."""
    mine = state.my_department()
    if st.session_state.get(OFFICE_THEN, mine) != mine:
        st.session_state["department"] = mine
    st.session_state[OFFICE_THEN] = mine
    return address.one_of(
        "所管課", ["", *surveying.departments(desk)], key="department", default=mine,
        format_func=lambda d: d or "すべて", **look,
    )  # fmt: skip


def choose_stages(**look: Any) -> tuple[Stage, ...]:
    """The stages of answers a list is narrowed to, in the address."""
    chosen = address.some_of(
        "回答の段階", STAGES, key="stage", format_func=named, placeholder="すべて", help=MEANING,
        **look,
    )  # fmt: skip
    return tuple(Stage(s) for s in chosen)


@st.cache_data(ttl=CHAPTERS_KEPT_S, max_entries=200, show_spinner=False)
def _chapters(_desk: Desk, database: str, survey: int) -> tuple[str, ...]:
    """The chapters of a survey, which only a new edition changes, for everybody."""
    return surveying.chapters(_desk, survey)


def _say_narrowed(wanted: ItemFilter) -> None:
    """Which hidden filters are at work, so that a short list surprises nobody."""
    if words := hidden_words(wanted):
        st.caption(show.escaped("絞り込み中: " + "、".join(words)))


def show_listed(desk: Desk, listing: Listing) -> Page[RequirementItem]:
    """Where the survey stands, how many items the filters choose, and the page of them."""
    show_progress(desk, listing.survey, listing.wanted.department)
    page = listing.page(desk)
    show_pages(page)
    if not page.items:
        show_none_found(
            desk, listing.wanted, "項目", "survey",
            lambda wanted: surveying.requirement_page(desk, wanted, size=1).total,
        )  # fmt: skip
    return page


def show_pages(page: Page[RequirementItem]) -> None:
    """How many items there are, and the way to the other pages."""
    with st.container(horizontal=True, vertical_alignment="center"):
        first = (page.number - 1) * page.size + 1 if page.total else 0
        last = first + len(page.items) - 1 if page.total else 0
        st.caption(f"{page.total:,}件のうち {first:,}～{last:,}件目")
        if page.pages > 1:
            st.pagination(page.pages, key="page", bind="query-params", max_visible_pages=7)


def show_list(desk: Desk, page: Page[RequirementItem], selected: int | None) -> int | None:
    """The list; the item a person picked, else the one in the address, else the first."""
    if selected is None and page.items:
        selected = page.items[0].id
    rows = pd.DataFrame(
        {
            "": ["▶" if i.id == selected else "" for i in page.items],
            "判定": [f"{i.verdict.sign} {i.verdict.label}" for i in page.items],
            "番号": [i.number for i in page.items],
            "機能名称": [i.name for i in page.items],
            "段階": [mark_words(i.stage) for i in page.items],
            "話": counts_of(desk, Face.REQUIREMENT, [i.id for i in page.items]),
            "類型": [i.obligation.label for i in page.items],
        }
    )
    event = st.dataframe(
        rows,
        hide_index=True,
        height=min(760, 38 + 35 * len(page.items)),
        key="survey.list",
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "": st.column_config.TextColumn(width=20),
            "判定": st.column_config.TextColumn(width=84),
            "機能名称": st.column_config.TextColumn(width=190),
            "段階": st.column_config.TextColumn(width=56, help=MEANING),
            "話": COMMENTS,
        },
    )
    return picked_item("survey", event["selection"]["rows"], [i.id for i in page.items], selected)


def picked_item(place: str, rows: Sequence[int], ids: Sequence[int], now: int | None) -> int | None:
    """The item of the row just picked; a pick made before does not count again."""
    signature = (tuple(ids), tuple(rows))
    seen = f"{place}.picked"
    if rows and rows[0] < len(ids) and signature != st.session_state.get(seen):
        st.session_state[seen] = signature
        return ids[rows[0]]
    return now
