"""Whose an item is: the departments that may change it."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from taiodo.store.changes import columns_of
from taiodo.store.engine import Reading
from taiodo.store.mapping_tables import FeatureDepartmentRow
from taiodo.store.surveys import DEPARTMENT, FEATURE_ITEM
from taiodo.store.tables import (
    ChangedRow,
    ConnectionRow,
    DepartmentRow,
    FeatureItemRow,
    SystemRow,
)

USER = columns_of(FeatureDepartmentRow)
SYSTEM = columns_of(SystemRow)
CONNECTION = columns_of(ConnectionRow)
CHUNK = 500

Owners = dict[int, frozenset[str]]


def owners_of_items(reading: Reading, table: type[ChangedRow], items: Collection[int]) -> Owners:
    """The departments of survey items: the one in charge, and those that use a feature."""
    c = columns_of(table)
    found: dict[int, set[str]] = {item: set() for item in items}
    for part in _parts(items):
        rows = reading.connection.execute(
            select(c.id, DEPARTMENT.name)
            .join_from(table, DepartmentRow, DEPARTMENT.id == c.department_id)
            .where(c.id.in_(part))
        )
        for row in rows:
            found[row.id].add(row.name)
        if table is FeatureItemRow:
            users = reading.connection.execute(
                select(FEATURE_ITEM.id, DEPARTMENT.name)
                .join_from(
                    FeatureItemRow, FeatureDepartmentRow, USER.feature_id == FEATURE_ITEM.feature_id
                )
                .join(DepartmentRow, DEPARTMENT.id == USER.department_id)
                .where(FEATURE_ITEM.id.in_(part))
            )
            for row in users:
                found[row.id].add(row.name)
    return {item: frozenset(names) for item, names in found.items()}


def owners_of_systems(reading: Reading, systems: Collection[int]) -> Owners:
    """The department in charge of each system."""
    found: Owners = dict.fromkeys(systems, frozenset())
    for part in _parts(systems):
        rows = reading.connection.execute(
            select(SYSTEM.id, DEPARTMENT.name)
            .join_from(SystemRow, DepartmentRow, DEPARTMENT.id == SYSTEM.department_id)
            .where(SYSTEM.id.in_(part))
        )
        found |= {row.id: frozenset({row.name}) for row in rows}
    return found


def owners_of_connections(reading: Reading, connections: Collection[int]) -> Owners:
    """The departments in charge of the two systems of each connection."""
    ends: dict[int, tuple[int, int]] = {}
    for part in _parts(connections):
        rows = reading.connection.execute(
            select(CONNECTION.id, CONNECTION.provider_id, CONNECTION.consumer_id).where(
                CONNECTION.id.in_(part)
            )
        )
        ends |= {row.id: (row.provider_id, row.consumer_id) for row in rows}
    systems = owners_of_systems(reading, {s for both in ends.values() for s in both})
    return {key: frozenset().union(*(systems[s] for s in ends.get(key, ()))) for key in connections}


def _parts(keys: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(keys)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
