"""利用者: who may come in, adding and changing them, and issuing passwords anew."""

import streamlit as st

from taiodo.access.rights import Action
from taiodo.ui import show, state
from taiodo.ui.account_file import show_import
from taiodo.ui.account_forms import choose_account, show_account, show_adding
from taiodo.ui.accounts_view import account_rows, show_issued, show_rights
from taiodo.ui.rights import require_page
from taiodo.workflow.accounts import accounts
from taiodo.workflow.presence import in_demonstration
from taiodo.workflow.surveying import departments

st.title("利用者")
require_page(Action.MANAGE_USERS)
desk = state.desk()
found = accounts(desk)
show.show_outcome("users")
show_issued()
if in_demonstration():
    st.info(
        "見本のデモで動いています。ここで登録した利用者は、デモとして起動している間だけ使えます。"
    )
active = sum(a.active for a in found)
st.caption(f"{len(found):,}人（使用中 {active:,}人）")
if found:
    show.table(account_rows(found))
chosen = choose_account(found)
if chosen is not None:
    show_account(desk, chosen, departments(desk))
show_adding(desk, departments(desk))
show_import(desk)
show_rights()
