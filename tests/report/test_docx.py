"""The report as a Word document."""

import io
import time
import zipfile

import docx
import pytest
from lxml import etree

from report.reading_back import FORMULA, W, said, style_of, word_file, written
from taiodo.problems import Problem
from taiodo.report import docx as writer
from taiodo.report.content import Chart, Report, Section, Table
from taiodo.report.docx import STYLES, write_docx

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs autoSpaceDE autoSpaceDN"
    " spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan tcBorders shd vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg docGrid",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr"
    " tblStylePr",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
}


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def instructions(word) -> str:
    simple = (f.get(f"{W}instr") for f in word.body.iter(f"{W}fldSimple"))
    return "".join([*simple, *(i.text for i in word.body.iter(f"{W}instrText"))])


def test_elements_stand_in_the_order_the_format_prescribes(word):
    for name, part in word.parts.items():
        if not name.startswith("word/") or name.endswith(".rels"):
            continue
        for element in part.iter(f"{W}*"):
            order = ORDER.get(local(element), "").split()
            if order:
                places = [order.index(local(child)) for child in element]
                assert places == sorted(places), (name, local(element))


def test_styles_name_a_japanese_font_and_no_theme(word):
    styles = word.parts["word/styles.xml"]
    names = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
    assert set(STYLES) <= set(names)
    for fonts in styles.iter(f"{W}rFonts"):
        assert fonts.get(f"{W}eastAsia") == "游ゴシック"
    assert all("Theme" not in key for e in styles.iter() for key in e.attrib)
    assert names["Normal"].find(f"{W}rPr/{W}rFonts") is not None
    assert styles.find(f".//{W}lang").get(f"{W}eastAsia") == "ja-JP"


def test_the_first_page_names_body_title_days_and_notices(word):
    assert word.styled("Title") == ["対応度調査報告書"]
    assert word.styled("Subtitle") == ["中野区"]
    assert word.styled("CoverLine") == ["基準日\t令和8年3月31日", "作成日\t令和8年4月2日"]
    assert word.styled("Notice") == [
        "概略・未確認の項目を含みます。",
        "国の標準仕様書ではありません。",
    ]


def test_the_table_of_contents_is_filled_with_the_headings(word):
    headings = word.styled("Heading1", "Heading2", "Heading3")
    assert len(headings) == 5
    assert word.styled("TOC1", "TOC2", "TOC3") == headings
    assert ' TOC \\o "1-3" \\h \\z \\u ' in instructions(word)
    marks = {mark.get(f"{W}name") for mark in word.body.iter(f"{W}bookmarkStart")}
    links = [link.get(f"{W}anchor") for link in word.body.iter(f"{W}hyperlink")]
    assert set(links) == marks
    assert len(links) == len(headings)
    assert "フィールド更新" in word.styled("Note")[0]


