"""Items that are not the person's to answer, or settled: shut with the reason, nothing lost."""

import pytest
from test_answer_workflow import desk, items, moved, opened, survey, words  # noqa: F401
from test_pages import _fresh_caches, sample_app  # noqa: F401

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.mapping import MappingState
from taiodo.survey.stages import FINAL_REFUSES, Move
from taiodo.ui.survey_grid import SETTLED_OR_FOREIGN
from taiodo.workflow import acting, mapping, surveying
from taiodo.workflow.acting import Deed, Order
from taiodo.workflow.conversing import Face

OTHER = Person("税務 一郎", Role.DEPARTMENT, "税務課")
VIEWER = Person("見る 三郎", Role.VIEWER)


def chosen(app):
    found = app.query_params["item"]
    return int(found[0] if isinstance(found, list) else found)


def at(desk, place):  # noqa: F811
    query = {"survey": str(survey(desk)), "item": str(items(desk)[place].id), "department": ""}
    return opened("survey", **query)


@pytest.mark.parametrize("person", [OTHER, VIEWER])
def test_a_proposal_is_no_answer_of_somebody_who_may_not_answer(desk, at_the_screen, person):  # noqa: F811
    at_the_screen.person = person
    app = at(desk, 3)
    button = app.button(key="survey.propose")
    assert button.disabled
    assert "できる人" in button.help
    app.button(key="survey.next").click().run()
    assert chosen(app) == items(desk)[4].id, "reading on stays possible"


def test_a_proposal_is_no_answer_to_a_settled_item(desk):  # noqa: F811
    item = items(desk)[1]
    for verdict in ("partial", "gap", "fit"):
        surveying.save_answers(desk, [Edit(item.id, None, {"verdict": verdict})])
        app = at(desk, 1)
        if [b for b in app.button if b.key == "survey.propose"]:
            break
    moved(desk, 1, Move.CHECK)
    moved(desk, 1, Move.FINALISE)
    settled = items(desk)[1]
    app = at(desk, 1)
    button = app.button(key="survey.propose")
    assert (button.disabled, button.help) == (True, FINAL_REFUSES)
    assert items(desk)[1] == settled


def test_an_item_settled_meanwhile_is_not_gone_on_from(desk):  # noqa: F811
    app = at(desk, 1)
    moved(desk, 1, Move.FINALISE)
    settled = items(desk)[1]
    app.button(key="survey.verdict.gap").click().run()
    assert "保存していません" in words(app)
    assert chosen(app) == settled.id
    assert items(desk)[1] == settled


def test_a_disposition_proposed_is_shown_shut_to_others(desk, at_the_screen):  # noqa: F811
    feature = surveying.feature_page(desk, ItemFilter(survey=survey(desk))).items[0]
    found = mapping.feature(desk, feature.id)
    mapping.decide(desk, mapping.decided(found, MappingState.NONE))
    at_the_screen.person = VIEWER
    app = opened("features", survey=str(survey(desk)), item=str(feature.id))
    button = app.button(key="features.propose")
    assert button.disabled
    assert "できる人" in button.help


def test_adopting_together_takes_ones_own_items_only(desk, at_the_screen):  # noqa: F811
    own = items(desk)[3]
    at_the_screen.person = OTHER
    app = opened("survey", survey=str(survey(desk)), department="")
    app.toggle(key="requirement.bulk").set_value(True).run()
    app.selectbox(key="requirement.bulk.deed").set_value("adopt").run()
    app.toggle(key="survey.adopt.provisional").set_value(True).run()
    assert app.button(key="survey.adopt.commit").disabled
    assert "ほかの課の項目への提案" in words(app)
    assert items(desk)[3] == own


def table(desk):  # noqa: F811
    return opened("survey", survey=str(survey(desk)), department="", view="table")


def editable(app):
    return [d for d in app.dataframe if d.proto.editing_mode]


def assign(desk, place, department):  # noqa: F811
    wanted = ItemFilter(survey=survey(desk), text=items(desk)[place].number)
    order = Order(Deed.DEPARTMENT, department)
    acting.commit(desk, acting.preview(desk, Face.REQUIREMENT, wanted, order))


def test_a_table_of_others_items_is_not_for_typing(desk, at_the_screen):  # noqa: F811
    at_the_screen.person = OTHER
    app = table(desk)
    assert not editable(app)
    assert "この項目の担当は戸籍住民課" in words(app)
    assert "自動で保存します" not in words(app)
    assign(desk, 0, "税務課")
    app = table(desk)
    assert editable(app), "one row is one's own"
    moved(desk, 0, Move.CHECK)
    moved(desk, 0, Move.FINALISE)
    app = table(desk)
    assert not editable(app)
    assert SETTLED_OR_FOREIGN in words(app)


def test_bridges_of_others_are_not_for_typing(desk, at_the_screen):  # noqa: F811
    assert editable(opened("bridges"))
    at_the_screen.person = Person("総務 四郎", Role.DEPARTMENT, "どこにもない課")
    app = opened("bridges")
    assert not editable(app)
    assert "できる人" in words(app)
