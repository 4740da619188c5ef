"""Rows that are requirements, and rows that only look like some."""

import io

import pytest
from families import Page, xlsx
from openpyxl import load_workbook
from openpyxl.styles import Font

from taiodo.problems import Severity, errors
from taiodo.workbook.spec import SpecReading, read_spec

HEADER = ["No.", "大項目", "機能ID", "機能名称", "機能要件", "実装区分", "備考", "改定種別"]
PLAIN = ["機能ID", "機能名称", "機能要件", "実装区分"]


def listed(*rows: list[object]) -> list[list[object]]:
    return [HEADER, *rows]


def row(serial: int, heading: str | None = None, **more: str) -> list[object]:
    cells = [serial, heading, f"001000{serial}", f"名{serial}", f"文{serial}", "実装必須"]
    return [*cells, more.get("note"), more.get("revision")]


def read(*pages: Page, struck: str = "") -> SpecReading:
    """The reading of pages, cells of the first one struck through."""
    data = xlsx(pages)
    if struck:
        book = load_workbook(io.BytesIO(data))
        for cell in struck.split():
            book.worksheets[0][cell].font = Font(strike=True)
        buffer = io.BytesIO()
        book.save(buffer)
        data = buffer.getvalue()
    return read_spec(data, "a.xlsx")


def numbers(reading: SpecReading) -> list[str]:
    return [r.number for r in reading.requirements]


def codes(reading: SpecReading, severity: Severity = Severity.WARNING) -> list[str]:
    return [f.code for f in reading.findings if f.severity is severity]


@pytest.mark.parametrize(
    "struck",
    ["B3 C3 D3 E3 F3", "C3 D3 E3 F3", "C3 D3 E3", "C3 D3 E3 F3 G3", "A3 C3 D3 E3 F3 H3"],
    ids=["serial", "heading", "class", "note", "revision"],
)
def test_a_struck_row_is_struck_whatever_stands_beside_it(struck):
    rows = listed(row(1, "一"), row(2, "二", note="廃止", revision="変更"), row(3))
    reading = read(Page("一覧", rows), struck=struck)
    assert numbers(reading) == ["0010001", "0010003"]
    assert "spec.struck-row" in codes(reading, Severity.INFO)
    assert [u.reason for u in reading.unread] == ["取消線で削除された行"]
    assert not errors(reading.findings)


def test_a_struck_row_whose_name_was_left_is_a_warning():
    reading = read(Page("一覧", listed(row(1, "一"), row(2), row(3))), struck="C3 E3")
    assert numbers(reading) == ["0010001", "0010003"]
    assert codes(reading) == ["spec.struck-partly"]


def test_a_heading_struck_with_its_row_holds_for_the_rows_below():
    rows = listed(row(1, "一"), row(2, "二"), row(3), row(4, "三"))
    reading = read(Page("一覧", rows), struck="A3 B3 C3 D3 E3 F3")
    assert [r.path for r in reading.requirements] == [("一",), ("二",), ("三",)]
    assert codes(reading) == ["spec.struck-heading"]
    replaced = listed(row(1, "一"), row(2, "二"), row(3, "三"))
    assert not codes(read(Page("一覧", replaced), struck="B3 C3 D3 E3"))


@pytest.mark.parametrize(
    "cells",
    [
        ["※", None, "法とは別の法をいう。"], ["※1", "別の法をいう。"], ["注１", "用語は別紙。"],
        ["凡例", "◎：実装必須機能"], ["備考", "この表は見本。"], ["（注）", "一", "二"],
    ],
)  # fmt: skip
def test_a_note_whose_mark_stands_as_number(cells):
    rows = [PLAIN, ["0010001", "甲", "文", "実装必須"], cells]
    reading = read(Page("一覧", rows))
    assert [u.reason for u in reading.unread] == ["注記"]
    assert not codes(reading)
    assert not errors(reading.findings)


