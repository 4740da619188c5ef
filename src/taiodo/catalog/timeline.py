"""National and prefectural milestones, the 40 steps, and the kinds of countermeasure."""

from dataclasses import dataclass
from enum import StrEnum

from taiodo.catalog.operations import Certainty


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated line of the national or Tokyo timeline (`level` 国/都); `end` is "" for one day.

    `precision` is day, month or fiscal_year: how exactly the source gives the date. `note` says
    what is not sure about it. `topic` is deadline, gov-cloud or "": what a picture puts together.
    """

    id: str
    level: str
    name: str
    start: str
    end: str
    precision: str
    certainty: Certainty
    source: str
    note: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """作業ステップ: one of the 40 of the national 手順書; `item` is ①-1 and so on."""

    serial: int
    item: str
    name: str


class StepStatus(StrEnum):
    """Status of one step of one operation, as in the national progress workbook."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The Japanese word of the national workbook."""
        return {
            "done": "完了済み",
            "in_progress": "作業中",
            "not_started": "未着手",
            "not_applicable": "対象外",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Countermeasure:
    """対応方針: what will be done about a gap; `faces` are requirement and/or feature."""

    id: str
    name: str
    meaning: str
    faces: tuple[str, ...]
