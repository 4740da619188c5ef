"""Progress of a survey by operation and department."""

from dataclasses import astuple, dataclass

from taiodo.survey.answers import AnswerCounts
from taiodo.survey.stages import Stage


@dataclass(frozen=True, slots=True)
class StageCounts:
    """Items by how far their answer has come; 未回答 is the rest."""

    answered: int = 0
    checked: int = 0
    final: int = 0
    returned: int = 0

    def at(self, stage: Stage, total: int) -> int:
        """How many of `total` items are at a stage."""
        counts: dict[Stage, int] = {
            Stage.ANSWERED: self.answered, Stage.CHECKED: self.checked, Stage.FINAL: self.final,
            Stage.RETURNED: self.returned,
        }  # fmt: skip
        return counts.get(stage, total - sum(counts.values()))

    def __add__(self, other: "StageCounts") -> "StageCounts":
        """The counts of both together."""
        mine, theirs = astuple(self), astuple(other)
        return StageCounts(*(a + b for a, b in zip(mine, theirs, strict=True)))


@dataclass(frozen=True, slots=True)
class FeatureCounts:
    """Current features by what is decided about them.

    `mapped` are those with a decided 機能対応付け. `missing` have no counterpart in the standard,
    `prohibited` correspond to what it forbids; `open` are those of both without countermeasure.
    `answered`, `checked`, `final`, `returned`: how far the decision has come.
    """

    total: int = 0
    mapped: int = 0
    decided: int = 0
    missing: int = 0
    prohibited: int = 0
    open: int = 0
    overdue: int = 0
    customised: int = 0
    answered: int = 0
    checked: int = 0
    final: int = 0
    returned: int = 0

    @property
    def stages(self) -> StageCounts:
        """By how far the decision has come."""
        return StageCounts(self.answered, self.checked, self.final, self.returned)

    def __add__(self, other: "FeatureCounts") -> "FeatureCounts":
        """The counts of both together."""
        mine, theirs = astuple(self), astuple(other)
        return FeatureCounts(*(a + b for a, b in zip(mine, theirs, strict=True)))


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one department stands with one survey.

    `gaps_open` are requirement gaps without countermeasure, `features_open` features prohibited or
    without counterpart and without countermeasure, `overdue` items whose due date has passed
    without the work being done (unanswered, or a gap without countermeasure), `overdue_features`
    those of them that are current features. `missing` are requirement gaps without those of
    prohibited requirements; `forbidden` are the latter, unless a feature judged prohibited stands
    for them: a forbidden function counts once. All these add up over departments; `seen` counts the
    features the department's lists show: those it is in charge of and those it uses.
    `stages` counts the requirement items by how far their answer has come.
    """

    operation: str
    edition: str
    department: str
    counts: AnswerCounts
    gaps_open: int = 0
    features: int = 0
    features_decided: int = 0
    features_open: int = 0
    overdue: int = 0
    overdue_features: int = 0
    seen: FeatureCounts = FeatureCounts()
    owned: FeatureCounts = FeatureCounts()
    unmatched: int = 0
    missing: int = 0
    forbidden: int = 0
    stages: StageCounts = StageCounts()

    @property
    def overdue_requirements(self) -> int:
        """The requirement items among `overdue`."""
        return self.overdue - self.overdue_features

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `survey status`."""
        counts = self.counts
        return {
            "operation": self.operation,
            "edition": self.edition,
            "department": self.department,
            "total": counts.total,
            "answered": counts.answered,
            "fit": counts.fit,
            "partial": counts.partial,
            "gap": counts.gap,
            "not_applicable": counts.not_applicable,
            "score": counts.score,
        }
