"""The migration plan on one day: what is due when, what is late, and the lines it is held against.

A municipality's plan names a phase and a cutover date per operation. An operation has moved when
step ⑱-1 (運用開始) is 完了済み; a cutover date that has passed without it is late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from taiodo.catalog.timeline import Milestone

DEADLINE, EXTENDED_DEADLINE = "deadline", "extended-support"


class Standing(StrEnum):
    """Where one operation stands against its cutover date."""

    STARTED = "started"
    PLANNED = "planned"
    LATE = "late"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "started": "運用開始済",
            "planned": "予定どおり",
            "late": "予定日超過",
            "undated": "予定日未定",
        }[self.value]

    @property
    def sign(self) -> str:
        """The sign shown beside the word, so that state is never told by colour alone."""
        return {"started": "●", "planned": "◇", "late": "▲", "undated": "・"}[self.value]


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One operation of the plan; `days` from today to the cutover, negative when it has passed."""

    operation: str
    name: str
    phase: str
    cutover: date | None
    cutover_note: str
    department: str
    extended: bool
    completion_rate: float
    standing: Standing
    days: int | None


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """移行時期 with its first and last cutover, and how many of its operations have started."""

    phase: str
    first: date
    last: date
    operations: int
    started: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """A national deadline and the days left on the day asked about (negative: days past)."""

    name: str
    day: date
    days: int
    confirmed: bool


def standing_on(day: date, cutover: date | None, started: bool) -> tuple[Standing, int | None]:
    """Standing and days to the cutover of one operation."""
    days = (cutover - day).days if cutover else None
    if started:
        return Standing.STARTED, days
    if days is None:
        return Standing.UNDATED, None
    return (Standing.LATE if days < 0 else Standing.PLANNED), days


def phase_spans(rows: Sequence[ScheduleRow]) -> tuple[PhaseSpan, ...]:
    """The phases that have a date, in order of their first cutover."""
    found = []
    for phase in dict.fromkeys(row.phase for row in rows if row.phase):
        held = [row for row in rows if row.phase == phase]
        days = [row.cutover for row in held if row.cutover]
        if days:
            started = sum(row.standing is Standing.STARTED for row in held)
            found.append(PhaseSpan(phase, min(days), max(days), len(held), started))
    return tuple(sorted(found, key=lambda span: (span.first, span.phase)))


def deadlines(milestones: Sequence[Milestone], day: date) -> tuple[Deadline, ...]:
    """The ordinary deadline and the one of 特定移行支援システム, with the days left."""
    found = []
    for milestone in milestones:
        if milestone.id in (DEADLINE, EXTENDED_DEADLINE):
            last = date.fromisoformat(milestone.end or milestone.start)
            confirmed = milestone.certainty.value == "confirmed"
            found.append(Deadline(milestone.name, last, (last - day).days, confirmed))
    return tuple(sorted(found, key=lambda d: d.day))
