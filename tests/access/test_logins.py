"""Passwords, lockout and the life of a login."""

from datetime import UTC, datetime, timedelta

import pytest

from taiodo.access import passwords
from taiodo.access.lockout import PER_ADDRESS, PER_NAME, WINDOW, Failures, lock_of
from taiodo.access.logins import (
    IDLE,
    LOGIN,
    LONGEST,
    Lifetime,
    browser_label,
    new_token,
    token_hash,
)
from taiodo.problems import Problem

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_password_matches_its_hash_and_nothing_else():
    stored = passwords.hashed("青い鳥が 三羽 飛んだ")
    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, "青い鳥が 三羽 飛んだ")
    assert not passwords.matches(stored, "青い鳥が 二羽 飛んだ")
    assert not passwords.matches("", "")
    assert not passwords.matches("これはハッシュではない", "x")
    assert not passwords.is_outdated(stored)


def test_full_width_letters_are_the_same_password():
    assert passwords.matches(passwords.hashed("Tsukue-Isu-12"), "Ｔｓｕｋｕｅ－Ｉｓｕ－１２")


def test_issued_passwords_differ_and_will_do():
    issued = {passwords.generated() for _ in range(50)}
    assert len(issued) == 50
    assert all(passwords.checked(word) == word for word in issued)
    assert not any(sign in word for word in issued for sign in "l1o0")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("短い", "短すぎます"),
        ("a" * 300, "長すぎます"),
        ("aaaaaaaaaaaa", "推測されやすい"),
        ("password123", "推測されやすい"),
        ("nakano.hanako!", "推測されやすい"),
    ],
)
def test_a_weak_password_is_refused(password, words):
    with pytest.raises(Problem, match=words) as refusal:
        passwords.checked(password, login="nakano.hanako", name="中野 花子")
    assert refusal.value.advice


def test_five_failures_lock_a_name_for_a_quarter_of_an_hour():
    assert lock_of(Failures(PER_NAME - 1, NOW), Failures(0, None)) is None
    lock = lock_of(Failures(PER_NAME, NOW), Failures(0, None))
    assert (lock.until, lock.by_name) == (NOW + WINDOW, True)
    assert lock.minutes(NOW) == 15
    assert lock.minutes(NOW + timedelta(minutes=14, seconds=59)) == 1


def test_an_address_that_tries_many_names_is_locked():
    lock = lock_of(Failures(1, NOW), Failures(PER_ADDRESS, NOW))
    assert lock is not None
    assert not lock.by_name


def test_a_login_ends_when_it_is_not_used_and_at_the_latest_after_a_day():
    assert not Lifetime(NOW, NOW).is_over(NOW + IDLE - timedelta(seconds=1))
    assert Lifetime(NOW, NOW).is_over(NOW + IDLE)
    late = NOW + LONGEST - timedelta(minutes=1)
    assert not Lifetime(NOW, late).is_over(late)
    assert Lifetime(NOW, late).is_over(NOW + LONGEST)


def test_tokens_are_random_and_only_their_hash_is_kept():
    one, other = new_token(), new_token()
    assert one != other
    assert len(one) >= 43
    assert token_hash(one) != token_hash(other)
    assert one not in token_hash(one)


@pytest.mark.parametrize(
    ("login", "good"),
    [("nakano.hanako", True), ("a", True), ("n@x.lg.jp", True), ("中野", False), ("", False),
     ("-x", False), ("a b", False), ("A", False), ("a" * 65, False)],
)  # fmt: skip
def test_which_names_may_be_logins(login, good):
    assert bool(LOGIN.fullmatch(login)) is good


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge（Windows）"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537", "Chrome（Linux）"),
        ("curl/8", "不明なブラウザ"),
    ],
)
def test_a_browser_is_named_in_words(agent, label):
    assert browser_label(agent) == label
