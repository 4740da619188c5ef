"""Lists of data items and forms, and headers as ministries write them."""

import pytest
from families import Page, xlsx

from taiodo.problems import Severity, errors
from taiodo.workbook.spec import SpecReading, read_spec

ITEMS = [
    ["■項目定義書（見本）"],
    [],
    [None, "データ項目ID", None, "データ項目", "グループ", None, "クラス分類", None, "データ型",
     "桁数", "項目定義", "実装類型", "備考"],
    [None, None, None, None, "名称", "主キー", "LV1", "LV2"],
    [None, "031", ("00000", 1), "宛名番号", "宛名", "○", "人", "共通", "X", 15, "番号の定義",
     "○", None, "e"],
    [None, "031", ("00000", 2), "氏名", "宛名", None, "人", None, "Ｎ", 100, "氏名の定義\n二行",
     None, "追加", "e"],
    ["e", None, None, "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e"],
]  # fmt: skip
ID_HEADER = [(3, 2, 4, 3)]
FORMS = [
    ["帳票ID", "帳票名称", "帳票の説明", "用紙", "実装区分"],
    ["0010001", "住民票の写し", "交付する。", "A4縦", "実装必須"],
    ["0010002", "記載事項証明書", "交付する。", None, "標準オプション"],
]
FUNCTIONS = [
    ["機能ID", "機能名称", "機能要件", "実装区分"],
    ["0010001", "甲", "文", "実装必須"],
]


def read(*pages: Page) -> SpecReading:
    return read_spec(xlsx(pages), "a.xlsx")


def codes(reading: SpecReading) -> list[str]:
    return [finding.code for finding in reading.findings]


def listed(*headers: str) -> list[list[object]]:
    return [list(headers), ["0010001", "甲", "文", "実装必須機能"]]


def test_an_item_definition_gives_data_items():
    reading = read(
        Page("項目定義書", ITEMS, ID_HEADER),
        Page("コード一覧（個別）", [["コードID", "コード名"], ["1", "性別"]]),
        Page(
            "凡例）列項目説明", [["項番", "項目名", "記載内容"], ["1", "データ項目ID", "一意のID"]]
        ),
    )
    first, second = reading.requirements
    assert (first.kind, first.number, first.name, first.path) == (
        "data", "03100001", "宛名番号", ("人", "共通"),
    )  # fmt: skip
    assert (
        first.text == "グループ 名称: 宛名\n主キー: ○\nデータ型: X\n桁数: 15\n項目定義: 番号の定義"
    )
    assert second.number == "03100002"
    assert second.path == ("人", "")
    assert second.text.endswith("項目定義: 氏名の定義\n二行")
    assert second.note == "追加"
    assert [r.other.value for r in reading.requirements] == ["mandatory", "optional"]
    assert not errors(reading.findings)
    assert "spec.ticked-class" in codes(reading)
    assert {s.reason for s in reading.sheets} == {"データ要件", "コード一覧", "凡例"}


def test_data_items_without_a_class_column_are_unconfirmed():
    rows = [["データ項目ID", "データ項目", "桁数"], ["03100001", "宛名番号", 15]]
    reading = read(Page("一覧", rows))
    assert [r.other.value for r in reading.requirements] == ["unconfirmed"]
    assert [(f.code, f.severity) for f in reading.findings] == [
        ("spec.no-class-column", Severity.WARNING)
    ]


def test_forms_stand_beside_functions_and_share_numbers_with_them():
    reading = read(Page("機能要件", FUNCTIONS), Page("帳票要件", FORMS))
    assert [(r.kind, r.number, r.part, r.other.value) for r in reading.requirements] == [
        ("function", "0010001", 1, "mandatory"),
        ("form", "0010001", 2, "mandatory"),
        ("form", "0010002", 1, "optional"),
    ]
    assert reading.requirements[1].text == "交付する。\n用紙: A4縦"
    assert not errors(reading.findings)


