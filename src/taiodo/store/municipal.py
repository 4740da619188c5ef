"""Who the municipality is: profile, departments, plans per operation, KPI targets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from taiodo.catalog.municipalities import (
    KpiTarget,
    Municipality,
    MunicipalityKind,
    OperationPlan,
)
from taiodo.catalog.operations import Certainty
from taiodo.problems import Problem
from taiodo.store.changes import Stale, add, change, columns_of
from taiodo.store.engine import Reading, Transaction
from taiodo.store.history import rows_then
from taiodo.store.plan_versions import keep_version
from taiodo.store.tables import (
    DepartmentRow,
    KpiTargetRow,
    MunicipalityRow,
    OperationPlanRow,
)

MUNICIPALITY = columns_of(MunicipalityRow)
DEPARTMENT = columns_of(DepartmentRow)
PLAN = columns_of(OperationPlanRow)
KPI = columns_of(KpiTargetRow)


@dataclass(frozen=True, slots=True)
class CurrentMunicipality:
    """The municipality the database works for, with its key and revision."""

    id: int
    code: str
    name: str
    prefecture: str
    kind: MunicipalityKind
    revision: int


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A stored plan of one operation with its key and revision."""

    id: int
    revision: int
    plan: OperationPlan


_CURRENT = select(
    MUNICIPALITY.id, MUNICIPALITY.code, MUNICIPALITY.name, MUNICIPALITY.prefecture,
    MUNICIPALITY.kind, MUNICIPALITY.revision,
).where(MUNICIPALITY.current)  # fmt: skip


def current_municipality(reading: Reading) -> CurrentMunicipality:
    """The current municipality.

    Raises:
        Problem: the database has none yet.
    """
    row = reading.connection.execute(_CURRENT).one_or_none()
    if row is None:
        raise Problem(
            "自治体がまだ登録されていません。", advice="`taiodo init` を実行してください。"
        )
    return CurrentMunicipality(
        row.id, row.code, row.name, row.prefecture, MunicipalityKind(row.kind), row.revision
    )


def has_municipality(reading: Reading, code: str) -> bool:
    """Whether a municipality of this code is stored."""
    return (
        reading.connection.scalar(select(MUNICIPALITY.id).where(MUNICIPALITY.code == code))
        is not None
    )


def add_municipality(tx: Transaction, profile: Municipality) -> int:
    """Store a municipality's profile with departments, plans and KPI, and make it current."""
    _none_current(tx)
    key = add(
        tx,
        MunicipalityRow,
        {
            "code": profile.id,
            "name": profile.name,
            "prefecture": profile.prefecture,
            "kind": profile.kind.value,
            "current": True,
            "source": profile.source,
        },
    )
    departments_named(tx, key, profile.departments)
    for plan in profile.plans:
        write_plan(tx, key, plan)
    if profile.plans:
        keep_version(tx, key, reason=profile.source)
    for target in profile.kpi:
        values = {
            "municipality_id": key,
            "fiscal_year": target.fiscal_year,
            "target": target.target,
            "total": target.total,
            "source": target.source,
        }
        add(tx, KpiTargetRow, values, municipality_id=key)
    return key


def make_current(tx: Transaction, code: str) -> None:
    """Make a stored municipality the one people work for."""
    chosen = tx.connection.execute(
        select(MUNICIPALITY.id, MUNICIPALITY.current).where(MUNICIPALITY.code == code)
    ).one()
    if not chosen.current:
        _none_current(tx)
        change(tx, MunicipalityRow, chosen.id, {"current": True}, revision=None)


def _none_current(tx: Transaction) -> None:
    present = tx.connection.execute(select(MUNICIPALITY.id).where(MUNICIPALITY.current)).all()
    for (other,) in present:
        change(tx, MunicipalityRow, other, {"current": False}, revision=None)


def change_profile(
    tx: Transaction, municipality: int, changes: dict[str, object], revision: int
) -> int | Stale:
    """Change name, prefecture or kind of a municipality."""
    return change(
        tx, MunicipalityRow, municipality, changes, revision=revision, municipality_id=municipality
    )


def departments(reading: Reading, municipality: int) -> dict[str, int]:
    """Department names in order of entry → id."""
    rows = reading.connection.execute(
        select(DEPARTMENT.name, DEPARTMENT.id)
        .where(DEPARTMENT.municipality_id == municipality)
        .order_by(DEPARTMENT.id)
    )
    return {row.name: row.id for row in rows}


