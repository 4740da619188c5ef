"""Database URLs: what people write, made unambiguous."""

from pathlib import Path
from urllib.parse import quote, unquote

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from taiodo.problems import Problem

DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
BACKENDS = ("sqlite", "postgresql")
_MEMORY = ":memory:"
_FILE = "file:"


def settled(url: str) -> URL:
    """The URL with its driver named and the path of an SQLite file absolute.

    Raises:
        Problem: it is no URL, or of another kind of database.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise unreadable(url) from error
    address = address.set(drivername=DRIVERS.get(address.drivername, address.drivername))
    if address.get_backend_name() not in BACKENDS:
        raise unreadable(url)
    path = sqlite_file(address)
    if path is None:
        return address
    if str(address.database).startswith(_FILE):
        query = {**address.query, "uri": "true"}
        return address.set(database=_FILE + quote(str(path.absolute())), query=query)
    return address.set(database=str(path.absolute()))


def sqlite_file(address: URL) -> Path | None:
    """The file of an SQLite database, None for a server or a database in memory."""
    name = address.database or ""
    if address.get_backend_name() != "sqlite" or name in ("", _MEMORY):
        return None
    if not name.startswith(_FILE):
        return Path(name)
    path = unquote(name.removeprefix(_FILE))
    if path.startswith("//"):
        path = "/" + path[2:].partition("/")[2]
    return None if path == _MEMORY else Path(path)


def unreadable(url: str) -> Problem:
    """The refusal of a URL; one that may hold a password is not repeated."""
    return Problem(
        "データベースの指定を読み取れません。",
        url if "@" not in url else "",
        "例: sqlite:////data/taiodo.sqlite3 、postgresql://利用者@サーバー/データベース名",
    )
