"""The desk: a database, the person working at it, and the municipality they work for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from taiodo.catalog.files import data_root
from taiodo.catalog.inventory import Inventory
from taiodo.catalog.load import load_catalog
from taiodo.catalog.municipalities import Municipality, MunicipalityKind
from taiodo.plan.calendar import wareki
from taiodo.problems import Problem, errors, near_miss
from taiodo.store import municipal, schema
from taiodo.store.engine import Reading, Store, Transaction, alone
from taiodo.store.inventory import write_inventory
from taiodo.workbook.inventory import read_inventory

JST = timezone(timedelta(hours=9))
LOCAL_ADMINISTRATOR = "システム管理者（端末）"
NEW_MUNICIPALITY = Municipality("new", "自治体名未設定", "", MunicipalityKind.CITY)


@dataclass(frozen=True)
class Desk:
    """A database with the name that goes into the audit trail."""

    store: Store
    actor: str

    def signed(self, actor: str) -> "Desk":
        """The same desk with somebody else at it."""
        return replace(self, actor=actor)

    @contextmanager
    def reading(self) -> Iterator[tuple[Reading, municipal.CurrentMunicipality]]:
        """A consistent view for the current municipality."""
        with self.store.reading() as reading:
            yield reading, municipal.current_municipality(reading)

    @contextmanager
    def changing(self) -> Iterator[tuple[Transaction, municipal.CurrentMunicipality]]:
        """One transaction for the current municipality."""
        with self.store.transaction(self.actor) as tx:
            yield tx, municipal.current_municipality(tx)


def home_folder() -> Path:
    """The data directory: TAIODO_HOME, else ./var."""
    return Path(os.environ.get("TAIODO_HOME") or "var")


def database_url(given: str | None = None) -> str:
    """The database: given, else TAIODO_DATABASE_URL, else an SQLite file in the data directory."""
    if given or os.environ.get("TAIODO_DATABASE_URL"):
        return given or os.environ["TAIODO_DATABASE_URL"]
    return f"sqlite:///{(home_folder() / 'taiodo.sqlite3').resolve()}"


def initialise(
    url: str | None = None, *, sample: str = "", actor: str = LOCAL_ADMINISTRATOR
) -> tuple[Desk, Path | None]:
    """Create or upgrade the database, with a sample municipality or an empty one.

    Returns:
        The desk, and the copy kept of an older SQLite database (None when nothing was upgraded).

    Raises:
        Problem: the sample is unknown, or the database cannot be written.
    """
    known = load_catalog().municipalities
    if sample and sample not in known:
        raise Problem(
            f"見本の自治体「{sample}」はありません。",
            advice=near_miss(sample, known) or f"使えるもの: {'、'.join(known)}",
        )
    store = Store(database_url(url))
    kept = schema.upgrade(store, actor)
    with store.transaction(actor) as tx:
        alone(tx)
        _ensure_municipality(tx, sample)
    return Desk(store, actor), kept


def _ensure_municipality(tx: Transaction, sample: str) -> None:
    """Add what is missing; what has been entered is never overwritten."""
    if sample:
        if municipal.has_municipality(tx, sample):
            municipal.make_current(tx, sample)
        else:
            inventory = _sample_inventory(sample)
            key = municipal.add_municipality(tx, load_catalog().municipalities[sample])
            write_inventory(tx, key, inventory)
    elif not municipal.any_municipality(tx):
        municipal.add_municipality(tx, NEW_MUNICIPALITY)


def _sample_inventory(sample: str) -> Inventory:
    folder = data_root() / "mapping" / sample
    if not folder.is_dir():
        return Inventory()
    names = {o.id: o.name for o in load_catalog().operations.values()}
    reading = read_inventory(folder, operations=names)
    if errors(reading.findings):
        raise Problem("見本の棚卸しに誤りがあります。", str(folder), findings=reading.findings)
    return reading.inventory


def open_desk(url: str | None = None, actor: str = LOCAL_ADMINISTRATOR) -> Desk:
    """A desk at an existing database of the program's schema version.

    Raises:
        Problem: there is no database, or it is older or newer than the program.
    """
    store = Store(database_url(url))
    schema.require_current(store)
    return Desk(store, actor)


def today() -> date:
    """Today in Japan."""
    return datetime.now(JST).date()


def end_of_day_utc(day: date) -> str:
    """The first moment after `day` in Japan, as stored (UTC ISO 8601)."""
    following = datetime.combine(day + timedelta(days=1), datetime.min.time(), JST)
    return following.astimezone(UTC).isoformat(timespec="milliseconds")


def shown_time(stored: str) -> str:
    """A stored UTC time as people in Japan read it: 令和8年11月23日 20:26."""
    if not stored:
        return ""
    moment = datetime.fromisoformat(stored).astimezone(JST)
    return f"{wareki(moment.date())} {moment:%H:%M}"
