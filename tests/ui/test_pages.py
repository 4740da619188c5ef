"""Every page opens, on an empty database and on the sample, and does what it offers."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from samples import two_row_book
from taiodo.survey.items import Edit, ItemFilter
from taiodo.ui.navigation import GROUPS, PAGES
from taiodo.workflow import planning, specification, surveying, tracking
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts

ROOT = Path(__file__).parents[2]
TITLES = {name: title for pages in GROUPS.values() for name, title, _ in pages}


@pytest.fixture(autouse=True)
def _fresh_caches():
    import streamlit as st

    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def empty_app(tmp_path, monkeypatch):
    """The application on a database with an unnamed municipality."""
    url = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    monkeypatch.setenv("TAIODO_DATABASE_URL", url)
    return initialise(url)[0]


@pytest.fixture
def sample_app(tmp_path, monkeypatch):
    """The application on the sample with a survey of 住民基本台帳 and one of an outline."""
    url = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    monkeypatch.setenv("TAIODO_DATABASE_URL", url)
    desk, _ = initialise(url, sample="nakano")
    reading = specification.preview(two_row_book(tmp_path / "見本仕様書.xlsx"))
    specification.commit(desk, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(desk, "jumin", "9.9")
    surveying.open_survey(desk, "kaigo", "outline")
    return desk


def opened(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page(str(PAGES / f"{name}.py")).run()


def require_well(app: AppTest, title: str) -> None:
    assert [e.message for e in app.exception] == []
    assert [e.value for e in app.error] == []
    assert [t.value for t in app.title] == [title]


@pytest.mark.parametrize("name", TITLES)
def test_opens_on_an_empty_database(empty_app, name):
    require_well(opened(name), TITLES[name])


@pytest.mark.parametrize("name", TITLES)
def test_opens_on_the_sample(sample_app, name):
    require_well(opened(name), TITLES[name])


def test_an_empty_database_says_what_to_do_next(empty_app):
    words = " ".join(m.value for m in opened("home").markdown)
    assert "業務と標準仕様" in words


def survey_item(desk, place=0):
    survey = surveying.surveys(desk)[0].id
    return surveying.requirement_page(desk, ItemFilter(survey=survey)).items[place]


def test_a_verdict_is_one_key_and_counts_at_once(sample_app):
    app = opened("survey")
    app.button(key="survey.verdict.fit").click().run()
    assert survey_item(sample_app).verdict.value == "fit"
    assert app.metric[0].value == "14.3%"
    assert [e.message for e in app.exception] == []


def test_a_stale_save_is_refused_and_what_was_typed_is_shown(sample_app):
    app = opened("survey")
    item = survey_item(sample_app)
    surveying.save_answers(
        sample_app.signed("別の 職員"), [Edit(item.id, item.revision, {"verdict": "gap"})]
    )
    app.button(key="survey.verdict.fit").click().run()
    assert survey_item(sample_app).verdict.value == "gap"
    assert "保存していません" in app.error[0].value
    app.button(key=f"survey.mine.{item.id}").click().run()
    assert survey_item(sample_app).verdict.value == "fit"


def test_steps_up_to_one_are_finished_together(sample_app):
    app = opened("steps")
    app.selectbox(key="steps.last.jumin").select(3).run()
    app.button(key="steps.finish").click().run()
    (jumin, *_) = tracking.step_progress(sample_app)
    assert jumin.done == 3
    assert "3番まで" in app.success[0].value


def test_the_kpi_target_can_be_entered(empty_app):
    app = opened("plan")
    app.number_input(key="plan.kpi.target").set_value(5)
    next(b for b in app.button if b.label == "保存" and "kpi" in (b.form_id or "")).click().run()
    assert planning.schedule(empty_app).targets[0].target == 5


def test_the_outline_says_it_is_not_the_standard(sample_app):
    kaigo = surveying.surveys(sample_app)[1].id
    app = opened("survey")
    app.selectbox(key="survey").select(str(kaigo)).run()
    assert any("国の標準仕様書ではありません" in w.value for w in app.warning)


def test_the_reports_page_shows_the_figures_it_will_write(sample_app):
    app = opened("reports")
    assert "7件のうち" in " ".join(m.value for m in app.markdown) or app.dataframe
    assert {b.label for b in app.get("download_button")} >= {"Word（.docx）"}


def uploaded(tmp_path) -> AppTest:
    book = two_row_book(tmp_path / "新しい仕様書.xlsx")
    app = opened("spec_import")
    return app.file_uploader[0].upload(book.name, book.read_bytes(), "application/x").run()


def test_a_workbook_is_shown_before_it_is_imported_and_imported_as_shown(sample_app, tmp_path):
    app = uploaded(tmp_path)
    assert [m.value for m in app.metric][:2] == ["8件", "0件"]
    app.text_input(key="spec.edition").set_value("9.8")
    next(b for b in app.button if b.label == "この内容で取り込む").click().run()
    assert "8件を取り込みました" in app.success[0].value
    assert specification.can_undo(sample_app, "jumin", "9.8")


def test_the_way_of_reading_is_corrected_kept_and_dropped(sample_app, tmp_path, monkeypatch):
    monkeypatch.setenv("TAIODO_HOME", str(tmp_path / "home"))
    app = uploaded(tmp_path)
    next(b for b in app.button if b.label == "この読み方で読み直す").click().run()
    assert app.metric[2].value == "手直し"
    assert app.metric[0].value == "8件"
    app.text_input(key="spec.layout_name").set_value("総務省2027").run()
    app.button(key="spec.keep").click().run()
    assert "総務省2027" in app.success[0].value
    assert "総務省2027" in specification.known_layouts()
    app.button(key="spec.forget").click().run()
    assert app.metric[2].value == "自動判定"


def test_a_wrong_file_is_refused_in_words(sample_app):
    app = opened("spec_import")
    app.file_uploader[0].upload("絵.xlsx", b"\x89PNG\r\n", "image/png").run()
    assert [e.message for e in app.exception] == []
    assert "どうすればよいか" in app.error[0].value


def test_answers_are_carried_over_and_taken_back_with_a_click(sample_app, tmp_path):
    reading = specification.preview(two_row_book(tmp_path / "b.xlsx", repeat=2))
    specification.commit(sample_app, reading, EditionFacts("jumin", "10"))
    app = opened("compare")
    assert [e.message for e in app.exception] == []
    app.selectbox(key="compare.old.jumin").select("9.9").run()
    app.selectbox(key="compare.new.jumin").select("10").run()
    app.button(key="rollover.commit").click().run()
    assert "引き継ぎました" in app.success[0].value
    assert {s.edition.edition for s in surveying.surveys(sample_app)} == {"10", "outline"}
    app.button(key="rollover.undo").click().run()
    assert {s.edition.edition for s in surveying.surveys(sample_app)} == {"9.9", "outline"}


def test_the_picture_of_the_impact_follows_the_address(sample_app):
    app = opened("impact", systems="zei", direction="both", hops="1", group="department")
    require_well(app, "影響範囲")
    assert app.metric[0].value == app.metric[1].value
    assert any("矢印はデータの流れ" in c.value for c in app.caption)


def test_a_gap_leads_to_the_systems_it_touches(sample_app):
    item = survey_item(sample_app)
    app = opened("impact", gap=f"requirement-{item.id}")
    require_well(app, "影響範囲")
    words = " ".join(m.value for m in app.markdown)
    assert "業務を担うシステム" in words
    assert app.multiselect(key="systems").value == ["juki"]
    app = opened("impact", gap="requirement-999999")
    assert "見つかりません" in app.error[0].value


def test_bridges_are_counted_on_any_day(sample_app):
    from datetime import date

    app = opened("bridges")
    assert [m.value for m in app.metric][:1] == ["28件"]
    app.date_input(key="day").set_value(date(2025, 9, 20)).run()
    states = {m.label: m.value for m in app.metric[4:8]}
    assert states["暫定連携"] == "24件"
    app.toggle(key="on_day").set_value(True).run()
    assert app.tabs[0].label == "暫定連携（24件）"
    assert [e.message for e in app.exception] == []


def test_the_impact_report_is_on_the_reports_page(sample_app):
    app = opened("reports", report="impact")
    require_well(app, "報告書")
    assert "影響範囲・暫定連携報告書" in [h.value for h in app.header]
