"""Files that cannot be read: each is refused with words that help."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from taiodo.problems import Problem, errors
from taiodo.workbook import bombs
from taiodo.workbook.spec import read_spec

BROKEN = Path(__file__).parents[1] / "broken" / "workbooks"


def saved(rows: list[list[object]], title: str = "一覧") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


GOOD = saved([["機能ID", "機能名称", "機能要件", "類型"], ["0010001", "甲", "文", "実装必須"]])


def package(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return buffer.getvalue()


def with_part(name: str, content: bytes, whole: bytes = GOOD) -> bytes:
    """A workbook with one part replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as good, zipfile.ZipFile(buffer, "w") as made:
        for entry in good.namelist():
            made.writestr(entry, content if entry == name else good.read(entry))
    return buffer.getvalue()


with zipfile.ZipFile(io.BytesIO(GOOD)) as _good:
    RELATIONS = _good.read("xl/_rels/workbook.xml.rels")


def read_or_refused(data: bytes) -> object:
    """The requirements, or the message of the refusal."""
    try:
        return read_spec(data, "壊.xlsx").requirements
    except Problem as problem:
        return problem.message


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "中身が空"),
        ("機能ID,機能名称\n".encode(), "Excelファイル（.xlsx）ではありません"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (OLE + "Workbook".encode("utf-16-le"), "古い形式のブック"),
        (OLE + "WordDocument".encode("utf-16-le"), "古い形式のOffice文書"),
        (OLE, "壊れて"),
        (package("[Content_Types].xml", "word/document.xml"), "Word文書"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (package("[Content_Types].xml", "xl/workbook.bin"), ".xlsb"),
        (package("mimetype", "content.xml"), "OpenDocument"),
        (package("a.txt"), "ZIPを展開"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "壊れて"),
        (GOOD[: len(GOOD) // 2], "途中で切れて"),
        (with_part("xl/worksheets/sheet1.xml", b"<worksheet"), "壊れて"),
        (with_part("xl/worksheets/sheet1.xml", ENTITIES), "壊れて"),
        (with_part("xl/styles.xml", b"\x00\x01"), "壊れて"),
        (saved([]), "何も書かれていません"),
        (saved([["色", "形"], ["赤", "丸"]]), "見出し"),
        (saved([["機能名称", "機能要件", "類型"], ["甲", "文", "実装必須"]]), "番号の列"),
        (
            saved([["機能ID", "機能名称", "機能要件"], ["0010001", "甲", "文"]]),
            "実装類型（実装区分）の列が見つかりません",
        ),
        (saved([["機能ID", "機能名称", "機能要件", "類型"]]), "1件もありません"),
        (saved([["機能ID", "機能要件", "類型"], ["※", None, None]]), "1件も読み取れません"),
        (
            saved([["機能ID", "機能要件", "類型"], ["0010001", "文", "多分"]]),
            "多分",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_advice(data, words):
    with pytest.raises(Problem) as refused:
        read_spec(data, "悪い.xlsx")
    assert words in str(refused.value)
    assert refused.value.advice
    assert "悪い.xlsx" in refused.value.where


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("text-renamed.xlsx", "別の種類のファイル"),
        ("document-renamed.xlsx", "Word文書"),
        ("pdf-renamed.xlsx", "PDF"),
        ("html-renamed.xls", "HTML"),
        ("zip-of-workbook.xlsx", "ZIPを展開"),
        ("encrypted.xlsx", "パスワード"),
        ("encrypted.xls", "パスワード"),
        ("truncated.xlsx", "途中で切れて"),
        ("truncated.xls", "途中で切れて"),
        ("empty-sheet.xlsx", "何も書かれていません"),
        ("image-only.xlsx 別紙", "画像だけ"),
        ("squared-paper-form.xlsx 様式第1号", "方眼紙"),
        ("no-id-column.xlsx 一覧 1行目", "番号の列"),
        ("no-class-column.xlsx 機能要件 1行目", "実装類型（実装区分）の列"),
        ("nothing-below-header.xlsx 機能要件 1行目", "1件もありません"),
        ("empty-id-column.xlsx 機能要件!A2", "番号がありません"),
        ("number-is-date.xlsx 機能要件!A2", "日付「2026-01-02」"),
        ("no-header.xlsx", "見出し"),
        ("only-hidden-list.xlsx", "非表示"),
        ("unclosed-quote.csv 2行目", "引用符"),
        ("euc-jp.csv 1行目", "文字コード"),
        ("not-text.csv 2行目", "文字コード"),
    ],
)
def test_a_file_of_the_corpus_is_refused(where, words):
    with pytest.raises(Problem) as refused:
        read_spec(BROKEN / where.split()[0])
    assert words in str(refused.value)
    assert refused.value.where.startswith(where)
    assert refused.value.advice


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("two-headers.xlsx 機能要件 5行目", "1行目と5行目"),
        ("old-and-new-side-by-side.xlsx 機能要件!F1", "2つあります（A1、F1）"),
        ("rows-above-header.xlsx 機能要件!A1", "見出し（3行目）より上"),
        ("duplicate-ids.xlsx 機能要件!A4", "機能要件!A2"),
        ("unknown-symbol.xlsx 機能要件!D5", "「☆」"),
        ("legend-contradicts.xlsx 機能要件!A2", "二通り"),
        ("missing-class.xlsx 機能要件!D3", "空欄"),
        ("two-ticks.xlsx 機能要件!D2", "二つ以上"),
        ("word-as-number.xlsx 機能要件!A3", "「準備中」"),
        ("merged-across-columns.xlsx 機能要件!A2:C3", "またがって"),
        ("formula-error.xlsx 機能要件!C2", "数式"),
        ("chapter-not-understood.xlsx 第2章 2行目", "2行"),
        ("class-column-unclear.xlsx 機能要件!D1", "どの団体"),
        ("classes-in-unread-column.xlsx 機能要件!E1", "実装類型らしい値"),
        ("legend-not-understood.xlsx 機能要件!D2", "凡例らしい箇所"),
        ("words-contradict-legend.xlsx 機能要件!D3", "凡例では"),
        ("no-text-column.xlsx 機能要件!A1", "要件の文の列"),
        ("two-texts.xlsx 機能要件!C1", "2つあります（B1、C1）"),
        ("perhaps-deleted.xlsx 機能要件!E2", "削除予定"),
    ],
)
def test_a_file_of_the_corpus_is_previewed_with_its_error(where, words):
    found = errors(read_spec(BROKEN / where.split()[0]).findings)
    told = [finding for finding in found if finding.where == where]
    assert words in told[0].message
    assert told[0].advice


def test_every_file_of_the_corpus_has_an_error():
    for file in BROKEN.iterdir():
        try:
            assert errors(read_spec(file).findings), file.name
        except Problem:
            continue


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Problem, match="ファイルがありません"):
        read_spec(tmp_path / "none.xlsx")
    with pytest.raises(Problem, match="フォルダではなく"):
        read_spec(tmp_path)


