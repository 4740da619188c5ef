"""Passwords: what is asked of them, and hashing them (Argon2id, by argon2-cffi)."""

import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from taiodo.problems import Problem

SHORTEST = 10
LONGEST = 200
# No signs that are taken for another on paper.
_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
_WELL_KNOWN = frozenset(
    {
        "password123", "passw0rd123", "1234567890", "0123456789", "qwertyuiop", "administrator",
        "taiodo12345", "1q2w3e4r5t", "abcdefghij", "p@ssw0rd123", "password1234",
    }
)  # fmt: skip

_HASHER = PasswordHasher()
# Each hash takes 64 MiB: many people at the door may not take all of the memory.
_AT_ONCE = threading.BoundedSemaphore(2)


def hashed(password: str) -> str:
    """The Argon2id hash of a password, with its parameters and salt."""
    with _AT_ONCE:
        return _HASHER.hash(_same_everywhere(password))


def matches(stored: str, password: str) -> bool:
    """Whether a password is the one hashed; a hash is computed even when nothing is stored.

    So the time taken does not tell whether an account exists.
    """
    try:
        with _AT_ONCE:
            right = _HASHER.verify(stored or _nobodys(), _same_everywhere(password))
        return right and bool(stored)
    except (VerifyMismatchError, VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def generated() -> str:
    """A random password to hand over on paper: four groups of four, 80 bits."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))


def checked(password: str, *, login: str = "", name: str = "") -> str:
    """A password somebody chose, when it will do.

    Raises:
        Problem: it is too short or long, all one sign, well known, or contains the login name.
    """
    plain = _same_everywhere(password)
    if len(plain) < SHORTEST:
        raise Problem(
            f"パスワードが短すぎます（{len(plain)}字）。",
            advice=f"{SHORTEST}字以上にしてください。言葉をいくつか並べると覚えやすくなります。",
        )
    if len(plain) > LONGEST:
        raise Problem("パスワードが長すぎます。", advice=f"{LONGEST}字以下にしてください。")
    low = plain.casefold()
    within = [w.casefold() for w in (login, name) if len(w) > 2 and w.casefold() in low]
    if len(set(plain)) < 5 or low in _WELL_KNOWN or within:
        raise Problem(
            "推測されやすいパスワードです。",
            advice="ログイン名・氏名・同じ文字の繰り返し・よく使われる言葉を避けてください。",
        )
    return plain


def _same_everywhere(password: str) -> str:
    """However the keyboard typed it: the same letters are the same password."""
    return unicodedata.normalize("NFKC", password)[: LONGEST + 1]


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
