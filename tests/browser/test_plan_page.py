"""The plan in a real browser: drawn without errors, narrowed by its link, steps on demand."""

from datetime import date

import pytest
from playwright.sync_api import expect

from taiodo.workflow import step_batches
from taiodo.workflow.desk import initialise

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def url(serve, tmp_path) -> str:
    database = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    desk, _ = initialise(database, sample="nakano")
    step_batches.lay_out(desk, "kaigo", date(2024, 4, 1))
    desk.store.close()
    return serve(TAIODO_DATABASE_URL=database).url


def test_the_gantt_is_drawn_and_the_link_narrows_it(page, url):
    page.goto(f"{url}/plan?phase=1%E6%9C%9F&groups=true&operation=kaigo")
    chart = page.get_by_test_id("stVegaLiteChart")
    expect(chart).to_be_visible()
    expect(page.get_by_text("今週動く人").first).to_be_visible()
    narrow = chart.bounding_box()["height"]
    page.goto(f"{url}/plan")
    expect(chart).to_be_visible()
    page.get_by_text("期間の全体を描く", exact=True).click()
    page.wait_for_url("**whole=true**")
    expect(page.get_by_text("描いた年度の外に")).to_have_count(0)
    assert narrow > 300
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
