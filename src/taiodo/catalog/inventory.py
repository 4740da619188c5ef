"""The current systems (現行システム), their features (現行機能) and connections (データ連携)."""

from dataclasses import dataclass
from enum import StrEnum


class SystemKind(StrEnum):
    """種別 of a system."""

    STANDARD = "standard"
    COMMON = "common"
    LOCAL = "local"
    EXTERNAL = "external"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "standard": "標準化対象",
            "common": "共通機能",
            "local": "独自施策",
            "external": "外部",
        }[self.value]


@dataclass(frozen=True, slots=True)
class System:
    """現行システム. `operations` are ids, dates ISO or ""; `note` says 見本 or source."""

    id: str
    name: str
    kind: SystemKind
    operations: tuple[str, ...] = ()
    department: str = ""
    vendor: str = ""
    contract_end: str = ""
    cutover: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """現行機能 of a system; `counterparts` are requirement numbers or headings, if mapped.

    `departments` (利用課) use it besides the one in charge of the system; None where not told.
    """

    id: str
    system: str
    name: str
    description: str = ""
    customised: bool = False
    note: str = ""
    counterparts: tuple[str, ...] = ()
    departments: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Connection:
    """データ連携: data flow from `provider` to `consumer` (system ids)."""

    id: str
    provider: str
    consumer: str
    data: str = ""
    method: str = ""
    frequency: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything known of the current systems of one municipality."""

    systems: tuple[System, ...] = ()
    features: tuple[Feature, ...] = ()
    connections: tuple[Connection, ...] = ()
