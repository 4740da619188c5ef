"""What somebody of a department sees who opens a page from the menu."""

import pytest
from test_pages import _fresh_caches, opened, require_well, sample_app  # noqa: F401

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.survey.items import ItemFilter
from taiodo.workflow import acting, surveying
from taiodo.workflow.acting import Deed, Order
from taiodo.workflow.conversing import Face

WRAPS_ABOVE = 64
"""Pixels; Streamlit wraps text in rows higher than this (4rem)."""
KAIGO = Person("介護 花子", Role.DEPARTMENT, "保険医療課")
NOBODY = Person("総務 四郎", Role.DEPARTMENT, "税務課")


@pytest.fixture
def desk(sample_app):  # noqa: F811
    """Surveys of 住民基本台帳 (first, of 戸籍住民課) and 介護保険 (of 保険医療課)."""
    return sample_app


def survey(desk, operation):
    return next(s for s in surveying.surveys(desk) if s.operation == operation)


def give(desk, operation, department):
    order = Order(Deed.DEPARTMENT, department)
    wanted = ItemFilter(survey=survey(desk, operation).id)
    acting.commit(desk, acting.preview(desk, Face.REQUIREMENT, wanted, order))


def words(app):
    parts = (*app.markdown, *app.caption, *app.info)
    return " ".join(str(p.value) for p in parts)


def button(app, part):
    return next(b for b in app.button if part in b.label)


def test_the_survey_with_ones_own_items_is_opened(desk, at_the_screen):
    give(desk, "kaigo", "保険医療課")
    at_the_screen.person = KAIGO
    app = opened("survey")
    require_well(app, "対応度調査")
    assert app.selectbox(key="survey").value == str(survey(desk, "kaigo").id)
    assert "条件に合う項目はありません" not in words(app)
    app = opened("sheets")
    assert app.selectbox(key="sheets.survey").value == survey(desk, "kaigo").id
    assert app.selectbox(key=f"sheets.department.{survey(desk, 'kaigo').id}").value == "保険医療課"


def test_the_address_and_the_own_choice_come_first(desk, at_the_screen):
    give(desk, "kaigo", "保険医療課")
    at_the_screen.person = KAIGO
    app = opened("survey", survey=str(survey(desk, "jumin").id))
    assert app.selectbox(key="survey").value == str(survey(desk, "jumin").id)
    assert "保険医療課の項目は、この調査にありません" in words(app)
    links = [link.proto for link in app.get("page_link")]
    (there,) = [one for one in links if "介護保険" in one.label and "件）" in one.label]
    assert f"survey={survey(desk, 'kaigo').id}" in there.query_string
    total = surveying.requirement_page(desk, ItemFilter(survey=survey(desk, "jumin").id)).total
    button(app, f"すべての課の項目 {total}件を見る").click().run()
    require_well(app, "対応度調査")
    assert "条件に合う項目はありません" not in words(app)
    assert app.selectbox(key="department").value == ""


def test_what_hides_everything_is_named_and_lifted(desk):
    key = str(survey(desk, "jumin").id)
    app = opened("survey", survey=key, q="どこにもない語", verdict="gap", stage="final")
    assert "絞り込み中: 確定、語句「どこにもない語」、判定 不適合" in words(app)
    button(app, "をすべて見る").click().run()
    require_well(app, "対応度調査")
    assert "条件に合う項目はありません" not in words(app)
    assert (app.text_input(key="q").value, app.multiselect(key="verdict").value) == ("", [])
    app = opened("features", survey=key, q="どこにもない語")
    assert "絞り込み中: 語句「どこにもない語」" in words(app)
    button(app, "をすべて見る").click().run()
    assert "条件に合う現行機能はありません" not in words(app)


def test_a_department_without_items_is_told_whom_to_ask(desk, at_the_screen):
    give(desk, "jumin", "戸籍住民課")
    give(desk, "kaigo", "保険医療課")
    at_the_screen.person = NOBODY
    for page in ("survey", "sheets"):
        app = opened(page)
        assert "税務課の項目は、進行中のどの調査にもありません" in words(app)
        assert "情報システム課に聞いてください" in words(app)


@pytest.mark.parametrize("page", ["home", "mapping"])
def test_the_choice_at_the_left_is_called_as_it_is_labelled(desk, at_the_screen, page):
    at_the_screen.person = Person("戸籍 花子", Role.DEPARTMENT, "戸籍住民課")
    app = opened(page)
    assert f"左の「{app.sidebar.selectbox[0].label}」で" in words(app)


def test_long_words_have_room(desk):
    (listed,) = [d.value for d in opened("survey").dataframe if "機能名称" in d.value.columns]
    columns = list(listed.columns)
    assert columns.index("機能名称") < columns.index("段階"), "what is cut off is not the name"
    (history,) = opened("history").dataframe
    assert history.proto.row_height > WRAPS_ABOVE
    app = opened("survey", survey=str(survey(desk, "jumin").id))
    app.toggle(key="requirement.bulk").set_value(True).run()
    (refused,) = [d for d in app.dataframe if "理由" in d.value.columns]
    assert refused.proto.row_height > WRAPS_ABOVE