def test_who_made_the_list_is_told_below_it():
    rows = [PLAIN, ["0010001", "甲", "文", "実装必須"], ["作成：見本省", None, "令和8年"]]
    assert codes(read(Page("一覧", rows))) == ["spec.line-below"]


def test_a_requirement_below_with_a_word_as_number_is_an_error():
    rows = [PLAIN, ["0010001", "甲", "文", "実装必須"], ["準備中", "乙", "文", "任意"]]
    assert [f.code for f in errors(read(Page("一覧", rows)).findings)] == ["spec.bad-number"]


def test_the_text_of_a_form_is_the_text_of_its_cell():
    rows = [["帳票ID", "帳票名称", "帳票要件", "実装区分"], ["0010001", "票", "甲\n乙", "任意"]]
    assert [r.text for r in read(Page("帳票要件", rows)).requirements] == ["甲\n乙"]


def test_forms_with_kinds_of_municipality_in_one_header_row():
    rows = [
        ["帳票ID", "帳票名称", "帳票要件", "実装区分（指定都市）", "実装区分（一般市区町村）"],
        ["0010001", "票", "文", "実装必須", "任意"],
    ]
    first = read(Page("帳票要件", rows)).requirements[0]
    assert (first.text, first.designated_city.value, first.other.value) == (
        "文", "mandatory", "optional",
    )  # fmt: skip


@pytest.mark.parametrize("others", [[None, "○"], ["○", "○"], ["－", "●"]])
def test_data_items_with_a_column_headed_mandatory(others):
    rows = [["データ項目ID", "データ項目名", "桁数", "必須"]]
    rows += [[f"0010000{n}", f"項目{n}", 15, cell] for n, cell in enumerate(others, start=1)]
    reading = read(Page("データ要件", rows))
    assert [r.other.value for r in reading.requirements] == [
        "mandatory" if cell in ("○", "●") else "optional" for cell in others
    ]
    assert reading.requirements[0].text == "桁数: 15"
    assert not errors(reading.findings)


def test_an_unclear_sign_below_mandatory_is_an_error():
    rows = [
        ["データ項目ID", "データ項目名", "必須"],
        ["00100001", "一", "○"],
        ["00100002", "二", "×"],
    ]
    found = errors(read(Page("データ要件", rows)).findings)
    assert [(f.code, f.where) for f in found] == [("spec.unknown-class", "a.xlsx データ要件!C3")]


@pytest.mark.parametrize("wide", [False, True])
def test_typed_numbers_that_all_lost_their_zeros(wide):
    written = [n.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else n
               for n in ("10001", "10002", "311234")]  # fmt: skip
    reading = read(Page("一覧", [PLAIN, *([n, "甲", "文", "任意"] for n in written)]))
    assert numbers(reading) == ["0010001", "0010002", "0311234"]
    assert codes(reading) == ["spec.zeros-restored"]


def test_characters_nobody_sees_do_not_matter():
    rows = [
        ["機能\u00a0ID", "機能名称", "機能要件\u200b", "実装区分"],
        ["\u200b0010001", "甲", "文。\u00a0", "実装必須\u00a0機能"],
    ]
    first = read(Page("一覧", rows)).requirements[0]
    assert (first.number, first.text, first.other.value) == ("0010001", "文。", "mandatory")


@pytest.mark.parametrize("number", ["0010001（新）", "0010001\n(旧0010009)", "0010001※"])
def test_a_remark_behind_the_number(number):
    reading = read(Page("一覧", [PLAIN, [number, "甲", "文", "任意"]]))
    assert numbers(reading) == ["0010001"]
    assert codes(reading, Severity.INFO) == ["spec.number-remark"]


