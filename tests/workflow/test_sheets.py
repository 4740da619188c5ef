"""調査票 out and back: what people do to the file in Excel, and what becomes of it."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from sheet_files import HEADER, Sheet
from small_editions import NEW, OLD, store_edition
from taiodo.problems import Problem
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.sheets import Face
from taiodo.workbook.survey_form import COLUMNS
from taiodo.workflow import (
    checking,
    rolling,
    sheet_conflicts,
    sheet_merging,
    sheet_undoing,
    sheets,
    surveying,
)
from taiodo.workflow.desk import initialise
from taiodo.workflow.trail_words import field_name


@pytest.fixture
def desk(sample_desk):
    store_edition(sample_desk, "1", OLD)
    surveying.open_survey(sample_desk, "jumin", "1")
    return sample_desk


def sent(desk, department="戸籍住民課"):
    return Sheet(sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), department))


def merged(desk, data, name="戻った.xlsx", **options):
    (done,) = sheet_merging.commit(desk, [(data, name)], **options)
    return done


def item(desk, number, edition="1"):
    found = surveying.all_requirement_items(desk, "jumin", edition)
    return next(i for i in found if i.number == number)


def answer(desk, number, **changes):
    found = item(desk, number)
    (outcome,) = surveying.save_answers(desk, [Edit(found.id, found.revision, changes)])
    assert outcome.saved


def test_a_sheet_sent_and_returned_untouched_applies_nothing(desk):
    answer(desk, "0000001", verdict="gap", comment="=1+1", effort=2.5, due="2027-03-31")
    done = merged(desk, sent(desk).saved())
    assert done.as_dict() == {"applied": [], "conflicts": [], "rejected": []}
    assert sheets.returned(desk) == ()


def test_what_was_filled_in_is_stored_and_the_rest_stays(desk):
    sheet = sent(desk)
    sheet.write("0000001", 対応度="適合", コメント="課の回答", 人日=1.5, 千円=300, 影響度="高")
    sheet.write("0000002", 対応度="△", 対応方針="国へ改定要望", 期限="R9.3.31")
    answer(desk, "0000003", verdict="gap")
    done = merged(desk, sheet.saved())
    assert {(c["number"], c["field"]) for c in done.as_dict()["applied"]} == {
        ("0000001", "verdict"), ("0000001", "comment"), ("0000001", "effort"),
        ("0000001", "cost"), ("0000001", "impact_resident"),
        ("0000002", "verdict"), ("0000002", "countermeasure"), ("0000002", "due"),
    }  # fmt: skip
    found = item(desk, "0000001")
    assert (found.verdict.value, found.handling.cost, found.handling.effort) == ("fit", 300, 1.5)
    assert item(desk, "0000002").handling.due == "2027-03-31"
    assert item(desk, "0000003").verdict.value == "gap"
    assert checking.check(desk) == ()


def test_a_field_changed_on_both_sides_waits_for_a_person(desk):
    sheet = sent(desk)
    sheet.write("0000001", 対応度="適合", コメント="課")
    answer(desk, "0000001", verdict="gap", comment="情シス")
    done = merged(desk, sheet.saved())
    assert done.as_dict()["applied"] == []
    assert done.as_dict()["conflicts"][0] == {
        "number": "0000001", "field": "verdict", "base": "unanswered", "theirs": "fit",
        "ours": "gap",
    }  # fmt: skip
    assert item(desk, "0000001").verdict.value == "gap"
    verdict, comment = sheet_conflicts.conflicts(desk)
    assert sheet_conflicts.settle(desk, [(verdict, "theirs"), (comment, "both")]) == 2
    found = item(desk, "0000001")
    assert (found.verdict.value, found.handling.comment) == ("fit", "情シス\n課")
    assert sheet_conflicts.conflicts(desk) == ()
    assert merged(desk, sheet.saved()).as_dict()["conflicts"] == [], "settled stays settled"


def test_a_conflict_settled_after_another_change_is_refused(desk):
    sheet = sent(desk)
    sheet.write("0000001", 対応度="適合")
    answer(desk, "0000001", verdict="gap")
    merged(desk, sheet.saved())
    shown = sheet_conflicts.conflicts(desk)
    answer(desk, "0000001", verdict="partial")
    with pytest.raises(Problem, match="表示したあとで変更"):
        sheet_conflicts.settle(desk, [(shown[0], "theirs")])
    assert item(desk, "0000001").verdict.value == "partial"
    assert len(sheet_conflicts.conflicts(desk)) == 1


def test_what_excel_users_do_to_a_sheet_does_not_matter(desk):
    sheet = sent(desk)
    sheet.write("0000004", 対応度="不適合")
    before = sheet.column("対応度")
    sheet.sheet.insert_cols(before)
    sheet.sheet.cell(HEADER, before).value = "課のメモ"
    sheet.sheet.cell(sheet.row("0000002"), before).value = "自分用"
    rows = [[c.value for c in row] for row in sheet.sheet.iter_rows(min_row=HEADER + 1)]
    for line, values in enumerate(reversed(rows), start=HEADER + 1):
        for place, value in enumerate(values, start=1):
            sheet.sheet.cell(line, place).value = value
    sheet.sheet.title = "名前を変えた"
    done = merged(desk, sheet.saved())
    assert [c["number"] for c in done.as_dict()["applied"]] == ["0000004"]
    again = sent(desk)
    assert again.column("課のメモ") == before
    assert again.cell("0000002", "課のメモ").value == "自分用"


def test_cells_that_cannot_be_taken_are_told_by_place_and_the_others_are_taken(desk):
    sheet = sent(desk)
    sheet.write("0000001", 対応度="たぶん適合")
    sheet.write("0000002", 人日="=1/0", 対応度="適合")
    sheet.write("0000003", 期限="平成99年", 千円=-5)
    place = sheet.column("機能ID")
    sheet.sheet.cell(sheet.row("0000004"), place).value = "9999999"
    sheet.sheet.cell(sheet.row("0000005"), sheet.column("対応度")).value = "適合"
    broken = sheet.sheet.max_row + 1
    sheet.sheet.cell(broken, place).value = "0009999"
    sheet.sheet.cell(broken, sheet.column("対応度")).value = "適合"
    sheet.sheet.cell(sheet.row("9999999"), sheet.column("対応度")).value = "適合"
    done = merged(desk, sheet.saved()).as_dict()
    assert {(c["number"], c["field"]) for c in done["applied"]} == {
        ("0000002", "verdict"), ("0000005", "verdict"),
    }  # fmt: skip
    told = {r["where"].split("調査票")[-1]: r["message"] for r in done["rejected"]}
    words = " ".join(told.values())
    assert len(told) == 6
    for part in ("たぶん適合", "数式", "平成99年", "書き換わって", "0009999"):
        assert part in words


def test_an_erased_answer_is_said_so_and_a_blank_erases_nothing(desk):
    answer(desk, "0000001", verdict="gap", comment="消す", cost=3)
    sheet = sent(desk)
    sheet.write("0000001", コメント="（消去）", 千円=None)
    merged(desk, sheet.saved())
    found = item(desk, "0000001").handling
    assert (found.comment, found.cost) == ("", 3)


def test_a_file_without_its_hidden_columns_is_read_by_number(desk):
    sheet = sent(desk)
    sheet.write("0000001", 対応度="適合")
    sheet.sheet.delete_cols(1, 4)
    for title in ("調査票（現行機能）",):
        del sheet.book[title]
    done = merged(desk, sheet.saved(), operation="住民基本台帳")
    assert [c["number"] for c in done.as_dict()["applied"]] == ["0000001"]


def test_a_sheet_of_another_database_is_refused(desk, tmp_path):
    other, _ = initialise(f"sqlite:///{tmp_path / 'other.sqlite3'}", sample="nakano")
    store_edition(other, "1", OLD)
    surveying.open_survey(other, "jumin", "1")
    foreign = sheets.export_bytes(other, sheets.survey_for(other, "jumin"))
    other.store.close()
    with pytest.raises(Problem, match="送った調査票ではありません"):
        sheet_merging.preview(desk, foreign, "よそ.xlsx")


def test_no_questionnaire_at_all_is_refused(desk):
    book = Workbook()
    book.active.append(["なにか", "別の表"])
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(Problem, match="調査票が見つかりません"):
        sheet_merging.preview(desk, target.getvalue(), "別.xlsx")


def test_a_sheet_of_the_edition_before_follows_the_roll_over(desk):
    sheet = sent(desk)
    sheet.write("0000001", 対応度="適合")
    sheet.write("0000005", 対応度="一部適合")
    sheet.write("0000006", 対応度="不適合")
    store_edition(desk, "2", NEW)
    rolling.commit(desk, "jumin", "2")
    done = merged(desk, sheet.saved()).as_dict()
    assert {c["number"] for c in done["applied"]} == {"0000001", "0000005"}
    assert "削除された要件" in done["rejected"][0]["message"]
    assert item(desk, "0000015", "2").verdict.value == "partial", "renumbered, followed"
    assert item(desk, "0000001", "1").verdict.value == "unanswered", "the old survey is closed"


def test_a_merge_is_taken_back_until_somebody_changes_what_it_brought(desk):
    answer(desk, "0000002", comment="前の備考")
    sheet = sent(desk)
    sheet.write("0000001", 対応度="適合")
    sheet.write("0000002", コメント="新しい備考")
    done = merged(desk, sheet.saved())
    assert sheet_undoing.undo(desk, done.returned) == 2
    assert item(desk, "0000001").verdict.value == "unanswered"
    assert item(desk, "0000002").handling.comment == "前の備考"
    with pytest.raises(Problem, match="すでに取り消されて"):
        sheet_undoing.undo(desk, done.returned)
    again = merged(desk, sheet.saved())
    assert len(again.as_dict()["applied"]) == 2, "after taking back, the file counts again"
    answer(desk, "0000001", verdict="gap")
    with pytest.raises(Problem, match="1件が変更"):
        sheet_undoing.undo(desk, again.returned)


def test_several_files_are_merged_together_or_not_at_all(desk):
    one, two = sent(desk), sent(desk)
    one.write("0000001", 対応度="適合")
    two.write("0000002", 対応度="適合")
    files = [(one.saved(), "一.xlsx"), (two.saved(), "二.xlsx"), (b"PK broken", "三.xlsx")]
    with pytest.raises(Problem):
        sheet_merging.commit(desk, files)
    assert item(desk, "0000001").verdict.value == "unanswered"
    done = sheet_merging.commit(desk, files[:2])
    assert [len(d.as_dict()["applied"]) for d in done] == [1, 1]


def test_current_features_go_out_and_come_back_too(desk):
    survey = sheets.survey_for(desk, "jumin")
    sheet = Sheet(sheets.export_bytes(desk, survey, "戸籍住民課"), "調査票（現行機能）")
    sheet.write("F001", 扱い="対応する要件なし", 対応方針="機能廃止")
    merged(desk, sheet.saved())
    features = surveying.feature_page(desk, ItemFilter(survey=survey.id), size=500).items
    found = next(f for f in features if f.code == "F001")
    assert (found.disposition.value, found.handling.countermeasure) == ("none", "abolish")


def test_the_sheet_can_be_filled_in_printed_and_followed(desk):
    book = sent(desk).book
    sheet = book["調査票"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert sheet.freeze_panes
    assert sheet.auto_filter.ref
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter, "filters stay usable"
    locked = {c.value: sheet.cell(HEADER + 1, c.column).protection.locked for c in sheet[HEADER]}
    assert [h for h, is_locked in locked.items() if not is_locked] == [
        "対応度", "対応方針", "影響度", "職員への影響度", "人日", "千円", "期限",
        "担当者", "理由", "コメント",
    ]  # fmt: skip
    assert all(sheet.column_dimensions[letter].hidden for letter in "ABCD")
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert any("選択肢" in str(formula) for formula in lists)
    formulas = [c.value for row in book["説明"].iter_rows() for c in row if c.data_type == "f"]
    assert any("COUNTA" in str(formula) for formula in formulas)


def test_the_sheet_says_what_its_fields_are_called_on_the_screens(desk):
    guide = " ".join(str(c.value or "") for row in sent(desk).book["説明"].iter_rows() for c in row)
    named = {c.name: c.heading for c in COLUMNS[Face.REQUIREMENT] if c.answer}
    others = {n: h for n, h in named.items() if field_name(n) != h}
    assert others.keys() >= {"verdict", "comment"}
    for name, heading in others.items():
        assert f"{heading}＝" in guide
        assert f"「{field_name(name)}」" in guide
        assert sheets.on_sheet(name) == f"{field_name(name)}（調査票では{heading}）"
    assert sheets.on_sheet("due") == "期限"


def test_where_each_department_stands(desk):
    assert {s.state for s in sheets.standings(desk)} == {"未送付"}
    sheet = sent(desk)
    (standing,) = [s for s in sheets.standings(desk) if s.department == "戸籍住民課"]
    assert (standing.state, standing.sent, standing.total) == ("返送待ち", 1, 6)
    sheet.write("0000001", 対応度="適合")
    answer(desk, "0000001", verdict="gap")
    merged(desk, sheet.saved())
    (standing,) = [s for s in sheets.standings(desk) if s.department == "戸籍住民課"]
    assert (standing.state, standing.conflicts) == ("食い違いあり", 1)
    mail = sheets.reminder(standing, date(2027, 1, 29))
    assert "令和9年1月29日までに" in mail
    assert "5件が未回答" in mail


def test_a_roll_over_with_sheets_sent_is_not_taken_back(desk):
    store_edition(desk, "2", NEW)
    rolling.commit(desk, "jumin", "2")
    sent(desk)
    with pytest.raises(Problem, match="調査票を1回送って"):
        rolling.take_back(desk, "jumin", "2")
