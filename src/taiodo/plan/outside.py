"""Systems outside the standardised operations (取組 2-2-⑤): when and what to decide of each."""

from dataclasses import dataclass
from datetime import date

from taiodo.catalog.inventory import Inventory, System, SystemKind

CANDIDATES = {"yes": "候補", "no": "候補でない", "": "未定"}
"""Gov-Cloud candidate or not: code → word."""

DECISIONS = {
    "": "検討中",
    "keep": "現行を継続",
    "renew": "更新（リプレイス）",
    "merge": "他システムと統合",
    "cloud": "クラウドサービスへ移行",
    "end": "廃止",
}
"""What becomes of the system: code → word."""

CLOUDS = {
    "": "未定",
    "saas": "SaaSを使う",
    "government": "ガバメントクラウドを使う",
    "other": "その他のクラウドを使う",
    "none": "庁内（オンプレミス）で続ける",
}
"""クラウドサービス利用の方針: code → word."""

SOON_DAYS = 365


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided; `replacement` is the planned day of replacement (ISO or "")."""

    replacement: str = ""
    candidate: str = ""
    decision: str = ""
    reason: str = ""
    cloud: str = ""
    cloud_note: str = ""


@dataclass(frozen=True, slots=True)
class OutsideSystem:
    """A system with its decision and the occasion to decide.

    The occasion is the replacement planned, else
    the end of the contract, None when neither is known; `days` are those left until then.
    """

    system: System
    decision: Decision
    revision: int
    occasion: date | None
    days: int | None

    @property
    def urgent(self) -> bool:
        """Nothing is decided and the occasion is within a year, or has passed."""
        return not self.decision.decision and self.days is not None and self.days <= SOON_DAYS


def outside_systems(
    inventory: Inventory, decisions: dict[str, tuple[Decision, int]], day: date
) -> tuple[OutsideSystem, ...]:
    """The own systems (独自施策) of the municipality, the nearest occasion first."""
    found = []
    for system in inventory.systems:
        if system.kind is SystemKind.LOCAL:
            decision, revision = decisions.get(system.id, (Decision(), 0))
            words = decision.replacement or system.contract_end
            occasion = date.fromisoformat(words) if words else None
            days = (occasion - day).days if occasion else None
            found.append(OutsideSystem(system, decision, revision, occasion, days))
    return tuple(sorted(found, key=lambda one: (one.occasion or date.max, one.system.id)))
