"""What three vendors' replies to 15,000 requirements cost: form, reading, storing, comparing.

Floors measured in the same run: openpyxl's own load of the reply, and reading the bare rows of
the answers from the database.

Run: python tests/benchmarks/packages.py
"""

import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parents[1]))

from reply_books import filled
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.store import editions as stored_editions
from taiodo.store import packages as stored
from taiodo.workflow import package_form, packages
from taiodo.workflow.desk import Desk, initialise
from taiodo.workflow.package_comparison import ComparedFilter, compared

SIZES = (5_000, 15_000)
ROUNDS = 5
CLASSES = (Obligation.MANDATORY, Obligation.OPTIONAL, Obligation.PROHIBITED)
ANSWERS = (("○ 対応済",), ("△ 経過措置", "2027/3/31"), ("□ 代替手段", None, "EUC"), ("× 未対応",))


def milliseconds(work: Callable[[], object], rounds: int = 1) -> float:
    """The median time of one call."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def edition(rows: int) -> tuple[Requirement, ...]:
    """Requirements of three classes."""
    return tuple(
        Requirement(
            f"{n:07}", (f"{n // 400}. 章",), f"機能{n % 97}",
            f"{n}件目の届出を登録できること。" * 3,
            CLASSES[n % 3], CLASSES[n % 3],
        )
        for n in range(1, rows + 1)
    )  # fmt: skip


def measure(folder: Path, rows: int) -> dict[str, float]:
    """All figures for one size, in milliseconds."""
    desk, _ = initialise(f"sqlite:///{folder / f'{rows}.sqlite3'}")
    header = Edition("jumin", "9", EditionKind.OFFICIAL, "", "", requirements=edition(rows))
    with desk.store.transaction("測定") as tx:
        stored_editions.add_edition(tx, header)
    target = io.BytesIO()
    found = {"form_ms": milliseconds(lambda: package_form.write_form(desk, "jumin", "9", target))}
    answers = {f"{n:07}": ANSWERS[n % len(ANSWERS)] for n in range(1, rows + 1)}
    reply = filled(target.getvalue(), answers)
    floor = milliseconds(lambda: load_workbook(io.BytesIO(reply)))

    def previewed() -> packages.ReplyPreview:
        return packages.preview(desk, reply, "a.xlsx", operation="jumin", edition="9")

    found["preview_ms"] = milliseconds(previewed)
    found["preview_to_openpyxl"] = found["preview_ms"] / floor
    seen = previewed()
    for vendor in "甲乙丙":
        package = packages.VendorPackage(vendor)
        found["commit_ms"] = milliseconds(lambda p=package: packages.commit(desk, seen, p))
    found |= comparing(desk)
    desk.store.close()
    return found


def comparing(desk: Desk) -> dict[str, float]:
    """A page of the comparison, a narrowed one, and the bare rows they are made from."""

    def bare() -> None:
        with desk.reading() as (reading, body):
            for reply in stored.replies(reading, body.id):
                stored.brief_answers(reading, reply.id)

    late = ComparedFilter(issue="mandatory_missing", text="登録")
    page = milliseconds(lambda: compared(desk, "jumin", "9"), ROUNDS)
    return {
        "page_ms": page,
        "narrowed_ms": milliseconds(lambda: compared(desk, "jumin", "9", late), ROUNDS),
        "page_to_bare_rows": page / milliseconds(bare, ROUNDS),
    }


def main() -> None:
    """Print the figures as one JSON document."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {rows: measure(Path(folder), rows) for rows in SIZES}
    small, large = (measured[rows] for rows in SIZES)
    growth = {k: round(large[k] / small[k], 2) for k in ("preview_ms", "commit_ms", "page_ms")}
    shown = {str(r): {k: round(v, 2) for k, v in f.items()} for r, f in measured.items()}
    print(json.dumps({**shown, "growth_15000_to_5000": growth}, indent=2))


if __name__ == "__main__":
    main()