def test_fields_are_closed_and_nothing_asks_on_opening(word):
    kinds = [mark.get(f"{W}fldCharType") for mark in word.body.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 1
    for part in word.parts.values():
        assert part.find(f".//{W}updateFields") is None
        assert not any(key == f"{W}dirty" for e in part.iter() for key in e.attrib)


def test_captions_are_numbered_by_fields_with_their_results(word):
    assert word.styled("Caption") == [
        "表1　主な指標（全体の状況）",
        "表2　所管課ごとの判定",
        "表3　期限超過",
        "表4　幅の広い表",
        "表5　所管課ごとの判定",
    ]
    assert word.styled("FigureCaption") == ["図1　税務課に不適合が集中している"]
    assert instructions(word).count("SEQ 表 \\* ARABIC") == 5


def test_key_figures_come_with_their_formulas(word):
    assert word.tables()[0] == [
        ["指標", "値", "算式"],
        ["対応度", "63.0%", FORMULA],
        ["要件", "1,203件", ""],
    ]
    assert word.styled("KeyFigure") == ["63.0%", "1,203件"]


def test_header_rows_repeat_and_no_row_is_split(word):
    for table in word.body.iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert heads == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_column_widths_fill_the_page_they_are_on(word):
    for table, area in zip(word.body.iter(f"{W}tbl"), (9638, 9638, 14570, 9638), strict=True):
        columns = [int(c.get(f"{W}w")) for c in table.iter(f"{W}gridCol")]
        assert area - 10 <= sum(columns) <= area
        first = table.find(f"{W}tr")
        assert [int(w.get(f"{W}w")) for w in first.iter(f"{W}tcW")] == columns


def test_a_wide_table_stands_on_a_landscape_page_with_the_heading_before_it(word):
    sections = list(word.body.iter(f"{W}sectPr"))
    turned = [s.find(f"{W}pgSz").get(f"{W}orient") for s in sections]
    assert turned == [None, None, "landscape", None]
    assert [s.find(f"{W}titlePg") is not None for s in sections] == [True, False, False, False]
    sizes = [tuple(map(int, s.find(f"{W}pgSz").attrib.values()[:2])) for s in sections]
    assert sizes == [(11906, 16838), (11906, 16838), (16838, 11906), (11906, 16838)]
    children = list(word.body)
    ends = [n for n, e in enumerate(children) if e.find(f"{W}pPr/{W}sectPr") is not None]
    across = [said(e) for e in children[ends[1] + 1 : ends[2]] if e.tag == f"{W}p"]
    assert across[:3] == ["住民基本台帳 1.0 & <b>", "ギャップ", "横向きの表。"]


def test_headings_and_captions_stay_with_what_follows(word):
    styles = word.parts["word/styles.xml"]
    for style in styles.iter(f"{W}style"):
        if style.get(f"{W}styleId").startswith("Heading"):
            assert style.find(f"{W}pPr/{W}keepNext") is not None
    for paragraph in word.body.iter(f"{W}p"):
        if style_of(paragraph) == "Caption" or said(paragraph) == "横向きの表。":
            assert paragraph.find(f"{W}pPr/{W}keepNext") is not None


def test_an_empty_table_says_so(word):
    assert "該当するものはありません。" in word.styled("Normal")
    assert len(word.tables()) == 4


def test_control_characters_are_left_out_and_line_breaks_kept(word):
    assert word.tables()[1][3][0] == "戸籍住民課\n窓口係 & "


def test_paragraphs_that_begin_with_a_dot_are_a_list(word):
    assert word.styled("ListBullet") == ["税務課が遅れている。", "戸籍住民課は済んだ。"]


def test_a_chart_is_a_picture_with_words_for_it(word):
    (about,) = word.body.iter(f"{WP}docPr")
    assert "税務課: ○ 適合 12" in about.get("descr")
    (extent,) = word.body.iter(f"{WP}extent")
    assert int(extent.get("cx")) == 9638 * 635


def test_header_footer_and_properties(whole_report):
    document = docx.Document(io.BytesIO(written(write_docx, whole_report)))
    first, second = document.sections[:2]
    assert first.different_first_page_header_footer
    assert "中野区　対応度調査報告書" in [p.text for p in second.header.paragraphs]
    fields = [f.get(f"{W}instr").strip() for f in second.footer._element.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    about = document.core_properties
    assert (about.title, about.author, about.comments) == ("対応度調査報告書", "中野区", "")


def test_ten_thousand_rows_are_written_within_seconds(long_report):
    start = time.perf_counter()
    data = written(write_docx, long_report)
    assert time.perf_counter() - start < 20
    assert len(word_file(data).tables()[0]) == 10_001


def test_many_categories_become_several_pictures_of_one_chart(whole_report):
    names = tuple(f"課{n}" for n in range(60))
    chart = Chart("題", "件", names, ("件数",), ((1.0,) * 60,))
    empty = Chart("空", "件", (), (), ())
    sections = (Section("図", charts=(chart, empty)),)
    report = Report("題", "区", whole_report.as_of, whole_report.written_on, (), sections)
    word = word_file(written(write_docx, report))
    pictures = list(word.body.iter(f"{WP}extent"))
    assert len(pictures) == 3
    assert all(int(extent.get("cy")) < 250 * 36000 for extent in pictures)
    assert word.styled("FigureCaption") == ["図1　題", "図2　空"]
    assert "図に表す値はありません。" in word.styled("Normal")


def test_a_report_without_sections_or_columns_is_still_a_document(whole_report):
    for sections in ((), (Section("見出し", tables=(Table("表", (), ()),)),)):
        report = Report("題", "区", whole_report.as_of, whole_report.written_on, (), sections)
        assert docx.Document(io.BytesIO(written(write_docx, report))).paragraphs


def test_a_path_that_cannot_be_written_is_explained(whole_report, tmp_path):
    with pytest.raises(Problem, match="ファイルを書き出せません"):
        write_docx(whole_report, tmp_path / "ない" / "報告書.docx")


@pytest.fixture
def edited_template(tmp_path, monkeypatch):
    """The template after an edit of one of its parts, in place of the real one."""
    real = writer._template_path()

    def edit(part: str, old: str, new: str) -> None:
        path = tmp_path / "report.docx"
        with zipfile.ZipFile(real) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                if name == part:
                    assert old.encode() in data
                    data = data.replace(old.encode(), new.encode())
                target.writestr(name, data)
        monkeypatch.setattr(writer, "_template_path", lambda: path)

    return edit


def test_style_ids_renamed_by_word_in_japanese_are_followed(edited_template, whole_report):
    edited_template("word/styles.xml", 'w:styleId="Heading1"', 'w:styleId="1"')
    word = word_file(written(write_docx, whole_report))
    assert word.styled("1") == ["全体の状況", "住民基本台帳 1.0 & <b>", "調査の方法"]


def test_a_style_missing_in_the_template_is_named(edited_template, whole_report):
    edited_template("word/styles.xml", "注意書き", "別の名前")
    with pytest.raises(Problem, match="スタイルがありません: 注意書き"):
        write_docx(whole_report, io.BytesIO())


def test_a_damaged_template_is_named(tmp_path, monkeypatch, whole_report):
    broken = tmp_path / "report.docx"
    broken.write_bytes(b"PK\x03\x04 damaged")
    monkeypatch.setattr(writer, "_template_path", lambda: broken)
    with pytest.raises(Problem, match="ひな形を開けません") as refusal:
        write_docx(whole_report, io.BytesIO())
    assert "report.docx" in refusal.value.where
