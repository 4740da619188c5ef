"""The tables of accounts, logins and attempts to log in."""

from sqlalchemy import Index, Text
from sqlmodel import Field

from taiodo.store.tables import ChangedRow, Row


class AccountRow(ChangedRow, table=True):
    """利用者: `login` is folded to small letters; `password` is a hash, "" where none is set.

    `external` is what an organisation's own login calls the person. `demo` accounts exist only
    for a server started as a demonstration.
    """

    __tablename__ = "account"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    login: str = Field(unique=True)
    name: str = Field(sa_type=Text)
    role: str
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    vendor: str = Field(default="", sa_type=Text)
    external: str = Field(default="", sa_type=Text, index=True)
    password: str = Field(default="", sa_type=Text)
    active: bool = True
    must_change: bool = False
    demo: bool = False


class LoginSessionRow(Row, table=True):
    """One login: its token's hash, when it began and was last used; "" `ended_at` while it lasts.

    `way` is password, oidc, proxy or demo.
    """

    __tablename__ = "login_session"
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    way: str
    created_at: str
    seen_at: str
    ended_at: str = ""
    browser: str = Field(default="", sa_type=Text)
    address: str = ""


class LoginAttemptRow(Row, table=True):
    """An attempt to log in that failed, or is not decided yet."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "login", "at"), Index(None, "address", "at"))
    id: int | None = Field(default=None, primary_key=True)
    at: str
    login: str
    address: str
