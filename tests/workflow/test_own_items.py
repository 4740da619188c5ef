"""What is one's own: features of departments that use them, sheets, replies, bridges, batches."""

import io

import pytest
from openpyxl import load_workbook

from reply_books import NUMBERS, filled
from small_editions import OLD, store_edition
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.catalog.inventory import Feature, Inventory, System, SystemKind
from taiodo.impact.assignments import TaskKind
from taiodo.problems import Problem
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.mapping import MappingFilter, MappingState
from taiodo.survey.package import VendorPackage
from taiodo.workbook.inventory import InventoryReading
from taiodo.workflow import (
    bridging,
    current,
    mapping,
    package_form,
    packages,
    sheet_merging,
    sheet_undoing,
    sheets,
    step_batches,
    surveying,
)

KOSEKI = Person("戸籍 花子", Role.DEPARTMENT, "戸籍住民課")
ZEIMU = Person("税務 一郎", Role.DEPARTMENT, "税務課")
HOKEN = Person("保険 二郎", Role.DEPARTMENT, "保険医療課")
KOU = Person("甲社 次郎", Role.VENDOR, vendor="甲社")


@pytest.fixture
def desk(sample_desk):
    """Features of 戸籍住民課, one of them used by 税務課 too, in a survey of edition 1."""
    system = System("JUKI9", "住民記録", SystemKind.STANDARD, ("jumin",), "戸籍住民課")
    shared = Feature("F92", "JUKI9", "証明書の発行", "窓口で出す", departments=("税務課",))
    own = Feature("F91", "JUKI9", "住民の検索", "氏名で探す")
    inventory = Inventory((system,), (own, shared))
    current.commit(sample_desk, InventoryReading(inventory, (), ""))
    store_edition(sample_desk, "1", OLD)
    surveying.open_survey(sample_desk, "jumin", "1")
    return sample_desk


def survey(desk):
    return surveying.survey_of(desk, "jumin", "1").id


def feature(desk, code):
    found = surveying.feature_page(desk, ItemFilter(survey=survey(desk)), size=1_000).items
    return next(f for f in found if f.code == code)


def disposed(desk, person, code):
    item = feature(desk, code)
    edit = Edit(item.id, item.revision, {"comment": person.name})
    return surveying.save_dispositions(desk.signed(person), [edit])[0]


def test_a_feature_belongs_to_all_departments_that_use_it(desk):
    assert disposed(desk, KOSEKI, "F91").saved
    assert disposed(desk, KOSEKI, "F92").saved
    assert disposed(desk, ZEIMU, "F92").saved
    assert not disposed(desk, ZEIMU, "F91").saved
    refused = disposed(desk, HOKEN, "F92")
    assert not refused.saved
    assert "税務課" in refused.message


def mapped(desk, code):
    page = mapping.feature_page(desk, MappingFilter(survey(desk)), size=1_000)
    return next(f for f in page.items if f.code == code)


def test_a_department_maps_the_features_it_uses_and_undoes_its_own_acts(desk):
    decision = mapping.decided(mapped(desk, "F92"), MappingState.NONE)
    with pytest.raises(Problem, match="機能対応付けは、保険医療課のもの"):
        mapping.decide(desk.signed(HOKEN), decision)
    saved = mapping.decide(desk.signed(ZEIMU), decision)
    assert saved.decided.saved
    with pytest.raises(Problem, match="機能対応付けは"):
        mapping.undo(desk.signed(KOSEKI), saved.bulk)
    assert mapping.undo(desk.signed(ZEIMU), saved.bulk).counts == (1, 0)


def test_a_department_is_sent_its_own_sheet_and_merges_its_own_answers(desk):
    header = sheets.survey_for(desk, "jumin")
    data = sheets.export_bytes(desk.signed(KOSEKI), header, "戸籍住民課")
    for other in ("税務課", ""):
        with pytest.raises(Problem, match="調査票の送付と取込"):
            sheets.export_bytes(desk.signed(KOSEKI), header, other)
    book = load_workbook(io.BytesIO(data))
    sheet = book["調査票"]
    columns = {cell.value: cell.column for cell in sheet[4]}
    sheet.cell(5, columns["コメント"]).value = "ふさわしい"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(Problem, match="調査票の送付と取込"):
        sheet_merging.commit(desk.signed(ZEIMU), [(target.getvalue(), "a.xlsx")])
    (done,) = sheet_merging.commit(desk.signed(KOSEKI), [(target.getvalue(), "a.xlsx")])
    assert len(done.merge.applied) == 1
    returned = sheets.returned(desk)[0].id
    with pytest.raises(Problem, match="調査票の送付と取込"):
        sheet_undoing.undo(desk.signed(ZEIMU), returned)
    assert sheet_undoing.undo(desk.signed(KOSEKI), returned) == 1


def test_a_vendor_replies_for_itself_only(surveyed_desk):
    desk = surveyed_desk.signed(KOU)
    target = io.BytesIO()
    package_form.write_form(desk, "jumin", "9.9", target)
    data = filled(target.getvalue(), dict.fromkeys(NUMBERS, ("○ 対応済",)))
    found = packages.preview(desk, data, "回答.xlsx", operation="jumin", edition="9.9")
    with pytest.raises(Problem, match="自社のもの"):
        packages.commit(desk, found, VendorPackage("乙社"))
    done = packages.commit(desk, found, VendorPackage("甲社", "標準住記"))
    other = packages.commit(surveyed_desk, found, VendorPackage("乙社"))
    assert [r.package.vendor for r, _ in packages.replies(desk)] == ["甲社"]
    assert len(packages.replies(surveyed_desk)) == 2
    with pytest.raises(Problem, match="自社のもの"):
        packages.undo(desk, other.reply)
    packages.undo(desk, done.reply)
    with pytest.raises(Problem, match="権限がありません"):
        packages.replies(surveyed_desk.signed(KOSEKI))


def test_a_department_assigns_the_bridges_at_its_own_systems(sample_desk):
    plan = bridging.bridge_plan(sample_desk)
    systems = {s.id: s.department for s in plan.landscape.inventory.systems}
    line = plan.changes[0]
    owner = systems[line.change.system]
    mine = sample_desk.signed(Person("担当", Role.DEPARTMENT, owner))
    edit = Edit(line.key, 0, {"owner": "担当者"})
    (refused,) = bridging.save_tasks(sample_desk.signed(HOKEN), TaskKind.CHANGE, [edit])
    if owner != HOKEN.department:
        assert not refused.saved
        assert "できる人" in refused.message
    (saved,) = bridging.save_tasks(mine, TaskKind.CHANGE, [edit])
    assert saved.saved == bool(owner)


def test_steps_of_other_operations_are_not_moved_together(sample_desk):
    assert step_batches.finish_steps(sample_desk.signed(KOSEKI), "jumin", 3) == 3
    with pytest.raises(Problem, match="担当は"):
        step_batches.finish_steps(sample_desk.signed(KOSEKI), "kaigo", 3)
    batch = step_batches.last_done_together(sample_desk).id
    with pytest.raises(Problem, match="担当は"):
        step_batches.undo_last(sample_desk.signed(ZEIMU), batch)
    assert step_batches.undo_last(sample_desk.signed(KOSEKI), batch) == 3
