"""Vendors' packages and their replies: storing, taking back, and reading them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select

from taiodo.catalog.requirements import BindingKind, Obligation
from taiodo.catalog.search import search_terms
from taiodo.store.changes import add, add_many, change, columns_of, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.package_tables import PackageReplyRow, PackageResponseRow, VendorPackageRow
from taiodo.store.tables import RequirementItemRow, RequirementRow
from taiodo.survey.answers import Verdict
from taiodo.survey.package import Key, PackageAnswer, PackageResponse, VendorPackage

PACKAGE = columns_of(VendorPackageRow)
REPLY = columns_of(PackageReplyRow)
RESPONSE = columns_of(PackageResponseRow)
REQUIREMENT = columns_of(RequirementRow)
ITEM = columns_of(RequirementItemRow)
_MANY = 500


@dataclass(frozen=True, slots=True)
class StoredReply:
    """One imported reply; `current` unless another took its place. Times are UTC ISO 8601."""

    id: int
    package: VendorPackage
    edition_id: int
    current: bool
    replaces: int | None
    imported_at: str
    imported_by: str
    file_name: str
    symbols: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class AskedRequirement:
    """A binding requirement as lists need it."""

    id: int
    number: str
    part: int
    chapter: str
    name: str
    obligation: Obligation
    conformance_date: str


def packages(reading: Reading, municipality: int) -> tuple[VendorPackage, ...]:
    """The packages a municipality has replies of, in order of entry."""
    rows = reading.connection.execute(
        select(PACKAGE.vendor, PACKAGE.product, PACKAGE.version, PACKAGE.note, PACKAGE.id)
        .where(PACKAGE.municipality_id == municipality)
        .order_by(PACKAGE.id)
    )
    return tuple(VendorPackage(*row) for row in rows)


def package_key(tx: Transaction, municipality: int, wanted: VendorPackage) -> int:
    """The key of a package, entered if it is new; a version or note given is noted."""
    named = {"vendor": wanted.vendor, "product": wanted.product}
    told = {"version": wanted.version, "note": wanted.note}
    for known in packages(tx, municipality):
        if (known.vendor, known.product) == (wanted.vendor, wanted.product):
            changes = {name: value for name, value in told.items() if value}
            change(
                tx, VendorPackageRow, known.id, changes, revision=None,
                municipality_id=municipality, summary=known.title,
            )  # fmt: skip
            return known.id
    values = {"municipality_id": municipality, **named, **told}
    return add(tx, VendorPackageRow, values, municipality_id=municipality)


def replies(
    reading: Reading, municipality: int, edition: int | None = None, *, past: bool = False
) -> tuple[StoredReply, ...]:
    """The replies that count, in order of the packages' entry; `past`: also those replaced."""
    query = _replies(municipality)
    if edition is not None:
        query = query.where(REPLY.edition_id == edition)
    if not past:
        query = query.where(REPLY.current)
    rows = reading.connection.execute(query.order_by(PACKAGE.id, REPLY.id))
    return tuple(_reply(row) for row in rows)


def replies_on(
    reading: Reading, municipality: int, edition: int, moment: str
) -> tuple[StoredReply, ...]:
    """The replies that counted just before `moment` (UTC ISO 8601): the last of each package."""
    last = {
        reply.package.id: reply
        for reply in replies(reading, municipality, edition, past=True)
        if reply.imported_at < moment
    }
    return tuple(last.values())


def reply(reading: Reading, municipality: int, key: int) -> StoredReply | None:
    """One reply, None when it is not this municipality's."""
    query = _replies(municipality).where(REPLY.id == key)
    row = reading.connection.execute(query).one_or_none()
    return _reply(row) if row is not None else None


def _replies(municipality: int) -> Select[Any]:
    return (
        select(
            REPLY, PACKAGE.vendor, PACKAGE.product, PACKAGE.version, PACKAGE.note
        )
        .join_from(PackageReplyRow, VendorPackageRow, PACKAGE.id == REPLY.package_id)
        .where(PACKAGE.municipality_id == municipality)
    )  # fmt: skip


def _reply(row: Any) -> StoredReply:
    return StoredReply(
        row.id,
        VendorPackage(row.vendor, row.product, row.version, row.note, row.package_id),
        row.edition_id,
        row.current,
        row.replaces_id,
        row.imported_at,
        row.imported_by,
        row.file_name,
        json.loads(row.symbols),
        row.count,
    )


