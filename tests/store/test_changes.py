"""Every stored change has actor, time, revision and an audit row in one transaction."""

import json
import threading

import pytest

from taiodo.problems import Problem
from taiodo.store import schema
from taiodo.store.changes import Stale, add, change, remove
from taiodo.store.engine import Store
from taiodo.store.history import history
from taiodo.store.tables import AuditRow, DepartmentRow, MunicipalityRow


def names(store):
    with store.reading() as reading:
        return [
            row.name
            for row in reading.connection.execute(DepartmentRow.__table__.select().order_by("id"))
        ]


def test_a_change_bumps_the_revision_and_says_who_when_and_what(store, ward):
    with store.transaction("中野 花子") as tx:
        revision = change(tx, MunicipalityRow, ward, {"name": "新見本区"}, revision=1)
        moment = tx.at
    assert revision == 2
    with store.reading() as reading:
        newest, first = history(reading, ward, entity="municipality", entity_id=ward)[:2] or (
            None,
            None,
        )
    assert (newest.actor, newest.at) == ("中野 花子", moment)
    assert newest.before == {"name": "見本区"}
    assert newest.after == {"name": "新見本区"}
    assert first.action == "add"


def test_a_stale_revision_is_refused_with_what_is_there_now(store, ward):
    with store.transaction("先の人") as tx:
        change(tx, MunicipalityRow, ward, {"name": "先の名"}, revision=1)
    with store.transaction("後の人") as tx:
        refused = change(tx, MunicipalityRow, ward, {"name": "後の名"}, revision=1)
    assert isinstance(refused, Stale)
    assert refused.current["name"] == "先の名"
    assert refused.current["updated_by"] == "先の人"


def test_writing_the_same_value_again_changes_nothing(store, ward):
    with store.transaction("誰か") as tx:
        assert change(tx, MunicipalityRow, ward, {"name": "見本区"}, revision=1) == 1
    with store.reading() as reading:
        assert len(history(reading, ward, entity="municipality")) == 1


def test_a_failed_transaction_leaves_neither_row_nor_audit(store, ward):
    def interrupted():
        with store.transaction("誰か") as tx:
            values = {"municipality_id": ward, "name": "消える課"}
            add(tx, DepartmentRow, values, municipality_id=ward)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert names(store) == []
    with store.reading() as reading:
        assert history(reading, ward, entity="department") == ()


def test_a_removed_row_stays_in_the_audit_trail(store, ward):
    with store.transaction("誰か") as tx:
        key = add(tx, DepartmentRow, {"municipality_id": ward, "name": "旧課"})
        remove(tx, DepartmentRow, key, municipality_id=ward)
    with store.reading() as reading:
        rows = reading.connection.execute(AuditRow.__table__.select()).all()
    removed = next(row for row in rows if row.action == "remove")
    assert json.loads(removed.before)["name"] == "旧課"


def test_two_writers_at_once_never_both_win(store, ward):
    outcomes = []

    def write(name):
        with store.transaction(name) as tx:
            outcomes.append(change(tx, MunicipalityRow, ward, {"name": name}, revision=1))

    writers = [threading.Thread(target=write, args=(f"区{n}",)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(isinstance(o, Stale) for o in outcomes) == [False] + [True] * 7


def test_an_sqlite_file_locked_by_another_program_is_explained(tmp_path):
    import sqlite3

    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    patient = Store(url)
    schema.upgrade(patient, "試験")
    other = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    hasty = Store(url, busy_timeout_ms=50)
    with pytest.raises(Problem, match="他の処理で使われている"), hasty.transaction("誰か"):
        pass
    other.rollback()
    with hasty.transaction("誰か"):
        pass


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "指定を読み取れません"),
        ("oracle9://x", "指定を読み取れません"),
        ("sqlite:////no/such/folder/a.sqlite3", "開けません"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/x", "接続できません"),
    ],
)
def test_a_database_that_cannot_be_reached_is_explained_without_its_password(url, words):
    with pytest.raises(Problem, match=words) as refusal, Store(url).reading():
        pass
    assert "secret" not in str(refusal.value)


def test_a_file_that_is_no_database_is_explained(tmp_path):
    (tmp_path / "a.sqlite3").write_bytes(b"this is not a database" * 100)
    store = Store(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with pytest.raises(Problem, match="taiodo のデータベースではありません"), store.reading():
        pass
