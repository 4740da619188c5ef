"""Wrong usage exits 2 and says so in Japanese; global options stand anywhere."""

import json

import pytest
from sqlalchemy import create_engine, text

from taiodo.workflow.desk import database_url as chosen_database


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "コマンドを指定してください"),
        (["survey"], "コマンドを指定してください"),
        (["nosuch"], "コマンド nosuch はありません"),
        (["spec", "prview"], "preview のことですか"),
        (["spec", "preview"], "FILE を指定してください"),
        (["spec", "import", "a.xlsx", "--edition", "1"], "--operation を指定してください"),
        (["survey", "open", "jumin"], "--edition を指定してください"),
        (["survey", "open", "jumin", "--editon", "1"], "--edition のことですか"),
        (["survey", "open", "jumin", "--edition"], "--edition に値がありません"),
        (["inventory", "template", "a.xlsx", "--filled=1"], "--filled に値は付けられません"),
        (["impact", "trace"], "SYSTEM... を指定してください"),
        (["impact", "trace", "a", "--direction", "down"], "使えるもの: downstream、upstream、both"),
        (["catalog", "list", "more"], "余分な引数"),
        (["serve", "--port", "99999"], "1～65535の整数"),
        (["serve", "--port", "abc"], "1～65535の整数"),
        (["--format", "xml", "catalog", "list"], "使えるもの: text、json、tsv"),
        (["catalog", "list", "--format"], "--format に値がありません"),
    ],
)
def test_wrong_usage(taiodo, arguments, words):
    said = taiodo(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("使い方の誤り: ")
    assert words in said.err
    assert "--help" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "json", "catalog", "list"],
        ["catalog", "--format", "json", "list"],
        ["catalog", "list", "--format", "json"],
        ["catalog", "list", "--format=json"],
    ],
)
def test_global_options_stand_anywhere(taiodo, empty_store, arguments):
    assert len(json.loads(taiodo(*arguments).out)) == 20


def test_what_follows_two_hyphens_is_no_option(taiodo, surveyed_store):
    said = taiodo("impact", "trace", "--", "--user")
    assert said.code == 1
    assert "システム「--user」は登録されていません" in said.err


def actors(url, entity):
    engine = create_engine(url)
    query = text("SELECT DISTINCT actor FROM audit WHERE entity = :entity")
    with engine.connect() as connection:
        found = list(connection.execute(query, {"entity": entity}).scalars())
    engine.dispose()
    return found


def test_the_audit_records_the_user_named(done, empty_store, book, database_url):
    edition = ("--operation", "jumin", "--edition", "9.9")
    done("spec", "import", book, *edition, "--user", "中野 花子")
    done("--user", "企画 次郎", "survey", "open", "jumin", "--edition", "9.9")
    assert actors(database_url, "edition") == ["中野 花子"]
    assert actors(database_url, "survey") == ["企画 次郎"]
    assert actors(database_url, "municipality") == ["システム管理者（端末）"]


def test_a_user_without_a_name_is_the_local_administrator(done, empty_store, book, database_url):
    name = (" ", "\ud800\x00")
    edition = ("--operation", "jumin", "--edition")
    done("spec", "import", book, *edition, "9.9", "--user", name[0])
    assert actors(database_url, "edition") == ["システム管理者（端末）"]
    done("spec", "import", book, *edition, "9.8", "--user", name[1])
    assert set(actors(database_url, "edition")) == {"システム管理者（端末）", "?"}


def test_the_option_comes_before_the_environment(taiodo, empty_store, tmp_path):
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert "まだありません" in taiodo("survey", "status", "--database", other).err
    assert taiodo("init", f"--database={other}").code == 0
    assert taiodo("--database", other, "survey", "status").code == 0


def test_without_a_url_the_database_is_a_file_in_the_data_directory(monkeypatch, tmp_path):
    monkeypatch.delenv("TAIODO_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAIODO_HOME", "データ")
    assert chosen_database() == f"sqlite:///{tmp_path / 'データ' / 'taiodo.sqlite3'}"
    monkeypatch.delenv("TAIODO_HOME")
    assert chosen_database() == f"sqlite:///{tmp_path / 'var' / 'taiodo.sqlite3'}"
    assert chosen_database("sqlite:///x") == "sqlite:///x"
