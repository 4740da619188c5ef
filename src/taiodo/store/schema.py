"""The schema's version: creating, upgrading, and refusing what does not match the program."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, inspect

from taiodo.problems import Problem
from taiodo.store import (  # noqa: F401 - declare their tables
    access_tables,
    comment_tables,
    impact_tables,
    mapping_tables,
    package_tables,
    planning_tables,
    sheet_tables,
    tracking_tables,
)
from taiodo.store.engine import Store, alone
from taiodo.store.tables import Row

MIGRATIONS = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """How Alembic finds the migrations, and the connection they run on."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


def revisions() -> tuple[Script, ...]:
    """All versions of the schema this program knows."""
    return tuple(ScriptDirectory.from_config(config()).walk_revisions())


def newest_version() -> str:
    """The schema version this program needs."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def version_of(store: Store) -> str | None:
    """The schema version of a database, None when it is empty.

    Raises:
        Problem: the tables in it are not those of this program.
    """
    path = store.sqlite_path
    if path is not None and not path.exists():
        return None
    with store.reading() as reading:
        version = MigrationContext.configure(reading.connection).get_current_revision()
        tables = set() if version else set(inspect(reading.connection).get_table_names())
    if path is None:
        tables &= set(Row.metadata.tables)
    if tables - {"alembic_version"}:
        raise Problem(
            "指定されたデータベースは taiodo のものではありません（版の記録がない表があります）。",
            store.display_name,
            "--database または TAIODO_DATABASE_URL の指定を確認してください。"
            "taiodo のものなら、控え（バックアップ）から戻してください。",
        )
    return version


def upgrade(store: Store, actor: str) -> Path | None:
    """Bring the schema to the newest version; an existing SQLite file is copied first.

    Returns:
        The copy made of the older database, or None when there was nothing to keep.
    """
    version = version_of(store)
    if version == newest_version():
        return None
    require_not_newer(store, version)
    kept = _copy_aside(store) if version is not None else None
    _make_folder(store)
    with store.transaction(actor) as tx:
        alone(tx)
        command.upgrade(config(tx.connection), "head")
    return kept


def require_current(store: Store) -> None:
    """Refuse a database without tables, or of another schema version than the program's.

    Raises:
        Problem: saying how to create or upgrade it.
    """
    version = version_of(store)
    if version is None:
        raise Problem(
            "データベースがまだありません。",
            store.display_name,
            "`taiodo init`（見本を入れるなら `taiodo init --sample nakano`）を実行してください。",
        )
    require_not_newer(store, version)
    if version != newest_version():
        raise Problem(
            "データベースが以前の版の形式です。",
            store.display_name,
            "`taiodo init` を実行すると、控えを残して新しい形式に移します。入力は残ります。",
        )


def require_not_newer(store: Store, version: str | None) -> None:
    """Refuse a database written by a newer program."""
    known = {s.revision for s in revisions()}
    if version is not None and version not in known:
        raise Problem(
            "データベースが、この taiodo より新しい版で作られています。",
            store.display_name,
            "taiodo を新しい版に更新してください。",
        )


def _copy_aside(store: Store) -> Path | None:
    path = store.sqlite_path
    if path is None:
        return None
    kept = path.with_name(f"{path.stem}.{datetime.now():%Y%m%d-%H%M%S}.更新前{path.suffix}")
    try:
        with (
            closing(sqlite3.connect(path)) as present,
            closing(sqlite3.connect(kept)) as copy,
        ):
            present.backup(copy)
    except sqlite3.Error as error:
        raise Problem(
            "更新前の控えを作れないため、データベースを新しい形式に移していません。",
            str(kept),
            "フォルダの書き込み権限とディスクの空きを確認してください。",
        ) from error
    return kept


def _make_folder(store: Store) -> None:
    if store.sqlite_path is None:
        return
    folder = store.sqlite_path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            "データベースを置くフォルダを作れません。",
            str(folder),
            "--database か TAIODO_HOME の指定と、書き込みの権限を確認してください。",
        ) from error
