"""What a person waits for at 15,000 items, in a real browser: first paint and one saved answer.

Run: python tests/benchmarks/screen.py
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from demo_login import demo_cookie
from survey import ITEMS, milliseconds, surveyed_desk

ROUNDS = 12
NUMBER = re.compile(r"^\d{7}")


def serve(database: str) -> tuple[subprocess.Popen[bytes], str]:
    """The application on a free port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "taiodo.cli", "serve", "--demo", "--port", str(port)]
    environment = os.environ | {"TAIODO_DATABASE_URL": database}
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            break
    return server, url


def paint(page: Page, address: str) -> None:
    """Open an address and wait until the item stands there."""
    page.goto(address)
    page.get_by_role("heading", name=NUMBER).wait_for()


def answer(page: Page) -> None:
    """Answer with one click and wait until the next item stands there."""
    now = page.get_by_role("heading", name=NUMBER).inner_text()
    page.get_by_role("button", name=re.compile("^○ 適合")).click()
    page.wait_for_function(
        "now => [...document.querySelectorAll('h3')].some(h => /^\\d{7}/.test(h.innerText)"
        " && h.innerText !== now)",
        arg=now,
    )


def main() -> None:
    """Print the figures as JSON; the floor is a page with nothing but its title."""
    with tempfile.TemporaryDirectory() as folder:
        desk, url_of_database = surveyed_desk(Path(folder))
        desk.store.close()
        server, url = serve(url_of_database)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                page = browser.new_page(locale="ja-JP")
                page.context.add_cookies([demo_cookie(url)])
                paint(page, f"{url}/survey")
                paints = [
                    milliseconds(partial(paint, page, f"{url}/survey?page={n + 1}"))
                    for n in range(ROUNDS)
                ]
                saves = [milliseconds(partial(answer, page)) for _ in range(ROUNDS)]
                floor = [milliseconds(partial(empty_page, page, url)) for _ in range(ROUNDS)]
                browser.close()
        finally:
            server.terminate()
            server.wait(15)
    figures = {"items": ITEMS}
    for name, times in (("empty_page", floor), ("first_paint", paints), ("save", saves)):
        figures[f"{name}_ms_p50"] = round(median(times))
        figures[f"{name}_ms_p95"] = round(quantiles(times, n=20)[-1])
    print(json.dumps(figures, indent=2))


def empty_page(page: Page, url: str) -> None:
    """The page with least on it, as the floor of what Streamlit itself takes."""
    page.goto(f"{url}/spec-import")
    page.get_by_role("heading", name="仕様書の取込", exact=True).wait_for()


if __name__ == "__main__":
    main()
