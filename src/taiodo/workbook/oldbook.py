"""Old workbooks (.xls): the same grids by way of xlrd."""

import io
from datetime import datetime

import xlrd
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.book import Book
from xlrd.sheet import Sheet as OldSheet

from taiodo.problems import Problem
from taiodo.workbook.bombs import refuse_cells
from taiodo.workbook.grid import Fault, Grid, Place, Value, put, struck_or_text
from taiodo.workbook.numberformats import effect, formatted
from taiodo.workbook.richtext import unescaped
from taiodo.workbook.xml import Damaged

MAX_OLD_FILE = 30_000_000


def read_old_book(data: bytes, name: str) -> list[Grid]:
    """The worksheets of an .xls file.

    Raises:
        Damaged: the file cannot be followed.
        Problem: it is encrypted, too large, or has too many cells.
    """
    if len(data) > MAX_OLD_FILE:
        raise Problem(
            f"古い形式のブックとして大きすぎます（{len(data) / 1_000_000:,.0f}MB）。",
            name,
            "Excelで開き、「Excel ブック（.xlsx）」で保存し直してください。",
        )
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO()
        )
        return _grids(book, name)
    except Problem:
        raise
    except XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Problem(
                "パスワードで保護（暗号化）されているため開けません。",
                name,
                "Excelで開いてパスワードを解除し、保存し直してください。",
            ) from error
        raise Damaged("古い形式のブックとして読めません") from error
    except Exception as error:
        # xlrd lets nearly every built-in exception through when a record is damaged.
        raise Damaged("古い形式のブックの中身が壊れています") from error


def _grids(book: Book, name: str) -> list[Grid]:
    found, cells = [], 0
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        cells += sum(map(sheet.row_len, range(sheet.nrows)))
        refuse_cells(cells, name)
        found.append(_OldGrid(book, sheet).grid())
        book.unload_sheet(index)
    return found


class _OldGrid:
    def __init__(self, book: Book, sheet: OldSheet) -> None:
        self._book, self._sheet = book, sheet
        self._epoch: datetime = MAC_EPOCH if book.datemode else WINDOWS_EPOCH
        self._struck = [bool(font.struck_out) for font in book.font_list]
        self._effects = [self._effect(xf.format_key) for xf in book.xf_list]

    def _effect(self, key: int) -> str:
        known = self._book.format_map.get(key)
        return effect(known.format_str) if known is not None else ""

    def grid(self) -> Grid:
        """The sheet as a grid."""
        sheet = self._sheet
        grid = Grid(sheet.name, hidden=sheet.visibility != 0)
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                value = self._value(row, column)
                if value is not None:
                    put(grid, row + 1, column + 1, value)
        grid.hidden_rows = sorted(row + 1 for row, i in sheet.rowinfo_map.items() if i.hidden)
        grid.merged = [
            Place(top + 1, left + 1, bottom, right)
            for top, bottom, left, right in sheet.merged_cells
        ]
        return grid

    def _value(self, row: int, column: int) -> Value:
        kind, value = self._sheet.cell_type(row, column), self._sheet.cell_value(row, column)
        if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return None
        if kind == xlrd.XL_CELL_ERROR:
            return Fault(error_text_from_code.get(int(value), "#VALUE!"))
        style = self._sheet.cell_xf_index(row, column)
        font = self._book.xf_list[style].font_index
        whole = self._is_struck(font)
        if kind == xlrd.XL_CELL_TEXT:
            runs = self._sheet.rich_text_runlist_map.get((row, column), ())
            return struck_or_text(self._runs(str(value), runs, whole))
        found: Value
        if kind == xlrd.XL_CELL_BOOLEAN:
            found = bool(value)
        else:
            number = int(value) if float(value).is_integer() else float(value)
            found = formatted(number, self._effects[style], self._epoch)
        return struck_or_text([(str(found), True)]) if whole else found

    def _runs(
        self, text: str, starts: "list[tuple[int, int]] | tuple[()]", whole: bool
    ) -> list[tuple[str, bool]]:
        found, begun, struck = [], 0, whole
        for start, font in starts:
            found.append((unescaped(text[begun:start]), struck))
            begun, struck = start, self._is_struck(font)
        found.append((unescaped(text[begun:]), struck))
        return found

    def _is_struck(self, font: int) -> bool:
        return font < len(self._struck) and self._struck[font]
