"""What following the plan costs: the whole nation's table, and late cutovers among many systems.

Run: python tests/benchmarks/tracking.py
"""

import io
import json
import random
import time
from collections.abc import Callable
from datetime import date, timedelta

from openpyxl import Workbook, load_workbook

from taiodo.catalog.inventory import Connection, Inventory, System, SystemKind
from taiodo.catalog.load import load_catalog
from taiodo.plan.consequence import moved_connections
from taiodo.plan.forecast import OperationForecast
from taiodo.plan.national import rows_of_body
from taiodo.workflow import step_import

BODIES = (200, 1_700)
SYSTEMS, CONNECTIONS = 5_000, 25_000
WORDS = ("完了済み", "作業中", "未", "対象外")


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def national_rows(bodies: int) -> list[list[str]]:
    """A table of so many municipalities, twenty operations each."""
    random.seed(1)
    catalog = load_catalog()
    head = ["都道府県", "市区町村", "業務", *(f"{s.item} {s.name}" for s in catalog.steps)]
    rows = [
        ["見本県", f"見本{body}市", o.name, *random.choices(WORDS, k=40)]
        for body in range(bodies)
        for o in catalog.operations.values()
    ]
    return [head, *rows]


def measure_table(bodies: int) -> dict[str, float]:
    """Reading the table as TSV and as a workbook, against openpyxl's plain load of the latter."""
    rows = national_rows(bodies)
    text = "\n".join("\t".join(row) for row in rows).encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("進捗表")
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    data = target.getvalue()
    floor = milliseconds(lambda: load_workbook(io.BytesIO(data)))
    ours = milliseconds(lambda: step_import.read(data, "a.xlsx"))
    table = step_import.read(text, "a.tsv")
    return {
        f"rows_{bodies}": len(rows) - 1,
        f"tsv_ms_{bodies}": round(milliseconds(lambda: step_import.read(text, "a.tsv"))),
        f"openpyxl_ms_{bodies}": round(floor),
        f"xlsx_ms_{bodies}": round(ours),
        f"xlsx_ratio_{bodies}": round(ours / floor, 2),
        f"one_body_ms_{bodies}": round(milliseconds(lambda: rows_of_body(table, "見本7市")), 1),
    }


def measure_consequences() -> dict[str, float]:
    """Every operation late at once, against one walk over the connections."""
    random.seed(2)
    operations = list(load_catalog().operations)
    systems = tuple(
        System(
            f"s{i}", f"シ{i}", SystemKind.STANDARD if i % 2 else SystemKind.LOCAL,
            (random.choice(operations),) if i % 2 else (),
        )
        for i in range(SYSTEMS)
    )  # fmt: skip
    connections = tuple(
        Connection(f"c{i}", f"s{random.randrange(SYSTEMS)}", f"s{random.randrange(SYSTEMS)}", "d")
        for i in range(CONNECTIONS)
    )
    inventory = Inventory(systems, (), connections)
    start = date(2025, 10, 1)
    late = [
        OperationForecast(
            o, (), start + timedelta(9 * i), start + timedelta(60 + 20 * i), False, None
        )
        for i, o in enumerate(operations)
    ]
    by_id = {system.id: system for system in systems}
    floor = milliseconds(
        lambda: [(by_id[c.provider].name, by_id[c.consumer].name, c.data) for c in connections]
    )
    ours = milliseconds(lambda: moved_connections(inventory, late))
    return {
        "connections": CONNECTIONS,
        "consequences_ms": round(ours),
        "consequences_ratio": round(ours / floor, 1),
    }


if __name__ == "__main__":
    figures: dict[str, float] = {}
    for count in BODIES:
        figures |= measure_table(count)
    print(json.dumps(figures | measure_consequences(), ensure_ascii=False, indent=2))
