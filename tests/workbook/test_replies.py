"""Vendors' replies as they come: families of layouts, signs, dates, and what is wrong with them."""

import io
from datetime import date, datetime

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.styles import Font

from reply_books import book_of, saved
from taiodo.problems import Problem, errors
from taiodo.survey.package import PackageResponse
from taiodo.workbook.reply import Layout, read_reply
from taiodo.workbook.reply_dates import read_due
from taiodo.workbook.reply_words import reply_words

R = PackageResponse
LEGEND = [
    ("◎", "標準パッケージで対応"), ("○", "運用で代替"), ("△", "対応予定"), ("×", "対応不可"),
]  # fmt: skip
SIGNED = [("0010001", "◎"), ("0010002", "○"), ("0010003", "△"), ("0010004", "×")]
MEANT = {
    "0010001": R.IMPLEMENTED, "0010002": R.OTHER_MEANS, "0010003": R.LATER,
    "0010004": R.NOT_IMPLEMENTED,
}  # fmt: skip


def said(reading):
    return {line.number: line.answer.response for line in reading.lines}


def codes(reading):
    return [f.code for f in reading.findings]


def plain_list(**more):
    rows = [("機能ID", "機能名称", "対応可否"), *((n, "機能", s) for n, s in SIGNED)]
    return book_of(rows, **more)


def with_title_and_two_rows():
    rows = [
        ("標準準拠パッケージ機能要件回答書",), (),
        ("機能ID", "機能名称", "機能要件", "貴社回答", None, "備考"),
        (None, None, None, "対応", "備考", None),
        *((n, "機能", "できること。", s, "説明", "標準の備考") for n, s in SIGNED),
    ]  # fmt: skip
    return book_of(rows, legend=LEGEND)


def a_sheet_per_chapter():
    book = Workbook()
    book.active.title = "凡例"
    for row in LEGEND:
        book.active.append(row)
    for place, (number, sign) in enumerate(SIGNED):
        sheet = book.create_sheet(f"{place + 1}章")
        sheet.append(("要件番号", "要件", "適合状況"))
        sheet.append((number, "できること。", sign))
    return saved(book)


def a_column_per_response():
    head = ("機能ID", "機能名称", "標準対応", "今後対応", "運用対応", "対応不可")
    place = {"◎": 2, "△": 3, "○": 4, "×": 5}
    rows = [head]
    for number, sign in SIGNED:
        row = [number, "機能", None, None, None, None]
        row[place[sign]] = "○"
        rows.append(row)
    return book_of(rows)


def in_words():
    words = {"◎": "対応済み", "○": "運用対応（EUC）", "△": "対応予定", "×": "未対応"}
    rows = [("機能番号", "対応状況"), *((n, words[s]) for n, s in SIGNED)]
    return book_of(rows)


def legend_above_the_list():
    text = "◎：標準機能で対応、○：運用で対応、△：今後対応、×：対応不可"
    rows = [(text,), ("機能ID", "機能名称", "回答"), *((n, "機能", s) for n, s in SIGNED)]
    return book_of(rows)


def merged_answers():
    book = Workbook()
    sheet = book.active
    sheet.append(("機能ID", "機能名称", "回答"))
    for number, sign in SIGNED:
        sheet.append((number, "機能", sign))
        sheet.append((None, "続き", None))
        for letter in "AC":
            sheet.merge_cells(f"{letter}{sheet.max_row - 1}:{letter}{sheet.max_row}")
    extra = book.create_sheet("記号の凡例")
    for row in LEGEND:
        extra.append(row)
    return saved(book)


def numbers_without_zeros():
    rows = [("機能ID", "機能名称", "回答"), *((int(n), "機能", s) for n, s in SIGNED)]
    return book_of(rows, legend=LEGEND)


def comma_separated():
    legend = "◎：標準機能で対応、○：運用で対応、△：今後対応、×：対応不可"
    lines = [f'"{legend}",', "機能ID,機能名称,回答", *(f'="{n}",機能,{s}' for n, s in SIGNED)]
    return "\r\n".join(lines).encode("cp932")


