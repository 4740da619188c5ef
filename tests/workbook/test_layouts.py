"""The way people say a workbook is read, kept under a name and used again."""

from dataclasses import replace

import pytest

from samples import two_row_book
from taiodo.problems import Problem
from taiodo.workbook.layouts import keep_layout, sheet_looks
from taiodo.workbook.spec import read_spec
from taiodo.workbook.vocabulary import Layout, layout_named, layouts

BY_HAND = Layout(
    "手直し",
    sheets=("機能要件",),
    header_row=3,
    header_rows=2,
    columns={
        "A": "heading1", "B": "heading2", "C": "number", "D": "name", "E": "text",
        "F": "designated_city", "G": "other", "H": "note",
    },
    legend={"◎": "mandatory", "○": "optional", "×": "prohibited", "－": "none"},
)  # fmt: skip


@pytest.fixture
def book(tmp_path):
    return two_row_book(tmp_path / "見本.xlsx")


def test_a_layout_by_hand_reads_what_detection_reads(book):
    by_hand, detected = read_spec(book, layout=BY_HAND), read_spec(book)
    assert by_hand.requirements == detected.requirements
    assert by_hand.digest != detected.digest, "the way of reading is part of what is confirmed"


def test_a_legend_given_by_hand_outweighs_the_one_in_the_file(book):
    other = replace(BY_HAND, legend={**BY_HAND.legend, "○": "prohibited"})
    classes = [r.other.value for r in read_spec(book, layout=other).requirements]
    assert "optional" not in classes


def test_a_kept_layout_is_found_by_its_name_and_reads_alike(book, tmp_path):
    keep_layout(tmp_path / "kept", replace(BY_HAND, name="総務省2027"), "総務省の2027年の様式")
    found = layout_named("総務省2027", kept=tmp_path / "kept")
    assert (found.columns, found.legend, found.sheets) == (
        BY_HAND.columns, BY_HAND.legend, BY_HAND.sheets,
    )  # fmt: skip
    assert read_spec(book, layout=found).requirements == read_spec(book).requirements
    assert "two-row-header" in layouts(kept=tmp_path / "kept")


@pytest.mark.parametrize("name", ["", "../x", "a/b", "vocabulary", "長" * 41, 'a"b'])
def test_a_name_that_is_no_file_name_is_refused(tmp_path, name):
    with pytest.raises(Problem, match="使えません"):
        keep_layout(tmp_path, replace(BY_HAND, name=name), "")
    assert list(tmp_path.iterdir()) == []


def test_a_name_is_taken_once(tmp_path):
    keep_layout(tmp_path, replace(BY_HAND, name="x"), "")
    with pytest.raises(Problem, match="既にあります"):
        keep_layout(tmp_path, replace(BY_HAND, name="x"), "")


def test_the_sheets_as_they_stand(book):
    legend, functions = sheet_looks(book)
    assert (legend.title, functions.title) == ("凡例", "機能要件")
    assert functions.columns[:3] == ("A", "B", "C")
    assert functions.rows[2][2] == "機能ID"
