"""Logging in and out by name and password, who is logged in, and one's own password."""

from dataclasses import dataclass
from datetime import datetime

from taiodo.access import lockout, passwords
from taiodo.access.logins import SEEN_EVERY, Lifetime, token_hash
from taiodo.access.people import Person
from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import accounts as stored
from taiodo.store import logins, municipal
from taiodo.store.changes import record
from taiodo.store.engine import Store
from taiodo.workflow.desk import Desk
from taiodo.workflow.door import (
    MINUTES,
    WAYS,
    Admitted,
    Visitor,
    begin,
    fail,
    login_name,
    person_behind,
    say,
    tried,
)
from taiodo.workflow.presence import in_demonstration, is_under_way, now, person_of

WRONG = "ログイン名かパスワードが違います。"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is logged in: who, the hash of the token, by which way, and until when."""

    person: Person
    login: str
    way: str
    must_change: bool
    ends: datetime


def log_in(store: Store, login: str, password: str, visitor: Visitor) -> Admitted:
    """Begin a login by name and password.

    Raises:
        Problem: name or password is wrong, the account is stopped, or too many attempts failed.
    """
    name = login_name(login)[:64] or "（空）"
    tried(store, name, visitor)
    with store.reading() as reading:
        account = stored.account_by_login(reading, name)
    usable = account is not None and (in_demonstration() or not account.demo)
    right = passwords.matches(account.password if account and usable else "", password)
    if account is None or not right:
        fail(store, name, visitor)
        raise Problem(
            WRONG,
            advice=f"{lockout.PER_NAME}回続けて間違えると、{MINUTES}分間ログインできなくなります。"
            "忘れたときは、管理者に再発行を依頼してください。",
        )
    with store.transaction(person_behind(account).actor) as tx:
        logins.forgive_attempts(tx, name)
        if not account.active:
            say(tx, "login_failed", account, visitor, "停止中の利用者")
        else:
            if passwords.is_outdated(account.password):
                secret = passwords.hashed(password)
                stored.change_account(tx, account, {"password": secret}, summary="ハッシュの更新")
            return begin(tx, account, "password", visitor)
    raise Problem("この利用者は停止されています。", advice="管理者に確かめてください。")


def signed_in(store: Store, token: str) -> SignedIn | None:
    """Who holds a token, None when its login is none or over; notes that it is in use."""
    if not token:
        return None
    return by_hash(store, token_hash(token))


def by_hash(store: Store, key: str) -> SignedIn | None:
    """Who is behind the login with a token's hash, as `signed_in`."""
    with store.reading() as reading:
        found = logins.presence(reading, key)
    if found is None or not is_under_way(found):
        return None
    if now() - found.seen >= SEEN_EVERY:
        with store.transaction(found.name) as tx:
            logins.saw(tx, key)
    ends = Lifetime(found.created, now()).ends
    must = found.must_change and found.way == "password"
    return SignedIn(person_of(found), key, found.way, must, ends)


def log_out(desk: Desk) -> None:
    """End the login this desk works under."""
    if not desk.login or desk.person.account is None:
        return
    with desk.store.transaction(desk.actor) as tx:
        if logins.end_logins(tx, desk.person.account, only=desk.login):
            body = municipal.current_municipality(tx)
            record(
                tx, "logout", "login", entity_id=desk.person.account, municipality_id=body.id,
                summary=desk.person.login,
            )  # fmt: skip


def change_password(desk: Desk, present: str, wanted: str) -> None:
    """Change one's own password; ends one's other logins.

    Raises:
        Problem: the present password is wrong, or the new one will not do.
    """
    with desk.reading(Action.ENTER) as (reading, _):
        account = stored.account_by_id(reading, desk.person.account or 0)
    if account is None or not account.password:
        raise Problem("パスワードのない利用者です。", advice="組織のアカウントで変えてください。")
    tried(desk.store, account.login, Visitor())
    if not passwords.matches(account.password, present):
        fail(desk.store, account.login, Visitor())
        raise Problem("今のパスワードが違います。", advice="もう一度入れてください。")
    plain = passwords.checked(wanted, login=account.login, name=account.name)
    if plain == present:
        raise Problem("今と同じパスワードです。", advice="違うものにしてください。")
    secret = passwords.hashed(plain)
    with desk.changing(Action.ENTER) as (tx, _):
        logins.forgive_attempts(tx, account.login)
        stored.change_account(tx, account, {"password": secret, "must_change": False})
        logins.end_logins(tx, account.id, except_for=desk.login)


@dataclass(frozen=True, slots=True)
class OwnLogin:
    """One of a person's logins under way: which, where, since and last used when; UTC."""

    id: int
    way: str
    browser: str
    address: str
    created: datetime
    seen: datetime
    this_one: bool


def my_logins(desk: Desk) -> tuple[OwnLogin, ...]:
    """The logins of the person at the desk that are under way, newest first."""
    with desk.reading(Action.ENTER) as (reading, _):
        found = logins.logins(reading, desk.person.account or 0)
    return tuple(
        OwnLogin(
            x.id, WAYS[x.way], x.browser, x.address, x.created, x.seen, x.token_hash == desk.login
        )
        for x in found
        if not Lifetime(x.created, x.seen).is_over(now())
    )


def end_my_other_logins(desk: Desk) -> int:
    """End all logins of the person at the desk but this one; how many."""
    with desk.changing(Action.ENTER) as (tx, body):
        key = desk.person.account or 0
        ended = logins.end_logins(tx, key, except_for=desk.login)
        record(
            tx, "logout", "login", entity_id=key, municipality_id=body.id,
            summary=f"{desk.person.login}（ほかの端末 {ended}件）",
        )  # fmt: skip
        return ended
