"""Writing the 調査票: a sheet to read and fill in, with keys to find its rows again."""

from copy import copy
from pathlib import Path
from typing import BinaryIO, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.plan.calendar import wareki
from taiodo.survey.sheets import Face
from taiodo.workbook.survey_form import (
    COLUMNS,
    ERASE,
    FIRST,
    GUIDE,
    HEADER,
    LISTS,
    SHEETS,
    FormColumn,
    FormRow,
    FormSheet,
    SurveyForm,
)
from taiodo.workbook.survey_print import (
    BODY_FONT,
    SIZE,
    SMALL,
    fitted,
    line_of,
    print_readably,
    set_height,
)
from taiodo.workbook.writing import (
    BOX,
    FONT,
    GREY,
    PRIMARY,
    WRAP,
    at,
    landscape,
    put,
    save,
    style_heading,
)

_ANSWER = PatternFill("solid", fgColor="FFFBE6")
_GIVEN = PatternFill("solid", fgColor="F5F5F5")
_DATE = 'yyyy"/"m"/"d'
_RULES: dict[str, tuple[Literal["decimal", "whole"], str]] = {
    "effort": ("decimal", "0以上の数（人日）を入れてください。"),
    "cost": ("whole", "0以上の整数（千円）を入れてください。"),
}
_HOW = (
    "・黄色の欄だけに記入してください。ほかの欄は直しても取り込まれません。",
    "・空のままの欄は「変更なし」として扱います。すでにある回答を消すときは、欄に"
    f"「{ERASE}」と書いてください。",
    "・絞り込み・色付け・列の追加はそのままできます。並べ替えは「校閲」→「シート保護の解除」"
    "（パスワードなし）のあとにできます。",
    "・付け足した列と列の順は、次に送る調査票にも残ります。",
    "・見出しの行（機能ID・対応度など）と、隠れている列は消さないでください。",
    "・画面では別の呼び名の欄があります（同じ欄です）。対応度＝画面の「判定」、影響度＝「住民への影響」、"
    "職員への影響度＝「職員への影響」、人日＝「工数（人日）」、千円＝「費用（千円）」、コメント＝「備考」。",
    "・同じ項目を画面とこの調査票の両方で変えたときは、情報システム課で両方を見比べて決めます。",
    "・機能要件が長く、行の高さ（上限409ポイント）に収まらないときは、セルを選ぶと全文を読めます。",
    "・期限は 2027/3/31、令和9年3月31日、R9.3.31 のどの書き方でも読み取ります。",
)


def write_survey_form(form: SurveyForm, target: Path | str | BinaryIO) -> None:
    """Write a 調査票 as .xlsx.

    Raises:
        Problem: the path cannot be written.
    """
    book = Workbook()
    guide = book.worksheets[0]
    for sheet in form.sheets:
        _write_sheet(book.create_sheet(SHEETS[sheet.face]), form, sheet)
    _write_guide(guide, form)
    _write_lists(book.create_sheet(LISTS), form)
    book.active = 1
    book.properties.title = form.title
    book.properties.creator = form.municipality
    save(book, target)


def _ordered(sheet: FormSheet) -> list[FormColumn]:
    """The columns as the department keeps them, its own ones among them."""
    known = {column.heading: column for column in COLUMNS[sheet.face]}
    own = {h: FormColumn("", h, 16, answer=True) for h in sheet.own or {} if h not in known}
    found = [(known | own)[heading] for heading in sheet.order if heading in known | own]
    keys = [column for column in COLUMNS[sheet.face] if column.hidden]
    rest = [c for c in (*known.values(), *own.values()) if c not in found and not c.hidden]
    return [*keys, *(c for c in found if not c.hidden), *rest]


