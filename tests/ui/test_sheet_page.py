"""調査票の授受 in the page: sending, receiving with a preview, settling conflicts."""

import io

import pytest
from openpyxl import load_workbook

from samples import two_row_book
from sheet_files import Sheet
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.survey.items import Edit
from taiodo.workflow import sheet_conflicts, sheet_merging, sheets, specification, surveying
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts
from ui.test_pages import _fresh_caches, opened, require_well  # noqa: F401

OWNER = Person("戸籍 花子", Role.DEPARTMENT, "戸籍住民課")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The sample municipality with a survey of 住民基本台帳 9.9."""
    url = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    monkeypatch.setenv("TAIODO_DATABASE_URL", url)
    found, _ = initialise(url, sample="nakano")
    reading = specification.preview(two_row_book(tmp_path / "見本仕様書.xlsx"))
    specification.commit(found, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(found, "jumin", "9.9")
    yield found
    found.store.close()


def returned_sheet(desk):
    """A 調査票 with the first verdict filled in, changed on the screen meanwhile."""
    data = sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), "戸籍住民課")
    book = load_workbook(io.BytesIO(data))
    sheet = book["調査票"]
    column = next(c.column for c in sheet[4] if c.value == "対応度")
    sheet.cell(5, column).value = "適合"
    sheet.cell(6, column).value = "適合"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def item(desk, place):
    return surveying.all_requirement_items(desk, "jumin", "9.9")[place]


def test_a_sheet_is_sent_merged_and_its_conflict_settled(desk):
    data = returned_sheet(desk)
    first = item(desk, 0)
    surveying.save_answers(desk, [Edit(first.id, first.revision, {"verdict": "gap"})])
    app = opened("sheets")
    require_well(app, "調査票の授受")
    assert {m.label for m in app.metric} >= {"未送付", "食い違いあり"}
    app = opened("sheets", view="receive")
    app.file_uploader[0].upload("戻った.xlsx", data).run()
    require_well(app, "調査票の授受")
    next(b for b in app.button if b.label == "この内容で取り込む").click().run()
    require_well(app, "調査票の授受")
    assert [s.value for s in app.success] == ["戻った調査票を取り込みました。"]
    assert item(desk, 1).verdict.value == "fit"
    app = opened("sheets", view="conflicts")
    require_well(app, "調査票の授受")
    app.segmented_control(key="sheets.how").set_value("theirs").run()
    app.button(key="sheets.settle").click().run()
    require_well(app, "調査票の授受")
    assert item(desk, 0).verdict.value == "fit"
    assert "食い違いはありません。" in [i.value for i in app.info]


def words(app):
    return " ".join(str(p.value) for p in (*app.markdown, *app.caption, *app.warning))


@pytest.fixture
def in_conflict(desk):
    """The first item is in conflict."""
    data = returned_sheet(desk)
    first = item(desk, 0)
    surveying.save_answers(desk, [Edit(first.id, first.revision, {"verdict": "gap"})])
    sheet_merging.commit(desk, [(data, "戻った.xlsx")])
    return desk


def test_nothing_is_settled_before_what_will_change_was_shown(in_conflict):
    app = opened("sheets", view="conflicts")
    assert not [b for b in app.button if b.key == "sheets.settle"], "no side is chosen yet"
    app.segmented_control(key="sheets.how").set_value("theirs").run()
    assert (
        "すべての**1か所（1項目）** のうち、**1か所（1項目）** を今の内容から戻った内容へ変えます"
        in words(app)
    )
    (shown,) = [d.value for d in app.dataframe if "決めたあと" in d.value.columns]
    assert shown[["項目", "今の内容", "決めたあと"]].values.tolist() == [
        ["判定（調査票では対応度）", "不適合", "適合"]
    ]
    app.segmented_control(key="sheets.how").set_value("ours").run()
    assert "**0か所（0項目）** を今の内容から変えます" in words(app)


@pytest.mark.parametrize("how", ["theirs", "ours"])
def test_what_was_settled_is_taken_back_on_the_page(in_conflict, how):
    app = opened("sheets", view="conflicts")
    app.segmented_control(key="sheets.how").set_value(how).run()
    app.button(key="sheets.settle").click().run()
    assert "直前に決めたもの" in words(app)
    changed = Edit(item(in_conflict, 0).id, None, {"comment": "その後"})
    surveying.save_answers(in_conflict.signed("後の人"), [changed])
    app.run()
    app.button(key="sheets.reopen.last").click().run()
    require_well(app, "調査票の授受")
    found = item(in_conflict, 0)
    assert (found.verdict.value, found.handling.comment) == ("gap", "その後")
    (again,) = sheet_conflicts.conflicts(in_conflict)
    assert again.stored.field == "verdict"
    assert "食い違いとして並べ直しています" in " ".join(s.value for s in app.success)


def test_what_others_changed_is_left_and_told_on_the_page(in_conflict):
    app = opened("sheets", view="conflicts")
    app.segmented_control(key="sheets.how").set_value("theirs").run()
    app.button(key="sheets.settle").click().run()
    changed = Edit(item(in_conflict, 0).id, None, {"verdict": "partial"})
    surveying.save_answers(in_conflict.signed("後の人"), [changed])
    app.run()
    app.button(key="sheets.reopen.last").click().run()
    (left,) = [d.value for d in app.dataframe if "理由" in d.value.columns]
    assert left["番号"].tolist() == [item(in_conflict, 0).number]
    assert "後の人" in left["理由"][0]
    assert item(in_conflict, 0).verdict.value == "partial"


def test_the_file_that_is_shown_is_the_one_taken_back(desk):
    """Another file is merged while the page is open: what is shown does not move."""
    survey = sheets.survey_for(desk, "jumin")
    one = Sheet(sheets.export_bytes(desk, survey, "戸籍住民課"))
    two = Sheet(sheets.export_bytes(desk, survey, "戸籍住民課"))
    numbers = [item(desk, place).number for place in (0, 1)]
    one.write(numbers[0], 対応度="適合")
    two.write(numbers[1], 対応度="適合", 人日="まあまあ")
    (first,) = sheet_merging.commit(desk, [(one.saved(), "一.xlsx")])
    app = opened("sheets", view="receive")
    app.selectbox(key="sheets.returned").set_value(first.returned).run()
    sheet_merging.commit(desk, [(two.saved(), "二.xlsx")])
    app.run()
    assert "一.xlsx" in next(
        o for o in app.selectbox(key="sheets.returned").options if f"番号{first.returned}　" in o
    )
    assert app.selectbox(key="sheets.returned").value == first.returned
    app.button(key="sheets.undo.do").click().run()
    require_well(app, "調査票の授受")
    assert [bool(r.undone_at) for r in sheets.returned(desk)] == [False, True]
    verdicts = [item(desk, place).verdict.value for place in (0, 1)]
    assert verdicts == ["unanswered", "fit"]


def test_what_could_not_be_taken_is_read_again_after_merging(desk):
    sheet = Sheet(sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), "戸籍住民課"))
    sheet.write(item(desk, 0).number, 対応度="適合", 人日="まあまあ")
    sheet_merging.commit(desk, [(sheet.saved(), "戻った.xlsx")])
    app = opened("sheets", view="receive")
    (told,) = [d.value for d in app.dataframe if "内容 → 直し方" in d.value.columns]
    assert "調査票!" in told["場所"][0]
    assert "まあまあ" in told["内容 → 直し方"][0]


def test_the_tiles_count_departments_and_open_conflicts_have_theirs(in_conflict):
    app = opened("sheets")
    shown = {m.label: m.value for m in app.metric}
    assert shown["食い違いあり"] == "1課"
    found = sheets.standings(in_conflict)
    names = {s.department for s in found}
    several = {s.department for s in found if s.state == "未送付"}
    assert shown["未送付"] == f"{len(several)}課"
    assert f"全{len(names)}課" in words(app)
    (table,) = [d.value for d in app.dataframe if "送付" in d.value.columns]
    assert list(table.columns)[:4] == ["調査", "所管課", "状態", "食い違い"]
    assert table.iloc[0]["食い違い"] == 1, "what asks for action stands first"


def test_a_file_that_is_no_questionnaire_is_refused_on_the_page(desk, tmp_path):
    app = opened("sheets", view="receive")
    other = two_row_book(tmp_path / "別.xlsx").read_bytes()
    app.file_uploader[0].upload("別.xlsx", other).run()
    assert [e.message for e in app.exception] == []
    assert "調査票が見つかりません" in app.error[0].value


def test_a_file_of_another_department_is_shut_before_the_click(desk, at_the_screen):
    data = returned_sheet(desk)
    at_the_screen.person = Person("税務 一郎", Role.DEPARTMENT, "税務課")
    app = opened("sheets", view="receive")
    app.file_uploader[0].upload("戻った.xlsx", data).run()
    assert "税務課のものに限られます" in app.error[0].value
    assert not [b for b in app.button if b.label == "この内容で取り込む"]
    sheet_merging.commit(desk, [(data, "戻った.xlsx")])
    for person, shut in ((at_the_screen.person, True), (OWNER, False)):
        at_the_screen.person = person
        app = opened("sheets", view="receive")
        button = app.button(key="sheets.undo.do")
        assert button.disabled is shut
        assert ("税務課のものに限られます" in button.help) is shut
    button.click().run()
    assert item(desk, 1).verdict.value == "unanswered"
