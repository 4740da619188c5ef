"""A real Chromium, a real server, and nothing but this machine to talk to."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    SourceLocation,
    expect,
    sync_playwright,
)

from demo_login import demo_cookie

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / ".cache"
HERE = {"127.0.0.1", "localhost", "[::1]", ""}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
# What the browser says when a favicon or a closed socket is missed, and when Streamlit tries the
# page's own path for its settings before the root; and a password that was meant to be wrong.
NOT_OURS = (
    "favicon",
    "status of 401",
    "WebSocket connection to",
    "ResizeObserver loop",
    "/_stcore/",
)


expect.set_options(timeout=20_000)


@dataclass
class Doors:
    """The browsers of a test, and the login they are given at the servers it starts."""

    inside: list[BrowserContext] = field(default_factory=list)
    cookies: list[dict[str, str]] = field(default_factory=list)

    def let_in(self, context: BrowserContext) -> None:
        """Give a browser the logins there are, and those to come."""
        self.inside.append(context)
        if self.cookies:
            context.add_cookies(self.cookies)

    def hand_out(self, cookie: dict[str, str]) -> None:
        """Give a login to all browsers let in."""
        self.cookies = [cookie]
        for context in self.inside:
            context.add_cookies([cookie])


@pytest.fixture
def doors() -> Doors:
    return Doors()


@dataclass
class Traffic:
    """What the pages of one test asked for elsewhere, and what they complained of."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._note(request.url))
        context.on("page", self._watch_page)

    def _watch_page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text, said.location))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and (parts.hostname or "") not in HERE:
            self.foreign.append(url)

    def _hear(self, kind: str, text: str, place: SourceLocation) -> None:
        about = f"{text} {place['url']}"
        if kind == "error" and not any(words in about for words in NOT_OURS):
            self.complaints.append(about)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium: the system's, else the one Playwright has brought."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
    yield started
    started.close()


@pytest.fixture
def new_context(
    browser: Browser, request: pytest.FixtureRequest, serve: Callable[..., "Served"], doors: Doors
) -> Iterator[Callable[..., BrowserContext]]:
    """One person's browser per call; fails on traffic to elsewhere and on errors in the console.

    It is logged in as the demonstration's administrator unless it is asked to stay outside.
    Browsers are closed before the servers (`serve`) stop, so that nobody misses a server.
    """
    traffic = Traffic()
    contexts: list[BrowserContext] = []

    def opened(*, outside: bool = False) -> BrowserContext:
        context = browser.new_context(
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            viewport={"width": 1280, "height": 900},
            accept_downloads=True,
        )
        context.set_default_timeout(60_000)
        traffic.watch(context)
        contexts.append(context)
        if not outside:
            doors.let_in(context)
        return context

    yield opened
    if request.node.stash.get(FAILED, False):
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert traffic.foreign == [], "requests to other hosts"
    assert traffic.complaints == [], "errors in the browser's console"


def _keep_pictures(name: str, contexts: list[BrowserContext]) -> None:
    KEPT.mkdir(exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages):
        path = KEPT / f"{name}-{number}.png"
        page.screenshot(path=path, full_page=True)
        print(f"screenshot: {path}")


@pytest.fixture
def page(new_context: Callable[[], BrowserContext]) -> Page:
    """A page of a browser of its own."""
    return new_context().new_page()


@dataclass(frozen=True)
class Served:
    """A running application."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@pytest.fixture
def serve(
    request: pytest.FixtureRequest, tmp_path: Path, doors: Doors
) -> Iterator[Callable[..., Served]]:
    """Start a server: `serve(TAIODO_DATABASE_URL=…)` the application, `serve(app=path)` another.

    The application is a demonstration, with all browsers logged in, unless `demo` is False.
    """
    with ExitStack() as stack:
        started: list[Served] = []

        def start(
            app: Path | None = None, *, demo: bool = True, port: int = 0, **environment: str
        ) -> Served:
            port = port or free_port()
            log = tmp_path / f"server-{port}.log"
            if app is None:
                command = [sys.executable, "-m", "taiodo.cli", "serve", "--port", str(port)]
                command += ["--demo"] if demo else []
            else:
                copy = _beside_the_fonts(app, tmp_path / f"app-{port}")
                command = [sys.executable, "-m", "streamlit", "run", str(copy)]
                command += ["--server.port", str(port)]
            with log.open("wb") as words:
                process = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env={**os.environ, "TAIODO_HOME": str(tmp_path), **environment},
                    stdout=words,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            stack.callback(_stop, process)
            served = Served(f"http://127.0.0.1:{port}", process, log)
            started.append(served)
            _wait_until_healthy(served)
            if app is None and demo:
                doors.hand_out(demo_cookie(served.url))
            return served

        yield start
        if request.node.stash.get(FAILED, True):
            for served in started:
                print(f"--- {served.url}\n{served.log.read_text(errors='replace')}")


def _beside_the_fonts(app: Path, folder: Path) -> Path:
    """A copy of a small application where the server finds ./static, as for the real one."""
    shutil.copytree(ROOT / "static", folder / "static")
    return Path(shutil.copy(app, folder))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and what it started; a group of its own, so nothing else is touched."""
    if sys.platform == "win32":
        process.kill()
    else:
        import signal

        try:
            os.killpg(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            return
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _wait_until_healthy(served: Served, seconds: float = 60) -> None:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if served.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{served.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{served.log.read_text(errors='replace')}")