@pytest.mark.parametrize(
    "cells",
    [
        ["0010002（削除）", "乙", "文", "任意"], ["0010002", "乙", "削除", "任意"],
        ["0010002", "乙", "欠番", "－"],
    ],
)  # fmt: skip
def test_a_requirement_deleted_by_a_word(cells):
    reading = read(Page("一覧", [PLAIN, ["0010001", "甲", "文", "任意"], cells]))
    assert numbers(reading) == ["0010001"]
    assert codes(reading) == ["spec.deleted-row"]


def test_a_row_of_dashes_is_vacant():
    rows = [PLAIN, ["0010001", "甲", "文", "任意"], ["0010002", "－", "－", "－"]]
    reading = read(Page("一覧", rows))
    assert numbers(reading) == ["0010001"]
    assert [u.reason for u in reading.unread] == ["欠番または削除（0010002）"]


@pytest.mark.parametrize("revision", ["削除（3.0版）", "機能削除", "廃止※", "削除"])
def test_revision_marks_that_delete(revision):
    reading = read(Page("一覧", listed(row(1, "一"), row(2, revision=revision))))
    assert numbers(reading) == ["0010001"]
    assert codes(reading) == ["spec.deleted-row"]


def test_revision_marks_that_may_delete_are_errors_and_partial_ones_nothing():
    rows = listed(row(1, "一", revision="削除予定"), row(2, revision="一部削除"))
    reading = read(Page("一覧", rows))
    assert numbers(reading) == ["0010001", "0010002"]
    assert [(f.code, f.where) for f in errors(reading.findings)] == [
        ("spec.revision-unclear", "a.xlsx 一覧!H2")
    ]


def test_chapters_in_rows_of_their_own():
    rows = [
        PLAIN, ["1. 届出"], ["0010001", "甲", "文", "任意"], ["（１）転入"],
        ["0010002", "乙", "文", "任意"], ["2. 証明"], ["0010003", "丙", "文", "任意"],
    ]  # fmt: skip
    reading = read(Page("一覧", rows, [(2, 1, 2, 4)]))
    assert [r.path for r in reading.requirements] == [
        ("1. 届出",), ("1. 届出", "（１）転入"), ("2. 証明",),
    ]  # fmt: skip
    assert [u.reason for u in reading.unread] == ["見出しの行"] * 3
    assert not errors(reading.findings)


def test_numbered_chapters_of_a_first_edition():
    rows = [
        ["項番", "機能名称", "実装すべき機能", "実装しない機能"],
        ["1", "管理"], ["1.1", "住民"], ["1.1.1", "甲", "文", None], ["1.2", "異動"],
        ["1.2.1", "乙", None, "文"], ["2.1", "丙", "文", None],
    ]  # fmt: skip
    reading = read(Page("第3章", rows))
    assert [(r.number, r.path) for r in reading.requirements] == [
        ("1.1.1", ("1 管理", "1.1 住民")), ("1.2.1", ("1 管理", "1.2 異動")), ("2.1", ()),
    ]  # fmt: skip
    assert not errors(reading.findings)


def test_a_first_edition_with_a_row_for_each_class():
    rows = [
        ["項番", "機能名称", "類型", "要件"],
        ["1.1.1", "甲", "実装すべき機能", "要る"], ["1.1.1", "甲", "実装しない機能", "要らない"],
        ["1.1.2", "乙", "実装すべき機能", "要る"],
    ]  # fmt: skip
    reading = read(Page("一覧", rows))
    assert [(r.number, r.part) for r in reading.requirements] == [
        ("1.1.1", 1), ("1.1.1", 2), ("1.1.2", 1),
    ]  # fmt: skip
    assert not reading.findings
    rows[2][2] = rows[1][2]
    assert [f.code for f in errors(read(Page("一覧", rows)).findings)] == ["spec.duplicate-number"]


def test_cells_that_repeat_the_heading_above():
    rows = listed(row(1, "一"), row(2, "〃"), row(3, "同上"))
    assert [r.path for r in read(Page("一覧", rows)).requirements] == [("一",)] * 3
