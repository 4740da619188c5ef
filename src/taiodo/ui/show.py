"""Small pieces every page shows the same way."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from taiodo.catalog.compare import marked_words
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.plan.calendar import wareki
from taiodo.problems import Finding, Problem, Severity

FINDING_COLUMNS = ("重さ", "場所", "内容", "直し方")
FINDINGS_IN_FULL = 20


@contextmanager
def explained() -> Iterator[None]:
    """Show a Problem where it happens and stop the page there."""
    try:
        yield
    except Problem as problem:
        show_problem(problem)
        st.stop()


def show_problem(problem: Problem) -> None:
    """A refusal: what, where, what to do, and the findings behind it."""
    place = f"\n\n場所: {escaped(problem.where)}" if problem.where else ""
    mend = f"\n\n**どうすればよいか**: {escaped(problem.advice)}" if problem.advice else ""
    st.error(f"**{escaped(problem.message)}**{place}{mend}", icon=":material/error:")
    if problem.findings:
        show_findings(problem.findings)


def show_findings(findings: Sequence[Finding]) -> None:
    """Findings as a table, errors first."""
    rank = list(Severity)
    ordered = sorted(findings, key=lambda f: rank.index(f.severity))
    rows = [(f.severity.label, f.where, f.message, f.advice) for f in ordered]
    frame = pd.DataFrame(rows, columns=FINDING_COLUMNS)
    if len(rows) <= FINDINGS_IN_FULL:
        st.table(frame.map(escaped), hide_index=True)
    else:
        wide = st.column_config.TextColumn(width="large")
        columns = {"重さ": st.column_config.TextColumn(width=60), "内容": wide, "直し方": wide}
        st.dataframe(frame, hide_index=True, height=400, column_config=columns)


def escaped(words: str) -> str:
    """Words from files and people, so that Markdown shows them as they are."""
    signs = set("\\`*_{}[]()#+-.!|<>$~:")
    return "".join(f"\\{c}" if c in signs else c for c in words)


_ADDRESS = re.compile(r"https?://[^\s()<>\[\]\"'`]+")


def linked(words: str, address: str) -> str:
    """Words as a link, in Markdown; words and address as they are where that is no web address."""
    if _ADDRESS.fullmatch(address):
        return f"[{escaped(words)}]({address})"
    return escaped(" ".join(filter(None, (words, address))))


def plain_block(words: str) -> None:
    """Text of a requirement: line breaks kept, nothing interpreted."""
    st.text(words or "（要件文は取り込まれていません）")


_MARKS = {"gone": "del", "come": "ins", "kept": "span"}


def marked_block(old: str, new: str) -> None:
    """The new text with the words that went struck out and those that came underlined."""
    words = (
        f"<{_MARKS[w.state]}>{escape(w.text)}</{_MARKS[w.state]}>" for w in marked_words(old, new)
    )
    st.html(f'<div class="marked">{"".join(words)}</div>')


WRAPPED, TALL = 66, 86
"""Heights of rows, in pixels, for three and four lines of text; Streamlit wraps above 64."""


def table(
    rows: Sequence[Mapping[str, object]],
    columns: Mapping[str, Any] | None = None,
    *,
    row_height: int | None = None,
    height: int = 460,
) -> None:
    """Rows as a table: up to twenty in full, more in a box that scrolls; － where nothing is.

    Text is wrapped where `row_height` (pixels) has room for it; `height` is that of the box.
    """
    st.dataframe(
        pd.DataFrame(list(rows)),
        hide_index=True,
        height="content" if len(rows) <= 20 else height,
        row_height=row_height,
        placeholder="－",
        column_config=dict(columns or {}),
    )


def percent(share: float | None) -> str:
    """A share as people read it; － when nothing can be said yet."""
    return "－" if share is None else f"{share:.1%}"


def day(iso: str) -> str:
    """An ISO date in 和暦, "" for none, other words as they are."""
    try:
        return wareki(date.fromisoformat(iso)) if iso else ""
    except ValueError:
        return iso


def provisional_notice(edition: Edition) -> None:
    """Says at a glance that an edition is not the national specification."""
    if edition.kind is EditionKind.OUTLINE:
        st.warning(
            "**概略・未確認**：これは国の標準仕様書ではありません。根拠法令と一般的な事務手順から作った"
            "概略機能一覧です。標準仕様書を取り込むまでの予備調査に使ってください。",
            icon=":material/edit_note:",
        )
    elif edition.kind is EditionKind.HEADINGS:
        st.warning(
            "**見出しのみ**：標準仕様書の章節と機能名称だけで、要件文はまだ取り込まれていません。",
            icon=":material/edit_note:",
        )


def nothing_yet(words: str, page: str = "", label: str = "") -> None:
    """An empty state: what is missing and the link to what to do next."""
    with st.container(border=True):
        st.markdown(words)
        if page:
            st.page_link(page_path(page), label=label, icon=":material/arrow_forward:")


def count_links(page: str, links: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """Counts in a row, each a link to the rows it counts: (words with the count, query)."""
    with st.container(horizontal=True, gap="small"):
        for words, query in links:
            count_link(page, words, query)


def count_link(page: str, words: str, query: Mapping[str, str]) -> None:
    """One such link."""
    st.page_link(page_path(page), label=escaped(words), query_params=dict(query), width="content")


def address_of(page: str, **query: object) -> str:
    """A link within the application, as columns of links want it."""
    return f"/{page.replace('_', '-')}?{urlencode({k: str(v) for k, v in query.items()})}"


def page_path(name: str) -> str:
    """The path of a file page, as st.page_link and st.switch_page want it."""
    from taiodo.ui.navigation import PAGES

    return str(PAGES / f"{name}.py")


@contextmanager
def outcome_kept(place: str, done: str) -> Iterator[None]:
    """In a callback: keep what became of an act, for `show_outcome` to show after the rerun."""
    try:
        yield
    except Problem as problem:
        st.session_state[f"{place}.outcome"] = problem
    else:
        st.session_state[f"{place}.outcome"] = done


def show_outcome(place: str) -> None:
    """What became of the last act of this place, once."""
    outcome = st.session_state.pop(f"{place}.outcome", None)
    if isinstance(outcome, Problem):
        show_problem(outcome)
    elif outcome:
        st.success(outcome, icon=":material/check:")
