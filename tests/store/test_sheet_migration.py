"""Upgrading a database in which merged 調査票 had been written over what was sent."""

import json
import zlib

from alembic import command
from sqlalchemy import text
from test_schema import STAMP, with_rows_of_the_first_version

from taiodo.store import schema
from taiodo.store.engine import Store
from taiodo.store.integrity import integrity_findings
from taiodo.store.sheet_memory import remembered
from taiodo.store.sheets import sheet_of_token
from taiodo.survey.sheets import Face, ItemKey

RETURN = (
    "INSERT INTO sheet_return (revision, updated_at, updated_by, id, municipality_id, survey_id,"
    " sheet_id, file_name, sha256, merged_at, merged_by, applied, conflicts, rejected, changes,"
    f" refusals, undone_at) VALUES ({STAMP}, :id, 1, 1, 1, '', '', 't', '', 1, 0, 0, :changes,"
    " '[]', :undone)"
)


def changes(**earlier):
    return json.dumps({"bulk": None, "base": [["requirement", 1, earlier]]})


def test_what_was_sent_is_there_again_and_what_came_back_beside_it(database_url):
    store = Store(database_url)
    with_rows_of_the_first_version(store)
    with store.transaction("試験") as tx:
        command.upgrade(schema.config(tx.connection), "0012")
        now = [["requirement", 1, {"verdict": "gap", "comment": "二度目", "cost": 5}]]
        tx.connection.execute(
            text(
                "INSERT INTO sheet (revision, updated_at, updated_by, id, municipality_id,"
                " survey_id, token, file_name, items, sent_at, sent_by, sent)"
                f" VALUES ({STAMP}, 1, 1, 1, 'abc', '', 1, 't', '', :sent)"
            ),
            {"sent": zlib.compress(json.dumps(now).encode())},
        )
        for key, earlier, undone in (
            (1, {"verdict": "fit", "comment": ""}, ""),
            (2, {"comment": "一度目"}, ""),
            (3, {"cost": 9}, "t"),
        ):
            values = {"id": key, "changes": changes(**earlier), "undone": undone}
            tx.connection.execute(text(RETURN), values)
    schema.upgrade(store, "試験")
    with store.reading() as reading:
        item = ItemKey(Face.REQUIREMENT, 1)
        assert sheet_of_token(reading, 1, "abc").sent[item] == {
            "verdict": "fit", "comment": "", "cost": 5,
        }  # fmt: skip
        memory = remembered(reading, 1, [1])[1]
        assert memory[item, "verdict"] == ["gap"]
        assert sorted(memory[item, "comment"]) == ["一度目", "二度目"]
        assert (item, "cost") not in memory, "taken back before"
        assert tuple(integrity_findings(reading)) == ()
    store.close()
