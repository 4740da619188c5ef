"""The grid that saves while people type: nothing lost, nothing written twice."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

APP = Path(__file__).parent / "apps" / "slow_grid.py"
ROWS = 120
# The columns shown by the application under test, and the height of a row in pixels.
NAME, COMMENT, DAYS, DUE, VERDICT = range(5)
ROW = 35
KEY_MS = 20
TABLE = """
CREATE TABLE item (
    id INTEGER PRIMARY KEY, name TEXT, comment TEXT, days REAL, due TEXT, verdict TEXT,
    revision INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE written (id INTEGER PRIMARY KEY, item INTEGER, name TEXT, value TEXT);
"""


@dataclass
class Table:
    """The rows behind the grid, read and changed by a connection of its own."""

    path: Path

    def _rows(self, query: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(self.path, timeout=10)) as connection, connection:
            return connection.execute(query, values).fetchall()

    def create(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(TABLE)
            connection.executemany(
                "INSERT INTO item (id, name, comment, verdict) VALUES (?, ?, ?, '')",
                [(n, f"項目{n}", f"old{n}") for n in range(1, ROWS + 1)],
            )

    def value(self, item: int, column: str = "comment") -> object:
        return self._rows(f"SELECT {column} FROM item WHERE id = ?", item)[0][0]

    def comments(self, first: int, last: int) -> list[str]:
        query = "SELECT comment FROM item WHERE id BETWEEN ? AND ? ORDER BY id"
        return [value for (value,) in self._rows(query, first, last)]

    def written(self) -> list[tuple[int, str, str]]:
        return self._rows("SELECT item, name, value FROM written ORDER BY id")

    def change_elsewhere(self, item: int, comment: str) -> None:
        query = "UPDATE item SET comment = ?, revision = revision + 1 WHERE id = ?"
        self._rows(query, comment, item)

    def wait_until(self, holds: Callable[[], bool], seconds: float = 25) -> None:
        last = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < last, f"written so far: {self.written()}"
            time.sleep(0.1)


@dataclass
class Editor:
    """The grid as somebody at the keyboard sees it."""

    page: Page

    def shows(self, row: int, text: str, column: int = COMMENT) -> None:
        expect(self.page.get_by_test_id(f"glide-cell-{column}-{row}")).to_have_text(text)

    def go_to(self, row: int, column: int = COMMENT) -> None:
        """Put the cursor on a cell near the top of the visible rows."""
        frame = self.page.get_by_test_id("stDataFrame").bounding_box()
        assert frame is not None
        self.page.mouse.click(frame["x"] + 12, frame["y"] + ROW * (row + 1.5))
        for _ in range(column):
            self.page.wait_for_timeout(3 * KEY_MS)
            self.page.keyboard.press("ArrowRight")
        self.page.wait_for_timeout(3 * KEY_MS)

    def type(self, *values: str, leave: str = "Enter") -> None:
        """Type values downwards, faster than anybody can: about ten cells a second.

        Each key waits until the browser shows what the last one did, however slow the machine.
        """
        for value in values:
            self.page.keyboard.type(value[0])
            self._wait_for_open_cell(True)
            self.page.keyboard.type(value[1:], delay=KEY_MS)
            if leave:
                self.page.keyboard.press(leave)
                self._wait_for_open_cell(False)

    def _wait_for_open_cell(self, wanted: bool) -> None:
        self.page.wait_for_function(
            "wanted => (document.querySelector('#portal')?.childElementCount > 0) === wanted",
            arg=wanted,
        )
        self.page.wait_for_timeout(KEY_MS)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    made = Table(tmp_path / "grid.sqlite3")
    made.create()
    return made


@pytest.fixture
def editor(page: Page, table: Table, serve) -> Iterator[Editor]:
    served = serve(app=APP, GRID_DATABASE=str(table.path))
    page.goto(served.url)
    found = Editor(page)
    found.shows(0, "old1")
    yield found
    page.wait_for_timeout(300)


def saved(page: Page, count: int) -> None:
    expect(page.get_by_text(f"保存しました（{count}件")).to_be_visible(timeout=25_000)


def test_fifty_rapid_edits_are_each_written_once(editor: Editor, table: Table) -> None:
    typed = [f"v{n}" for n in range(1, 51)]
    editor.go_to(0)
    editor.type(*typed)
    saved(editor.page, 50)
    assert table.comments(1, 50) == typed
    assert sorted(table.written()) == sorted((n, "comment", f"v{n}") for n in range(1, 51))


def test_fifty_edits_at_the_pace_of_a_person_across_columns(editor: Editor, table: Table) -> None:
    """Each cell travels on its own here, so saves and new edits overlap again and again."""
    editor.go_to(0)
    for n in range(1, 26):
        editor.type(f"v{n}", leave="Tab")
        editor.type(str(n))
        editor.page.keyboard.press("ArrowLeft")
        editor.page.wait_for_timeout(150)
    saved(editor.page, 50)
    assert table.comments(1, 25) == [f"v{n}" for n in range(1, 26)]
    assert [table.value(n, "days") for n in range(1, 26)] == [float(n) for n in range(1, 26)]
    cells = [(item, name) for item, name, _ in table.written()]
    assert len(cells) == len(set(cells)) == 50


def test_the_same_cell_typed_over_and_over_ends_with_the_last_word(
    editor: Editor, table: Table
) -> None:
    for n in range(10):
        editor.go_to(2)
        editor.type(f"w{n}")
    table.wait_until(lambda: table.value(3) == "w9")
    words = [value for _, _, value in table.written()]
    assert words == sorted(set(words)), "never back to an older word, none twice"
    assert words[-1] == "w9"


def test_a_cell_typed_back_to_what_it_was(editor: Editor, table: Table) -> None:
    editor.go_to(1)
    editor.type("other")
    saved(editor.page, 1)
    editor.go_to(1)
    editor.type("old2")
    saved(editor.page, 2)
    assert table.value(2) == "old2"
    assert [value for _, _, value in table.written()] == ["other", "old2"]


def test_a_cell_typed_back_while_its_save_is_under_way(editor: Editor, table: Table) -> None:
    editor.go_to(1)
    editor.type("other")
    editor.page.wait_for_timeout(250)
    editor.go_to(1)
    editor.type("old2")
    editor.go_to(4)
    editor.type("end")
    table.wait_until(lambda: table.value(5) == "end")
    table.wait_until(lambda: table.value(2) == "old2")
    editor.shows(1, "old2")


def test_page_change_with_edits_under_way(editor: Editor, table: Table) -> None:
    editor.go_to(0)
    editor.type("a1", "a2", "a3", "a4", "a5")
    editor.page.get_by_test_id("stButtonGroup").get_by_text("2", exact=True).click()
    editor.shows(0, "old61")
    editor.go_to(0)
    editor.type("b1", "b2")
    editor.page.get_by_test_id("stButtonGroup").get_by_text("1", exact=True).click()
    editor.shows(0, "a1")
    saved(editor.page, 7)
    assert table.comments(1, 6) == ["a1", "a2", "a3", "a4", "a5", "old6"]
    assert table.comments(61, 63) == ["b1", "b2", "old63"]
    assert len(table.written()) == 7
    editor.go_to(0)
    editor.type("a1b")
    saved(editor.page, 8)
    assert table.value(1) == "a1b"


@pytest.mark.parametrize("leave", ["with Enter", "straight away"])
def test_leaving_for_another_page_of_rows_at_once(editor: Editor, table: Table, leave: str) -> None:
    pages = editor.page.get_by_test_id("stButtonGroup")
    for word, number, first in (("x", 2, 1), ("y", 1, 61), ("z", 2, 1)):
        editor.go_to(3)
        editor.type(word, leave="Enter" if leave == "with Enter" else "")
        pages.get_by_text(str(number), exact=True).click()
        table.wait_until(lambda w=word, at=first: table.value(at + 3) == w)
        editor.shows(0, "old61" if number == 2 else "old1")
        editor.page.wait_for_timeout(500)
    assert table.written() == [(4, "comment", "x"), (64, "comment", "y"), (4, "comment", "z")]


@pytest.mark.parametrize("leave", ["with Enter", "straight away"])
def test_leaving_the_grid_at_once_and_coming_back(editor: Editor, table: Table, leave: str) -> None:
    """What was saved stays saved and is shown: an editor that comes back empty undoes nothing."""
    grid = editor.page.get_by_test_id("data-grid-canvas")
    for n in range(3):
        editor.go_to(n)
        editor.type(f"h{n}", leave="Enter" if leave == "with Enter" else "")
        editor.page.get_by_text("表を隠す").click()
        expect(grid).to_have_count(0)
        table.wait_until(lambda n=n: table.value(n + 1) == f"h{n}")
        editor.page.wait_for_timeout(1000)
        expect(grid).to_have_count(0)
        editor.page.get_by_text("表を隠す").click()
        editor.shows(n, f"h{n}")
        editor.page.wait_for_timeout(500)
    assert table.comments(1, 3) == ["h0", "h1", "h2"]
    assert len(table.written()) == 3


def test_conflict_shows_both_and_overwrites_when_told(editor: Editor, table: Table) -> None:
    table.change_elsewhere(3, "相手の内容")
    editor.go_to(2)
    editor.type("mine")
    refusal = editor.page.locator(".st-key-grid-refused-3")
    expect(refusal.get_by_text("保存していません: 項目3")).to_be_visible()
    expect(refusal.get_by_text("mine", exact=True)).to_be_visible()
    expect(refusal.get_by_text("相手の内容", exact=True)).to_be_visible()
    assert table.value(3) == "相手の内容"
    editor.page.wait_for_timeout(500)
    editor.go_to(2, DAYS)
    editor.type("4.5")
    expect(refusal.get_by_text("4.5")).to_be_visible()
    assert table.written() == []
    refusal.get_by_role("button", name="自分の入力で上書きする").click()
    expect(refusal).to_have_count(0)
    saved(editor.page, 2)
    assert (table.value(3), table.value(3, "days")) == ("mine", 4.5)
    editor.shows(2, "mine")


def test_conflict_settled_with_what_is_there(editor: Editor, table: Table) -> None:
    table.change_elsewhere(3, "相手の内容")
    editor.go_to(1)
    editor.type("before", "mine", "after")
    refusal = editor.page.locator(".st-key-grid-refused-3")
    expect(refusal.get_by_text("mine", exact=True)).to_be_visible()
    saved(editor.page, 2)
    refusal.get_by_role("button", name="今の内容を採る").click()
    expect(refusal).to_have_count(0)
    editor.shows(2, "相手の内容")
    assert table.comments(2, 4) == ["before", "相手の内容", "after"]
    editor.go_to(2)
    editor.type("later")
    saved(editor.page, 3)
    assert table.value(3) == "later"