def departments_named(
    tx: Transaction, municipality: int, names: Iterable[str]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Ids of departments, creating those named for the first time; also says which were created."""
    known = departments(tx, municipality)
    created = []
    for name in names:
        if name and name not in known:
            values = {"municipality_id": municipality, "name": name}
            known[name] = add(tx, DepartmentRow, values, municipality_id=municipality)
            created.append(name)
    return known, tuple(created)


def plans(reading: Reading, municipality: int, moment: str = "") -> dict[str, StoredPlan]:
    """What is planned for each operation, by operation id; just before `moment` when given."""
    names = {key: name for name, key in departments(reading, municipality).items()}
    rows: Iterable[Any] = (
        rows_then(reading, municipality, OperationPlanRow, moment)
        if moment
        else reading.connection.execute(
            select(*PLAN).where(PLAN.municipality_id == municipality)
        ).mappings()
    )
    return {
        row["operation"]: StoredPlan(
            row["id"],
            row["revision"],
            OperationPlan(
                row["operation"],
                row["phase"],
                row["cutover"],
                row["cutover_note"],
                names.get(row["department_id"], ""),
                Certainty(row["department_certainty"]),
                row["extended"],
                Certainty(row["extended_certainty"]),
            ),
        )
        for row in rows
    }


def save_plan(
    tx: Transaction,
    municipality: int,
    plan: OperationPlan,
    revision: int | None = None,
    reason: str = "",
) -> int | Stale:
    """Store what is planned for one operation and keep the plan's version with the reason.

    Returns:
        The new revision, or Stale.
    """
    result = write_plan(tx, municipality, plan, revision, reason)
    if isinstance(result, int):
        keep_version(tx, municipality, reason=reason)
    return result


def write_plan(
    tx: Transaction,
    municipality: int,
    plan: OperationPlan,
    revision: int | None = None,
    reason: str = "",
) -> int | Stale:
    """As `save_plan`, without a version: for several changes that make one version together."""
    known, _ = departments_named(tx, municipality, [plan.department])
    values: dict[str, object] = {
        "phase": plan.phase,
        "cutover": plan.cutover,
        "cutover_note": plan.cutover_note,
        "department_id": known.get(plan.department),
        "department_certainty": plan.department_certainty.value,
        "extended": plan.extended,
        "extended_certainty": plan.extended_certainty.value,
    }
    present = tx.connection.scalar(
        select(PLAN.id).where(
            PLAN.municipality_id == municipality, PLAN.operation == plan.operation
        )
    )
    if present is None:
        key = {"municipality_id": municipality, "operation": plan.operation}
        row = {**key, **values}
        add(tx, OperationPlanRow, row, municipality_id=municipality, reason=reason)
        return 1
    return change(
        tx,
        OperationPlanRow,
        present,
        values,
        revision=revision,
        municipality_id=municipality,
        summary=plan.operation,
        reason=reason,
    )


def kpi_targets(reading: Reading, municipality: int, moment: str = "") -> tuple[KpiTarget, ...]:
    """KPI 移行した事業数: targets by fiscal year; just before `moment` when given."""
    if moment:
        then = rows_then(reading, municipality, KpiTargetRow, moment)
        found = (KpiTarget(r["fiscal_year"], r["target"], r["total"], r["source"]) for r in then)
        return tuple(sorted(found, key=lambda target: target.fiscal_year))
    rows = reading.connection.execute(
        select(KPI.fiscal_year, KPI.target, KPI.total, KPI.source)
        .where(KPI.municipality_id == municipality)
        .order_by(KPI.fiscal_year)
    )
    return tuple(KpiTarget(*row) for row in rows)


def save_kpi_target(tx: Transaction, municipality: int, target: KpiTarget) -> None:
    """Store the target of a fiscal year, in place of the one there."""
    values = {"target": target.target, "total": target.total, "source": target.source}
    present = tx.connection.scalar(
        select(KPI.id).where(
            KPI.municipality_id == municipality, KPI.fiscal_year == target.fiscal_year
        )
    )
    if present is None:
        key = {"municipality_id": municipality, "fiscal_year": target.fiscal_year}
        add(tx, KpiTargetRow, {**key, **values}, municipality_id=municipality)
    else:
        change(tx, KpiTargetRow, present, values, revision=None, municipality_id=municipality)


def any_municipality(reading: Reading) -> bool:
    """Whether any municipality is stored."""
    return reading.connection.scalar(select(MUNICIPALITY.id).limit(1)) is not None
