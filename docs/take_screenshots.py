"""Take the pictures of the manual anew: `make screenshots`.

Starts the application on a database of its own with the sample municipality, a made-up workbook
and some answers, and photographs each page in Debian's Chromium.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from demo_login import demo_cookie  # noqa: E402
from reply_books import filled  # noqa: E402
from samples import two_row_book  # noqa: E402
from taiodo.survey.items import Edit, ItemFilter  # noqa: E402
from taiodo.workflow import (  # noqa: E402
    optimising,
    package_form,
    packages,
    specification,
    step_batches,
    surveying,
)
from taiodo.workflow.desk import Desk, initialise  # noqa: E402

PORT = 8599
PAGES = {
    "home": "/",
    "survey": "/survey",
    "mapping": "/mapping?state=undecided",
    "sheets": "/sheets",
    "impact": "/impact?systems=juki",
    "bridges": "/bridges",
    "plan": "/plan",
    "scenarios": "/scenarios",
    "packages": "/packages",
    "spec-import": "/spec-import",
    "users": "/users",
    "history": "/history?entity=requirement_item",
}
REPLIES = (
    ("○ 対応済",),
    ("△ 経過措置", "2027/3/31"),
    ("○ 対応済",),
    ("× 未対応", None, "次期版で検討"),
    ("□ 代替手段", None, "EUCで抽出"),
)
ANSWERS = (
    {"verdict": "fit"},
    {"verdict": "partial", "countermeasure": "bpr", "impact_staff": "medium", "effort": 5},
    {"verdict": "gap", "impact_resident": "high"},
)


def prepare(url: str, book: Path) -> None:
    """The sample with a survey, some answers and some steps."""
    desk, _ = initialise(url, sample="nakano")
    facts = specification.EditionFacts("jumin", "見本")
    specification.commit(desk, specification.preview(book), facts)
    survey = surveying.open_survey(desk, "jumin", "見本").id
    items = surveying.requirement_page(desk, ItemFilter(survey=survey)).items
    edits = [Edit(i.id, 1, dict(a)) for i, a in zip(items[1:], ANSWERS, strict=False)]
    surveying.save_answers(desk, edits)
    step_batches.finish_steps(desk, "jumin", 28)
    best = optimising.optimise(desk, optimising.Wish(at_most=6, fixed={"jumin": "先行"}))
    optimising.take_over(desk, best, "一つの時期に6業務まで")
    reply(desk)
    desk.store.close()


def reply(desk: Desk) -> None:
    """The replies of two made-up vendors, marked 見本."""
    form = io.BytesIO()
    package_form.write_form(desk, "jumin", "見本", form)
    for vendor, first in (("見本事業者A", REPLIES), ("見本事業者B", REPLIES[::-1])):
        given = {f"001{n:04d}": first[n % len(first)] for n in range(1, 9)}
        data = filled(form.getvalue(), given)
        found = packages.preview(desk, data, "見本.xlsx", operation="jumin", edition="見本")
        packages.commit(desk, found, packages.VendorPackage(vendor, "見本パッケージ"))


def photograph(page: Page, name: str, path: str, book: Path) -> None:
    """One page as a person sees it first."""
    page.goto(f"http://127.0.0.1:{PORT}{path}")
    page.wait_for_selector("h1")
    if name == "spec-import":
        page.locator("input[type=file]").set_input_files(book)
    page.wait_for_timeout(5_000)
    page.screenshot(path=ROOT / "docs" / "images" / f"{name}.png")


def main() -> None:
    """Write docs/images/*.png."""
    with tempfile.TemporaryDirectory() as folder:
        book = two_row_book(Path(folder) / "見本の標準仕様書.xlsx")
        url = f"sqlite:///{folder}/taiodo.sqlite3"
        prepare(url, book)
        command = [sys.executable, "-m", "taiodo.cli", "serve", "--demo", "--port", str(PORT)]
        server = subprocess.Popen(command, env=os.environ | {"TAIODO_DATABASE_URL": url})  # noqa: S603
        try:
            wait_for_server()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                size = {"width": 1440, "height": 900}
                page = browser.new_page(viewport=size, locale="ja-JP")  # type: ignore[arg-type]
                page.goto(f"http://127.0.0.1:{PORT}/login")
                page.screenshot(path=ROOT / "docs" / "images" / "login.png")
                page.context.add_cookies([demo_cookie(f"http://127.0.0.1:{PORT}")])  # type: ignore[list-item]
                for name, path in PAGES.items():
                    photograph(page, name, path, book)
                browser.close()
        finally:
            server.terminate()
            server.wait(15)


def wait_for_server() -> None:
    """Until the application answers."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=2).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
        else:
            return


if __name__ == "__main__":
    main()
