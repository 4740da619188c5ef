"""Downloads of a report and a look at what stands in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from taiodo.report.charts import bar_chart
from taiodo.report.content import Report
from taiodo.ui import address, show
from taiodo.workflow import current, impact_reporting, plan_report, reporting, surveying
from taiodo.workflow.desk import Desk

FORMATS = {
    "docx": (
        "Word（.docx）",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (
        "Excel（.xlsx）",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "html": ("HTML（.html）", "text/html"),
}


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report of the page.

    `choose` shows what can be chosen for it and gives the choice, None when there is nothing to
    report yet; `make` gathers it, with its pictures only for a file (`drawn`).
    """

    title: str
    meaning: str
    choose: Callable[[Desk], str | None]
    make: Callable[[Desk, date, str, bool], Report]


def _choose_operation(desk: Desk) -> str | None:
    names = {s.operation: s.operation_name for s in surveying.surveys(desk)}
    if not names:
        show.nothing_yet(
            "報告する対応度調査がまだありません。**業務と標準仕様**で調査を始めてください。",
            "operations",
            "業務と標準仕様へ",
        )
        return None
    return address.one_of(
        "業務", ["", *names], key="operation", width=280,
        format_func=lambda o: names.get(o, "すべての業務"),
    )  # fmt: skip


def _choose_system(desk: Desk) -> str | None:
    names = {s.id: s.name for s in current.inventory(desk).systems}
    if not names:
        show.nothing_yet(
            "報告する現行システムがまだありません。棚卸しを取り込んでください。",
            "systems",
            "現行システムへ",
        )
        return None
    return address.one_of(
        "起点のシステム", ["", *names], key="system", width=280,
        format_func=lambda s: names.get(s, "移行するすべてのシステム"),
    )  # fmt: skip


def _fitgap(desk: Desk, day: date, operation: str, _drawn: bool) -> Report:
    return reporting.fitgap(desk, as_of=day, operation=operation)


def _impact(desk: Desk, day: date, system: str, drawn: bool) -> Report:
    chosen = (system,) if system else ()
    return impact_reporting.impact(desk, as_of=day, systems=chosen, drawn=drawn)


def _plan(desk: Desk, day: date, _nothing: str, drawn: bool) -> Report:
    return plan_report.plan(desk, as_of=day, drawn=drawn)


KINDS = {
    "fitgap": ReportKind(
        "対応度調査報告書",
        "回答率・対応度、章と所管課ごとの判定、両面のギャップと対応方針をまとめた報告書です。",
        _choose_operation,
        _fitgap,
    ),
    "impact": ReportKind(
        "影響範囲・暫定連携報告書",
        "影響を受けるシステムと図、暫定連携、改修対象、国の標準連携との比較をまとめた報告書です。",
        _choose_system,
        _impact,
    ),
    "plan": ReportKind(
        "移行計画報告書",
        "現行計画と版、計画表と進行管理、日程と遅れ、計画案の比較、標準化対象外のシステム、"
        "費用をまとめた報告書です。",
        lambda _: "",
        _plan,
    ),
}
"""What can be written, by the word in the address."""


def show_downloads(desk: Desk, report: Report, make: Callable[[], Report]) -> None:
    """A button per format; the file is made and written when it is asked for."""
    with st.container(horizontal=True):
        for kind, (label, mime) in FORMATS.items():
            st.download_button(
                label,
                partial(_handed_out, desk, make, kind),
                reporting.file_name(report, kind),
                mime,
                type="primary" if kind == "docx" else "secondary",
                icon=":material/download:",
                key=f"reports.{report.title}.{kind}",
            )


def _handed_out(desk: Desk, make: Callable[[], Report], kind: str) -> bytes:
    return reporting.handed_out(desk, make(), kind)


def show_preview(report: Report) -> None:
    """The notices, and the first section with its figures and chart."""
    for notice in report.notices:
        st.warning(show.escaped(notice), icon=":material/edit_note:")
    first = report.sections[0]
    st.header(first.heading)
    for words in first.paragraphs:
        st.markdown(show.escaped(words))
    for chart in first.charts:
        st.altair_chart(bar_chart(chart), theme=None)
    show.table([dict(zip(("指標", "値", "算式"), f, strict=True)) for f in first.figures])
