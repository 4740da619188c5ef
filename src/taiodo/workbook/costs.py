"""Costs out to a workbook and back: one row per system and 費目, one column per fiscal year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from taiodo.plan.calendar import fiscal_year_name
from taiodo.plan.costs import (
    CATEGORIES,
    CostItem,
    CostLine,
    amount_of,
    category_of,
    item_of,
    year_of,
)
from taiodo.problems import Finding, Problem, Severity, near_miss
from taiodo.workbook.grid import Grid
from taiodo.workbook.opening import open_book
from taiodo.workbook.writing import BOX, at, landscape, put, save, style_heading, style_note

TITLES = {
    "system": ("システム", "システムID", "system"),
    "name": ("名称", "name"),
    "category": ("システム区分", "区分", "category"),
    "item": ("費目", "item"),
    "note": ("備考", "note"),
    "year": ("年度", "fiscal_year"),
    "amount": ("金額", "金額（千円）", "金額(千円)", "amount"),
}
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class CostReading:
    """Costs as read; with an error among the findings nothing of them may be stored."""

    lines: tuple[CostLine, ...]
    findings: tuple[Finding, ...]


def read_costs(source: Path | bytes, name: str, systems: Mapping[str, str]) -> CostReading:
    """Read a workbook or CSV of costs in 千円.

    The columns are システム (id or name, may be empty), 名称, システム区分, 費目, 備考 and either
    one column per fiscal year or 年度 and 金額.

    Args:
        source: the file or its bytes.
        name: the file's name as shown to people.
        systems: names by id of the systems stored.

    Raises:
        Problem: the file cannot be read, or has no such table.
    """
    book = open_book(source, name)
    for grid in book.grids:
        found = _header(grid)
        if found is not None:
            row, columns, years = found
            return _Rows(grid, book.name, systems, columns, years).read(row)
    raise Problem(
        "費用の表が見つかりません。",
        name,
        "見出しに「費目」と、年度の列（令和7年度など）か「年度」「金額」のある表にしてください。",
    )


def write_costs(
    lines: Sequence[CostLine], years: Sequence[int], target: Path | str | BinaryIO
) -> None:
    """Write costs as a workbook that can be filled in and read back.

    Raises:
        Problem: the path cannot be written.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "費用"
    titles = ["システム", "名称", "システム区分", "費目", *map(fiscal_year_name, years), "備考"]
    words = f"千円。システム区分は {'・'.join(CATEGORIES)}、費目は "
    style_note(put(at(sheet, 1, 1), words + "・".join(item.label for item in CostItem)))
    for column, title in enumerate(titles, 1):
        style_heading(put(at(sheet, 2, column), title))
        sheet.column_dimensions[get_column_letter(column)].width = 16 if column != 2 else 30
    sheet.row_dimensions[1].height = 40
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(titles))
    for row, line in enumerate(lines, 3):
        amounts = [line.amounts.get(year) for year in years]
        cells = [line.system, line.name, line.category, line.item.label, *amounts, line.note]
        for column, value in enumerate(cells, 1):
            put(at(sheet, row, column), value, fmt="#,##0").border = BOX
    sheet.freeze_panes = "C3"
    landscape(sheet, 2)
    save(book, target)


def _header(grid: Grid) -> tuple[int, dict[str, int], dict[int, int]] | None:
    """Row (from 0), field → column, and column → fiscal year."""
    for row, cells in enumerate(grid.rows[:_HEADER_WITHIN]):
        words = [str(cell or "").strip() for cell in cells]
        columns = {
            field: place
            for field, titles in TITLES.items()
            for place, word in enumerate(words)
            if word.lower() in titles
        }
        years = {}
        for place, word in enumerate(words):
            try:
                years[place] = year_of(word)
            except ValueError:
                continue
        if "item" in columns and (years or {"year", "amount"} <= columns.keys()):
            return row, columns, years
    return None


class _Rows:
    """Turns rows into lines, noting what is wrong with them."""

    def __init__(
        self,
        grid: Grid,
        file: str,
        systems: Mapping[str, str],
        columns: Mapping[str, int],
        years: Mapping[int, int],
    ) -> None:
        self.grid, self.file, self.systems = grid, file, systems
        self.columns, self.years = columns, years
        self.by_name = {name: key for key, name in systems.items()}
        self.findings: list[Finding] = []
        self.found: dict[tuple[str, str, str], CostLine] = {}

    def read(self, header: int) -> CostReading:
        """Every row below the header."""
        for place, cells in enumerate(self.grid.rows[header + 1 :], header + 2):
            if any(str(cell or "").strip() for cell in cells):
                try:
                    self._take(place, cells)
                except Problem as problem:
                    self._note(place, problem)
        if not self.found and not self.findings:
            message = "見出しだけで、1行も記入されていません。"
            self.findings.append(Finding("costs.empty", Severity.WARNING, self.file, message))
        return CostReading(tuple(self.found.values()), tuple(self.findings))

    def _take(self, row: int, cells: Sequence[object]) -> None:
        system = self._system(self._words("system", cells))
        name = self._words("name", cells) or self.systems.get(system, "")
        if not name:
            raise Problem("システムも名称もありません。", advice="どちらかを入れてください。")
        item = item_of(self._words("item", cells))
        category = category_of(self._words("category", cells) or "その他")
        amounts = self._amounts(cells)
        key = (system, name, item.value)
        before = self.found.get(key)
        if before is not None:
            twice = before.amounts.keys() & amounts.keys()
            if twice:
                years = "・".join(fiscal_year_name(year) for year in sorted(twice))
                raise Problem(
                    f"{name}の{item.label}の{years}が二度あります。",
                    advice="一つの行にまとめてください。",
                )
            amounts = {**before.amounts, **amounts}
        note = self._words("note", cells)
        self.found[key] = CostLine(name, category, item, amounts, system, note)

    def _amounts(self, cells: Sequence[object]) -> dict[int, int]:
        if not self.years:
            words = self._words("year", cells)
            try:
                year = year_of(words)
            except ValueError as error:
                raise Problem(str(error), advice="例: 令和7年度、2025") from error
            amount = amount_of(self._cell("amount", cells))
            return {} if amount is None else {year: amount}
        held = {
            year: amount_of(cells[place] if place < len(cells) else None)
            for place, year in self.years.items()
        }
        return {year: amount for year, amount in held.items() if amount is not None}

    def _system(self, words: str) -> str:
        if not words or words in self.systems:
            return words
        if words in self.by_name:
            return self.by_name[words]
        raise Problem(
            f"システム「{words}」は登録されていません。",
            advice=near_miss(words, [*self.systems, *self.by_name])
            or "現行システムのIDか名称にするか、空にして名称だけを入れてください。",
        )

    def _cell(self, field: str, cells: Sequence[object]) -> object:
        place = self.columns.get(field)
        return cells[place] if place is not None and place < len(cells) else None

    def _words(self, field: str, cells: Sequence[object]) -> str:
        return str(self._cell(field, cells) or "").strip()

    def _note(self, row: int, problem: Problem) -> None:
        where = f"{self.file} {self.grid.title} {row}行目"
        finding = Finding("costs.row", Severity.ERROR, where, problem.message, problem.advice)
        self.findings.append(finding)
