"""Writing a report as a workbook: an overview sheet, then one sheet per table."""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.plan.calendar import wareki
from taiodo.report.content import Chart, Column, Picture, Report, Section, Table
from taiodo.workbook.writing import (
    BOX,
    FONT,
    GREY,
    PALE,
    PRIMARY,
    WRAP,
    at,
    landscape,
    put,
    save,
    style_heading,
    style_note,
)

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
WAREKI = '[$-411]ggge"年"m"月"d"日"'
_FORMATS = {"count": "#,##0", "percent": "0.0%", "date": WAREKI}
_WIDTH_UNIT, _NARROWEST, _WIDEST = 14, 8, 80
_HEADER = 4
_CHART_ROWS = 18
_PICTURE_WIDTH = 1100


def write_report_book(report: Report, target: Path | str | BinaryIO) -> None:
    """Write a report as .xlsx.

    Args:
        report: the content; percent cells are ratios (0.25 is shown as 25.0%).
        target: a path or an open binary file.

    Raises:
        Problem: the path cannot be written.
    """
    book = Workbook()
    overview = book.worksheets[0]
    names = _SheetNames()
    overview.title = names.take("概要")
    sections = list(_all_sections(report.sections))
    tables = [
        (names.take(table.caption), section, table)
        for section in sections
        for table in section.tables
    ]
    _write_overview(overview, report, sections, [(name, table) for name, _, table in tables])
    for name, section, table in tables:
        _write_table(book.create_sheet(name), report, section.heading, table)
    charts = [chart for section in sections for chart in section.charts]
    if charts:
        _write_charts(book.create_sheet(names.take("グラフ")), charts)
    for picture in [picture for section in sections for picture in section.pictures]:
        _write_picture(book.create_sheet(names.take(f"図 {picture.title}")), picture)
    book.properties.title = report.title
    book.properties.creator = report.municipality
    save(book, target)


class _SheetNames:
    """Sheet names Excel accepts: short, without its signs, each used once in any case."""

    def __init__(self) -> None:
        self._used: set[str] = {"history"}

    def take(self, wanted: str) -> str:
        """A free name near the wanted one."""
        plain = _FORBIDDEN.sub(" ", wanted).strip().strip("'")[:_LONGEST_NAME].strip() or "表"
        name, count = plain, 1
        while name.casefold() in self._used:
            count += 1
            tail = f" ({count})"
            name = plain[: _LONGEST_NAME - len(tail)] + tail
        self._used.add(name.casefold())
        return name


