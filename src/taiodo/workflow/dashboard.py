"""ホーム: what waits for a department, where the surveys stand, and what is late."""

from dataclasses import dataclass

from taiodo.catalog.editions import EditionKind
from taiodo.plan.schedule import ScheduleRow, Standing
from taiodo.survey.answers import AnswerCounts
from taiodo.survey.progress import FeatureCounts, Progress
from taiodo.workflow.desk import Desk
from taiodo.workflow.planning import Schedule, schedule
from taiodo.workflow.surveying import progress, surveys


@dataclass(frozen=True, slots=True)
class Line:
    """Where one department stands with one survey; `provisional` when it is not the standard.

    `superseded`: another survey of the operation counts in its place.
    """

    survey: int
    title: str
    provisional: bool
    superseded: bool
    progress: Progress

    @property
    def unanswered(self) -> int:
        """Requirement items without a verdict."""
        return self.progress.counts.total - self.progress.counts.answered

    @property
    def features_undecided(self) -> int:
        """Current features nobody has judged."""
        return self.progress.seen.total - self.progress.seen.decided

    @property
    def unmapped(self) -> int:
        """Current features whose 機能対応付け nobody has decided."""
        return self.progress.seen.total - self.progress.seen.mapped


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the first page answers, of one department or (department "") of all."""

    lines: tuple[Line, ...]
    schedule: Schedule
    department: str = ""

    @property
    def counting(self) -> tuple[Line, ...]:
        """The lines totals count: one survey per operation."""
        return tuple(line for line in self.lines if not line.superseded)

    @property
    def counts(self) -> AnswerCounts:
        """All requirement items together."""
        return sum((line.progress.counts for line in self.counting), AnswerCounts())

    @property
    def gaps_open(self) -> int:
        """Gaps of both faces without countermeasure."""
        return sum(line.progress.gaps_open + self._features(line).open for line in self.counting)

    @property
    def missing(self) -> int:
        """Requirements of the standard the current systems lack."""
        return sum(line.progress.missing for line in self.counting)

    @property
    def forbidden(self) -> int:
        """Functions the standard forbids, each once: features, or requirements without one."""
        return sum(line.progress.forbidden for line in self.counting) + self.features.prohibited

    @property
    def overdue(self) -> int:
        """Items whose due date passed with the work undone."""
        return sum(
            line.progress.overdue_requirements + self._features(line).overdue
            for line in self.counting
        )

    @property
    def features(self) -> FeatureCounts:
        """All current features together, each once."""
        return sum((self._features(line) for line in self.counting), FeatureCounts())

    def _features(self, line: Line) -> FeatureCounts:
        """What counts in a total: once each over all departments, all it uses for one."""
        return line.progress.seen if self.department else line.progress.owned

    @property
    def late(self) -> tuple[ScheduleRow, ...]:
        """Operations past their cutover date and not in operation, the longest wait first."""
        late = [row for row in self.schedule.rows if row.standing is Standing.LATE]
        return tuple(sorted(late, key=lambda row: row.days or 0))


def dashboard(desk: Desk, department: str = "") -> Dashboard:
    """The dashboard of one department's items and operations, or of all."""
    headers = {(s.operation, s.edition.edition): s for s in surveys(desk)}
    lines = []
    for found in progress(desk, users=True):
        header = headers[found.operation, found.edition]
        if not department or found.department == department:
            official = header.edition.kind is EditionKind.OFFICIAL
            lines.append(Line(header.id, header.title, not official, header.superseded, found))
    return Dashboard(tuple(lines), schedule(desk), department)
