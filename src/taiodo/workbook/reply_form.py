"""Writing the blank reply form (回答様式) vendors fill in, and knowing it again."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.survey.package import ANSWERS
from taiodo.workbook.grid import Grid
from taiodo.workbook.sheets import plain
from taiodo.workbook.writing import (
    BOX,
    FONT,
    PRIMARY,
    WRAP,
    at,
    landscape,
    put,
    save,
    style_heading,
    style_note,
)

MARK, LIST = "taiodo", "回答"
_KIND = "taiodo パッケージ回答様式 1"
_HEADER, _FIRST = 3, 4
_LISTS = "選択肢"
_COLUMNS = (
    ("機能ID", 12), ("大項目", 14), ("中項目", 14), ("小項目", 14), ("機能名称", 24),
    ("機能要件", 60), ("実装類型", 13), ("回答", 14), ("対応予定日", 15), ("回答備考", 36),
    ("要件キー", 4),
)  # fmt: skip
_ANSWERED = (8, 9, 10)
_KEY = 11
_ANSWER_FILL = "FFFBE6"


@dataclass(frozen=True, slots=True)
class FormMark:
    """What the form carries hidden: whose it is and for which edition, with its digest."""

    operation: str
    edition: str
    digest: str
    municipality: str = ""
    written_on: str = ""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What stands on the cover: names, 適合基準日 and 切替予定日 in words, "" where not known."""

    title: str
    notice: str
    effective: str
    cutover: str
    mark: FormMark


def write_reply_form(
    target: Path | str | BinaryIO,
    facts: FormFacts,
    requirements: Sequence[Requirement],
    binding: BindingKind,
) -> None:
    """Write the form: 記入の手引き with the legend, and 回答 with a row per binding requirement.

    Raises:
        Problem: the path cannot be written.
    """
    book = Workbook()
    _write_guide(book.worksheets[0], facts)
    bound = [r for r in requirements if r.obligation_for(binding) is not Obligation.NONE]
    _write_list(book.create_sheet(LIST), facts, bound, binding)
    lists = book.create_sheet(_LISTS)
    for row, response in enumerate(ANSWERS, start=1):
        put(at(lists, row, 1), response.shown)
    lists.sheet_state = "hidden"
    _write_mark(book.create_sheet(MARK), facts.mark)
    book.active = 0
    book.properties.title = facts.title
    book.properties.creator = facts.mark.municipality
    save(book, target)


def form_mark(grids: Iterable[Grid]) -> FormMark | None:
    """The hidden mark of the own form, None in any other file."""
    for grid in grids:
        if grid.title != MARK:
            continue
        cells = {plain(row[0]): plain(row[1]) for row in grid.rows if len(row) > 1}
        if cells.get("kind") == _KIND:
            names = FormMark.__dataclass_fields__
            return FormMark(**{name: cells.get(name, "") for name in names})
    return None


def _write_mark(sheet: Worksheet, mark: FormMark) -> None:
    for row, (name, value) in enumerate({"kind": _KIND, **asdict(mark)}.items(), start=1):
        put(at(sheet, row, 1), name)
        put(at(sheet, row, 2), value)
    sheet.sheet_state = "veryHidden"


def _guide_lines(facts: FormFacts) -> list[str]:
    return [
        f"{facts.mark.municipality}は、標準準拠パッケージが標準仕様書の各要件にどう対応しているかを調べています。",
        f"シート「{LIST}」の黄色の欄（回答・対応予定日・回答備考）だけに記入してください。",
        "・「回答」は一覧から一つ選びます。記号の意味は下の凡例のとおりです。",
        "・「△ 経過措置」を選んだ要件には、対応予定日を必ず記入してください（例: 2026/9/30）。",
        "・「□ 代替手段」を選んだ要件には、その方法を回答備考に記入してください。",
        "・実装類型が「実装不可」の要件は、その機能を実装していれば「○ 対応済」、実装していなければ"
        "「× 未対応」を選んでください。",
        "・分からない要件は空欄のままで構いません。空欄は「回答なし」として扱います。",
        "・行や列を消したり、番号を変えたりしないでください。絞り込みと印刷はできます。",
    ]


def _write_guide(sheet: Worksheet, facts: FormFacts) -> None:
    sheet.title = "記入の手引き"
    sheet.sheet_view.showGridLines = False
    for letter, width in (("A", 6), ("B", 16), ("C", 86)):
        sheet.column_dimensions[letter].width = width
    put(sheet["A1"], facts.title).font = Font(name=FONT, size=16, bold=True, color=PRIMARY)
    row = 2
    about = (
        facts.notice,
        f"適合基準日: {facts.effective}" if facts.effective else "",
        f"切替予定日: {facts.cutover}" if facts.cutover else "",
        f"作成: {facts.mark.municipality}　{facts.mark.written_on}",
    )
    for line in (*filter(None, about), "", *_guide_lines(facts)):
        put(at(sheet, row, 1), line).font = Font(name=FONT)
        row += 1
    row = _write_legend(sheet, row + 1)
    row = _write_sender(sheet, row + 1)
    landscape(sheet)
    sheet.print_area = f"A1:C{row}"
    _protect(sheet)


