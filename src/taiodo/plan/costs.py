"""費用: what systems cost per fiscal year before and after the move, in 千円."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from taiodo.plan.calendar import fiscal_year, parse_date
from taiodo.plan.phases import months
from taiodo.problems import Problem, near_miss

MOST = 1_000_000_000
"""The largest amount taken for one: 一兆円 in 千円."""

CATEGORIES = ("基幹系", "内部", "情報提供系", "通信ネットワーク", "その他")
"""The plan's categories of systems (システム区分)."""

DIFFERENCE_FORMULA = (
    "費用の差（試算）= 運用:（計画案の切替日 − 今の計画の切替日）の月数 ÷ 12 ×"
    "（現行の運用費の年額 − 移行後の運用費の年額）＋ 暫定連携・改修: "
    "入力した費用の合計 ÷ 今の計画の量 × 量の差。"
    "年額は、入力のある最後の年度の額"
)


class CostItem(StrEnum):
    """費目 of a cost; the first two are costs of the present systems."""

    RUNNING_BEFORE = "running_before"
    UNSPLIT = "unsplit"
    INITIAL = "initial"
    RUNNING_AFTER = "running_after"
    BRIDGE = "bridge"
    CHANGE = "change"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return _ITEMS[self.value]

    @property
    def before(self) -> bool:
        """Whether it is paid for the present systems."""
        return self in (CostItem.RUNNING_BEFORE, CostItem.UNSPLIT)


_ITEMS = {
    "running_before": "現行の運用",
    "unsplit": "現行の経費（内訳なし）",
    "initial": "初期",
    "running_after": "移行後の運用",
    "bridge": "暫定連携",
    "change": "改修",
}


@dataclass(frozen=True, slots=True)
class CostLine:
    """One 費目 of one system (or, with `system` "", of what `name` says) over fiscal years.

    `amounts` maps fiscal year → 千円; `id` and `revision` are 0 while it is not stored.
    """

    name: str
    category: str
    item: CostItem
    amounts: Mapping[int, int] = field(default_factory=dict)
    system: str = ""
    note: str = ""
    id: int = 0
    revision: int = 0

    @property
    def total(self) -> int:
        """The sum over all years, 千円."""
        return sum(self.amounts.values())

    @property
    def yearly(self) -> int | None:
        """年額: the amount of the last year entered, None if there is none."""
        return self.amounts[max(self.amounts)] if self.amounts else None


def category_of(word: str) -> str:
    """The category of a word; 基幹系システム is 基幹系.

    Raises:
        Problem: it is none of the five.
    """
    cleaned = word.strip().removesuffix("システム")
    if cleaned in CATEGORIES:
        return cleaned
    raise Problem(
        f"システム区分「{word}」は使えません。",
        advice=near_miss(cleaned, CATEGORIES) or f"{'・'.join(CATEGORIES)} から選んでください。",
    )


def item_of(word: str) -> CostItem:
    """The 費目 of a code or a Japanese word.

    Raises:
        Problem: it is none of them.
    """
    cleaned = word.strip().removesuffix("費")
    known = {i.value: i for i in CostItem} | {i.label: i for i in CostItem}
    if cleaned in known:
        return known[cleaned]
    labels = [item.label for item in CostItem]
    raise Problem(
        f"費目「{word}」は使えません。",
        advice=near_miss(cleaned, labels) or f"{'・'.join(labels)} から選んでください。",
    )


def year_of(word: str) -> int:
    """The fiscal year meant by 令和7年度, R7, 平成31年度 or 2025年度.

    Raises:
        ValueError: it is none.
    """
    cleaned = "".join(unicodedata.normalize("NFKC", word).split())
    cleaned = cleaned.removesuffix("度").removesuffix("年")
    if re.fullmatch(r"20\d\d", cleaned):
        return int(cleaned)
    if not re.fullmatch(r"(?:令和|平成|R|H|r|h)(?:元|\d{1,2})", cleaned):
        raise ValueError(f"「{word}」は年度として読めません。")
    try:
        return fiscal_year(parse_date(f"{cleaned}年10月1日"))
    except ValueError:
        return fiscal_year(parse_date(f"{cleaned}年4月1日"))


def amount_of(value: object) -> int | None:
    """An amount in 千円, None for an empty cell; 1,200 and １２００ are read.

    Raises:
        Problem: it is no whole number of 千円, negative or too large.
    """
    if value is None or value != value or str(value).strip() == "":
        return None
    words = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace("千円", "").strip()
    try:
        amount = float(words)
    except ValueError as error:
        raise Problem(
            f"金額「{value}」を読み取れません。", advice="千円単位の整数で入れてください。"
        ) from error
    if not 0 <= amount <= MOST or not amount.is_integer():
        raise Problem(
            f"金額「{value}」は使えません。",
            advice=f"千円単位の0から{MOST:,}までの整数で入れてください。",
        )
    return int(amount)


def by_year(lines: Iterable[CostLine]) -> dict[int, dict[CostItem, int]]:
    """Fiscal year → 費目 → 千円, years in order."""
    found: dict[int, dict[CostItem, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        for year, amount in line.amounts.items():
            found[year][line.item] += amount
    return {year: dict(found[year]) for year in sorted(found)}


def by_category(lines: Iterable[CostLine]) -> dict[str, dict[int, int]]:
    """Category → fiscal year → 千円, the five in their order."""
    found: dict[str, dict[int, int]] = {category: defaultdict(int) for category in CATEGORIES}
    for line in lines:
        for year, amount in line.amounts.items():
            found[line.category][year] += amount
    return {category: dict(years) for category, years in found.items()}


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the variable costs hang on: bridge-months, changes, and the day each system moves."""

    bridge_months: float
    changes: int
    cutovers: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class CostDifference:
    """What a scenario costs more than the plan, in 千円 (negative: less).

    `missing` says what is not in it because nothing was entered.
    """

    running: float
    bridges: float
    changes: float
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The sum, 千円."""
        return self.running + self.bridges + self.changes


def cost_difference(lines: Sequence[CostLine], plan: Amounts, scenario: Amounts) -> CostDifference:
    """By `DIFFERENCE_FORMULA`."""
    missing: list[str] = []
    running = 0.0
    for system, day in scenario.cutovers.items():
        before = plan.cutovers.get(system)
        if before is None or before == day:
            continue
        old = _yearly(lines, system, CostItem.RUNNING_BEFORE)
        new = _yearly(lines, system, CostItem.RUNNING_AFTER)
        if old is None or new is None:
            missing.append(f"{system}の運用費")
        else:
            running += months((day - before).days) / 12 * (old - new)
    bridges = _scaled(lines, CostItem.BRIDGE, plan.bridge_months, scenario.bridge_months, missing)
    changes = _scaled(lines, CostItem.CHANGE, plan.changes, scenario.changes, missing)
    return CostDifference(running, bridges, changes, tuple(missing))


def _yearly(lines: Sequence[CostLine], system: str, item: CostItem) -> int | None:
    found = [line.yearly for line in lines if line.system == system and line.item is item]
    held = [amount for amount in found if amount is not None]
    return sum(held) if held else None


def _scaled(
    lines: Sequence[CostLine], item: CostItem, now: float, then: float, missing: list[str]
) -> float:
    total = sum(line.total for line in lines if line.item is item)
    if abs(then - now) < 1e-9:
        return 0.0
    if not total or not now:
        missing.append(f"{item.label}の費用")
        return 0.0
    return total / now * (then - now)
