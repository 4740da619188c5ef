"""Links by id, filters, features, and the audit trail in the words of the screens."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from samples import two_row_book
from taiodo.survey.items import Edit, ItemFilter
from taiodo.ui.navigation import PAGES
from taiodo.workflow import specification, surveying, trail_words
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The sample with a survey of an outline and one of 住民基本台帳 9.9."""
    st.cache_resource.clear()
    st.cache_data.clear()
    url = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    monkeypatch.setenv("TAIODO_DATABASE_URL", url)
    found, _ = initialise(url, sample="nakano")
    reading = specification.preview(two_row_book(tmp_path / "見本仕様書.xlsx"))
    specification.commit(found, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(found, "kaigo", "outline")
    surveying.open_survey(found, "jumin", "9.9")
    return found.signed("試験 太郎")


def opened(name: str, **query: str) -> AppTest:
    """A page opened by a link with its query."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page(str(PAGES / f"{name}.py"))
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def jumin(desk) -> int:
    return surveying.survey_of(desk, "jumin", "9.9").id


def words(app: AppTest) -> str:
    return " ".join(e.value for e in (*app.caption, *app.markdown, *app.info, *app.error))


def test_a_link_names_survey_and_filters_by_id(desk):
    item = surveying.requirement_page(desk, ItemFilter(survey=jumin(desk))).items[1]
    surveying.save_answers(desk, [Edit(item.id, item.revision, {"verdict": "gap"})])
    app = opened("survey", survey=str(jumin(desk)), verdict="gap")
    assert "1件のうち 1～1件目" in words(app)
    app.multiselect(key="verdict").set_value(["fit"]).run()
    assert "条件に合う項目はありません" in words(app)
    assert "fit" in app.query_params["verdict"]


@pytest.mark.parametrize(
    "query", [{"survey": "9999"}, {"verdict": "nothing"}, {"page": "x"}, {"item": "0"}]
)
def test_a_link_that_leads_nowhere_still_shows_the_page(desk, query):
    app = opened("survey", **query)
    assert [e.message for e in app.exception] == []
    assert [t.value for t in app.title] == ["対応度調査"]


def test_a_stale_disposition_is_refused_in_words(desk):
    app = opened("features", survey=str(jumin(desk)))
    item = surveying.feature_page(desk, ItemFilter(survey=jumin(desk))).items[0]
    surveying.save_dispositions(desk, [Edit(item.id, item.revision, {"disposition": "none"})])
    key = f"features.form.{item.id}.{item.revision}"
    app.radio(key=f"{key}.disposition").set_value("prohibited")
    app.text_area(key=f"{key}.comment").set_value("自分の備考")
    next(b for b in app.button if b.label == "保存").click().run()
    assert "保存していません" in words(app)
    shown = [row for d in app.dataframe for row in d.value.astype(str).to_numpy().tolist()]
    assert ["扱い", "実装不可に該当", "対応する要件なし"] in shown
    app.button(key=f"features.mine.{item.id}").click().run()
    saved = surveying.feature(desk, item.id)
    assert (saved.disposition.value, saved.handling.comment) == ("prohibited", "自分の備考")


def test_the_same_answer_given_twice_is_no_conflict(desk):
    app = opened("survey", survey=str(jumin(desk)))
    item = surveying.requirement_page(desk, ItemFilter(survey=jumin(desk))).items[0]
    surveying.save_answers(desk, [Edit(item.id, item.revision, {"verdict": "fit"})])
    app.button(key="survey.verdict.fit").click().run()
    assert not app.error


def test_an_empty_list_of_gaps_says_what_to_do(desk):
    app = opened("gaps", survey=str(jumin(desk)))
    assert "ギャップはまだありません" in words(app)
    assert not app.dataframe


def test_the_history_speaks_the_words_of_the_screens():
    assert trail_words.in_words({"verdict": "gap", "due": "2026-03-31", "cost": None}) == (
        "判定: 不適合、期限: 令和8年3月31日、費用（千円）: （空）"
    )
