"""What a cell says, in every kind of file: struck words, readings, formulas, formats, encodings."""

import io
from datetime import date

import pytest
import xlwt
from families import Page, delimited, xls, xlsx
from raw import HEADER, STRICT, listed, package, row, shared

from taiodo.problems import Severity, errors
from taiodo.workbook.spec import read_spec

STRUCK = "<r><rPr><strike/></rPr><t>消える</t></r>"


def texts(data: bytes, name: str = "a.xlsx") -> list[tuple[str, str]]:
    return [(r.number, r.text) for r in read_spec(data, name).requirements]


def told(data: bytes, name: str = "a.xlsx") -> list[tuple[str, str]]:
    return [(f.code, f.where) for f in read_spec(data, name).findings]


def test_struck_runs_in_shared_texts_are_deleted_words():
    data = listed(("0010001", "甲", f"<r><t>残る</t></r>{STRUCK}", "実装必須"))
    assert texts(data) == [("0010001", "残る")]
    assert told(data) == [("spec.struck-words", "a.xlsx 一覧!C2")]


def test_a_switched_off_strike_is_no_strike():
    kept = '<r><rPr><strike val="0"/></rPr><t>残る</t></r>'
    assert texts(listed(("0010001", "甲", kept, "実装必須"))) == [("0010001", "残る")]


@pytest.mark.parametrize(
    "reading", ["<t>住民</t><rPh sb='0' eb='2'><t>ジュウミン</t></rPh><phoneticPr fontId='1'/>",
                "<r><t>住</t></r><r><t>民</t></r><rPh sb='0' eb='2'><t>ジュウミン</t></rPh>"]
)  # fmt: skip
def test_phonetic_guides_are_no_text(reading):
    assert texts(listed(("0010001", "甲", reading, "実装必須"))) == [("0010001", "住民")]


def test_formulas_have_their_stored_results():
    cell = '<c t="str"><f>B2&amp;"x"</f><v>結果の文</v></c>'
    number = '<c s="2"><f>ROW()</f><v>10001</v></c>'
    data = listed((number, "甲", cell, "実装必須"))
    assert texts(data) == [("0010001", "結果の文")]
    assert told(data) == []


