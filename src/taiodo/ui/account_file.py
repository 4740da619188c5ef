"""Accounts by CSV on the page 利用者: previewed, then registered."""

import streamlit as st

from taiodo.problems import Problem, errors
from taiodo.ui import show
from taiodo.ui.accounts_view import keep_issued
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import account_file
from taiodo.workflow.desk import Desk

EXAMPLE = ("nakano.hanako", "中野 花子", "所管課", "戸籍住民課", "", "hanako@example.lg.jp")


def show_import(desk: Desk) -> None:
    """A CSV of accounts: how it is read, then the button that registers them."""
    with st.expander("CSVでまとめて登録する", icon=":material/upload_file:"):
        st.caption(
            f"見出し: {'、'.join(account_file.HEADER)}。役割は 管理者・所管課・閲覧者・事業者。"
            "同じログイン名があれば登録を変え、なければ加えて初期パスワードを発行します。"
        )
        template = "\r\n".join(",".join(row) for row in (account_file.HEADER, EXAMPLE)) + "\r\n"
        st.download_button(
            "記入例のCSV", template.encode("utf-8-sig"), "利用者_記入例.csv", "text/csv",
            key="users.template", on_click="ignore",
        )  # fmt: skip
        file = st.file_uploader(
            "利用者のCSV", type=["csv", "tsv"], max_upload_size=MAX_UPLOAD_MB, key="users.file"
        )
        if file is None:
            return
        try:
            read = account_file.preview(desk, uploaded(file), file.name)
        except Problem as problem:
            show.show_problem(problem)
            return
        _show_read(desk, read)


def _show_read(desk: Desk, read: account_file.AccountsRead) -> None:
    st.markdown(
        f"加える{len(read.new):,}人、変える{len(read.changed):,}人、変わらない{read.unchanged:,}人"
    )
    rows = [("追加", f) for f in read.new] + [("変更", f) for f in read.changed]
    if rows:
        show.table(
            [
                {
                    "扱い": kind, "ログイン名": f.login, "氏名": f.name, "役割": f.role.label,
                    "所管課・事業者": f.department or f.vendor,
                }
                for kind, f in rows
            ]
        )  # fmt: skip
    if read.findings:
        show.show_findings(read.findings)
    wrong = bool(errors(read.findings))
    if st.button(
        "この内容で登録する", type="primary", key="users.import", disabled=wrong or not rows
    ):
        with st.spinner(f"登録しています…（{len(rows):,}人。1人に1秒ほどかかることがあります）"):
            _commit(desk, read)
        st.rerun()


def _commit(desk: Desk, read: account_file.AccountsRead) -> None:
    words = f"{len(read.new):,}人を加え、{len(read.changed):,}人の登録を変えました。"
    with show.outcome_kept("users", words):
        keep_issued(account_file.commit(desk, read))
