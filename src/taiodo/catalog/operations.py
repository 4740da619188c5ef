"""The standardised operations (標準化対象業務) and the certainty of what is known of them."""

from dataclasses import dataclass
from enum import StrEnum

from taiodo.catalog.kinds import MunicipalityKind


class Certainty(StrEnum):
    """How sure a fact is; the last two are shown as 未確認."""

    CONFIRMED = "confirmed"
    THIRD_PARTY = "third_party"
    UNCONFIRMED = "unconfirmed"

    @property
    def label(self) -> str:
        """The Japanese word shown to users."""
        return {
            "confirmed": "確認済",
            "third_party": "未確認（二次資料）",
            "unconfirmed": "未確認",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Operation:
    """One 標準化対象業務. `since` is the year it was decided (2021 or 2022).

    `business_ids` are three-digit 業務ID, several for some operations. `known_edition` is the
    newest edition known to exist, with its certainty; "" when unknown. `kinds` are the kinds of
    municipality the operation applies to.
    """

    id: str
    name: str
    ministry: str
    business_ids: tuple[str, ...]
    since: int
    law: str
    known_edition: str
    known_edition_certainty: Certainty
    source: str
    kinds: tuple[MunicipalityKind, ...] = tuple(MunicipalityKind)
    business_ids_certainty: Certainty = Certainty.CONFIRMED


@dataclass(frozen=True, slots=True)
class SharedFunction:
    """Functions several operations share under 業務ID of their own (収納, 滞納 of the taxes)."""

    id: str
    name: str
    business_ids: tuple[str, ...]
    operations: tuple[str, ...]
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class CommonFunction:
    """One of the 共通機能; `business_id` and `known_edition` are "" where there is none known."""

    id: str
    name: str
    business_id: str
    known_edition: str
    certainty: Certainty
    source: str
