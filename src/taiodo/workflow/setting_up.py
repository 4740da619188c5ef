"""The first administrator, made once by whoever sits at the terminal that serves."""

import hmac
import os
import unicodedata

from taiodo.access import passwords
from taiodo.access.logins import LOGIN
from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.store import accounts as stored
from taiodo.store import logins, municipal
from taiodo.store.engine import Store, alone
from taiodo.workflow.door import (
    BAD_LOGIN,
    LOGIN_ADVICE,
    Admitted,
    Visitor,
    begin,
    fail,
    login_name,
    tried,
)
from taiodo.workflow.presence import in_demonstration

SETUP_CODE = "TAIODO_SETUP_CODE"
LONG_VOWEL = "ー"
"""What a Japanese keyboard types for a hyphen; isalnum() takes it for a letter."""
_SETUP = "（初回設定）"


def needs_setup(store: Store) -> bool:
    """Whether there is no administrator yet, so that the first has to be made."""
    if in_demonstration():
        return False
    with store.reading() as reading:
        return not stored.count(reading, demo=False, role=Role.ADMIN.value)


def _signs(code: str) -> str:
    """A code as it is compared: half-width capital letters and digits, hyphens left out."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(sign for sign in folded if sign.isalnum() and sign != LONG_VOWEL)


def set_up(
    store: Store, code: str, *, login: str, name: str, password: str, visitor: Visitor
) -> Admitted:
    """Make the first administrator, by whoever holds the code `taiodo serve` printed.

    Raises:
        Problem: the code is wrong, there is an administrator already, or a value will not do.
    """
    tried(store, _SETUP, visitor)
    wanted = os.environ.get(SETUP_CODE, "")
    if not wanted or not hmac.compare_digest(_signs(wanted).encode(), _signs(code).encode()):
        fail(store, _SETUP, visitor)
        raise Problem(
            "初回設定のコードが違います。",
            advice="taiodo serve を実行した端末に表示されたコードを入れてください。",
        )
    folded, called = login_name(login), " ".join(name.split())
    if not LOGIN.fullmatch(folded):
        raise Problem(BAD_LOGIN, advice=LOGIN_ADVICE)
    if not called or len(called) > 40:
        raise Problem("氏名を40字以内で入れてください。")
    secret = passwords.hashed(passwords.checked(password, login=folded, name=called))
    with store.transaction(called) as tx:
        alone(tx)
        if stored.count(tx, demo=False, role=Role.ADMIN.value):
            raise Problem("管理者は既に登録されています。", advice="ログインしてください。")
        body = municipal.current_municipality(tx)
        values = {
            "login": folded, "name": called, "role": Role.ADMIN.value, "department_id": None,
            "vendor": "", "external": "", "password": secret, "active": True,
            "must_change": False, "demo": False,
        }  # fmt: skip
        key = stored.add_account(tx, body.id, values)
        account = stored.account_by_id(tx, key)
        assert account is not None
        logins.forgive_attempts(tx, _SETUP)
        return begin(tx, account, "password", visitor)
