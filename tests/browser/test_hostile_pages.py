"""HTML, Markdown, formulas and templates typed into every field show as typed on every page."""

import pytest
from playwright.sync_api import Page, expect

from hostile import HOSTILE, pour
from small_editions import NEW, OLD, store_edition
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.stages import Move
from taiodo.ui.navigation import GROUPS
from taiodo.workflow import conversing, staging, surveying
from taiodo.workflow.conversing import Face, ItemKey
from taiodo.workflow.desk import initialise

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ALIVE = """() => {
  const found = [];
  const all = (css) => [...document.querySelectorAll(css)];
  if (document.title.includes('pwned')) found.push('a script ran');
  for (const e of all('img[src="x"], img[onerror]')) found.push('picture: ' + e.outerHTML);
  for (const e of all('strong, b, em')) if (/^(太|字|傾)$/.test(e.textContent)) found.push(
    'formatted: ' + e.parentElement.textContent.slice(0, 120));
  for (const e of all('a')) if (e.textContent === '飛ぶ') found.push('link');
  for (const e of all('.katex')) found.push('mathematics: ' + e.textContent.slice(0, 80));
  for (const e of all('.stMarkdown code, label code')) if (e.textContent === '符') found.push(
    'code: ' + e.parentElement.textContent.slice(0, 120));
  for (const e of all('.stMarkdown h1, [data-testid="stMarkdownContainer"] li'))
    if (/^(見出し|項目)$/.test(e.textContent)) found.push('structure: ' + e.textContent);
  for (const e of all('[data-testid="stException"]')) found.push('failed: ' + e.textContent);
  return found;
}"""
NAMES = [name for pages in GROUPS.values() for name, _, _ in pages]
EXTRA = {
    "survey": ["&view=table"],
    "features": [],
    "operations": ["&operation=jumin"],
    "systems": [],
    "impact": [],
}


@pytest.fixture
def desk(tmp_path):
    found, _ = initialise(f"sqlite:///{tmp_path / 'taiodo.sqlite3'}", sample="nakano")
    store_edition(found, "1", OLD)
    store_edition(found, "2", NEW)
    surveying.open_survey(found, "jumin", "1")
    items = surveying.requirement_page(found, ItemFilter()).items
    surveying.save_answers(found, [Edit(i.id, None, {"verdict": "gap"}) for i in items])
    features = surveying.feature_page(found, ItemFilter()).items[:4]
    surveying.save_dispositions(
        found, [Edit(f.id, None, {"disposition": "none"}) for f in features]
    )
    for key in (
        ItemKey(Face.REQUIREMENT, items[0].id), ItemKey(Face.FEATURE, features[0].id),
    ):  # fmt: skip
        conversing.say(found, key, HOSTILE, ["税務課", "情報システム課"])
        staging.move(found, key, None, Move.RETURN, HOSTILE)
    yield found
    found.store.close()


def test_every_page_shows_it_as_typed(page: Page, desk, serve, tmp_path):
    url = serve(TAIODO_DATABASE_URL=f"sqlite:///{tmp_path / 'taiodo.sqlite3'}").url
    pour(desk.store)
    found = []
    for name in NAMES:
        for query in ["", *EXTRA.get(name, [])]:
            path = "" if name == "home" else name.replace("_", "-")
            page.goto(f"{url}/{path}?{query.lstrip('&')}")
            expect(page.get_by_role("heading", level=1).first).to_be_visible()
            expect(page.get_by_test_id("stApp")).to_have_attribute(
                "data-test-script-state", "notRunning"
            )
            page.wait_for_timeout(700)
            found += [f"{name}{query}: {words}" for words in page.evaluate(ALIVE)]
    assert "\n".join(sorted({w[:150] for w in found})) == ""
    page.goto(f"{url}/survey")
    expect(page.get_by_role("button", name="検索").first).to_be_attached()
    expect(page.get_by_role("button", name="CSVで保存")).to_have_count(0)
    expect(page.get_by_text("<img src=x onerror=").first).to_be_visible()
