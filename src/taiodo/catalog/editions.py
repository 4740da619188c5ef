"""Editions (標準仕様書の版) and how official their content is."""

from dataclasses import dataclass
from enum import StrEnum

from taiodo.catalog.operations import Certainty
from taiodo.catalog.requirements import Requirement


class EditionKind(StrEnum):
    """Where an edition's content comes from; screens and reports always show it."""

    OFFICIAL = "official"
    HEADINGS = "headings"
    OUTLINE = "outline"
    SUPPLEMENT = "supplement"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "official": "標準仕様書（取込済）",
            "headings": "標準仕様書の見出しのみ（要件文は未取込）",
            "outline": "概略・未確認（標準仕様書ではない）",
            "supplement": "独自の追加仕様（標準仕様書ではない）",
        }[self.value]

    @property
    def mark(self) -> str:
        """A short word that sets the edition apart from the standard, "" for the standard."""
        return {
            "official": "",
            "headings": "見出しのみ",
            "outline": "概略・未確認",
            "supplement": "追加仕様",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of one operation's specification.

    `published` and `effective_from` (適合基準日) are ISO dates or "". `sha256` is the digest of the
    file it was read from. `certainty` and `checked` (the day somebody last looked) speak of
    editions shipped with the product; an imported workbook is its own source.
    """

    operation: str
    edition: str
    kind: EditionKind
    title: str
    source: str
    source_url: str = ""
    published: str = ""
    effective_from: str = ""
    sha256: str = ""
    requirements: tuple[Requirement, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED
    checked: str = ""

    def called(self, operation_name: str) -> str:
        """What people call it: 住民基本台帳 6.1版, or 介護保険【概略・未確認】 for an outline."""
        if self.kind is EditionKind.OUTLINE:
            return f"{operation_name}【{self.kind.mark}】"
        mark = f"【{self.kind.mark}】" if self.kind.mark else ""
        number = self.edition if self.edition.endswith("）") else f"{self.edition}版"
        return f"{operation_name} {number}{mark}"
