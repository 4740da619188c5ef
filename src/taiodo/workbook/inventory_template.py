"""Writing the inventory workbook people fill in, empty or with what is known."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.catalog.inventory import Connection, Feature, Inventory, System, SystemKind
from taiodo.plan.calendar import parse_date
from taiodo.workbook.inventory_form import (
    CONNECTIONS,
    EXAMPLE_MARK,
    FEATURES,
    FORMS,
    SYSTEMS,
    Column,
    Form,
)
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

_HEADER, _EXAMPLE, _FIRST = 3, 4, 5
_ROOM = 500
_LISTS = "選択肢"
_GUIDE = (
    "この帳票は、現行のシステム・機能・データ連携を書き出すためのものです。",
    "1. シート「現行システム」に、業務で使っているシステムを1行に一つずつ書きます。",
    "2. シート「現行機能」に、標準化の対象となるシステムの機能を1行に一つずつ書きます。",
    "3. シート「データ連携」に、システムの間で渡しているデータを、渡す側（提供元）から"
    "受け取る側（提供先）へ1行に一つずつ書きます。",
    "・見出しの行と列の名前は変えないでください。列の並べ替えはできます。",
    f"・灰色の行（IDが「{EXAMPLE_MARK}」の行）は記入例です。取り込むときは読み飛ばします。",
    "・IDは、同じシートの中で重ならない符号です。一度付けたIDは変えないでください。",
    "・日付は 2026/3/31、令和8年3月31日、R8.3.31 のどの書き方でも読み取ります。",
    "・種別は「標準化対象」「共通機能」「独自施策」「外部」から選びます。",
    "・業務が複数あるときは「；」で区切ります。",
    "・一覧にない所管課や事業者も書けます。初めて出てきた名称は、取り込むときにお知らせします。",
    "・誤りが一つでもあれば、取り込みは行いません。誤りはシートとセルの番号でお知らせします。",
)


def write_inventory_template(
    target: Path | str | BinaryIO,
    operations: Sequence[tuple[str, str]],
    departments: Sequence[str],
    inventory: Inventory | None = None,
) -> None:
    """Write the workbook: 記入の手引き, 現行システム, 現行機能, データ連携 with drop-downs.

    Args:
        target: a path or an open binary file.
        operations: (id, name) of the operations to choose from.
        departments: names to choose from.
        inventory: what to fill in, if anything.

    Raises:
        Problem: the path cannot be written.
    """
    book = Workbook()
    guide = book.worksheets[0]
    names = dict(operations)
    _write_guide(guide, list(names.values()))
    given = inventory or Inventory()
    rows = {
        SYSTEMS.key: [_system_values(system, names) for system in given.systems],
        FEATURES.key: [_feature_values(feature) for feature in given.features],
        CONNECTIONS.key: [_connection_values(connection) for connection in given.connections],
    }
    for form in FORMS:
        sheet = book.create_sheet(form.sheet)
        _write_form(sheet, form, rows[form.key])
    _write_lists(book, list(names.values()), list(departments))
    save(book, target)


def _write_guide(sheet: Worksheet, operations: list[str]) -> None:
    sheet.title = "記入の手引き"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 100
    put(sheet["A1"], "現行システム・機能・データ連携 調査票")
    sheet["A1"].font = Font(name=FONT, size=16, bold=True, color=PRIMARY)
    row = 3
    for line in _GUIDE:
        put(at(sheet, row, 1), line).font = Font(name=FONT)
        row += 1
    row += 1
    for form in FORMS:
        put(at(sheet, row, 1), f"シート「{form.sheet}」の列").font = Font(name=FONT, bold=True)
        for column in form.columns:
            row += 1
            put(at(sheet, row, 1), column.title).font = Font(name=FONT)
            put(at(sheet, row, 2), column.note).font = Font(name=FONT)
        row += 2
    put(at(sheet, row, 1), "業務の名称").font = Font(name=FONT, bold=True)
    put(at(sheet, row, 2), "、".join(operations)).font = Font(name=FONT)
    sheet.cell(row, 2).alignment = WRAP
    landscape(sheet)


def _write_form(sheet: Worksheet, form: Form, rows: list[dict[str, object]]) -> None:
    put(sheet["A1"], form.sheet).font = Font(name=FONT, size=14, bold=True, color=PRIMARY)
    last = _FIRST + len(rows) + _ROOM - 1
    for index, column in enumerate(form.columns, start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = column.width
        style_note(put(at(sheet, 2, index), column.note))
        head = put(at(sheet, _HEADER, index), column.title)
        style_heading(head)
        head.comment = Comment(f"{column.title}: {column.note}", "taiodo", width=260, height=80)
        example = put(at(sheet, _EXAMPLE, index), column.example)
        example.font = Font(name=FONT, italic=True, color=GREY)
        example.fill = PatternFill("solid", fgColor="EEEEEE")
        example.border = BOX
        _validate(sheet, column, f"{letter}{_FIRST}:{letter}{last}")
    for offset, values in enumerate(rows):
        for index, column in enumerate(form.columns, start=1):
            cell = put(at(sheet, _FIRST + offset, index), values.get(column.key), fmt="yyyy/m/d")
            cell.border = BOX
            cell.alignment = WRAP
    sheet.row_dimensions[2].height = 40
    sheet.row_dimensions[_HEADER].height = 24
    sheet.freeze_panes = f"C{_FIRST}"
    sheet.auto_filter.ref = f"A{_HEADER}:{get_column_letter(len(form.columns))}{last}"
    landscape(sheet, _HEADER)
    sheet.sheet_properties.tabColor = PRIMARY


def _validate(sheet: Worksheet, column: Column, area: str) -> None:
    lists = {
        "kind": (f"'{_LISTS}'!$A$2:$A${len(SystemKind) + 1}", True),
        "operations": (f"'{_LISTS}'!$B$2:$B$60", False),
        "department": (f"'{_LISTS}'!$C$2:$C$300", False),
        "customised": (f"'{_LISTS}'!$D$2:$D$3", True),
    }
    for key in ("system", "provider", "consumer"):
        lists[key] = (f"'{SYSTEMS.sheet}'!$A${_FIRST}:$A${_FIRST + 4 * _ROOM}", False)
    if column.key not in lists:
        return
    formula, strict = lists[column.key]
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.showErrorMessage = strict
    rule.errorTitle, rule.error = "選べない値です", "一覧から選んでください。"
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = column.title[:32], column.note[:255]
    rule.add(area)
    sheet.add_data_validation(rule)


def _write_lists(book: Workbook, operations: list[str], departments: list[str]) -> None:
    sheet = book.create_sheet(_LISTS)
    columns = (
        ("種別", [kind.label for kind in SystemKind]),
        ("業務", operations),
        ("所管課", departments),
        ("カスタマイズ", ["はい", "いいえ"]),
    )
    for index, (title, values) in enumerate(columns, start=1):
        put(at(sheet, 1, index), title).fill = PatternFill("solid", fgColor=PALE)
        for row, value in enumerate(values, start=2):
            put(at(sheet, row, index), value).alignment = Alignment(vertical="top")
    sheet.sheet_state = "hidden"


def _system_values(system: System, names: dict[str, str]) -> dict[str, object]:
    return {
        "id": system.id,
        "name": system.name,
        "kind": system.kind.label,
        "operations": "；".join(names.get(key, key) for key in system.operations),
        "department": system.department,
        "vendor": system.vendor,
        "contract_end": _day(system.contract_end),
        "cutover": _day(system.cutover),
        "note": system.note,
    }


def _feature_values(feature: Feature) -> dict[str, object]:
    return {
        "id": feature.id,
        "system": feature.system,
        "name": feature.name,
        "description": feature.description,
        "customised": "はい" if feature.customised else "いいえ",
        "departments": "；".join(feature.departments or ()),
        "counterparts": "；".join(feature.counterparts),
        "note": feature.note,
    }


def _connection_values(connection: Connection) -> dict[str, object]:
    keys = ("id", "provider", "consumer", "data", "method", "frequency", "note")
    return {key: getattr(connection, key) for key in keys}


def _day(iso: str) -> object:
    """A real date where Excel can hold one, else its words."""
    if not iso:
        return None
    day = parse_date(iso)
    return day if day.year >= 1901 else iso
