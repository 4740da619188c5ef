"""利用者の管理: adding, changing, stopping; and the CSV."""

from dataclasses import replace

import pytest

from taiodo.access.rights import Action, Role
from taiodo.problems import Problem, Severity
from taiodo.store.packages import package_key
from taiodo.survey.package import VendorPackage
from taiodo.workflow import account_file, accounts, signing
from taiodo.workflow.accounts import AccountFacts
from taiodo.workflow.door import Visitor

BOSS = AccountFacts("kanri", "管理 太郎", Role.ADMIN, "情報システム課")


@pytest.fixture
def boss(empty_desk):
    return accounts.add(empty_desk, BOSS)


def named(desk, login):
    return accounts.account_named(desk, login)


def test_an_account_is_added_with_a_password_issued_once(empty_desk, boss):
    (account,) = accounts.accounts(empty_desk)
    assert account.facts == BOSS
    assert account.must_change
    assert account.has_password
    assert signing.log_in(empty_desk.store, "kanri", boss.password, Visitor()).must_change


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (AccountFacts("花子", "花子", Role.VIEWER), "ログイン名が正しくありません"),
        (AccountFacts("x", "  ", Role.VIEWER), "氏名"),
        (AccountFacts("x", "花子", Role.DEPARTMENT), "所管課が要ります"),
        (AccountFacts("x", "花子", Role.VENDOR, "戸籍住民課"), "事業者名が要ります"),
        (AccountFacts("KANRI", "別人", Role.VIEWER), "既に使われています"),
        (AccountFacts("x", "管理 太郎", Role.VIEWER, "情報システム課"), "同じ氏名"),
    ],
)
def test_facts_that_will_not_do(empty_desk, boss, facts, words):
    with pytest.raises(Problem, match=words):
        accounts.add(empty_desk, facts)
    assert len(accounts.accounts(empty_desk)) == 1


def test_the_last_administrator_stays(empty_desk, boss):
    account = named(empty_desk, "kanri")
    with pytest.raises(Problem, match="一人もいなくなる"):
        accounts.set_active(empty_desk, account.id, False)
    with pytest.raises(Problem, match="一人もいなくなる"):
        accounts.change(empty_desk, account.id, AccountFacts("kanri", "管理 太郎", Role.VIEWER))
    assert named(empty_desk, "kanri") == account
    accounts.add(empty_desk, AccountFacts("second", "管理 次郎", Role.ADMIN))
    accounts.set_active(empty_desk, account.id, False)
    assert not named(empty_desk, "kanri").active


def test_a_change_seen_by_nobody_else_is_refused(empty_desk, boss):
    account = named(empty_desk, "kanri")
    for name in ("管理 三郎", "管理 四郎"):
        facts = AccountFacts("kanri", name, Role.ADMIN)
        if name == "管理 三郎":
            accounts.change(empty_desk, account.id, facts, account.revision)
        else:
            with pytest.raises(Problem, match="先に変更した"):
                accounts.change(empty_desk, account.id, facts, account.revision)


def test_a_stopped_person_is_told_so_only_with_the_right_password(empty_desk, boss):
    issued = accounts.add(empty_desk, AccountFacts("x", "花子", Role.VIEWER))
    accounts.set_active(empty_desk, named(empty_desk, "x").id, False)
    with pytest.raises(Problem, match="停止されています"):
        signing.log_in(empty_desk.store, "x", issued.password, Visitor())
    with pytest.raises(Problem, match="違います"):
        signing.log_in(empty_desk.store, "x", "違う", Visitor())


def test_a_name_nobody_has_is_refused_with_the_nearest(empty_desk, boss):
    with pytest.raises(Problem, match="いません") as refusal:
        named(empty_desk, "kanry")
    assert "kanri" in refusal.value.advice


CSV = """ログイン名,氏名,役割,所管課,事業者,メールアドレス
hanako,中野 花子,所管課,戸籍住民課,,H@x.lg.jp
kousha,甲 次郎,事業者,,甲社,
kanri,管理 太郎,管理者,情報システム課,,
bucho,部長,閲覧者,,,
"""


