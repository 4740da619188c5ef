"""機能対応付け and the proposals on the screens, driven without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.mapping import MappingFilter, MappingState
from taiodo.ui.mapping_cards import marked_html
from taiodo.ui.navigation import PAGES
from taiodo.workflow import mapping, surveying

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(sample_desk):
    return sample_desk.signed("試験 太郎")


def opened(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page(str(PAGES / f"{name}.py"))
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def undecided(desk):
    wanted = MappingFilter(surveying.surveys(desk)[0].id, states=(MappingState.UNDECIDED,))
    return mapping.feature_page(desk, wanted)


def require_well(app: AppTest) -> None:
    assert [e.message for e in app.exception] == []
    assert [e.value for e in app.error] == []


def test_a_candidate_is_accepted_and_taken_back_with_a_click(desk):
    first, second = undecided(desk).items[:2]
    app = opened("mapping", state="undecided")
    require_well(app)
    app.button(key="mapping.pick.1").click().run()
    found = mapping.feature(desk, first.item).mapping
    assert (found.state, found.way.value) == (MappingState.MAPPED, "suggestion")
    assert any(second.code in m.value for m in app.markdown), "the next feature is shown"
    app.button(key="mapping.undo").click().run()
    assert mapping.feature(desk, first.item).mapping.state is MappingState.UNDECIDED
    require_well(app)


def test_no_counterpart_several_and_relations(desk):
    first, second = undecided(desk).items[:2]
    app = opened("mapping", state="undecided")
    app.button(key="mapping.none").click().run()
    assert mapping.feature(desk, first.item).mapping.state is MappingState.NONE
    app.button(key="mapping.several").click().run()
    app.button(key="mapping.relation.part_of").click().run()
    app.button(key="mapping.pick.1").click().run()
    app.button(key="mapping.relation.covers").click().run()
    app.button(key="mapping.pick.2").click().run()
    links = mapping.feature(desk, second.item).mapping.counterparts
    assert {c.relation.value for c in links} == {"part_of", "covers"}
    app.button(key=f"mapping.drop.{links[0].item}").click().run()
    assert len(mapping.feature(desk, second.item).mapping.counterparts) == 1
    require_well(app)


def test_any_requirement_is_found_by_words(desk):
    first = undecided(desk).items[0]
    app = opened("mapping", state="undecided")
    app.button(key="mapping.search").click().run()
    app.text_input(key=f"mapping.words.{first.item}").set_value("支援措置").run()
    app.button(key="mapping.pick.1").click().run()
    found = mapping.feature(desk, first.item).mapping
    assert [c.name for c in found.counterparts] == ["支援措置"]
    assert found.way.value == "hand"
    require_well(app)


def test_a_stale_decision_is_shown_beside_what_is_there(desk):
    first = undecided(desk).items[0]
    app = opened("mapping", item=str(first.item))
    item = surveying.requirement_page(desk, ItemFilter(survey=first.survey)).items[-1]
    from taiodo.survey.mapping import Relation

    other = mapping.chosen(first, item.id, Relation.SAME, together=False)
    mapping.decide(desk.signed("先の人"), other)
    app.button(key="mapping.none").click().run()
    assert "保存していません" in app.error[0].value
    assert "先の人" in app.error[0].value
    app.button(key="mapping.mine").click().run()
    assert mapping.feature(desk, first.item).mapping.state is MappingState.NONE


@pytest.mark.parametrize("view", ["decide", "bulk", "requirements", "features", "files"])
def test_every_view_opens_by_its_link(desk, view):
    require_well(opened("mapping", view=view))


def test_all_above_a_score_are_counted_accepted_and_taken_back(desk):
    app = opened("mapping", view="bulk")
    before = undecided(desk).total
    app.slider(key="mapping.threshold").set_value(0.01).run()
    button = app.button(key="mapping.accept")
    count = int(button.label.removesuffix("件を採用する").replace(",", ""))
    if count:
        button.click().run()
        assert undecided(desk).total == before - count
        app.button(key="mapping.bulk.undo").click().run()
        assert undecided(desk).total == before
    require_well(app)


def test_a_proposed_verdict_is_an_answer_only_when_adopted(desk):
    survey = surveying.surveys(desk)[0].id
    app = opened("survey")
    item = surveying.requirement_page(desk, ItemFilter(survey=survey)).items[0]
    assert item.verdict.value == "unanswered"
    assert any("機能対応付けからの提案" in m.value for m in app.markdown)
    app.button(key="survey.propose").click().run()
    item = surveying.requirement_page(desk, ItemFilter(survey=survey)).items[0]
    assert item.verdict.value == "fit"
    require_well(app)


def test_proposals_of_the_list_are_adopted_and_taken_back(desk):
    survey = surveying.surveys(desk)[0].id
    app = opened("survey")
    app.toggle(key="requirement.bulk").set_value(True).run()
    app.selectbox(key="requirement.bulk.deed").set_value("adopt").run()
    app.toggle(key="survey.adopt.provisional").set_value(True).run()
    app.button(key="survey.adopt.commit").click().run()
    answered = sum(p.counts.answered for p in surveying.progress(desk, survey=survey))
    assert answered == 7
    app.button(key="requirement.bulk.undo").click().run()
    assert sum(p.counts.answered for p in surveying.progress(desk, survey=survey)) == 0
    require_well(app)


def test_a_proposed_disposition_is_adopted_with_a_key(desk):
    survey = surveying.surveys(desk)[0].id
    mapped = MappingFilter(survey, states=(MappingState.MAPPED,))
    found = mapping.feature_page(desk, mapped).items[0]
    app = opened("features", item=str(found.item))
    app.button(key="features.propose").click().run()
    page = surveying.feature_page(desk, ItemFilter(survey=survey))
    decided = next(f for f in page.items if f.id == found.item)
    assert decided.disposition.value != "undecided"
    require_well(app)


def test_gaps_open_on_one_face(desk):
    survey = surveying.surveys(desk)[0].id
    page = surveying.feature_page(desk, ItemFilter(survey=survey)).items
    surveying.save_dispositions(desk, [Edit(page[0].id, 1, {"disposition": "prohibited"})])
    app = opened("gaps", face="prohibited")
    assert [h.value for h in app.header] == ["実装不可に該当する"]
    assert "1件" in [m.value for m in app.metric]
    require_well(app)


def test_words_of_files_are_escaped_where_they_are_marked():
    html = marked_html("<script>alert(1)</script>検索", "検索")
    assert "<script>" not in html
    assert "<mark>検索</mark>" in html
