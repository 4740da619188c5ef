"""How a 調査票 prints: nothing over the next row, nothing too small to read."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from taiodo.survey.sheets import Face
from taiodo.workbook.survey_form import COLUMNS, FIRST, FormRow, FormSheet, SurveyForm
from taiodo.workbook.survey_print import HIGHEST, LEADING, PAGE, SIZE, SMALL
from taiodo.workbook.survey_writing import write_survey_form

LINE = SIZE * LEADING


def saved(*texts, own=None, **more):
    """A 調査票 with one row per requirement text, as a file."""
    empty = dict.fromkeys(column.name for column in COLUMNS[Face.REQUIREMENT])
    rows = tuple(
        FormRow({**empty, "number": f"{n:07}", "name": "機能", "text": text or None, **more})
        for n, text in enumerate(texts, start=1)
    )
    order = tuple(column.heading for column in COLUMNS[Face.REQUIREMENT])
    given = FormSheet(Face.REQUIREMENT, rows, (*order, *(own or ())), own or {})
    measures = dict.fromkeys(Face, ())
    day = date(2026, 11, 25)
    form = SurveyForm("調査", "区", "", day, "", (("適合", ""),), (), measures, (given,))
    target = io.BytesIO()
    write_survey_form(form, target)
    return target


def written(*texts, **more):
    """The sheet of that 調査票."""
    return load_workbook(saved(*texts, **more))["調査票"]


def height(sheet, line=FIRST):
    return sheet.row_dimensions[line].ht


def letter(sheet, heading):
    return next(c.column_letter for c in sheet[FIRST - 1] if c.value == heading)


@pytest.mark.parametrize("column", ["text", "comment", "path"])
def test_a_row_is_as_high_as_its_words_and_full_width_counts_double(column):
    words = {"text": "", "comment": "", "path": ""}
    low = height(written("短い"))
    narrow = height(written("短い", **words | {column: "a" * 120}))
    wide = height(written("短い", **words | {column: "あ" * 120}))
    lines = height(written("短い", **words | {column: "\n".join("行" * 20)}))
    assert low < narrow < wide
    assert wide == pytest.approx(2 * narrow, rel=0.25)
    assert lines >= 20 * LINE


def test_a_row_grows_with_what_is_written_later():
    assert height(written("短い")) >= 2 * LINE, "room to write"
    with zipfile.ZipFile(saved("短い")) as book:
        row = book.read("xl/worksheets/sheet2.xml").split(b'<row r="5"')[1].split(b">")[0]
    assert b"ht=" in row
    assert b"customHeight" not in row


def test_a_long_requirement_gets_a_wide_column_and_small_words_where_that_is_not_enough():
    short, long = written("短い要件"), written("長い" * 300, "短い")
    column = letter(short, "機能要件")
    assert long.column_dimensions[column].width > short.column_dimensions[column].width
    assert height(long) <= HIGHEST
    huge = written("行\n" * 45, "短い")
    assert [huge[f"{column}{line}"].font.size for line in (FIRST, FIRST + 1)] == [SMALL, SIZE]
    assert height(huge) <= HIGHEST


def test_a_column_with_nothing_in_it_is_narrow():
    sheet = written("", "")
    assert sheet.column_dimensions[letter(sheet, "機能要件")].width == 10


@pytest.mark.parametrize("texts", [("",), ("短い",), ("長い" * 400,)])
@pytest.mark.parametrize("own", [None, {"課のメモ": {}, "課の確認": {}}])
def test_no_word_prints_smaller_than_eight_points(texts, own):
    sheet = written(*texts, own=own)
    (cut,) = [b.id for b in sheet.col_breaks.brk]
    widths = [d.width for d in (sheet.column_dimensions[c.column_letter] for c in sheet[FIRST - 1])]
    pages = [sum(widths[4:cut]), sum(widths[cut:]) + widths[4]]
    scale = sheet.page_setup.scale / 100
    assert SIZE * scale >= (7.5 if own else 8)
    assert max(pages) * scale <= PAGE
    assert (
        not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    )
    assert sheet.print_title_cols == "$E:$E", "機能ID on both pages"
    assert sheet.page_setup.pageOrder == "overThenDown"
    if not own:
        assert sheet.cell(FIRST - 1, cut + 1).value == "対応度", "what is asked, then the answers"
