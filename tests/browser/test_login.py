"""Coming in with a real browser: set-up, login, reload, logout, a login ended under one's hands."""

import re
import subprocess
import sys
import time

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from taiodo.access.rights import Role
from taiodo.workflow import accounts
from taiodo.workflow.accounts import AccountFacts
from taiodo.workflow.desk import initialise

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

GOOD = "三匹の 子ぶたと 狼"


@pytest.fixture
def desk(tmp_path):
    found, _ = initialise(f"sqlite:///{tmp_path / 'taiodo.sqlite3'}", sample="nakano")
    yield found
    found.store.close()


@pytest.fixture
def started(desk, serve, tmp_path):
    """Start the application as it is used for real: nobody is logged in."""

    def start(**more):
        database = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
        return serve(demo=False, TAIODO_DATABASE_URL=database, **more)

    return start


@pytest.fixture
def outside(new_context) -> Page:
    return new_context(outside=True).new_page()


@pytest.fixture
def hanako(desk):
    """An administrator, and somebody of 戸籍住民課 with a first password."""
    accounts.add(desk, AccountFacts("kanri", "管理 太郎", Role.ADMIN, "情報システム課"))
    facts = AccountFacts("hanako", "中野 花子", Role.DEPARTMENT, "戸籍住民課", external="h@x.lg.jp")
    return accounts.add(desk, facts)


def at_home(page: Page) -> None:
    expect(page.get_by_role("heading", name="ホーム", exact=True, level=1)).to_be_visible()


def log_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("ログイン名").fill(login)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン", exact=True).click()


def choose_password(page: Page, present: str, wanted: str) -> None:
    expect(page.get_by_text("最初のログインです")).to_be_visible()
    page.get_by_label("今のパスワード").fill(present)
    page.get_by_label("新しいパスワード", exact=True).fill(wanted)
    page.get_by_label("新しいパスワード（もう一度）").fill(wanted)
    page.get_by_role("button", name="変更する").click()


def test_the_first_administrator_is_made_with_the_code_of_the_terminal(outside, started):
    served = started()
    code = re.search(r"初回設定のコード: ([A-Z2-9-]+)", served.log.read_text())[1]
    outside.goto(f"{served.url}/users")
    expect(outside.get_by_role("heading", name="初回の設定")).to_be_visible()
    outside.get_by_label("初回設定のコード").fill(code)
    outside.get_by_label("氏名").fill("管理 太郎")
    outside.get_by_label("ログイン名").fill("kanri")
    outside.get_by_label("パスワード", exact=True).fill(GOOD)
    outside.get_by_label("パスワード（もう一度）").fill(GOOD)
    outside.get_by_role("button", name="管理者を登録してログイン").click()
    at_home(outside)
    expect(outside.get_by_text("管理 太郎")).to_be_visible()


def test_login_password_reload_and_logout(outside, started, hanako):
    served = started()
    outside.goto(f"{served.url}/gaps")
    log_in(outside, "hanako", "違うパスワード")
    expect(outside.get_by_role("alert")).to_contain_text("ログイン名かパスワードが違います")
    log_in(outside, "hanako", hanako.password)
    choose_password(outside, hanako.password, GOOD)
    at_home(outside)
    expect(outside.get_by_text("中野 花子")).to_be_visible()
    expect(outside.get_by_role("link", name="利用者")).to_have_count(0)
    assert "taiodo_login" not in outside.evaluate("document.cookie")
    outside.reload()
    at_home(outside)
    other = outside.context.new_page()
    other.goto(f"{served.url}/account")
    expect(other.get_by_role("heading", name="アカウント", exact=True, level=1)).to_be_visible()
    other.close()
    outside.get_by_role("button", name="ログアウト").first.click()
    expect(outside.get_by_role("heading", name="ログイン")).to_be_visible()
    outside.goto(f"{served.url}/survey")
    expect(outside.get_by_role("heading", name="ログイン")).to_be_visible()


def test_an_open_tab_ends_with_its_login(outside, started, desk, hanako):
    served = started()
    outside.goto(served.url)
    log_in(outside, "hanako", hanako.password)
    choose_password(outside, hanako.password, GOOD)
    at_home(outside)
    with desk.store.transaction("試験") as tx:
        tx.connection.execute(text("DELETE FROM login_session"))
    outside.get_by_role("link", name="ギャップ一覧").click()
    expect(outside.get_by_text("ログインが終わりました")).to_be_visible()
    expect(outside.get_by_role("heading", level=1)).to_have_count(0)
    outside.get_by_role("link", name="もう一度ログインする").click()
    log_in(outside, "hanako", GOOD)
    expect(outside.get_by_role("heading", name="ギャップ一覧", level=1)).to_be_visible()


@pytest.fixture
def provider(tmp_path, free_port_of):
    """An OpenID Connect server in a process of its own."""
    port = free_port_of()
    claims = '{"sub": "%s", "email": "%s", "preferred_username": "%s"}'
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port)]
    for name, mail in (("u1", "H@x.lg.jp"), ("u2", "nobody@x.lg.jp")):
        command += ["--user-claims", claims % (name, mail, mail)]
    with (tmp_path / "provider.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def free_port_of():
    import socket

    def free() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return free


SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "taiodo"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture
def with_oidc(browser, provider, started, free_port_of, tmp_path):
    """The application with the organisation's login, and a page of a browser before it.

    The provider's own page asks for a style sheet elsewhere, so its traffic is not watched.
    """
    port = free_port_of()
    (tmp_path / "secrets.toml").write_text(SECRETS.format(port=port, provider=provider))
    served = started(port=port)
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    context.route("https://**", lambda route: route.abort())
    yield context.new_page(), served.url
    context.close()


def by_organisation(page: Page, url: str, who: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="組織のアカウントでログイン").click()
    page.get_by_role("button", name=who).click()


def test_the_organisations_login_leads_to_the_account(hanako, with_oidc, desk):
    page, url = with_oidc
    by_organisation(page, url, "u1")
    at_home(page)
    expect(page.get_by_text("中野 花子")).to_be_visible()
    page.reload()
    at_home(page)
    accounts.end_logins(desk, accounts.account_named(desk, "hanako").id)
    page.reload()
    expect(page.get_by_text("ログインが終わっています")).to_be_visible()
    time.sleep(1.1)
    page.get_by_role("button", name="別のアカウントでログインし直す").click()
    expect(page.get_by_role("heading", name="End Session")).to_be_visible()
    by_organisation(page, url, "u1")
    at_home(page)
    page.get_by_role("button", name="ログアウト").click()
    expect(page.get_by_role("heading", name="End Session")).to_be_visible()
    page.goto(url)
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()


def test_somebody_without_account_is_told_so(hanako, with_oidc):
    page, url = with_oidc
    by_organisation(page, url, "u2")
    expect(page.get_by_text("利用者が登録されていません")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(0)


def test_a_trusted_proxys_header_is_a_login(browser, started, desk):
    accounts.add(desk, AccountFacts("kanri", "管理 太郎", Role.ADMIN))
    served = started(TAIODO_PROXY_HEADER="X-Remote-User")
    for name, shown in (("kanri", "管理 太郎"), ("stranger", "利用者が登録されていません")):
        context = browser.new_context(extra_http_headers={"X-Remote-User": name})
        page = context.new_page()
        page.goto(served.url)
        expect(page.get_by_text(shown)).to_be_visible()
        context.close()
