"""Progress of a survey by operation and department."""

from dataclasses import dataclass

from taiodo.survey.answers import AnswerCounts


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one department stands with one survey.

    `gaps_open` are requirement gaps without countermeasure, `features_open` features prohibited or
    without counterpart and without countermeasure, `overdue` items whose due date has passed
    without the work being done (unanswered, or a gap without countermeasure), `overdue_features`
    those of them that are current features.
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
