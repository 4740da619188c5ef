"""Where the reading is not certain it says so; nothing is lost or guessed in silence."""

import pytest
from families import Page, xlsx

from taiodo.problems import Problem, Severity, errors
from taiodo.workbook.spec import SpecReading, read_spec
from taiodo.workbook.vocabulary import Layout

HEADER = ["機能ID", "機能名称", "機能要件", "実装区分"]
FIRST = [HEADER, ["0010001", "甲", "文", "実装必須"], ["0010002", "乙", "文", "任意"]]


def read(*pages: Page) -> SpecReading:
    return read_spec(xlsx(pages), "a.xlsx")


def told(reading: SpecReading, severity: Severity = Severity.ERROR) -> list[tuple[str, str]]:
    return [(f.code, f.where) for f in reading.findings if f.severity is severity]


def signed(*signs: str) -> list[list[object]]:
    return [HEADER, *([f"001000{n}", "甲", "文", s] for n, s in enumerate(signs, start=1))]


@pytest.mark.parametrize(
    ("city", "other"),
    [
        ("実装類型（指定都市）", "実装類型（一般市区町村）"),
        ("実装区分\n指定都市", "実装区分\n一般市区町村"),
        ("指定都市\n類型", "一般市\n類型"),
        ("実装区分_政令市", "実装区分_市区町村"),
        ("指定都市の実装区分", "その他の市区町村の実装区分"),
        ("要件区分【政令指定都市】", "要件区分【政令指定都市以外】"),
        ("実装区分（指定都市）", "実装区分（指定都市を除く）"),
        ("指定都市", "指定都市以外"),
    ],
)
def test_kinds_of_municipality_in_one_header_row(city, other):
    rows = [[*HEADER[:3], city, other], ["0010001", "甲", "文", "実装必須", "対象外"]]
    reading = read(Page("一覧", rows))
    first = reading.requirements[0]
    assert (first.designated_city.value, first.other.value) == ("mandatory", "none")
    assert not reading.findings


def test_kinds_above_their_class_columns():
    rows = [
        ["機能ID", "機能要件", "指定都市", None, "一般市区町村"],
        [None, None, "実装区分", "適合基準日", "実装区分"],
        ["0010001", "文", "実装必須", "令和8年4月1日", "任意"],
    ]
    first = read(Page("一覧", rows, [(1, 3, 1, 4)])).requirements[0]
    assert (first.designated_city.value, first.other.value) == ("mandatory", "optional")
    assert first.conformance_date == "2026-04-01"


@pytest.mark.parametrize(
    ("header", "code", "cell"),
    [
        (["実装区分（指定都市のみ）"], "spec.class-column-unclear", "D1"),
        (["実装区分（指定都市・中核市）"], "spec.class-column-unclear", "D1"),
        (["実装区分（本則）", "実装区分（特例）"], "spec.two-columns", "E1"),
        (["実装区分（指定都市）", "指定都市でない団体"], "spec.unread-classes", "E1"),
    ],
)
def test_a_class_column_whose_meaning_is_not_clear_is_an_error(header, code, cell):
    rows = [
        [*HEADER[:3], *header],
        ["0010001", "甲", "文", "実装必須", "任意"],
        ["0010002", "乙", "文", "任意", "実装不可"],
    ]
    assert told(read(Page("一覧", rows)))[0] == (code, f"a.xlsx 一覧!{cell}")


def test_a_header_that_speaks_of_both_kinds_is_clear():
    rows = [[*HEADER[:3], "実装区分（指定都市・一般市区町村共通）"], FIRST[1]]
    assert not read(Page("一覧", rows)).findings


@pytest.mark.parametrize(
    ("old", "new"), [("機能要件（改定前）", "機能要件（改定後）"), ("機能要件\n旧", "機能要件\n新")]
)
def test_the_text_before_a_revision_is_not_read(old, new):
    rows = [["機能ID", "機能名称", old, new, "類型"], ["0010001", "甲", "旧文", "新文", "任意"]]
    assert [r.text for r in read(Page("一覧", rows)).requirements] == ["新文"]


