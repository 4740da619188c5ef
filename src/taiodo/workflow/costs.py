"""費用: entered by grid or from a file with a preview, shown per year, 費目 and category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from taiodo.access.rights import Action
from taiodo.plan.calendar import fiscal_year
from taiodo.plan.costs import CostItem, CostLine, amount_of, category_of, item_of
from taiodo.problems import Problem, errors
from taiodo.store import costs as stored
from taiodo.store import inventory as stored_inventory
from taiodo.store.changes import Stale
from taiodo.survey.items import Edit, Outcome
from taiodo.workbook.costs import CostReading, read_costs, write_costs
from taiodo.workflow.bridging import STALE
from taiodo.workflow.desk import Desk, today
from taiodo.workflow.trail import record_export

MAX_NAME, MAX_NOTE = 100, 400


@dataclass(frozen=True, slots=True)
class Costs:
    """All lines, the fiscal years of the columns, and the systems (id → name)."""

    lines: tuple[CostLine, ...]
    years: tuple[int, ...]
    systems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CostPreview:
    """A file of costs as read, and what storing it would do."""

    reading: CostReading
    new: int
    changed: int
    same: int


def costs(desk: Desk) -> Costs:
    """What is stored; the years run from the first entered to five after the present one."""
    with desk.reading() as (reading, body):
        lines = stored.cost_lines(reading, body.id)
        systems = {s.id: s.name for s in stored_inventory.systems(reading, body.id)}
    return Costs(lines, years_of(lines), systems)


def years_of(lines: Sequence[CostLine]) -> tuple[int, ...]:
    """The fiscal years to show: those entered, and the present with two before and four after."""
    now = fiscal_year(today())
    held = {year for line in lines for year in line.amounts}
    return tuple(sorted(held | set(range(now - 2, now + 5))))


def add_line(desk: Desk, *, system: str, name: str, category: str, item: str) -> None:
    """Store a new line without amounts.

    Raises:
        Problem: neither system nor name, an unknown word, or the line is there already.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        systems = {s.id: s.name for s in stored_inventory.systems(tx, body.id)}
        cleaned = " ".join(name.split()) or systems.get(system, "")
        if not cleaned or len(cleaned) > MAX_NAME:
            raise Problem(f"システムを選ぶか、名称を{MAX_NAME}字以内で入れてください。")
        line = CostLine(cleaned, category_of(category), item_of(item), {}, system)
        if any(_key(one) == _key(line) for one in stored.cost_lines(tx, body.id)):
            raise Problem(f"{cleaned}の{line.item.label}の行は既にあります。")
        stored.add_cost_lines(tx, body.id, [line])


def save_lines(desk: Desk, edits: Sequence[Edit]) -> tuple[Outcome, ...]:
    """Store amounts (fields y2025 … in 千円), category and note of lines.

    A wrong amount or a stale revision refuses that row alone.
    """
    outcomes = []
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        held = {line.id: line for line in stored.cost_lines(tx, body.id)}
        for edit in edits:
            if edit.item not in held:
                outcomes.append(Outcome(edit.item, False, 0, {}, "この行はもうありません。"))
                continue
            line = held[edit.item]
            try:
                wanted = _changed(line, edit.changes)
            except Problem as problem:
                message = f"{problem.message}{problem.advice}"
                outcomes.append(Outcome(edit.item, False, line.revision, {}, message))
                continue
            result = stored.change_cost_line(tx, body.id, wanted, edit.revision)
            if isinstance(result, Stale):
                outcomes.append(Outcome(edit.item, False, line.revision, values_of(line), STALE))
            else:
                outcomes.append(Outcome(edit.item, True, result))
    return tuple(outcomes)


def values_of(line: CostLine) -> dict[str, object]:
    """A line as the fields of a grid."""
    amounts: dict[str, object] = {f"y{year}": amount for year, amount in line.amounts.items()}
    rest = {"category": line.category, "note": line.note, "revision": line.revision}
    return {**amounts, **rest}


def remove_line(desk: Desk, line: int, revision: int) -> None:
    """Delete a line.

    Raises:
        Problem: somebody changed or deleted it meanwhile.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        held = {one.id: one for one in stored.cost_lines(tx, body.id)}
        if line not in held or held[line].revision != revision:
            raise Problem(f"{STALE}行は消していません。", advice="画面を読み直してください。")
        stored.remove_cost_line(tx, body.id, line)


def preview(desk: Desk, source: Path | bytes, name: str) -> CostPreview:
    """How a file would be read and what it would change; nothing is stored.

    Raises:
        Problem: the file cannot be read, or has no table of costs.
    """
    with desk.reading() as (reading, body):
        systems = {s.id: s.name for s in stored_inventory.systems(reading, body.id)}
        held = {_key(line): line for line in stored.cost_lines(reading, body.id)}
    read = read_costs(source, name, systems)
    known = [(line, held[_key(line)]) for line in read.lines if _key(line) in held]
    same = sum(_merged(before, line) == before for line, before in known)
    return CostPreview(read, len(read.lines) - len(known), len(known) - same, same)


def commit(desk: Desk, given: CostPreview) -> int:
    """Store a previewed file, all or nothing; amounts it does not name stay; how many lines.

    Raises:
        Problem: the reading has errors.
    """
    wrong = errors(given.reading.findings)
    if wrong:
        raise Problem(
            f"誤りが{len(wrong)}件あるため、取り込みませんでした。最初の誤り: {wrong[0].message}",
            wrong[0].where,
            wrong[0].advice,
            findings=given.reading.findings,
        )
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        held = {_key(line): line for line in stored.cost_lines(tx, body.id)}
        for line in given.reading.lines:
            before = held.get(_key(line))
            if before is None:
                stored.add_cost_lines(tx, body.id, [line])
            else:
                stored.change_cost_line(tx, body.id, _merged(before, line), None)
    return len(given.reading.lines)


def template(desk: Desk, target: Path | BinaryIO) -> None:
    """Write the workbook to fill in; systems without any line get empty ones for every 費目."""
    record_export(desk, "cost_line", "費用の記入用ブック")
    found = costs(desk)
    held = {line.system for line in found.lines}
    blank = [
        CostLine(name, "基幹系", item, {}, system)
        for system, name in found.systems.items()
        if system not in held
        for item in CostItem
        if item is not CostItem.UNSPLIT
    ]
    write_costs([*found.lines, *blank], found.years, target)


def _key(line: CostLine) -> tuple[str, str, CostItem]:
    return line.system, line.name, line.item


def _merged(before: CostLine, given: CostLine) -> CostLine:
    return replace(
        before,
        category=given.category,
        amounts={**before.amounts, **given.amounts},
        note=given.note or before.note,
    )


def _changed(line: CostLine, changes: Mapping[str, object]) -> CostLine:
    amounts = dict(line.amounts)
    for name, value in changes.items():
        if name.startswith("y") and name[1:].isdigit():
            amount = amount_of(value)
            amounts.pop(int(name[1:]), None)
            if amount is not None:
                amounts[int(name[1:])] = amount
    note = str(changes.get("note", line.note) or "").strip()
    if len(note) > MAX_NOTE:
        raise Problem(f"備考を{MAX_NOTE}字以内で入れてください。")
    category = category_of(str(changes.get("category", line.category) or ""))
    return replace(line, amounts=amounts, note=note, category=category)
