"""Editions and their requirements."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.catalog.search import folded
from taiodo.store.changes import BATCH, add, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.tables import EditionRow, RequirementRow

IMPORTED = (EditionKind.OFFICIAL, EditionKind.SUPPLEMENT)
EDITION = columns_of(EditionRow)
REQUIREMENT = columns_of(RequirementRow)


def editions(reading: Reading, operation: str = "") -> dict[tuple[str, str], Edition]:
    """The headers of stored editions by (operation, edition), newest import last."""
    query = select(EditionRow.__table__).order_by(EDITION.id)  # type: ignore[attr-defined]
    if operation:
        query = query.where(EDITION.operation == operation)
    return {
        (row.operation, row.edition): Edition(
            row.operation,
            row.edition,
            EditionKind(row.kind),
            row.title,
            row.source,
            row.source_url,
            row.published,
            row.effective_from,
            row.sha256,
        )
        for row in reading.connection.execute(query)
    }


@dataclass(frozen=True, slots=True)
class ImportedEdition:
    """An edition somebody imported: the file it was read from, by whom and when (UTC ISO)."""

    edition: Edition
    count: int
    file_name: str
    imported_by: str
    imported_at: str


def imported_editions(reading: Reading) -> tuple[ImportedEdition, ...]:
    """The editions read from files, in order of import."""
    headers = editions(reading)
    rows = reading.connection.execute(
        select(
            EDITION.operation,
            EDITION.edition,
            EDITION.count.label("size"),
            EDITION.file_name,
            EDITION.updated_by,
            EDITION.updated_at,
        )
        .where(EDITION.kind.in_([kind.value for kind in IMPORTED]))
        .order_by(EDITION.id)
    )
    return tuple(
        ImportedEdition(
            headers[row.operation, row.edition],
            row.size,
            row.file_name,
            row.updated_by,
            row.updated_at,
        )
        for row in rows
    )


def edition_key(reading: Reading, operation: str, edition: str) -> int | None:
    """The key of an edition, None when it is not stored."""
    found: int | None = reading.connection.scalar(
        select(EDITION.id).where(EDITION.operation == operation, EDITION.edition == edition)
    )
    return found


def edition_header(reading: Reading, key: int) -> Edition:
    """The header of a stored edition by its key."""
    row = reading.connection.execute(
        select(EDITION.operation, EDITION.edition).where(EDITION.id == key)
    ).one()
    return editions(reading, row.operation)[row.operation, row.edition]


def edition_of_file(reading: Reading, sha256: str) -> tuple[str, str] | None:
    """The (operation, edition) already imported from a file of this digest."""
    row = reading.connection.execute(
        select(EDITION.operation, EDITION.edition).where(EDITION.sha256 == sha256)
    ).first()
    return (row.operation, row.edition) if row else None


def requirements(reading: Reading, edition: int) -> tuple[Requirement, ...]:
    """The requirements of one edition in the order of its document."""
    rows = reading.connection.execute(
        select(RequirementRow.__table__)  # type: ignore[attr-defined]
        .where(REQUIREMENT.edition_id == edition)
        .order_by(REQUIREMENT.position)
    )
    return tuple(
        Requirement(
            row.number,
            tuple(json.loads(row.path)),
            row.name,
            row.text,
            Obligation(row.designated_city),
            Obligation(row.other),
            row.rationale,
            row.note,
            row.conformance_date,
            row.part,
            row.kind,
            row.cell,
        )
        for row in rows
    )


def add_edition(
    tx: Transaction, edition: Edition, *, file_name: str = "", layout: str = "", digest: str = ""
) -> int:
    """Store an edition with its requirements; one audit row speaks for the whole import."""
    key = add(
        tx,
        EditionRow,
        {
            "operation": edition.operation,
            "edition": edition.edition,
            "kind": edition.kind.value,
            "title": edition.title,
            "source": edition.source,
            "source_url": edition.source_url,
            "published": edition.published,
            "effective_from": edition.effective_from,
            "file_name": file_name,
            "sha256": edition.sha256,
            "digest": digest,
            "layout": layout,
            "count": len(edition.requirements),
        },
    )
    _add_requirements(tx, key, edition.requirements)
    return key


def _add_requirements(tx: Transaction, edition: int, found: Sequence[Requirement]) -> None:
    rows = (_row(edition, place, requirement) for place, requirement in enumerate(found))
    statement = insert(RequirementRow)
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            tx.connection.execute(statement, batch)
            batch = []
    if batch:
        tx.connection.execute(statement, batch)


def _row(edition: int, position: int, requirement: Requirement) -> dict[str, object]:
    return {
        "edition_id": edition,
        "position": position,
        "number": requirement.number,
        "part": requirement.part,
        "kind": requirement.kind,
        "path": json.dumps(requirement.path, ensure_ascii=False),
        "chapter": requirement.path[0] if requirement.path else "",
        "name": requirement.name,
        "text": requirement.text,
        "designated_city": requirement.designated_city.value,
        "other": requirement.other.value,
        "rationale": requirement.rationale,
        "note": requirement.note,
        "conformance_date": requirement.conformance_date,
        "cell": requirement.where,
        "search": folded(f"{requirement.number} {requirement.name} {requirement.text}"),
    }


def rename_edition(tx: Transaction, operation: str, edition: str, new: str) -> None:
    """Give a stored edition another name; its surveys stay with it."""
    key = edition_key(tx, operation, edition)
    if key is not None:
        change(tx, EditionRow, key, {"edition": new}, revision=None, summary=operation)
