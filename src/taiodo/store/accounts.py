"""Accounts: finding them, listing them, adding and changing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, func, or_, select

from taiodo.store.access_tables import AccountRow, LoginSessionRow
from taiodo.store.changes import Stale, add, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.tables import DepartmentRow

ACCOUNT = columns_of(AccountRow)
DEPARTMENT = columns_of(DepartmentRow)
SESSION = columns_of(LoginSessionRow)


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """One account; `department` "" for none, `password` the hash, `last_seen` UTC ISO or ""."""

    id: int
    municipality_id: int
    login: str
    name: str
    role: str
    department: str
    vendor: str
    external: str
    password: str
    active: bool
    must_change: bool
    demo: bool
    revision: int
    last_seen: str


def _query() -> Select[Any]:
    last = (
        select(func.max(SESSION.seen_at))
        .where(SESSION.account_id == ACCOUNT.id)
        .scalar_subquery()
        .label("last_seen")
    )
    names = (n for n in StoredAccount.__slots__ if n not in ("department", "last_seen"))
    return select(
        *(ACCOUNT[n] for n in names), DEPARTMENT.name.label("department"), last
    ).join_from(AccountRow, DepartmentRow, ACCOUNT.department_id == DEPARTMENT.id, isouter=True)


def _account(row: RowMapping) -> StoredAccount:
    return StoredAccount(
        **{
            **{name: row[name] for name in StoredAccount.__slots__},
            "department": row["department"] or "",
            "last_seen": row["last_seen"] or "",
        }
    )


def accounts(reading: Reading, municipality: int) -> tuple[StoredAccount, ...]:
    """All accounts of a municipality in order of login name."""
    rows = reading.connection.execute(
        _query().where(ACCOUNT.municipality_id == municipality).order_by(ACCOUNT.login)
    )
    return tuple(_account(row) for row in rows.mappings())


def account_by_login(reading: Reading, login: str) -> StoredAccount | None:
    """The account with a login name, None when there is none."""
    row = reading.connection.execute(_query().where(ACCOUNT.login == login)).mappings()
    found = row.one_or_none()
    return _account(found) if found else None


def account_by_id(reading: Reading, key: int) -> StoredAccount | None:
    """One account, None when there is none."""
    found = reading.connection.execute(_query().where(ACCOUNT.id == key)).mappings().one_or_none()
    return _account(found) if found else None


def accounts_called(reading: Reading, words: frozenset[str]) -> tuple[StoredAccount, ...]:
    """The accounts whose external name, or else login name, is one of `words` (small letters)."""
    rows = reading.connection.execute(
        _query().where(
            or_(
                func.lower(ACCOUNT.external).in_(words),
                (ACCOUNT.external == "") & ACCOUNT.login.in_(words),
            )
        )
    )
    return tuple(_account(row) for row in rows.mappings())


def count(reading: Reading, *, demo: bool | None = None, role: str = "") -> int:
    """How many accounts there are, of all municipalities."""
    query = select(func.count()).select_from(AccountRow)
    if demo is not None:
        query = query.where(ACCOUNT.demo == demo)
    if role:
        query = query.where(ACCOUNT.role == role, ACCOUNT.active)
    return int(reading.connection.scalar(query) or 0)


def add_account(tx: Transaction, municipality: int, values: Mapping[str, object]) -> int:
    """Store a new account; its key."""
    row = {"municipality_id": municipality, **values}
    return add(tx, AccountRow, row, municipality_id=municipality)


def change_account(
    tx: Transaction,
    account: StoredAccount,
    values: Mapping[str, object],
    *,
    revision: int | None = None,
    summary: str = "",
) -> int | Stale:
    """Change an account seen at `revision` (None: whatever it has)."""
    return change(
        tx, AccountRow, account.id, values, revision=revision,
        municipality_id=account.municipality_id, summary=summary or account.login,
    )  # fmt: skip
