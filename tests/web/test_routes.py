"""Login, set-up and password pages; forms from elsewhere; the gate before the application."""

import pytest

from taiodo.access.lockout import PER_NAME
from taiodo.access.rights import Role
from taiodo.web.settings import COOKIE, OIDC, PROXY_HEADER
from taiodo.workflow import accounts, demonstration, presence
from taiodo.workflow.accounts import AccountFacts

CODE = "ABCD-EFGH"
GOOD = "三匹の 子ぶたと 狼"
FIRST = {"code": CODE, "login": "kanri", "name": "管理 太郎", "password": GOOD, "again": GOOD}


@pytest.fixture
def inside(site, send):
    """A browser whose person set up the application and is logged in."""
    browser = site()
    assert send(browser, "/setup", **FIRST).status_code == 303
    return browser


@pytest.fixture
def hanako(desk, inside):
    return accounts.add(desk, AccountFacts("hanako", "中野 花子", Role.DEPARTMENT, "戸籍住民課"))


def test_everything_leads_to_the_set_up_until_there_is_an_administrator(site):
    browser = site()
    for path in ("/", "/survey", "/login"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/setup")
    assert "初回設定のコード" in browser.get("/setup").text


def test_the_first_administrator_is_made_once(site, send):
    browser = site()
    wrong = send(browser, "/setup", **FIRST | {"code": "AAAA-AAAA"})
    assert wrong.status_code == 400
    assert "コードが違います" in wrong.text
    assert "管理 太郎" in wrong.text, "what was typed is still there"
    assert GOOD not in wrong.text
    twice = send(browser, "/setup", **FIRST | {"again": "x"})
    assert "二つのパスワードが違います" in twice.text
    made = send(browser, "/setup", **FIRST)
    assert (made.status_code, made.headers["location"]) == (303, "/")
    assert browser.get("/survey").text == "inside /survey"
    assert browser.get("/setup").headers["location"] == "/", "already inside"
    assert site().get("/setup").headers["location"] == "/login"


@pytest.mark.parametrize(
    "code", ["abcdefgh", "ABCDEFGH", "ａｂｃｄ－ｅｆｇｈ", "abcdーefgh", " ABCD EFGH "]
)
def test_the_code_as_people_type_it(site, send, code):
    browser = site()
    assert send(browser, "/setup", **FIRST | {"code": code}).status_code == 303
    assert browser.get("/setup").headers["location"] == "/"


def test_the_cookie_can_be_read_by_no_script_and_goes_to_no_other_site(site, send, inside):
    answer = send(site(), "/login", login="kanri", password=GOOD)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    safe = send(site("https://taiodo.example"), "/login", login="kanri", password=GOOD)
    assert "Secure" in safe.headers["set-cookie"]


def test_a_login_goes_on_to_where_one_wanted_to(site, send, inside):
    browser = site()
    away = browser.get("/survey?item=7&q=住民")
    assert away.headers["location"].startswith("/login?next=%2Fsurvey%3Fitem%3D7")
    answer = send(browser, away.headers["location"], login="kanri", password=GOOD,
                  next="/survey?item=7")  # fmt: skip
    assert (answer.status_code, answer.headers["location"]) == (303, "/survey?item=7")


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "\n/"]
)
def test_a_login_never_leads_to_another_site(site, send, inside, onward):
    answer = send(site(), "/login", login="kanri", password=GOOD, next=onward)
    assert answer.headers["location"] == "/"


def test_a_wrong_password_is_told_without_telling_which(site, send, inside):
    browser = site()
    answers = [
        send(browser, "/login", login=login, password="違う") for login in ("kanri", "nobody")
    ]
    assert [a.status_code for a in answers] == [401, 401]
    assert all("ログイン名かパスワードが違います" in a.text for a in answers)
    assert COOKIE not in browser.cookies


def test_a_locked_name_is_told_how_long(site, send, inside):
    browser = site()
    for _ in range(PER_NAME):
        send(browser, "/login", login="kanri", password="違う")
    answer = send(browser, "/login", login="kanri", password=GOOD)
    assert answer.status_code == 401
    assert "あと15分ログインできません" in answer.text


def test_what_was_typed_is_shown_as_typed(site, send, inside):
    answer = send(site(), "/login", login="<script>alert(1)</script>{{7*7}}", password="x")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "{{7*7}}" in answer.text


