"""仕様書の取込: file → how it is read, then commit exactly that."""

import streamlit as st

from taiodo.problems import Problem
from taiodo.ui import show, state
from taiodo.ui.spec_reading import show_commit, show_imported, show_reading
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import specification

st.title("仕様書の取込")
st.markdown(
    "府省が公表した標準仕様書のExcelを、公表されたままの形で選んでください。"
    "**どう読まれるかを確かめてから**取り込みます。"
)
desk = state.desk()
file = st.file_uploader(
    "標準仕様書のファイル", type=["xlsx", "xlsm"], max_upload_size=MAX_UPLOAD_MB, key="spec.file"
)
if file is None:
    show_imported(desk)
    st.stop()
kept = st.session_state.get("spec.reading")
if kept is None or kept[0] != file.file_id:
    try:
        with st.spinner("読み取っています…"):
            kept = (file.file_id, specification.preview(uploaded(file), file.name))
    except Problem as problem:
        show.show_problem(problem)
        st.stop()
    st.session_state["spec.reading"] = kept
reading = kept[1]
show_reading(reading)
show_commit(desk, reading)
