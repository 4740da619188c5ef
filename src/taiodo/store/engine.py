"""The database: opening it, reading from it, and writing in one audited transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from taiodo.problems import Problem

BUSY_TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A consistent view of the database."""

    connection: Connection


@dataclass(frozen=True, slots=True)
class Transaction(Reading):
    """One unit of change: `actor` and `at` (UTC ISO 8601) go into every row it writes."""

    actor: str
    at: str


class Store:
    """One database, SQLite or PostgreSQL, shared by all threads of the process."""

    def __init__(self, url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self.url = url
        self.engine = _engine(url, busy_timeout_ms)

    @property
    def sqlite_path(self) -> Path | None:
        """The file of an SQLite database, None for a server."""
        parsed = make_url(self.url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            return None
        return Path(parsed.database)

    @property
    def display_name(self) -> str:
        """The database as shown to users: without password."""
        return str(self.sqlite_path or make_url(self.url).render_as_string(hide_password=True))

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A read-only view; raises Problem when the database cannot be reached."""
        with self._explained(), self.engine.connect() as connection:
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
            yield Transaction(connection, actor, now)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise explained(error, self.display_name) from error

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def explained(error: DBAPIError, where: str) -> Problem:
    """What a database error means for the person at the screen."""
    words = str(error.orig).lower()
    for mark, message, advice in _EXPLANATIONS:
        if mark in words:
            return Problem(message, where, advice)
    raise error


_EXPLANATIONS = (
    (
        "locked",
        "データベースが他の処理で使われているため、書き込めませんでした。何も変更していません。",
        "少し待ってからもう一度お試しください。続く場合は、同じファイルを開いている他の処理を終了してください。",
    ),
    (
        "readonly",
        "データベースが読み取り専用のため、書き込めませんでした。何も変更していません。",
        "ファイルと、それを置いたフォルダの書き込み権限を確認してください。",
    ),
    (
        "read-only",
        "データベースが読み取り専用のため、書き込めませんでした。何も変更していません。",
        "接続先のデータベースと利用者の権限を確認してください。",
    ),
    (
        "full",
        "ディスクの空きがないため、書き込めませんでした。何も変更していません。",
        "ディスクの空きを確保してから、もう一度お試しください。",
    ),
    (
        "not a database",
        "指定されたファイルは taiodo のデータベースではありません。",
        "--database または TAIODO_DATABASE_URL の指定を確認してください。",
    ),
    (
        "malformed",
        "データベースのファイルが壊れています。",
        "控え（バックアップ）から戻してください。",
    ),
    (
        "unable to open",
        "データベースのファイルを開けません。",
        "フォルダの有無と権限を確認してください。",
    ),
    (
        "connection",
        "データベースのサーバーに接続できません。",
        "サーバーが動いているか、接続先（--database）が正しいかを確認してください。",
    ),
    (
        "password",
        "データベースのサーバーに接続できません（認証の失敗）。",
        "接続先（--database）の利用者名とパスワードを確認してください。",
    ),
    (
        "no such table",
        "データベースにまだ表がありません。",
        "`taiodo init` を実行してください。",
    ),
    (
        "out of range",
        "数値が大きすぎるため、保存できませんでした。何も変更していません。",
        "桁数を確認してください。",
    ),
)


def _engine(url: str, busy_timeout_ms: int) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(url, busy_timeout_ms)
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise Problem(
            "データベースの指定を読み取れません。",
            where=url if "@" not in url else "",
            advice="例: sqlite:////data/taiodo.sqlite3 、postgresql+psycopg://利用者@サーバー/データベース名",
        ) from error


def _sqlite_engine(url: str, busy_timeout_ms: int) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 0})

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