@pytest.mark.parametrize("number", [
    "機能ID", "機能ＩＤ", "要件番号", "項番", "No.", "№", "要件ID", "要求番号", "管理番号",
    "機能要件ID\n（７桁）", "章節番号", "機能\nID", "【機能ID】", "機能ID※1",
])  # fmt: skip
@pytest.mark.parametrize(
    ("name", "text", "judged"),
    [
        ("機能名称", "機能要件", "実装区分"),
        ("要件名", "要件内容", "実装類型"),
        ("機能要件名", "機能の説明", "必須区分"),
        ("名称", "内容", "類型"),
        ("機能　名称", "要件（本文）", "要件区分"),
    ],
)
def test_header_words_as_they_are_written(number, name, text, judged):
    reading = read(Page("一覧", listed(number, name, text, judged)))
    assert [(r.number, r.name, r.text) for r in reading.requirements] == [("0010001", "甲", "文")]
    assert not errors(reading.findings)


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        (("大項目", "中項目", "小項目"), 3),
        (("大分類", "中分類", "小分類"), 3),
        (("機能大分類", "機能中分類", "機能小分類"), 3),
        (("レベル１", "レベル２", "レベル３"), 3),
        (("分類１", "分類２", "分類３"), 3),
        (("章", "節", "小項目"), 3),
    ],
)
def test_words_for_headings(words, levels):
    rows = [
        [*words, "機能ID", "機能名称", "機能要件", "類型", "要件の考え方・理由", "改定種別"],
        ["一", "二", "三", "0010001", "甲", "文", "任意", "わけ", "変更"],
    ]
    first = read(Page("一覧", rows)).requirements[0]
    assert first.path == ("一", "二", "三")[:levels]
    assert first.rationale == "わけ"


def test_headings_in_two_rows_that_make_one_word():
    rows = [
        ["分類", None, None, "機能", None, "要件"],
        ["大", "中", "小", "ID", "名称", "内容", "類型"],
        ["一", "二", "三", "0010001", "甲", "文", "任意"],
    ]
    reading = read(Page("一覧", rows, [(1, 1, 1, 3), (1, 4, 1, 5)]))
    assert [(r.path, r.number, r.name) for r in reading.requirements] == [
        (("一", "二", "三"), "0010001", "甲")
    ]


def test_a_heading_merged_over_the_next_level_means_there_is_none():
    rows = [
        ["大項目", "中項目", "機能ID", "機能名称", "機能要件", "類型"],
        ["一", None, "0010001", "甲", "文", "任意"],
        [None, None, "0010002", "乙", "文", "任意"],
    ]
    reading = read(Page("一覧", rows, [(2, 1, 3, 2)]))
    assert [r.path for r in reading.requirements] == [("一", ""), ("一", "")]


def test_an_id_in_two_cells_is_one_number():
    rows = [
        ["機能ID", None, "機能名称", "機能要件", "類型"],
        ["001", 12, "甲", "文", "任意"],
        ["001", 13, "乙", "文", "任意"],
    ]
    reading = read(Page("一覧", rows, [(1, 1, 1, 2)]))
    assert [r.number for r in reading.requirements] == ["0010012", "0010013"]


def test_columns_of_the_edition_before_are_not_read():
    rows = [
        ["機能ID", "改定前", None, "改定後", None, "実装類型"],
        [None, "機能名称", "機能要件", "機能名称", "機能要件"],
        ["0010001", "旧名", "旧文", "新名", "新文", "任意"],
    ]
    merges = [(1, 2, 1, 3), (1, 4, 1, 5), (1, 1, 2, 1), (1, 6, 2, 6)]
    reading = read(Page("新旧", rows, merges))
    assert [(r.name, r.text) for r in reading.requirements] == [("新名", "新文")]
    assert not errors(reading.findings)


def test_a_kind_of_municipality_of_its_own_is_a_warning():
    rows = [
        ["機能ID", "機能名称", "機能要件", "実装区分", None, None],
        [None, None, None, "指定都市", "中核市", "一般市区町村"],
        ["0010001", "甲", "文", "実装必須", "実装必須", "任意"],
    ]
    reading = read(Page("一覧", rows, [(1, 4, 1, 6)]))
    first = reading.requirements[0]
    assert (first.designated_city.value, first.other.value) == ("mandatory", "optional")
    assert [(f.code, f.severity, f.where) for f in reading.findings] == [
        ("spec.unused-column", Severity.WARNING, "a.xlsx 一覧!E3")
    ]


