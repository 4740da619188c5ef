"""パッケージ比較: vendors' replies side by side, what stands out first."""

from functools import partial

import streamlit as st

from taiodo.ui import address, show, state
from taiodo.ui.comparison import XLSX
from taiodo.ui.package_view import choose_rows, show_classes, show_rows, show_standings
from taiodo.workflow import package_comparison, package_tables, reporting
from taiodo.workflow.package_comparison import ComparedFilter

st.title("パッケージ比較")
desk = state.desk()
targets = {
    f"{r.operation}:{r.edition.edition}": r for r in package_comparison.replied_editions(desk)
}
if not targets:
    show.nothing_yet(
        "パッケージの回答はまだありません。**パッケージ回答の授受**で回答様式を事業者に送り、"
        "戻ってきた回答を取り込むと、ここで比べられます。",
        "package_import",
        "パッケージ回答の授受へ",
    )
    st.stop()
target = address.one_of(
    "業務と版", list(targets), key="target", width=420,
    format_func=lambda t: f"{targets[t].title}（回答{targets[t].replies}社）",
)  # fmt: skip
chosen = targets[target]
show.provisional_notice(chosen.edition)
summary = st.container()
known = package_comparison.packages_of(desk, chosen.operation, chosen.edition.edition)
wanted = choose_rows([(package.id, package.title) for package in known])
with show.explained():
    found = package_comparison.compared(
        desk, chosen.operation, chosen.edition.edition, wanted, number=address.page_number()
    )


def written(narrowed: ComparedFilter) -> bytes:
    """The comparison as a workbook, written when it is asked for."""
    edition = chosen.edition.edition
    report = package_tables.comparison(desk, chosen.operation, edition, narrowed)
    return reporting.handed_out(desk, report, "xlsx")


with summary:
    show_standings(found.standings)
    show_classes(found.standings)
show_rows(found)
st.download_button(
    "比較表（.xlsx、今の絞り込みで）", partial(written, wanted),
    f"{found.title}_パッケージ比較表.xlsx", XLSX, icon=":material/download:", key="packages.xlsx",
)  # fmt: skip
