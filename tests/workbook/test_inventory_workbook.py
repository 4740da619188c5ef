"""The inventory workbook and CSVs: out, in, and what is said of mistakes."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from taiodo.catalog.inventory import Connection, Feature, Inventory, System, SystemKind
from taiodo.problems import Problem, errors
from taiodo.workbook.inventory import read_inventory, write_inventory_template
from taiodo.workbook.inventory_form import EXAMPLE_MARK

OPERATIONS = {"jumin": "住民基本台帳", "inkan": "印鑑登録", "kosodate": "子ども・子育て支援"}
DEPARTMENTS = ["戸籍住民課", "税務課"]


def template(inventory: Inventory | None = None) -> bytes:
    buffer = io.BytesIO()
    write_inventory_template(buffer, list(OPERATIONS.items()), DEPARTMENTS, inventory)
    return buffer.getvalue()


def filled(**sheets: list[list[object]]) -> bytes:
    """The empty template with rows typed in, by sheet."""
    book = load_workbook(io.BytesIO(template()))
    for title, rows in sheets.items():
        for offset, values in enumerate(rows):
            for column, value in enumerate(values, start=1):
                book[title].cell(5 + offset, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(source, **more):
    return read_inventory(source, operations=OPERATIONS, **more)


def facts(reading):
    return [(f.code.removeprefix("inventory."), f.where) for f in reading.findings]


JUKI = ["JUKI", "住民記録システム", "標準化対象", "住民基本台帳；印鑑登録", "戸籍住民課"]
KOKUHO = ["KOKUHO", "国保システム", "標準化対象", "", "保険医療課"]


def test_a_filled_in_template_reads_back():
    reading = read(
        filled(
            現行システム=[[*JUKI, "（株）例", "令和8年3月31日", 46027, "見本"], KOKUHO],
            現行機能=[["F1", "JUKI", "転入届の入力", "説明", "はい", "4.1.1；4.1.2", None]],
            データ連携=[["C1", "JUKI", "国保システム", "異動データ", "ファイル", "日次"]],
        )
    )
    assert reading.findings == ()
    assert reading.inventory == Inventory(
        (
            System("JUKI", "住民記録システム", SystemKind.STANDARD, ("jumin", "inkan"),
                   "戸籍住民課", "（株）例", "2026-03-31", "2026-01-05", "見本"),
            System("KOKUHO", "国保システム", SystemKind.STANDARD, (), "保険医療課"),
        ),
        (Feature("F1", "JUKI", "転入届の入力", "説明", True, "", ("4.1.1", "4.1.2")),),
        (Connection("C1", "JUKI", "KOKUHO", "異動データ", "ファイル", "日次"),),
    )  # fmt: skip


def test_the_empty_template_says_that_nothing_is_in_it():
    reading = read(template())
    assert reading.inventory == Inventory()
    assert [f.code for f in reading.findings] == ["inventory.empty"]
    assert not errors(reading.findings)


@pytest.mark.parametrize(
    ("sheets", "code", "cell", "words"),
    [
        ({"現行システム": [JUKI, JUKI]}, "duplicate-id", "現行システム!A6", "JUKI"),
        ({"現行システム": [[None, *JUKI[1:]]]}, "missing-id", "現行システム!A5", "空欄"),
        ({"現行システム": [["A", None, "外部"]]}, "missing-name", "現行システム!B5", "空欄"),
        ({"現行システム": [["A", "名", None]]}, "missing-kind", "現行システム!C5", "一覧から"),
        (
            {"現行システム": [["A", "名", "共通機納"]]},
            "unknown-kind",
            "現行システム!C5",
            "共通機能",
        ),
        (
            {"現行システム": [["A", "名", "外部", "印艦登録"]]},
            "unknown-operation",
            "現行システム!D5",
            "「印鑑登録」のことでは",
        ),
        (
            {"現行システム": [["A", "名", "外部", "", "", "", "2026/2/30"]]},
            "bad-date",
            "現行システム!G5",
            "2026/2/30",
        ),
        (
            {"現行システム": [JUKI], "現行機能": [["F", "JUKY", "名"]]},
            "unknown-system",
            "現行機能!B5",
            "「JUKI」のことでは",
        ),
        (
            {"現行システム": [JUKI], "現行機能": [["F", "JUKI", "名", "", "多分"]]},
            "bad-yes-no",
            "現行機能!E5",
            "はい／いいえ",
        ),
        (
            {"現行システム": [JUKI], "データ連携": [["C", "JUKI", "JUKI"]]},
            "self-connection",
            "データ連携!C5",
            "異なるシステム",
        ),
        (
            {"現行システム": [JUKI], "データ連携": [["C", "JUKI", "KOKUHO"]]},
            "unknown-system",
            "データ連携!C5",
            "現行システム",
        ),
    ],
)
def test_each_mistake_is_named_with_its_cell(sheets, code, cell, words):
    reading = read(filled(**sheets), name="棚卸し.xlsx")
    assert facts(reading) == [(code, f"棚卸し.xlsx {cell}")]
    assert words in reading.findings[0].message + reading.findings[0].advice
    assert errors(reading.findings)


def test_systems_stored_already_may_be_referred_to():
    source = filled(現行機能=[["F1", "OLD", "名"]])
    assert errors(read(source).findings)
    assert not errors(read(source, known_systems={"OLD"}).findings)


def csv_folder(folder: Path, encoding: str, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding=encoding, newline="")
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csvs_with_japanese_or_english_headers(tmp_path, encoding):
    folder = csv_folder(
        tmp_path,
        encoding,
        systems="id,name,kind,operations,department,vendor,contract_end,cutover,note\r\n"
        "A,住民記録,standard,jumin;印鑑登録,戸籍住民課,,R8.3.31,,見本\r\n",
        データ連携="ID,提供元,提供先,データ,方式,頻度\r\nC,A,B,異動,ファイル,日次\r\n",
    )
    reading = read(folder, known_systems=["B"])
    assert reading.findings == ()
    assert reading.inventory.systems[0].operations == ("jumin", "inkan")
    assert reading.inventory.systems[0].contract_end == "2026-03-31"
    assert reading.inventory.connections == (Connection("C", "A", "B", "異動", "ファイル", "日次"),)


def test_a_single_csv_is_recognised_by_its_header(tmp_path):
    folder = csv_folder(
        tmp_path, "utf-8", 機能='ID,システム,機能名,説明\nF1,A,転入,"二行の\n説明"\n'
    )
    reading = read(folder / "機能.csv", known_systems=["A"])
    assert reading.inventory.features == (
        Feature("F1", "A", "転入", "二行の\n説明", departments=None),
    )


def test_mistakes_in_csv_name_file_and_line(tmp_path):
    folder = csv_folder(
        tmp_path,
        "utf-8",
        systems='id,name,kind,note\nA,名,外部,"二\n行"\nA,名,外部,\n',
        features="id,name\nF1,名\n",
    )
    assert facts(read(folder)) == [
        ("missing-column", "features.csv"),
        ("duplicate-id", "systems.csv 4行目"),
    ]


def test_columns_of_no_field_are_reported(tmp_path):
    folder = csv_folder(tmp_path, "utf-8", systems="id,name,kind,色\nA,名,外部,青\n")
    assert facts(read(folder)) == [("unused-column", "systems.csv 1行目")]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.csv", b"\xff\xfe\x00\x81", "文字コード"),
        ("x.csv", "色,形\n赤,丸\n".encode(), "どの表か"),
        ("x.xlsx", b"not a workbook", "Excelファイル（.xlsx）ではありません"),
    ],
)
def test_what_is_no_inventory_is_refused(name, data, words):
    with pytest.raises(Problem, match=words):
        read(data, name=name)


def test_a_folder_without_csv_is_refused(tmp_path):
    with pytest.raises(Problem, match="CSVがありません"):
        read(tmp_path)


def test_the_template_explains_itself():
    book = load_workbook(io.BytesIO(template()))
    assert [s.title for s in book.worksheets if s.sheet_state == "visible"] == [
        "記入の手引き",
        "現行システム",
        "現行機能",
        "データ連携",
    ]
    systems = book["現行システム"]
    assert systems.freeze_panes == "C5"
    assert systems["A4"].value == EXAMPLE_MARK
    assert all(systems.cell(3, column).comment for column in range(1, 10))
    rules = {
        str(rule.sqref).split(":")[0]: rule for rule in systems.data_validations.dataValidation
    }
    assert rules.keys() == {"C5", "D5", "E5"}
    lists = book["選択肢"]
    assert [lists.cell(row, 1).value for row in range(2, 6)] == [k.label for k in SystemKind]
    assert lists["C2"].value == "戸籍住民課"


def test_text_that_looks_like_a_formula_stays_text():
    inventory = Inventory((System("=1+1", "@SUM(A1)", SystemKind.LOCAL, vendor="-cmd"),))
    data = template(inventory)
    sheet = load_workbook(io.BytesIO(data))["現行システム"]
    assert [sheet.cell(5, c).data_type for c in (1, 2, 6)] == ["s", "s", "s"]
    assert sheet["A5"].quotePrefix
    assert read(data).inventory == inventory


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff"),
    max_size=20,
).map(str.strip).filter(lambda text: "_x" not in text)  # fmt: skip
required = words.filter(lambda text: text and text != EXAMPLE_MARK)
dates = st.one_of(st.just(""), st.dates(min_value=date(1901, 1, 1)).map(str))
numbers = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,3}", fullmatch=True)


@st.composite
def inventories(draw):
    ids = draw(st.lists(required, unique=True, max_size=4))
    systems = [
        System(
            key,
            draw(required),
            draw(st.sampled_from(SystemKind)),
            tuple(draw(st.lists(st.sampled_from(list(OPERATIONS)), unique=True, max_size=2))),
            draw(words),
            draw(words),
            draw(dates),
            draw(dates),
            draw(words),
        )
        for key in ids
    ]
    features, connections = [], []
    if ids:
        for key in draw(st.lists(required, unique=True, max_size=3)):
            parts = tuple(draw(st.lists(numbers, max_size=2)))
            name, text, note = draw(required), draw(words), draw(words)
            system = draw(st.sampled_from(ids))
            features.append(Feature(key, system, name, text, draw(st.booleans()), note, parts))
    if len(ids) > 1:
        for key in draw(st.lists(required, unique=True, max_size=3)):
            ends = draw(st.permutations(ids))[:2]
            connections.append(Connection(key, *ends, *(draw(words) for _ in range(4))))
    return Inventory(tuple(systems), tuple(features), tuple(connections))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(inventories())
def test_what_is_written_reads_back_the_same(inventory):
    reading = read(template(inventory))
    assert not errors(reading.findings)
    assert reading.inventory == inventory
