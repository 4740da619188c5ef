"""What a Gantt chart of the plan shows, as plain facts: lanes with bars, points and slips."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from taiodo.calendar import fiscal_year_bounds, fiscal_years_between, wareki
from taiodo.catalog.operations import Certainty
from taiodo.catalog.timeline import Milestone, Step, StepStatus
from taiodo.plan.lateness import TrackedOperation
from taiodo.plan.schedule import Deadline, Standing
from taiodo.plan.steps import StepRecord

NATION, NATION_UNSURE = "国・都の期間", "国・都の期間（未確認）"
PLANNED, ACTUAL, LEFT, DELAY = "予定", "実績", "切替予定日まで", "遅れ（見込みを含む）"
NATION_DAY, CUTOVER, CUTOVER_LATE = "国・都の期日", "切替予定日", "切替予定日（超過）"
RUNNING, EXPECTED, ENDED = "運用開始", "切替・終了の見込み", "遅れて終わった作業"
POINTS_LANE = "国｜期日"
_SHORT = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A period on a lane, both days included; `words` are its tooltip, `name` stands in it."""

    lane: str
    start: date
    end: date
    kind: str
    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A day on a lane; `label` is written beside it (such as +45日)."""

    lane: str
    day: date
    kind: str
    words: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A Gantt chart over whole fiscal years; `lanes` from top to bottom, `rules` are (name, day).

    Bars are cut at the ends; what lies outside altogether is left out and counted in `outside`.
    """

    lanes: tuple[str, ...]
    bars: tuple[Bar, ...]
    points: tuple[Point, ...]
    rules: tuple[tuple[str, date], ...]
    first: date
    last: date
    outside: int = 0


def plan_timeline(
    tracked: Sequence[TrackedOperation],
    milestones: Sequence[Milestone],
    deadlines: Sequence[Deadline],
    day: date,
    *,
    steps: Mapping[int, Step] | None = None,
    apart: bool = False,
    whole: bool = False,
) -> Timeline:
    """The plan against the national lines.

    Args:
        tracked: the operations, in any order; drawn by phase and cutover.
        milestones: the national and prefectural lines.
        deadlines: rules with their name.
        day: today, or the day looked back to.
        steps: when given, every group of steps (①–⑱) with dates gets a lane of its own.
        apart: whether one-day lines get a lane each instead of one for all.
        whole: whether the axis covers every line, else the years of the plan.
    """
    marks = [*_milestone_marks(milestones, apart=apart)]
    nation = len(marks)
    lanes = list(dict.fromkeys(mark.lane for mark in marks))
    for one in _in_order(tracked):
        lane = f"{one.row.phase or '時期未定'}｜{one.row.name}"
        lanes.append(lane)
        marks += _operation_marks(one, lane, day)
        groups = list(_group_marks(one, steps or {}, day))
        lanes += dict.fromkeys(mark.lane for mark in groups)
        marks += groups
    rules = [
        ("今日", day),
        *(("期限" if d.confirmed else "期限（未確認）", d.day) for d in deadlines),
    ]
    days = list(_days(marks if whole else marks[nation:]))
    days += [day, *(d for _, d in (rules if whole else rules[:2]))]
    years = fiscal_years_between(min(days), max(days))
    first, last = fiscal_year_bounds(years[0])[0], fiscal_year_bounds(years[-1])[1]
    bars, points = _cut(marks, first, last)
    seen = tuple(rule for rule in rules if first <= rule[1] <= last)
    outside = len(marks) - len(bars) - len(points)
    return Timeline(tuple(lanes), bars, points, seen, first, last, outside)


def _days(marks: Iterable[Bar | Point]) -> Iterator[date]:
    for mark in marks:
        if isinstance(mark, Point):
            yield mark.day
        else:
            yield from (mark.start, mark.end)


def _cut(
    marks: Iterable[Bar | Point], first: date, last: date
) -> tuple[tuple[Bar, ...], tuple[Point, ...]]:
    bars, points = [], []
    for mark in marks:
        if isinstance(mark, Point):
            points += [mark] if first <= mark.day <= last else []
        elif mark.end >= first and mark.start <= last:
            bars.append(replace(mark, start=max(mark.start, first), end=min(mark.end, last)))
    return tuple(bars), tuple(points)


def _in_order(tracked: Sequence[TrackedOperation]) -> list[TrackedOperation]:
    """By phase in order of their first cutover, then by cutover."""
    firsts: dict[str, date] = {}
    for one in tracked:
        if one.row.cutover and one.row.phase:
            known = firsts.get(one.row.phase, one.row.cutover)
            firsts[one.row.phase] = min(known, one.row.cutover)
    return sorted(
        tracked,
        key=lambda t: (
            not t.row.phase,
            firsts.get(t.row.phase, date.max),
            t.row.phase,
            t.row.cutover or date.max,
        ),
    )


