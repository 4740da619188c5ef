"""docx, html and xlsx say the same."""

from taiodo.report.words import plain, shown


def of_sheet(sheet, table):
    """The sheet's values, formatted as its columns say."""
    rows = sheet.iter_rows(min_row=5, max_row=4 + len(table.rows), values_only=True)
    return [
        [shown(column, value) for column, value in zip(table.columns, row, strict=True)]
        for row in rows
    ]


def test_tables_hold_the_same_values_in_all_three(word, page, book, verdict_table):
    in_word, in_html = word.tables()[1], page.tables[1]
    assert in_word == in_html
    assert in_word[1] == ["税務課", "1,200", "12.3", "6.3%", "令和8年3月31日"]
    in_book = of_sheet(book["所管課ごとの判定"], verdict_table)
    assert [row[1:] for row in in_book] == [row[1:] for row in in_word[1:]]
    assert in_book[0][0] == in_word[1][0]


def test_every_table_of_the_document_is_in_the_page(word, page):
    assert word.tables() == page.tables


def test_key_figures_are_the_same_in_all_three(word, page, book):
    overview = [row for row in book["概要"].iter_rows(values_only=True) if row[1] == "63.0%"]
    assert [list(overview[0][:3])] == word.tables()[0][1:2] == page.tables[0][1:2]


def test_headings_and_captions_are_the_same(word, page):
    headings = word.styled("Heading1", "Heading2", "Heading3")
    assert [words for _, words in page.headings[1:]] == headings
    captions = word.styled("Caption") + word.styled("FigureCaption")
    assert sorted(page.captions) == sorted(captions)


def test_chart_values_are_the_same(word, book, verdict_chart):
    sheet = book["グラフ"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "区分")[0].row
    first = [cell.value for cell in sheet[head + 1]][: len(verdict_chart.series) + 1]
    described = next(e for e in word.body.iter() if e.tag.endswith("docPr")).get("descr")
    told = "、".join(
        f"{series} {value:,}" for series, value in zip(verdict_chart.series, first[1:], strict=True)
    )
    assert plain(f"{first[0]}: {told}") in described
