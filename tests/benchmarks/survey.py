"""What a survey of 15,000 items costs: import, opening, one page of the list, one save.

Run: python tests/benchmarks/survey.py
"""

import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from openpyxl import load_workbook
from reading import specification

from taiodo.survey.answers import Verdict
from taiodo.survey.items import Edit, ItemFilter, Sort
from taiodo.workflow import specification as specifications
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk, initialise
from taiodo.workflow.specification import EditionFacts

STORED = (5_000, 12_000)
ITEMS = 15_000
ROUNDS = 40


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def measure_storing(folder: Path) -> dict[str, float]:
    """Reading, checking and storing against openpyxl's own full load of the same file."""
    figures: dict[str, float] = {}
    for rows in STORED:
        file = folder / f"{rows}.xlsx"
        specification(rows).save(file)
        floor, ours = [], []
        for turn in range(3):
            desk, _ = initialise(f"sqlite:///{folder / f'{rows}-{turn}.sqlite3'}")
            floor.append(milliseconds(partial(load_workbook, file)))
            ours.append(milliseconds(partial(_import, desk, file)))
            desk.store.close()
        figures[f"openpyxl_ms_{rows}"] = round(median(floor))
        figures[f"import_ms_{rows}"] = round(median(ours))
        figures[f"import_ratio_{rows}"] = round(median(ours) / median(floor), 2)
    small, large = (figures[f"import_ms_{rows}"] for rows in STORED)
    figures["import_growth_12000_to_5000"] = round(large / small, 2)
    return figures


def _import(desk: Desk, file: Path) -> None:
    specifications.commit(desk, specifications.preview(file), EditionFacts("jumin", "9"))


def surveyed_desk(folder: Path) -> tuple[Desk, str]:
    """A desk at a database with a survey of about 15,000 items."""
    file = folder / "survey.xlsx"
    specification(round(ITEMS * 17 / 16 / 0.9)).save(file)
    url = f"sqlite:///{folder / 'survey.sqlite3'}"
    desk, _ = initialise(url, sample="nakano")
    _import(desk, file)
    surveying.open_survey(desk, "jumin", "9")
    return desk, url


def measure_survey(folder: Path) -> dict[str, float]:
    """Median and 95th percentile, in ms, of what a person waits for on the survey page."""
    desk, _ = surveyed_desk(folder)
    figures: dict[str, float] = {}
    first = surveying.requirement_page(desk, ItemFilter())
    figures["items"] = first.total
    waits: dict[str, Callable[[int], object]] = {
        "page": lambda n: surveying.requirement_page(desk, ItemFilter(), number=n * 7 + 1),
        "search": lambda n: surveying.requirement_page(desk, ItemFilter(text=f"{n}件目 届出")),
        "sorted": lambda n: surveying.requirement_page(
            desk, ItemFilter(verdicts=(Verdict.UNANSWERED,)), sort=Sort.NAME, number=n
        ),
        "progress": lambda _: surveying.progress(desk),
        "item": lambda n: surveying.beside(desk, first.items[n].id),
        "save": lambda n: surveying.save_answers(
            desk, [Edit(first.items[n].id, 1, {"verdict": "fit", "comment": "確認済"})]
        ),
    }
    for name, wait in waits.items():
        times = [milliseconds(partial(wait, n)) for n in range(ROUNDS)]
        figures[f"{name}_ms_p50"] = round(median(times), 1)
        figures[f"{name}_ms_p95"] = round(quantiles(times, n=20)[-1], 1)
    desk.store.close()
    return figures


def main() -> None:
    """Print the figures as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(json.dumps(measure_storing(folder) | measure_survey(folder), indent=2))


if __name__ == "__main__":
    main()
