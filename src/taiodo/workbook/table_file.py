"""A plain table as a file people open: one sheet of Excel, or CSV."""

import csv
import io
import unicodedata
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from taiodo.problems import Problem
from taiodo.workbook.writing import BOX, FONT, WRAP, at, landscape, put, save, style_heading

_NARROWEST, _WIDEST, _LOOKED_AT = 8, 60, 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

KINDS = ("csv", "xlsx")


def table_file(
    header: Sequence[str], rows: Sequence[Sequence[str]], kind: str, *, title: str
) -> bytes:
    """A table as xlsx, or csv (UTF-8 with mark); text that looks like a formula stays text.

    Raises:
        Problem: another kind is asked for.
    """
    require_kind(kind)
    return _csv(header, rows) if kind == "csv" else _xlsx(header, rows, title)


def require_kind(kind: str) -> None:
    """Refuse a kind of file that cannot be written.

    Raises:
        Problem: it is neither xlsx nor csv.
    """
    if kind not in KINDS:
        raise Problem(
            f"「{kind}」の形式では書き出せません。",
            advice="ファイル名の終わりを .xlsx か .csv にしてください。",
        )


def _width(words: str) -> int:
    """The columns of a terminal the words take: two for a wide sign."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in words)


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(header)
    writer.writerows(
        [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows
    )
    return target.getvalue().encode("utf-8-sig", "replace")


def _xlsx(header: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for column, name in enumerate(header, start=1):
        style_heading(put(at(sheet, 1, column), name))
        seen = [name, *(row[column - 1] for row in rows[:_LOOKED_AT])]
        widest = max(_width(line) for cell in seen for line in (cell.splitlines() or [""]))
        width = min(_WIDEST, max(_NARROWEST, widest + 2))
        sheet.column_dimensions[get_column_letter(column)].width = width
    font = Font(name=FONT)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = put(at(sheet, number, column), value)
            cell.font, cell.alignment, cell.border = font, WRAP, BOX
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{max(2, len(rows) + 1)}"
    landscape(sheet, 1)
    target = io.BytesIO()
    save(book, target)
    return target.getvalue()
