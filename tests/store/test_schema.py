"""Migrations make exactly the tables the program declares, and never lose what was there."""

import sqlite3

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from taiodo.problems import Problem
from taiodo.store import schema
from taiodo.store.engine import Store
from taiodo.store.integrity import integrity_findings
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


def test_an_older_sqlite_database_is_copied_before_it_is_upgraded(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with_rows_of_the_first_version(store)
    with pytest.raises(Problem, match="以前の版の形式"):
        schema.require_current(store)
    kept = schema.upgrade(store, "試験")
    assert kept is not None
    assert sqlite3.connect(kept).execute("SELECT name FROM municipality").fetchall() == [("旧区",)]
    schema.require_current(store)
    store.close()


def test_rows_of_the_first_version_are_there_after_every_upgrade(store):
    with_rows_of_the_first_version(store)
    schema.upgrade(store, "試験")
    with store.reading() as reading:
        rows = reading.connection.execute(
            text(
                "SELECT m.name, s.operation, s.closed_at, i.comment, i.carried_from_id"
                " FROM requirement_item i JOIN survey s ON s.id = i.survey_id"
                " JOIN municipality m ON m.id = s.municipality_id"
            )
        ).all()
        assert rows == [("旧区", "jumin", "", "大切な回答", None)]
        assert tuple(integrity_findings(reading)) == ()
        context = MigrationContext.configure(reading.connection)
        assert compare_metadata(context, Row.metadata) == []


STAMP = "1, 't', '誰か'"
FIRST_ROWS = (
    "INSERT INTO municipality (revision, updated_at, updated_by, id, code, name, prefecture, kind,"
    f" current, source) VALUES ({STAMP}, 1, 'k', '旧区', '', 'city', true, '')",
    "INSERT INTO edition (revision, updated_at, updated_by, id, operation, edition, kind, title,"
    " source, source_url, published, effective_from, file_name, sha256, digest, layout, count)"
    f" VALUES ({STAMP}, 1, 'jumin', '9', 'official', '', '', '', '', '', '', '', '', '', 1)",
    "INSERT INTO requirement (id, edition_id, position, number, part, kind, path, chapter, name,"
    " text, designated_city, other, rationale, note, conformance_date, cell, search) VALUES"
    " (1, 1, 0, '0010001', 1, 'function', '[]', '', '', '', 'none', 'none', '', '', '', '', '')",
    "INSERT INTO survey (revision, updated_at, updated_by, id, municipality_id, operation,"
    f" edition_id, opened_at) VALUES ({STAMP}, 1, 1, 'jumin', 1, 't')",
    "INSERT INTO requirement_item (revision, updated_at, updated_by, id, survey_id,"
    " requirement_id, obligation, verdict, status, review, countermeasure, impact_resident,"
    f" impact_staff, due, comment) VALUES ({STAMP}, 1, 1, 1, 'mandatory', 'fit', 'active', '',"
    " '', '', '', '', '大切な回答')",
)


def with_rows_of_the_first_version(store):
    """A database as the first version of the program left it, with an answer in it."""
    with store.transaction("試験") as tx:
        command.upgrade(schema.config(tx.connection), "0001")
        for statement in FIRST_ROWS:
            tx.connection.execute(text(statement))
