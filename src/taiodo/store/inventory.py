"""The inventory: systems, features and connections of one municipality."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, insert, select

from taiodo.catalog.inventory import Connection, Feature, Inventory, System, SystemKind
from taiodo.store.changes import Values, add, change, columns_of, record
from taiodo.store.engine import Reading, Transaction
from taiodo.store.mapping_tables import FeatureDepartmentRow
from taiodo.store.mappings import users_of
from taiodo.store.municipal import departments, departments_named
from taiodo.store.surveys import USES
from taiodo.store.tables import (
    ChangedRow,
    ConnectionRow,
    FeatureRow,
    SystemOperationRow,
    SystemRow,
)

SYSTEM = columns_of(SystemRow)
FEATURE = columns_of(FeatureRow)
CONNECTION = columns_of(ConnectionRow)
SERVES = columns_of(SystemOperationRow)


@dataclass(frozen=True, slots=True)
class InventoryWritten:
    """What an import did: rows added and changed, departments and vendors named first."""

    added: int
    changed: int
    new_departments: tuple[str, ...]
    new_vendors: tuple[str, ...]


def _table(row_class: type[Any]) -> Table:
    found: Table = row_class.__table__
    return found


def system_keys(reading: Reading, municipality: int) -> dict[str, int]:
    """The user's id of each system → key."""
    rows = reading.connection.execute(
        select(SYSTEM.code, SYSTEM.id).where(SYSTEM.municipality_id == municipality)
    )
    return {row.code: row.id for row in rows}


def inventory(reading: Reading, municipality: int) -> Inventory:
    """The whole inventory in order of entry."""
    return Inventory(
        systems(reading, municipality),
        features(reading, municipality),
        connections(reading, municipality),
    )


def systems(reading: Reading, municipality: int) -> tuple[System, ...]:
    """All systems in order of entry."""
    names = {key: name for name, key in departments(reading, municipality).items()}
    serves: dict[int, list[str]] = {}
    for row in reading.connection.execute(
        select(SERVES.system_id, SERVES.operation).order_by(SERVES.system_id, SERVES.operation)
    ):
        serves.setdefault(row.system_id, []).append(row.operation)
    rows = reading.connection.execute(
        select(_table(SystemRow)).where(SYSTEM.municipality_id == municipality).order_by(SYSTEM.id)
    )
    return tuple(
        System(
            row.code,
            row.name,
            SystemKind(row.kind),
            tuple(serves.get(row.id, ())),
            names.get(row.department_id, ""),
            row.vendor,
            row.contract_end,
            row.cutover,
            row.note,
        )
        for row in rows
    )


def features(reading: Reading, municipality: int) -> tuple[Feature, ...]:
    """All features in order of entry."""
    rows = reading.connection.execute(
        select(
            FEATURE.id,
            FEATURE.code,
            SYSTEM.code.label("system"),
            FEATURE.name,
            FEATURE.description,
            FEATURE.customised,
            FEATURE.note,
            FEATURE.counterparts,
        )
        .join_from(_table(FeatureRow), _table(SystemRow), FEATURE.system_id == SYSTEM.id)
        .where(FEATURE.municipality_id == municipality)
        .order_by(FEATURE.id)
    ).all()
    users = users_of(reading, [row.id for row in rows])
    return tuple(
        Feature(
            row.code,
            row.system,
            row.name,
            row.description,
            row.customised,
            row.note,
            tuple(filter(None, row.counterparts.split(";"))),
            users.get(row.id, ()),
        )
        for row in rows
    )


def connections(reading: Reading, municipality: int) -> tuple[Connection, ...]:
    """All connections in order of entry."""
    codes = {key: code for code, key in system_keys(reading, municipality).items()}
    rows = reading.connection.execute(
        select(_table(ConnectionRow))
        .where(CONNECTION.municipality_id == municipality)
        .order_by(CONNECTION.id)
    )
    return tuple(
        Connection(
            row.code,
            codes[row.provider_id],
            codes[row.consumer_id],
            row.data,
            row.method,
            row.frequency,
            row.note,
        )
        for row in rows
    )


