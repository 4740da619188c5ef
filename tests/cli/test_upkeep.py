"""Accounts, history, copies and checks from the command line."""

import csv
import sqlite3

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, text

from taiodo.problems import Problem
from taiodo.serving import has_oidc
from taiodo.survey.items import Edit
from taiodo.workflow import surveying
from taiodo.workflow.desk import open_desk

ADD = (
    "user",
    "add",
    "hanako",
    "--name",
    "中野 花子",
    "--role",
    "所管課",
    "--department",
    "戸籍住民課",
)


@pytest.fixture
def boss(done, empty_store):
    return done("user", "add", "kanri", "--name", "管理 太郎", "--role", "admin")["issued"][0]


def test_an_account_and_its_first_password(done, taiodo, boss):
    said = taiodo(*ADD)
    assert said.code == 0
    assert "初期パスワード" in said.out
    assert "一度だけ" in said.err
    assert done("user", "list") == [
        {
            "login": "hanako", "name": "中野 花子", "role": "department",
            "department": "戸籍住民課", "vendor": "", "external": "", "active": True,
            "must_change": True, "locked": False, "last_seen": "",
        },
        {
            "login": "kanri", "name": "管理 太郎", "role": "admin", "department": "",
            "vendor": "", "external": "", "active": True, "must_change": True,
            "locked": False, "last_seen": "",
        },
    ]  # fmt: skip


def test_an_account_is_stopped_taken_up_and_given_a_new_password(done, refused, boss):
    done(*ADD)
    assert done("user", "disable", "hanako") == {"login": "hanako", "active": False}
    assert not next(a for a in done("user", "list") if a["login"] == "hanako")["active"]
    assert done("user", "enable", "hanako") == {"login": "hanako", "active": True}
    (issued,) = done("user", "password", "hanako")["issued"]
    assert issued["login"] == "hanako"
    assert "一人もいなくなる" in refused("user", "disable", "kanri")
    assert "hanako" in refused("user", "disable", "hanakoo")
    assert "既に使われています" in refused(*ADD)


def test_accounts_by_csv(done, refused, boss, tmp_path):
    file = tmp_path / "利用者.csv"
    file.write_text("ログイン名,氏名,役割\nbucho,部長,閲覧者\n", encoding="cp932")
    assert done("user", "import", file, "--preview")["new"] == ["bucho"]
    assert len(done("user", "list")) == 1
    output = tmp_path / "初期パスワード.csv"
    assert done("user", "import", file, "-o", output)["new"] == ["bucho"]
    assert output.stat().st_mode & 0o077 == 0, "only its owner reads the passwords"
    rows = list(csv.reader(output.read_text("utf-8-sig").splitlines()))
    assert rows[1][:2] == ["bucho", "部長"]
    file.write_text("ログイン名,氏名,役割\nx,部下,社長\n", encoding="utf-8")
    assert "役割「社長」" in refused("user", "import", file)


def test_the_history_is_searched_and_written_out(done, refused, surveyed_store, tmp_path):
    done("--user", "係長", "user", "add", "a", "--name", "甲", "--role", "viewer")
    (row,) = done("audit", "--actor", "係長", "--entity", "利用者")
    assert (row["action"], row["entity"], row["actor"]) == ("add", "account", "係長")
    assert "argon2" not in str(row)
    editions = done("audit", "--entity", "edition", "--operation", "jumin")
    assert [(r["operation"], r["edition"]) for r in editions] == [("jumin", "9.9")]
    assert done("audit", "--since", "2099-01-01") == []
    assert len(done("audit", "--limit", "3")) == 3
    for name in ("履歴.xlsx", "履歴.csv"):
        done("audit", "-o", tmp_path / name)
    (sheet,) = load_workbook(tmp_path / "履歴.xlsx").worksheets
    assert sheet["A1"].value == "日時"
    assert "対象「なにか」はありません" in refused("audit", "--entity", "なにか")
    assert "形式では" in refused("audit", "-o", tmp_path / "a.pdf")


