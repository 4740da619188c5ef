"""A report with everything in it, and the three files written from it."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from report.reading_back import FORMULA, Page, WordFile, word_file, written
from taiodo.report.content import Chart, Column, Report, Section, Table
from taiodo.report.docx import write_docx
from taiodo.report.html import write_html
from taiodo.workbook.report_book import write_report_book

VERDICTS = ("○ 適合", "△ 一部適合", "× 不適合", "－ 対象外", "・ 未回答")


@pytest.fixture(scope="session")
def verdict_chart() -> Chart:
    return Chart(
        "税務課に不適合が集中している",
        "件",
        ("税務課", "髙﨑①㈱", "<script>", "税務課"),
        VERDICTS,
        ((12.0, 3, 5, 0), (4, 1, 0, 0), (20, 0, 2, 0), (0, 0, 0, 0), (7, 7, 7, 0)),
    )


@pytest.fixture(scope="session")
def verdict_table() -> Table:
    columns = (
        Column("所管課", 3),
        Column("要件", 0.9, "count"),
        Column("人日", 0.9, "count"),
        Column("対応度", 1, "percent"),
        Column("期限", 1.2, "date"),
    )
    rows = (
        ("税務課", 1200, 12.25, 0.0625, date(2026, 3, 31)),
        ("<script>alert('髙')</script>", 3, None, None, None),
        ("戸籍住民課\n窓口\x0b係 & \ufffe", 0, 4.0, 1, date(2019, 5, 1)),
    )
    return Table("所管課ごとの判定", columns, rows)


@pytest.fixture(scope="session")
def wide_table() -> Table:
    columns = tuple(Column(f"列{place}", 1.5) for place in range(8))
    return Table("幅の広い表", columns, (tuple(f"値{place}" for place in range(8)),))


@pytest.fixture(scope="session")
def whole_report(verdict_chart: Chart, verdict_table: Table, wide_table: Table) -> Report:
    figures = (("対応度", "63.0%", FORMULA), ("要件", "1,203件", ""))
    empty = Table("期限超過", verdict_table.columns, ())
    words = ("回答率は83.2%である。", "・税務課が遅れている。", "・戸籍住民課は済んだ。")
    inner = Section("ギャップ", ("横向きの表。",), tables=(wide_table,))
    return Report(
        "対応度調査報告書",
        "中野区",
        date(2026, 3, 31),
        date(2026, 4, 2),
        ("概略・未確認の項目を含みます。", "国の標準仕様書ではありません。"),
        (
            Section("全体の状況", words, figures, (verdict_chart,), (verdict_table, empty)),
            Section("住民基本台帳 1.0 & <b>", sections=(inner, Section("所見", ("以上。",)))),
            Section("調査の方法", ("算式は表1のとおり。",), tables=(verdict_table,)),
        ),
    )


@pytest.fixture(scope="session")
def word(whole_report: Report) -> WordFile:
    return word_file(written(write_docx, whole_report))


@pytest.fixture(scope="session")
def page(whole_report: Report) -> Page:
    return Page(written(write_html, whole_report).decode())


@pytest.fixture(scope="session")
def book(whole_report: Report):
    return load_workbook(io.BytesIO(written(write_report_book, whole_report)))


@pytest.fixture(scope="session")
def long_report(verdict_table: Table) -> Report:
    table = Table("長い表", verdict_table.columns, verdict_table.rows[:1] * 10_000)
    day = date(2026, 3, 31)
    return Report("長い報告書", "中野区", day, day, (), (Section("一覧", tables=(table,)),))