def has_replies(reading: Reading, edition: int) -> bool:
    """Whether any municipality has a reply to an edition."""
    found = reading.connection.scalar(select(REPLY.id).where(REPLY.edition_id == edition).limit(1))
    return found is not None


def store_reply(
    tx: Transaction,
    municipality: int,
    package: int,
    edition: int,
    answers: Mapping[Key, PackageAnswer],
    source: Mapping[str, str],
) -> int:
    """Store a reply in place of the one that counts, which is kept.

    Args:
        tx: the transaction.
        municipality: whose it is.
        package: its key.
        edition: the key of the stored edition.
        answers: by number and part; each must be a requirement of the edition.
        source: file_name, sha256 and symbols (JSON).
    """
    before = next((r for r in replies(tx, municipality, edition) if r.package.id == package), None)
    if before is not None:
        _set_current(tx, municipality, before.id, False)
    values = {
        "package_id": package, "edition_id": edition, "current": True,
        "replaces_id": before.id if before else None, "imported_at": tx.at,
        "imported_by": tx.actor, "count": len(answers), **source,
    }  # fmt: skip
    key = add(tx, PackageReplyRow, values, municipality_id=municipality)
    known = _requirement_keys(tx, edition)
    rows: list[dict[str, object]] = [
        {
            "reply_id": key, "requirement_id": known[place], "response": answer.response.value,
            "due": answer.due, "remark": answer.remark, "written": answer.written,
            "cell": answer.cell,
        }
        for place, answer in answers.items()
    ]  # fmt: skip
    add_many(tx, PackageResponseRow, rows)
    return key


def take_back(tx: Transaction, municipality: int, found: StoredReply) -> None:
    """Remove a reply that counts; the one it took the place of counts again."""
    tx.connection.execute(delete(PackageResponseRow).where(RESPONSE.reply_id == found.id))
    tx.connection.execute(delete(PackageReplyRow).where(REPLY.id == found.id))
    record(
        tx, "undo", "package_reply", entity_id=found.id, municipality_id=municipality,
        summary=found.package.title,
        before={"file_name": found.file_name, "count": found.count},
    )  # fmt: skip
    if found.replaces is not None:
        _set_current(tx, municipality, found.replaces, True)


def _set_current(tx: Transaction, municipality: int, key: int, current: bool) -> None:
    change(
        tx, PackageReplyRow, key, {"current": current}, revision=None,
        municipality_id=municipality,
    )  # fmt: skip


def _requirement_keys(reading: Reading, edition: int) -> dict[Key, int]:
    rows = reading.connection.execute(
        select(REQUIREMENT.number, REQUIREMENT.part, REQUIREMENT.id).where(
            REQUIREMENT.edition_id == edition
        )
    )
    return {(row.number, row.part): row.id for row in rows}


_ANSWER = (RESPONSE.response, RESPONSE.due, RESPONSE.remark, RESPONSE.written, RESPONSE.cell)


def _answer(row: Any) -> PackageAnswer:
    return PackageAnswer(
        PackageResponse(row.response), row.due, row.remark, row.written, row.cell
    )  # fmt: skip


def answers(reading: Reading, reply: int) -> dict[Key, PackageAnswer]:
    """What a reply says, by number and part, in the order of the edition."""
    rows = reading.connection.execute(
        select(REQUIREMENT.number, REQUIREMENT.part, *_ANSWER)
        .join_from(PackageResponseRow, RequirementRow, REQUIREMENT.id == RESPONSE.requirement_id)
        .where(RESPONSE.reply_id == reply)
        .order_by(REQUIREMENT.position)
    )
    return {(row.number, row.part): _answer(row) for row in rows}


def brief_answers(reading: Reading, reply: int) -> dict[int, PackageAnswer]:
    """Response and due of every answer of a reply, by requirement key; equals are one object."""
    rows = reading.connection.execute(
        select(RESPONSE.requirement_id, RESPONSE.response, RESPONSE.due).where(
            RESPONSE.reply_id == reply
        )
    )
    met: dict[tuple[str, str], PackageAnswer] = {}
    found: dict[int, PackageAnswer] = {}
    for key, response, due in rows:
        answer = met.get((response, due))
        if answer is None:
            answer = met[response, due] = PackageAnswer(PackageResponse(response), due)
        found[key] = answer
    return found


