"""Databases that cannot be used: each refused with what it is and what to do."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from taiodo.store import schema
from taiodo.store.engine import Store

EDITION = ("--operation", "jumin", "--edition", "9.9")


@pytest.fixture
def impatient(monkeypatch):
    """Wait 0.3 seconds for a locked database instead of ten."""
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", {"busy_timeout_ms": 300})


@pytest.fixture
def locked(server, database_url):
    """Somebody else who holds the whole database."""

    def lock():
        if server == "sqlite":
            other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            return other
        other = psycopg.connect(database_url.replace("+psycopg", ""))
        other.execute("LOCK TABLE edition, audit, system IN ACCESS EXCLUSIVE MODE")
        return other

    return lock


def test_a_locked_database(
    refused, done, empty_store, book, inventory_folder, locked, impatient, contents
):
    before = contents()
    other = locked()
    for command in (
        ("spec", "import", book, *EDITION),
        ("inventory", "import", inventory_folder),
        ("survey", "open", "jumin", "--edition", "1.0"),
    ):
        message = refused(*command)
        assert "他の処理で使われている" in message
        assert "何も変更していません" in message
        assert "少し待ってから" in message
    assert done("spec", "preview", book)["count"] == 8
    other.close()
    assert contents() == before
    assert done("spec", "import", book, *EDITION)["count"] == 8


def read_only(url: str, server: str) -> str:
    """The same database, opened so that nothing can be written."""
    if server == "sqlite":
        path = url.removeprefix("sqlite:///")
        return f"sqlite:///file:{path}?mode=ro"
    return f"{url}&options=-c%20default_transaction_read_only%3Don"


def test_a_read_only_database_is_read_but_not_written(
    refused, done, surveyed_store, book, database_url, server, contents, tmp_path
):
    before = contents()
    url = read_only(database_url, server)
    other = ("--operation", "jumin", "--edition", "9.8", "--database", url)
    message = refused("spec", "import", book, *other)
    assert "読み取り専用" in message
    assert "何も変更していません" in message
    assert "権限" in message
    assert "読み取り専用" in refused(
        "survey", "open", "jumin", "--edition", "1.0", "--database", url
    )
    assert done("survey", "status", "--database", url) == surveyed_store
    assert contents() == before
    assert not list(tmp_path.rglob("file:*"))


def test_an_empty_database_is_refused_with_the_command_that_makes_it(refused, taiodo):
    for command in (
        ("catalog", "list"),
        ("survey", "status"),
        ("impact", "trace", "juki"),
        ("check",),
        ("serve",),
    ):
        message = refused(*command)
        assert "データベースがまだありません" in message
        assert "taiodo init" in message


def stamp(url: str, version: str | None) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        if version is None:
            connection.execute(text("DROP TABLE alembic_version"))
        else:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :version"), {"version": version}
            )
    engine.dispose()


def test_an_older_database_is_refused_and_init_upgrades_it(
    refused, taiodo, surveyed_store, monkeypatch, contents, tmp_path, server
):
    before = contents()
    real = schema.newest_version()
    monkeypatch.setattr(schema, "newest_version", lambda: "9999")
    message = refused("survey", "status")
    assert "以前の版の形式" in message
    assert "taiodo init" in message
    said = taiodo("init")
    assert said.code == 0
    if server == "sqlite":
        (kept,) = tmp_path.glob("*更新前*")
        assert kept.name in said.err
    monkeypatch.setattr(schema, "newest_version", lambda: real)
    assert contents() == before


def test_a_newer_database_is_refused_and_untouched(
    refused, empty_store, book, database_url, contents
):
    stamp(database_url, "9999")
    before = contents()
    for command in (("survey", "status"), ("init",), ("spec", "import", book, *EDITION)):
        message = refused(*command)
        assert "より新しい版" in message
        assert "更新してください" in message
    assert contents() == before


def test_tables_without_a_version_are_refused_and_untouched(
    refused, empty_store, database_url, contents
):
    stamp(database_url, None)
    before = contents()
    for command in (("survey", "status"), ("init",), ("init", "--sample", "nakano")):
        message = refused(*command)
        assert "taiodo のものではありません" in message
        assert "--database" in message
    assert contents() == before


def test_a_database_of_another_program_is_refused_and_untouched(refused, tmp_path):
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE 住所録 (名前)")
    other.close()
    before = path.read_bytes()
    assert "taiodo のものではありません" in refused("init", "--database", f"sqlite:///{path}")
    assert path.read_bytes()[100:] == before[100:]


def test_a_file_that_is_no_database(refused, book, tmp_path):
    before = book.read_bytes()
    for command in (("init",), ("survey", "status"), ("spec", "import", book, *EDITION)):
        message = refused(*command, "--database", f"sqlite:///{book}")
        assert "taiodo のデータベースではありません" in message
    assert book.read_bytes() == before


def test_a_cut_off_database(refused, empty_store, tmp_path, database_url, server):
    if server != "sqlite":
        pytest.skip("a file's damage")
    path = Path(database_url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA journal_mode=DELETE")
    whole.close()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert "壊れて" in refused("check")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("なにか", "データベースの指定を読み取れません"),
        ("mysql://somebody@server/d", "データベースの指定を読み取れません"),
        ("sqlite+nothing:///x", "データベースの指定を読み取れません"),
        ("oracle:///x", "データベースの指定を読み取れません"),
        ("postgresql+psycopg2://u@127.0.0.1:1/d", "データベースの指定を読み取れません"),
        ("postgresql://u:秘密@127.0.0.1:1/d", "サーバーに接続できません"),
        ("postgres://u@taiodo.invalid/d", "サーバーに接続できません"),
        ("sqlite:////dev/null/x.sqlite3", "フォルダを作れません"),
        ("sqlite:////", "データベースのファイルを開けません"),
    ],
)
def test_a_database_that_cannot_be_reached(refused, url, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    message = refused("init", "--database", url)
    assert words in message
    assert "秘密" not in message
    assert "→ " in message


def test_a_folder_is_no_database(refused, tmp_path):
    message = refused("init", "--database", f"sqlite:///{tmp_path}")
    assert "データベースのファイルを開けません" in message


def test_a_wrong_name_on_the_server(refused, server, database_url):
    if server != "postgresql":
        pytest.skip("a server's refusals")
    wrong = database_url.replace("/t_", "/no_", 1)
    assert "指定された名前のデータベースがありません" in refused("init", "--database", wrong)


@pytest.mark.parametrize("name", ["空 白", "100%", "日本語#1", "a+b&c=d"])
def test_folders_with_any_name(taiodo, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir()
    assert taiodo("init", "--database", f"sqlite:///{name}/t.sqlite3").code == 0
    assert (tmp_path / name / "t.sqlite3").is_file()
    absolute = Store(f"sqlite:///{name}/t.sqlite3").url
    monkeypatch.chdir("/")
    assert taiodo("survey", "status", "--database", absolute).code == 0


def test_a_damaged_history_is_found_by_check(taiodo, surveyed_store, database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE requirement_item SET revision = 5"))
    engine.dispose()
    said = taiodo("check", "--format", "json")
    assert said.code == 1
    assert said.json["ok"] is False
    assert "履歴の足りない行" in said.json["findings"][0]["message"]