def _write_sheet(sheet: Worksheet, form: SurveyForm, given: FormSheet) -> None:
    columns = fitted(_ordered(given), given.rows)
    last = FIRST + max(1, len(given.rows)) - 1
    put(at(sheet, 1, 5), f"{form.title}　{SHEETS[given.face]}").font = Font(
        name=FONT, size=14, bold=True, color=PRIMARY
    )
    department = form.department or "すべての所管課"
    about = f"{form.municipality}　{department}　{wareki(form.written_on)}作成"
    put(at(sheet, 2, 5), about).font = Font(name=FONT, size=9, color=GREY)
    if form.provisional:
        put(at(sheet, 3, 5), form.provisional).font = Font(name=FONT, bold=True, color="8A0F1F")
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.hidden
        style_heading(put(at(sheet, HEADER, place), column.heading))
    _write_rows(sheet, given, columns)
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        _choices(sheet, form, given.face, column, f"{letter}{FIRST}:{letter}{last}")
    sheet.row_dimensions[HEADER].height = 36
    named = next((n for n, c in enumerate(columns, 1) if c.name == "name"), 6)
    sheet.freeze_panes = f"{get_column_letter(min(named + 1, 8))}{FIRST}"
    sheet.auto_filter.ref = f"A{HEADER}:{get_column_letter(len(columns))}{last}"
    print_readably(sheet, columns, HEADER)
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&P / &N"
    sheet.sheet_properties.tabColor = PRIMARY
    _protect(sheet)


def _write_rows(sheet: Worksheet, given: FormSheet, columns: list[FormColumn]) -> None:
    """Rows in the style of a first one: making styles cell by cell takes most of the time."""
    styled: dict[str, Cell] = {}
    for line, row in enumerate(given.rows, start=FIRST):
        values = {n: _given_value(given, row, c) for n, c in enumerate(columns, start=1)}
        shown = {n: value for n, value in values.items() if not columns[n - 1].hidden}
        setting = line_of(columns, shown)
        for place, column in enumerate(columns, start=1):
            cell = put(at(sheet, line, place), values[place])
            small = place in setting.small
            kind = f"{column.heading} {cell.quotePrefix} {small}"
            if kind not in styled:
                styled[kind] = _style(cell, column, SMALL if small else SIZE)
            else:
                cell._style = copy(styled[kind]._style)  # type: ignore[attr-defined]
        set_height(sheet, line, setting.height)


def _given_value(given: FormSheet, row: FormRow, column: FormColumn) -> object:
    """What a cell holds: a column of ours, or what the department wrote into its own."""
    if column.name:
        return row.values.get(column.name)
    return (given.own or {}).get(column.heading, {}).get(row.number, "")


def _style(cell: Cell, column: FormColumn, size: int) -> Cell:
    cell.font = Font(name=BODY_FONT, size=size)
    cell.alignment = WRAP
    cell.border = BOX
    cell.fill = _ANSWER if column.answer else _GIVEN
    cell.protection = Protection(locked=not column.answer)
    if column.name == "due":
        cell.number_format = _DATE
    return cell


def _protect(sheet: Worksheet) -> None:
    """Guard what is given against slips, and leave every other tool of Excel to the department."""
    protection = sheet.protection
    for freedom in (
        "autoFilter", "sort", "formatCells", "formatColumns", "formatRows", "insertColumns",
        "insertRows", "deleteColumns", "insertHyperlinks", "pivotTables",
    ):  # fmt: skip
        setattr(protection, freedom, False)
    protection.enable()


def _choices(sheet: Worksheet, form: SurveyForm, face: Face, column: FormColumn, area: str) -> None:
    lists = {
        "verdict": ("A", len(form.verdicts)),
        "disposition": ("B", len(form.dispositions)),
        "impact_resident": ("C", 3),
        "impact_staff": ("C", 3),
        "countermeasure": ("D" if face is Face.REQUIREMENT else "E", len(form.measures[face])),
    }
    if column.name in lists:
        letter, count = lists[column.name]
        formula = f"'{LISTS}'!${letter}$2:${letter}${count + 1}"
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        rule.error = f"一覧から選ぶか、消すときは「{ERASE}」と書いてください。"
        rule.errorStyle = "warning"
    elif column.name in _RULES:
        kind, rule_words = _RULES[column.name]
        rule = DataValidation(type=kind, operator="greaterThanOrEqual", formula1="0")
        rule.error, rule.allow_blank, rule.errorStyle = rule_words, True, "warning"
    else:
        return
    rule.errorTitle, rule.showErrorMessage = "確かめてください", True
    rule.add(area)
    sheet.add_data_validation(rule)