def whole_answers(
    reading: Reading, reply: int, requirements: Collection[int]
) -> dict[int, PackageAnswer]:
    """The answers of a reply to some requirements, by requirement key."""
    found: dict[int, PackageAnswer] = {}
    keys = list(requirements)
    for start in range(0, len(keys), _MANY):
        rows = reading.connection.execute(
            select(RESPONSE.requirement_id, *_ANSWER).where(
                RESPONSE.reply_id == reply,
                RESPONSE.requirement_id.in_(keys[start : start + _MANY]),
            )
        )
        found |= {row.requirement_id: _answer(row) for row in rows}
    return found


def answered(requirement: Any, package: int, responses: Sequence[PackageResponse]) -> Any:
    """The condition that a package's reply that counts answers a requirement so."""
    given = (
        select(RESPONSE.requirement_id, RESPONSE.response)
        .join_from(PackageResponseRow, PackageReplyRow, REPLY.id == RESPONSE.reply_id)
        .where(REPLY.package_id == package, REPLY.current)
        .subquery()
    )
    wanted = [response.value for response in responses]
    found = requirement.in_(select(given.c.requirement_id).where(given.c.response.in_(wanted)))
    if PackageResponse.UNANSWERED not in responses:
        return found
    return found | requirement.not_in(select(given.c.requirement_id))


def asked_by_item(reading: Reading, item: int) -> tuple[int, int, str] | None:
    """The requirement of a survey item, its edition (keys) and its own 適合基準日."""
    row = reading.connection.execute(
        select(REQUIREMENT.id, REQUIREMENT.edition_id, REQUIREMENT.conformance_date)
        .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
        .where(ITEM.id == item)
    ).one_or_none()
    return (row.id, row.edition_id, row.conformance_date) if row is not None else None


def asked(
    reading: Reading, edition: int, binding: BindingKind, text: str = ""
) -> tuple[AskedRequirement, ...]:
    """The binding requirements of an edition in order, those that hold all words of `text`."""
    obligation = REQUIREMENT[binding.value]
    query = select(
        REQUIREMENT.id, REQUIREMENT.number, REQUIREMENT.part, REQUIREMENT.chapter,
        REQUIREMENT.name, obligation.label("obligation"), REQUIREMENT.conformance_date,
    ).where(REQUIREMENT.edition_id == edition, obligation != Obligation.NONE.value)  # fmt: skip
    for term in search_terms(text):
        query = query.where(REQUIREMENT.search.contains(term, autoescape=True))
    classes = {o.value: o for o in Obligation}
    return tuple(
        AskedRequirement(
            row.id, row.number, row.part, row.chapter, row.name, classes[row.obligation],
            row.conformance_date,
        )
        for row in reading.connection.execute(query.order_by(REQUIREMENT.position))
    )  # fmt: skip


def conformance_dates(reading: Reading, edition: int) -> dict[Key, str]:
    """The own 適合基準日 of the requirements that have one, by number and part."""
    rows = reading.connection.execute(
        select(REQUIREMENT.number, REQUIREMENT.part, REQUIREMENT.conformance_date).where(
            REQUIREMENT.edition_id == edition, REQUIREMENT.conformance_date != ""
        )
    )
    return {(row.number, row.part): row.conformance_date for row in rows}


def texts_of(reading: Reading, requirements: Collection[int]) -> dict[int, str]:
    """The words of some requirements, by key."""
    found: dict[int, str] = {}
    keys = list(requirements)
    for start in range(0, len(keys), _MANY):
        rows = reading.connection.execute(
            select(REQUIREMENT.id, REQUIREMENT.text).where(
                REQUIREMENT.id.in_(keys[start : start + _MANY])
            )
        )
        found |= {row.id: row.text for row in rows}
    return found


def verdicts(reading: Reading, survey: int) -> dict[int, tuple[int, Verdict]]:
    """The item and verdict a survey has for each requirement, by requirement key."""
    rows = reading.connection.execute(
        select(ITEM.requirement_id, ITEM.id, ITEM.verdict).where(ITEM.survey_id == survey)
    )
    known = {v.value: v for v in Verdict}
    return {row.requirement_id: (row.id, known[row.verdict]) for row in rows}
