"""作業ステップ: how far each operation is through the 40 steps, by the national formula."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from taiodo.catalog.timeline import StepStatus
from taiodo.problems import Problem, near_miss

STEP_COUNT = 40
START_OF_OPERATION = 40
COMPLETION_FORMULA = "完了率 =（完了済み ＋ 対象外）÷ 40ステップ（国の算式。作業量の割合ではない）"


@dataclass(frozen=True, slots=True)
class StepProgress:
    """Steps of one operation counted by status; the four add up to 40."""

    operation: str
    done: int
    not_applicable: int
    in_progress: int
    not_started: int

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


def step_progress_of(operation: str, recorded: Iterable[StepStatus]) -> StepProgress:
    """Count the recorded statuses; a step nobody recorded is 未着手."""
    counts = Counter(recorded)
    done, skipped = counts[StepStatus.DONE], counts[StepStatus.NOT_APPLICABLE]
    running = counts[StepStatus.IN_PROGRESS]
    return StepProgress(operation, done, skipped, running, STEP_COUNT - done - skipped - running)


def status_of(word: str) -> StepStatus:
    """The status a code or Japanese word stands for; 未 is 未着手, as in the national workbook.

    Raises:
        Problem: the word is none of them.
    """
    cleaned = word.strip()
    known = {s.value: s for s in StepStatus} | {s.label: s for s in StepStatus}
    known |= {"未": StepStatus.NOT_STARTED, "完了": StepStatus.DONE}
    if cleaned not in known:
        words = "・".join(s.label for s in StepStatus)
        raise Problem(
            f"状況「{word}」は使えません。",
            advice=near_miss(cleaned, known) or f"{words} のいずれかを入れてください。",
        )
    return known[cleaned]
