"""Migrations make exactly the tables the program declares, and never lose what was there."""

import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from taiodo.problems import Problem
from taiodo.store import schema
from taiodo.store.engine import Store
from taiodo.store.tables import Row


@pytest.fixture
def store(database_url):
    opened = Store(database_url)
    yield opened
    opened.close()


def test_migrations_make_exactly_the_declared_tables(store):
    schema.upgrade(store, "試験")
    with store.reading() as reading:
        context = MigrationContext.configure(reading.connection)
        assert compare_metadata(context, Row.metadata) == []


def test_upgrading_twice_changes_nothing(store):
    schema.upgrade(store, "試験")
    assert schema.upgrade(store, "試験") is None
    assert schema.version_of(store) == schema.newest_version()


def test_an_empty_database_is_refused_with_the_command_that_makes_it(store):
    with pytest.raises(Problem, match="まだありません") as refusal:
        schema.require_current(store)
    assert "taiodo init" in refusal.value.advice


def test_a_database_of_a_newer_program_is_refused_and_not_touched(store):
    schema.upgrade(store, "試験")
    with store.transaction("未来") as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Problem, match="より新しい版"):
        schema.require_current(store)
    with pytest.raises(Problem, match="より新しい版"):
        schema.upgrade(store, "試験")
    assert schema.version_of(store) == "9999"


def test_an_older_sqlite_database_is_copied_before_it_is_upgraded(tmp_path, monkeypatch):
    path = tmp_path / "a.sqlite3"
    store = Store(f"sqlite:///{path}")
    schema.upgrade(store, "試験")
    with store.transaction("試験") as tx:
        tx.connection.execute(
            text(
                "INSERT INTO audit (at, actor, action, entity, summary, before,"
                " after) VALUES ('t', '誰か', 'add', 'x', '', '{}', '{}')"
            )
        )
    monkeypatch.setattr(schema, "newest_version", lambda: "0002")
    with pytest.raises(Problem, match="以前の版の形式"):
        schema.require_current(store)
    kept = schema.upgrade(store, "試験")
    assert kept is not None
    assert sqlite3.connect(kept).execute("SELECT actor FROM audit").fetchall() == [("誰か",)]
