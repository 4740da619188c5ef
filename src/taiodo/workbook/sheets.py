"""A sheet as rows of values with the text people see, merged ranges resolved."""

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl.utils import get_column_letter

from taiodo.problems import Problem
from taiodo.workbook.bombs import refuse_area
from taiodo.workbook.grid import MAX_COLUMNS, MAX_ROWS, Fault, Grid, Place, Struck, Value, tidy
from taiodo.workbook.words import INVISIBLE

_NONE: dict[int, Place] = {}


class Sheet:
    """One sheet: `rows` of values from A1 on, and what merging says of them.

    Rows end with their last filled cell; `width` is the widest. `merged` maps columns to rows to
    the range that covers the cell, its first cell included.
    """

    def __init__(self, grid: Grid, file: str) -> None:
        self.title, self.file, self.hidden = grid.title, file, grid.hidden
        self.typed, self.pictures, self.hidden_rows = grid.typed, grid.pictures, grid.hidden_rows
        self.reach = grid.reach
        self._starts: dict[int, str] = {}
        if grid.height > MAX_ROWS and not self.hidden:
            raise Problem(
                f"行が多すぎます（{grid.height:,}行目まで使われています）。",
                f"{file} {self.title}",
                f"{MAX_ROWS:,}行まで読めます。表の下の使っていない行を削除して保存してください。",
            )
        self.rows = grid.rows
        self.width = min(grid.reach, MAX_COLUMNS)
        self.merged = self._merged(grid)

    def _merged(self, grid: Grid) -> dict[int, dict[int, Place]]:
        found: dict[int, dict[int, Place]] = {}
        area = 0
        for given in grid.merged:
            place = Place(
                given.top, given.left,
                min(given.bottom, len(self.rows)), min(given.right, self.width),
            )  # fmt: skip
            area += max(0, place.bottom - place.top + 1) * max(0, place.right - place.left + 1)
            refuse_area(area, f"{self.file} {self.title}")
            for column in range(place.left, place.right + 1):
                by_row = found.setdefault(column, {})
                for row in range(place.top, place.bottom + 1):
                    by_row[row] = place
                    if (row, column) != (place.top, place.left):
                        self._clear(row, column)
        return found

    def _clear(self, row: int, column: int) -> None:
        """Forget a value hidden under a merged range: nobody sees it."""
        cells = self.rows[row - 1]
        if column <= len(cells):
            cells[column - 1] = None

    def place(self, row: int, column: int) -> Place | None:
        """The merged range a cell belongs to."""
        return self.merged.get(column, _NONE).get(row)

    def value(self, row: int, column: int) -> Value:
        """What is stored at a place counted from 1."""
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else None

    def where(self, row: int, column: int) -> str:
        """The place as people name it: 「a.xlsx 機能要件!G14」."""
        start = self._starts.get(column)
        if start is None:
            start = f"{self.file} {self.title}!{get_column_letter(column)}"
            self._starts[column] = start
        return f"{start}{row}"

    def seen(self, row: int, column: int) -> Value:
        """What stands at a place; within a merged range, what stands in its first cell."""
        by_row = self.merged.get(column)
        place = by_row.get(row) if by_row else None
        return self.value(place.top, place.left) if place else self.value(row, column)

    def text(self, row: int, column: int) -> str:
        """The text people see at a place, without struck-through words."""
        return plain(self.seen(row, column))

    def filled(self, row: int) -> Iterator[tuple[int, Value]]:
        """The columns of a row in which somebody wrote something, with the values."""
        for column, value in enumerate(self.rows[row - 1], start=1):
            if value is not None and value != "":
                yield column, value

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written here."""
        return not any(True for row in range(1, len(self.rows) + 1) for _ in self.filled(row))


def plain(value: Value) -> str:
    """The text of a value without struck-through words and without blanks at its ends."""
    if type(value) is str:
        return value
    if value is None or isinstance(value, Fault):
        return ""
    return value.text if isinstance(value, Struck) else shown(value)


def written(value: Value) -> str:
    """Everything written in a cell, struck-through words and errors included."""
    if isinstance(value, Struck):
        return f"{value.text}{value.lost}"
    return value.words if isinstance(value, Fault) else plain(value)


def shown(value: object) -> str:
    """A number, date or truth value as a cell shows it in its plainest form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        day = value.time() == time()
        return value.date().isoformat() if day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return tidy(str(value))


def half_width(text: str) -> str:
    """The text in NFKC without any blanks, as numbers and signs are compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(INVISIBLE)
    return "".join(text.split())
