"""The audit trail: append-only, chained by hashes, and quick to find where it was changed."""

import threading

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from taiodo.problems import Problem
from taiodo.store import chain, schema
from taiodo.store.changes import change, record_many
from taiodo.store.engine import Store
from taiodo.store.history import history
from taiodo.store.integrity import audit_is_unbroken
from taiodo.store.tables import AuditRow, MunicipalityRow

KNOWN = "6bffbf1c96576b904156285ef2f297257fc44f0e5dfa2f889a570d9f06f80304"


@pytest.fixture
def busy(store, ward):
    """A trail of 30 rows."""
    for number in range(29):
        with store.transaction(f"職員{number}") as tx:
            change(tx, MunicipalityRow, ward, {"name": f"区{number}"}, revision=None)
    return store


def first_break(store):
    with store.reading() as reading:
        return chain.first_break(reading.connection)


def tamper(store, statement):
    """What somebody does who owns the database: take the seals off, then write."""
    with store.transaction("侵入者") as tx:
        if tx.connection.dialect.name == "sqlite":
            for act in ("update", "delete"):
                tx.connection.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{act}"))
        else:
            tx.connection.execute(text("DROP TRIGGER IF EXISTS audit_no_change ON audit"))
        tx.connection.execute(text(statement))


def test_a_known_row_has_a_known_hash():
    row = {
        "id": 1, "at": "2026-11-24T00:00:00.000+00:00", "actor": "中野 花子", "municipality_id": 1,
        "action": "add", "entity": "survey", "entity_id": None, "summary": "", "before": "{}",
        "after": '{"a": 1}',
    }  # fmt: skip
    assert chain.link(chain.BEGINNING, row) == KNOWN


def test_every_row_is_chained_to_the_one_before(busy):
    assert first_break(busy) is None
    with busy.reading() as reading:
        head = chain.head_of(reading.connection)
        assert (head.id, chain.length(reading.connection)) == (30, 30)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET actor = 'x' WHERE id = 3", "DELETE FROM audit WHERE id = 3"],
)
def test_the_database_itself_refuses_to_change_or_remove_rows(busy, statement):
    with pytest.raises((DBAPIError, Problem)), busy.transaction("誰か") as tx:
        tx.connection.execute(text(statement))
    assert first_break(busy) is None


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE audit SET after = '{}' WHERE id = 7", 7),
        ("UPDATE audit SET actor = '別人' WHERE id = 30", 30),
        ("UPDATE audit SET at = '2020' WHERE id = 1", 1),
        ("UPDATE audit SET municipality_id = NULL WHERE id = 9", 9),
        ("DELETE FROM audit WHERE id = 12", 13),
        ("DELETE FROM audit WHERE id > 25", 30),
        ("DELETE FROM audit", 30),
        (
            "INSERT INTO audit (id, at, actor, action, entity, summary, before, after, hash)"
            " VALUES (31, '2026', '幽霊', 'add', 'x', '', '{}', '{}', 'abc')",
            31,
        ),
    ],
)
def test_tampering_is_found_at_the_first_row_that_does_not_hold(busy, statement, where):
    tamper(busy, statement.replace("municipality_id = NULL", "municipality_id = 1"))
    found = first_break(busy)
    assert found is not None
    assert found.id == where
    with busy.reading() as reading:
        (finding,) = audit_is_unbroken(reading)
    assert f"{where}番" in finding.message


def test_a_row_written_past_the_chain_is_found(busy):
    with busy.transaction("誰か") as tx:
        row = {
            "id": 40, "at": tx.at, "actor": "幽霊", "action": "add", "entity": "x",
            "summary": "", "before": "{}", "after": "{}",
        }  # fmt: skip
        tx.connection.execute(insert(AuditRow).values(row))
    assert first_break(busy).id == 40


def test_many_writers_at_once_make_one_chain(store, ward):
    def write(number):
        for turn in range(5):
            with store.transaction(f"{number}-{turn}") as tx:
                entries = [
                    {"action": "add", "entity": "x", "summary": f"{n}"} for n in range(number + 1)
                ]
                record_many(tx, entries)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert first_break(store) is None
    with store.reading() as reading:
        assert chain.head_of(reading.connection).id == 1 + 5 * sum(range(1, 9))


def test_thousands_of_rows_in_one_transaction(store, ward):
    with store.transaction("取込") as tx:
        record_many(tx, [{"action": "add", "entity": "x", "entity_id": n} for n in range(2_500)])
    assert first_break(store) is None


def test_what_a_transaction_recorded_can_be_read_within_it(store, ward):
    with store.transaction("係長") as tx:
        change(tx, MunicipalityRow, ward, {"name": "新区"}, revision=None)
        assert history(tx, ward, entity="municipality")[0].after == {"name": "新区"}
    assert first_break(store) is None


def test_a_transaction_that_fails_leaves_no_gap(store, ward):
    def interrupted():
        with store.transaction("誰か") as tx:
            record_many(tx, [{"action": "add", "entity": "x"}])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    with store.transaction("次の人") as tx:
        record_many(tx, [{"action": "add", "entity": "x"}])
    assert first_break(store) is None
    with store.reading() as reading:
        assert chain.head_of(reading.connection).id == 2


def test_rows_from_before_the_chain_are_chained_as_they_stand(store, database_url):
    from alembic import command

    store.close()
    fresh = Store(database_url)
    with fresh.transaction("試験") as tx:
        command.downgrade(schema.config(tx.connection), "0002")
        for number in (1, 2, 5):
            tx.connection.execute(
                text(
                    "INSERT INTO audit (id, at, actor, action, entity, summary, before, after)"
                    " VALUES (:n, 't', '旧', 'add', 'x', '', '{}', '{}')"
                ),
                {"n": number},
            )
    schema.upgrade(fresh, "試験")
    assert first_break(fresh) is None
    with fresh.transaction("新") as tx:
        record_many(tx, [{"action": "add", "entity": "x"}])
    assert first_break(fresh) is None
    with fresh.reading() as reading:
        assert chain.head_of(reading.connection).id == 6
    fresh.close()
