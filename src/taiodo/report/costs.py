"""費用 as a chart and as tables of a report."""

from collections.abc import Sequence

from taiodo.plan.calendar import fiscal_year_name
from taiodo.plan.costs import CATEGORIES, CostItem, CostLine, by_category, by_year
from taiodo.report.content import Chart, Column, Section, Table

COUNT = "count"
COST_NOTE = (
    "「現行の運用」「現行の経費（内訳なし）」は移行前のシステムの費用、"
    "その他は移行に伴う費用と移行後の費用である。"
)


def cost_chart(lines: Sequence[CostLine]) -> Chart:
    """Costs per fiscal year by 費目; the title says which year costs most, and why."""
    years = {year: held for year, held in by_year(lines).items() if any(held.values())}
    items = [item for item in CostItem if any(held.get(item) for held in years.values())]
    return Chart(
        _finding(years),
        "千円",
        tuple(fiscal_year_name(year) for year in years),
        tuple(item.label for item in items),
        tuple(tuple(float(held.get(item, 0)) for held in years.values()) for item in items),
    )


def cost_section(lines: Sequence[CostLine]) -> Section:
    """費用 by year and 費目, by category, and by system."""
    if not lines:
        return Section("費用", ("費用はまだ入力されていない。",))
    years = by_year(lines)
    per_item = Table(
        "年度と費目ごとの費用（千円）",
        (
            Column("年度", 1.2),
            *(Column(item.label, 1.2, COUNT) for item in CostItem),
            Column("合計", 1, COUNT),
        ),
        tuple(
            (
                fiscal_year_name(year),
                *(held.get(item) for item in CostItem),
                sum(held.values()),
            )
            for year, held in years.items()
        ),
    )
    categories = by_category(lines)
    per_category = Table(
        "年度とシステム区分ごとの費用（千円）",
        (Column("年度", 1.2), *(Column(c, 1.2, COUNT) for c in CATEGORIES)),
        tuple(
            (fiscal_year_name(year), *(categories[c].get(year) for c in CATEGORIES))
            for year in years
        ),
    )
    per_system = Table(
        "システムごとの費用（千円）",
        (
            Column("システム・名称", 2.4),
            Column("システム区分", 1.2),
            Column("費目", 1.4),
            Column("年度", 1.2),
            Column("金額", 1, COUNT),
            Column("備考", 2),
        ),
        tuple(
            (line.name, line.category, line.item.label, fiscal_year_name(y), amount, line.note)
            for line in lines
            for y, amount in sorted(line.amounts.items())
        ),
    )
    return Section(
        "費用",
        (COST_NOTE,),
        charts=(cost_chart(lines),),
        tables=(per_item, per_category, per_system),
    )


def _finding(years: dict[int, dict[CostItem, int]]) -> str:
    if not years:
        return "費用はまだ入力されていない"
    totals = {year: sum(held.values()) for year, held in years.items()}
    dearest = max(totals, key=lambda year: totals[year])
    item = max(years[dearest], key=lambda item: years[dearest][item])
    words = f"費用が最も大きいのは{fiscal_year_name(dearest)}の{totals[dearest]:,}千円"
    if years[dearest][item] == totals[dearest]:
        return f"{words}（{item.label}）"
    return f"{words}、うち{item.label}が{years[dearest][item] / totals[dearest]:.0%}"
