"""The lines of 計画表 of one municipality."""

import json
from collections.abc import Mapping, Sequence

from taiodo.plan.ward_table import PlanLine
from taiodo.store.changes import Stale, add, change, remove
from taiodo.store.engine import Reading, Transaction
from taiodo.store.history import rows_held
from taiodo.store.planning_tables import PlanLineRow


def plan_lines(reading: Reading, municipality: int, moment: str = "") -> tuple[PlanLine, ...]:
    """All lines by block and place; as they were just before `moment` (UTC ISO) when given."""
    rows = rows_held(reading, municipality, PlanLineRow, moment)
    rows.sort(key=lambda row: (row["block"], row["position"], row["id"]))
    return tuple(
        PlanLine(
            row["block"],
            row["position"],
            row["title"],
            row["mark"],
            row["level"],
            _from_text(row["planned"]),
            _from_text(row["happened"]),
            row["unplaced"],
            row["note"],
            row["source"],
            row["certainty"],
            row["id"],
            row["revision"],
        )
        for row in rows
    )


def add_plan_lines(tx: Transaction, municipality: int, lines: Sequence[PlanLine]) -> None:
    """Store new lines."""
    for line in lines:
        values = {"municipality_id": municipality, **_values(line)}
        add(tx, PlanLineRow, values, municipality_id=municipality)


def change_plan_line(
    tx: Transaction, municipality: int, line: PlanLine, revision: int | None
) -> int | Stale:
    """Store a line seen at `revision`; the new revision, or Stale."""
    return change(
        tx,
        PlanLineRow,
        line.id,
        _values(line),
        revision=revision,
        municipality_id=municipality,
        summary=line.title,
    )


def remove_plan_line(tx: Transaction, municipality: int, line: int) -> None:
    """Delete one line; the trail keeps what it held."""
    remove(tx, PlanLineRow, line, municipality_id=municipality)


def _values(line: PlanLine) -> dict[str, object]:
    return {
        "block": line.block,
        "position": line.position,
        "title": line.title,
        "mark": line.mark,
        "level": line.level,
        "planned": _as_text(line.planned),
        "happened": _as_text(line.happened),
        "unplaced": line.unplaced,
        "note": line.note,
        "source": line.source,
        "certainty": line.certainty,
    }


def _as_text(words: Mapping[int, str]) -> str:
    held = {str(year): words[year] for year in sorted(words) if words[year]}
    return json.dumps(held, ensure_ascii=False)


def _from_text(text: str) -> dict[int, str]:
    return {int(year): words for year, words in json.loads(text).items()}
