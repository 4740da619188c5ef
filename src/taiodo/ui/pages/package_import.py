"""パッケージ回答の授受: the blank form out to vendors, and their replies in."""

import hashlib

import streamlit as st

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.ui import show, state
from taiodo.ui.package_file import choose_target, look, read
from taiodo.ui.package_reply import (
    PLACE,
    show_commit,
    show_correction,
    show_reading,
    show_replies,
    show_symbols,
)
from taiodo.ui.rights import require_page
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded

st.title("パッケージ回答の授受")
require_page(Action.REPLY_PACKAGE)
st.markdown("回答様式を事業者に送り、戻ってきた回答（事業者独自の様式でもよい）を取り込みます。")
desk = state.desk()
target = choose_target(desk)
file = st.file_uploader(
    "事業者の回答ファイル", type=["xlsx", "xlsm", "xls", "csv", "tsv"],
    max_upload_size=MAX_UPLOAD_MB, key="package.file",
)  # fmt: skip
show.show_outcome(PLACE)
if file is not None:
    found = None
    with show.explained():
        data = uploaded(file)
        digest = hashlib.sha256(data).hexdigest()
        looks = look(digest, file.name, data)
    try:
        found = read(desk, target, data, file.name, digest)
        show_reading(found)
        show_symbols(found, digest)
    except Problem as problem:
        show.show_problem(problem)
    with st.expander("読み方を直す（シート・見出し・列）", expanded=found is None):
        show_correction(looks, digest)
    if found is not None:
        show_commit(desk, found)
show_replies(desk)
