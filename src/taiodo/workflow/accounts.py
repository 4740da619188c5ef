"""利用者の管理: accounts added, changed, stopped, and their passwords issued anew."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from taiodo.access import passwords
from taiodo.access.logins import LOGIN
from taiodo.access.rights import Action, Role
from taiodo.problems import Problem, near_miss
from taiodo.store import accounts as stored
from taiodo.store import logins, municipal, packages
from taiodo.store.accounts import StoredAccount
from taiodo.store.changes import Stale, record
from taiodo.store.engine import Reading, Transaction, alone
from taiodo.workflow.desk import Desk
from taiodo.workflow.door import BAD_LOGIN, LOGIN_ADVICE, is_locked, login_name
from taiodo.workflow.presence import in_demonstration

LAST_ADMINISTRATOR = "管理者が一人もいなくなるため、変更していません。"
LAST_ADVICE = "先に、ほかの利用者を管理者にしてください。"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is said of somebody who is to have an account.

    `external` is what the organisation's own login calls them (mail address), "" for none.
    """

    login: str
    name: str
    role: Role
    department: str = ""
    vendor: str = ""
    external: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the administrators see it; `last_seen` UTC ISO or ""."""

    id: int
    facts: AccountFacts
    active: bool
    must_change: bool
    has_password: bool
    locked: bool
    demo: bool
    last_seen: str
    revision: int

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `user list`."""
        f = self.facts
        return {
            "login": f.login, "name": f.name, "role": f.role.value, "department": f.department,
            "vendor": f.vendor, "external": f.external, "active": self.active,
            "must_change": self.must_change, "locked": self.locked, "last_seen": self.last_seen,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issued:
    """A password issued to somebody, to be handed over once."""

    login: str
    name: str
    password: str


def accounts(desk: Desk) -> tuple[Account, ...]:
    """All accounts in order of login name."""
    with desk.reading(Action.MANAGE_USERS) as (reading, body):
        return tuple(_account(reading, row) for row in stored.accounts(reading, body.id))


def _account(reading: Reading, row: StoredAccount) -> Account:
    return Account(
        row.id, facts_of(row), row.active, row.must_change, bool(row.password),
        is_locked(reading, row.login), row.demo, row.last_seen, row.revision,
    )  # fmt: skip


def facts_of(row: StoredAccount) -> AccountFacts:
    """What a stored account says of its person."""
    return AccountFacts(
        row.login, row.name, Role(row.role), row.department, row.vendor, row.external
    )


def checked_facts(facts: AccountFacts) -> AccountFacts:
    """Facts as they can be stored.

    Raises:
        Problem: a name is missing or too long, or the role lacks its department or vendor.
    """
    tidy = replace(
        facts,
        login=login_name(facts.login),
        name=" ".join(facts.name.split()),
        department=" ".join(facts.department.split()),
        vendor=" ".join(facts.vendor.split()),
        external=facts.external.strip().casefold(),
    )
    if not LOGIN.fullmatch(tidy.login):
        raise Problem(BAD_LOGIN, facts.login, LOGIN_ADVICE)
    if not tidy.name or len(tidy.name) > 40:
        raise Problem("氏名を40字以内で入れてください。", facts.login)
    if max(map(len, (tidy.department, tidy.vendor, tidy.external))) > 200:
        raise Problem("所管課・事業者・組織アカウントの名前が長すぎます。", facts.login)
    if tidy.role is Role.DEPARTMENT and not tidy.department:
        raise Problem(
            "役割が所管課の利用者には、所管課が要ります。", facts.login, "所管課を入れてください。"
        )
    if tidy.role is Role.VENDOR:
        if not tidy.vendor:
            raise Problem("役割が事業者の利用者には、事業者名が要ります。", facts.login)
        return replace(tidy, department="")
    return replace(tidy, vendor="")


def known_vendors(desk: Desk) -> tuple[str, ...]:
    """The vendors packages are registered of."""
    with desk.reading(Action.MANAGE_USERS) as (reading, body):
        return tuple(dict.fromkeys(p.vendor for p in packages.packages(reading, body.id)))


def vendor_doubt(facts: AccountFacts, known: Collection[str]) -> Problem | None:
    """What to look at when no package of a vendor's person is registered; None if all is well.

    It is no error: a vendor may have an account before its first reply.
    """
    vendor = " ".join(facts.vendor.split())
    if facts.role is not Role.VENDOR or not vendor or vendor in known:
        return None
    names = f"登録済みの事業者: {'・'.join(known)}。" if known else ""
    return Problem(
        f"事業者「{vendor}」のパッケージは、まだ登録されていません。",
        advice=f"{near_miss(vendor, known)}{names}名前が一文字でも違うと別の事業者として扱います。"
        "これから初めて回答する事業者なら、このままで構いません。",
    )


def add(desk: Desk, facts: AccountFacts) -> Issued:
    """Add an account; its first password, to be changed at the first login.

    Raises:
        Problem: the facts will not do, or the login name or the person has an account already.
    """
    tidy = checked_facts(facts)
    issued = Issued(tidy.login, tidy.name, passwords.generated())
    with desk.changing(Action.MANAGE_USERS) as (tx, body):
        alone(tx)
        store_new(tx, body.id, tidy, passwords.hashed(issued.password))
    return issued


def store_new(tx: Transaction, municipality: int, facts: AccountFacts, password: str) -> int:
    """Store a new account within a transaction; its key."""
    if stored.account_by_login(tx, facts.login) is not None:
        raise Problem(f"ログイン名「{facts.login}」は既に使われています。")
    values = account_values(tx, municipality, facts, None)
    state = {
        "password": password, "active": True, "must_change": True, "demo": in_demonstration(),
    }  # fmt: skip
    return stored.add_account(tx, municipality, values | state)


def account_values(
    tx: Transaction, municipality: int, facts: AccountFacts, own: int | None
) -> dict[str, object]:
    """The columns of an account; a department named for the first time is created."""
    others = [a for a in stored.accounts(tx, municipality) if a.id != own]
    _require_unique(facts, others)
    known, _ = municipal.departments_named(tx, municipality, [facts.department])
    return {
        "login": facts.login,
        "name": facts.name,
        "role": facts.role.value,
        "department_id": known.get(facts.department),
        "vendor": facts.vendor,
        "external": facts.external,
    }


def _require_unique(facts: AccountFacts, others: Iterable[StoredAccount]) -> None:
    for other in others:
        same = (other.name, other.department, other.vendor)
        if same == (facts.name, facts.department, facts.vendor):
            raise Problem(
                f"同じ所属に同じ氏名の利用者がいます（{other.login}）。",
                facts.login,
                "履歴で区別できるよう、氏名に係名などを添えてください。",
            )
        if facts.external and facts.external == other.external:
            raise Problem(
                f"組織アカウント「{facts.external}」は{other.name}のものです。", facts.login
            )


def change(desk: Desk, account: int, facts: AccountFacts, revision: int | None = None) -> None:
    """Change what is said of somebody; a changed role or department counts at once.

    Raises:
        Problem: the facts will not do, the last administrator would go, or somebody was faster.
    """
    tidy = checked_facts(facts)
    with desk.changing(Action.MANAGE_USERS) as (tx, body):
        alone(tx)
        row = _existing(tx, body.id, account)
        other = stored.account_by_login(tx, tidy.login)
        if other is not None and other.id != row.id:
            raise Problem(f"ログイン名「{tidy.login}」は既に使われています。")
        result = stored.change_account(
            tx, row, account_values(tx, body.id, tidy, row.id), revision=revision
        )
        if isinstance(result, Stale):
            raise Problem(
                "ほかの人が先に変更したため、保存していません。",
                advice="画面を読み直して、今の内容を確かめてください。",
            )
        require_administrator(tx, row)


def _existing(tx: Transaction, municipality: int, account: int) -> StoredAccount:
    row = stored.account_by_id(tx, account)
    if row is None or row.municipality_id != municipality:
        raise Problem("この利用者は登録されていません。")
    return row


def require_administrator(tx: Transaction, before: StoredAccount) -> None:
    """Refuse a change, just made to an account that was so before, that leaves no administrator."""
    was_one = before.active and before.role == Role.ADMIN.value
    if was_one and not stored.count(tx, demo=before.demo, role=Role.ADMIN.value):
        raise Problem(LAST_ADMINISTRATOR, advice=LAST_ADVICE)


def reset_password(desk: Desk, account: int) -> Issued:
    """Issue a new password, to be changed at the next login; ends the person's logins."""
    password = passwords.generated()
    secret = passwords.hashed(password)
    with desk.changing(Action.MANAGE_USERS) as (tx, body):
        row = _existing(tx, body.id, account)
        values = {"password": secret, "must_change": True}
        stored.change_account(tx, row, values, summary=f"{row.login}（再発行）")
        logins.end_logins(tx, row.id)
        logins.forgive_attempts(tx, row.login)
    return Issued(row.login, row.name, password)


def set_active(desk: Desk, account: int, active: bool) -> None:
    """Stop an account, which ends its logins, or take it into use again.

    Raises:
        Problem: it is the last administrator's.
    """
    with desk.changing(Action.MANAGE_USERS) as (tx, body):
        alone(tx)
        row = _existing(tx, body.id, account)
        stored.change_account(tx, row, {"active": active})
        if not active:
            logins.end_logins(tx, row.id)
            require_administrator(tx, row)


def unlock(desk: Desk, account: int) -> None:
    """Let somebody log in again whose name is locked after failures."""
    with desk.changing(Action.MANAGE_USERS) as (tx, body):
        row = _existing(tx, body.id, account)
        logins.forgive_attempts(tx, row.login)
        record(tx, "unlock", "login", entity_id=row.id, municipality_id=body.id, summary=row.login)


def end_logins(desk: Desk, account: int) -> int:
    """End all logins of an account; how many were under way."""
    with desk.changing(Action.MANAGE_USERS) as (tx, body):
        row = _existing(tx, body.id, account)
        ended = logins.end_logins(tx, row.id)
        record(
            tx, "logout", "login", entity_id=row.id, municipality_id=body.id,
            summary=f"{row.login}（管理者による終了 {ended}件）",
        )  # fmt: skip
        return ended


def account_named(desk: Desk, login: str) -> Account:
    """The account with a login name.

    Raises:
        Problem: there is none; names the nearest.
    """
    wanted = login_name(login)
    known = {a.facts.login: a for a in accounts(desk)}
    if wanted not in known:
        raise Problem(
            f"ログイン名「{login}」の利用者はいません。",
            advice=near_miss(wanted, known) or "taiodo user list で一覧が見られます。",
        )
    return known[wanted]