def test_sizes_are_limited(tmp_path, monkeypatch):
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(Problem, match="大きすぎます（300MB）"):
        read_spec(large)
    monkeypatch.setattr(bombs, "MAX_UNPACKED", 1_000)
    with pytest.raises(Problem, match="展開後"):
        read_spec(GOOD, "爆弾.xlsx")


def test_a_bomb_is_refused_unpacked_nowhere(tmp_path):
    bomb = tmp_path / "爆弾.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        with made.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(500):
                part.write(bytes(1_000_000))
    with pytest.raises(Problem, match="展開後の大きさが500MB"):
        read_spec(bomb)


def test_too_many_rows_are_refused():
    book = Workbook()
    book.active.append(["機能ID", "機能要件", "類型"])
    book.active.cell(70_000, 1, "0010001")
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(Problem, match="行が多すぎます（70,000行目"):
        read_spec(buffer.getvalue(), "長い.xlsx")


def test_styles_that_are_not_there_do_not_matter():
    book = Workbook()
    for row in (["機能ID", "機能要件", "類型"], [10001, "文", "実装必須"]):
        book.active.append(row)
    book.active["A2"].number_format = "0000000"
    book.active["B2"].font = Font(strike=True)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as made:
        styles = made.read("xl/styles.xml")
    lost = styles.replace(b'fontId="1"', b'fontId="99"').replace(
        b'numFmtId="164"', b'numFmtId="999"'
    )
    assert lost != styles
    assert read_or_refused(with_part("xl/styles.xml", lost, buffer.getvalue()))


@pytest.mark.parametrize(
    "tail",
    [
        b'<mergeCells count="1"><mergeCell ref="E1:XFD500"/></mergeCells>',
        b'<mergeCells count="1"><mergeCell ref="A5:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD500" display="x"/></hyperlinks>',
    ],
)
def test_a_range_over_the_whole_sheet_costs_nothing(tail):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        sheet = good.read("xl/worksheets/sheet1.xml")
    whole = sheet.replace(b"</sheetData>", b"</sheetData>" + tail)
    reading = read_spec(with_part("xl/worksheets/sheet1.xml", whole), "広い.xlsx")
    assert [r.number for r in reading.requirements] == ["0010001"]


def test_more_cells_than_can_be_loaded_are_refused_unloaded(monkeypatch):
    monkeypatch.setattr(bombs, "MAX_CELLS", 3)
    with pytest.raises(Problem, match="セルが多すぎる"):
        read_spec(GOOD, "多い.xlsx")


def test_more_texts_than_can_be_loaded_are_refused_unloaded(monkeypatch):
    monkeypatch.setattr(bombs, "MAX_STRINGS", 3)
    related = RELATIONS.replace(
        b"</R", b'<Relationship Id="s" Type="/sharedStrings" Target="s.xml"/></R'
    )
    buffer = io.BytesIO(with_part("xl/_rels/workbook.xml.rels", related))
    with zipfile.ZipFile(buffer, "a") as made:
        made.writestr("xl/s.xml", "<sst>" + "<si><t>甲</t></si>" * 4 + "</sst>")
    with pytest.raises(Problem, match="文字列が多すぎる"):
        read_spec(buffer.getvalue(), "多い.xlsx")


def test_more_sheets_than_can_be_read_are_refused_unread():
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        book = good.read("xl/workbook.xml")
    sheet = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    many = book.replace(b"</sheets>", sheet * 1_000 + b"</sheets>")
    with pytest.raises(Problem, match="シートが多すぎる"):
        read_spec(with_part("xl/workbook.xml", many), "多い.xlsx")


def test_sheets_of_one_name_are_told_apart():
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        book = good.read("xl/workbook.xml")
    sheet = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    twice = book.replace(b"</sheets>", sheet + b"</sheets>")
    reading = read_spec(with_part("xl/workbook.xml", twice), "二つ.xlsx")
    assert [s.name for s in reading.sheets] == ["一覧", "一覧（2）"]
    assert [f.code for f in errors(reading.findings)] == ["spec.duplicate-number"]
