"""仕様書の取込: file → how it is read, then commit exactly that."""

import pandas as pd
import streamlit as st

from taiodo.catalog.requirements import BindingKind
from taiodo.problems import Problem, errors
from taiodo.ui import show, state
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import specification
from taiodo.workflow.catalogue import operations

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
    if done := st.session_state.pop("spec.done", None):
        st.success(done)
        st.page_link(show.page_path("operations"), label="業務と標準仕様で調査を始める")
    st.stop()
try:
    with st.spinner("読み取っています…"):
        reading = specification.preview(uploaded(file), file.name)
except Problem as problem:
    show.show_problem(problem)
    st.stop()

st.header("読み取り結果")
first, second, third = st.columns(3)
first.metric("要件", f"{len(reading.requirements):,}件")
second.metric("誤り", f"{len(errors(reading.findings)):,}件")
third.metric("様式", reading.layout)
left, right = st.columns(2)
with left:
    st.subheader("列の対応")
    st.dataframe(
        pd.DataFrame(reading.columns.items(), columns=["列", "読み取る項目"]), hide_index=True
    )
with right:
    st.subheader("実装類型ごとの件数")
    labels = sorted({r.obligation_for(k).label for r in reading.requirements for k in BindingKind})
    st.dataframe(
        pd.DataFrame(
            {
                "実装類型": labels,
                **{
                    k.label: [
                        sum(r.obligation_for(k).label == label for r in reading.requirements)
                        for label in labels
                    ]
                    for k in BindingKind
                },
            }
        ),
        hide_index=True,
    )
if reading.findings:
    st.subheader("気づいたこと")
    show.show_findings(reading.findings)
st.subheader("読み取った要件（先頭100件）")
st.dataframe(
    pd.DataFrame(
        {
            "場所": [r.where for r in reading.requirements[:100]],
            "番号": [r.number for r in reading.requirements[:100]],
            "項目": [" ＞ ".join(filter(None, r.path)) for r in reading.requirements[:100]],
            "機能名称": [r.name for r in reading.requirements[:100]],
            "指定都市": [r.designated_city.label for r in reading.requirements[:100]],
            "一般市区町村": [r.other.label for r in reading.requirements[:100]],
            "要件": [r.text for r in reading.requirements[:100]],
        }
    ),
    hide_index=True,
)

st.header("取り込む")
names = {s.operation.id: s.operation.name for s in operations(desk)}
with st.form("spec.form"):
    operation = st.selectbox(
        "業務", list(names), format_func=names.__getitem__, key="spec.operation"
    )
    edition = st.text_input("版", placeholder="例: 6.1", key="spec.edition")
    url = st.text_input("公表元のURL（任意）", key="spec.url")
    if st.form_submit_button(
        "この内容で取り込む", type="primary", disabled=bool(errors(reading.findings))
    ):
        facts = specification.EditionFacts(operation, edition, source_url=url)
        try:
            result = specification.commit(desk, reading, facts, digest=reading.digest)
        except Problem as problem:
            show.show_problem(problem)
        else:
            st.success(
                f"{names[result.operation]} {result.edition}版として{result.count:,}件を取り込みました。"
            )
            st.page_link(
                show.page_path("operations"),
                label="業務と標準仕様で調査を始める",
                query_params={"operation": result.operation},
            )
