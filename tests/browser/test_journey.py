"""The main job in a real browser: workbook in, survey, answers, dashboard, report out."""

import io
import os
import re

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from samples import two_row_book
from taiodo.workflow.desk import initialise

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def url(serve, tmp_path):
    """The application on a fresh database with the sample municipality."""
    database = os.environ.get("JOURNEY_DATABASE") or f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    desk, _ = initialise(database, sample="nakano")
    desk.store.close()
    return serve(TAIODO_DATABASE_URL=database).url


def go(page: Page, url: str, path: str, title: str) -> None:
    page.goto(f"{url}{path}")
    expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()


def import_workbook(page: Page, url: str, book) -> None:
    go(page, url, "/spec-import", "仕様書の取込")
    page.locator("input[type=file]").set_input_files(book)
    expect(page.get_by_text("読み取り結果")).to_be_visible()
    page.get_by_label("版", exact=True).fill("9.9")
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_text("8件を取り込みました").first).to_be_visible()


def open_survey(page: Page, url: str) -> None:
    go(page, url, "/operations?operation=jumin", "業務と標準仕様")
    page.get_by_role("button", name="この版で対応度調査を始める").click()
    expect(page.get_by_role("heading", name="対応度調査", exact=True, level=1)).to_be_visible()


def test_from_the_national_workbook_to_the_report(page, url, tmp_path):
    import_workbook(page, url, two_row_book(tmp_path / "見本の標準仕様書.xlsx"))
    open_survey(page, url)
    first = page.get_by_role("heading", name=re.compile("0010001"))
    expect(first).to_be_visible()
    page.get_by_role("button", name=re.compile("適合 1|○ 適合")).first.click()
    expect(page.get_by_role("heading", name=re.compile("0010002"))).to_be_visible()
    page.locator("body").press("3")
    expect(page.get_by_role("heading", name=re.compile("0010003"))).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("28.6%")

    go(page, url, "/", "ホーム")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("28.6%")
    expect(page.get_by_text("対応方針が未定のギャップ 1件").first).to_be_visible()

    go(page, url, "/reports", "報告書")
    with page.expect_download() as download:
        page.get_by_role("button", name="Word（.docx）").click()
    assert download.value.suggested_filename.startswith("中野区_対応度調査報告書_")
    written = Document(io.BytesIO(download.value.path().read_bytes()))
    words = "\n".join(
        [p.text for p in written.paragraphs]
        + [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    )
    assert "28.6%" in words
    assert "外国人住民データの管理" in words, "the gap stands in the report"


def test_two_people_at_one_item(page, new_context, url, tmp_path):
    import_workbook(page, url, two_row_book(tmp_path / "見本の標準仕様書.xlsx"))
    open_survey(page, url)
    expect(page.get_by_role("heading", name=re.compile("0010001"))).to_be_visible()
    other = new_context().new_page()
    other.goto(page.url)
    expect(other.get_by_role("heading", name=re.compile("0010001"))).to_be_visible()
    page.get_by_label("備考").fill("先の人の備考")
    page.get_by_role("button", name="保存", exact=False).last.click()
    expect(page.get_by_text("保存しました").first).to_be_visible()
    other.get_by_label("備考").fill("後の人の備考")
    other.get_by_role("button", name="保存", exact=False).last.click()
    expect(other.get_by_text("保存していません")).to_be_visible()
    expect(other.get_by_role("button", name="自分の入力で上書きする")).to_be_visible()
    other.get_by_role("button", name="自分の入力で上書きする").click()
    expect(other.get_by_text("保存していません")).not_to_be_visible()
    expect(other.get_by_label("備考")).to_have_value("後の人の備考")


def test_a_link_with_its_filters_shows_the_same_list(page, new_context, url, tmp_path):
    import_workbook(page, url, two_row_book(tmp_path / "見本の標準仕様書.xlsx"))
    open_survey(page, url)
    page.get_by_label(re.compile("語句で探す")).fill("検索")
    page.get_by_label(re.compile("語句で探す")).press("Enter")
    expect(page.get_by_text(re.compile("2件のうち"))).to_be_visible()
    other = new_context().new_page()
    other.goto(page.url)
    expect(other.get_by_text(re.compile("2件のうち"))).to_be_visible()
