"""Logins an organisation vouches for: OpenID Connect, or a trusted reverse proxy's header."""

from taiodo.access.logins import Lifetime, browser_label, new_token, token_hash
from taiodo.problems import Problem
from taiodo.store import accounts as stored
from taiodo.store import logins
from taiodo.store.accounts import StoredAccount
from taiodo.store.engine import Reading, Store
from taiodo.workflow.door import Visitor, person_behind, store_login
from taiodo.workflow.presence import ENDED, ENDED_ADVICE, now
from taiodo.workflow.signing import SignedIn, by_hash


def from_outside(
    store: Store, way: str, names: frozenset[str], subject: str, visitor: Visitor
) -> SignedIn:
    """Admit somebody an organisation's own login vouches for.

    Args:
        store: the database.
        way: oidc, or proxy for a trusted reverse proxy's header.
        names: what the person is called there (address of mail, account name).
        subject: what tells this very login from others; "" when there is no telling.
        visitor: where they come from.

    Raises:
        Problem: no account in use, or more than one, is known by these names; or the login was
            ended here.
    """
    words = frozenset(w.strip().casefold() for w in names if w.strip())
    shown = "・".join(sorted(words)) or "（名前なし）"
    with store.reading() as reading:
        found = [a for a in stored.accounts_called(reading, words) if a.active and not a.demo]
        running = _running(reading, found[0], way, subject, visitor) if len(found) == 1 else ""
    if len(found) != 1:
        raise Problem(
            f"組織のアカウント「{shown}」に当たる利用者が"
            + ("登録されていません。" if not found else "複数あります。"),
            advice="管理者に、「利用者」の画面での登録（組織アカウント）を依頼してください。",
        )
    if running:
        known = by_hash(store, running)
        if known is None:
            raise Problem(ENDED, advice="ログアウトしてから、もう一度ログインしてください。")
        return known
    key = token_hash(f"{way}:{subject}" if subject else new_token())
    with store.transaction(person_behind(found[0]).actor) as tx:
        logins.queue_up(tx)
        if logins.presence(tx, key) is None:
            store_login(tx, found[0], key, way, visitor)
    known = by_hash(store, key)
    if known is None:
        raise Problem(ENDED, advice=ENDED_ADVICE)
    return known


def _running(
    reading: Reading, account: StoredAccount, way: str, subject: str, visitor: Visitor
) -> str:
    """The hash of the login this outside login has begun here already, "" for none."""
    if subject:
        key = token_hash(f"{way}:{subject}")
        return key if logins.presence(reading, key) is not None else ""
    label = browser_label(visitor.agent)
    for login in logins.logins(reading, account.id, way):
        if login.browser == label and not Lifetime(login.created, login.seen).is_over(now()):
            return login.token_hash
    return ""
