"""Tables of the page 利用者: the accounts, the rights, and passwords shown once."""

from collections.abc import Sequence

import streamlit as st

from taiodo.access.rights import Action, Role, Scope, scope_of
from taiodo.ui import show
from taiodo.workflow.account_file import issued_csv
from taiodo.workflow.accounts import Account, Issued
from taiodo.workflow.desk import shown_time

ISSUED = "users.issued"
SIGNS = {Scope.ALL: "○", Scope.OWN: "自分の分", Scope.NONE: "－"}


def account_rows(accounts: Sequence[Account]) -> list[dict[str, object]]:
    """One row per account."""
    return [
        {
            "ログイン名": a.facts.login,
            "氏名": a.facts.name,
            "役割": a.facts.role.label,
            "所管課・事業者": a.facts.department or a.facts.vendor,
            "状態": standing(a),
            "最後の利用": shown_time(a.last_seen) or "まだない",
            "組織アカウント": a.facts.external,
        }
        for a in accounts
    ]


def standing(account: Account) -> str:
    """Whether somebody can come in, in a word or two."""
    if not account.active:
        return "停止中"
    if account.locked:
        return "ログイン制限中"
    if account.must_change and account.has_password:
        return "初回ログイン前"
    return "使用中" + ("（見本）" if account.demo else "")


def keep_issued(issued: Sequence[Issued]) -> None:
    """Keep passwords just issued for the next run, to be shown once."""
    st.session_state[ISSUED] = tuple(issued)


def show_issued() -> None:
    """Passwords just issued: shown until the next click, and as a file to hand over."""
    issued: tuple[Issued, ...] = st.session_state.pop(ISSUED, ())
    if not issued:
        return
    with st.container(border=True):
        st.markdown(
            "**初期パスワード**（この一度だけ表示します。本人に渡し、最初のログインで変えてもらいます）"
        )
        show.table(
            [{"ログイン名": i.login, "氏名": i.name, "初期パスワード": i.password} for i in issued]
        )
        st.download_button(
            "CSVで保存", issued_csv(issued), "初期パスワード.csv", "text/csv",
            key="users.issued.csv", on_click="ignore",
        )  # fmt: skip


def show_rights() -> None:
    """The table of who may do what, as the program applies it."""
    with st.expander("役割とできること", icon=":material/rule:"):
        for role in Role:
            st.markdown(f"**{role.label}**: {role.meaning}")
        actions = [a for a in Action if a not in (Action.ENTER, Action.ADMINISTER)]
        show.table(
            [
                {"できること": a.label, **{r.label: SIGNS[scope_of(r, a)] for r in Role}}
                for a in actions
            ]
        )
        st.caption("「自分の分」は、自分の所管課の項目（事業者は自社のもの）に限ります。")
