"""The forms of the page 利用者: one account in detail, and a new one."""

from collections.abc import Sequence

import streamlit as st

from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.ui import address, show
from taiodo.ui.accounts_view import keep_issued, standing
from taiodo.workflow import accounts
from taiodo.workflow.accounts import Account, AccountFacts
from taiodo.workflow.desk import Desk

PLACE = "users"
NEW = AccountFacts("", "", Role.DEPARTMENT)


def choose_account(found: Sequence[Account]) -> Account | None:
    """The account to look at, by the address (?account=…); None when none is chosen."""
    by_id = {str(a.id): a for a in found}
    if not by_id:
        return None
    chosen = address.one_of(
        "利用者を選ぶ", ["", *by_id], key="account",
        format_func=lambda k: _called(by_id[k]) if k else "選んでください",
        filter_mode="contains",
    )  # fmt: skip
    return by_id.get(chosen)


def _called(account: Account) -> str:
    place = account.facts.department or account.facts.vendor
    return f"{account.facts.login}　{account.facts.name}" + (f"（{place}）" if place else "")


def show_account(desk: Desk, account: Account, departments: Sequence[str]) -> None:
    """One account: its facts to change, and what an administrator can do about its logins."""
    with st.container(border=True):
        st.subheader(f"{show.escaped(account.facts.name)}　:gray-badge[{standing(account)}]")
        key = f"users.{account.id}.{account.revision}"
        with st.form(key, border=False):
            _fields(key, account.facts, departments, accounts.known_vendors(desk))
            st.form_submit_button("保存", type="primary", on_click=_save, args=(desk, account, key))
        with st.container(horizontal=True):
            st.button(
                "パスワードを再発行", key=f"{key}.reset", on_click=_reset, args=(desk, account),
                help="新しい初期パスワードを一度だけ表示します。今のログインは終わります。",
            )  # fmt: skip
            st.button(
                "ログイン制限の解除", key=f"{key}.unlock", disabled=not account.locked,
                on_click=_act, args=(accounts.unlock, desk, account, "ログイン制限を解きました。"),
            )  # fmt: skip
            st.button(
                "ログインをすべて終わらせる", key=f"{key}.end",
                on_click=_act,
                args=(accounts.end_logins, desk, account, "ログインを終わらせました。"),
            )  # fmt: skip
            st.button(
                "停止する" if account.active else "使用を再開する", key=f"{key}.active",
                on_click=_set_active, args=(desk, account),
            )  # fmt: skip


def _registered(vendors: Sequence[str]) -> str:
    names = "・".join(vendors) or "まだありません（最初の回答を取り込むと登録されます）"
    return (
        "パッケージの回答の事業者名と同じ名前にします。パッケージが登録されている事業者: "
        f"{show.escaped(names)}"
    )


def _fields(
    key: str, facts: AccountFacts, departments: Sequence[str], vendors: Sequence[str]
) -> None:
    first, second, third = st.columns(3)
    first.text_input("氏名", facts.name, max_chars=40, key=f"{key}.name")
    second.text_input("ログイン名", facts.login, max_chars=64, key=f"{key}.login")
    third.selectbox(
        "役割", list(Role), index=list(Role).index(Role(facts.role.value)),
        format_func=lambda r: r.label, key=f"{key}.role",
        help="　".join(f"{r.label}: {r.meaning}。" for r in Role),
    )  # fmt: skip
    choices = ["", *departments]
    first, second, third = st.columns(3)
    first.selectbox(
        "所管課", choices,
        index=choices.index(facts.department) if facts.department in choices else 0,
        format_func=lambda d: d or "なし", key=f"{key}.department",
    )  # fmt: skip
    second.text_input(
        "事業者（役割が事業者のとき）", facts.vendor, max_chars=200, key=f"{key}.vendor",
        help=_registered(vendors),
    )  # fmt: skip
    third.text_input(
        "組織アカウント（メールなど）", facts.external, max_chars=200, key=f"{key}.external",
        help="OIDC や庁内認証でログインするときの名前。空ならログイン名で照合します。",
    )  # fmt: skip


def _typed(key: str) -> AccountFacts:
    given = st.session_state
    return AccountFacts(
        given[f"{key}.login"],
        given[f"{key}.name"],
        Role(given[f"{key}.role"].value),
        given[f"{key}.department"],
        given[f"{key}.vendor"],
        given[f"{key}.external"],
    )


def _save(desk: Desk, account: Account, key: str) -> None:
    facts = _typed(key)
    words = f"{account.facts.name} さんの登録を保存しました。{_vendor_words(desk, facts)}"
    with show.outcome_kept(PLACE, words):
        accounts.change(desk, account.id, facts, account.revision)


def _vendor_words(desk: Desk, facts: AccountFacts) -> str:
    """What to look at when no package of the vendor is registered."""
    doubt = accounts.vendor_doubt(facts, accounts.known_vendors(desk))
    return f"　{show.escaped(doubt.message + doubt.advice)}" if doubt else ""


def _reset(desk: Desk, account: Account) -> None:
    with show.outcome_kept(PLACE, f"{account.facts.name} さんのパスワードを再発行しました。"):
        keep_issued([accounts.reset_password(desk, account.id)])


def _act(act: object, desk: Desk, account: Account, done: str) -> None:
    with show.outcome_kept(PLACE, f"{account.facts.name} さんの{done}"):
        assert callable(act)
        act(desk, account.id)


def _set_active(desk: Desk, account: Account) -> None:
    done = "停止しました。" if account.active else "使用を再開しました。"
    with show.outcome_kept(PLACE, f"{account.facts.name} さんを{done}"):
        accounts.set_active(desk, account.id, not account.active)


def show_adding(desk: Desk, departments: Sequence[str]) -> None:
    """The form of a new account."""
    turn = st.session_state.get("users.added", 0)
    key = f"users.new.{turn}"
    with st.expander("利用者を加える", icon=":material/person_add:"), st.form(key, border=False):
        _fields(key, NEW, departments, accounts.known_vendors(desk))
        st.form_submit_button("加える", type="primary", on_click=_add, args=(desk, key))


def _add(desk: Desk, key: str) -> None:
    facts = _typed(key)
    try:
        issued = accounts.add(desk, facts)
    except Problem as problem:
        st.session_state[f"{PLACE}.outcome"] = problem
        return
    keep_issued([issued])
    st.session_state["users.added"] = st.session_state.get("users.added", 0) + 1
    st.session_state[f"{PLACE}.outcome"] = (
        f"{issued.name} さんを加えました。{_vendor_words(desk, facts)}"
    )