@pytest.mark.parametrize(
    ("cell", "words"),
    [('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"), ("<c><f>A1</f></c>", "保存されて")],
)
def test_formulas_without_a_usable_result_are_errors(cell, words):
    found = errors(read_spec(listed(("0010001", "甲", cell, "実装必須")), "a.xlsx").findings)
    assert [(f.code, f.where) for f in found] == [("spec.formula-fault", "a.xlsx 一覧!C2")]
    assert words in found[0].message


def test_line_breaks_stay_and_blanks_at_the_ends_go():
    data = listed(("0010001", "甲", "<t>一行\n二行 \n</t>", "実装必須"))
    assert texts(data) == [("0010001", "一行\n二行")]


def test_escaped_characters_are_resolved():
    data = listed(("0010001", "甲", "一行_x000D_\n二行_x005F_x", "実装必須"))
    assert texts(data) == [("0010001", "一行\r\n二行_x")]


@pytest.mark.parametrize("more", [{"namespace": STRICT}, {"macros": True}])
def test_strict_workbooks_and_workbooks_with_macros(more):
    data = listed(("0010001", "甲", "文", "実装必須"), **more)
    assert texts(data, "a.xlsm") == [("0010001", "文")]


def test_cells_and_rows_that_do_not_say_where_they_are():
    lines = [
        "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells)
        for cells in (HEADER, ("0010001", "甲", "文", "実装必須"))
    ]
    data = package("".join(f"<row>{line}</row>" for line in lines))
    assert texts(data) == [("0010001", "文")]


def test_a_damaged_cell_is_named():
    data = package(row(1, "0", "7"), shared("機能ID"))
    with pytest.raises(Exception, match="「一覧」のセル B1") as refused:
        read_spec(data, "a.xlsx")
    assert "入手し直す" in str(refused.value)


def test_hidden_rows_are_read_and_told():
    data = listed(("0010001", "甲", "文", "実装必須"), ("0010002", "乙", "文", "任意"))
    hidden = data
    with_hidden = package(
        row(1, "0", "1", "2", "3") + row(2, "4", "5", "6", "7").replace("<row", '<row hidden="1"'),
        shared(*HEADER, "0010001", "甲", "文", "実装必須"),
    )
    assert told(hidden) == []
    assert told(with_hidden) == [("spec.hidden-rows", "a.xlsx 一覧 2行目")]


def test_a_row_whose_name_and_text_are_struck_is_no_requirement():
    data = listed(("0010001", f"<t/>{STRUCK}", STRUCK, "実装必須"), ("0010002", "乙", "文", "任意"))
    reading = read_spec(data, "a.xlsx")
    assert [r.number for r in reading.requirements] == ["0010002"]
    assert [u.reason for u in reading.unread] == ["取消線で削除された行"]
    assert ("spec.struck-row", "a.xlsx 一覧!A2") in told(data)


def test_only_the_number_struck_is_an_error():
    data = listed((STRUCK, "甲", "文", "実装必須"), ("0010002", "乙", "文", "任意"))
    assert told(data)[0] == ("spec.number-struck", "a.xlsx 一覧!A2")


def old_book() -> bytes:
    """An .xls with struck words, a struck row, merged headings, formats and a date."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("機能要件")
    struck = xlwt.easyfont("struck_out true")
    for column, title in enumerate(("大項目", *HEADER, "適合基準日")):
        sheet.write(0, column, title)
    sheet.write_merge(1, 2, 0, 0, "1. 管理")
    sheet.write(1, 1, 10001, xlwt.easyxf(num_format_str="0000000"))
    sheet.write(1, 2, "甲")
    sheet.write_rich_text(1, 3, ["残る", ("消える", struck), "文"])
    sheet.write(1, 4, "実装必須")
    sheet.write(1, 5, date(2026, 4, 1), xlwt.easyxf(num_format_str="yyyy/m/d"))
    for column, value in enumerate(("0010002", "乙", "旧い文", "任意"), start=1):
        sheet.write(2, column, value, xlwt.easyxf("font: struck_out true"))
    for column, value in enumerate((10003, "丙", "文", "任意"), start=1):
        sheet.write(3, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_old_workbook_is_read_like_a_new_one():
    reading = read_spec(old_book(), "旧.xls")
    assert [(r.number, r.path, r.text, r.conformance_date) for r in reading.requirements] == [
        ("0010001", ("1. 管理",), "残る文", "2026-04-01"),
        ("0010003", ("",), "文", ""),
    ]
    assert not errors(reading.findings)
    assert {f.code for f in reading.findings} == {
        "spec.struck-words", "spec.struck-row", "spec.zeros-restored", "spec.number-gap",
    }  # fmt: skip


TABLE = [
    list(HEADER),
    ["10001", "髙橋", "一行\n二行、①", "実装必須"],
    ['="0010002"', "乙", "文", "任意"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize(("mark", "name"), [(",", "a.csv"), ("\t", "a.tsv"), (";", "a.txt")])
def test_tables_of_text_in_the_encodings_people_have(encoding, mark, name):
    data = delimited([Page("", TABLE)], encoding, mark)
    assert texts(data, name) == [("0010001", "一行\n二行、①"), ("0010002", "文")]
    where = read_spec(data, name).requirements[1].where
    assert where == f"{name} CSV!A3"


def test_numbers_that_all_lost_their_zeros_in_a_table_of_text():
    rows = [list(HEADER), ["10001", "甲", "文", "任意"], ["10002", "乙", "文", "任意"]]
    data = delimited([Page("", rows)])
    assert [n for n, _ in texts(data, "a.csv")] == ["0010001", "0010002"]
    assert told(data, "a.csv") == [("spec.zeros-restored", "a.csv CSV!A2")]


@pytest.mark.parametrize("write", [xlsx, xls])
def test_the_same_content_has_the_same_reading_in_both_kinds(write):
    rows = [list(HEADER), [10001, "甲", "文", "実装必須"], [310002, "乙", "文", "任意"]]
    data = write([Page("一覧", rows)])
    assert [n for n, _ in texts(data, "a.xls")] == ["0010001", "0310002"]
    kinds = {f.severity for f in read_spec(data, "a.xls").findings}
    assert kinds == {Severity.INFO}
