"""What each role sees: pages in the menu, forms shut with the reason, accounts, history."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.survey.items import Edit, ItemFilter
from taiodo.ui.navigation import GROUPS, PAGES
from taiodo.workflow import accounts, reporting, signing, surveying, trail
from taiodo.workflow.accounts import AccountFacts
from taiodo.workflow.door import Visitor

ROOT = Path(__file__).parents[2]
PEOPLE = {
    Role.ADMIN: Person("管理 太郎", Role.ADMIN, "情報システム課"),
    Role.DEPARTMENT: Person("戸籍 花子", Role.DEPARTMENT, "戸籍住民課"),
    Role.VIEWER: Person("部長", Role.VIEWER),
    Role.VENDOR: Person("甲社 次郎", Role.VENDOR, vendor="甲社"),
}
NAMES = [name for pages in GROUPS.values() for name, _, _ in pages]


@pytest.fixture
def desk(sample_desk):
    return sample_desk


def opened(name: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    return app.switch_page(str(PAGES / f"{name}.py")).run()


def words(app: AppTest) -> str:
    shown = (*app.caption, *app.markdown, *app.info, *app.error, *app.warning, *app.success)
    return " ".join(e.value for e in shown)


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.VIEWER, Role.VENDOR])
@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_or_says_whose_it_is(desk, at_the_screen, role, name):
    at_the_screen.person = PEOPLE[role]
    app = opened(name)
    assert [e.message for e in app.exception] == []
    if role is Role.VENDOR and name == "home":
        assert "パッケージ回答の授受" in words(app)
    elif role is Role.VENDOR and name not in ("account", "package_import"):
        assert "事業者には" in words(app)
    else:
        assert [e.value for e in app.error] == []


@pytest.mark.parametrize("name", ["spec_import", "municipality", "users"])
def test_pages_of_administrators_say_so_to_others(desk, at_the_screen, name):
    at_the_screen.person = PEOPLE[Role.DEPARTMENT]
    assert "管理者（情報システム課）" in words(opened(name))


def test_a_vendor_replies_for_itself(desk, at_the_screen):
    at_the_screen.person = PEOPLE[Role.VENDOR]
    app = opened("package_import")
    assert [t.value for t in app.title] == ["パッケージ回答の授受"]
    assert {b.label for b in app.get("download_button")} >= {"回答様式（.xlsx）"}


def survey_item(desk):
    survey = surveying.surveys(desk)[0].id
    return surveying.requirement_page(desk, ItemFilter(survey=survey)).items[0]


def test_a_department_answers_its_own_items(desk, at_the_screen):
    at_the_screen.person = PEOPLE[Role.DEPARTMENT]
    app = opened("survey")
    app.button(key="survey.verdict.fit").click().run()
    item = survey_item(desk)
    assert (item.verdict.value, item.updated_by) == ("fit", "戸籍 花子（戸籍住民課）")


@pytest.mark.parametrize(
    "person", [PEOPLE[Role.VIEWER], Person("税務 一郎", Role.DEPARTMENT, "税務課")]
)
def test_who_may_not_answer_sees_the_answer_and_why(desk, at_the_screen, person):
    item = survey_item(desk)
    changes = {
        "verdict": "gap",
        "comment": "見えるはずの備考\n二行目",
        "reason": "見えるはずの理由",
    }
    surveying.save_answers(desk, [Edit(item.id, item.revision, changes)])
    at_the_screen.person = person
    app = opened("survey")
    if app.selectbox(key="department").value:
        app.selectbox(key="department").select("").run()
    assert app.button(key="survey.verdict.fit").disabled
    assert "できる人" in words(app)
    assert {"見えるはずの備考\n二行目", "見えるはずの理由"} <= {t.value for t in app.text}
    app.button(key="survey.next").click().run()
    assert survey_item(desk).verdict.value == "gap"
    assert not app.error


def test_nobody_sees_anything_before_the_login(desk, at_the_screen):
    at_the_screen.person = None
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.title
    assert not app.dataframe
    assert not app.sidebar.selectbox


def test_an_ended_login_shows_what_could_not_be_saved(desk, at_the_screen):
    issued = accounts.add(desk, AccountFacts("x", "管理 太郎", Role.ADMIN, "情報システム課"))
    store = desk.store
    token = signing.log_in(store, "x", issued.password, Visitor()).token
    known = signing.signed_in(store, token)
    signing.change_password(
        type(desk)(store, known.person, known.login), issued.password, "三匹の 子ぶたと 狼"
    )
    at_the_screen.person, at_the_screen.login = known.person, known.login
    app = opened("survey")
    item = survey_item(desk)
    app.text_area(key=f"survey.form.{item.id}.{item.revision}.comment").set_value("長い備考")
    accounts.end_logins(desk, known.person.account)
    at_the_screen.person = None
    app.button(key="survey.verdict.fit").click().run()
    assert "ログインが終わりました" in words(app)
    tables = " ".join(d.value.astype(str).to_string() for d in app.dataframe)
    assert "長い備考" in tables
    assert survey_item(desk).handling.comment == ""


def fill(app, key, **values):
    for name, value in values.items():
        app.text_input(key=f"{key}.{name}").set_value(value)


def test_an_account_is_added_changed_and_stopped_on_the_page(desk):
    app = opened("users")
    fill(app, "users.new.0", name="中野 花子", login="Hanako")
    app.selectbox(key="users.new.0.department").select("戸籍住民課")
    next(b for b in app.button if b.label == "加える").click().run()
    assert "加えました" in words(app)
    assert "初期パスワード" in words(app)
    account = accounts.account_named(desk, "hanako")
    assert account.facts.department == "戸籍住民課"
    app.selectbox(key="account").select(str(account.id)).run()
    assert "この一度だけ" not in words(app), "shown once"
    key = f"users.{account.id}.{account.revision}"
    fill(app, key, name="中野 華子")
    next(b for b in app.button if b.label == "保存").click().run()
    account = accounts.account_named(desk, "hanako")
    assert account.facts.name == "中野 華子"
    key = f"users.{account.id}.{account.revision}"
    app.button(key=f"{key}.reset").click().run()
    assert "再発行しました" in words(app)
    key = f"users.{account.id}.{accounts.account_named(desk, 'hanako').revision}"
    app.button(key=f"{key}.active").click().run()
    assert not accounts.account_named(desk, "hanako").active


def test_a_vendor_no_package_is_registered_of_is_told_on_the_page(desk):
    app = opened("users")
    fields = {"name": "事業 太郎", "login": "jigyo", "vendor": "知らない社"}
    for name, value in fields.items():
        app.text_input(key=f"users.new.0.{name}").set_value(value)
    app.selectbox(key="users.new.0.role").set_value(Role.VENDOR)
    assert "まだありません" in app.text_input(key="users.new.0.vendor").help
    next(b for b in app.button if b.label == "加える").click().run()
    (done,) = [s.value for s in app.success if "加えました" in s.value]
    assert "事業者「知らない社」のパッケージは、まだ登録されていません" in done
    assert not app.exception


def test_wrong_facts_are_refused_and_stay_typed(desk):
    app = opened("users")
    fill(app, "users.new.0", name="花子", login="花子")
    next(b for b in app.button if b.label == "加える").click().run()
    assert "ログイン名が正しくありません" in words(app)
    assert app.text_input(key="users.new.0.name").value == "花子"
    assert accounts.accounts(desk) == ()


def test_accounts_by_csv_on_the_page(desk):
    app = opened("users")
    data = "ログイン名,氏名,役割\nbucho,部長,閲覧者\n".encode()
    app.file_uploader(key="users.file").upload("a.csv", data, "text/csv").run()
    assert "加える1人" in words(app)
    app.button(key="users.import").click().run()
    assert accounts.account_named(desk, "bucho").facts.role is Role.VIEWER
    assert "初期パスワード" in words(app)


def test_the_history_is_searched_on_the_page(desk):
    item = survey_item(desk)
    surveying.save_answers(
        desk.signed("戸籍 花子"), [Edit(item.id, item.revision, {"verdict": "gap"})]
    )
    app = opened("history")
    app.text_input(key="q").set_value("不適合").run()
    (table,) = app.dataframe
    row = table.value.iloc[0]
    assert row["何を"] == "0010001 日本人住民データの管理"
    assert row["業務"] == "住民基本台帳 9.9"
    assert row["開く"] == f"/survey?survey={item.survey}&item={item.id}#開く"
    app.download_button(key="history.csv").click().run()
    assert [e.message for e in app.exception] == []
    app.text_input(key="q").set_value("どこにもない語").run()
    assert "条件に合う履歴はありません" in words(app)


def test_a_download_is_recorded(desk):
    report = reporting.fitgap(desk)
    assert reporting.handed_out(desk.signed("試験 花子"), report, "html").startswith(b"<!")
    (line,) = trail.search(desk, trail.TrailFilter(action="export")).lines
    assert (line.entry.actor, line.entry.summary) == ("試験 花子", "対応度調査報告書（html）")


def test_the_own_account_page(desk, at_the_screen):
    at_the_screen.person = PEOPLE[Role.DEPARTMENT]
    app = opened("account")
    tables = " ".join(d.value.astype(str).to_string() for d in app.dataframe)
    assert "戸籍 花子（戸籍住民課）" in tables
    assert "自分の分だけ" in tables