def _milestone_marks(milestones: Sequence[Milestone], *, apart: bool) -> Iterator[Bar | Point]:
    days = [m for m in milestones if not m.end]
    for found in sorted(days, key=lambda m: m.start):
        words = found.name + ("" if found.certainty is Certainty.CONFIRMED else "（未確認）")
        start = date.fromisoformat(found.start)
        lane = f"{found.level}｜{words}" if apart else f"{found.level}{POINTS_LANE[1:]}"
        when = wareki(start) + ("" if found.precision == "day" else "から")
        yield Point(_short(lane), start, NATION_DAY, f"{words}　{when}")
    for found in milestones:
        if found.end:
            sure = found.certainty is Certainty.CONFIRMED
            start, end = date.fromisoformat(found.start), date.fromisoformat(found.end)
            lane = _short(f"{found.level}｜{found.name}")
            words = f"{found.name}　{wareki(start)}～{wareki(end)}　{found.note}"
            kind = NATION if sure else NATION_UNSURE
            yield Bar(lane, start, end, kind, words, found.name + ("" if sure else "（未確認）"))


def _operation_marks(one: TrackedOperation, lane: str, day: date) -> Iterator[Bar | Point]:
    row, seen = one.row, one.forecast
    yield from _planned_and_actual(lane, one.steps, day)
    cutover, expected = row.cutover, seen.expected
    if seen.is_running and expected:
        words = f"運用開始 {wareki(expected)}" + ("" if seen.started else "（実績の日付なし）")
        if cutover and cutover < expected:
            yield Bar(lane, cutover, expected, DELAY, f"予定より{seen.slip}日遅く運用開始")
        yield Point(lane, expected, RUNNING, words, _signed(seen.slip))
    elif cutover and expected and expected > cutover:
        words = f"切替予定日 {wareki(cutover)}　見込み {wareki(expected)}（{seen.slip}日の遅れ）"
        yield Bar(lane, cutover, expected, DELAY, words)
        yield Point(lane, expected, EXPECTED, words, _signed(seen.slip))
    elif cutover and cutover > day and not any(r.planned for r in one.steps):
        yield Bar(lane, day, cutover, LEFT, f"切替予定日まで{(cutover - day).days}日")
    if cutover:
        late = row.standing is Standing.LATE
        words = f"切替予定日 {wareki(cutover)}　{row.standing.label}　{row.cutover_note}"
        yield Point(lane, cutover, CUTOVER_LATE if late else CUTOVER, words)


def _group_marks(
    one: TrackedOperation, steps: Mapping[int, Step], day: date
) -> Iterator[Bar | Point]:
    """A lane for every group of steps that has dates."""
    for group in dict.fromkeys(step.item[0] for step in steps.values()):
        held = [r for r in one.steps if r.step in steps and steps[r.step].item[0] == group]
        done = sum(r.is_finished for r in held)
        lane = f"{one.row.name} {group}（{done}/{len(held)}）"
        yield from _planned_and_actual(lane, held, day)
        late = [
            step for step in one.forecast.steps if step.slip > 0 and step.step in
            {r.step for r in held}
        ]  # fmt: skip
        if late:
            start, end = min(s.planned_end for s in late), max(s.end for s in late)
            slip = max(s.slip for s in late)
            over = all(s.status is StepStatus.DONE for s in late)
            yield Bar(lane, start, end, DELAY, f"最大{slip}日の遅れ（見込みを含む）")
            words = f"{'実績' if over else '見込み'}の終了 {wareki(end)}"
            yield Point(lane, end, ENDED if over else EXPECTED, words, _signed(slip))


def _planned_and_actual(lane: str, records: Sequence[StepRecord], day: date) -> Iterator[Bar]:
    periods = [r.planned for r in records if r.planned]
    if periods:
        start, end = min(p[0] for p in periods), max(max(p) for p in periods)
        yield Bar(lane, start, end, PLANNED, f"予定 {wareki(start)}～{wareki(end)}")
    begun = [d for r in records if (d := r.actual_start or r.actual_end)]
    if begun:
        start = min(begun)
        open_now = any(r.status is StepStatus.IN_PROGRESS for r in records)
        ends = [r.actual_end for r in records if r.actual_end]
        end = max([start, *ends, *([day] if open_now else [])])
        yield Bar(
            lane, start, end, ACTUAL, f"実績 {wareki(start)}～{'' if open_now else wareki(end)}"
        )


def _signed(slip: int | None) -> str:
    return f"{slip:+,d}日" if slip else ""


def _short(lane: str) -> str:
    return lane if len(lane) <= _SHORT + 2 else f"{lane[: _SHORT + 1]}…"
