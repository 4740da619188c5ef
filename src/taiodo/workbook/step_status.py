"""Reading and writing the nation's progress table of the 40 steps (作業ステップの進捗表)."""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook

from taiodo.catalog.timeline import Step
from taiodo.plan.national import NationalRow, NationalTable
from taiodo.problems import Finding, Problem, Severity
from taiodo.workbook.opening import open_book
from taiodo.workbook.sheets import Sheet, written
from taiodo.workbook.step_columns import (
    BUSINESS,
    CITY,
    CODE,
    PREFECTURE,
    StepColumns,
    StepTitles,
    is_header_again,
    step_columns,
)
from taiodo.workbook.writing import BOX, WRAP, at, landscape, put, save, style_heading

SHEET = "進捗表"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def read_step_table(source: Path | bytes, steps: Sequence[Step], name: str = "") -> NationalTable:
    """The rows of every sheet laid out as the nation's table.

    Raises:
        Problem: the file cannot be read, or no sheet has the steps as columns.
    """
    book = open_book(source, name)
    titles = StepTitles(steps)
    rows: list[NationalRow] = []
    findings: list[Finding] = []
    sheets = [Sheet(grid, book.name) for grid in book.grids]
    read = 0
    for sheet in sheets:
        columns, noticed = (None, []) if sheet.hidden else step_columns(sheet, titles)
        if columns is None:
            findings.append(_ignored(sheet))
            continue
        read += 1
        findings += noticed
        rows += _rows(sheet, columns)
    if not read:
        raise Problem(
            "作業ステップの見出し（①-1 推進体制案の作成 など）が見つかりません。",
            f"{book.name}（シート: {'、'.join(sheet.title for sheet in sheets[:8])}）",
            "都道府県・市区町村・業務の列に続けて40ステップの列が並ぶ、国の進捗表を選んでください。",
        )
    return NationalTable(book.name, book.sha256, tuple(rows), tuple(findings))


def _ignored(sheet: Sheet) -> Finding:
    why = "非表示のシート" if sheet.hidden else "作業ステップの見出しがないシート"
    where = f"{sheet.file} {sheet.title}"
    message = f"シート「{sheet.title}」は読みません（{why}）。"
    return Finding("steps.sheet-ignored", Severity.INFO, where, message)


def _rows(sheet: Sheet, columns: StepColumns) -> Iterator[NationalRow]:
    """The rows below the header; where the body is left blank, it is the one above."""
    before = ("", "")
    for row in range(columns.last + 1, len(sheet.rows) + 1):
        texts = {kind: sheet.text(row, column) for kind, column in columns.others.items()}
        words = {
            serial: written(sheet.seen(row, column)) for serial, column in columns.steps.items()
        }
        business = texts.get(BUSINESS, "")
        if is_header_again(business) or not (business or any(words.values())):
            continue
        body = _body(texts, before)
        before = body
        yield NationalRow(
            *body,
            texts.get(CODE, ""),
            business,
            sheet.where(row, columns.others.get(BUSINESS, 1)),
            words,
            partial(_place, sheet, columns.steps, row),
        )


def _place(sheet: Sheet, steps: dict[int, int], row: int, serial: int) -> str:
    return sheet.where(row, steps[serial])


def _body(texts: dict[str, str], before: tuple[str, str]) -> tuple[str, str]:
    prefecture, city = texts.get(PREFECTURE, ""), texts.get(CITY, "")
    if not prefecture and not city:
        return before
    city = "" if city == prefecture or city in ("-", "－", "―") else city
    return (prefecture or before[0], city)


def write_step_book(
    target: Path | BinaryIO, rows: Sequence[Sequence[str]], steps: Sequence[Step]
) -> None:
    """Write statuses in the nation's layout as .xlsx; rows as for `step_lines_as_text`.

    Raises:
        Problem: the path cannot be written.
    """
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = SHEET
    for column, title in enumerate(_header(steps), start=1):
        style_heading(put(at(sheet, 1, column), title))
        sheet.column_dimensions[at(sheet, 1, column).column_letter].width = 16
    for number, row in enumerate(rows, start=2):
        for column, word in enumerate(row, start=1):
            cell = put(at(sheet, number, column), word)
            cell.border, cell.alignment = BOX, WRAP
    sheet.row_dimensions[1].height = 90
    sheet.freeze_panes = "D2"
    landscape(sheet, 1)
    save(book, target)


def step_table_as_text(
    rows: Sequence[Sequence[str]], steps: Sequence[Step], *, tabs: bool, encoding: str
) -> bytes:
    """The same as TSV or CSV; each row is 都道府県, 市区町村, 業務, then a word per step."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t" if tabs else ",", lineterminator="\r\n")
    writer.writerow(_header(steps))
    writer.writerows([_kept_as_text(word) for word in row] for row in rows)
    return text.getvalue().encode(encoding, "replace")


def _header(steps: Sequence[Step]) -> list[str]:
    return ["都道府県", "市区町村", "業務", *(f"{step.item} {step.name}" for step in steps)]


def _kept_as_text(word: str) -> str:
    # Excel would take it for a formula; read_delimited takes the quotes off again.
    return f'="{word}"' if word.startswith(_DANGEROUS) and '"' not in word else word
