"""仕様書の取込: file → how it is read, beside the sheet itself; correct, then commit that."""

import hashlib

import streamlit as st

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.ui import show, state
from taiodo.ui.correction import chosen_layout, show_correction, show_keeping
from taiodo.ui.rights import require_page
from taiodo.ui.spec_reading import show_commit, show_imported, show_reading
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import specification
from taiodo.workflow.specification import Layout, SheetLook, SpecReading


@st.cache_resource(scope="session", max_entries=4, show_spinner="読み取っています…")
def read(digest: str, name: str, way: str, _data: bytes, _layout: str | Layout) -> SpecReading:
    """The reading of one file in one way; `way` tells the layouts apart."""
    return specification.preview(_data, name, _layout)


@st.cache_resource(scope="session", max_entries=2, show_spinner=False)
def look(digest: str, name: str, _data: bytes) -> tuple[SheetLook, ...]:
    """The sheets of one file as they stand."""
    return specification.looks(_data, name)


st.title("仕様書の取込")
require_page(Action.IMPORT_SPEC)
st.markdown(
    "府省が公表した標準仕様書のファイルを、公表されたままの形で選んでください。"
    "**どう読まれるかを確かめてから**取り込みます。"
)
desk = state.desk()
file = st.file_uploader(
    "標準仕様書のファイル", type=["xlsx", "xlsm", "xls", "csv", "tsv"],
    max_upload_size=MAX_UPLOAD_MB, key="spec.file",
)  # fmt: skip
if file is None:
    show_imported(desk)
    st.stop()
layouts = {"": "自動判定", **specification.known_layouts()}
named = st.selectbox(
    "読み取り様式", list(layouts), format_func=lambda n: layouts[n] + (f"（{n}）" if n else ""),
    key="spec.named", help="ふつうは自動判定のままで構いません。",
)  # fmt: skip
reading = None
try:
    data = uploaded(file)
    digest = hashlib.sha256(data).hexdigest()
    corrected = chosen_layout(digest)
    sheets = look(digest, file.name, data)
    try:
        layout = corrected or named
        reading = read(digest, file.name, repr(layout), data, layout)
    except Problem as problem:
        show.show_problem(problem)
except Problem as problem:
    show.show_problem(problem)
    st.stop()
if reading is not None:
    show_reading(reading, sheets)
with st.expander("読み方を直す（シート・見出し・列・記号）", expanded=reading is None):
    show_correction(digest, sheets, reading, corrected)
    if corrected is not None:
        show_keeping(corrected)
if reading is not None:
    show_commit(desk, reading)
