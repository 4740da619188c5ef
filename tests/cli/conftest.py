"""The command line, called in this process as a shell would call it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, select

from samples import two_row_book
from taiodo.cli import main

SYSTEMS = """id,名称,種別,業務,所管課,事業者,契約終了日,切替予定日
juki,住民記録システム,標準化対象,jumin,戸籍住民課,甲社,2026-03-31,2026-01-05
kokuho,国保システム,標準化対象,国民健康保険,保険医療課,乙社,,
renkei,連携基盤,共通機能,,情報システム課,甲社,,
hoken,保健福祉システム,独自施策,,福祉推進課,丙社,,
koko,孤立システム,独自施策,,,,,
"""
FEATURES = """id,system,name,description,customised
f1,juki,転入処理,転入を処理する,いいえ
f2,juki,区独自の帳票,独自の帳票を出す,はい
"""
CONNECTIONS = """id,provider,consumer,data,method,frequency
c1,juki,renkei,住民情報,ファイル,日次
c2,renkei,kokuho,住民情報,API,随時
c3,renkei,hoken,住民情報,ファイル,月次
"""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def taiodo(database_url, monkeypatch, tmp_path, capsys):
    """`taiodo("survey", "status")`: run a command on the test's database."""
    monkeypatch.setenv("TAIODO_DATABASE_URL", database_url)
    monkeypatch.setenv("TAIODO_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        streams = capsys.readouterr()
        assert "Traceback" not in streams.err
        return Said(int(ended.value.code or 0), streams.out, streams.err)

    return run


@pytest.fixture
def done(taiodo):
    """Run a command that must succeed and print nothing but JSON on stdout."""

    def run(*arguments: object) -> Any:
        said = taiodo(*arguments, "--format", "json")
        assert said.code == 0, said.err
        return said.json

    return run


@pytest.fixture
def refused(taiodo):
    """Run a command that must be refused in Japanese; the message."""

    def run(*arguments: object) -> str:
        said = taiodo(*arguments, "--format", "json")
        assert (said.code, said.out) == (1, ""), said.err
        assert said.err.startswith("エラー: ")
        return said.err

    return run


@pytest.fixture
def empty_store(done):
    """A database of a municipality to be named later."""
    return done("init")


@pytest.fixture
def book(tmp_path):
    """A small specification as published: eight requirements."""
    return two_row_book(tmp_path / "見本仕様書.xlsx")


@pytest.fixture
def inventory_folder(tmp_path):
    """Five systems, two features, three connections."""
    folder = tmp_path / "棚卸し"
    folder.mkdir()
    for name, text in (
        ("systems", SYSTEMS),
        ("features", FEATURES),
        ("connections", CONNECTIONS),
    ):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def surveyed_store(done, empty_store, inventory_folder, book):
    """An inventory, edition 9.9 of 住民基本台帳, and its survey."""
    done("inventory", "import", inventory_folder)
    done("spec", "import", book, "--operation", "jumin", "--edition", "9.9")
    return done("survey", "open", "jumin", "--edition", "9.9")


@pytest.fixture
def contents(database_url):
    """A digest of every row of every table, to see that nothing was written."""

    def digest() -> dict[str, tuple[int, str]]:
        engine = create_engine(database_url)
        metadata = MetaData()
        metadata.reflect(engine)
        found = {}
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                found[table.name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
        engine.dispose()
        return found

    return digest