def test_a_copy_is_made_and_put_back(done, refused, surveyed_store, tmp_path):
    before = done("survey", "status")
    made = done("backup", tmp_path / "控え.zip")
    assert made["rows"] > 0
    assert len(made["audit"]["hash"]) == 64
    assert "既にあります" in refused("backup", tmp_path / "控え.zip")
    done("spec", "import", tmp_path / "見本仕様書.xlsx", "--operation", "jumin", "--edition", "10")
    assert "--replace" in refused("restore", tmp_path / "控え.zip")
    done("restore", tmp_path / "控え.zip", "--replace")
    assert done("survey", "status") == before
    assert done("check")["ok"]
    assert done("audit", "--limit", "1")[0]["action"] == "restore"
    assert "ファイルがありません" in refused("restore", tmp_path / "ない.zip", "--replace")


def test_check_says_where_the_history_was_changed(taiodo, surveyed_store, database_url):
    assert "履歴の末尾" in taiodo("check").err
    engine = create_engine(database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_change ON audit"))
        connection.execute(text("UPDATE audit SET actor = '別人' WHERE id = 2"))
    engine.dispose()
    said = taiodo("check")
    assert said.code == 1
    assert "履歴の2番の行" in said.out
    assert "トリガー" in said.out


def test_check_says_what_was_changed_behind_the_history(taiodo, surveyed_store, database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        item = connection.scalar(text("SELECT min(id) FROM requirement_item"))
    desk = open_desk(database_url)
    surveying.save_answers(desk, [Edit(item, None, {"verdict": "gap", "comment": "人手で"})])
    desk.store.close()
    assert taiodo("check").code == 0
    with engine.begin() as connection:
        connection.execute(text("UPDATE requirement_item SET verdict = 'fit'"))
    engine.dispose()
    said = taiodo("check")
    assert said.code == 1
    assert f"例: {item}" in said.out


def test_a_file_of_another_kind_is_refused_before_anything_is_recorded(refused, done, boss):
    before = done("audit", "--limit", "1")
    assert ".xlsx" in refused("audit", "-o", "履歴.pdf")
    assert done("audit", "--limit", "1") == before


@pytest.mark.parametrize("command", ["audit", "backup", "restore", "match"])
def test_help_is_in_japanese(taiodo, command):
    said = taiodo(command, "--help").out
    assert "使い方" in said
    assert "Show this message" not in said


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7"])
def test_a_demonstration_others_could_reach_is_refused(refused, empty_store, address):
    message = refused("serve", "--demo", "--address", address)
    assert "この端末" in message
    assert "--demo を外し" in message


def test_a_demonstration_beside_real_accounts_is_refused(refused, boss):
    assert "利用者が登録された" in refused("serve", "--demo")


def test_a_trusted_header_others_could_forge_is_refused(refused, boss, monkeypatch):
    monkeypatch.setenv("TAIODO_PROXY_HEADER", "X-Remote-User")
    assert "偽って" in refused("serve", "--address", "0.0.0.0")


def test_https_needs_certificate_and_key(refused, boss, tmp_path):
    (tmp_path / "c.pem").write_text("x")
    assert "両方" in refused("serve", "--certificate", tmp_path / "c.pem")


def test_settings_of_an_organisations_login(tmp_path):
    assert not has_oidc(tmp_path / "secrets.toml")
    (tmp_path / "secrets.toml").write_text("[auth]\nclient_id = 'x'\n")
    assert has_oidc(tmp_path / "secrets.toml")
    (tmp_path / "secrets.toml").write_text("[auth")
    with pytest.raises(Problem, match="設定を読み取れません"):
        has_oidc(tmp_path / "secrets.toml")


def test_a_copy_of_a_server_is_no_sqlite_file(done, surveyed_store, tmp_path, server):
    done("backup", tmp_path / "控え")
    start = (tmp_path / "控え").read_bytes()[:15]
    assert (start == b"SQLite format 3") is (server == "sqlite")
    if server == "sqlite":
        rows = sqlite3.connect(tmp_path / "控え").execute("SELECT COUNT(*) FROM survey").fetchall()
        assert rows == [(1,)]
