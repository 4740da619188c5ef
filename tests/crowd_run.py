"""A server with a crowd at it: started, killed in the middle, and what it stored proven."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from sqlalchemy import select

from crowd import Answerer, Ledger, logged_in
from streamlit_client import Tab
from taiodo.store.tables import AuditRow, RequirementItemRow
from taiodo.workflow import account_file, checking
from taiodo.workflow.desk import Desk

ROOT = Path(__file__).parents[1]
PAGE_SIZE = 50
PAUSE = (5.0, 15.0)
ARRIVAL = 60.0
HURRY = (0.2, 1.5)


def accounts(desk: Desk, department: str, people: int) -> dict[str, str]:
    """An administrator and people of a department: login name → first password."""
    lines = ["ログイン名,氏名,役割,所管課", "admin,管理者,管理者,"]
    lines += [f"p{n:03},回答者{n:03},所管課,{department}" for n in range(people)]
    read = account_file.preview(desk, "\n".join(lines).encode(), "people.csv")
    return {one.login: one.password for one in account_file.commit(desk, read)}


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
                command, env=self._environment, stdout=words, stderr=words, cwd=ROOT
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

    def end(self) -> None:
        """End it, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

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


def page_of(number: int, people: int, pages: int) -> int:
    """The page of somebody who keeps to it: each who pastes batches has one to themselves.

    So no row of a batch can be refused for somebody else's change, and each batch must be whole.
    """
    tables = people // 2
    assert tables < pages
    return number // 2 + 1 if number % 2 else pages - number // 2 % (pages - tables)


async def crowded(
    server: Server, passwords: dict[str, str], seconds: float, items: int, kills: int
) -> tuple[Ledger, list[tuple[float, float]]]:
    """Let everybody log in and work; the ledger, and the memory over time."""
    await server.start()
    ledger, memory = Ledger(), []
    people = [name for name in passwords if name != "admin"]
    pages = -(-items // PAGE_SIZE)
    answerers = []
    for n, name in enumerate(people):
        begun = time.perf_counter()
        cookies = await logged_in(server.address, name, passwords[name])
        ledger.wait("login", time.perf_counter() - begun)
        tab = Tab(server.address, cookies)
        pause, arrival = (HURRY, 0.0) if kills else (PAUSE, min(ARRIVAL, seconds / 4))
        first = page_of(n, len(people), pages) if kills else n % pages + 1
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
