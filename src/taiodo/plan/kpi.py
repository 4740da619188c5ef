"""KPI 移行した事業数: operations in operation on the compliant system, against the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.municipalities import KpiTarget
from taiodo.plan.calendar import fiscal_year

KPI_FORMULA = (
    "移行した事業数 = 2021年の17業務のうち当自治体に適用される業務で、"
    "作業ステップ⑱-1（運用開始）が完了済みのものの数"
)


@dataclass(frozen=True, slots=True)
class Kpi:
    """移行した事業数 of `total`; `target` is the one of fiscal year `year`, None when none is set.

    `shortfall` counts operations missing from a target whose fiscal year has passed or runs.
    """

    migrated: int
    total: int
    target: int | None
    year: int | None

    @property
    def shortfall(self) -> int:
        """How many operations the target is missed by, 0 when it is met or none is set."""
        return max(0, (self.target or 0) - self.migrated)


def kpi_on(
    day: date, counted: Sequence[str], started: frozenset[str], targets: Sequence[KpiTarget]
) -> Kpi:
    """The KPI on a day: the last target whose fiscal year has begun holds.

    `counted` are the operations the KPI is about, `started` those in operation.
    """
    begun = [t for t in targets if t.fiscal_year <= fiscal_year(day)]
    held = max(begun, key=lambda t: t.fiscal_year, default=None)
    migrated = sum(operation in started for operation in counted)
    if held is None:
        return Kpi(migrated, len(counted), None, None)
    return Kpi(migrated, len(counted), held.target, held.fiscal_year)