def _write_legend(sheet: Worksheet, row: int) -> int:
    put(at(sheet, row, 1), "凡例").font = Font(name=FONT, bold=True, color=PRIMARY)
    for response in ANSWERS:
        row += 1
        for column, words in enumerate((response.sign, response.label, response.meaning), start=1):
            cell = put(at(sheet, row, column), words)
            cell.font, cell.border, cell.alignment = Font(name=FONT), BOX, WRAP
    return row + 1


def _write_sender(sheet: Worksheet, row: int) -> int:
    put(at(sheet, row, 1), "回答者").font = Font(name=FONT, bold=True, color=PRIMARY)
    for words in ("事業者名", "製品名・版", "担当者・連絡先", "回答日"):
        row += 1
        name, value = put(at(sheet, row, 2), words), at(sheet, row, 3)
        name.font, name.border = Font(name=FONT), BOX
        _unlock(value.coordinate, sheet)
    return row


def _write_list(
    sheet: Worksheet, facts: FormFacts, rows: Sequence[Requirement], binding: BindingKind
) -> None:
    put(sheet["A1"], facts.title).font = Font(name=FONT, size=14, bold=True, color=PRIMARY)
    legend = "　".join(r.shown for r in ANSWERS)
    style_note(put(sheet["A2"], f"黄色の欄に記入してください。回答: {legend}"))
    sheet["A2"].alignment = Alignment(wrap_text=False)
    for column, (title, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        style_heading(put(at(sheet, _HEADER, column), title))
    sheet.column_dimensions[get_column_letter(_KEY)].hidden = True
    look = _Look(sheet, _FIRST)
    for row, requirement in enumerate(rows, start=_FIRST):
        _write_row(sheet, row, requirement, binding, look)
    last = max(_FIRST, _FIRST + len(rows) - 1)
    _validate(sheet, last)
    sheet.freeze_panes = f"F{_FIRST}"
    sheet.auto_filter.ref = f"A{_HEADER}:{get_column_letter(_ANSWERED[-1])}{last}"
    landscape(sheet, _HEADER)
    sheet.print_area = f"A1:{get_column_letter(_ANSWERED[-1])}{last}"
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&P / &N"
    sheet.sheet_properties.tabColor = PRIMARY
    _protect(sheet)


class _Look:
    """The styles of a row, made once: setting them cell by cell costs seconds in a long list."""

    def __init__(self, sheet: Worksheet, row: int) -> None:
        fill = PatternFill("solid", fgColor=_ANSWER_FILL)
        self._styles = []
        for column in range(1, len(_COLUMNS) + 1):
            cell = at(sheet, row, column)
            cell.font, cell.border, cell.alignment = Font(name=FONT, size=10), BOX, WRAP
            if column in _ANSWERED:
                cell.fill, cell.protection = fill, Protection(locked=False)
            cell.number_format = {1: "@", 9: "yyyy/m/d", 10: "@"}.get(column, "General")
            self._styles.append(cell._style)  # type: ignore[attr-defined]

    def dress(self, cell: Cell, column: int) -> None:
        """Give a cell the style of its column."""
        cell._style = copy(self._styles[column - 1])  # type: ignore[attr-defined]


def _write_row(
    sheet: Worksheet, row: int, requirement: Requirement, binding: BindingKind, look: _Look
) -> None:
    r = requirement
    path = (*r.path, "", "", "")[:3]
    values = (
        r.number, *path, r.name, r.text, r.obligation_for(binding).label, None, None, None,
        f"{r.number}#{r.part}",
    )  # fmt: skip
    for column, value in enumerate(values, start=1):
        cell = at(sheet, row, column)
        look.dress(cell, column)
        put(cell, value)


def _validate(sheet: Worksheet, last: int) -> None:
    choice = DataValidation(
        type="list", formula1=f"'{_LISTS}'!$A$1:$A${len(ANSWERS)}", allow_blank=True
    )
    choice.errorTitle, choice.error = "選べない値です", "一覧から選んでください。"
    choice.showErrorMessage = True
    choice.add(f"H{_FIRST}:H{last}")
    sheet.add_data_validation(choice)
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    day.errorTitle, day.error = "日付ではありません", "2026/9/30 のように日付を入れてください。"
    day.errorStyle, day.showErrorMessage = "warning", True
    day.add(f"I{_FIRST}:I{last}")
    sheet.add_data_validation(day)


def _unlock(coordinate: str, sheet: Worksheet) -> None:
    cell = sheet[coordinate]
    cell.fill, cell.border = PatternFill("solid", fgColor=_ANSWER_FILL), BOX
    cell.protection, cell.font = Protection(locked=False), Font(name=FONT)


def _protect(sheet: Worksheet) -> None:
    """Locked against slips, without a password; filtering and widths stay free."""
    protection = sheet.protection
    protection.sheet = True
    protection.autoFilter = False
    protection.formatColumns = False
    protection.formatRows = False