def test_old_and_new_below_one_header():
    rows = [
        ["機能ID", "機能要件", None, "類型"],
        [None, "変更前", "変更後", None],
        ["0010001", "旧文", "新文", "任意"],
    ]
    reading = read(Page("一覧", rows, [(1, 2, 1, 3), (1, 1, 2, 1), (1, 4, 2, 4)]))
    assert [r.text for r in reading.requirements] == ["新文"]


def test_two_columns_of_text_are_an_error():
    rows = [
        ["機能ID", "機能要件（第1案）", "機能要件（第2案）", "類型"],
        ["0010001", "一", "二", "任意"],
    ]
    assert told(read(Page("一覧", rows))) == [("spec.two-columns", "a.xlsx 一覧!C1")]


def test_another_column_that_claims_to_be_the_text_is_a_warning():
    rows = [["機能ID", "機能要件", "要件の説明", "類型"], ["0010001", "文", "別の文", "任意"]]
    assert told(read(Page("一覧", rows)), Severity.WARNING) == [
        ("spec.unused-column", "a.xlsx 一覧!C2")
    ]


@pytest.mark.parametrize(
    "second",
    [
        [[*HEADER[:3], "重み"], ["0010003", "丙", "文", "実装必須"]],
        [["見分け", *HEADER[1:]], ["0010003", "丙", "文", "実装必須"]],
        [["0010003", "丙", "文", "実装必須"]],
        [[*HEADER[:3], "重み"], [10003, "丙", "文", "実装必須"]],
        [HEADER[1:], ["丙", "文", "実装必須"]],
    ],
    ids=["class", "number", "no-header", "lost-zeros", "no-number"],
)
def test_a_chapter_that_is_not_understood_is_an_error(second):
    reading = read(Page("1章", FIRST), Page("2章", second))
    assert len(reading.requirements) == 2
    code, where = told(reading)[0]
    assert code == "spec.sheet-looks-like-list"
    assert where.startswith("a.xlsx 2章 ")


def test_section_numbers_make_a_chapter_known_too():
    chapter = [["番号", "名称", "要件", "類型"], ["1.1.1", "甲", "文", "任意"]]
    reading = read(Page("1章", chapter), Page("2章", [["2.1.1", "乙", "文"]]))
    assert told(reading) == [("spec.sheet-looks-like-list", "a.xlsx 2章 1行目")]


def test_sheets_that_only_refer_to_requirements_are_no_lists():
    forms = [["帳票", "関連する機能", "用紙"], ["住民票", "0010001", "A4"]]
    amounts = [["年度", "人口", "世帯"], ["令和7年度", 46_113, 20_001]]
    dates = [["版", "日付", "内容"], ["1.0", "2026.4.1", "策定"]]
    reading = read(
        Page("一覧", FIRST), Page("帳票", forms), Page("統計", amounts), Page("経緯", dates)
    )
    assert not told(reading)
    assert not told(reading, Severity.WARNING)


@pytest.mark.parametrize(
    "title",
    ["変更点一覧", "新旧対照表", "削除要件一覧", "廃止機能", "改定概要", "参考", "参考（旧版）"],
)
def test_lists_of_changes_beside_the_list_are_not_read_but_told(title):
    deleted = [HEADER, ["0010009", "旧", "旧文", "任意"]]
    reading = read(Page("機能要件", FIRST), Page(title, deleted))
    assert [r.number for r in reading.requirements] == ["0010001", "0010002"]
    assert not told(reading)
    assert told(reading, Severity.WARNING) == [("spec.side-list", f"a.xlsx {title} 2行目")]
    # Alone in a file, such a sheet is the list.
    assert len(read(Page(title, FIRST)).requirements) == 2


def test_a_chapter_may_be_called_abolition():
    reading = read(Page("1.登録", FIRST), Page("2.廃止", [HEADER, ["0010003", "丙", "文", "任意"]]))
    assert len(reading.requirements) == 3


SWAPPED = {"○": "mandatory", "◎": "optional", "×": "prohibited"}


