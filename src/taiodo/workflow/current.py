"""現行の棚卸し: systems, features and connections in and out."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from taiodo.access.rights import Action
from taiodo.catalog.inventory import Inventory
from taiodo.catalog.load import load_catalog
from taiodo.problems import Finding, Problem, Severity, errors
from taiodo.store import inventory as stored
from taiodo.store import municipal
from taiodo.store.changes import record
from taiodo.workbook.inventory import InventoryReading, read_inventory, write_inventory_template
from taiodo.workflow.desk import Desk
from taiodo.workflow.syncing import sync_surveys
from taiodo.workflow.trail import record_export

__all__ = [
    "InventoryImported",
    "InventoryReading",
    "commit",
    "inventory",
    "preview",
    "template",
]


@dataclass(frozen=True, slots=True)
class InventoryImported:
    """A committed import: rows read per kind, rows added and changed."""

    systems: int
    features: int
    connections: int
    added: int
    changed: int
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `inventory import`."""
        return {
            "systems": self.systems,
            "features": self.features,
            "connections": self.connections,
            "findings": [f.as_dict() for f in self.findings],
        }


def inventory(desk: Desk) -> Inventory:
    """Everything stored of the current systems."""
    with desk.reading() as (reading, body):
        return stored.inventory(reading, body.id)


def preview(desk: Desk, source: Path | bytes, name: str = "") -> InventoryReading:
    """How an inventory file would be read, checked against what is stored; nothing is written."""
    with desk.reading() as (reading, body):
        known = stored.system_keys(reading, body.id)
    names = {o.id: o.name for o in load_catalog().operations.values()}
    return read_inventory(source, name, operations=names, known_systems=set(known))


def commit(desk: Desk, reading: InventoryReading) -> InventoryImported:
    """Store a previewed inventory, all or nothing; what it does not name stays as it is.

    Raises:
        Problem: the reading has errors.
    """
    found = errors(reading.findings)
    if found:
        raise Problem(
            f"誤りが{len(found)}件あるため、取り込みませんでした。最初の誤り: {found[0].message}",
            found[0].where,
            found[0].advice,
            findings=reading.findings,
        )
    given = reading.inventory
    with desk.changing(Action.IMPORT_INVENTORY) as (tx, body):
        written = stored.write_inventory(tx, body.id, given)
        joined = sync_surveys(tx, body.id)
        record(
            tx, "import", "inventory", municipality_id=body.id,
            summary=f"追加{written.added}件、変更{written.changed}件",
        )  # fmt: skip
    return InventoryImported(
        len(given.systems),
        len(given.features),
        len(given.connections),
        written.added,
        written.changed,
        (*reading.findings, *_newly_named(written), *_joined(joined)),
    )


def _joined(joined: dict[str, int]) -> tuple[Finding, ...]:
    """Which surveys under way the new features came into."""
    names = load_catalog().operations
    return tuple(
        Finding(
            "inventory.joined-survey",
            Severity.INFO,
            names[operation].name,
            f"進行中の対応度調査に、新しい現行機能{count:,}件を加えました。",
            "「機能対応付け」と「現行機能の扱い」に並びます。",
        )
        for operation, count in joined.items()
    )


def _newly_named(written: stored.InventoryWritten) -> tuple[Finding, ...]:
    named = (("所管課", written.new_departments), ("事業者", written.new_vendors))
    return tuple(
        Finding(
            "inventory.new-name",
            Severity.INFO,
            kind,
            f"初めて出てきた{kind}を登録しました: {name}",
            "名前の書き間違いでないか確かめてください。",
        )
        for kind, names in named
        for name in names
    )


def template(desk: Desk, target: Path | BinaryIO, *, filled: bool = False) -> None:
    """Write the workbook to fill in, empty or filled with what is stored."""
    operations = [(o.id, o.name) for o in load_catalog().operations.values()]
    if filled:
        record_export(desk, "inventory", "現行システムの棚卸し（登録済みのブック）")
    with desk.reading() as (reading, body):
        names = list(municipal.departments(reading, body.id))
        present = stored.inventory(reading, body.id) if filled else None
    write_inventory_template(target, operations, names, present)
