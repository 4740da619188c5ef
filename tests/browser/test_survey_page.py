"""Answering in a real browser: keys, what was typed beside them, the table, links by id."""

import re

import pytest
from playwright.sync_api import Page, expect

from samples import two_row_book
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import specification, surveying
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def desk(tmp_path):
    """The sample municipality with a survey of an outline and one of 住民基本台帳 9.9."""
    found, _ = initialise(f"sqlite:///{tmp_path / 'taiodo.sqlite3'}", sample="nakano")
    reading = specification.preview(two_row_book(tmp_path / "見本仕様書.xlsx"))
    specification.commit(found, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(found, "kaigo", "outline")
    surveying.open_survey(found, "jumin", "9.9")
    yield found.signed("試験 太郎")
    found.store.close()


@pytest.fixture
def url(desk, serve, tmp_path) -> str:
    return serve(TAIODO_DATABASE_URL=f"sqlite:///{tmp_path / 'taiodo.sqlite3'}").url


def items(desk):
    survey = surveying.survey_of(desk, "jumin", "9.9").id
    return surveying.requirement_page(desk, ItemFilter(survey=survey)).items


def at_item(page: Page, number: str) -> None:
    """The item is shown, and nothing of the one before it is left on the page."""
    expect(page.get_by_role("heading", name=re.compile(number))).to_be_visible()
    settled = re.compile("^notRunning$")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", settled)


def press(page: Page, key: str) -> None:
    """Press a key as a person does: after seeing what the last one did."""
    page.wait_for_timeout(400)
    page.keyboard.press(key)


def opened(page: Page, url: str, desk, more: str = "") -> None:
    survey = surveying.survey_of(desk, "jumin", "9.9").id
    page.goto(f"{url}/survey?survey={survey}{more}")
    expect(page.get_by_role("heading", name="対応度調査", level=1)).to_be_visible()


def test_a_key_answers_and_saves_what_was_typed_beside_it(page, url, desk):
    opened(page, url, desk)
    at_item(page, "0010001")
    page.get_by_label("備考").click()
    page.keyboard.type("123 jk")
    page.wait_for_timeout(500)
    at_item(page, "0010001")
    assert items(desk)[0].verdict.value == "unanswered", "typing is no answering"
    page.get_by_role("button", name=re.compile("一部適合")).click()
    at_item(page, "0010002")
    assert (items(desk)[0].verdict.value, items(desk)[0].handling.comment) == ("partial", "123 jk")
    press(page, "3")
    at_item(page, "0010003")
    press(page, "k")
    at_item(page, "0010002")
    page.get_by_label("費用（千円）").fill("1200")
    page.get_by_role("heading", name=re.compile("0010002")).click()
    press(page, "j")
    at_item(page, "0010003")
    assert (items(desk)[1].verdict.value, items(desk)[1].handling.cost) == ("gap", 1200)
    page.get_by_label("備考").fill("保存の鍵")
    page.get_by_label("備考").press("Control+Enter")
    expect(page.get_by_text("保存しました").first).to_be_visible()
    assert items(desk)[2].handling.comment == "保存の鍵"


def test_a_stale_save_shows_both_and_loses_nothing_typed(page, url, desk):
    opened(page, url, desk)
    at_item(page, "0010001")
    item = items(desk)[0]
    surveying.save_answers(desk, [Edit(item.id, item.revision, {"comment": "先の人"})])
    page.get_by_label("備考").fill("後の人")
    page.get_by_role("button", name=re.compile("不適合")).click()
    expect(page.get_by_text("保存していません")).to_be_visible()
    assert items(desk)[0].verdict.value == "unanswered"
    page.get_by_role("button", name="自分の入力で上書きする").click()
    expect(page.get_by_text("保存していません")).to_have_count(0)
    assert items(desk)[0].verdict.value == "gap"
    assert items(desk)[0].handling.comment == "後の人"


def test_another_verdict_keeps_what_was_refused_for_the_person_to_settle(page, url, desk):
    opened(page, url, desk)
    at_item(page, "0010001")
    item = items(desk)[0]
    surveying.save_answers(desk, [Edit(item.id, item.revision, {"comment": "先の人"})])
    page.get_by_label("備考").fill("消えるな")
    page.get_by_role("button", name=re.compile("不適合")).click()
    expect(page.get_by_text("保存していません")).to_be_visible()
    at_item(page, "0010001")
    page.get_by_role("button", name=re.compile("一部適合")).click()
    expect(page.get_by_text("保存しました").first).to_be_visible()
    at_item(page, "0010001")
    assert items(desk)[0].verdict.value == "partial"
    page.get_by_role("button", name="自分の入力で上書きする").click()
    expect(page.get_by_text("保存していません")).to_have_count(0)
    assert items(desk)[0].handling.comment == "消えるな"
    assert items(desk)[0].verdict.value == "partial"


@pytest.mark.parametrize("way", ["link", "switch", "row"])
def test_leaving_an_item_saves_what_was_typed(page, url, desk, way):
    opened(page, url, desk)
    at_item(page, "0010001")
    page.get_by_label("費用（千円）").fill("1200")
    page.get_by_label("備考").fill("書きかけ")
    if way == "link":
        page.get_by_role("link", name="履歴").click()
        expect(page.get_by_role("heading", name="履歴", level=1)).to_be_visible()
    elif way == "switch":
        page.get_by_text("一覧で答える").click()
        expect(page.get_by_test_id("glide-cell-0-0")).to_have_text("0010001")
    else:
        page.get_by_role("heading", name="対応度調査", level=1).scroll_into_view_if_needed()
        frame = page.get_by_test_id("stDataFrame").first.bounding_box()
        page.mouse.click(frame["x"] + 16, frame["y"] + 38 + 35 * 2 + 16)
        at_item(page, "0010003")
    handling = items(desk)[0].handling
    assert (handling.cost, handling.comment) == (1200, "書きかけ")


def test_a_cell_left_open_is_saved_when_the_table_goes(page, url, desk):
    opened(page, url, desk, "&view=table")
    expect(page.get_by_test_id("glide-cell-0-0")).to_have_text("0010001")
    frame = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.click(frame["x"] + 20, frame["y"] + 52)
    for _ in range(7):
        page.wait_for_timeout(60)
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(60)
    page.keyboard.type("2.5", delay=120)
    page.get_by_text("一件ずつ答える").click()
    at_item(page, "0010001")
    assert items(desk)[0].handling.effort == 2.5
    expect(page.get_by_label("工数（人日）")).to_have_value("2.50")
    page.get_by_text("一覧で答える").click()
    expect(page.get_by_test_id("glide-cell-7-0")).to_have_text(re.compile(r"2\.5"))


def test_a_gap_opens_where_it_is_decided(page, url, desk):
    item = items(desk)[1]
    surveying.save_answers(desk, [Edit(item.id, item.revision, {"verdict": "gap"})])
    page.goto(f"{url}/gaps?survey={item.survey}")
    expect(page.get_by_text("該当する現行機能はありません。")).to_have_count(2)
    frame = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(frame["x"] + 16, frame["y"] + 52)
    at_item(page, "0010002")
    assert f"item={item.id}" in page.url


def test_the_dashboard_leads_to_exactly_the_rows_it_counts(page, url, desk):
    item = items(desk)[1]
    surveying.save_answers(desk, [Edit(item.id, item.revision, {"verdict": "gap"})])
    page.goto(url)
    page.get_by_role("link", name=re.compile("住民基本台帳 9.9.*未回答の要件 6件")).click()
    expect(page.get_by_role("heading", name="対応度調査", level=1)).to_be_visible()
    expect(page.get_by_text(re.compile("^6件のうち"))).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile("^6件のうち"))).to_be_visible()
