"""利用者 from a table: previewed with findings, then added or changed, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taiodo.access import passwords
from taiodo.access.rights import Action, Role
from taiodo.catalog.search import folded
from taiodo.problems import Finding, Problem, Severity, errors, near_miss
from taiodo.store import accounts as stored
from taiodo.store import municipal
from taiodo.store.engine import alone
from taiodo.workbook.table_file import table_file
from taiodo.workbook.tables import PlainTable, read_table, table_in
from taiodo.workflow.accounts import (
    AccountFacts,
    Issued,
    account_values,
    checked_facts,
    facts_of,
    known_vendors,
    require_administrator,
    store_new,
    vendor_doubt,
)
from taiodo.workflow.desk import Desk

COLUMNS = {
    "login": ("ログイン名", "login", "ID"),
    "name": ("氏名", "name", "名前"),
    "role": ("役割", "role", "権限"),
    "department": ("所管課", "department", "課"),
    "vendor": ("事業者", "vendor"),
    "external": ("組織アカウント", "external", "メールアドレス", "email"),
}
NEEDED = ("login", "name", "role")
HEADER = tuple(words[0] for words in COLUMNS.values())


@dataclass(frozen=True, slots=True)
class AccountsRead:
    """How a table of accounts was read: those to add, those to change, and the findings."""

    name: str
    new: tuple[AccountFacts, ...]
    changed: tuple[AccountFacts, ...]
    unchanged: int
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `user import --preview`."""
        return {
            "new": [f.login for f in self.new],
            "changed": [f.login for f in self.changed],
            "unchanged": self.unchanged,
            "findings": [f.as_dict() for f in self.findings],
        }


def preview(desk: Desk, source: Path | bytes, name: str = "") -> AccountsRead:
    """How a table of accounts would be read; nothing is stored.

    Raises:
        Problem: it is no table, or lacks the login name, the name or the role.
    """
    table = read_table(source) if isinstance(source, Path) else table_in(source, name)
    columns, findings = _columns(table)
    with desk.reading(Action.MANAGE_USERS) as (reading, body):
        present = {a.login: a for a in stored.accounts(reading, body.id)}
        departments = set(municipal.departments(reading, body.id))
    vendors = known_vendors(desk)
    new, changed, unchanged = [], [], 0
    seen: dict[str, int] = {}
    for line, row in table.rows:
        where = f"{table.name} {line}行目"
        try:
            facts = _facts({field: row.get(column, "") for field, column in columns.items()})
            _require_first(facts.login, line, seen)
        except Problem as problem:
            findings.append(
                Finding("accounts.row", Severity.ERROR, where, problem.message, problem.advice)
            )
            continue
        if facts.department and facts.department not in departments:
            departments.add(facts.department)
            findings.append(_new_department(where, facts.department))
        unchanged_here = facts.login in present and facts_of(present[facts.login]) == facts
        if not unchanged_here and (doubt := vendor_doubt(facts, vendors)):
            findings.append(
                Finding(
                    "accounts.unknown-vendor", Severity.WARNING, where, doubt.message, doubt.advice
                )
            )
        if facts.login not in present:
            new.append(facts)
        elif facts_of(present[facts.login]) != facts:
            changed.append(facts)
        else:
            unchanged += 1
    return AccountsRead(table.name, tuple(new), tuple(changed), unchanged, tuple(findings))


def commit(desk: Desk, read: AccountsRead) -> tuple[Issued, ...]:
    """Store a previewed table, all or nothing; the first passwords of those added.

    Raises:
        Problem: it has errors, or the last administrator would go.
    """
    wrong = errors(read.findings)
    if wrong:
        raise Problem(
            f"誤りが{len(wrong)}件あるため、登録していません。最初の誤り: {wrong[0].message}",
            wrong[0].where,
            wrong[0].advice,
            findings=read.findings,
        )
    issued = [(f, Issued(f.login, f.name, passwords.generated())) for f in read.new]
    secrets = [passwords.hashed(one.password) for _, one in issued]
    with desk.changing(Action.MANAGE_USERS) as (tx, body):
        alone(tx)
        for (facts, _), secret in zip(issued, secrets, strict=True):
            store_new(tx, body.id, facts, secret)
        for facts in read.changed:
            row = stored.account_by_login(tx, facts.login)
            if row is None:
                raise Problem(f"ログイン名「{facts.login}」の利用者がなくなっています。")
            stored.change_account(tx, row, account_values(tx, body.id, facts, row.id))
            require_administrator(tx, row)
    return tuple(one for _, one in issued)


def issued_csv(issued: Sequence[Issued]) -> bytes:
    """Passwords just issued as CSV that Excel opens, to be handed over."""
    rows = [(i.login, i.name, i.password) for i in issued]
    return table_file(("ログイン名", "氏名", "初期パスワード"), rows, "csv", title="初期パスワード")


def _columns(table: PlainTable) -> tuple[dict[str, str], list[Finding]]:
    known = {folded(word): field for field, words in COLUMNS.items() for word in words}
    found: dict[str, str] = {}
    findings = []
    for column in table.header:
        field = known.get(folded(column))
        if field is not None:
            found.setdefault(field, column)
        elif column.strip():
            findings.append(
                Finding(
                    "accounts.column",
                    Severity.WARNING,
                    f"{table.name} 1行目",
                    f"列「{column}」は読み取っていません。",
                    near_miss(column, HEADER) or f"使える見出し: {'、'.join(HEADER)}",
                )
            )
    missing = [COLUMNS[field][0] for field in NEEDED if field not in found]
    if missing:
        raise Problem(
            f"{'・'.join(missing)}の列がありません。",
            f"{table.name} 1行目",
            f"見出しを {'、'.join(HEADER)} にしてください。",
            findings,
        )
    return found, findings


def _facts(given: Mapping[str, str]) -> AccountFacts:
    words = {folded(r.label): r for r in Role} | {r.value: r for r in Role}
    role = words.get(folded(given["role"]))
    if role is None:
        raise Problem(
            f"役割「{given['role']}」は使えません。",
            advice=f"{'・'.join(r.label for r in Role)} のいずれかを入れてください。",
        )
    rest = {name: given.get(name, "") for name in ("department", "vendor", "external")}
    return checked_facts(AccountFacts(given["login"], given["name"], role, **rest))


def _require_first(login: str, line: int, seen: dict[str, int]) -> None:
    before = seen.setdefault(login, line)
    if before != line:
        raise Problem(f"{before}行目と同じログイン名です。", advice="どちらか一行にしてください。")


def _new_department(where: str, name: str) -> Finding:
    return Finding(
        "accounts.new-department",
        Severity.INFO,
        where,
        f"初めて出てきた所管課を登録します: {name}",
        "名前の書き間違いでないか確かめてください。",
    )
