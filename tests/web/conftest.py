"""The plain pages and the gate, called as a browser calls them, on the test's database."""

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from taiodo.web.gate import Gate
from taiodo.web.routes import routes
from taiodo.workflow.desk import initialise
from taiodo.workflow.setting_up import SETUP_CODE

CODE = "ABCD-EFGH"
ADDRESS = ("127.0.0.1", 50_000)


@pytest.fixture
def desk(database_url, monkeypatch):
    monkeypatch.setenv(SETUP_CODE, CODE)
    found, _ = initialise(database_url)
    yield found
    found.store.close()


@pytest.fixture
def site(desk):
    """Makes a browser: `site()` at this machine, `site(base_url="https://…")` elsewhere."""

    def anything(request):
        return PlainTextResponse(f"inside {request.url.path}")

    inside = [Route("/{path:path}", anything, methods=["GET", "PUT"])]
    app = Starlette(routes=[*routes(desk), *inside], middleware=[Middleware(Gate, desk=desk)])

    def browser(base_url="http://127.0.0.1:8501", client=ADDRESS):
        return TestClient(
            app, base_url=base_url, client=client, follow_redirects=False,
            headers={"accept": "text/html"},
        )  # fmt: skip

    return browser


@pytest.fixture
def send():
    """Open a page, fill in its form, and send it."""

    def sent(browser, path, /, to="", **fields):
        page = browser.get(path)
        token = re.search(r'name="form" value="([^"]+)"', page.text)[1]
        return browser.post(to or path.partition("?")[0], data={"form": token} | fields)

    return sent
