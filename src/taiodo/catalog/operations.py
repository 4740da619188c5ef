"""The standardised operations (標準化対象業務) and the certainty of what is known of them."""

from dataclasses import dataclass
from enum import StrEnum


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
    newest edition known to exist, with its certainty; "" when unknown.
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
