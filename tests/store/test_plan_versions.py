"""Versions of the plan from before they were kept are taken from the audit trail."""

import json

import pytest
from alembic import command
from sqlalchemy import text

from taiodo.store import schema
from taiodo.store.engine import Store
from taiodo.store.plan_versions import keep_version, versions

ADD = {"operation": "kaigo", "phase": "1期", "cutover": "2025-10-14", "extended": False,
       "department_id": 1, "municipality_id": 1}  # fmt: skip
TRAIL = (
    ("2026-01-01T00:00:00.000+00:00", "add", 1, ADD),
    ("2026-01-01T00:00:00.000+00:00", "add", 2, ADD | {"operation": "jumin", "phase": "先行"}),
    ("2026-02-01T00:00:00.000+00:00", "change", 1, {"cutover_note": "備考だけ"}),
    ("2026-03-01T00:00:00.000+00:00", "change", 1, {"cutover": "2026-01-05", "phase": "2期"}),
)


@pytest.fixture
def old_store(database_url):
    """A database of the version before, with a plan that was changed once."""
    store = Store(database_url)
    with store.transaction("試験") as tx:
        command.upgrade(schema.config(tx.connection), "0002")
        for statement in (
            "INSERT INTO municipality (revision, updated_at, updated_by, id, code, name,"
            " prefecture, kind, current, source)"
            " VALUES (1, 't', '誰か', 1, 'k', '旧区', '', 'city', true, '')",
            "INSERT INTO department (revision, updated_at, updated_by, id, municipality_id, name)"
            " VALUES (1, 't', '誰か', 1, 1, '介護課')",
            "INSERT INTO operation_plan (revision, updated_at, updated_by, id, municipality_id,"
            " operation, phase, cutover, cutover_note, department_id, department_certainty,"
            " extended, extended_certainty) VALUES"
            " (3, 't', '誰か', 1, 1, 'kaigo', '2期', '2026-01-05', '', 1, '', false, ''),"
            " (1, 't', '誰か', 2, 1, 'jumin', '先行', '2025-10-14', '', 1, '', false, '')",
        ):
            tx.connection.execute(text(statement))
        for at, action, key, after in TRAIL:
            tx.connection.execute(
                text(
                    "INSERT INTO audit (at, actor, municipality_id, action, entity, entity_id,"
                    " summary, before, after) VALUES"
                    " (:at, '職員', 1, :action, 'operation_plan', :key, '', '{}', :after)"
                ),
                {"at": at, "action": action, "key": key, "after": json.dumps(after)},
            )
    yield store
    store.close()


def test_each_change_of_a_date_became_a_version(old_store):
    schema.upgrade(old_store, "試験")
    with old_store.reading() as reading:
        first, second = versions(reading, 1)
    assert (first.number, first.name, first.made_by) == (1, "当初計画", "職員")
    assert {e.operation: (e.phase, e.department) for e in first.entries} == {
        "kaigo": ("1期", "介護課"), "jumin": ("先行", "介護課"),
    }  # fmt: skip
    assert second.made_at == "2026-03-01T00:00:00.000+00:00"
    assert second.planned["kaigo"].isoformat() == "2026-01-05"
    assert second.planned["jumin"].isoformat() == "2025-10-14"


def test_nothing_new_is_kept_while_the_plan_stays(old_store):
    schema.upgrade(old_store, "試験")
    with old_store.transaction("試験") as tx:
        assert keep_version(tx, 1, reason="同じ") is None
        tx.connection.execute(text("UPDATE operation_plan SET extended = true WHERE id = 1"))
        assert keep_version(tx, 1, reason="特定移行支援システムとなる見込み") == 3
