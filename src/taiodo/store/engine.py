"""The database: opening it, reading from it, and writing in one audited transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from taiodo.store import chain
from taiodo.store.address import settled, sqlite_file, unreadable
from taiodo.store.refusals import explained

BUSY_TIMEOUT_MS = 10_000
CONNECT_SECONDS = 10
_ALONE = 7_410_326


@dataclass(frozen=True, slots=True)
class Reading:
    """A consistent view of the database."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class Transaction(Reading):
    """One unit of change: `actor` and `at` (UTC ISO 8601) go into every row it writes.

    `entries` are its audit rows that are not written yet: they go to the chain as it ends.
    """

    actor: str
    at: str
    entries: list[dict[str, object]] = field(default_factory=list)


def settle(reading: Reading) -> None:
    """Write the audit rows a transaction still holds; for those who read the trail within it."""
    if isinstance(reading, Transaction):
        entries = reading.entries[:]
        reading.entries.clear()
        chain.append(reading.connection, entries)


def alone(tx: Transaction) -> None:
    """Let nobody else pass here before this transaction ends; SQLite has one writer anyway."""
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})


class Store:
    """One database, SQLite or PostgreSQL, shared by all threads of the process.

    `url` names it from whatever folder it is used in.
    """

    def __init__(self, url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self._address = settled(url)
        self.url = self._address.render_as_string(hide_password=False)
        try:
            self.engine = self._engine(busy_timeout_ms)
        except (ArgumentError, ImportError, TypeError, ValueError) as error:
            raise unreadable(url) from error

    def _engine(self, busy_timeout_ms: int) -> Engine:
        if self._address.get_backend_name() == "sqlite":
            return _sqlite_engine(self._address, busy_timeout_ms)
        return _postgresql_engine(self._address, busy_timeout_ms)

    @property
    def sqlite_path(self) -> Path | None:
        """The file of an SQLite database, None for a server."""
        return sqlite_file(self._address)

    @property
    def display_name(self) -> str:
        """The database as shown to users: without password."""
        return str(self.sqlite_path or self._address.render_as_string(hide_password=True))

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A read-only view; raises Problem when the database cannot be reached."""
        viewing = self.engine
        if viewing.dialect.name == "postgresql":
            viewing = viewing.execution_options(isolation_level="REPEATABLE READ")
        with self._explained(), viewing.connect() as connection:
            yield Reading(connection)

    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        """All or nothing: commits at the end of the block, rolls back on any exception.

        Raises:
            Problem: the database is locked, read-only, full or unreachable.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        writing = self.engine.execution_options(taiodo_write=True)
        with self._explained(), writing.begin() as connection:
            tx = Transaction(connection, actor, now)
            yield tx
            settle(tx)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise explained(error, self.display_name) from error

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _postgresql_engine(address: URL, busy_timeout_ms: int) -> Engine:
    patience = {} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_SECONDS}
    engine = create_engine(
        address, connect_args=patience, pool_pre_ping=True, pool_size=10, max_overflow=20
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {busy_timeout_ms}")
        connection.autocommit = False

    return engine


def _sqlite_engine(address: URL, busy_timeout_ms: int) -> Engine:
    engine = create_engine(address, connect_args={"check_same_thread": False, "timeout": 0})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _try_wal(connection)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("taiodo_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _try_wal(connection: Any) -> None:
    """Switch to WAL; a read-only or busy file stays readable in its present mode."""
    import sqlite3

    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError:
        return
