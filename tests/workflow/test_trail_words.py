"""履歴 in the words of the field: every column that is audited, every code, every time."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest

import taiodo
import taiodo.store.schema
from sheet_files import Sheet
from taiodo.store.tables import ChangedRow
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.stages import Move
from taiodo.workflow import (
    conversing,
    sheet_conflicts,
    sheet_merging,
    sheet_undoing,
    sheets,
    staging,
    surveying,
    trail,
)
from taiodo.workflow.conversing import Face, ItemKey
from taiodo.workflow.trail_fields import FIELDS
from taiodo.workflow.trail_words import as_change, field_name, field_value, summary_words

SOURCE = Path(taiodo.__file__).parent
STAMPS = {"id", "revision", "updated_at", "updated_by"}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
PLAIN = {"ID", "SHA-256"}


def audited():
    """Every table whose changes are audited."""
    waiting, found = [ChangedRow], []
    while waiting:
        for table in waiting.pop().__subclasses__():
            waiting.append(table)
            if hasattr(table, "__table__"):
                found.append(table)
    return sorted(found, key=lambda t: t.__tablename__)


@pytest.mark.parametrize("table", audited(), ids=lambda t: t.__tablename__)
def test_every_audited_column_has_a_japanese_name(table):
    assert table.__tablename__ in trail.ENTITIES
    for column in table.__table__.c:
        if column.key in STAMPS:
            continue
        for name in (column.key, column.key.removesuffix("_id")):
            if column.key.endswith("_id") and name != column.key and name not in FIELDS:
                continue
            said = field_name(name)
            assert said in PLAIN or JAPANESE.search(said), f"{table.__tablename__}.{name}: {said}"


def facts():
    """The keys of what is recorded besides columns: dictionaries given to record(…)."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if name == "record_export":
                yield from (k.arg for k in node.keywords if k.arg)
            if name != "record":
                continue
            for keyword in node.keywords:
                if keyword.arg in ("before", "after") and isinstance(keyword.value, ast.Dict):
                    yield from (k.value for k in keyword.value.keys if isinstance(k, ast.Constant))


@pytest.mark.parametrize("name", sorted(set(facts())))
def test_every_recorded_fact_has_a_japanese_name(name):
    assert JAPANESE.search(field_name(name)), name


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("settled", "ours", "今の内容を残した"),
        ("settled", "", "未決定"),
        ("face", "requirement", "要件"),
        ("field", "comment", "備考"),
        ("merged_at", "2026-11-25T01:50:57.048+00:00", "令和8年11月25日 10:50"),
        ("obligation", "mandatory", "実装必須"),
        ("kind", "special_ward", "特別区"),
        ("operation", "jumin", "住民基本台帳"),
        ("operations", ["jumin", "inkan"], "住民基本台帳、印鑑登録"),
        ("feature_items", [3, 4], "2件"),
        ("symbols", '{"○": "implemented"}', "○＝対応済"),
        ("new", [f"{n}" for n in range(12)], "0、1、2、3、4、5、6、7、8、9 ほか（計12件）"),
    ],
)
def test_codes_and_times_in_words(name, value, words):
    assert field_value(name, value) == words


def test_a_conflict_is_told_as_the_field_it_is_about():
    kept = {"field": "verdict", "base": '"unanswered"', "theirs": '"gap"', "settled": ""}
    assert as_change({}, kept) == (
        "欄: 判定、送った内容: 未回答、戻った内容: 不適合、食い違いの決め方: 未決定"
    )
    assert summary_words("sheet_conflict", "概-02 comment") == "概-02 備考"
    assert summary_words("survey", "jumin 8") == "住民基本台帳 8"
    assert summary_words("report", "jumin") == "住民基本台帳"


@pytest.fixture
def busy_desk(surveyed_desk):
    """A 調査票 merged, settled, taken back; a comment that calls on a department; a 差戻し."""
    desk = surveyed_desk
    survey = surveying.survey_of(desk, "jumin", "9.9").id
    item, other = surveying.requirement_page(desk, ItemFilter(survey=survey)).items[:2]
    sheet = Sheet(sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), "戸籍住民課"))
    sheet.write(item.number, 対応度="不適合", コメント="課")
    sheet.write(other.number, 対応度="適合")
    changes = {"verdict": "fit", "comment": "情シス", "countermeasure": "bpr", "due": "2027-03-31"}
    surveying.save_answers(desk, [Edit(item.id, None, changes)])
    (done,) = sheet_merging.commit(desk, [(sheet.saved(), "戻り.xlsx")])
    found = sheet_conflicts.conflicts(desk)
    sheet_conflicts.settle(desk, [(c, "ours") for c in found])
    sheet_undoing.undo(desk, done.returned)
    key = ItemKey(Face.REQUIREMENT, item.id)
    conversing.say(desk, key, "@税務課 見てください")
    staging.move(desk, key, None, Move.RETURN, "なぜですか")
    return desk


def test_the_exported_trail_has_no_code_words_and_no_raw_times(busy_desk):
    data = trail.written(busy_desk, trail.TrailFilter(), "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert {row["対象"] for row in rows} >= {
        "調査票の食い違い",
        "調査票の返送",
        "呼びかけ",
        "やり取り",
    }
    for row in rows:
        sides = f"{row['変更前']}、{row['変更後']}"
        names = re.findall(r"(?:^|、)([^、:]+): ", sides)
        assert all(n in PLAIN or JAPANESE.search(n) for n in names), row
        assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:", sides), row
        codes = (
            r"\b(?:ours|theirs|undone|requirement|feature|gap|fit|unanswered|mandatory|comment)\b"
        )
        assert not re.search(codes, f"{sides} {row['概要']}"), row
        assert not re.search(r"^(?:jumin|kaigo)\b", row["概要"]), row


def test_a_conflict_is_found_by_its_number_and_field(busy_desk):
    found = trail.search(busy_desk, trail.filter_of(entity="sheet_conflict", action="change")).lines
    assert {line.about.split(" ")[1] for line in found} == {"判定", "備考"}
    assert {line.operation_name for line in found} == {"住民基本台帳"}


def test_a_mention_is_told_by_the_item_it_is_about_and_not_as_a_remark(busy_desk):
    found = trail.search(busy_desk, trail.filter_of(entity="mention")).lines
    assert found[0].about
    said = as_change(found[0].before, found[0].after)
    assert "備考" not in said
    assert f"コメント: {found[0].subject.name}" in said
    assert "所管課: 税務課" in said
