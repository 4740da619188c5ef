"""Writing the mapping as a workbook to read, print, fill in and send back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.workbook.mapping_form import CHOICES, COLUMNS, REQUIREMENTS, SHEET
from taiodo.workbook.writing import (
    BOX,
    FONT,
    GREY,
    PALE,
    PRIMARY,
    WRAP,
    at,
    landscape,
    put,
    save,
    style_heading,
    style_note,
)

_HEADER, _FIRST, _ROOM = 3, 4, 300
_GUIDE = (
    "現行機能が、標準仕様書のどの要件に対応するかを決めるための帳票です。",
    "1. シート「対応付け」の色の付いた列（要件番号・実装類型・関係・備考）だけに記入します。",
    "2. 要件番号には、シート「要件一覧」の番号を書きます。要件が複数あるときは、行を挿入して"
    "現行機能IDを写すか、一つの欄に「；」で区切って書きます。",
    "3. 関係は一覧から選びます。空欄のときは「同等」として取り込みます。",
    "　・同等: 現行機能が要件と同じことをする",
    "　・一部に当たる: 現行機能は要件の一部だけをする",
    "　・包含する: 現行機能が要件の全部と、それ以上をする",
    "　・対応なし: 当たる要件がない（要件番号は空欄にする）",
    "4. 要件番号も関係も空欄の現行機能は、今の決定のまま変わりません。",
    "・「対応候補（参考）」は、語句の近さから計算した候補です。決めるのは人です。",
    "・誤りが一つでもあれば、取り込みは行いません。誤りはシートとセルの番号でお知らせします。",
)


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """One line of the list of requirements: the features that correspond are named by id."""

    number: str
    path: str
    name: str
    obligation: str
    text: str
    features: str


def write_mapping_book(
    target: Path | str | BinaryIO,
    title: str,
    rows: Sequence[dict[str, object]],
    requirements: Sequence[RequirementLine],
) -> None:
    """Write 記入の手引き, 対応付け (with drop-downs) and 要件一覧.

    Args:
        target: a path or an open binary file.
        title: what the workbook is about.
        rows: values by the keys of `COLUMNS`, one row per feature and counterpart.
        requirements: the requirements to choose from.

    Raises:
        Problem: the path cannot be written.
    """
    book = Workbook()
    _write_guide(book.worksheets[0], title)
    _write_rows(book.create_sheet(SHEET), title, rows, len(requirements))
    _write_requirements(book.create_sheet(REQUIREMENTS), title, requirements)
    book.active = 1
    book.properties.title = title
    save(book, target)


def _write_guide(sheet: Worksheet, title: str) -> None:
    sheet.title = "記入の手引き"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 110
    put(at(sheet, 1, 1), title).font = Font(name=FONT, size=16, bold=True, color=PRIMARY)
    for row, line in enumerate(_GUIDE, start=3):
        put(at(sheet, row, 1), line).font = Font(name=FONT)
        sheet.cell(row, 1).alignment = WRAP
    landscape(sheet)


def _write_rows(
    sheet: Worksheet, title: str, rows: Sequence[dict[str, object]], requirements: int
) -> None:
    put(at(sheet, 1, 1), title).font = Font(name=FONT, size=14, bold=True, color=PRIMARY)
    pale = PatternFill("solid", fgColor=PALE)
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        style_note(put(at(sheet, 2, place), column.note))
        style_heading(put(at(sheet, _HEADER, place), column.title))
    for offset, values in enumerate(rows):
        for place, column in enumerate(COLUMNS, start=1):
            fmt = "0.00" if column.key == "score" else ""
            cell = put(at(sheet, _FIRST + offset, place), values.get(column.key) or None, fmt=fmt)
            cell.font = Font(name=FONT, size=10, color=None if column.filled_in else GREY)
            cell.alignment, cell.border = WRAP, BOX
            if column.filled_in:
                cell.fill = pale
    last = _FIRST + len(rows) + _ROOM
    _validate(sheet, "relation", f'"{",".join(CHOICES)}"', last, strict=True)
    area = f"'{REQUIREMENTS}'!$A${_FIRST}:$A${_FIRST + max(requirements, 1) - 1}"
    _validate(sheet, "number", area, last, strict=False)
    sheet.row_dimensions[2].height = 40
    sheet.freeze_panes = f"D{_FIRST}"
    end = f"{get_column_letter(len(COLUMNS))}{_FIRST + max(len(rows), 1) - 1}"
    sheet.auto_filter.ref = f"A{_HEADER}:{end}"
    sheet.print_area = f"A1:{end}"
    landscape(sheet, _HEADER)
    sheet.sheet_properties.tabColor = PRIMARY


def _validate(sheet: Worksheet, key: str, formula: str, last: int, *, strict: bool) -> None:
    place = next(n for n, c in enumerate(COLUMNS, start=1) if c.key == key)
    letter, column = get_column_letter(place), COLUMNS[place - 1]
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.showErrorMessage = strict
    rule.errorTitle, rule.error = "選べない値です", "一覧から選んでください。"
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = column.title, column.note
    rule.add(f"{letter}{_FIRST}:{letter}{last}")
    sheet.add_data_validation(rule)


def _write_requirements(
    sheet: Worksheet, title: str, requirements: Sequence[RequirementLine]
) -> None:
    put(at(sheet, 1, 1), f"{title}　要件一覧").font = Font(
        name=FONT, size=14, bold=True, color=PRIMARY
    )
    widths = {
        "番号": 14, "分類": 30, "要件の名称": 28, "実装類型": 14, "要件": 70,
        "対応する機能の符号": 24,
    }  # fmt: skip
    for place, (heading, width) in enumerate(widths.items(), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        style_heading(put(at(sheet, _HEADER, place), heading))
    for offset, line in enumerate(requirements):
        cells = (line.number, line.path, line.name, line.obligation, line.text, line.features)
        for place, value in enumerate(cells, start=1):
            cell = put(at(sheet, _FIRST + offset, place), value or None)
            cell.font = Font(name=FONT, size=10)
            cell.alignment, cell.border = WRAP, BOX
    sheet.freeze_panes = f"B{_FIRST}"
    sheet.auto_filter.ref = f"A{_HEADER}:F{_FIRST + max(len(requirements), 1) - 1}"
    landscape(sheet, _HEADER)
