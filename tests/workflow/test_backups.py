"""控えと復元: whole, verified, portable between databases; nothing lost without asking."""

import sqlite3
import zipfile

import pytest
from sqlalchemy import text

from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.store import chain, copies
from taiodo.store.engine import Store
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import accounts, backups, checking, profile, signing, surveying, trail
from taiodo.workflow.accounts import AccountFacts
from taiodo.workflow.desk import open_desk
from taiodo.workflow.door import Visitor


@pytest.fixture
def desk(surveyed_desk):
    """A survey with an answer, an account and a login."""
    survey = surveying.survey_of(surveyed_desk, "jumin", "9.9").id
    item = surveying.requirement_page(surveyed_desk, ItemFilter(survey=survey)).items[0]
    surveying.save_answers(surveyed_desk, [Edit(item.id, 1, {"verdict": "gap", "effort": 1.5})])
    issued = accounts.add(surveyed_desk, AccountFacts("x", "髙﨑①㈱𠮷", Role.ADMIN))
    signing.log_in(surveyed_desk.store, "x", issued.password, Visitor())
    return surveyed_desk


@pytest.fixture
def elsewhere(tmp_path):
    """Another, empty SQLite database."""
    store = Store(f"sqlite:///{tmp_path / '別' / 'b.sqlite3'}")
    yield store
    store.close()


def contents(store):
    rows = copies.counts(store)
    with store.reading() as reading:
        answers = reading.connection.execute(
            text("SELECT id, verdict, effort, revision FROM requirement_item ORDER BY id")
        ).all()
    return rows | {"login_session": 0, "audit": 0}, answers


@pytest.mark.parametrize("name", ["控え.sqlite3", "控え.zip"])
def test_a_copy_holds_everything_and_can_be_put_back_elsewhere(desk, elsewhere, tmp_path, name):
    made = backups.backup(desk, tmp_path / name)
    assert made.rows == sum(copies.counts(desk.store).values())
    with desk.store.reading() as reading:
        assert (made.audit_rows, made.audit_hash) == (
            chain.head_of(reading.connection).id,
            chain.head_of(reading.connection).hash,
        )
    done = backups.restore(elsewhere, made.file, "復元する人")
    assert (done.kept, done.findings) == (None, ())
    assert contents(elsewhere) == contents(desk.store)
    back = open_desk(elsewhere.url)
    assert checking.check(back) == ()
    newest = trail.search(back, trail.TrailFilter(), limit=1).lines[0].entry
    assert (newest.action, newest.actor) == ("restore", "復元する人")
    profile.add_department(back, "戻したあとの課")
    assert checking.check(back) == ()
    back.store.close()


def test_a_full_database_is_replaced_only_on_request_and_kept(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("TAIODO_HOME", str(tmp_path / "home"))
    made = backups.backup(desk, tmp_path / "控え")
    profile.add_department(desk, "控えのあとの課")
    after = copies.counts(desk.store)["department"]
    with pytest.raises(Problem, match="戻していません") as refusal:
        backups.restore(desk.store, made.file, "誰か")
    assert "--replace" in refusal.value.advice
    assert copies.counts(desk.store)["department"] == after
    done = backups.restore(desk.store, made.file, "誰か", replace=True)
    assert copies.counts(desk.store)["department"] == after - 1
    assert checking.check(desk) == ()
    with copies.staged(done.kept, "試験") as kept:
        assert copies.counts(kept)["department"] == after, "what was there is kept"
    profile.add_department(desk, "番号の続き")
    assert checking.check(desk) == ()


def test_everybody_has_to_log_in_again_after_a_restore(desk, elsewhere, tmp_path):
    made = backups.backup(desk, tmp_path / "控え.zip")
    backups.restore(elsewhere, made.file, "誰か")
    assert copies.counts(elsewhere)["login_session"] == 0
    assert copies.counts(elsewhere)["account"] == 1


def test_a_copy_is_not_written_over(desk, tmp_path):
    (tmp_path / "a").write_text("大切")
    with pytest.raises(Problem, match="既にあります"):
        backups.backup(desk, tmp_path / "a")
    assert (tmp_path / "a").read_text() == "大切"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "控えではありません"), (b"PK\x03\x04nonsense", "控えではありません"),
     (b"SQLite format 3\x00" + b"x" * 4096, "taiodo")],
)  # fmt: skip
def test_what_is_no_copy_is_refused_and_changes_nothing(desk, tmp_path, data, words):
    file = tmp_path / "x"
    file.write_bytes(data)
    before = contents(desk.store)
    with pytest.raises(Problem, match=words):
        backups.restore(desk.store, file, "誰か", replace=True)
    assert contents(desk.store) == before


def test_a_dump_that_lost_a_row_or_is_newer_is_refused(desk, elsewhere, tmp_path):
    made = backups.backup(desk, tmp_path / "控え.zip").file
    for name, change in (("短い.zip", cut), ("新しい.zip", newer)):
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(tmp_path / name, "w") as new:
            for entry in old.namelist():
                new.writestr(entry, change(entry, old.read(entry)))
        with pytest.raises(Problem, match=r"壊れています|新しい版"):
            backups.restore(elsewhere, tmp_path / name, "誰か")
    assert copies.is_empty(elsewhere)


def cut(name, data):
    return data.split(b"\n", 1)[1] if name == "department.jsonl" else data


def newer(name, data):
    return data.replace(b'"version": "', b'"version": "9') if name == "manifest.json" else data


def test_a_copy_of_an_older_version_is_brought_up_to_date(tmp_path, elsewhere):
    from alembic import command

    from taiodo.store import schema

    old = Store(f"sqlite:///{tmp_path / '旧.sqlite3'}")
    with old.transaction("試験") as tx:
        command.upgrade(schema.config(tx.connection), "0002")
        tx.connection.execute(
            text(
                "INSERT INTO municipality (revision, updated_at, updated_by, code, name,"
                " prefecture, kind, current, source) VALUES (1, 't', 'x',"
                " 'k', '旧区', '', 'city', true, '')"
            )
        )
    old.close()
    done = backups.restore(elsewhere, tmp_path / "旧.sqlite3", "誰か")
    assert done.findings == ()
    assert sqlite3.connect(tmp_path / "旧.sqlite3").execute(
        "SELECT version_num FROM alembic_version"
    ).fetchall() == [("0002",)], "the copy itself stays as it was"


def test_a_tampered_copy_is_told(desk, elsewhere, tmp_path, server):
    if server != "sqlite":
        pytest.skip("the copy of an SQLite database")
    made = backups.backup(desk, tmp_path / "控え.sqlite3")
    with sqlite3.connect(made.file) as copy:
        copy.execute("DROP TRIGGER audit_no_update")
        copy.execute("UPDATE audit SET actor = '別人' WHERE id = 4")
    done = backups.restore(elsewhere, made.file, "誰か")
    assert [f.code for f in done.findings] == ["database.seal", "database.audit"]
    assert "4番" in done.findings[1].message