def test_gaps_are_one_finding_that_names_the_ranges():
    numbers = ("0010001", "0010002", "0010005", "0010007", "0020001")
    rows = [FUNCTIONS[0], *[[n, "甲", "文", "任意"] for n in numbers]]
    rows.append(["0010006", "欠番", None, None])
    found = [f for f in read(Page("一覧", rows)).findings if f.code == "spec.number-gap"]
    assert len(found) == 1
    assert "2件: 0010003～0010004）" in found[0].message


def test_headings_repeated_on_every_row_make_blanks_tell():
    rows = [["大項目", "中項目", "機能ID", "機能名称", "機能要件", "類型"]]
    rows += [["一", "二", f"001000{n}", "甲", "文", "任意"] for n in range(1, 6)]
    rows.append(["一", None, "0010006", "甲", "文", "任意"])
    assert read(Page("一覧", rows)).requirements[-1].path == ("一", "")


def test_the_header_again_on_the_next_page_is_no_requirement():
    rows = [*FUNCTIONS, FUNCTIONS[0], ["0010002", "乙", "文", "任意"]]
    reading = read(Page("一覧", rows))
    assert [r.number for r in reading.requirements] == ["0010001", "0010002"]
    assert [u.reason for u in reading.unread] == ["見出しの行の繰り返し"]
    assert not reading.findings


def test_a_header_far_below_is_found():
    rows = [*[["まえがき"]] * 150, *FUNCTIONS]
    assert [s.first for s in read(Page("一覧", rows)).sheets] == [151]


def test_lines_below_the_list_are_told():
    rows = [*FUNCTIONS, [None, None, "この一覧は見本である。"], ["以上"], ["連絡先", "係", "電話"]]
    reading = read(Page("一覧", rows))
    assert not errors(reading.findings)
    assert [u.reason for u in reading.unread] == [
        "表の下の行", "表の終わりの印", "表の終わりより下の行",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "凡例　◎：実装必須機能、○：標準オプション機能、×：実装不可機能",
        "◎は実装必須機能、○は標準オプション機能、×は実装不可機能を示す。",
        "【◎】実装必須機能 【○】標準オプション機能 【×】実装不可機能",
        "◎…実装すべき機能\n○…実装してもしなくても良い機能\n×…実装しない機能",
        "実装必須機能：◎　標準オプション機能：○　実装不可機能：×",
        "実装必須（◎）、標準オプション（○）、実装不可（×）",
        "◎ 実装必須機能　○ 標準オプション機能　× 実装不可機能",
    ],
)
@pytest.mark.parametrize("place", ["above", "header", "below", "sheet"])
def test_legends_as_sentences_anywhere(sentence, place):
    rows: list[list[object]] = [["機能ID", "機能名称", "機能要件", "実装区分"]]
    rows += [[f"001000{n}", "甲", "文", sign] for n, sign in enumerate("◎○×", start=1)]
    sheets = [Page("一覧", rows)]
    if place == "above":
        rows.insert(0, [sentence])
    elif place == "header":
        rows[0][3] = f"実装区分\n（{sentence}）"
    elif place == "below":
        rows += [[], [None, f"※ {sentence}"]]
    else:
        sheets.append(Page("前提", [[], [None, sentence]]))
    reading = read(*sheets)
    assert reading.legend == {"◎": "mandatory", "○": "optional", "×": "prohibited"}
    assert [r.other.value for r in reading.requirements] == ["mandatory", "optional", "prohibited"]
    assert not errors(reading.findings)


def test_a_bullet_is_no_legend():
    history = [
        ["版", "内容"],
        ["1.1", "○実装必須機能の見直し"],
        ["1.2", "○標準オプション機能の追加"],
    ]
    legend = [["◎ 実装必須機能"], ["○ 標準オプション機能"]]
    rows = [["機能ID", "機能要件", "実装区分"], ["0010001", "文", "○"]]
    reading = read(Page("改定履歴", history), Page("記号", legend), Page("一覧", rows))
    assert reading.legend == {"◎": "mandatory", "○": "optional"}
    assert not errors(reading.findings)
