"""The door: attempts counted before they are looked at, logins begun, and both recorded."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from taiodo.access import lockout
from taiodo.access.lockout import Failures, Lock, lock_of
from taiodo.access.logins import browser_label, new_token, token_hash
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.store import logins, municipal
from taiodo.store.accounts import StoredAccount
from taiodo.store.changes import record
from taiodo.store.engine import Reading, Store, Transaction
from taiodo.workflow.presence import now

NOBODY = "（ログイン前）"
KEPT = timedelta(days=90)
MINUTES = int(lockout.WINDOW.total_seconds() // 60)
WAYS = {
    "password": "パスワード",
    "oidc": "組織アカウント",
    "proxy": "庁内認証",
    "demo": "見本のデモ",
}
"""The ways to log in, as people read them."""
BAD_LOGIN = "ログイン名が正しくありません。"
LOGIN_ADVICE = "半角の英小文字・数字と . _ - @ + で、64字以内にしてください（例: nakano.hanako）。"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody comes from: the network address, and the browser's user agent."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A login that has begun: the token for the cookie, and whether its password must change."""

    token: str
    must_change: bool = False


def login_name(given: str) -> str:
    """A login name as it is stored: half-width small letters, no blanks around it."""
    return unicodedata.normalize("NFKC", given).strip().casefold()


def person_behind(account: StoredAccount) -> Person:
    """The person an account is of."""
    return Person(
        account.name, Role(account.role), account.department, account.vendor, account.login,
        account.id,
    )  # fmt: skip


def tried(store: Store, name: str, visitor: Visitor) -> None:
    """Count an attempt before it is looked at, so that many at once gain nothing.

    Raises:
        Problem: too many have failed, of this name or from this address.
    """
    with store.transaction(NOBODY) as tx:
        logins.queue_up(tx)
        lock = _lock(tx, name, visitor.address)
        if lock is None:
            logins.forget_attempts(tx, now() - 4 * lockout.WINDOW)
            logins.add_attempt(tx, name, visitor.address)
            return
    who = "この利用者" if lock.by_name else "この端末"
    raise Problem(
        f"ログインの失敗が続いたため、{who}はあと{lock.minutes(now())}分ログインできません。",
        advice="時間をおくか、急ぐときは管理者に「ログイン制限の解除」を依頼してください。",
    )


def _lock(reading: Reading, name: str, address: str) -> Lock | None:
    since = now() - lockout.WINDOW
    of_name = Failures(*logins.failures(reading, since, login=name))
    of_address = Failures(*logins.failures(reading, since, address=address))
    return lock_of(of_name, of_address if address else Failures(0, None))


def is_locked(reading: Reading, name: str) -> bool:
    """Whether a login name is locked after failures."""
    return _lock(reading, name, "") is not None


def fail(store: Store, name: str, visitor: Visitor) -> None:
    """Record an attempt that failed, and the lock it brought about."""
    with store.transaction(NOBODY) as tx:
        body = municipal.current_municipality(tx)
        locked = _lock(tx, name, visitor.address) is not None
        for action in ("login_failed", "lockout") if locked else ("login_failed",):
            record(
                tx, action, "login", municipality_id=body.id, summary=name,
                after={"address": visitor.address},
            )  # fmt: skip


def begin(tx: Transaction, account: StoredAccount, way: str, visitor: Visitor) -> Admitted:
    """Begin a login with a new token."""
    token = new_token()
    store_login(tx, account, token_hash(token), way, visitor)
    return Admitted(token, account.must_change and way == "password")


def store_login(
    tx: Transaction, account: StoredAccount, key: str, way: str, visitor: Visitor
) -> None:
    """Store a login under the hash of its token, and record it."""
    logins.forget_logins(tx, now() - KEPT)
    label = browser_label(visitor.agent)
    logins.add_login(tx, account.id, key, way, label, visitor.address)
    say(tx, "login", account, visitor, f"{WAYS[way]}・{label}")


def say(tx: Transaction, action: str, account: StoredAccount, visitor: Visitor, words: str) -> None:
    """Record what somebody did at the door."""
    record(
        tx, action, "login", entity_id=account.id, municipality_id=account.municipality_id,
        summary=f"{account.login}（{words}）", after={"address": visitor.address},
    )  # fmt: skip
