"""A municipality as data: its kind, phases, owning departments, KPI targets."""

from dataclasses import dataclass, field
from enum import StrEnum

from taiodo.catalog.operations import Certainty
from taiodo.catalog.requirements import BindingKind


class MunicipalityKind(StrEnum):
    """自治体の区分; decides which operations apply and which obligation column binds."""

    DESIGNATED_CITY = "designated_city"
    SPECIAL_WARD = "special_ward"
    CITY = "city"
    PREFECTURE = "prefecture"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "designated_city": "指定都市",
            "special_ward": "特別区",
            "city": "一般市町村",
            "prefecture": "都道府県",
        }[self.value]

    @property
    def binding(self) -> BindingKind:
        """The obligation column of a specification that binds this kind."""
        if self is MunicipalityKind.DESIGNATED_CITY:
            return BindingKind.DESIGNATED_CITY
        return BindingKind.OTHER


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """What a municipality's plan says of one operation.

    `phase` is 先行/1期/2期 or "" ; `cutover` an ISO date or "" (planned start of the compliant
    system); `extended` marks an expected 特定移行支援システム.
    """

    operation: str
    phase: str = ""
    cutover: str = ""
    cutover_note: str = ""
    department: str = ""
    department_certainty: Certainty = Certainty.UNCONFIRMED
    extended: bool = False
    extended_certainty: Certainty = Certainty.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class KpiTarget:
    """A target of the plan: `target` operations migrated of `total` by the end of a fiscal year."""

    fiscal_year: int
    target: int
    total: int
    source: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality's profile: one file under `catalog/municipalities/`, or made in the UI."""

    id: str
    name: str
    prefecture: str
    kind: MunicipalityKind
    departments: tuple[str, ...] = ()
    plans: tuple[OperationPlan, ...] = ()
    kpi: tuple[KpiTarget, ...] = ()
    kpi_operations: tuple[str, ...] = field(default=())
    source: str = ""
