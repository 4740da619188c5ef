"""Writing cells safely and in one style: no formula from data, fonts and fills of the product."""

import re
from datetime import date
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.problems import Problem

FONT = "游ゴシック"
INK, PRIMARY, PALE, GREY = "1A1A1A", "0017C1", "E8F1FE", "666666"
_LONGEST = 32_767
_NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_LINE = Side(style="thin", color="B3B3B3")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
WRAP = Alignment(vertical="top", wrap_text=True)


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet being written, where nothing is merged."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def put(cell: Cell, value: object, *, fmt: str = "") -> Cell:
    """Write a value; text stays text, whatever it begins with."""
    if value is None or isinstance(value, int | float | date):
        cell.value = value
        if fmt:
            cell.number_format = fmt
        return cell
    text = _NOT_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", str(value)))[:_LONGEST]
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_DANGEROUS):
        # Without the prefix Excel would take the text for a formula when somebody edits it.
        cell.quotePrefix = True
    return cell


def style_heading(cell: Cell) -> None:
    """White on the primary blue, as table headers are."""
    cell.font = Font(name=FONT, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=PRIMARY)
    cell.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
    cell.border = BOX


def style_note(cell: Cell) -> None:
    """Small grey words."""
    cell.font = Font(name=FONT, size=9, color=GREY)
    cell.alignment = WRAP


def landscape(sheet: Worksheet, header: int = 0) -> None:
    """Print on landscape pages, as wide as one page, the header row (from 1) on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if header:
        sheet.print_title_rows = f"{header}:{header}"


def save(book: Workbook, target: Path | str | BinaryIO) -> None:
    """Write a workbook to a path or an open binary file.

    Raises:
        Problem: the path cannot be written.
    """
    try:
        book.save(target)
    except OSError as error:
        raise Problem(
            "ファイルを書き出せません。",
            str(target),
            "同じファイルをExcelで開いていないか、書き込む権限があるかを確認してください。",
        ) from error
