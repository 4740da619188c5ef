"""Downloads of a report and a look at what stands in it."""

from functools import partial

import streamlit as st

from taiodo.report.charts import bar_chart
from taiodo.report.content import Report
from taiodo.ui import show
from taiodo.workflow import reporting
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


def show_downloads(desk: Desk, report: Report) -> None:
    """A button per format; the file is written when it is asked for."""
    with st.container(horizontal=True):
        for kind, (label, mime) in FORMATS.items():
            st.download_button(
                label,
                partial(reporting.handed_out, desk, report, kind),
                reporting.file_name(report, kind),
                mime,
                type="primary" if kind == "docx" else "secondary",
                icon=":material/download:",
                key=f"reports.{kind}",
            )


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
