"""アカウント: who one is here, one's password, and the logins under way."""

import streamlit as st

from taiodo.access.rights import Action, Scope, scope_of
from taiodo.ui import show, state
from taiodo.ui.sidebar import leave
from taiodo.workflow import signing
from taiodo.workflow.desk import shown_time

st.title("アカウント")
desk = state.desk()
person = desk.person
show.table(
    [
        {"項目": "氏名", "内容": person.name},
        {"項目": "ログイン名", "内容": person.login or "－"},
        {"項目": "役割", "内容": f"{person.role.label}（{person.role.meaning}）"},
        {"項目": "所管課・事業者", "内容": person.department or person.vendor or "－"},
        {"項目": "履歴に残る名前", "内容": person.actor},
    ]
)
show.show_outcome("account")
with st.container(horizontal=True, vertical_alignment="center"):
    if state.way() == "password":
        st.html(
            '<a href="/password?next=/account" target="_self">パスワードを変える</a>',
            width="content",
        )
    st.button("ログアウト", key="account.log_out", on_click=leave)

st.header("ログイン中の端末")
logins = signing.my_logins(desk)
show.table(
    [
        {
            "端末": one.browser + ("（この端末）" if one.this_one else ""),
            "方法": one.way,
            "ログイン": shown_time(one.created.isoformat()),
            "最後の利用": shown_time(one.seen.isoformat()),
            "アドレス": one.address or "－",
        }
        for one in logins
    ]
)
st.caption("2時間使わないか、ログインから12時間たつと、自動で終わります。")


def end_others() -> None:
    """End the logins elsewhere."""
    with show.outcome_kept("account", "ほかの端末のログインを終わらせました。"):
        signing.end_my_other_logins(desk)


st.button("ほかの端末のログインを終わらせる", disabled=len(logins) < 2, on_click=end_others)

st.header("できること")
signs = {Scope.ALL: "できる", Scope.OWN: "自分の分だけ", Scope.NONE: "できない"}
show.table(
    [
        {"こと": a.label, "あなた": signs[scope_of(person.role, a)]}
        for a in Action
        if a is not Action.ADMINISTER
    ]
)
