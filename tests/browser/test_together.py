"""Two people at once: nobody's words are lost, whoever is second sees both and chooses."""

import re

import pytest
from playwright.sync_api import Page, expect

from samples import two_row_book
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.stages import Stage
from taiodo.workflow import conversing, specification, surveying
from taiodo.workflow.conversing import Face, ItemKey
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
BOTH = "文章は両方をつなぎ、ほかは自分の入力で保存する"


@pytest.fixture
def desk(tmp_path):
    found, _ = initialise(f"sqlite:///{tmp_path / 'taiodo.sqlite3'}", sample="nakano")
    reading = specification.preview(two_row_book(tmp_path / "見本仕様書.xlsx"))
    specification.commit(found, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(found, "jumin", "9.9")
    yield found.signed("試験 太郎")
    found.store.close()


@pytest.fixture
def url(desk, serve, tmp_path) -> str:
    return serve(TAIODO_DATABASE_URL=f"sqlite:///{tmp_path / 'taiodo.sqlite3'}").url


def items(desk):
    return surveying.requirement_page(desk, ItemFilter()).items


def opened(page: Page, url: str, more: str = "") -> None:
    page.goto(f"{url}/survey?survey=1{more}")
    expect(page.get_by_role("heading", name="対応度調査", level=1)).to_be_visible()
    if "view=table" not in more:
        expect(page.get_by_role("heading", name=re.compile("0010001"))).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def changed(desk, place, **changes):
    item = items(desk)[place]
    (outcome,) = surveying.save_answers(
        desk.signed("先の人"), [Edit(item.id, item.revision, changes)]
    )
    assert outcome.saved


def choose_office(page: Page, name: str) -> None:
    settled(page)
    chooser = page.get_by_role("combobox", name="表示する所管課")
    chooser.click()
    chooser.fill(name)
    page.get_by_role("option", name=name).first.click()


def test_a_list_tells_of_others_and_keeps_what_is_being_typed(new_context, url, desk):
    mine, theirs = new_context().new_page(), new_context().new_page()
    opened(mine, url)
    opened(theirs, url)
    mine.get_by_label("備考").press_sequentially("書きかけの備考")
    theirs.get_by_role("button", name=re.compile("不適合")).click()
    expect(theirs.get_by_role("heading", name=re.compile("0010002"))).to_be_visible()
    theirs.get_by_role("button", name=re.compile("一部適合")).click()
    expect(theirs.get_by_role("heading", name=re.compile("0010003"))).to_be_visible()
    changed(desk, 4, verdict="fit")
    notice = mine.get_by_text(re.compile("ほかの人が.*1件.*を更新しました"))
    expect(notice).to_be_visible(timeout=45_000)
    expect(mine.get_by_label("備考")).to_have_value("書きかけの備考")
    mine.get_by_role("button", name="一覧を最新にする").click()
    expect(mine.get_by_text("保存していません")).to_be_visible()
    expect(mine.get_by_text("書きかけの備考").first).to_be_attached()
    assert items(desk)[0].handling.comment == "", "nothing was written over"
    mine.get_by_role("button", name="自分の入力で上書きする").click()
    expect(mine.get_by_text("保存していません")).to_have_count(0)
    settled(mine)
    assert items(desk)[0].handling.comment == "書きかけの備考"
    assert items(desk)[0].verdict.value == "gap", "the other's verdict stands"


def test_both_texts_are_kept_with_one_click(page, url, desk):
    opened(page, url)
    changed(desk, 0, comment="先の備考", verdict="fit")
    page.get_by_label("備考").fill("後の備考")
    page.get_by_role("button", name=re.compile("不適合")).click()
    expect(page.get_by_text("保存していません")).to_be_visible()
    page.get_by_role("button", name=BOTH).click()
    expect(page.get_by_text("保存していません")).to_have_count(0)
    settled(page)
    item = items(desk)[0]
    assert (item.handling.comment, item.verdict.value) == ("先の備考\n後の備考", "gap")


def test_each_field_can_go_to_another_side(page, url, desk):
    opened(page, url)
    changed(desk, 0, comment="先の備考", verdict="fit")
    page.get_by_label("備考").fill("後の備考")
    page.get_by_role("button", name=re.compile("不適合")).click()
    panel = page.locator(".st-key-survey-refusal")
    expect(panel.get_by_text("保存していません")).to_be_visible()
    panel.get_by_role("radiogroup").nth(0).get_by_text("両方をつなぐ").click()
    panel.get_by_role("radiogroup").nth(1).get_by_text("今の内容").click()
    page.wait_for_timeout(500)
    settled(page)
    page.get_by_role("button", name="項目ごとに選んだとおりに保存する").click()
    expect(page.get_by_text("保存していません")).to_have_count(0)
    settled(page)
    item = items(desk)[0]
    assert (item.handling.comment, item.verdict.value) == ("先の備考\n後の備考", "fit")


def test_refused_cells_of_the_table_are_settled_the_same_way(page, url, desk):
    opened(page, url, "&view=table")
    expect(page.get_by_test_id("glide-cell-0-0")).to_have_text("0010001")
    changed(desk, 0, owner="先の担当")
    frame = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.click(frame["x"] + 20, frame["y"] + 52)
    for _ in range(11):
        page.wait_for_timeout(60)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    page.keyboard.type("後の担当", delay=60)
    page.keyboard.press("Enter")
    expect(page.get_by_text("保存していません")).to_be_visible()
    page.get_by_role("button", name=BOTH).click()
    expect(page.get_by_text("保存していません")).to_have_count(0)
    settled(page)
    assert items(desk)[0].handling.owner == "先の担当・後の担当"


def test_an_answer_is_returned_answered_checked_and_settled(page, url, desk):
    changed(desk, 0, verdict="gap")
    opened(page, url)
    page.get_by_role("button", name="差戻し…").click()
    page.get_by_label("差戻しの理由（必須）").fill("帳票の名前を書いてください")
    page.get_by_role("button", name="差し戻す", exact=True).click()
    expect(page.get_by_text("差し戻されています。")).to_be_visible()
    settled(page)
    assert items(desk)[0].stage is Stage.RETURNED
    page.get_by_label("備考").fill("住民票の写し")
    page.get_by_role("button", name=re.compile("^保存")).click()
    expect(page.get_by_text("差し戻されています。")).to_have_count(0)
    settled(page)
    page.get_by_role("button", name="確認済にする").click()
    expect(page.get_by_text("✓ 確認済")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="確定", exact=True).click()
    expect(page.get_by_text("確定済みの回答なので")).to_be_visible()
    settled(page)
    expect(page.get_by_label("備考")).to_have_count(0)
    item = items(desk)[0]
    assert (item.stage, item.handling.comment) == (Stage.FINAL, "住民票の写し")


def test_a_comment_reaches_the_department_it_calls_on(page, url, desk):
    opened(page, url)
    page.get_by_label(re.compile("コメントを書く")).fill("@税務課 確かめてください")
    page.get_by_role("button", name="コメントする").click()
    expect(page.get_by_text("やり取り（1件）")).to_be_visible()
    settled(page)
    (comment,) = conversing.thread(desk, ItemKey(Face.REQUIREMENT, items(desk)[0].id))
    assert comment.mentions == ("税務課",)
    page.goto(url)
    expect(page.get_by_text("への呼びかけ")).to_have_count(0)
    choose_office(page, "税務課")
    expect(page.get_by_text("税務課への呼びかけ（1件）")).to_be_visible()
    page.get_by_role("link", name="この項目を開く").click()
    expect(page.get_by_role("heading", name=re.compile("0010001"))).to_be_visible()
    page.goto(url)
    choose_office(page, "税務課")
    page.get_by_role("button", name="見た").click()
    expect(page.get_by_text("への呼びかけ")).to_have_count(0)
    assert conversing.mentions(desk, "税務課") == ()
