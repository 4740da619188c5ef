"""作業ステップ: the 40 steps of one operation, and how far it is by two ways of counting."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.timeline import StepStatus
from taiodo.problems import Problem, near_miss

STEP_COUNT = 40
START_OF_OPERATION = 40
COMPLETION_FORMULA = "完了率 =（完了済み ＋ 対象外）÷ 40ステップ（国の算式。作業量の割合ではない）"
WEIGHTED_FORMULA = (
    "作業量で見た率 = Σ（重み × 進み）÷ Σ重み。対象外のステップは除く。"
    "進みは 完了済み 1、作業中 0.5、未着手 0"
)
"""Both are assumptions of this product: the weights, and that work under way is half done."""

_UNDER_WAY = 0.5
_MORE_WORDS = {
    "未": StepStatus.NOT_STARTED, "未実施": StepStatus.NOT_STARTED,
    "完了": StepStatus.DONE, "完了済": StepStatus.DONE, "済": StepStatus.DONE,
    "済み": StepStatus.DONE, "実施済み": StepStatus.DONE, "実施済": StepStatus.DONE,
    "着手": StepStatus.IN_PROGRESS, "着手済み": StepStatus.IN_PROGRESS,
    "着手済": StepStatus.IN_PROGRESS, "実施中": StepStatus.IN_PROGRESS,
    "対応中": StepStatus.IN_PROGRESS,
    "対象外(該当なし)": StepStatus.NOT_APPLICABLE, "該当なし": StepStatus.NOT_APPLICABLE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What is known of one step of one operation; revision 0 while nothing is stored.

    `owner` is the person (担当者), planned and actual dates are None where unknown.
    """

    operation: str
    step: int
    status: StepStatus = StepStatus.NOT_STARTED
    note: str = ""
    planned_start: date | None = None
    planned_end: date | None = None
    actual_start: date | None = None
    actual_end: date | None = None
    owner: str = ""
    revision: int = 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do: 完了済み or 対象外."""
        return self.status in (StepStatus.DONE, StepStatus.NOT_APPLICABLE)

    @property
    def planned(self) -> tuple[date, date] | None:
        """The planned period; one date alone stands for both, None when there is none."""
        start, end = self.planned_start or self.planned_end, self.planned_end or self.planned_start
        return (start, end) if start and end else None


@dataclass(frozen=True, slots=True)
class StepProgress:
    """Steps of one operation counted by status; the four add up to 40.

    `weighted_rate` is by `WEIGHTED_FORMULA`, a ratio.
    """

    operation: str
    done: int
    not_applicable: int
    in_progress: int
    not_started: int
    weighted_rate: float = 0.0

    @property
    def completion_rate(self) -> float:
        """(done + not applicable) / 40, the national definition of 手順書 progress."""
        return (self.done + self.not_applicable) / STEP_COUNT

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `plan progress`."""
        return {
            "operation": self.operation,
            "done": self.done,
            "not_applicable": self.not_applicable,
            "in_progress": self.in_progress,
            "not_started": self.not_started,
            "completion_rate": self.completion_rate,
        }


def forty_steps(operation: str, recorded: Iterable[StepRecord]) -> tuple[StepRecord, ...]:
    """All steps of an operation in order; a step nobody recorded is 未着手."""
    known = {record.step: record for record in recorded if record.operation == operation}
    return tuple(
        known.get(serial) or StepRecord(operation, serial) for serial in range(1, STEP_COUNT + 1)
    )


def step_progress_of(
    operation: str, recorded: Iterable[StepRecord], weights: Mapping[int, int]
) -> StepProgress:
    """Count the recorded statuses; a step nobody recorded is 未着手."""
    steps = forty_steps(operation, recorded)
    counts = Counter(record.status for record in steps)
    return StepProgress(
        operation,
        counts[StepStatus.DONE],
        counts[StepStatus.NOT_APPLICABLE],
        counts[StepStatus.IN_PROGRESS],
        counts[StepStatus.NOT_STARTED],
        weighted_rate(steps, weights),
    )


def weighted_rate(steps: Sequence[StepRecord], weights: Mapping[int, int]) -> float:
    """The share of the work that is done, by `WEIGHTED_FORMULA`; 1 when no step applies."""
    shares = {StepStatus.DONE: 1.0, StepStatus.IN_PROGRESS: _UNDER_WAY}
    counted = [record for record in steps if record.status is not StepStatus.NOT_APPLICABLE]
    whole = sum(weights.get(record.step, 1) for record in counted)
    done = sum(weights.get(r.step, 1) * shares.get(r.status, 0.0) for r in counted)
    return done / whole if whole else 1.0


def signs_of(steps: Sequence[StepRecord], groups: Mapping[int, str]) -> str:
    """A sign per group of steps: ● nothing left, △ begun, ・ not begun, － none applies."""
    held: dict[str, list[StepRecord]] = {}
    for record in steps:
        held.setdefault(groups[record.step], []).append(record)
    return "".join(_sign(records) for records in held.values())


def _sign(records: Sequence[StepRecord]) -> str:
    if all(record.status is StepStatus.NOT_APPLICABLE for record in records):
        return "－"
    if all(record.is_finished for record in records):
        return "●"
    open_all = (StepStatus.NOT_STARTED, StepStatus.NOT_APPLICABLE)
    return "・" if all(record.status in open_all for record in records) else "△"


def status_of(word: str) -> StepStatus:
    """The status a code or Japanese word stands for; 未 is 未着手, as in the national workbook.

    Raises:
        Problem: the word is none of them.
    """
    cleaned = "".join(unicodedata.normalize("NFKC", word).split())
    known = {s.value: s for s in StepStatus} | {s.label: s for s in StepStatus} | _MORE_WORDS
    if cleaned not in known:
        words = "・".join(s.label for s in StepStatus)
        raise Problem(
            f"状況「{word}」は使えません。",
            advice=near_miss(cleaned, known) or f"{words} のいずれかを入れてください。",
        )
    return known[cleaned]
