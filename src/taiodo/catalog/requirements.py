"""Requirements (要件) of a national specification (標準仕様書)."""

from dataclasses import dataclass
from enum import StrEnum


class Obligation(StrEnum):
    """実装類型: what the standard says of a requirement.

    `UNCONFIRMED` occurs only in 概略機能一覧 (outlines), whose functions are not from the standard:
    it binds like the others but promises nothing about the class.
    """

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    PROHIBITED = "prohibited"
    NONE = "none"
    UNCONFIRMED = "unconfirmed"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "unconfirmed": "類型未確認",
            "mandatory": "実装必須",
            "optional": "標準オプション",
            "prohibited": "実装不可",
            "none": "対象外",
        }[self.value]


class BindingKind(StrEnum):
    """The two kinds of municipality a specification distinguishes."""

    DESIGNATED_CITY = "designated_city"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {"designated_city": "指定都市", "other": "一般市区町村"}[self.value]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of one edition.

    `number` is the 機能ID, or the 章節番号 in first editions, where one number may carry up to
    three requirements (one per class): `part` (1, 2, 3) tells them apart in order of appearance.
    `path` holds the headings from large to small, "" where a level has none. `where` is the cell
    it was read from. `conformance_date` is ISO 8601 where the file's date could be read, else its
    words.
    """

    number: str
    path: tuple[str, ...]
    name: str
    text: str
    designated_city: Obligation
    other: Obligation
    rationale: str = ""
    note: str = ""
    conformance_date: str = ""
    part: int = 1
    kind: str = "function"
    where: str = ""

    def obligation_for(self, kind: BindingKind) -> Obligation:
        """The class that binds a municipality of this kind."""
        return self.designated_city if kind is BindingKind.DESIGNATED_CITY else self.other
