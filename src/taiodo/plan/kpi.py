"""KPI 移行した事業数: operations in operation on the compliant system, against the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.calendar import fiscal_year, fiscal_year_bounds
from taiodo.catalog.municipalities import KpiTarget
from taiodo.plan.forecast import OperationForecast

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


@dataclass(frozen=True, slots=True)
class KpiYear:
    """移行した事業数 by the end of one fiscal year: target, planned, expected, and what has been.

    `actual` is None for years not over yet. An operation in operation since nobody knows when
    counts from its planned cutover.
    """

    year: int
    target: int | None
    planned: int
    expected: int
    actual: int | None


def kpi_years(
    day: date,
    counted: Sequence[str],
    found: Sequence[OperationForecast],
    targets: Sequence[KpiTarget],
) -> tuple[KpiYear, ...]:
    """A row for every year with a target, and for the years planned or expected cutovers lie in."""
    held = [one for one in found if one.operation in counted]
    dated = [d for one in held for d in (one.cutover, one.expected) if d]
    years = {t.fiscal_year for t in targets} | {fiscal_year(d) for d in dated}
    aims = {t.fiscal_year: t.target for t in targets}
    rows = []
    for year in sorted(years):
        last = fiscal_year_bounds(year)[1]
        began = sum(o.is_running and (o.expected is None or o.expected <= last) for o in held)
        planned = sum(o.cutover is not None and o.cutover <= last for o in held)
        expected = sum(o.expected is not None and o.expected <= last for o in held)
        rows.append(KpiYear(year, aims.get(year), planned, expected, began if last < day else None))
    return tuple(rows)


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
