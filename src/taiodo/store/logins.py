"""Logins under way, and attempts to log in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select, text, update

from taiodo.store.access_tables import AccountRow, LoginAttemptRow, LoginSessionRow
from taiodo.store.accounts import ACCOUNT, DEPARTMENT
from taiodo.store.changes import columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.tables import DepartmentRow

SESSION = columns_of(LoginSessionRow)
ATTEMPT = columns_of(LoginAttemptRow)
_GUESSING = 7_410_327


@dataclass(frozen=True, slots=True)
class StoredLogin:
    """One login; times in UTC, `ended` None while nobody has ended it."""

    id: int
    account_id: int
    token_hash: str
    way: str
    created: datetime
    seen: datetime
    ended: datetime | None
    browser: str
    address: str


def _login(row: RowMapping) -> StoredLogin:
    ended = datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None
    return StoredLogin(
        row["id"],
        row["account_id"],
        row["token_hash"],
        row["way"],
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["seen_at"]),
        ended,
        row["browser"],
        row["address"],
    )


def stamp(moment: datetime) -> str:
    """A moment as stored: UTC ISO 8601."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def add_login(
    tx: Transaction, account: int, token_hash: str, way: str, browser: str, address: str
) -> None:
    """Begin a login."""
    values = {
        "account_id": account, "token_hash": token_hash, "way": way, "created_at": tx.at,
        "seen_at": tx.at, "ended_at": "", "browser": browser, "address": address,
    }  # fmt: skip
    tx.connection.execute(insert(LoginSessionRow).values(values))


@dataclass(frozen=True, slots=True)
class Presence:
    """A login with who it is of: all that a check needs, in one query."""

    created: datetime
    seen: datetime
    ended: bool
    way: str
    account: int
    login: str
    name: str
    role: str
    department: str
    vendor: str
    active: bool
    must_change: bool
    demo: bool


_PRESENCE = (
    select(
        SESSION.created_at, SESSION.seen_at, SESSION.ended_at, SESSION.way, ACCOUNT.id,
        ACCOUNT.login, ACCOUNT.name, ACCOUNT.role, DEPARTMENT.name.label("department"),
        ACCOUNT.vendor, ACCOUNT.active, ACCOUNT.must_change, ACCOUNT.demo,
    )
    .join_from(LoginSessionRow, AccountRow, SESSION.account_id == ACCOUNT.id)
    .join(DepartmentRow, ACCOUNT.department_id == DEPARTMENT.id, isouter=True)
    .where(SESSION.token_hash == bindparam("token"))
)  # fmt: skip


def presence(reading: Reading, token_hash: str) -> Presence | None:
    """Who a login is of, ended or not; None when there is no such login."""
    row = reading.connection.execute(_PRESENCE, {"token": token_hash}).one_or_none()
    if row is None:
        return None
    return Presence(
        datetime.fromisoformat(row.created_at), datetime.fromisoformat(row.seen_at),
        bool(row.ended_at), row.way, row.id, row.login, row.name, row.role,
        row.department or "", row.vendor, row.active, row.must_change, row.demo,
    )  # fmt: skip


def logins(reading: Reading, account: int, way: str = "") -> tuple[StoredLogin, ...]:
    """The logins of an account nobody has ended, newest first; they may have run out."""
    query = select(*SESSION).where(SESSION.account_id == account, SESSION.ended_at == "")
    if way:
        query = query.where(SESSION.way == way)
    rows = reading.connection.execute(query.order_by(SESSION.id.desc()))
    return tuple(_login(row) for row in rows.mappings())


def saw(tx: Transaction, token_hash: str) -> None:
    """Note that a login is still in use."""
    tx.connection.execute(
        update(LoginSessionRow).where(SESSION.token_hash == token_hash).values(seen_at=tx.at)
    )


def end_logins(tx: Transaction, account: int, *, only: str = "", except_for: str = "") -> int:
    """End one login (`only` its token hash) or all of an account; how many were under way."""
    query = update(LoginSessionRow).where(SESSION.account_id == account, SESSION.ended_at == "")
    if only:
        query = query.where(SESSION.token_hash == only)
    if except_for:
        query = query.where(SESSION.token_hash != except_for)
    return int(tx.connection.execute(query.values(ended_at=tx.at)).rowcount)


def forget_logins(tx: Transaction, before: datetime) -> None:
    """Drop logins begun before a moment, when all of them have long run out."""
    tx.connection.execute(delete(LoginSessionRow).where(SESSION.created_at < stamp(before)))


def queue_up(tx: Transaction) -> None:
    """Let one attempt to log in be counted after the other; SQLite has one writer anyway."""
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _GUESSING})


def failures(
    reading: Reading, since: datetime, *, login: str = "", address: str = ""
) -> tuple[int, datetime | None]:
    """Failed attempts since a moment by login name or address: how many, and the newest."""
    who = ATTEMPT.login == login if login else ATTEMPT.address == address
    row = reading.connection.execute(
        select(func.count(), func.max(ATTEMPT.at)).where(who, ATTEMPT.at > stamp(since))
    ).one()
    return int(row[0]), datetime.fromisoformat(row[1]) if row[1] else None


def add_attempt(tx: Transaction, login: str, address: str) -> None:
    """Count an attempt as failed, until it is forgiven."""
    values = {"at": tx.at, "login": login, "address": address}
    tx.connection.execute(insert(LoginAttemptRow).values(values))


def forgive_attempts(tx: Transaction, login: str) -> None:
    """Forget the failures of a login name: the password was right, or an administrator says so."""
    tx.connection.execute(delete(LoginAttemptRow).where(ATTEMPT.login == login))


def forget_attempts(tx: Transaction, before: datetime) -> None:
    """Drop attempts before a moment."""
    tx.connection.execute(delete(LoginAttemptRow).where(ATTEMPT.at < stamp(before)))
