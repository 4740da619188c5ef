"""調査票の授受 in the page: sending, receiving with a preview, settling conflicts."""

import io

import pytest
from openpyxl import load_workbook

from samples import two_row_book
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.survey.items import Edit
from taiodo.workflow import sheet_merging, sheets, specification, surveying
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
    assert {m.label for m in app.metric} >= {"未送付", "食い違い"}
    app = opened("sheets", view="receive")
    app.file_uploader[0].upload("戻った.xlsx", data).run()
    require_well(app, "調査票の授受")
    next(b for b in app.button if b.label == "この内容で取り込む").click().run()
    require_well(app, "調査票の授受")
    assert [s.value for s in app.success] == ["戻った調査票を取り込みました。"]
    assert item(desk, 1).verdict.value == "fit"
    app = opened("sheets", view="conflicts")
    next(b for b in app.button if b.label.startswith("戻った内容を採る")).click().run()
    assert item(desk, 0).verdict.value == "fit"
    assert "食い違いはありません。" in [i.value for i in app.info]


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
    button = next(b for b in app.button if b.label == "この内容で取り込む")
    assert button.disabled
    assert "税務課のものに限られます" in button.help
    sheet_merging.commit(desk, [(data, "戻った.xlsx")])
    for person, shut in ((at_the_screen.person, True), (OWNER, False)):
        at_the_screen.person = person
        app = opened("sheets", view="receive")
        button = app.button(key="sheets.undo.do")
        assert button.disabled is shut
        assert ("税務課のものに限られます" in button.help) is shut
    button.click().run()
    assert item(desk, 1).verdict.value == "unanswered"