@pytest.mark.parametrize(
    "explained",
    [
        [["記号", "○", "◎", "×"], ["意味", "実装必須機能", "標準オプション機能", "実装不可機能"]],
        [["実装必須機能", "標準オプション機能", "実装不可機能"], ["○", "◎", "×"]],
        [["（１）○・・・実装必須機能"], ["（２）◎・・・任意機能"], ["（３）×・・・実装不可機能"]],
        [["○", "：", "実装必須"], ["◎", "：", "オプション"], ["×", "…", "実装不可"]],
        [["「○」", "実装必須機能"], ["「◎」", "標準オプション機能"], ["「×」", "実装しない機能"]],
        [["○印", "必須機能"], ["◎印", "任意機能"], ["×印", "実装不可"]],
        [
            ["○", "どの団体も備える機能（実装必須機能）"],
            ["◎", "団体が選ぶ機能（標準オプション機能）"],
            ["×", "備えない機能（実装不可機能）"],
        ],
        [["「○」とあるものは実装必須機能、「◎」とあるものは任意機能、「×」とあるものは実装不可機能"]],
        [[1, "実装必須機能", "○"], [2, "標準オプション機能", "◎"], [3, "実装不可機能", "×"]],
    ],
    ids=["across", "words-above", "dots", "colon-cell", "quoted", "mark", "ending", "sentence",
         "table"],
)  # fmt: skip
def test_legends_in_every_form_outweigh_what_signs_usually_mean(explained):
    reading = read(Page("一覧", signed("○", "◎", "×")), Page("凡例", explained))
    assert reading.legend == SWAPPED
    assert [r.other.value for r in reading.requirements] == list(SWAPPED.values())
    assert not told(reading)


def test_a_legend_to_the_right_of_the_list():
    rows = signed("○", "◎")
    rows[1] += [None, "○", "実装必須機能"]
    rows[2] += [None, "◎", "標準オプション機能"]
    assert [r.other.value for r in read(Page("一覧", rows)).requirements] == [
        "mandatory", "optional",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("signs", "legend"),
    [
        (("1", "２"), [["1：実装必須機能　2：標準オプション機能"]]),
        ((1, 2), [[1, "実装必須機能"], [2, "標準オプション機能"]]),
        (("必", "任"), [["必", "実装必須機能"], ["任", "標準オプション機能"]]),
        (("Ａ", "B"), [["A", "実装必須機能"], ["Ｂ", "標準オプション機能"]]),
        (("●", "・"), [["●…実装必須機能／・…標準オプション機能"]]),
        (("◎", ""), [["◎", "実装必須機能"], ["空欄", "標準オプション機能"]]),
    ],
)
def test_signs_of_every_sort(signs, legend):
    reading = read(Page("一覧", signed(*signs)), Page("凡例", legend))
    assert [r.other.value for r in reading.requirements] == ["mandatory", "optional"]
    assert not told(reading)


@pytest.mark.parametrize(
    ("title", "legend"),
    [
        ("凡例", [["丸は必ず要るもの、二重丸は選べるもの"]]),
        ("前提", [["○", "これは実装必須に当たる"]]),
        ("前提", [["○または◎を付したもののうち実装必須は前者をいう"]]),
    ],
)
def test_a_legend_that_is_not_understood_is_an_error(title, legend):
    reading = read(Page("一覧", signed("○")), Page(title, legend))
    assert told(reading) == [("spec.legend-not-understood", "a.xlsx 一覧!D2")]
    assert title in errors(reading.findings)[0].message


def test_a_sign_the_legend_leaves_out_is_an_error_but_a_dash_is_not():
    legend = Page("凡例", [["○", "実装必須機能"]])
    assert told(read(Page("一覧", signed("○", "×")), legend)) == [
        ("spec.legend-not-understood", "a.xlsx 一覧!D3")
    ]
    assert not told(read(Page("一覧", signed("○", "－")), legend))


