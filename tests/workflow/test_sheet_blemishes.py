"""調査票 people have edited where they should not: told with the place, or understood."""

import pytest

from sheet_files import HEADER, Sheet
from small_editions import OLD, store_edition
from taiodo.problems import Problem
from taiodo.survey.items import Edit
from taiodo.workflow import sheet_merging, sheets, surveying


@pytest.fixture
def desk(sample_desk):
    store_edition(sample_desk, "1", OLD)
    surveying.open_survey(sample_desk, "jumin", "1")
    return sample_desk


@pytest.fixture
def book(desk):
    """A 調査票 just written."""
    return Sheet(sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), "戸籍住民課"))


def merged(desk, book, **options):
    (done,) = sheet_merging.commit(desk, [(book.saved(), "戻り.xlsx")], **options)
    return done.merge


def applied(merge):
    return {(c.number, c.field): c.theirs for c in merge.applied}


@pytest.mark.parametrize(
    ("heading", "now", "told"),
    [
        ("対応度", "対応度（回答）", "「対応度（回答）」のことではありませんか"),
        ("コメント", "コメント欄", "「コメント欄」のことではありませんか"),
        ("コメント", "Comment", "知らない見出し: Comment"),
        ("人日", None, "見出しを「人日」に戻して"),
    ],
)
def test_a_renamed_heading_is_told_with_its_cell_and_the_other_columns_are_read(
    desk, book, heading, now, told
):
    others = {"対応度": "適合", "コメント": "課", "人日": 2}
    book.write("0000001", **others)
    cell = book.sheet.cell(HEADER, book.column(heading))
    cell.value = now
    merge = merged(desk, book)
    assert len(merge.applied) == 2, "the other two"
    (refused,) = merge.rejected
    assert f"見出し「{heading}」がありません" in refused.message
    assert told in refused.advice
    assert "戻り.xlsx 調査票" in refused.where
    if "ことでは" in told:
        assert refused.where.endswith(f"!{cell.coordinate}")


def test_a_sheet_whose_heading_row_was_deleted_is_told(desk, book):
    book.write("0000001", 対応度="適合")
    book.sheet.delete_rows(HEADER)
    merge = merged(desk, book)
    (refused,) = merge.rejected
    assert (refused.where, merge.applied) == ("戻り.xlsx 調査票", ())
    assert "見出しの行がありません" in refused.message
    assert "書き出し" in refused.advice


def test_a_sheet_without_headings_is_known_by_its_hidden_keys_too(desk, book):
    book.sheet.delete_rows(HEADER)
    book.sheet.title = "住基"
    (token,) = {book.book["調査票（現行機能）"].cell(5, 4).value}
    assert book.sheet.cell(5, 4).value == token
    assert [r.where for r in merged(desk, book).rejected] == ["戻り.xlsx 住基"]


def test_a_file_with_no_heading_row_at_all_is_refused(desk, book):
    book.sheet.delete_rows(HEADER)
    del book.book["調査票（現行機能）"]
    with pytest.raises(Problem, match="調査票が見つかりません"):
        merged(desk, book)


def test_a_table_of_ones_own_with_a_few_columns_is_read_without_complaint(desk, book):
    book.write("0000001", 対応度="適合")
    del book.book["調査票（現行機能）"]
    book.sheet.delete_cols(book.column("対応方針"), 9)
    book.sheet.delete_cols(1, 4)
    merge = merged(desk, book, operation="jumin")
    assert (len(merge.applied), merge.rejected) == (1, ())


def test_the_number_may_be_renamed_or_cleared_where_the_hidden_keys_are_there(desk, book):
    book.write("0000001", 対応度="適合")
    book.cell("0000001", "機能ID").value = None
    assert applied(merged(desk, book)) == {("0000001", "verdict"): "fit"}
    book.sheet.cell(HEADER, book.column("機能ID")).value = "番号"
    book.sheet.cell(6, book.column("対応度")).value = "不適合"
    assert applied(merged(desk, book)) == {("0000002", "verdict"): "gap"}


@pytest.mark.parametrize("heading", ["taiodo項目", "taiodo調査", "taiodo版"])
@pytest.mark.parametrize("huge", [10**30, "9" * 40, "１" * 20])
def test_a_huge_number_in_a_hidden_cell_falls_back_to_the_number(desk, book, heading, huge):
    book.write("0000001", **{"対応度": "適合", heading: huge})
    assert applied(merged(desk, book)) == {("0000001", "verdict"): "fit"}


def test_a_huge_number_in_an_answer_is_told(desk, book):
    book.write("0000001", 人日=10**30, 千円=10**30)
    assert [r.where.split("!")[0] for r in merged(desk, book).rejected] == ["戻り.xlsx 調査票"] * 2


def test_ids_typed_in_full_width_are_the_same_ids(desk, book):
    book.write("0000001", 対応度="適合", 機能ID="００００００１")
    assert applied(merged(desk, book)) == {("0000001", "verdict"): "fit"}


def test_ids_in_full_width_are_found_without_hidden_keys_too(desk, book):
    for number in ("0000001", "0000002", "0000003", "0000004", "0000005", "0000006"):
        wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
        book.write(number, 対応度="適合", 機能ID=wide)
    book.sheet.delete_cols(1, 4)
    del book.book["調査票（現行機能）"]
    merge = merged(desk, book, operation="jumin")
    assert (len(merge.applied), merge.rejected) == (6, ())
    assert {c.number for c in merge.applied} >= {"0000001"}, "told as it is stored"


def test_part_of_a_thousand_yen_is_told_and_not_rounded(desk, book):
    book.write("0000001", 千円=1.5)
    book.write("0000002", 千円="２，０００千円", 人日="１．５")
    merge = merged(desk, book)
    assert applied(merge) == {("0000002", "cost"): 2000, ("0000002", "effort"): 1.5}
    (refused,) = merge.rejected
    assert "「1.5」は整数ではありません" in refused.message
    assert refused.where.startswith("戻り.xlsx 調査票!")


@pytest.mark.parametrize("erased", ["（消去）", "(消去)", "（ 消去 ）"])
def test_an_answer_is_erased_with_brackets_of_any_width(desk, erased):
    found = surveying.all_requirement_items(desk, "jumin", "1")[0]
    surveying.save_answers(desk, [Edit(found.id, found.revision, {"comment": "消す"})])
    book = Sheet(sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), "戸籍住民課"))
    book.write(found.number, コメント=erased)
    assert applied(merged(desk, book)) == {(found.number, "comment"): ""}


def test_the_bare_word_is_asked_about(desk, book):
    book.write("0000001", コメント="消去")
    merge = merged(desk, book)
    assert merge.applied == ()
    assert "「（消去）」と書いて" in merge.rejected[0].advice
