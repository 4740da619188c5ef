"""Answers (回答) to requirements and dispositions (現行機能の扱い) of current features."""

from dataclasses import dataclass
from enum import StrEnum

from taiodo.catalog.search import folded
from taiodo.problems import Problem, near_miss


class Verdict(StrEnum):
    """How far the current system corresponds to a requirement."""

    FIT = "fit"
    PARTIAL = "partial"
    GAP = "gap"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "fit": "適合",
            "partial": "一部適合",
            "gap": "不適合",
            "not_applicable": "対象外",
            "unanswered": "未回答",
        }[self.value]

    @property
    def sign(self) -> str:
        """The sign shown beside the word, so that state is never told by colour alone."""
        return {"fit": "○", "partial": "△", "gap": "×", "not_applicable": "－", "unanswered": "・"}[
            self.value
        ]

    @property
    def is_gap(self) -> bool:
        """Whether a countermeasure has to be decided."""
        return self in (Verdict.PARTIAL, Verdict.GAP)


class Disposition(StrEnum):
    """What becomes of a current feature: the class of its counterpart in the standard."""

    UNDECIDED = "undecided"
    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    PROHIBITED = "prohibited"
    NONE = "none"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "undecided": "未判定",
            "mandatory": "実装必須に対応",
            "optional": "標準オプションに対応",
            "prohibited": "実装不可に該当",
            "none": "対応する要件なし",
        }[self.value]

    @property
    def is_gap(self) -> bool:
        """Whether the feature is lost unless a countermeasure is decided."""
        return self in (Disposition.PROHIBITED, Disposition.NONE)


class Impact(StrEnum):
    """影響度 on residents or staff."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = ""

    @property
    def label(self) -> str:
        """The Japanese word; "" while not judged."""
        return {"high": "高", "medium": "中", "low": "低", "": ""}[self.value]


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """Requirement items counted by verdict."""

    total: int = 0
    fit: int = 0
    partial: int = 0
    gap: int = 0
    not_applicable: int = 0

    @property
    def answered(self) -> int:
        """Items with any verdict."""
        return self.fit + self.partial + self.gap + self.not_applicable

    @property
    def answer_rate(self) -> float | None:
        """回答率 = answered / total, None when there is no item."""
        return self.answered / self.total if self.total else None

    @property
    def score(self) -> float | None:
        """対応度 = (fit + ½ partial) / (fit + partial + gap), None before the first of these."""
        judged = self.fit + self.partial + self.gap
        return (self.fit + self.partial / 2) / judged if judged else None

    def __add__(self, other: "AnswerCounts") -> "AnswerCounts":
        """The counts of both together."""
        return AnswerCounts(
            self.total + other.total,
            self.fit + other.fit,
            self.partial + other.partial,
            self.gap + other.gap,
            self.not_applicable + other.not_applicable,
        )


ANSWER_RATE_FORMULA = "回答率 = 回答済 ÷ 全項目"
MISSING_MEANING = "判定が不適合または一部適合の要件（実装不可の要件を除く）"
FORBIDDEN_MEANING = (
    "実装不可の要件に当たる現行機能と、当たる現行機能が決まっていない不適合の実装不可要件"
)
SCORE_FORMULA = "対応度 =（適合 ＋ 一部適合 × ½）÷（適合 ＋ 一部適合 ＋ 不適合）"


def verdict_of(word: str) -> Verdict:
    """The verdict a code, a Japanese word in any width, or its sign (○△×－) stands for.

    Raises:
        Problem: the word is neither; the nearest known word is suggested.
    """
    cleaned = word.strip()
    by_word = {v.value: v for v in Verdict} | {v.label: v for v in Verdict} | _SIGNS
    known = {folded(name): verdict for name, verdict in by_word.items()}
    if folded(cleaned) not in known:
        labels = "・".join(v.label for v in Verdict)
        raise Problem(
            f"判定「{word}」は使えません。",
            advice=near_miss(cleaned, by_word) or f"{labels} のいずれかを入れてください。",
        )
    return known[folded(cleaned)]


_SIGNS = {v.sign: v for v in Verdict} | {
    "〇": Verdict.FIT, "◯": Verdict.FIT, "▲": Verdict.PARTIAL, "✕": Verdict.GAP, "✖": Verdict.GAP,
    "ー": Verdict.NOT_APPLICABLE, "―": Verdict.NOT_APPLICABLE,
}  # fmt: skip