def test_meanings_of_signs_nobody_uses_may_differ():
    legend = [["△", "標準オプション機能"], ["○", "実装必須機能"]]
    other = [["△", "実装不可機能"]]
    reading = read(Page("一覧", signed("○")), Page("凡例", legend), Page("記号", other))
    assert not told(reading)


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        ("○（実装必須）", "mandatory"), ("◎ 標準オプション機能", "optional"),
        ("①実装必須機能", "mandatory"), ("実装不可（◎）", "prohibited"), ("×：任意", "optional"),
    ],
)  # fmt: skip
def test_the_words_beside_a_sign_decide(cell, meaning):
    reading = read(Page("一覧", signed(cell)))
    assert [r.other.value for r in reading.requirements] == [meaning]
    assert not reading.findings


def test_words_that_contradict_the_legend_are_an_error():
    with pytest.raises(Problem, match="語句は標準オプションですが、凡例では記号が実装必須です"):
        read(Page("一覧", signed("○（標準オプション）")), Page("凡例", [["○", "実装必須機能"]]))


@pytest.mark.parametrize("text", ["要件の扱い", None])
def test_a_list_without_any_text_is_an_error(text):
    rows = [["機能ID", "機能名称", text or "機能要件", "類型"], ["0010001", "甲", None, "任意"]]
    if text:
        rows[1][2] = "文"
    assert [code for code, _ in told(read(Page("一覧", rows)))] == ["spec.no-text"]


def test_ticks_without_a_text_are_no_text():
    rows = [["機能ID", "機能名称", "実装必須", "標準オプション"], ["0010001", "甲", "○", None]]
    assert [code for code, _ in told(read(Page("一覧", rows)))] == ["spec.no-text"]


def test_a_table_that_counts_requirements_is_no_list():
    counts = [
        ["No.", "章", "実装必須機能", "標準オプション機能"],
        [1, "届出", 12, 3],
        [2, "証明", 5, 0],
    ]
    reading = read(Page("一覧", FIRST), Page("集計", counts))
    assert len(reading.requirements) == 2
    assert not told(reading)


def test_whoever_says_that_there_is_no_text_is_believed():
    rows = [["機能ID", "機能名称", "類型"], ["0010001", "甲", "任意"]]
    layout = Layout("手動", columns={"A": "number", "B": "name", "C": "obligation"})
    assert not errors(read_spec(xlsx([Page("一覧", rows)]), "a.xlsx", layout).findings)


@pytest.mark.parametrize("number", ["章節", "章・節", "節", "項番"])
@pytest.mark.parametrize("name", ["項目", "機能", None])
def test_first_editions_in_the_words_they_use(number, name):
    classes = ["【実装すべき機能】", "【実装してもしなくても良い機能】", "【実装しない機能】"]
    rows = [
        [number, name, "機能要件", None, None],
        [None, None, *classes],
        ["1.1.1", "甲" if name else None, "必須の文", None, "不可の文"],
    ]
    reading = read(Page("第3章", rows, [(1, 3, 1, 5), (1, 1, 2, 1)]))
    assert [(r.number, r.text, r.other.value) for r in reading.requirements] == [
        ("1.1.1", "必須の文", "mandatory"), ("1.1.1", "不可の文", "prohibited"),
    ]  # fmt: skip
    assert not told(reading)


@pytest.mark.parametrize("judged", [
    "必須・任意区分", "実装必須/標準オプション", "実装区分の別", "必須／オプション", "機能の類型",
    "標準オプション等の別", "実装区分\n◎：必須\n○：任意", "実装類型等", "実装区分欄",
])  # fmt: skip
@pytest.mark.parametrize(
    "text", ["要件の本文", "標準仕様書の記載", "機能要件等", "業務要件定義内容"]
)
def test_header_words_put_together(judged, text):
    rows = [
        ["区分（大）", "業務分類（中）", "機能ID", text, judged, "備考・留意事項等", "理由等"],
        ["一", "二", "0010001", "文", "任意", "注", "わけ"],
    ]
    first = read(Page("一覧", rows)).requirements[0]
    assert (first.path, first.text, first.other.value) == (("一", "二"), "文", "optional")
    assert (first.note, first.rationale) == ("注", "わけ")