def write_inventory(tx: Transaction, municipality: int, given: Inventory) -> InventoryWritten:
    """Add what is new by id and change what differs; nothing is removed."""
    vendors = {s.vendor for s in systems(tx, municipality)}
    named = [s.department for s in given.systems]
    named += [name for f in given.features for name in f.departments or ()]
    known, created = departments_named(tx, municipality, named)
    writer = _Writer(tx, municipality)
    for system in given.systems:
        values = {
            "name": system.name,
            "kind": system.kind.value,
            "department_id": known.get(system.department),
            "vendor": system.vendor,
            "contract_end": system.contract_end,
            "cutover": system.cutover,
            "note": system.note,
        }
        key = writer.write(SystemRow, system.id, values)
        _write_operations(tx, key, system.operations)
    keys = system_keys(tx, municipality)
    for feature in given.features:
        key = writer.write(
            FeatureRow,
            feature.id,
            {
                "system_id": keys[feature.system],
                "name": feature.name,
                "description": feature.description,
                "customised": feature.customised,
                "note": feature.note,
                "counterparts": ";".join(feature.counterparts),
            },
        )
        if feature.departments is not None:
            writer.write_users(key, {known[name] for name in feature.departments})
    for link in given.connections:
        writer.write(
            ConnectionRow,
            link.id,
            {
                "provider_id": keys[link.provider],
                "consumer_id": keys[link.consumer],
                "data": link.data,
                "method": link.method,
                "frequency": link.frequency,
                "note": link.note,
            },
        )
    new_vendors = {s.vendor for s in given.systems} - vendors - {""}
    return InventoryWritten(writer.added, writer.changed, created, tuple(sorted(new_vendors)))


class _Writer:
    """Writes rows by the user's id, counting what was added and changed."""

    def __init__(self, tx: Transaction, municipality: int) -> None:
        self.tx = tx
        self.municipality = municipality
        self.added = 0
        self.changed = 0
        self._users: dict[int, set[int]] | None = None
        self._known: dict[type[ChangedRow], dict[str, tuple[int, int]]] = {}

    def write(self, table: type[ChangedRow], code: str, values: Values) -> int:
        """Add or change the row of this id; its key."""
        known = self._keys(table)
        if code not in known:
            identity = {"municipality_id": self.municipality, "code": code}
            key = add(self.tx, table, {**identity, **values}, municipality_id=self.municipality)
            known[code] = (key, 1)
            self.added += 1
            return key
        key, revision = known[code]
        new = change(self.tx, table, key, values, revision=None, municipality_id=self.municipality)
        if isinstance(new, int) and new != revision:
            self.changed += 1
            known[code] = (key, new)
        return key

    def write_users(self, feature: int, departments: set[int]) -> None:
        """The departments that use a feature, as given; leaves the others' alone."""
        if self._users is None:
            self._users = {}
            for row in self.tx.connection.execute(select(USES.feature_id, USES.department_id)):
                self._users.setdefault(row.feature_id, set()).add(row.department_id)
        present = self._users.get(feature, set())
        if present == departments:
            return
        self.tx.connection.execute(delete(FeatureDepartmentRow).where(USES.feature_id == feature))
        rows = [{"feature_id": feature, "department_id": d} for d in sorted(departments)]
        if rows:
            self.tx.connection.execute(insert(FeatureDepartmentRow), rows)
        record(
            self.tx, "change", "feature_department", entity_id=feature,
            municipality_id=self.municipality,
            before={"departments": sorted(present)}, after={"departments": sorted(departments)},
        )  # fmt: skip

    def _keys(self, table: type[ChangedRow]) -> dict[str, tuple[int, int]]:
        if table not in self._known:
            c = columns_of(table)
            rows = self.tx.connection.execute(
                select(c.code, c.id, c.revision).where(c.municipality_id == self.municipality)
            )
            self._known[table] = {row.code: (row.id, row.revision) for row in rows}
        return self._known[table]


def _write_operations(tx: Transaction, system: int, operations: tuple[str, ...]) -> None:
    present = set(tx.connection.scalars(select(SERVES.operation).where(SERVES.system_id == system)))
    gone, new = present - set(operations), set(operations) - present
    if gone:
        tx.connection.execute(
            delete(SystemOperationRow).where(SERVES.system_id == system, SERVES.operation.in_(gone))
        )
    if new:
        rows = [{"system_id": system, "operation": operation} for operation in sorted(new)]
        tx.connection.execute(insert(SystemOperationRow), rows)
