"""移行時期 as days: the phases of a plan with one cutover date each, and months between days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.plan.calendar import parse_date, wareki
from taiodo.plan.version import PlanEntry
from taiodo.problems import Finding, Problem, Severity

DAYS_PER_MONTH = 365.2425 / 12
"""The mean month of the Gregorian calendar, 30.436875 days."""

MONTHS_FORMULA = "月数 = 日数 ÷ 30.436875（365.2425日 ÷ 12）"


@dataclass(frozen=True, slots=True)
class Phase:
    """移行時期: its name and the day on which its operations are cut over."""

    name: str
    cutover: date


def months(days: int | float) -> float:
    """Days as months: days ÷ 30.436875."""
    return days / DAYS_PER_MONTH


def phases_of(entries: Iterable[PlanEntry]) -> tuple[Phase, ...]:
    """The phases of a plan by date: each cut over on the latest date of its operations.

    A plan that names no phase at all has a phase per cutover date, named by the date.
    """
    held = [entry for entry in entries if entry.cutover]
    named = any(entry.phase for entry in held)
    days: dict[str, date] = {}
    for entry in held:
        name = phase_name(entry, named=named)
        if name and entry.cutover:
            days[name] = max(days.get(name, entry.cutover), entry.cutover)
    found = (Phase(name, day) for name, day in days.items())
    return tuple(sorted(found, key=lambda phase: (phase.cutover, phase.name)))


def phase_name(entry: PlanEntry, *, named: bool) -> str:
    """The phase of an entry; its cutover date (ISO) where the plan names no phases."""
    if named or not entry.cutover:
        return entry.phase
    return entry.cutover.isoformat()


def given_phases(rows: Sequence[tuple[str, str, str]]) -> tuple[Phase, ...]:
    """Phases from a table: rows of (place in the file, name, cutover date), sorted by date.

    Raises:
        Problem: no phase at all, or findings: a name missing or twice, a date that is none, two
            phases on the same day.
    """
    if not rows:
        raise Problem(
            "移行時期が一つもありません。", advice="列 phase と cutover の表を渡してください。"
        )
    findings: list[Finding] = []
    found: list[Phase] = []
    for where, name, words in rows:
        try:
            found.append(_phase(name, words, found))
        except Problem as problem:
            findings.append(
                Finding("phases.row", Severity.ERROR, where, problem.message, problem.advice)
            )
    if findings:
        first = findings[0]
        raise Problem(first.message, first.where, first.advice, findings)
    return tuple(sorted(found, key=lambda phase: phase.cutover))


def _phase(name: str, words: str, before: Sequence[Phase]) -> Phase:
    if not name:
        raise Problem("移行時期の名前がありません。", advice="例: 1期")
    try:
        day = parse_date(words)
    except ValueError as error:
        raise Problem(
            f"切替日「{words}」を読み取れません。", advice="例: 2026-01-05、令和8年1月5日"
        ) from error
    for other in before:
        if other.name == name:
            raise Problem(f"移行時期「{name}」が二度あります。", advice="一つにまとめてください。")
        if other.cutover == day:
            raise Problem(
                f"移行時期「{name}」と「{other.name}」が同じ日（{wareki(day)}）に重なっています。",
                advice="日を分けるか、一つの移行時期にまとめてください。",
            )
    return Phase(name, day)
