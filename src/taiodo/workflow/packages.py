"""パッケージの回答: taking vendors' replies in."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from taiodo.access.rights import Action
from taiodo.catalog.load import load_catalog, operation_of
from taiodo.problems import Finding, Problem, Severity, errors
from taiodo.store import editions as stored_editions
from taiodo.store import packages as stored
from taiodo.store.engine import Reading, alone
from taiodo.survey.package import (
    Key,
    PackageAnswer,
    PackageResponse,
    VendorPackage,
    requirements_digest,
    response_of,
)
from taiodo.survey.package_reply import Matched, matched
from taiodo.workbook.reply import REPLY_ROLES, Layout, ReplyReading, SymbolUse, read_reply
from taiodo.workflow.catalogue import find_edition
from taiodo.workflow.desk import Desk
from taiodo.workflow.package_findings import edition_findings

__all__ = ["REPLY_ROLES", "Layout", "ReplyPreview", "SymbolUse", "VendorPackage"]

MAX_NAME = 80
_LETTER = re.compile("[A-Z]{1,2}")


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """How a reply would be taken in; `edition` has no requirements here, `title` names it."""

    operation: str
    edition: str
    title: str
    reading: ReplyReading
    matched: Matched
    findings: tuple[Finding, ...]
    digest: str
    edition_digest: str

    @property
    def counts(self) -> dict[PackageResponse, int]:
        """The answers that would be stored, by response."""
        return dict(Counter(a.response for a in self.matched.answers.values()))

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `package import --preview`."""
        return {
            "operation": self.operation,
            "edition": self.edition,
            "columns": dict(self.reading.columns),
            "symbols": [
                {
                    "symbol": use.symbol,
                    "count": use.count,
                    "meaning": use.meaning.value if use.meaning else None,
                    "source": use.source,
                    "where": use.where,
                    "hint": use.hint,
                }
                for use in self.reading.symbols
            ],
            "count": len(self.matched.answers),
            "responses": {r.value: n for r, n in self.counts.items()},
            "unknown": list(self.matched.unknown),
            "unanswered": list(dict.fromkeys(number for number, _ in self.matched.unanswered)),
            "findings": [f.as_dict() for f in self.findings],
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class ReplyChanges:
    """What an import changes of the answers a package has given so far."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ReplyImported:
    """A committed import."""

    reply: int
    package: VendorPackage
    count: int
    changes: ReplyChanges
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `package import`."""
        return {
            "reply": self.reply,
            "vendor": self.package.vendor,
            "product": self.package.product,
            "count": self.count,
            "added": self.changes.added,
            "changed": self.changes.changed,
            "removed": self.changes.removed,
            "unchanged": self.changes.unchanged,
            "findings": [f.as_dict() for f in self.findings],
        }


def layout_for(columns: Mapping[str, str], sheet: str, header_row: int) -> Layout:
    """The way to read a reply that somebody pointed out: role → column letter.

    Raises:
        Problem: an unknown role, a letter that is none, or number and response are not both given.
    """
    unknown = [role for role in columns if role not in REPLY_ROLES]
    bad = [letter for letter in columns.values() if not _LETTER.fullmatch(letter.upper())]
    if unknown or bad or not {"number", "response"} <= columns.keys():
        raise Problem(
            "列の指定が正しくありません。",
            "、".join(unknown + bad) or "番号（number）と回答（response）の列は必ず指定します",
            "例: number=A response=F due=G remark=H",
        )
    if header_row < 1:
        raise Problem("見出しの行は1以上の数です。", str(header_row))
    named = {letter.upper(): role for role, letter in columns.items()}
    return Layout("指定した列", "", (sheet,) if sheet else (), header_row, 1, named)


def symbol_meanings(given: Mapping[str, str]) -> dict[str, PackageResponse]:
    """Signs with what they mean, from codes or Japanese words.

    Raises:
        Problem: a meaning is neither.
    """
    return {sign: response_of(meaning) for sign, meaning in given.items() if meaning}


def preview(
    desk: Desk,
    source: Path | bytes,
    name: str = "",
    *,
    operation: str,
    edition: str,
    symbols: Mapping[str, PackageResponse] | None = None,
    layout: Layout | None = None,
) -> ReplyPreview:
    """How a vendor's reply would be taken in; nothing is stored.

    Args:
        desk: whose editions to hold it against.
        source: the file or its bytes.
        name: the file's name as shown to people.
        operation: id or name.
        edition: the edition the reply is for.
        symbols: what signs mean, said by somebody; before the file's own legend.
        layout: sheet, header row and columns, where detection fails.

    Raises:
        Problem: the file cannot be read, holds no reply, or there is no such edition.
    """
    known = operation_of(operation)
    reading = read_reply(source, name, symbols=symbols, layout=layout)
    with desk.reading(Action.REPLY_PACKAGE) as (database, body):
        found = find_edition(database, known.id, edition)
        about = edition_findings(
            database, known.id, found, reading.mark, reading.lines, reading.name
        )
    result = matched(reading.lines, found.requirements, body.kind.binding)
    findings = _shortened(about, (*reading.findings, *result.findings))
    own = requirements_digest(found.requirements)
    digest = hashlib.sha256(f"{reading.digest} {known.id} {edition} {own}".encode()).hexdigest()
    return ReplyPreview(
        known.id, found.edition, found.called(known.name), reading, result, findings, digest, own
    )


def _shortened(about: tuple[Finding, ...], rest: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """All findings, but of a reply to another edition the one that matters and how many more."""
    if not rest or all(f.code != "package.other-edition" for f in about):
        return (*about, *rest)
    words = f"ほかの指摘{len(rest):,}件は、版の違いによるものを含むため示しません。"
    return (*about, Finding("package.not-listed", Severity.INFO, about[0].where, words))


def changes(desk: Desk, found: ReplyPreview, package: VendorPackage, *, keep: bool) -> ReplyChanges:
    """What a commit would change of the package's present answers; `keep`: see `commit`."""
    with desk.reading(Action.REPLY_PACKAGE) as (reading, body):
        wanted = _checked(package)
        desk.require(Action.REPLY_PACKAGE, vendor=wanted.vendor)
        before = _present(reading, body.id, found, wanted)
    return _changes(before, _after(before, found, keep=keep))


def commit(
    desk: Desk,
    found: ReplyPreview,
    package: VendorPackage,
    *,
    keep: bool = False,
    digest: str | None = None,
) -> ReplyImported:
    """Store a previewed reply, all or nothing, in place of the package's earlier one.

    Args:
        desk: where to store, and who does it.
        found: the preview.
        package: whose reply it is; entered if it is new.
        keep: keep earlier answers to requirements this reply says nothing of.
        digest: the digest shown to the person who confirmed, checked against the preview.

    Raises:
        Problem: the preview has errors or no answers, or differs from what was confirmed.
    """
    if digest is not None and digest != found.digest:
        raise Problem(
            "確認した内容と、これから取り込む内容が異なります。取り込んでいません。",
            advice="もう一度ファイルを選び、読み取り結果を確認してください。",
        )
    _refuse(found)
    wanted = _checked(package)
    with desk.changing(Action.REPLY_PACKAGE) as (tx, body):
        desk.require(Action.REPLY_PACKAGE, vendor=wanted.vendor)
        alone(tx)
        edition = find_edition(tx, found.operation, found.edition)
        if requirements_digest(edition.requirements) != found.edition_digest:
            raise Problem(
                f"確認した後に{found.title}の内容が変わっています。取り込んでいません。",
                advice="もう一度ファイルを選び、読み取り結果を確認してください。",
            )
        key = stored_editions.edition_key(tx, found.operation, found.edition)
        if key is None:
            key = stored_editions.add_edition(tx, edition)
        before = _present(tx, body.id, found, wanted)
        after = _after(before, found, keep=keep)
        known = stored.package_key(tx, body.id, wanted)
        meanings = {u.symbol: u.meaning.value for u in found.reading.symbols if u.meaning}
        source = {
            "file_name": found.reading.name,
            "sha256": found.reading.sha256,
            "symbols": json.dumps(meanings, ensure_ascii=False),
        }
        reply = stored.store_reply(tx, body.id, known, key, after, source)
    return ReplyImported(
        reply, replace(wanted, id=known), len(after), _changes(before, after), found.findings
    )


def _refuse(found: ReplyPreview) -> None:
    wrong = errors(found.findings)
    if wrong:
        first = wrong[0]
        raise Problem(
            f"回答に誤りが{len(wrong)}件あり、取り込んでいません。最初の誤り: {first.message}",
            first.where,
            first.advice,
            findings=found.findings,
        )
    if not found.matched.answers:
        raise Problem(
            "取り込む回答が一つもありません。",
            found.reading.name,
            "記入済みのファイルか、業務と版の指定が正しいかを確かめてください。",
            findings=found.findings,
        )


def _checked(package: VendorPackage) -> VendorPackage:
    vendor, product, version = (
        " ".join(name.split()) for name in (package.vendor, package.product, package.version)
    )
    if not vendor:
        raise Problem("事業者名が空です。", advice="回答した事業者の名前を入れてください。")
    long = next((name for name in (vendor, product, version) if len(name) > MAX_NAME), "")
    if long:
        raise Problem("名前が長すぎます。", long[:40], f"{MAX_NAME}字以内にしてください。")
    return VendorPackage(vendor, product, version, package.note.strip()[:4_000])


def _present(
    reading: Reading, municipality: int, found: ReplyPreview, package: VendorPackage
) -> dict[Key, PackageAnswer]:
    """The answers of the package's reply that counts."""
    key = stored_editions.edition_key(reading, found.operation, found.edition)
    if key is None:
        return {}
    for reply in stored.replies(reading, municipality, key):
        if (reply.package.vendor, reply.package.product) == (package.vendor, package.product):
            return stored.answers(reading, reply.id)
    return {}


def _after(
    before: Mapping[Key, PackageAnswer], found: ReplyPreview, *, keep: bool
) -> dict[Key, PackageAnswer]:
    return {**(before if keep else {}), **found.matched.answers}


def _changes(
    before: Mapping[Key, PackageAnswer], after: Mapping[Key, PackageAnswer]
) -> ReplyChanges:
    def said(answer: PackageAnswer) -> tuple[object, ...]:
        return answer.response, answer.due, answer.remark

    both = [key for key in after if key in before]
    same = sum(said(before[key]) == said(after[key]) for key in both)
    return ReplyChanges(
        len(after) - len(both), len(both) - same, sum(key not in after for key in before), same
    )


def replies(desk: Desk) -> tuple[tuple[stored.StoredReply, str], ...]:
    """Every reply that counts with the title of its edition, the newest import first.

    A vendor sees its own.
    """
    names = load_catalog().operations
    with desk.reading(Action.REPLY_PACKAGE) as (reading, body):
        titles = {
            stored_editions.edition_key(reading, *key): edition.called(names[key[0]].name)
            for key, edition in stored_editions.editions(reading).items()
        }
        found = stored.replies(reading, body.id)
    found = tuple(
        r for r in found if desk.person.may(Action.REPLY_PACKAGE, vendor=r.package.vendor)
    )
    ordered = sorted(found, key=lambda reply: reply.id, reverse=True)
    return tuple((reply, titles[reply.edition_id]) for reply in ordered)


def undo(desk: Desk, reply: int) -> VendorPackage:
    """Take an import back; the reply it took the place of counts again.

    Raises:
        Problem: there is no such reply, or another has taken its place since.
    """
    with desk.changing(Action.REPLY_PACKAGE) as (tx, body):
        alone(tx)
        found = stored.reply(tx, body.id, reply)
        if found is None or not found.current:
            raise Problem(
                "この回答の取込は取り消せません（既に取り消されたか、新しい回答に置き換わっています）。",
                advice="画面を開き直し、今の回答を確かめてください。",
            )
        desk.require(Action.REPLY_PACKAGE, vendor=found.package.vendor)
        stored.take_back(tx, body.id, found)
        return found.package
