"""People who answer a survey all at once, each at a tab of their own, and what they were told.

Half of them fill in the form of one item, half type into the table. Everything typed is a text that
is typed once only, so that the audit trail shows whether it was stored once, twice or never.
"""

import asyncio
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from streamlit_client import Gone, Tab

LOGIN_COOKIE = "taiodo_login"
SAVED_CELLS = re.compile(r"保存しました（(\d+)件")
PASSWORD = "みんなで一斉に答える-2026"
VERDICTS = ("fit", "partial", "gap", "not_applicable")
ROWS_OF_A_BATCH = 40


@dataclass(slots=True)
class Typed:
    """One text typed for some items: whether the person was told that it is stored."""

    text: str
    items: tuple[int, ...]
    acknowledged: bool = False


@dataclass
class Ledger:
    """What the whole crowd typed, and how long it waited, in seconds."""

    typed: list[Typed] = field(default_factory=list)
    waits: dict[str, list[float]] = field(default_factory=dict)
    refused: int = 0
    missed: list[str] = field(default_factory=list)
    bytes_taken: int = 0

    def wait(self, kind: str, seconds: float) -> None:
        self.waits.setdefault(kind, []).append(seconds)

    def acknowledged(self) -> Iterator[Typed]:
        return (t for t in self.typed if t.acknowledged)


async def logged_in(address: str, login: str, first_password: str) -> dict[str, str]:
    """Log in as a browser does, choosing a password of one's own on the way."""
    async with httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=120) as client:
        page = await client.get("/login", headers={"accept": "text/html"})
        page = await client.post(
            "/login",
            data={"form": _token(page.text), "login": login, "password": first_password},
        )
        words = {"present": first_password, "password": PASSWORD, "again": PASSWORD}
        page = await client.post(
            "/password", data={"form": _token(page.text), **words}, follow_redirects=False
        )
        if page.status_code != 303:
            raise AssertionError(page.text)
        return {LOGIN_COOKIE: client.cookies[LOGIN_COOKIE]}


def _token(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


@dataclass
class Answerer:
    """One person: `number` tells the texts apart, `pause` is the least and longest think time, s.

    `page` is where in the list the person begins. With `batches` the table is pasted into, many
    rows at once, instead of cell by cell, and nobody turns pages. The person comes up to `arrival`
    seconds late.
    """

    number: int
    tab: Tab
    ledger: Ledger
    pause: tuple[float, float]
    page: int
    pages: int
    batches: bool = False
    arrival: float = 0.0
    dice: random.Random = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.number)

    @property
    def at_table(self) -> bool:
        return self.number % 2 == 1

    async def work(self, until: float) -> None:
        """Answer until the clock (`time.monotonic`) says so, whatever becomes of the server."""
        inside = False
        await asyncio.sleep(self.dice.uniform(0, self.arrival))
        while time.monotonic() < until:
            try:
                if not inside:
                    await self._enter()
                    inside = True
                await self.tab.wait(self.dice.uniform(*self.pause))
                if time.monotonic() < until:
                    await self._act()
            except Gone:
                inside = False
                await asyncio.sleep(0.3)

    async def _enter(self) -> None:
        view = "table" if self.at_table else "one"
        run = await self.tab.open("survey", f"page={self.page}&view={view}")
        self.ledger.wait("open", run.seconds)
        self.ledger.bytes_taken += run.size
        if not self.tab.keys("survey."):
            raise Gone("not the survey: " + " ".join(filter(None, self.tab.texts()))[:300])

    async def _act(self) -> None:
        chance = self.dice.random()
        if chance < 0.1 and not self.batches:
            await self._turn()
        elif self.at_table:
            await self._type_into_table()
        else:
            await self._fill_form()

    def _note(self, *items: int) -> Typed:
        self._count += 1
        typed = Typed(f"回答者{self.number:03}の{self._count:05}番", items)
        self.ledger.typed.append(typed)
        return typed

    async def _turn(self) -> None:
        self.page = self.dice.randrange(self.pages) + 1
        run = await self.tab.turn("page", self.page)
        self.ledger.wait("page", run.seconds)

    async def _fill_form(self) -> None:
        key = next(iter(self.tab.keys("survey.form.")), "")
        if not key:
            raise Gone("no form: " + " ".join(filter(None, self.tab.texts()))[:300])
        form = ".".join(key.split(".")[:4])
        item = int(form.split(".")[2])
        typed = self._note(item)
        self.tab.fill(f"{form}.comment", typed.text)
        verdict = self.dice.choice(VERDICTS)
        run = await self.tab.press(f"survey.verdict.{verdict}", lambda t: "を保存しました" in t)
        if run.said is None and self.tab.find(f"survey.mine.{item}"):
            self.ledger.refused += 1
            run = await self.tab.press(f"survey.mine.{item}", lambda t: "を保存しました" in t)
        self._settle(typed, run.said, run.seconds)

    async def _type_into_table(self) -> None:
        key, frame = self.tab.frame("survey.grid")
        rows = [self.dice.randrange(len(frame))]
        if self.batches:
            rows = self.dice.sample(range(len(frame)), min(ROWS_OF_A_BATCH, len(frame)))
        items = [int(frame.index[row]) for row in rows]
        typed = self._note(*items)
        before = self._saved_cells()
        run = await self.tab.edit(
            key,
            {row: {"comment": typed.text} for row in rows},
            lambda text: self._cells(text) >= before + len(rows),
        )
        said = run.said
        for item in items:
            if self.tab.find(f"survey.grid.mine.{item}"):
                self.ledger.refused += 1
                run = await self.tab.press(
                    f"survey.grid.mine.{item}", lambda t: self._cells(t) >= before + len(rows)
                )
                said = said or run.said
        self._settle(typed, said, run.seconds)

    def _settle(self, typed: Typed, said: float | None, whole: float) -> None:
        if said is None:
            self.ledger.missed.append(
                f"{typed.text}: " + " ".join(filter(None, self.tab.texts()))[-400:]
            )
            return
        typed.acknowledged = True
        self.ledger.wait("save", said)
        self.ledger.wait("save_in_table" if self.at_table else "save_in_form", said)
        self.ledger.wait("save_until_page_is_whole", whole)

    def _saved_cells(self) -> int:
        return max(map(self._cells, self.tab.texts()), default=0)

    @staticmethod
    def _cells(text: str) -> int:
        found = SAVED_CELLS.search(text)
        return int(found[1]) if found else 0