def old_workbook():
    book = xlwt.Workbook()
    sheet = book.add_sheet("回答")
    for row, cells in enumerate(
        [("機能ID", "機能名称", "回答"), *((n, "名", s) for n, s in SIGNED)]
    ):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    extra = book.add_sheet("凡例")
    for row, cells in enumerate(LEGEND):
        for column, value in enumerate(cells):
            extra.write(row, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FAMILIES = {
    "title and two header rows": (with_title_and_two_rows, "回答.xlsx"),
    "legend sheet": (lambda: plain_list(legend=LEGEND), "回答.xlsx"),
    "a sheet per chapter": (a_sheet_per_chapter, "回答.xlsx"),
    "a column per response": (a_column_per_response, "回答.xlsx"),
    "in words": (in_words, "回答.xlsx"),
    "legend above the list": (legend_above_the_list, "回答.xlsx"),
    "merged answers": (merged_answers, "回答.xlsx"),
    "numbers without zeros": (numbers_without_zeros, "回答.xlsx"),
    "CP932": (comma_separated, "回答.csv"),
    "old workbook": (old_workbook, "回答.xls"),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_layouts_of_vendors_say_the_same(family):
    make, name = FAMILIES[family]
    reading = read_reply(make(), name)
    assert said(reading) == MEANT
    assert errors(reading.findings) == ()


def test_the_vendors_remark_is_read_and_not_the_specifications():
    reading = read_reply(with_title_and_two_rows(), "回答.xlsx")
    assert {line.answer.remark for line in reading.lines} == {"説明"}


def test_a_sign_is_never_guessed():
    reading = read_reply(plain_list(), "回答.xlsx")
    assert {u.symbol: (u.count, u.meaning) for u in reading.symbols} == {
        "◎": (1, None), "○": (1, None), "△": (1, None), "×": (1, None),
    }  # fmt: skip
    assert codes(reading).count("package.unknown-symbol") == 4


def test_what_the_file_says_of_an_unknown_sign_is_shown():
    legend = [
        ("○", "カスタマイズ（別途費用）"),
        ("×", "対応不可"),
        ("◎", "標準対応"),
        ("△", "対応予定"),
    ]
    reading = read_reply(plain_list(legend=legend), "回答.xlsx")
    (unknown,) = [u for u in reading.symbols if u.meaning is None]
    assert (unknown.symbol, unknown.hint) == ("○", "カスタマイズ（別途費用）")


def test_what_somebody_says_comes_before_the_legend():
    reading = read_reply(plain_list(legend=LEGEND), "回答.xlsx", symbols={"〇": R.OUT_OF_SCOPE})
    assert said(reading)["0010002"] is R.OUT_OF_SCOPE


def test_the_legend_of_the_classes_is_not_one_of_responses():
    legend = [
        ("◎", "実装必須機能"),
        ("○", "標準オプション機能"),
        ("×", "実装不可機能"),
        ("－", "対象外"),
    ]
    rows = [("機能ID", "実装区分", "対応可否"), ("0010001", "◎", "○"), ("0010002", "○", "－")]
    reading = read_reply(book_of(rows, legend=legend), "回答.xlsx")
    assert {u.symbol: u.meaning for u in reading.symbols} == {"○": None, "－": None}


def test_contradicting_legends_are_an_error_until_somebody_decides():
    rows = [("◎：対応済、○：対応予定",), ("機能ID", "名称", "回答"), ("0010001", "名", "○")]
    data = book_of(rows, legend=LEGEND)
    assert "package.legend-conflict" in codes(read_reply(data, "回答.xlsx"))
    decided = read_reply(data, "回答.xlsx", symbols={"○": R.LATER})
    assert errors(decided.findings) == ()


def test_columns_can_be_pointed_out():
    rows = [("a", "b", "c"), *((n, "機能", s) for n, s in SIGNED)]
    with pytest.raises(Problem, match="見つかりません"):
        read_reply(book_of(rows), "回答.xlsx")
    layout = Layout("指定", columns={"A": "number", "C": "response"})
    reading = read_reply(book_of(rows, legend=LEGEND), "回答.xlsx", layout=layout)
    assert said(reading) == MEANT


def test_struck_words_do_not_count():
    book = Workbook()
    sheet = book.active
    sheet.append(("機能ID", "名称", "回答"))
    sheet.append(("0010001", "名", "対応済"))
    sheet["C2"].font = Font(strike=True)
    sheet.append(("0010002", "名", "未対応"))
    reading = read_reply(saved(book), "回答.xlsx")
    assert said(reading) == {"0010001": R.UNANSWERED, "0010002": R.NOT_IMPLEMENTED}


HEAD = ("機能ID", "機能名称", "回答", "対応予定日", "備考")
BROKEN = {
    "answer without number": ([HEAD, (None, "名", "対応済")], "package.no-number", "C2"),
    "formula error": ([HEAD, ("0010001", "名", "=1/0")], "package.no-value", "C2"),
    "unreadable date": (
        [HEAD, ("0010001", "名", "経過措置", "未定（調整中）")], "package.unreadable-date", "D2",
    ),
    "unknown word": ([HEAD, ("0010001", "名", "たぶん")], "package.unknown-symbol", "C2"),
    "empty": ([HEAD, ("0010001", "名", None)], "package.empty-form", "回答.xlsx"),
    "two ticks": (
        [("機能ID", "標準対応", "対応不可"), ("0010001", "○", "○")], "package.several-ticks", "B2",
    ),
    "no tick": (
        [("機能ID", "標準対応", "対応不可"), ("0010001", "要相談", None), ("0010002", "○", None)],
        "package.unknown-tick", "B2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_with_its_cell(case):
    rows, code, where = BROKEN[case]
    found = [f for f in read_reply(book_of(rows), "回答.xlsx").findings if f.code == code]
    assert found
    assert found[0].where.endswith(where)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("機能ID", "機能名称", "機能要件"), ("0010001", "名", "文")], "回答の列"),
        ([("りんご", "みかん"), ("1", "2")], "回答の表"),
        ([], "回答の表"),
    ],
)
def test_a_file_that_is_no_reply_is_refused(rows, words):
    with pytest.raises(Problem, match=words):
        read_reply(book_of(rows), "回答.xlsx")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04broken", b"\xff\xfe\x00"])
