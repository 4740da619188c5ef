"""A sheet as plain values, the same from every kind of file."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

_BLANKS = " \t\r\n\u00a0\u200b\ufeff"
MAX_ROWS = 60_000
MAX_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class Place:
    """A range of merged cells, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Struck:
    """A cell with struck-through words (見え消し): `text` is what remains, `lost` what does not."""

    text: str
    lost: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without usable value: `words` is Excel's error, or "" for a formula never computed."""

    words: str


# An untouched cell is None; "" is an empty text somebody wrote.
Value = str | int | float | bool | date | datetime | time | Struck | Fault | None


@dataclass(slots=True)
class Grid:
    """One sheet from A1 on; rows end with their last filled cell.

    `height` and `reach` are the last row and column with a value, also where these lie beyond
    what is read. `typed` is False where every value is text (CSV). `pictures` tells a drawing.
    """

    title: str
    rows: list[list[Value]] = field(default_factory=list)
    merged: list[Place] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    height: int = 0
    reach: int = 0
    typed: bool = True
    pictures: bool = False


def put(grid: Grid, row: int, column: int, value: Value) -> None:
    """Store a value; beyond the bounds only its place is noted."""
    if row > grid.height:
        grid.height = row
    if column > grid.reach:
        grid.reach = column
    if row > MAX_ROWS or column > MAX_COLUMNS:
        return
    rows = grid.rows
    while len(rows) < row:
        rows.append([])
    cells = rows[row - 1]
    while len(cells) < column:
        cells.append(None)
    cells[column - 1] = value


def tidy(text: str) -> str:
    """The text without ASCII blanks, hard or zero-width blanks and line breaks at its ends.

    A full-width blank at the end belongs to the text and stays.
    """
    return text.strip(_BLANKS)


def struck_or_text(parts: list[tuple[str, bool]]) -> Value:
    """The value of a text given in runs, each with whether it is struck through."""
    kept = tidy("".join(text for text, struck in parts if not struck))
    lost = "".join(text for text, struck in parts if struck)
    return Struck(kept, tidy(lost)) if lost.strip() else kept
