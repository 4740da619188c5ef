"""Vendors' replies of our own making: the form filled in, and layouts as vendors send them."""

import io

from openpyxl import Workbook, load_workbook

NUMBERS = tuple(f"001{n:04d}" for n in (1, 2, 3, 4, 6, 7, 8))
"""The binding numbers of `samples.two_row_book` (the fifth, 0010005, is 対象外)."""


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def book_of(rows, title="回答", legend=()):
    """A workbook with one list, and a legend sheet if there are rows for it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if legend:
        extra = book.create_sheet("凡例")
        for row in legend:
            extra.append(list(row))
    return saved(book)


def filled(form: bytes, answers) -> bytes:
    """The form with (response, due, remark) written by number or (number, part)."""
    book = load_workbook(io.BytesIO(form))
    sheet = book["回答"]
    for row in range(4, sheet.max_row + 1):
        number, _, part = str(sheet.cell(row, 11).value or "#0").rpartition("#")
        given = answers.get((number, int(part))) or answers.get(number)
        for column, value in zip((8, 9, 10), given or (), strict=False):
            sheet.cell(row, column).value = value
    return saved(book)
