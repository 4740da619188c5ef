"""見本のデモ: logins without password, one per role, on a server only this machine can reach."""

import ipaddress
from dataclasses import dataclass

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.store import accounts as stored
from taiodo.store import municipal
from taiodo.store.engine import Store, alone
from taiodo.workflow.accounts import AccountFacts, account_values
from taiodo.workflow.door import Admitted, Visitor, begin
from taiodo.workflow.presence import in_demonstration


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to try the application as."""

    login: str
    label: str


PEOPLE = {
    "demo-admin": AccountFacts("demo-admin", "デモ 管理者", Role.ADMIN, "情報システム課"),
    "demo-koseki": AccountFacts("demo-koseki", "デモ 担当", Role.DEPARTMENT, "戸籍住民課"),
    "demo-viewer": AccountFacts("demo-viewer", "デモ 閲覧者", Role.VIEWER),
}
LABELS = {
    "demo-admin": "情報システム課の管理者として入る",
    "demo-koseki": "戸籍住民課の担当として入る",
    "demo-viewer": "閲覧者として入る",
}


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach an address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


def require_demonstrable(store: Store, address: str) -> None:
    """Refuse a demonstration that others could reach, or where real people have accounts.

    Raises:
        Problem: saying what to do instead.
    """
    if not is_loopback(address):
        raise Problem(
            "見本のデモは、この端末（127.0.0.1）でしか動かせません。",
            address,
            "ほかの端末から使うときは --demo を外し、利用者を登録してください。",
        )
    with store.reading() as reading:
        if stored.count(reading, demo=False):
            raise Problem(
                "利用者が登録されたデータベースでは、見本のデモを動かせません。",
                store.display_name,
                "--demo を外して taiodo serve を実行してください。",
            )


def prepare(store: Store) -> None:
    """Make the accounts of the demonstration where they are missing; they have no password."""
    with store.transaction("見本のデモ") as tx:
        alone(tx)
        body = municipal.current_municipality(tx)
        for login, facts in PEOPLE.items():
            if stored.account_by_login(tx, login) is None:
                values = account_values(tx, body.id, facts, None)
                state = {"password": "", "active": True, "must_change": False, "demo": True}
                stored.add_account(tx, body.id, values | state)


def people() -> tuple[DemoPerson, ...]:
    """Whom one can try the application as; nobody unless the server is a demonstration."""
    if not in_demonstration():
        return ()
    return tuple(DemoPerson(login, label) for login, label in LABELS.items())


def enter(store: Store, login: str, visitor: Visitor) -> Admitted:
    """Begin a login of the demonstration.

    Raises:
        Problem: the server is none, the visitor is at another machine, or nobody is called so.
    """
    if not in_demonstration() or login not in PEOPLE or not is_loopback(visitor.address):
        raise Problem(
            "見本のデモには入れません。", advice="この端末で make run を実行して試してください。"
        )
    facts = PEOPLE[login]
    person = Person(facts.name, facts.role, facts.department)
    with store.transaction(person.actor) as tx:
        account = stored.account_by_login(tx, login)
        if account is None or not account.demo or not account.active:
            raise Problem("見本のデモの利用者がありません。", advice="起動し直してください。")
        return begin(tx, account, "demo", visitor)
