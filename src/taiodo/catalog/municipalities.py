"""A municipality as data: its kind, phases, owning departments, KPI targets."""

from dataclasses import dataclass, field

from taiodo.catalog.kinds import MunicipalityKind as MunicipalityKind
from taiodo.catalog.operations import Certainty


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """What a municipality's plan says of one operation.

    `phase` is 先行/1期/2期 or "" ; `cutover` an ISO date or "" (planned start of the compliant
    system); `extended` marks an expected 特定移行支援システム. The notes say what a date or a
    department rests on (見本, 推定) where the plan itself is silent.
    """

    operation: str
    phase: str = ""
    cutover: str = ""
    cutover_note: str = ""
    department: str = ""
    department_certainty: Certainty = Certainty.UNCONFIRMED
    extended: bool = False
    extended_certainty: Certainty = Certainty.UNCONFIRMED
    department_note: str = ""


@dataclass(frozen=True, slots=True)
class KpiTarget:
    """A target of the plan: `target` operations migrated of `total` by the end of a fiscal year."""

    fiscal_year: int
    target: int
    total: int
    source: str


@dataclass(frozen=True, slots=True)
class PlanTableLine:
    """A line of the plan's own table (計画表): `planned` fiscal year → word, where it is certain.

    `level` is 区, 国 or 都, `mark` new (◎), extended (○) or "". `unplaced` are the words whose
    fiscal year the source does not say.
    """

    block: str
    title: str
    mark: str
    level: str
    planned: dict[int, str]
    unplaced: str
    note: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class CostFact:
    """What systems of a category (システム区分) cost in one fiscal year, in 千円."""

    name: str
    category: str
    fiscal_year: int
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality's profile: one file under `catalog/municipalities/`, or made in the UI.

    `extended_common` marks common functions (共通機能) expected to be 特定移行支援システム.
    """

    id: str
    name: str
    prefecture: str
    kind: MunicipalityKind
    departments: tuple[str, ...] = ()
    plans: tuple[OperationPlan, ...] = ()
    kpi: tuple[KpiTarget, ...] = ()
    kpi_operations: tuple[str, ...] = field(default=())
    source: str = ""
    extended_common: bool = False
    plan_lines: tuple[PlanTableLine, ...] = ()
    costs: tuple[CostFact, ...] = ()
