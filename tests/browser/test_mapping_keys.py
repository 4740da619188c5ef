"""機能対応付け in a real browser, with nothing but the keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from samples import two_row_book
from taiodo.survey.mapping import MappingFilter, MappingState, Relation
from taiodo.workflow import mapping, specification, surveying
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def desk(tmp_path):
    found, _ = initialise(f"sqlite:///{tmp_path / 'taiodo.sqlite3'}", sample="nakano")
    reading = specification.preview(two_row_book(tmp_path / "見本仕様書.xlsx"))
    specification.commit(found, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(found, "jumin", "9.9")
    yield found.signed("試験 太郎")
    found.store.close()


def settle(page: Page) -> None:
    """Until the page has had nothing more to show for a second."""
    settled = re.compile("^notRunning$")
    quiet = 0
    while quiet < 4:
        page.wait_for_timeout(250)
        app = page.get_by_test_id("stApp")
        state = app.get_attribute("data-test-script-state")
        quiet = quiet + 1 if state == "notRunning" else 0
        expect(app).to_have_attribute("data-test-script-state", settled)


def at_feature(page: Page, code: str) -> None:
    expect(page.get_by_role("heading", name=re.compile(code))).to_be_visible()


def press(page: Page, key: str) -> None:
    """Press a key as a person does: after seeing what the last one did."""
    page.wait_for_timeout(400)
    settle(page)
    page.keyboard.press(key)


def test_features_are_mapped_with_the_keyboard_alone(page, serve, desk, tmp_path):
    url = serve(TAIODO_DATABASE_URL=f"sqlite:///{tmp_path / 'taiodo.sqlite3'}").url
    survey = surveying.surveys(desk)[0].id
    wanted = MappingFilter(survey, states=(MappingState.UNDECIDED,))
    first, second, third, fourth = mapping.feature_page(desk, wanted).items[:4]

    def now(feature):
        return mapping.feature(desk, feature.item).mapping

    page.goto(f"{url}/mapping?survey={survey}&state=undecided")
    at_feature(page, first.code)
    press(page, "1")
    at_feature(page, second.code)
    assert now(first).way.value == "suggestion"
    press(page, "0")
    at_feature(page, third.code)
    assert now(second).state is MappingState.NONE
    press(page, "z")
    at_feature(page, second.code)
    expect(page.get_by_text("直前の決定を取り消しました")).to_be_visible()
    assert now(second).state is MappingState.UNDECIDED
    press(page, "0")
    at_feature(page, third.code)
    press(page, "a")
    press(page, "d")
    press(page, "1")
    expect(page.get_by_text("対応先", exact=True).first).to_be_visible()
    assert [c.relation for c in now(third).counterparts] == [Relation.PART_OF]
    press(page, "j")
    at_feature(page, fourth.code)
    press(page, "e")
    field = page.get_by_label(re.compile("要件を語句か番号で探す"))
    expect(field).to_be_focused()
    page.keyboard.type("支援措置", delay=20)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1件見つかりました")).to_be_visible()
    page.keyboard.press("Tab")
    press(page, "1")
    expect(page.get_by_role("heading", name=re.compile(fourth.code))).to_have_count(0)
    assert [c.name for c in now(fourth).counterparts] == ["支援措置"]
