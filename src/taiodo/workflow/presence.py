"""Who is behind a login: looked up anew at every use, so that an ended login counts at once."""

import os
from datetime import UTC, datetime

from taiodo.access.logins import Lifetime
from taiodo.access.people import Person
from taiodo.access.rights import Action, Role
from taiodo.problems import Problem
from taiodo.store.engine import Reading
from taiodo.store.logins import Presence, presence

DEMO = "TAIODO_DEMO"
ENDED = "ログインが終わっています（ログアウト、期限切れ、または管理者による終了）。"
ENDED_ADVICE = "画面を読み直して、もう一度ログインしてください。"


def in_demonstration() -> bool:
    """Whether this server was started as a demonstration (見本のデモ用)."""
    return os.environ.get(DEMO) == "1"


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


def is_under_way(found: Presence | None) -> bool:
    """Whether a login lasts: not ended, not run out, of an account in use."""
    if found is None or found.ended or not found.active:
        return False
    if found.demo and not in_demonstration():
        return False
    return not Lifetime(found.created, found.seen).is_over(now())


def person_of(found: Presence) -> Person:
    """The person a login is of."""
    return Person(
        found.name, Role(found.role), found.department, found.vendor, found.login, found.account
    )


def present(reading: Reading, token_hash: str, action: Action) -> Person:
    """The person behind a login, for somebody about to do `action`.

    Raises:
        Problem: the login has ended, or its password has to be changed first.
    """
    found = presence(reading, token_hash)
    if found is None or not is_under_way(found):
        raise Problem(ENDED, advice=ENDED_ADVICE)
    if found.must_change and found.way == "password" and action is not Action.ENTER:
        raise Problem(
            "先にパスワードを変えてください。",
            advice="画面を読み直すと、パスワードを変える画面が開きます。",
        )
    return person_of(found)
