"""One worksheet of an .xlsx package, streamed into a grid."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import column_index_from_string

from taiodo.workbook.bombs import refuse_cells
from taiodo.workbook.grid import Fault, Grid, Place, Value, put, tidy
from taiodo.workbook.numberformats import formatted, iso_date
from taiodo.workbook.richtext import Runs, SharedStrings, resolved, unescaped
from taiodo.workbook.styles import OFF, Styles
from taiodo.workbook.xml import Attributes, Damaged, local, stream

_DIGITS = "0123456789"
_LETTERS: dict[str, int] = {}
# Of 16 kB each; a value of Excel's own never fills the third.
_MOST_PIECES = 1_000
_PICTURES = ("drawing", "picture", "legacyDrawing")


@dataclass(slots=True)
class Shared:
    """What the sheets of a workbook have in common; `cells` counts those read so far."""

    name: str
    strings: SharedStrings
    styles: Styles
    epoch: datetime
    cells: int = 0


def read_worksheet(source: IO[bytes], shared: Shared, grid: Grid) -> None:
    """Fill a grid from a worksheet's part.

    Raises:
        Damaged: the part is no XML, or a cell is not what it must be.
        Problem: there are more cells than can be read.
    """
    reader = _Reader(shared, grid)
    try:
        stream(source, reader.start, reader.end, reader.text)
        refuse_cells(shared.cells, shared.name)
    except (ValueError, IndexError, OverflowError) as error:
        raise Damaged(f"「{grid.title}」の{reader.place()}の値が壊れています") from error


class _Reader:
    """Handlers for the elements of one worksheet."""

    __slots__ = (
        "_cell", "_column", "_computed", "_effects", "_grid", "_inline", "_kind", "_namespace",
        "_next", "_parts", "_plain", "_reference", "_row", "_row_end", "_runs", "_shared",
        "_struck", "_style", "_value", "_value_end",
    )  # fmt: skip

    def __init__(self, shared: Shared, grid: Grid) -> None:
        self._shared, self._grid = shared, grid
        self._plain = shared.strings.plain
        self._struck, self._effects = shared.styles.struck, shared.styles.effects
        self._row = self._column = self._next = 0
        self._parts: list[str] = []
        self._runs: Runs | None = None
        self._value: str | None = None
        self._inline: Value = ""
        self._computed = False
        self._kind = self._style = self._reference = ""
        self._namespace = self._cell = self._value_end = self._row_end = ""

    def place(self) -> str:
        """Where the reader stands, for people."""
        return f"セル {self._reference[:12]}" if self._reference else f"{self._row}行目"

    def text(self, words: str) -> None:
        """Characters of a value or a text."""
        if self._runs is not None:
            self._runs.text(words)
        else:
            self._parts.append(words)
            if len(self._parts) > _MOST_PIECES:
                raise ValueError(words[:20])

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == self._cell:
            self._start_cell(attributes)
        elif name == self._value_end:
            self._parts.clear()
        elif name == self._row_end:
            self._start_row(attributes)
        elif not self._namespace:
            self._namespace = f"{name.rpartition(' ')[0]} " if " " in name else ""
            self._cell, self._value_end = f"{self._namespace}c", f"{self._namespace}v"
            self._row_end = f"{self._namespace}row"
        else:
            self._start_other(local(name), attributes)

    def _start_row(self, attributes: Attributes) -> None:
        given = attributes.get("r")
        self._row = int(given) if given else self._row + 1
        self._next, self._reference = 1, ""
        self._parts.clear()
        if self._row < 1:
            raise ValueError(given)
        if attributes.get("hidden", "0").lower() not in OFF:
            self._grid.hidden_rows.append(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column, self._reference = self._next, ""
        else:
            letters = reference.rstrip(_DIGITS)
            column = _LETTERS.get(letters)
            if column is None:
                column = _LETTERS[letters] = column_index_from_string(letters)
            self._column, self._reference = column, reference
        self._next = self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._value = None
        self._inline = ""
        self._computed = False
        self._shared.cells += 1
        if self._shared.cells & 0xFFF == 0:
            refuse_cells(self._shared.cells, self._shared.name)

    def _start_other(self, tag: str, attributes: Attributes) -> None:
        if self._runs is not None:
            self._runs.start(tag, attributes)
        elif tag == "is":
            self._runs = Runs()
        elif tag == "f":
            self._computed = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag in _PICTURES:
            self._grid.pictures = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == self._value_end:
            self._value = "".join(self._parts)
        elif name == self._cell:
            value = self._read()
            if value is not None:
                put(self._grid, self._row, self._column, value)
        elif self._runs is not None:
            tag = local(name)
            self._runs.end(tag)
            if tag == "is":
                self._finish_inline(self._runs)

    def _finish_inline(self, runs: Runs) -> None:
        self._runs, self._value = None, None
        self._inline = resolved(runs.runs, self._style in self._struck)

    def _read(self) -> Value:
        text, kind = self._value, self._kind
        if kind == "s":
            if not text:
                return None
            index = int(text)
            if index < 0:
                raise ValueError(text)
            if self._style in self._struck:
                return self._shared.strings.struck(index)
            return self._plain[index]
        if kind == "inlineStr":
            return self._inline
        if not text:
            return Fault("") if self._computed and kind != "str" else None
        value = self._typed(kind, text)
        if self._style in self._struck and not isinstance(value, Fault):
            return resolved([(str(value), None)], whole=True)
        return value

    def _typed(self, kind: str, text: str) -> Value:
        if kind == "n":
            number = float(text) if "." in text or "E" in text or "e" in text else int(text)
            how = self._effects.get(self._style)
            return formatted(number, how, self._shared.epoch) if how else number
        if kind == "str":
            return tidy(unescaped(text))
        if kind == "b":
            return text.strip() not in OFF
        if kind == "e":
            return Fault(text[:20])
        if kind == "d":
            return iso_date(text)
        raise ValueError(kind)

    def _merge(self, reference: str) -> None:
        left, top, right, bottom = range_boundaries(reference)
        if left is None or top is None or right is None or bottom is None:
            raise ValueError(reference)
        self._grid.merged.append(Place(top, left, bottom, right))
