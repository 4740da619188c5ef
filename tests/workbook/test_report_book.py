"""The report as a workbook."""

import io
from datetime import date

from openpyxl import load_workbook

from taiodo.report.content import Chart, Column, Report, Section, Table
from taiodo.workbook.report_book import write_report_book

LONG = "とても長い表題の一覧：業務別・所管課別・実装類型別の対応状況とその対応方針の内訳"
ROWS = (
    ("=cmd|' /C calc'!A0", 1200, 0.256, date(2026, 3, 31)),
    ("@SUM(1)", 3, None, None),
)
COLUMNS = (
    Column("業務", 2),
    Column("件数", 1, "count"),
    Column("対応度", 1, "percent"),
    Column("期限", 1, "date"),
)
TABLE = Table(LONG, COLUMNS, ROWS)


def written(*sections: Section, notices: tuple[str, ...] = ()):
    report = Report(
        "対応度調査 報告書", "中野区", date(2025, 4, 1), date(2025, 4, 2), notices, sections
    )
    buffer = io.BytesIO()
    write_report_book(report, buffer)
    return load_workbook(io.BytesIO(buffer.getvalue()))


def values(sheet):
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def test_the_overview_names_body_day_figures_and_formulas():
    book = written(
        Section("全体", ("文章。",), (("対応度", "63.0%", "（適合＋½）÷判定済"),), (), (TABLE,)),
        notices=("概略・未確認の項目を含みます。",),
    )
    shown = values(book["概要"])
    for words in ("対応度調査 報告書", "中野区", "令和7年4月1日", "63.0%", "（適合＋½）÷判定済"):
        assert words in shown
    assert "概略・未確認の項目を含みます。" in shown


def test_a_table_has_filter_frozen_header_formats_and_print_titles():
    sheet = written(Section("全体", tables=(TABLE,))).worksheets[1]
    assert sheet.auto_filter.ref == "A4:D6"
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [cell.value for cell in sheet[4]] == ["業務", "件数", "対応度", "期限"]
    assert sheet["B5"].value == 1200
    assert sheet["C5"].number_format == "0.0%"
    assert sheet["D5"].is_date


def test_data_never_becomes_a_formula():
    sheet = written(Section("全体", tables=(TABLE,))).worksheets[1]
    assert [(sheet[c].data_type, sheet[c].value) for c in ("A5", "A6")] == [
        ("s", ROWS[0][0]),
        ("s", ROWS[1][0]),
    ]


def test_sheet_names_are_short_unique_and_allowed():
    tables = (TABLE, TABLE, Table("a/b:c[d]*?", COLUMNS, ()), Table("", COLUMNS, ()))
    inner = Section("下", tables=(Table("概要", COLUMNS, ()),))
    names = written(Section("上", tables=tables, sections=(inner,))).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 6
    assert all(0 < len(name) <= 31 and not set(name) & set("\\/*?:[]") for name in names)


def test_an_empty_table_says_so():
    sheet = written(Section("上", tables=(Table("なし", COLUMNS, ()),)))["なし"]
    assert sheet["A5"].value == "該当するものはありません。"


def test_a_chart_stands_beside_its_figures():
    chart = Chart(
        "税務課が遅れている", "件", ("税務課", "戸籍住民課"), ("適合", "未回答"), ((1, 5), (9, 2))
    )
    sheet = written(Section("上", charts=(chart,)))["グラフ"]
    assert [cell.value for cell in sheet[4]][:3] == ["税務課", 1, 9]
    assert len(sheet._charts) == 1