def _write_guide(sheet: Worksheet, form: SurveyForm) -> None:
    sheet.title = GUIDE
    sheet.sheet_view.showGridLines = False
    for letter, width in (("A", 24), ("B", 18), ("C", 18), ("D", 16), ("E", 40)):
        sheet.column_dimensions[letter].width = width
    put(sheet["A1"], form.title).font = Font(name=FONT, size=16, bold=True, color=PRIMARY)
    lines = [
        f"{form.municipality}　{form.department or 'すべての所管課'}",
        f"作成: {wareki(form.written_on)}",
        *([f"回答の期限: {form.deadline}"] if form.deadline else []),
        *([form.provisional] if form.provisional else []),
        "",
        "記入のしかた",
        *_HOW,
    ]
    row = 2
    for line in lines:
        put(at(sheet, row, 1), line).font = Font(name=FONT, bold=line == "記入のしかた")
        row += 1
    row = _write_progress(sheet, form, row + 1)
    put(at(sheet, row, 1), "対応度の意味").font = Font(name=FONT, bold=True)
    for word, meaning in form.verdicts:
        row += 1
        put(at(sheet, row, 1), word).font = Font(name=FONT)
        put(at(sheet, row, 2), meaning).font = Font(name=FONT)
    landscape(sheet)


def _write_progress(sheet: Worksheet, form: SurveyForm, row: int) -> int:
    """How far the sheets are filled in, by formula: it follows what is typed."""
    for place, words in enumerate(("進み具合", "項目", "記入済み", "回答率"), start=1):
        style_heading(put(at(sheet, row, place), words))
    for given in form.sheets:
        row += 1
        columns = _ordered(given)
        letters = {c.name: get_column_letter(n) for n, c in enumerate(columns, 1) if c.name}
        end = FIRST + max(1, len(given.rows)) - 1
        first = given.face.fields[0]
        name = SHEETS[given.face]
        areas = [f"'{name}'!${letters[n]}${FIRST}:${letters[n]}${end}" for n in ("number", first)]
        put(at(sheet, row, 1), name)
        formulas = (
            f"=COUNTA({areas[0]})",
            f"=COUNTA({areas[1]})",
            f"=IF(B{row}=0,0,C{row}/B{row})",
        )
        for place, formula in enumerate(formulas, start=2):
            cell = at(sheet, row, place)
            cell.value = formula
            cell.number_format = "0.0%" if place == 4 else "#,##0"
        for place in range(1, 5):
            sheet.cell(row, place).font = Font(name=FONT)
            sheet.cell(row, place).border = BOX
    put(at(sheet, row + 1, 1), "回答率 = 記入済み ÷ 項目").font = Font(name=FONT, size=9)
    return row + 3


def _write_lists(sheet: Worksheet, form: SurveyForm) -> None:
    columns = (
        ("対応度", [word for word, _ in form.verdicts]),
        ("扱い", list(form.dispositions)),
        ("影響度", ["高", "中", "低"]),
        ("対応方針", list(form.measures[Face.REQUIREMENT])),
        ("対応方針（現行機能）", list(form.measures[Face.FEATURE])),
    )
    for place, (title, words) in enumerate(columns, start=1):
        put(at(sheet, 1, place), title)
        for line, word in enumerate(words, start=2):
            put(at(sheet, line, place), word)
    sheet.sheet_state = "hidden"