def _all_sections(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all_sections(section.sections)


def _write_overview(
    sheet: Worksheet, report: Report, sections: list[Section], tables: list[tuple[str, Table]]
) -> None:
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABC", (34, 22, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    title = put(at(sheet, 1, 1), report.title)
    title.font = Font(name=FONT, size=18, bold=True, color=PRIMARY)
    row = 2
    for name, value in (
        ("自治体", report.municipality),
        ("基準日", wareki(report.as_of)),
        ("作成日", wareki(report.written_on)),
    ):
        put(at(sheet, row, 1), name).font = Font(name=FONT, color=GREY)
        put(at(sheet, row, 2), value).font = Font(name=FONT)
        row += 1
    for notice in report.notices:
        row += 1
        cell = put(at(sheet, row, 1), notice)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor=PALE)
        cell.alignment = WRAP
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.row_dimensions[row].height = 18 * (len(notice) // 60 + 1)
    row = _write_figures(sheet, row + 2, sections)
    _write_contents(sheet, row + 1, tables)
    landscape(sheet)


def _write_figures(sheet: Worksheet, row: int, sections: list[Section]) -> int:
    for section in sections:
        if not (section.figures or section.paragraphs):
            continue
        put(at(sheet, row, 1), section.heading).font = Font(name=FONT, size=13, bold=True)
        row += 1
        for paragraph in section.paragraphs:
            cell = put(at(sheet, row, 1), paragraph)
            cell.font, cell.alignment = Font(name=FONT), WRAP
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
            sheet.row_dimensions[row].height = 18 * (len(paragraph) // 60 + 1)
            row += 1
        if section.figures:
            for column, words in enumerate(("指標", "値", "算式"), start=1):
                style_heading(put(at(sheet, row, column), words))
            row += 1
        for name, value, formula in section.figures:
            for column, words in enumerate((name, value, formula), start=1):
                cell = put(at(sheet, row, column), words)
                cell.border, cell.alignment = BOX, WRAP
                cell.font = Font(name=FONT, size=12, bold=column == 2)
            row += 1
        row += 1
    return row


def _write_contents(sheet: Worksheet, row: int, tables: list[tuple[str, Table]]) -> None:
    if not tables:
        return
    for column, words in enumerate(("表", "件数", "シート"), start=1):
        style_heading(put(at(sheet, row, column), words))
    for offset, (name, table) in enumerate(tables, start=1):
        put(at(sheet, row + offset, 1), table.caption).alignment = WRAP
        put(at(sheet, row + offset, 2), len(table.rows), fmt=_FORMATS["count"])
        link = put(at(sheet, row + offset, 3), name)
        link.hyperlink = "#'" + name.replace("'", "''") + "'!A1"
        link.font = Font(name=FONT, color=PRIMARY, underline="single")


def _write_table(sheet: Worksheet, report: Report, heading: str, table: Table) -> None:
    put(at(sheet, 1, 1), table.caption).font = Font(name=FONT, size=14, bold=True, color=PRIMARY)
    about = f"{report.municipality}　{heading}　基準日 {wareki(report.as_of)}"
    style_note(put(at(sheet, 2, 1), about))
    at(sheet, 2, 1).alignment = Alignment(wrap_text=False)
    for index, column in enumerate(table.columns, start=1):
        style_heading(put(at(sheet, _HEADER, index), column.title))
        width = min(max(column.width * _WIDTH_UNIT, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(index)].width = width
    for offset, values in enumerate(table.rows, start=1):
        for index, (column, value) in enumerate(zip(table.columns, values, strict=True), start=1):
            cell = put(at(sheet, _HEADER + offset, index), value, fmt=_format(column, value))
            cell.border, cell.alignment = BOX, WRAP
    if not table.rows:
        put(at(sheet, _HEADER + 1, 1), table.empty)
    last = f"{get_column_letter(max(1, len(table.columns)))}{_HEADER + max(1, len(table.rows))}"
    sheet.auto_filter.ref = f"A{_HEADER}:{last}"
    sheet.freeze_panes = f"A{_HEADER + 1}"
    sheet.row_dimensions[_HEADER].height = 30
    landscape(sheet, _HEADER)


def _format(column: Column, value: object) -> str:
    """The number format of a cell; fractions in a column of counts keep one decimal."""
    if column.kind == "count" and isinstance(value, float) and not value.is_integer():
        return "#,##0.0"
    return _FORMATS.get(column.kind, "")


def _write_picture(sheet: Worksheet, picture: Picture) -> None:
    put(at(sheet, 1, 1), picture.title).font = Font(name=FONT, size=14, bold=True, color=PRIMARY)
    image = Image(io.BytesIO(picture.png))
    ratio = image.height / image.width
    image.width, image.height = _PICTURE_WIDTH, int(_PICTURE_WIDTH * ratio)
    sheet.add_image(image, "A3")
    sheet.sheet_view.showGridLines = False
    landscape(sheet)


def _write_charts(sheet: Worksheet, charts: list[Chart]) -> None:
    """Each chart beside the figures it draws."""
    sheet.column_dimensions["A"].width = 26
    row = 1
    for chart in charts:
        put(at(sheet, row, 1), chart.title).font = Font(name=FONT, size=13, bold=True)
        put(at(sheet, row + 1, 1), f"単位: {chart.unit}").font = Font(name=FONT, color=GREY)
        head = row + 2
        put(at(sheet, head, 1), "区分")
        for index, series in enumerate(chart.series, start=2):
            put(at(sheet, head, index), series)
        for index in range(1, len(chart.series) + 2):
            style_heading(at(sheet, head, index))
        for offset, category in enumerate(chart.categories, start=1):
            put(at(sheet, head + offset, 1), category).border = BOX
            for index, values in enumerate(chart.values, start=2):
                put(at(sheet, head + offset, index), values[offset - 1]).border = BOX
        if chart.categories and chart.series:
            sheet.add_chart(
                _bar_chart(sheet, chart, head),
                f"{get_column_letter(len(chart.series) + 3)}{row}",
            )
        row = head + max(len(chart.categories), _CHART_ROWS) + 2
    landscape(sheet)


def _bar_chart(sheet: Worksheet, chart: Chart, head: int) -> BarChart:
    last = head + len(chart.categories)
    drawn = BarChart()
    drawn.type, drawn.grouping, drawn.overlap = "bar", "stacked", 100
    drawn.title, drawn.width, drawn.height = chart.title, 22, 10
    data = Reference(sheet, min_col=2, max_col=len(chart.series) + 1, min_row=head, max_row=last)
    drawn.add_data(data, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.title = chart.unit
    drawn.legend.position = "b"
    return drawn