def test_a_table_of_accounts_is_previewed_then_registered(empty_desk, boss, tmp_path):
    file = tmp_path / "利用者.csv"
    file.write_bytes(CSV.encode("cp932"))
    read = account_file.preview(empty_desk, file)
    assert [f.login for f in read.new] == ["hanako", "kousha", "bucho"]
    assert (read.changed, read.unchanged) == ((), 1)
    codes = {f.code for f in read.findings}
    assert codes == {"accounts.new-department", "accounts.unknown-vendor"}
    assert len(accounts.accounts(empty_desk)) == 1, "a preview stores nothing"
    issued = account_file.commit(empty_desk, read)
    assert [i.login for i in issued] == ["hanako", "kousha", "bucho"]
    assert signing.log_in(empty_desk.store, "bucho", issued[2].password, Visitor()).must_change
    assert named(empty_desk, "hanako").facts.external == "h@x.lg.jp"
    again = account_file.preview(empty_desk, file.read_bytes(), "利用者.csv")
    assert (again.new, again.changed, again.unchanged, again.findings) == ((), (), 4, ())


def test_a_table_changes_who_is_there_already(empty_desk, boss):
    change = "login,name,role\nkanri,管理 太郎,閲覧者\nnew,新人,admin\n".encode()
    read = account_file.preview(empty_desk, change, "a.csv")
    assert [f.login for f in read.changed] == ["kanri"]
    account_file.commit(empty_desk, read)
    assert named(empty_desk, "kanri").facts.role is Role.VIEWER


def test_a_table_that_leaves_no_administrator_changes_nothing(empty_desk, boss):
    read = account_file.preview(
        empty_desk, "login,name,role\nnew,新人,viewer\nkanri,管理 太郎,viewer\n".encode(), "a.csv"
    )
    with pytest.raises(Problem, match="一人もいなくなる"):
        account_file.commit(empty_desk, read)
    assert [a.facts.login for a in accounts.accounts(empty_desk)] == ["kanri"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("hanako,花子,社長,,", "役割「社長」"),
        ("花子,花子,閲覧者,,", "ログイン名が正しくありません"),
        ("hanako,花子,所管課,,", "所管課が要ります"),
        ("hanako,花子,閲覧者,,\nHANAKO,別人,閲覧者,,", "2行目と同じログイン名"),
    ],
)
def test_wrong_rows_are_told_with_their_line_and_nothing_is_stored(empty_desk, boss, row, words):
    data = f"ログイン名,氏名,役割,所管課,事業者\n{row}\n".encode()
    read = account_file.preview(empty_desk, data, "利用者.csv")
    (finding,) = [f for f in read.findings if f.severity is Severity.ERROR]
    assert words in finding.message
    assert "利用者.csv" in finding.where
    with pytest.raises(Problem, match="登録していません"):
        account_file.commit(empty_desk, read)
    assert len(accounts.accounts(empty_desk)) == 1


def test_a_table_without_its_columns_is_refused(empty_desk, boss):
    with pytest.raises(Problem, match="氏名・役割の列がありません"):
        account_file.preview(empty_desk, "ログイン名,なまえ\nx,花子\n".encode(), "a.csv")


def test_a_vendor_without_a_package_is_accepted_and_told(surveyed_desk):
    with surveyed_desk.changing(Action.MANAGE_PACKAGES) as (tx, body):
        package_key(tx, body.id, VendorPackage("見本ベンダーA社", "見本", "1", ""))
    known = accounts.known_vendors(surveyed_desk)
    assert known == ("見本ベンダーA社",)
    facts = AccountFacts("x", "事業 太郎", Role.VENDOR, vendor="見本ベンダー")
    doubt = accounts.vendor_doubt(facts, known)
    assert "まだ登録されていません" in doubt.message
    assert "「見本ベンダーA社」のことではありませんか" in doubt.advice
    assert accounts.vendor_doubt(replace(facts, vendor=" 見本ベンダーA社 "), known) is None
    assert accounts.vendor_doubt(BOSS, known) is None
    table = "ログイン名,氏名,役割,事業者\nx,事業 太郎,事業者,見本ベンダー\n".encode()
    read = account_file.preview(surveyed_desk, table, "利用者.csv")
    (told,) = [f for f in read.findings if f.code == "accounts.unknown-vendor"]
    assert told.severity is Severity.WARNING
    assert "2行目" in told.where
    assert account_file.commit(surveyed_desk, read)
