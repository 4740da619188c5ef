"""A worksheet as rows of cells with the text people see, merged ranges resolved."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.problems import Problem
from taiodo.workbook.opening import MAX_ROWS

MAX_COLUMNS = 256
_MANY_CELLS, _MAX_CELLS = 1_000_000, 3_000_000
_TELLING_ROWS, _SPARE_COLUMNS = 60, 10
AnyCell = Cell | MergedCell


@dataclass(frozen=True)
class Place:
    """A range of merged cells, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet:
    """One worksheet: `rows` of cells from A1 on, and what merging says of them."""

    def __init__(self, worksheet: Worksheet, file: str) -> None:
        self.title = worksheet.title
        self.file = file
        self.hidden = worksheet.sheet_state != "visible"
        self.all_columns = worksheet.max_column
        height, width = worksheet.max_row, min(worksheet.max_column, MAX_COLUMNS)
        if height > MAX_ROWS and self.hidden:
            height = 1
        if height > MAX_ROWS:
            raise Problem(
                f"行が多すぎます（{height:,}行目まで使われています）。",
                f"{file} {self.title}",
                f"{MAX_ROWS:,}行まで読めます。表の下の使っていない行を削除して保存してください。",
            )
        if height * width > _MANY_CELLS:
            width = min(width, _used_width(worksheet, width), _MAX_CELLS // height)
        self.width = width
        self.rows: list[tuple[AnyCell, ...]] = list(
            worksheet.iter_rows(max_row=height, max_col=width)
        )
        self._struck: dict[int, bool] = {}
        self.merged = self._merged(worksheet)

    def _merged(self, worksheet: Worksheet) -> dict[tuple[int, int], Place]:
        """Every cell of a merged range, the first one included, with its range."""
        found: dict[tuple[int, int], Place] = {}
        height, width = len(self.rows), self.width
        for area in worksheet.merged_cells.ranges:
            place = Place(
                area.min_row, area.min_col, min(area.max_row, height), min(area.max_col, width)
            )
            for row in range(place.top, place.bottom + 1):
                for column in range(place.left, place.right + 1):
                    found[row, column] = place
        return found

    def cell(self, row: int, column: int) -> AnyCell:
        """The cell at a place counted from 1."""
        return self.rows[row - 1][column - 1]

    def where(self, row: int, column: int) -> str:
        """The place as people name it: 「a.xlsx 機能要件!G14」."""
        return f"{self.file} {self.title}!{get_column_letter(column)}{row}"

    def text(self, row: int, column: int) -> str:
        """What stands at a place; within a merged range, what stands in its first cell."""
        place = self.merged.get((row, column))
        return self.plain(self.cell(place.top, place.left) if place else self.cell(row, column))

    def plain(self, cell: AnyCell) -> str:
        """The text of one cell without struck-through words and without blanks at its ends.

        A full-width blank at the end belongs to the text and stays.
        """
        value = cell.value
        if value is None:
            return ""
        if type(value) is str:
            return "" if cell.has_style and self.struck(cell) else tidy(value)
        if isinstance(value, CellRichText):
            return tidy(self._kept(value, cell))
        return "" if self.struck(cell) else shown(value)

    def _kept(self, value: CellRichText, cell: AnyCell) -> str:
        whole = self.struck(cell)
        return "".join(
            part.text if isinstance(part, TextBlock) else part
            for part in value
            if not (part.font.strike if isinstance(part, TextBlock) else whole)
        )

    def struck(self, cell: AnyCell) -> bool:
        """Whether the whole cell is struck through (見え消し)."""
        if not cell.has_style:
            return False
        style: int = cell.style_id
        known = self._struck.get(style)
        if known is None:
            known = self._struck[style] = _font_struck(cell)
        return known


def _used_width(worksheet: Worksheet, widest: int) -> int:
    """How many columns the top of a sheet uses, and some more: stray formats far out are common."""
    rows = worksheet.iter_rows(max_row=_TELLING_ROWS, max_col=widest)
    used = (column for row in rows for column, c in enumerate(row, start=1) if c.value is not None)
    return max(used, default=1) + _SPARE_COLUMNS


def _font_struck(cell: AnyCell) -> bool:
    try:
        return bool(cell.font.strike)
    except IndexError:
        # openpyxl looks styles up only now; a damaged file may name one that is not there.
        return False


def number_format(cell: AnyCell) -> str:
    """The number format of a cell, "" where a damaged file names one that is not there."""
    try:
        return str(cell.number_format or "")
    except IndexError:
        return ""


def tidy(text: str) -> str:
    """Escaped line breaks of some writers resolved, ASCII blanks cut at both ends."""
    if "_x000D_" in text:
        text = text.replace("_x000D_", "\r")
    return text.strip(" \t\r\n")


def shown(value: object) -> str:
    """A number, date or truth value as a cell shows it in its plainest form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        plain = value.time() == time()
        return value.date().isoformat() if plain else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return tidy(str(value))


def is_empty_text(cell: AnyCell) -> bool:
    """Whether somebody wrote an empty text here, as opposed to leaving the cell alone."""
    value = cell.value
    return value == "" or (value is None and cell.data_type == "inlineStr")


def half_width(text: str) -> str:
    """The text in NFKC without any blanks, as numbers and signs are compared."""
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())
