"""The mapping as workbooks: out and back in, tables of others, doubts named with their cell."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from small_editions import OLD, requirement, store_edition
from taiodo.catalog.inventory import Feature, Inventory, System, SystemKind
from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem
from taiodo.survey.mapping import Decision, MappingFilter, MappingState, Relation, Way
from taiodo.workbook.inventory import InventoryReading
from taiodo.workflow import current, mapping, mapping_files, surveying
from taiodo.workflow.checking import check

SYSTEM = System("JUKI", "住民記録システム", SystemKind.STANDARD, ("jumin",), "戸籍住民課")


@pytest.fixture
def desk(empty_desk):
    features = [
        Feature("F1", "JUKI", "住民の検索", "氏名で探す"),
        Feature("F2", "JUKI", "証明書の発行", "=危険な説明"),
        Feature("F3", "JUKI", "番号札", customised=True),
        Feature("F4", "JUKI", "同じ名"),
        Feature("F5", "JUKI", "同じ名"),
    ]
    inventory = Inventory((SYSTEM,), tuple(features))
    current.commit(empty_desk, InventoryReading(inventory, (), ""))
    classes = requirement(30, "版面"), requirement(30, "版面", other=Obligation.PROHIBITED)
    from dataclasses import replace

    parts = (classes[0], replace(classes[1], part=2))
    store_edition(empty_desk, "1", (*OLD, *parts, requirement(9, other=Obligation.NONE)))
    surveying.open_survey(empty_desk, "jumin", "1")
    return empty_desk


def header(desk):
    return surveying.surveys(desk)[-1]


def features(desk):
    page = mapping.feature_page(desk, MappingFilter(header(desk).id))
    return {f.code: f for f in page.items}


def links(desk, code):
    return [(c.number, c.relation) for c in features(desk)[code].mapping.counterparts]


def book(*rows, title="対応表", above=()):
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in (*above, *rows):
        sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def read(desk, data, name="対応表.xlsx"):
    return mapping_files.preview(desk, "jumin", data, name)


def told(reading):
    return [(f.code.removeprefix("mapping."), f.where) for f in reading.findings]


def exported(desk):
    target = io.BytesIO()
    mapping_files.export(desk, header(desk), target)
    return target.getvalue()


def test_what_is_written_reads_back_as_it_stands(desk):
    items = {i.number: i for i in surveying.all_requirement_items(desk, "jumin", "1")}
    first, second = items["0000001"].id, items["0000002"].id
    wanted = ((first, Relation.SAME), (second, Relation.PART_OF))
    found = features(desk)
    mapping.decide(desk, Decision(found["F1"].item, None, MappingState.MAPPED, wanted, Way.HAND))
    mapping.decide(desk, Decision(found["F3"].item, None, MappingState.NONE))
    reading = read(desk, exported(desk))
    assert (reading.fresh, reading.changed, reading.same, reading.silent) == (0, 0, 2, 3)
    assert reading.findings == ()
    assert reading.decisions == ()


def test_the_workbook_is_safe_printable_and_has_choices(desk):
    written = load_workbook(io.BytesIO(exported(desk)))
    assert written.sheetnames == ["記入の手引き", "対応付け", "要件一覧"]
    sheet = written["対応付け"]
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    rules = [r.formula1 for r in sheet.data_validations.dataValidation]
    assert '"同等,一部に当たる,包含する,対応なし"' in rules
    described = [c for c in sheet["D"] if c.value == "=危険な説明"]
    assert [c.data_type for c in described] == ["s"]
    assert "0000001" in [c.value for c in written["要件一覧"]["A"]]


def test_a_filled_in_workbook_is_previewed_then_committed_and_taken_back(desk):
    written = load_workbook(io.BytesIO(exported(desk)))
    sheet = written["対応付け"]
    heads = {c.value: c.column for c in sheet[3]}
    sheet.cell(4, heads["要件番号"], "0000001；0000002")
    sheet.cell(4, heads["関係"], "一部に当たる")
    sheet.cell(5, heads["関係"], "対応なし")
    target = io.BytesIO()
    written.save(target)
    reading = read(desk, target.getvalue())
    assert (reading.fresh, reading.silent) == (2, 3)
    assert features(desk)["F1"].mapping.state is MappingState.UNDECIDED, "a preview stores nothing"
    assert mapping_files.commit(desk.signed("取り込む人"), reading).applied == 2
    assert links(desk, "F1") == [("0000001", Relation.PART_OF), ("0000002", Relation.PART_OF)]
    assert features(desk)["F2"].mapping.state is MappingState.NONE
    assert features(desk)["F1"].mapping.way is Way.IMPORTED
    assert features(desk)["F1"].mapping.decided_by == "取り込む人"
    act = mapping.last_act(desk, header(desk).id)
    assert mapping.undo(desk, act.id).counts == (2, 0)
    assert {f.mapping.state for f in features(desk).values()} == {MappingState.UNDECIDED}
    assert check(desk) == ()


def test_a_table_in_the_municipalitys_own_words_under_two_header_rows(desk):
    data = book(
        ["№", "現行システム", None, "標準仕様書", None, "対応状況"],
        [None, "機能ID", "機能名", "機能ID", "機能名称", None],
        [1, "F1", "住民の検索", 1, "検索", "○"],
        [2, "F2", "証明書の発行", "0000002、0000003", None, "△"],
        [3, "F3", "番号札", "該当なし", None, None],
        above=(["機能対応表（見本市）"], []),
    )
    reading = read(desk, data)
    assert [c for c, _ in told(reading)] == ["zeros-lost"]
    mapping_files.commit(desk, reading)
    assert links(desk, "F1") == [("0000001", Relation.SAME)]
    assert links(desk, "F2") == [("0000002", Relation.PART_OF), ("0000003", Relation.PART_OF)]
    assert features(desk)["F3"].mapping.state is MappingState.NONE


def test_rows_below_continue_a_feature_and_names_stand_for_ids(desk):
    data = book(
        ["現行機能名", "対応する要件", "関係"],
        ["住民の検索", "0000001", "同等"],
        [None, "0000004", "包含"],
    )
    mapping_files.commit(desk, read(desk, data))
    assert links(desk, "F1") == [("0000001", Relation.SAME), ("0000004", Relation.COVERS)]


def test_a_csv_in_cp932_with_ids_told_by_their_values(desk):
    text = "ID,番号\nF1,0000001\nF2,0000002\n"
    reading = read(desk, text.encode("cp932"), "対応.csv")
    assert len(reading.decisions) == 2


def test_doubts_are_named_with_their_cell_and_nothing_is_stored(desk):
    data = book(
        ["現行機能ID", "現行機能名", "要件番号", "関係"],
        ["F1", "", "0000l01", "同等"],
        ["F9", "", "0000001", "同等"],
        ["", "同じ名", "0000001", ""],
        ["F2", "", "0000001", "たぶん"],
        ["F3", "", "0000001", "対応なし"],
        ["", "", "", "同等"],
        ["F4", "", "", "同等"],
        ["F5", "", "0000009", ""],
    )
    reading = read(desk, data)
    assert told(reading) == [
        ("unknown-number", "対応表.xlsx 対応表!C2"),
        ("unknown-feature", "対応表.xlsx 対応表!A3"),
        ("ambiguous-feature", "対応表.xlsx 対応表!B4"),
        ("unknown-relation", "対応表.xlsx 対応表!D5"),
        ("contradiction", "対応表.xlsx 対応表!C6"),
        ("no-number", "対応表.xlsx 対応表!C7"),
        ("no-number", "対応表.xlsx 対応表!C8"),
        ("unknown-number", "対応表.xlsx 対応表!C9"),
    ]
    assert "のことではありませんか" in reading.findings[0].advice
    with pytest.raises(Problem, match="取り込みませんでした"):
        mapping_files.commit(desk, reading)
    assert {f.mapping.state for f in features(desk).values()} == {MappingState.UNDECIDED}


def test_a_number_of_several_classes_is_narrowed_or_told(desk):
    rows = (["現行機能ID", "要件番号", "実装類型"], ["F1", "0000030", "実装不可"])
    mapping_files.commit(desk, read(desk, book(*rows)))
    (only,) = features(desk)["F1"].mapping.counterparts
    assert only.obligation is Obligation.PROHIBITED
    reading = read(desk, book(rows[0], ["F2", "0000030", ""], ["F3", "0000030（実装必須）", ""]))
    assert told(reading) == [("several-classes", "対応表.xlsx 対応表!B2")]
    assert [len(d.links) for d in reading.decisions] == [2, 1]


def test_a_decision_made_since_the_preview_stops_the_import(desk):
    reading = read(desk, book(["現行機能ID", "要件番号"], ["F1", "0000001"], ["F2", "0000002"]))
    mapping.decide(desk, mapping.decided(features(desk)["F1"], MappingState.NONE))
    with pytest.raises(Problem, match="変えられた"):
        mapping_files.commit(desk, reading)
    assert features(desk)["F2"].mapping.state is MappingState.UNDECIDED


def test_files_that_are_no_mapping_are_refused_with_what_is_needed(desk):
    with pytest.raises(Problem, match="両方の列"):
        read(desk, book(["名前", "住所"], ["中野", "区"]))
    with pytest.raises(Problem, match="まだ始まっていません"):
        mapping_files.preview(desk, "kaigo", b"", "a.csv")


def test_fifty_thousand_rows_are_read_and_each_doubt_named_once(desk):
    lines = ["現行機能ID,要件番号", *(f"X{n},0000001" for n in range(50_000))]
    reading = read(desk, "\n".join(lines).encode(), "大きい.csv")
    assert len(reading.findings) == 50_000
    assert reading.decisions == ()


def test_both_lists_are_written_as_workbooks(desk):
    mapping.decide(desk, mapping.decided(features(desk)["F3"], MappingState.NONE))
    data = mapping_files.face_book(desk, header(desk), "features")
    values = [c.value for row in load_workbook(io.BytesIO(data)).worksheets[1] for c in row]
    assert "番号札" in values
    assert "★" in values
    data = mapping_files.face_book(desk, header(desk), "requirements")
    values = [c.value for row in load_workbook(io.BytesIO(data)).worksheets[1] for c in row]
    assert "0000001" in values


def decided(reading):
    return {d.feature: len(d.links) for d in reading.decisions}


def ids(desk, *codes):
    return [features(desk)[code].item for code in codes]


@pytest.mark.parametrize("head", [
    ("現行機能", "標準仕様書 機能番号"), ("現行機能ID", "標準仕様の番号"),
    ("現行の機能ID", "対応する標準機能番号"), ("ベンダの機能番号", "国の標準仕様書の機能ID"),
])  # fmt: skip
def test_headers_put_together_of_known_words(desk, head):
    feature = "住民の検索" if head[0] == "現行機能" else "F1"
    reading = read(desk, book(head, (feature, "0000001")))
    assert not reading.findings
    assert decided(reading) == {ids(desk, "F1")[0]: 1}


def test_a_table_by_requirement_with_several_features_in_a_cell(desk):
    """An empty cell there says that no feature corresponds; it does not continue the one above."""
    rows = (
        ("要件番号", "要件名", "対応する現行機能ID"),
        ("0000001", "甲", "F1、F2"),
        ("0000002", "乙", ""),
        ("0000003", "丙", "なし"),
        ("0000004", "丁", "F2"),
    )
    reading = read(desk, book(*rows))
    assert not reading.findings
    one, two = ids(desk, "F1", "F2")
    assert decided(reading) == {one: 1, two: 2}


def test_an_unknown_feature_among_several_is_named(desk):
    reading = read(desk, book(("要件番号", "現行機能ID"), ("0000001", "F1、F99")))
    assert told(reading) == [("unknown-feature", "対応表.xlsx 対応表!B2")]


def test_a_cross_of_features_and_numbers(desk):
    rows = (
        ("機能", "機能名", "0000001", "0000002", "0000003"),
        ("F1", "住民の検索", "○", None, "△"),
        ("F2", "証明書の発行", "×", None, None),
        ("F3", "番号札", None, "◎", "？"),
    )
    reading = read(desk, book(*rows))
    assert [code for code, _ in told(reading)] == ["unknown-mark"]
    one, three = ids(desk, "F1", "F3")
    assert decided(reading) == {one: 2, three: 1}
    (first,) = [d for d in reading.decisions if d.feature == one]
    assert [relation for _, relation in first.links] == [Relation.SAME, Relation.PART_OF]


def test_columns_named_by_letter(desk):
    data = book(("甲", "乙", "丙"), ("x", "F1", "0000001"))
    with pytest.raises(Problem, match="見つかりません"):
        read(desk, data)
    pointed = mapping_files.pointed_at(("code=B", "number＝c"))
    reading = mapping_files.preview(desk, "jumin", data, "対応表.xlsx", pointed=pointed)
    assert decided(reading) == {ids(desk, "F1")[0]: 1}
    for wrong in (("code=B",), ("kode=B", "number=C"), ("code=1", "number=C")):
        with pytest.raises(Problem):
            mapping_files.pointed_at(wrong)


def test_only_what_is_really_near_is_advised(desk):
    head = ("現行機能ID", "要件番号")
    rows = (head, ("F99", "0000001"), ("Ｆ０１", "0000001"), ("f1", "0000001"))
    advices = [f.advice for f in read(desk, book(*rows)).findings]
    assert len(advices) == 2
    assert "のことではありませんか" not in advices[0]
    assert "「F1」のことではありませんか" in advices[1]
