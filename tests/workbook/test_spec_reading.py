"""Published specifications in the forms publishers use, made here, and what is said of them."""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from taiodo.problems import Problem, Severity, errors
from taiodo.workbook.spec import Layout, layout_named, layouts, read_spec

SHARED = Path(__file__).parents[3] / "shared" / "data" / "workbooks"
LEGEND = [
    ("◎", "実装必須機能"),
    ("○", "標準オプション機能"),
    ("×", "実装不可機能"),
    ("－", "対象外"),
]


def book(*sheets: tuple[str, Sequence[Sequence[object]]], finish: Callable | None = None) -> bytes:
    """A workbook of named sheets with their rows; `finish` may touch the last sheet."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if finish:
        finish(made.worksheets[-1])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read(data: bytes, **more):
    return read_spec(data, "a.xlsx", **more)


def rows(reading):
    return [
        (r.number, "/".join(r.path), r.name, r.text, r.designated_city.value, r.other.value)
        for r in reading.requirements
    ]


def codes(reading, severity: Severity | None = None):
    return [f.code for f in reading.findings if severity in (None, f.severity)]


TWO_ROWS = [
    ["機能要件（別紙）"],
    [],
    [
        "大項目",
        "中項目",
        "機能ＩＤ",
        "機能名称",
        "機能要件",
        "実装区分",
        None,
        "備考",
        "適合基準日",
    ],
    [None, None, None, None, None, "指定都市", "一般\n市区町村", None, None],
    [
        "1. 管理",
        "1.1. 住民",
        "0010001",
        "甲",
        "甲を管理すること。 \n",
        "◎",
        "－",
        None,
        "令和８年４月１日",
    ],
    [None, None, "0010002", "乙", "乙を管理すること。　", "○", "○", "注意", "別途定める日"],
    ["2. 照会", None, "0010003", "丙", "丙を照会すること。", "×", "×"],
    [None, "2.1. 検索", "0010004", "丁", "丁を検索すること。", "◎", "◎"],
    [None, None, None, None, None, None, None, None, None, None, "e"],
    ["※転載を禁ずるものではない。"],
]


def merge_two_rows(sheet: Worksheet) -> None:
    for area in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:G3", "A5:A6", "B5:B6", "A7:A8"):
        sheet.merge_cells(area)


@pytest.mark.parametrize("finish", [None, merge_two_rows], ids=["plain", "merged"])
def test_a_two_row_header_with_signs_explained_on_another_sheet(finish):
    reading = read(book(("凡例", LEGEND), ("機能要件", TWO_ROWS), finish=finish))
    assert rows(reading) == [
        ("0010001", "1. 管理/1.1. 住民", "甲", "甲を管理すること。", "mandatory", "none"),
        ("0010002", "1. 管理/1.1. 住民", "乙", "乙を管理すること。　", "optional", "optional"),
        ("0010003", "2. 照会/", "丙", "丙を照会すること。", "prohibited", "prohibited"),
        ("0010004", "2. 照会/2.1. 検索", "丁", "丁を検索すること。", "mandatory", "mandatory"),
    ]
    assert reading.columns["機能要件!C"] == "number"
    assert reading.columns["機能要件!G"] == "other"
    assert reading.requirements[0].conformance_date == "2026-04-01"
    assert reading.requirements[1].conformance_date == "別途定める日"
    assert reading.requirements[1].note == "注意"
    assert reading.requirements[1].where == "a.xlsx 機能要件!C6"
    assert [(u.where, u.reason) for u in reading.unread] == [
        ("a.xlsx 機能要件!K9", "表の終わりの印"),
        ("a.xlsx 機能要件!A10", "注記"),
    ]
    assert codes(reading) == ["spec.sheet-ignored"]
    chosen = [(s.first, s.last, s.requirements) for s in reading.sheets if s.chosen]
    assert chosen == [(3, 4, 4)]
    assert reading.counts["other"] == {
        "none": 1, "optional": 1, "prohibited": 1, "mandatory": 1,
    }  # fmt: skip


def test_an_empty_text_among_untouched_blanks_means_no_heading():
    def write_empty(sheet: Worksheet) -> None:
        sheet["B3"].value = ""
        sheet["B3"].data_type = "s"

    table = [
        ["大分類", "中分類", "要件番号", "要件名", "要件", "類型"],
        ["1", "1.1", "0010001", "甲", "文", "実装必須機能"],
        [None, None, "0010002", "乙", "文", "実装すべき機能"],
        [None, None, "0010003", "丙", "文", "実装してもしなくても良い機能"],
    ]
    reading = read(book(("一覧", table), finish=write_empty))
    assert [r.path for r in reading.requirements] == [("1", "1.1"), ("1", ""), ("1", "")]


def test_where_a_merged_heading_ends_nothing_is_meant_below():
    table = [
        ["大項目", "中項目", "機能ID", "機能名称", "機能要件", "実装類型"],
        ["4", "4.0", "0010001", "甲", "文", "実装必須"],
        [None, None, "0010002", "乙", "文", "実装必須"],
        [None, None, "0010003", "丙", "文", "実装必須"],
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B2:B3")

    reading = read(book(("一覧", table), finish=merge))
    assert [r.path for r in reading.requirements] == [("4", "4.0"), ("4", "4.0"), ("4", "")]


def test_classes_in_old_and_new_words_and_a_serial_number_beside_the_id():
    table = [
        ["No.", "要件番号", "要件名", "要件", "類型", "参照"],
        [1, "0010001", "甲", "文", "実装すべき機能", "1.1"],
        [2, "0010002", "乙", "文", "実装してもしなくても良い機能", "1.2"],
        [3, "0010003", "丙", "文", "実装不可機能", "1.3"],
    ]
    reading = read(book(("一覧", table)))
    assert [r.other.value for r in reading.requirements] == ["mandatory", "optional", "prohibited"]
    assert reading.columns["一覧!A"] == "serial"
    assert [(f.code, f.where) for f in reading.findings] == [
        ("spec.unused-column", "a.xlsx 一覧!F2")
    ]


def test_one_column_of_text_per_class_gives_up_to_three_requirements_a_row():
    table = [
        [
            "章節番号",
            "機能名称",
            "実装すべき機能",
            "実装してもしなくても良い機能",
            "実装しない機能",
        ],
        ["1.1.1", "甲", "すべき", None, "しない"],
        ["1.1.10", "乙", None, "良い", None],
        ["1.1.11", "丙", None, None, None],
    ]
    reading = read(book(("第3章", table)))
    assert [(r.number, r.part, r.text, r.other.value, r.where) for r in reading.requirements] == [
        ("1.1.1", 1, "すべき", "mandatory", "a.xlsx 第3章!C2"),
        ("1.1.1", 2, "しない", "prohibited", "a.xlsx 第3章!E2"),
        ("1.1.10", 1, "良い", "optional", "a.xlsx 第3章!A3"),
    ]
    assert [(f.code, f.where) for f in errors(reading.findings)] == [
        ("spec.missing-class", "a.xlsx 第3章!C4")
    ]


def test_a_number_merged_over_rows_gives_its_parts():
    table = [
        ["章節番号", "機能名称", "要件", "類型"],
        ["1.1.1", "甲", "すべき", "実装すべき機能"],
        [None, None, "しない", "実装しない機能"],
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    reading = read(book(("一覧", table), finish=merge))
    assert [(r.number, r.part, r.name, r.text) for r in reading.requirements] == [
        ("1.1.1", 1, "甲", "すべき"),
        ("1.1.1", 2, "甲", "しない"),
    ]
    assert not reading.findings


def test_ticks_in_one_column_per_class_beside_the_text():
    table = [
        ["機能ID", "機能名称", "機能要件", "実装類型", None, None],
        [None, None, None, "実装必須", "標準オプション", "実装不可"],
        ["0010001", "甲", "文", None, "○", None],
        ["0010002", "乙", "文", "●", None, None],
    ]
    reading = read(book(("一覧", table)))
    assert [(r.text, r.other.value) for r in reading.requirements] == [
        ("文", "optional"),
        ("文", "mandatory"),
    ]


def simple(*body: Sequence[object]) -> list[Sequence[object]]:
    return [["機能ID", "機能名称", "機能要件", "実装区分"], *body]


def test_ids_that_lost_zeros_or_are_full_width():
    table = simple(
        [10001, "甲", "文", "◎"],
        ["００１０００２", "乙", "文", "◎"],
        ["0010003", "丙", "文", "◎"],
        ["10004 ", "丁", "文", "◎"],
    )
    reading = read(book(("凡例", LEGEND), ("一覧", table)))
    assert [r.number for r in reading.requirements] == ["0010001", "0010002", "0010003", "0010004"]
    zeros = next(f for f in reading.findings if f.code == "spec.zeros-restored")
    assert zeros.where == "a.xlsx 一覧!A2"
    assert "2件" in zeros.message


def test_ids_stored_as_numbers_throughout_get_their_seven_digits():
    table = simple([10001, "甲", "文", "◎"], [311234, "乙", "文", "◎"])
    reading = read(book(("凡例", LEGEND), ("一覧", table)))
    assert [r.number for r in reading.requirements] == ["0010001", "0311234"]


def test_section_numbers_stored_as_decimals_are_doubted():
    table = simple(["1.1.1", "甲", "文", "◎"], [1.2, "乙", "文", "◎"])
    reading = read(book(("凡例", LEGEND), ("一覧", table)))
    assert [r.number for r in reading.requirements] == ["1.1.1", "1.2"]
    assert "spec.number-as-decimal" in codes(reading, Severity.WARNING)


def test_duplicate_numbers_name_both_cells():
    table = simple(["0010001", "甲", "文", "◎"], ["0010001", "乙", "文", "◎"])
    found = errors(read(book(("凡例", LEGEND), ("一覧", table))).findings)
    assert [(f.code, f.where) for f in found] == [("spec.duplicate-number", "a.xlsx 一覧!A3")]
    assert "一覧!A2" in found[0].message


def test_a_sign_the_legend_does_not_know():
    table = simple(["0010001", "甲", "文", "◎"], ["0010002", "乙", "文", "△"])
    reading = read(book(("凡例", LEGEND), ("一覧", table)))
    assert [(f.code, f.where) for f in errors(reading.findings)] == [
        ("spec.unknown-class", "a.xlsx 一覧!D3")
    ]
    assert len(reading.requirements) == 1


def test_the_legend_of_the_file_decides_what_a_sign_means():
    legend = [["記号", "意味"], ["○", "実装必須機能（必ず備える）"], ["△", "標準オプション機能"]]
    table = simple(["0010001", "甲", "文", "〇"], ["0010002", "乙", "文", "△"])
    reading = read(book(("凡例", legend), ("一覧", table)))
    assert [r.other.value for r in reading.requirements] == ["mandatory", "optional"]
    assert reading.legend == {"○": "mandatory", "△": "optional"}
    assert not errors(reading.findings)


def test_a_legend_in_a_sentence_above_the_table():
    table = [["凡例　◎：実装必須機能、○：標準オプション機能　×：実装不可機能"], [], *simple()]
    table.append(["0010001", "甲", "文", "○"])
    reading = read(book(("一覧", table)))
    assert reading.legend == {"◎": "mandatory", "○": "optional", "×": "prohibited"}
    assert not reading.findings


def test_a_sign_with_two_meanings_is_an_error():
    other = [["○", "実装必須機能"]]
    table = simple(["0010001", "甲", "文", "○"])
    reading = read(book(("凡例", LEGEND), ("記号一覧", other), ("一覧", table)))
    assert "spec.legend-conflict" in codes(reading, Severity.ERROR)


def test_without_a_legend_signs_have_their_usual_meaning_and_that_is_said():
    table = simple(*([f"001000{i}", "甲", "文", sign] for i, sign in enumerate("◎○×－-")))
    reading = read(book(("一覧", table)))
    meanings = [r.other.value for r in reading.requirements]
    assert meanings == ["mandatory", "optional", "prohibited", "none", "none"]
    warned = [f for f in reading.findings if f.code == "spec.no-legend"]
    assert [f.where for f in warned] == [f"a.xlsx 一覧!D{row}" for row in (2, 3, 4, 5)]
    assert "2か所" in warned[-1].message


def test_every_row_is_a_requirement_or_reported():
    table = simple(
        ["0010001", "甲", "文", "◎"],
        [None, "番号なし", "文", "◎"],
        ["たぶん", "乙", "文", "◎"],
        ["0010004", "欠番", None, None],
        ["0010005", "丙", "文", None],
        ["0010006", "名だけ", None, "○"],
        ["0010007", None, None, "○"],
        ["以上"],
        [None, None, "※表の注記", None],
    )
    reading = read(book(("凡例", LEGEND), ("一覧", table)))
    assert [r.number for r in reading.requirements] == ["0010001", "0010006"]
    assert {
        (f.code, f.where[-2:]) for f in reading.findings if f.severity is not Severity.INFO
    } == {
        ("spec.missing-number", "A3"),
        ("spec.bad-number", "A4"),
        ("spec.missing-class", "D6"),
        ("spec.missing-text", "D7"),
        ("spec.missing-text", "D8"),
    }
    assert [u.reason for u in reading.unread] == [
        "欠番または削除（0010004）",
        "表の終わりの印",
        "注記",
    ]


def test_struck_words_are_deleted_words():
    def strike(sheet: Worksheet) -> None:
        struck = InlineFont(strike=True)
        sheet["C2"] = CellRichText(
            "残る", TextBlock(struck, "消える"), TextBlock(InlineFont(), "文")
        )
        sheet["B3"].font = sheet["C3"].font = sheet["D3"].font = Font(strike=True)
        sheet["A3"].font = Font(strike=True)
        sheet["C4"].font = Font(strike=True)

    table = simple(
        ["0010001", "甲", "", "◎"], ["0010002", "乙", "文", "◎"], ["0010003", "丙", "旧い文", "◎"]
    )
    reading = read(book(("凡例", LEGEND), ("一覧", table), finish=strike))
    assert [(r.number, r.text) for r in reading.requirements] == [
        ("0010001", "残る文"),
        ("0010003", ""),
    ]
    assert [u.reason for u in reading.unread] == ["取消線で削除された行"]


def test_several_lists_are_read_and_other_sheets_told():
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    first = simple(["0010001", "甲", "文", "◎"])
    second = simple(["0010002", "乙", "文", "○"])
    history = [["版", "年月日", "内容"], ["1.0", "令和2年9月11日", "策定"]]
    reading = read(
        book(
            ("表紙", [["標準仕様書"]]), ("凡例", LEGEND), ("第1章", first), ("第2章", second),
            ("改定履歴", history), ("作業用", first), finish=hide,
        )
    )  # fmt: skip
    assert [r.number for r in reading.requirements] == ["0010001", "0010002"]
    assert {s.name: s.reason for s in reading.sheets if not s.chosen} == {
        "表紙": "表紙・説明",
        "凡例": "凡例",
        "改定履歴": "改定履歴",
        "作業用": "非表示のシート",
    }


def test_a_list_without_classes_beside_a_real_one_is_told():
    forms = [["項番", "名称", "内容"], ["1", "住民票", "写し"]]
    reading = read(book(("一覧", simple(["0010001", "甲", "文", "実装必須"])), ("帳票", forms)))
    assert [(f.code, f.where) for f in reading.findings] == [("spec.sheet-ignored", "a.xlsx 帳票")]
    assert len(reading.requirements) == 1


def test_stray_cells_far_out_cost_no_time_and_are_told():
    def stray(sheet: Worksheet) -> None:
        sheet.cell(1, 16_384, "x")
        sheet.cell(50_000, 2).number_format = "0"

    table = simple(["0010001", "甲", "文", "実装必須"])
    reading = read(book(("一覧", table), finish=stray))
    assert len(reading.requirements) == 1
    assert codes(reading) == ["spec.columns-cut"]


def test_a_row_marked_as_deleted_in_the_revision_column():
    table = [
        ["改定種別", "機能ID", "機能名称", "機能要件", "実装類型"],
        ["削除", "0010001", "甲", "文", "実装必須"],
        ["追加", "0010002", "乙", "文", "実装必須"],
    ]
    reading = read(book(("一覧", table)))
    assert [r.number for r in reading.requirements] == ["0010002"]
    assert codes(reading) == ["spec.deleted-row"]


@pytest.mark.parametrize("blank_rows", [0, 7, 30])
def test_the_header_may_stand_anywhere_above(blank_rows):
    table = [*[[None]] * blank_rows, *simple(["0010001", "甲", "文", "実装必須"])]
    reading = read(book(("一覧", [["題"], *table])))
    assert [s.first for s in reading.sheets] == [blank_rows + 2]


def test_the_digest_covers_the_bytes_and_the_way_they_were_read():
    data = book(("一覧", simple(["0010001", "甲", "文", "実装必須"])))
    detected = read(data)
    again = read_spec(data, "別の名前.xlsx")
    columns = {"A": "number", "B": "name", "C": "text", "D": "obligation"}
    given = read(data, layout=Layout("手動", columns=columns, sheets=("一覧",)))
    assert detected.layout == "自動判定"
    assert detected.digest == again.digest
    assert rows(given) == rows(detected)
    assert (given.layout, given.sha256) == ("手動", detected.sha256)
    assert given.digest != detected.digest


def test_a_layout_may_say_what_signs_mean():
    data = book(("一覧", simple(["0010001", "甲", "文", "○"])))
    columns = {"A": "number", "B": "name", "C": "text", "D": "obligation"}
    layout = Layout("手動", columns=columns, legend={"○": "mandatory"})
    assert [r.other.value for r in read(data, layout=layout).requirements] == ["mandatory"]


def test_named_layouts_are_shipped_and_their_absence_is_told():
    assert set(layouts()) >= {"two-row-header", "class-in-words", "first-edition"}
    with pytest.raises(Problem, match="two-rows") as told:
        layout_named("two-rows")
    assert "two-row-header" in told.value.advice
    data = book(("一覧", simple(["0010001", "甲", "文", "○"])))
    with pytest.raises(Problem, match="シート「機能要件」がありません"):
        read(data, layout=layout_named("two-row-header"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared workbooks are not here")
@pytest.mark.parametrize(
    ("file", "layout"),
    [
        ("a_two-row-header.xlsx", ""),
        ("a_two-row-header.xlsx", "two-row-header"),
        ("b_class-in-words.xlsx", ""),
        ("b_class-in-words.xlsx", "class-in-words"),
        ("c_wide-first-edition.xlsx", ""),
        ("c_wide-first-edition.xlsx", "first-edition"),
        ("d_revision-marks.xlsx", ""),
        ("e_next-edition_two-row-header.xlsx", ""),
    ],
)
def test_workbooks_with_real_text_are_read_exactly(file, layout):
    truth = json.loads((SHARED / "truth-requirements.json").read_text(encoding="utf-8"))[file]
    reading = read_spec(SHARED / file, layout=layout_named(layout) if layout else None)
    assert not errors(reading.findings)
    assert [
        {
            "number": r.number,
            "path": list(r.path),
            "name": r.name,
            "text": r.text,
            "designated_city": r.designated_city.value,
            "other": r.other.value,
        }
        for r in reading.requirements
    ] == truth