def test_bytes_that_are_no_table_are_refused_in_words(data):
    with pytest.raises(Problem):
        read_reply(data, "回答.xlsx")


@pytest.mark.parametrize(
    ("written", "day", "rounded"),
    [
        ("2027/3/31", "2027-03-31", False), ("令和9年3月31日", "2027-03-31", False),
        (date(2027, 3, 31), "2027-03-31", False), (datetime(2027, 3, 31), "2027-03-31", False),
        ("2027年2月", "2027-02-28", True), ("R8.9", "2026-09-30", True),
        ("令和8年度", "2027-03-31", True), ("令和8年度末予定", "2027-03-31", True),
        ("２０２６年９月頃", "2026-09-30", True), ("令和8年9月30日まで", "2026-09-30", False),
    ],
)  # fmt: skip
def test_days_months_and_fiscal_years(written, day, rounded):
    assert read_due(written) == (day, rounded)


@pytest.mark.parametrize("written", ["", "未定", "次期版", "2027年13月", "令和99年度以降", "99999"])
def test_what_is_no_day(written):
    assert read_due(written) is None


def test_words_that_cannot_be_read_as_a_day_stay_in_the_remark():
    rows = [HEAD, ("0010001", "名", "経過措置", "次期版で", "相談中")]
    (line,) = read_reply(book_of(rows), "回答.xlsx").lines
    assert line.answer.due == ""
    assert line.answer.remark == "相談中\n対応予定日の記載: 次期版で"


def test_the_vocabulary_gives_no_sign_a_meaning():
    words = reply_words()
    for sign in "◎○〇△▲□×－-":
        assert words.class_of(sign) is None
