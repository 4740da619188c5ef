"""The desk: a database, the person working at it, and the municipality they work for."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from taiodo.access.people import Person
from taiodo.access.rights import Action
from taiodo.calendar import short_wareki
from taiodo.catalog.files import data_root
from taiodo.catalog.inventory import Inventory
from taiodo.catalog.load import load_catalog
from taiodo.catalog.municipalities import Municipality, MunicipalityKind
from taiodo.plan.calendar import wareki
from taiodo.problems import Problem, errors, near_miss
from taiodo.store import municipal, schema
from taiodo.store.engine import Reading, Store, Transaction, alone
from taiodo.store.inventory import write_inventory
from taiodo.store.plan_facts import add_plan_facts
from taiodo.workbook.inventory import read_inventory
from taiodo.workflow.presence import present

JST = timezone(timedelta(hours=9))
LOCAL_ADMINISTRATOR = "システム管理者（端末）"
NEW_MUNICIPALITY = Municipality("new", "自治体名未設定", "", MunicipalityKind.CITY)


@dataclass(frozen=True)
class Desk:
    """A database and the person working at it, whose rights are checked at every use.

    `login` is the hash of the token of the login the person works under, "" on the command line.
    What the login may do is looked up anew each time: an ended login or a changed role counts at
    once, whatever page is still open.
    """

    store: Store
    person: Person
    login: str = ""

    @property
    def actor(self) -> str:
        """Whom the audit records."""
        return self.person.actor

    def signed(self, who: str | Person) -> "Desk":
        """The same desk with somebody else at it; by a name alone, somebody with the same role."""
        if isinstance(who, Person):
            return replace(self, person=who)
        return replace(self, person=replace(self.person, name=who, department="", vendor=""))

    def refusal(
        self, action: Action, *, departments: Collection[str] = (), vendor: str = ""
    ) -> str:
        """Why the person may not do something to what is of these departments, "" if they may."""
        return self.person.refusal(action, departments=departments, vendor=vendor)

    def require(
        self, action: Action, *, departments: Collection[str] = (), vendor: str = ""
    ) -> None:
        """Refuse what the person may not do to what is of these departments or this vendor.

        Raises:
            Problem: saying who can do it.
        """
        self.person.require(action, departments=departments, vendor=vendor)

    @contextmanager
    def reading(
        self, action: Action = Action.READ
    ) -> Iterator[tuple[Reading, municipal.CurrentMunicipality]]:
        """A consistent view for the current municipality.

        Raises:
            Problem: the login has ended, or the person has no right to look.
        """
        with self.store.reading() as reading:
            self._checked(reading, action)
            yield reading, municipal.current_municipality(reading)

    @contextmanager
    def changing(
        self, action: Action = Action.ADMINISTER
    ) -> Iterator[tuple[Transaction, municipal.CurrentMunicipality]]:
        """One transaction for the current municipality, to do `action`.

        Where a right goes no further than what is one's own, the caller asks `require` or
        `refusal` for each thing it changes.

        Raises:
            Problem: the login has ended, or the person may do this to nothing at all.
        """
        with self.store.transaction(self.actor) as tx:
            self._checked(tx, action)
            yield tx, municipal.current_municipality(tx)

    def _checked(self, reading: Reading, action: Action) -> None:
        if self.login and present(reading, self.login, action) != self.person:
            raise Problem("あなたの権限か所属が変わりました。", advice="画面を読み直してください。")
        self.person.require_somewhere(action)


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
    return Desk(store, Person(actor)), kept


def _ensure_municipality(tx: Transaction, sample: str) -> None:
    """Add what is missing; what has been entered is never overwritten."""
    if sample:
        if municipal.has_municipality(tx, sample):
            municipal.make_current(tx, sample)
        else:
            inventory = _sample_inventory(sample)
            key = municipal.add_municipality(tx, load_catalog().municipalities[sample])
            write_inventory(tx, key, inventory)
            add_plan_facts(tx, key, load_catalog().municipalities[sample])
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
    return Desk(store, Person(actor))


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


def short_time(stored: str) -> str:
    """The same where there is little room: R8.11.23 20:26."""
    if not stored:
        return ""
    moment = datetime.fromisoformat(stored).astimezone(JST)
    return f"{short_wareki(moment.date())} {moment:%H:%M}"
