"""計画表と進行管理: the plan in the ward's own form, edited per year, and the yearly review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from taiodo.access.rights import Action
from taiodo.catalog.load import load_catalog
from taiodo.plan.calendar import fiscal_year, fiscal_year_bounds
from taiodo.plan.kpi import Kpi
from taiodo.plan.ward_table import (
    LEVELS,
    MARKS,
    PlanLine,
    Review,
    checked_words,
    reviews,
    years_of,
)
from taiodo.problems import Problem
from taiodo.store import plan_lines as stored
from taiodo.store.changes import Stale
from taiodo.store.plan_facts import add_plan_facts
from taiodo.survey.items import Edit, Outcome
from taiodo.workflow import planning
from taiodo.workflow.bridging import STALE
from taiodo.workflow.desk import Desk, today

PLAN_YEARS = (2021, 2025)
MAX_TITLE, MAX_NOTE = 200, 400


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The lines by block, the fiscal years of the columns, and whether sample lines can be had."""

    lines: tuple[PlanLine, ...]
    years: tuple[int, ...]
    sample: bool


def plan_table(desk: Desk) -> PlanTable:
    """The table as it stands."""
    with desk.reading() as (reading, body):
        known = load_catalog().municipalities.get(body.code)
        lines = stored.plan_lines(reading, body.id)
        sample = bool(known and known.plan_lines) and not lines
        return PlanTable(lines, years_of(lines, *PLAN_YEARS), sample)


def load_sample(desk: Desk) -> int:
    """Store what the shipped plan of this municipality says, where nothing is; how many lines."""
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        known = load_catalog().municipalities.get(body.code)
        return add_plan_facts(tx, body.id, known) if known else 0


def save_words(desk: Desk, edits: Sequence[Edit], *, happened: bool = False) -> tuple[Outcome, ...]:
    """Store the words of years (fields y2025 …), unplaced words, note, title, mark and level.

    With `happened` the years are those of what happened. A word that is none of the plan's, or a
    stale revision, refuses that row alone.
    """
    outcomes = []
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        held = {line.id: line for line in stored.plan_lines(tx, body.id)}
        for edit in edits:
            if edit.item not in held:
                outcomes.append(Outcome(edit.item, False, 0, {}, "この行はもうありません。"))
                continue
            line = held[edit.item]
            try:
                wanted = _changed(line, edit.changes, happened=happened)
            except Problem as problem:
                message = f"{problem.message}{problem.advice}"
                outcomes.append(Outcome(edit.item, False, line.revision, {}, message))
                continue
            result = stored.change_plan_line(tx, body.id, wanted, edit.revision)
            if isinstance(result, Stale):
                now = values_of(line, happened=happened)
                outcomes.append(Outcome(edit.item, False, line.revision, now, STALE))
            else:
                outcomes.append(Outcome(edit.item, True, result))
    return tuple(outcomes)


def values_of(line: PlanLine, *, happened: bool = False) -> dict[str, object]:
    """A line as the fields of a grid: y2021 … and the rest."""
    words = line.happened if happened else line.planned
    return {
        **{f"y{year}": said for year, said in words.items()},
        "title": line.title,
        "mark": line.mark,
        "level": line.level,
        "unplaced": line.unplaced,
        "note": line.note,
        "revision": line.revision,
    }


def add_line(desk: Desk, line: PlanLine) -> None:
    """Store a new line at the end of its block.

    Raises:
        Problem: 取組番号 or title is missing or too long, or mark or level is none there is.
    """
    block, title = " ".join(line.block.split()), line.title.strip()
    if not block or len(block) > 20:
        raise Problem("取組番号を20字以内で入れてください。", advice="例: 2-3-①")
    wanted = _checked(replace(line, block=block, title=title))
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        places = [one.position for one in stored.plan_lines(tx, body.id) if one.block == block]
        placed = replace(wanted, position=max(places, default=0) + 1)
        stored.add_plan_lines(tx, body.id, [placed])


def remove_line(desk: Desk, line: int, revision: int) -> None:
    """Delete a line.

    Raises:
        Problem: somebody changed or deleted it meanwhile.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        held = {one.id: one for one in stored.plan_lines(tx, body.id)}
        if line not in held or held[line].revision != revision:
            raise Problem(f"{STALE}行は消していません。", advice="画面を読み直してください。")
        stored.remove_plan_line(tx, body.id, line)


@dataclass(frozen=True, slots=True)
class YearReview:
    """進行管理 of one fiscal year: lines compared, and the KPI at its end (today if it runs)."""

    year: int
    day: date
    rows: tuple[Review, ...]
    kpi: Kpi


def year_review(desk: Desk, year: int) -> YearReview:
    """What was planned for a fiscal year beside what happened, with the KPI."""
    with desk.reading() as (reading, body):
        lines = stored.plan_lines(reading, body.id)
        day = min(fiscal_year_bounds(year)[1], today())
        kpi = planning.schedule_of(reading, body, day).kpi
    return YearReview(year, day, reviews(lines, year), kpi)


def review_years(table: PlanTable) -> tuple[int, ...]:
    """The fiscal years to review: those of the table up to the present one, the newest first."""
    now = fiscal_year(today())
    return tuple(reversed([year for year in table.years if year <= now] or [table.years[0]]))


def _changed(line: PlanLine, changes: Mapping[str, object], *, happened: bool) -> PlanLine:
    words = dict(line.happened if happened else line.planned)
    plain: dict[str, str] = {}
    for name, value in changes.items():
        text = str(value or "").replace("\x00", "").strip()
        if name.startswith("y") and name[1:].isdigit():
            words[int(name[1:])] = checked_words(text)
        else:
            plain[name] = checked_words(text) if name == "unplaced" else text
    held = {year: said for year, said in words.items() if said}
    changed = replace(line, happened=held) if happened else replace(line, planned=held)
    changed = replace(
        changed,
        title=plain.get("title", line.title),
        mark=plain.get("mark", line.mark),
        level=plain.get("level", line.level),
        unplaced=plain.get("unplaced", line.unplaced),
        note=plain.get("note", line.note),
    )
    if not happened and held != dict(line.planned):
        changed = replace(
            changed, certainty="confirmed" if not changed.unplaced else line.certainty
        )
    return _checked(changed)


def _checked(line: PlanLine) -> PlanLine:
    if not line.title or len(line.title) > MAX_TITLE:
        raise Problem(f"事業内容を{MAX_TITLE}字以内で入れてください。")
    if len(line.note) > MAX_NOTE:
        raise Problem(f"備考を{MAX_NOTE}字以内で入れてください。")
    if line.mark not in MARKS or line.level not in LEVELS:
        raise Problem("区分か新規・拡充の別が違います。", advice="一覧から選んでください。")
    return line
