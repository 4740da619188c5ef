"""Coming in: set-up, login, lockout, expiry, passwords, the demonstration, logins from outside."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from taiodo.access.lockout import PER_NAME, WINDOW
from taiodo.access.logins import IDLE, LONGEST, token_hash
from taiodo.access.rights import Action, Role
from taiodo.problems import Problem
from taiodo.workflow import accounts, demonstration, presence, setting_up, signing, trail, vouched
from taiodo.workflow.accounts import AccountFacts
from taiodo.workflow.desk import Desk
from taiodo.workflow.door import Visitor
from taiodo.workflow.setting_up import SETUP_CODE

HERE = Visitor("127.0.0.1", "Mozilla/5.0 (Windows NT 10.0) Edg/140")
GOOD = "三匹の 子ぶたと 狼"
HANAKO = AccountFacts("hanako", "中野 花子", Role.DEPARTMENT, "戸籍住民課", external="h@x.lg.jp")


@pytest.fixture
def store(empty_desk):
    return empty_desk.store


@pytest.fixture
def hanako(empty_desk):
    """An account with its first password."""
    return accounts.add(empty_desk, HANAKO)


@pytest.fixture
def later(monkeypatch):
    """Let time pass."""
    passed = timedelta()
    real = presence.now

    def pass_(delta):
        nonlocal passed
        passed += delta

    for module in (presence, signing, vouched, "taiodo.workflow.door"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.now", lambda: real() + passed)
    return pass_


def actions(desk, entity="login"):
    lines = trail.search(desk, trail.TrailFilter(entity=entity)).lines
    return [line.entry.action for line in reversed(lines)]


def at_desk(store, token) -> Desk:
    known = signing.signed_in(store, token)
    assert known is not None
    return Desk(store, known.person, known.login)


def test_login_gives_a_token_whose_hash_is_stored_and_is_recorded(empty_desk, store, hanako):
    admitted = signing.log_in(store, " HANAKO ", hanako.password, HERE)
    assert admitted.must_change
    known = signing.signed_in(store, admitted.token)
    assert known.person.actor == "中野 花子（戸籍住民課）"
    assert known.person.role is Role.DEPARTMENT
    with store.reading() as reading:
        rows = reading.connection.execute(text("SELECT token_hash, browser FROM login_session"))
        assert rows.all() == [(token_hash(admitted.token), "Edge（Windows）")]
    (line,) = trail.search(empty_desk, trail.TrailFilter(action="login")).lines
    assert line.entry.actor == "中野 花子（戸籍住民課）"
    assert line.entry.after == {"address": "127.0.0.1"}
    assert "Edge" in line.entry.summary


@pytest.mark.parametrize(("login", "password"), [("hanako", "違う"), ("nobody", "x"), ("", "")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(store, hanako, login, password):
    with pytest.raises(Problem) as refusal:
        signing.log_in(store, login, password, HERE)
    assert refusal.value.message == signing.WRONG
    assert signing.signed_in(store, "") is None
    assert signing.signed_in(store, "x" * 43) is None


def test_five_failures_lock_the_name_even_for_the_right_password(empty_desk, store, hanako, later):
    for _ in range(PER_NAME):
        with pytest.raises(Problem, match="違います"):
            signing.log_in(store, "hanako", "違う", HERE)
    with pytest.raises(Problem, match="あと15分ログインできません") as refusal:
        signing.log_in(store, "hanako", hanako.password, HERE)
    assert "管理者" in refusal.value.advice
    assert actions(empty_desk) == ["login_failed"] * PER_NAME + ["lockout"]
    assert accounts.accounts(empty_desk)[0].locked
    later(WINDOW)
    assert signing.log_in(store, "hanako", hanako.password, HERE).token


def test_an_unknown_name_is_locked_just_the_same(store, hanako):
    for _ in range(PER_NAME):
        with pytest.raises(Problem, match="違います"):
            signing.log_in(store, "nobody", "x", HERE)
    with pytest.raises(Problem, match="ログインできません"):
        signing.log_in(store, "nobody", "x", HERE)
    assert signing.log_in(store, "hanako", hanako.password, HERE).token


def test_an_administrator_lifts_the_lock(empty_desk, store, hanako):
    for _ in range(PER_NAME):
        with pytest.raises(Problem):
            signing.log_in(store, "hanako", "違う", HERE)
    (account,) = accounts.accounts(empty_desk)
    accounts.unlock(empty_desk, account.id)
    assert signing.log_in(store, "hanako", hanako.password, HERE).token
    assert "unlock" in actions(empty_desk)


def test_guessing_many_times_at_once_gains_nothing(store, hanako):
    said = []

    def guess():
        try:
            signing.log_in(store, "hanako", "違う", HERE)
        except Problem as problem:
            said.append(problem.message)

    guesses = [threading.Thread(target=guess) for _ in range(12)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()
    assert sum(words == signing.WRONG for words in said) == PER_NAME
    assert len(said) == 12


def test_a_login_runs_out_when_not_used_and_at_the_latest_after_its_time(store, hanako, later):
    token = signing.log_in(store, "hanako", hanako.password, HERE).token
    later(IDLE)
    assert signing.signed_in(store, token) is None
    token = signing.log_in(store, "hanako", hanako.password, HERE).token
    with store.transaction("試験") as tx:
        tx.connection.execute(
            text("UPDATE login_session SET seen_at = '9999-01-01T00:00:00+00:00'")
        )
    later(LONGEST)
    assert signing.signed_in(store, token) is None


def test_using_it_keeps_a_login(store, hanako):
    token = signing.log_in(store, "hanako", hanako.password, HERE).token
    long_ago = "2000-01-01T00:00:00.000+00:00"
    with store.transaction("試験") as tx:
        moment = (presence.now() - IDLE / 2).isoformat(timespec="milliseconds")
        tx.connection.execute(text("UPDATE login_session SET seen_at = :m"), {"m": moment})
    assert signing.signed_in(store, token) is not None
    with store.reading() as reading:
        seen = reading.connection.scalar(text("SELECT seen_at FROM login_session"))
    assert seen > moment > long_ago


@pytest.mark.parametrize(
    "ending",
    [
        lambda desk, key: accounts.end_logins(desk, key),
        lambda desk, key: accounts.set_active(desk, key, False),
        lambda desk, key: accounts.reset_password(desk, key),
    ],
    ids=["ended", "stopped", "password issued anew"],
)
def test_what_an_administrator_ends_is_over_at_once(empty_desk, store, hanako, ending):
    admitted = signing.log_in(store, "hanako", hanako.password, HERE)
    mine = at_desk(store, admitted.token)
    (account,) = accounts.accounts(empty_desk)
    ending(empty_desk, account.id)
    assert signing.signed_in(store, admitted.token) is None
    with pytest.raises(Problem, match="ログインが終わっています"), mine.changing(Action.ENTER):
        pass
    with pytest.raises(Problem, match="ログインが終わっています"), mine.reading(Action.ENTER):
        pass


def test_a_deleted_row_ends_a_desk_that_is_still_open(store, hanako):
    mine = at_desk(store, signing.log_in(store, "hanako", hanako.password, HERE).token)
    with store.transaction("試験") as tx:
        tx.connection.execute(text("DELETE FROM login_session"))
    with pytest.raises(Problem, match="ログインが終わっています"), mine.reading(Action.ENTER):
        pass


def test_a_role_taken_away_counts_at_once(empty_desk, store):
    issued = accounts.add(empty_desk, AccountFacts("boss", "管理 太郎", Role.ADMIN))
    accounts.add(empty_desk, AccountFacts("boss2", "管理 次郎", Role.ADMIN))
    mine = at_desk(store, signing.log_in(store, "boss", issued.password, HERE).token)
    signing.change_password(mine, issued.password, GOOD)
    assert len(accounts.accounts(mine)) == 2
    account = accounts.account_named(empty_desk, "boss")
    accounts.change(
        empty_desk, account.id, AccountFacts("boss", "管理 太郎", Role.VIEWER), account.revision
    )
    with pytest.raises(Problem, match="権限か所属が変わりました"):
        accounts.accounts(mine)


def test_the_first_password_has_to_be_changed_before_anything_else(store, hanako):
    admitted = signing.log_in(store, "hanako", hanako.password, HERE)
    mine = at_desk(store, admitted.token)
    with pytest.raises(Problem, match="先にパスワード"), mine.reading():
        pass
    other = signing.log_in(store, "hanako", hanako.password, HERE)
    with pytest.raises(Problem, match="今のパスワードが違います"):
        signing.change_password(mine, "違う", GOOD)
    with pytest.raises(Problem, match="短すぎます"):
        signing.change_password(mine, hanako.password, "短い")
    with pytest.raises(Problem, match="今と同じ"):
        signing.change_password(mine, hanako.password, hanako.password)
    signing.change_password(mine, hanako.password, GOOD)
    with mine.reading():
        pass
    assert signing.signed_in(store, admitted.token) is not None
    assert signing.signed_in(store, other.token) is None, "the other login has ended"
    assert not signing.log_in(store, "hanako", GOOD, HERE).must_change


def test_no_hash_of_a_password_stands_in_the_history(empty_desk, store, hanako):
    mine = at_desk(store, signing.log_in(store, "hanako", hanako.password, HERE).token)
    signing.change_password(mine, hanako.password, GOOD)
    with store.reading() as reading:
        rows = reading.connection.execute(text("SELECT before, after, summary FROM audit")).all()
    words = str(rows)
    assert "argon2" not in words
    assert hanako.password not in words
    assert "（非表示）" in words


def test_logging_out_ends_this_login_and_the_others_on_request(empty_desk, store, hanako):
    tokens = [signing.log_in(store, "hanako", hanako.password, HERE).token for _ in range(3)]
    mine = at_desk(store, tokens[0])
    assert [one.this_one for one in signing.my_logins(mine)] == [False, False, True]
    assert signing.end_my_other_logins(mine) == 2
    assert [signing.signed_in(store, t) is not None for t in tokens] == [True, False, False]
    signing.log_out(mine)
    assert signing.signed_in(store, tokens[0]) is None
    assert actions(empty_desk)[-2:] == ["logout", "logout"]


def set_up(store, code, **other):
    facts = {"login": "kanri", "name": "管理 太郎", "password": GOOD} | other
    return setting_up.set_up(store, code, visitor=HERE, **facts)


def test_the_first_administrator_needs_the_code_of_the_terminal(empty_desk, store, monkeypatch):
    monkeypatch.setenv(SETUP_CODE, "ABCD-EFGH")
    assert setting_up.needs_setup(store)
    with pytest.raises(Problem, match="コードが違います"):
        set_up(store, "ABCD-EFGX")
    with pytest.raises(Problem, match="ログイン名"):
        set_up(store, "ABCD-EFGH", login="管理")
    with pytest.raises(Problem, match="短すぎます"):
        set_up(store, "ABCD-EFGH", password="短い")
    admitted = set_up(store, " abcd-efgh ")
    assert not admitted.must_change
    assert signing.signed_in(store, admitted.token).person.role is Role.ADMIN
    assert not setting_up.needs_setup(store)
    with pytest.raises(Problem, match="既に登録されています"):
        set_up(store, "ABCD-EFGH", login="another")


def test_without_a_code_nobody_is_the_first_administrator(store, monkeypatch):
    monkeypatch.delenv(SETUP_CODE, raising=False)
    with pytest.raises(Problem, match="コードが違います"):
        set_up(store, "")


def test_the_code_cannot_be_guessed(store, monkeypatch):
    monkeypatch.setenv(SETUP_CODE, "ABCD-EFGH")
    for _ in range(PER_NAME):
        with pytest.raises(Problem, match="コードが違います"):
            set_up(store, "AAAA-AAAA")
    with pytest.raises(Problem, match="ログインできません"):
        set_up(store, "ABCD-EFGH")


@pytest.fixture
def demo(store, monkeypatch):
    demonstration.require_demonstrable(store, "127.0.0.1")
    demonstration.prepare(store)
    demonstration.prepare(store)
    monkeypatch.setenv(presence.DEMO, "1")


def test_the_demonstration_lets_in_by_role_on_this_machine_only(store, demo, monkeypatch):
    assert len(demonstration.people()) == 3
    admitted = demonstration.enter(store, "demo-koseki", HERE)
    known = signing.signed_in(store, admitted.token)
    assert (known.person.role, known.person.department) == (Role.DEPARTMENT, "戸籍住民課")
    for address in ("192.0.2.7", ""):
        with pytest.raises(Problem, match="見本のデモには入れません"):
            demonstration.enter(store, "demo-admin", Visitor(address))
    with pytest.raises(Problem, match="違います"):
        signing.log_in(store, "demo-admin", "", HERE)
    monkeypatch.delenv(presence.DEMO)
    assert demonstration.people() == ()
    assert signing.signed_in(store, admitted.token) is None, "no demonstration, no demo login"
    assert setting_up.needs_setup(store)


def test_the_demonstration_is_refused_where_others_could_reach_it(store, empty_desk):
    for address in ("0.0.0.0", "192.0.2.7", "::", "taiodo.example"):
        with pytest.raises(Problem, match="この端末"):
            demonstration.require_demonstrable(store, address)
    for address in ("127.0.0.1", "::1", "localhost"):
        demonstration.require_demonstrable(store, address)
    accounts.add(empty_desk, HANAKO)
    with pytest.raises(Problem, match="利用者が登録された"):
        demonstration.require_demonstrable(store, "127.0.0.1")


def from_oidc(store, subject="1", names=("H@X.lg.jp",)):
    return vouched.from_outside(store, "oidc", frozenset(names), subject, HERE)


def test_an_organisations_login_is_matched_with_an_account(empty_desk, store, hanako):
    known = from_oidc(store)
    assert known.person.login == "hanako"
    assert not known.must_change, "there is no password to change"
    again = from_oidc(store)
    assert again.login == known.login, "the same login, not one per page"
    assert actions(empty_desk) == ["login"]
    with Desk(store, known.person, known.login).reading():
        pass


def test_an_organisations_login_without_account_is_told_so(store, hanako):
    with pytest.raises(Problem, match="登録されていません") as refusal:
        from_oidc(store, names=("other@x.lg.jp", "hanako"))
    assert "管理者" in refusal.value.advice


def test_an_outside_login_that_was_ended_here_needs_a_new_one_there(empty_desk, store, hanako):
    known = from_oidc(store)
    accounts.end_logins(empty_desk, known.person.account)
    with pytest.raises(Problem, match="終わっています"):
        from_oidc(store)
    assert from_oidc(store, subject="2").person == known.person
    accounts.set_active(empty_desk, known.person.account, False)
    with pytest.raises(Problem, match="登録されていません"):
        from_oidc(store, subject="3")


def test_a_trusted_header_is_one_login_per_browser(empty_desk, store, hanako):
    plain = AccountFacts("taro", "東 太郎", Role.VIEWER)
    accounts.add(empty_desk, plain)
    first = vouched.from_outside(store, "proxy", frozenset({"TARO"}), "", HERE)
    assert vouched.from_outside(store, "proxy", frozenset({"taro"}), "", HERE).login == first.login
    accounts.end_logins(empty_desk, first.person.account)
    assert vouched.from_outside(store, "proxy", frozenset({"taro"}), "", HERE).login != first.login
