"""Copies of a whole database: made while it is in use, and put back."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import Connection, MetaData, Table, delete, func, insert, inspect, select, text

from taiodo.problems import Problem
from taiodo.store import chain, schema
from taiodo.store.changes import BATCH
from taiodo.store.dump import is_dump, read_dump, write_dump
from taiodo.store.engine import Store
from taiodo.store.tables import Row

MAGIC = b"SQLite format 3\x00"


def make_copy(store: Store, target: Path) -> None:
    """Copy a database to a file, while others work on it.

    An SQLite database becomes an SQLite file, any other (or with a name ending in .zip) a
    portable dump of all tables.
    """
    path = store.sqlite_path
    if path is None or target.suffix.lower() == ".zip":
        with store.reading() as reading:
            write_dump(reading.connection, target, schema.newest_version())
        return
    with closing(sqlite3.connect(path)) as present, closing(sqlite3.connect(target)) as copy:
        present.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def staged(file: Path, actor: str) -> Iterator[Store]:
    """A copy brought to the newest version in a place of its own, to look at and to put back.

    Raises:
        Problem: it is no copy of ours, damaged, or of a newer program.
    """
    if not file.is_file():
        raise Problem("控えのファイルがありません。", str(file), "場所と名前を確認してください。")
    with TemporaryDirectory(prefix="taiodo-") as folder:
        place = Path(folder) / "copy.sqlite3"
        store = Store(f"sqlite:///{place}")
        try:
            with file.open("rb") as start:
                sqlite = start.read(len(MAGIC)) == MAGIC
            if sqlite:
                shutil.copyfile(file, place)
            elif is_dump(file):
                _load_dump(file, store, actor)
            else:
                raise Problem(
                    "taiodo の控えではありません。",
                    str(file),
                    "taiodo backup で作ったファイルを指定してください。",
                )
            if schema.version_of(store) is None:
                raise Problem("控えの中身が空です。", str(file))
            kept = schema.upgrade(store, actor)
            if kept is not None:
                kept.unlink()
            yield store
        finally:
            store.close()


def _load_dump(file: Path, store: Store, actor: str) -> None:
    dump = read_dump(file)
    known = {s.revision for s in schema.revisions()}
    if dump.version not in known:
        raise Problem(
            "控えが、この taiodo より新しい版で作られています。",
            str(file),
            "taiodo を新しい版に更新してください。",
        )
    with store.transaction(actor) as tx:
        command.upgrade(schema.config(tx.connection), dump.version)
        metadata = MetaData()
        metadata.reflect(tx.connection)
        for table in metadata.sorted_tables:
            if table.name in dump.tables:
                _fill(tx.connection, table, dump.rows(table.name))


def _fill(connection: Connection, table: Table, rows: Iterator[dict[str, object]]) -> None:
    if table.name != "audit":
        connection.execute(delete(table))
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def is_empty(store: Store) -> bool:
    """Whether there is nothing in a database that could be lost."""
    path = store.sqlite_path
    if path is not None and (not path.exists() or path.stat().st_size == 0):
        return True
    with store.reading() as reading:
        names = set(inspect(reading.connection).get_table_names()) & set(Row.metadata.tables)
        return not any(
            reading.connection.scalar(text(f'SELECT COUNT(*) FROM "{name}"'))  # noqa: S608
            for name in names
            if name not in ("audit_head",)
        )


def put_back(copy: Store, target: Store, actor: str) -> None:
    """Put a staged copy in the place of what is in the target, all or nothing.

    Everybody has to log in again: logins of the time of the copy are not taken over.
    """
    path = target.sqlite_path
    if path is None:
        _replace_tables(copy, target, actor)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        source = copy.sqlite_path
        assert source is not None
        copy.close()
        with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(path)) as present:
            present.execute("PRAGMA busy_timeout=10000")
            held.backup(present)
    with target.transaction(actor) as tx:
        tx.connection.execute(text("DELETE FROM login_session"))


def _replace_tables(copy: Store, target: Store, actor: str) -> None:
    with copy.reading() as held, target.transaction(actor) as tx:
        ours = [*(t.name for t in Row.metadata.sorted_tables), "alembic_version"]
        for name in ours:
            tx.connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
        tx.connection.execute(text("DROP FUNCTION IF EXISTS audit_is_append_only() CASCADE"))
        command.upgrade(schema.config(tx.connection), "head")
        for table in Row.metadata.sorted_tables:
            rows = held.connection.execution_options(yield_per=BATCH).execute(
                select(table).order_by(*table.primary_key.columns)
            )
            _fill(tx.connection, table, (dict(row) for row in rows.mappings()))
            _set_counter(tx.connection, table)


def _set_counter(connection: Connection, table: Table) -> None:
    """Let a server's next number follow the highest one there."""
    if "id" not in table.columns:
        return
    highest = connection.scalar(select(func.max(table.c.id)))
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table.name}"'}
    )
    if highest and sequence:
        connection.execute(text("SELECT setval(:s, :n)"), {"s": sequence, "n": highest})


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.reading() as reading:
        return {
            table.name: int(reading.connection.scalar(select(func.count()).select_from(table)) or 0)
            for table in Row.metadata.sorted_tables
        }


def audit_head(store: Store) -> chain.Head:
    """The end of the audit trail's chain."""
    with store.reading() as reading:
        return chain.head_of(reading.connection)
