"""パッケージ回答の授受: the blank form out to vendors, and their replies in."""

import hashlib
import io

import streamlit as st

from taiodo.problems import Problem
from taiodo.ui import address, show, state
from taiodo.ui.comparison import XLSX
from taiodo.ui.package_reply import (
    PLACE,
    given_layout,
    given_symbols,
    show_commit,
    show_correction,
    show_reading,
    show_replies,
    show_symbols,
)
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import packages, specification
from taiodo.workflow.catalogue import operations


def form() -> bytes:
    """The blank form, written when it is asked for."""
    target = io.BytesIO()
    packages.write_form(desk, operation, edition, target)
    return target.getvalue()


st.title("パッケージ回答の授受")
st.markdown("回答様式を事業者に送り、戻ってきた回答（事業者独自の様式でもよい）を取り込みます。")
desk = state.desk()
held = {s.operation.id: s for s in operations(desk) if s.applicable and s.editions}
with st.container(horizontal=True, vertical_alignment="bottom"):
    operation = address.one_of(
        "業務", list(held), key="operation", width=280,
        format_func=lambda o: held[o].operation.name,
    )  # fmt: skip
    editions = {e.edition: e for e in held[operation].editions}
    edition = address.one_of(
        "版", list(editions), key="edition", width=320,
        format_func=lambda e: f"{e}（{editions[e].kind.label}）",
    )  # fmt: skip
    st.download_button(
        "回答様式（.xlsx）", form,
        packages.form_name(packages.municipality(desk), held[operation].operation.name,
                           editions[edition]),
        XLSX, icon=":material/download:", key="package.form",
    )  # fmt: skip
file = st.file_uploader(
    "事業者の回答ファイル", type=["xlsx", "xlsm", "xls", "csv", "tsv"],
    max_upload_size=MAX_UPLOAD_MB, key="package.file",
)  # fmt: skip
show.show_outcome(PLACE)
if file is not None:
    found = None
    with show.explained():
        data = uploaded(file)
        looks = specification.looks(data, file.name)
    digest = hashlib.sha256(data).hexdigest()
    try:
        found = packages.preview(
            desk, data, file.name, operation=operation, edition=edition,
            symbols=given_symbols(digest), layout=given_layout(digest),
        )  # fmt: skip
        show_reading(found)
        show_symbols(found, digest)
    except Problem as problem:
        show.show_problem(problem)
    with st.expander("読み方を直す（シート・見出し・列）", expanded=found is None):
        show_correction(looks, digest)
    if found is not None:
        show_commit(desk, found)
show_replies(desk)
