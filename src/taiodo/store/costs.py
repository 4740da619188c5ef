"""費用 of one municipality, and what becomes of its systems outside the standardised operations."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from taiodo.plan.costs import CostItem, CostLine
from taiodo.plan.outside import Decision
from taiodo.store.changes import Stale, add, change, columns_of, remove
from taiodo.store.engine import Reading, Transaction
from taiodo.store.history import rows_held
from taiodo.store.inventory import system_keys
from taiodo.store.planning_tables import CostLineRow, OutsideDecisionRow

OUTSIDE = columns_of(OutsideDecisionRow)


def cost_lines(reading: Reading, municipality: int, moment: str = "") -> tuple[CostLine, ...]:
    """All lines in order of entry; as they were just before `moment` (UTC ISO) when given."""
    codes = _codes(reading, municipality)
    return tuple(
        CostLine(
            row["name"],
            row["category"],
            CostItem(row["item"]),
            {int(year): amount for year, amount in json.loads(row["amounts"]).items()},
            codes.get(row["system_id"], ""),
            row["note"],
            row["id"],
            row["revision"],
        )
        for row in rows_held(reading, municipality, CostLineRow, moment)
    )


def add_cost_lines(tx: Transaction, municipality: int, lines: Sequence[CostLine]) -> None:
    """Store new lines."""
    keys = system_keys(tx, municipality)
    for line in lines:
        values = {"municipality_id": municipality, **_values(line, keys)}
        add(tx, CostLineRow, values, municipality_id=municipality)


def change_cost_line(
    tx: Transaction, municipality: int, line: CostLine, revision: int | None
) -> int | Stale:
    """Store a line seen at `revision`; the new revision, or Stale."""
    values = _values(line, system_keys(tx, municipality))
    return change(
        tx,
        CostLineRow,
        line.id,
        values,
        revision=revision,
        municipality_id=municipality,
        summary=line.name,
    )


def remove_cost_line(tx: Transaction, municipality: int, line: int) -> None:
    """Delete one line; the trail keeps what it held."""
    remove(tx, CostLineRow, line, municipality_id=municipality)


def amounts_as_text(amounts: Mapping[int, int]) -> str:
    """Amounts as JSON, years in order."""
    return json.dumps({str(year): amounts[year] for year in sorted(amounts)})


def _values(line: CostLine, keys: Mapping[str, int]) -> dict[str, object]:
    return {
        "system_id": keys.get(line.system),
        "name": line.name,
        "category": line.category,
        "item": line.item.value,
        "amounts": amounts_as_text(line.amounts),
        "note": line.note,
    }


def decisions(
    reading: Reading, municipality: int, moment: str = ""
) -> dict[str, tuple[Decision, int]]:
    """The user's id of a system → what was decided, and the revision; before `moment` if given."""
    codes = _codes(reading, municipality)
    return {
        codes[row["system_id"]]: (
            Decision(
                row["replacement"],
                row["candidate"],
                row["decision"],
                row["reason"],
                row["cloud"],
                row["cloud_note"],
            ),
            row["revision"],
        )
        for row in rows_held(reading, municipality, OutsideDecisionRow, moment)
    }


def save_decision(
    tx: Transaction, municipality: int, system: str, decision: Decision, revision: int | None
) -> int | Stale:
    """Store what was decided of a system, seen at `revision` (0: nothing was there)."""
    key = system_keys(tx, municipality)[system]
    values: dict[str, object] = {
        "replacement": decision.replacement,
        "candidate": decision.candidate,
        "decision": decision.decision,
        "reason": decision.reason,
        "cloud": decision.cloud,
        "cloud_note": decision.cloud_note,
    }
    present = tx.connection.scalar(select(OUTSIDE.id).where(OUTSIDE.system_id == key))
    if present is None:
        held = {"municipality_id": municipality, "system_id": key, **values}
        add(tx, OutsideDecisionRow, held, municipality_id=municipality)
        return 1
    return change(
        tx,
        OutsideDecisionRow,
        present,
        values,
        revision=revision,
        municipality_id=municipality,
        summary=system,
    )


def _codes(reading: Reading, municipality: int) -> dict[int | None, str]:
    return {key: code for code, key in system_keys(reading, municipality).items()}