@pytest.mark.parametrize("path", ["/login", "/login/demo", "/setup", "/password"])
def test_a_form_from_elsewhere_is_not_taken(site, inside, path):
    for fields in ({}, {"form": "x" * 43}):
        answer = inside.post(path, data={"login": "kanri", "password": GOOD} | fields)
        assert answer.status_code in (303, 400, 401)
        assert COOKIE not in answer.headers.get("set-cookie", "")
        onward = "/" if path == "/setup" else "/login"
        assert answer.headers.get("location", onward) == onward


def test_a_form_sent_by_a_page_of_another_site_is_not_taken(site, send, inside):
    browser = site()
    browser.headers["origin"] = "https://evil.example"
    answer = send(browser, "/login", login="kanri", password=GOOD)
    assert answer.status_code == 401
    assert "この画面から送られた内容ではない" in answer.text
    browser.headers["origin"] = "http://127.0.0.1:8501"
    assert send(browser, "/login", login="kanri", password=GOOD).status_code == 303


def test_a_huge_form_is_not_read(site, send, inside):
    assert send(site(), "/login", login="x" * 100_000, password="x").status_code == 401


def test_the_first_password_is_changed_before_anything_else(site, send, hanako):
    browser = site()
    answer = send(browser, "/login", login="hanako", password=hanako.password)
    assert answer.headers["location"] == "/password"
    assert browser.get("/").headers["location"] == "/password"
    page = browser.get("/password")
    assert "最初のログインです" in page.text
    wrong = send(browser, "/password", present="違う", password=GOOD, again=GOOD)
    assert "今のパスワードが違います" in wrong.text
    done = send(browser, "/password", present=hanako.password, password=GOOD, again=GOOD)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert browser.get("/").text == "inside /"


def test_a_password_page_without_login_leads_to_the_login(site, inside):
    assert "/login" in site().get("/password").headers["location"]


def test_files_need_a_login_and_fonts_do_not(site, inside):
    stranger = site()
    assert stranger.get("/media/abc.docx").status_code == 403
    assert stranger.put("/_stcore/upload_file/1/2").status_code == 403
    assert stranger.get("/app/static/NotoSansJP_400Regular.ttf").status_code == 200
    assert stranger.get("/_stcore/health").status_code == 200
    assert inside.get("/media/abc.docx").status_code == 200
    assert inside.put("/_stcore/upload_file/1/2").status_code == 200


def test_an_ended_login_is_sent_back_with_a_word(desk, inside):
    account = accounts.account_named(desk, "kanri")
    accounts.end_logins(desk, account.id)
    answer = inside.get("/survey")
    assert "notice=ended" in answer.headers["location"]
    assert "ログインが終わりました" in inside.get(answer.headers["location"]).text


def test_the_pages_load_nothing_from_outside_and_run_no_script(site, inside):
    answer = site().get("/login")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    style = site().get("/login/plain.css").text
    assert "http" not in style
    assert "<script" not in answer.text


@pytest.fixture
def demo(desk, monkeypatch):
    demonstration.prepare(desk.store)
    monkeypatch.setenv(presence.DEMO, "1")


def test_the_demonstration_is_plainly_marked_and_one_click(site, send, demo):
    browser = site()
    page = browser.get("/login")
    assert "見本のデモ用" in page.text
    assert page.text.count("/login/demo") == 3
    answer = send(browser, "/login", to="/login/demo", login="demo-viewer", next="/gaps")
    assert answer.headers["location"] == "/gaps"
    assert browser.get("/").text == "inside /"


def test_the_demonstration_lets_nobody_in_from_elsewhere(site, send, demo):
    far = site(client=("192.0.2.7", 1))
    assert send(far, "/login", to="/login/demo", login="demo-admin").status_code == 401
    near = site()
    near.headers["x-forwarded-for"] = "127.0.0.1"
    assert send(near, "/login", to="/login/demo", login="demo-admin").status_code == 401


def test_without_demonstration_there_is_none(site, send, inside):
    browser = site()
    assert "見本" not in browser.get("/login").text
    assert send(browser, "/login", to="/login/demo", login="demo-admin").status_code == 401


def test_other_entrances_are_shut_unless_they_are_opened(site, inside, monkeypatch):
    stranger = site()
    stranger.headers["x-remote-user"] = "kanri"
    stranger.cookies.set("_streamlit_user", "x")
    assert stranger.get("/").status_code == 303
    assert "組織のアカウント" not in stranger.get("/login").text
    monkeypatch.setenv(PROXY_HEADER, "X-Remote-User")
    assert stranger.get("/").status_code == 200, "the application looks closer"
    monkeypatch.setenv(PROXY_HEADER, "")
    monkeypatch.setenv(OIDC, "1")
    assert stranger.get("/").status_code == 200
    assert "組織のアカウント" in stranger.get("/login").text
