"""The screens of an answer's workflow: stages, bulk acts, comments, mentions, filters."""

import pytest
from test_pages import _fresh_caches, opened, sample_app  # noqa: F401

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.stages import RETURNED_WAITS, Move, Stage
from taiodo.workflow import conversing, staging, surveying
from taiodo.workflow.conversing import Face, ItemKey

OWNER = Person("所管 花子", Role.DEPARTMENT, "戸籍住民課")
VIEWER = Person("見る 三郎", Role.VIEWER)


@pytest.fixture
def desk(sample_app):  # noqa: F811
    """Three answered requirements: 回答済, 確認済, 差戻し."""
    found = items(sample_app)
    answers = zip(found, ["gap", "fit", "gap"], strict=False)
    surveying.save_answers(sample_app, [Edit(i.id, None, {"verdict": v}) for i, v in answers])
    moved(sample_app, 1, Move.CHECK)
    moved(sample_app, 2, Move.RETURN, "なぜですか **太字**")
    return sample_app


def survey(desk):
    return next(s.id for s in surveying.surveys(desk) if s.operation == "jumin")


def items(desk):
    return surveying.requirement_page(desk, ItemFilter(survey=survey(desk))).items


def key(desk, place):
    return ItemKey(Face.REQUIREMENT, items(desk)[place].id)


def moved(desk, place, to, words=""):
    assert staging.move(desk, key(desk, place), None, to, words).saved


def at(desk, place, **query):
    return opened("survey", survey=str(survey(desk)), item=str(items(desk)[place].id), **query)


def words(app):
    parts = (*app.markdown, *app.caption, *app.warning, *app.info, *app.error, *app.text)
    return " ".join(str(p.value) for p in parts)


def buttons(app):
    return {b.label: b for b in app.button}


def test_the_office_checks_and_settles(desk):
    app = at(desk, 0)
    app.button(key=f"survey.check.{items(desk)[0].id}").click().run()
    assert items(desk)[0].stage is Stage.CHECKED
    app.button(key=f"survey.finalise.{items(desk)[0].id}").click().run()
    assert items(desk)[0].stage is Stage.FINAL
    assert "確定済みの回答" in words(app)
    assert not [t for t in app.text_area if t.label == "備考"], "nothing to type into"
    assert not app.exception


def test_returning_without_a_reason_is_refused_in_words(desk):
    app = at(desk, 0)
    app.button(key="survey.return").click().run()
    assert "差戻しの理由が空です" in words(app)
    assert items(desk)[0].stage is Stage.ANSWERED


def test_a_returned_item_shows_why_and_can_be_handed_in_again(desk, at_the_screen):
    at_the_screen.person = OWNER
    app = at(desk, 2)
    assert "差し戻されています" in words(app)
    assert "なぜですか **太字**" in [t.value for t in app.text], "as it was typed"
    assert "確認済にする" not in buttons(app), "that is for the office"
    app.button(key=f"survey.resubmit.{items(desk)[2].id}").click().run()
    assert items(desk)[2].stage is Stage.ANSWERED


def test_a_viewer_sees_the_stage_and_the_thread_and_no_buttons(desk, at_the_screen):
    at_the_screen.person = VIEWER
    app = at(desk, 2)
    assert "差戻し" in words(app)
    assert not {"確認済にする", "確定", "コメントする"} & set(buttons(app))
    assert not app.exception


def test_lists_and_gaps_are_narrowed_by_stage(desk):
    app = opened("survey", survey=str(survey(desk)), stage="returned")
    (shown,) = [d.value for d in app.dataframe if "判定" in d.value.columns][:1]
    assert shown["番号"].tolist() == [items(desk)[2].number]
    assert shown["段階"].tolist() == ["差戻し"]
    assert shown["話"].tolist() == [1]
    gaps = opened("gaps", survey=str(survey(desk)), stage="answered")
    (shown,) = [d.value for d in gaps.dataframe if "判定" in d.value.columns]
    assert shown["番号"].tolist() == [items(desk)[0].number]


def test_a_bulk_act_is_counted_done_and_taken_back(desk):
    app = opened("survey", survey=str(survey(desk)))
    app.toggle(key="requirement.bulk").set_value(True).run()
    assert "一覧の項目のうち **1件** に「確認済にする」" in words(app)
    assert "すでにそうなっている 1件" in words(app)
    reasons = [d.value for d in app.dataframe if "理由" in d.value.columns]
    assert set(reasons[0]["理由"]) == {"まだ回答されていません", RETURNED_WAITS}
    (targets,) = [d.value for d in app.dataframe if "行ったあと" in d.value.columns]
    first = items(desk)[0]
    assert targets.to_dict("records") == [
        {"番号": first.number, "名称": first.name, "今": "回答済", "行ったあと": "確認済"}
    ]
    app.button(key="requirement.bulk.commit").click().run()
    stages = [Stage.CHECKED, Stage.CHECKED, Stage.RETURNED]
    assert [i.stage for i in items(desk)[:3]] == stages, "差戻し waits for its department"
    app.button(key="requirement.bulk.undo").click().run()
    assert [i.stage for i in items(desk)[:3]] == [Stage.ANSWERED, Stage.CHECKED, Stage.RETURNED]
    assert not app.exception


def test_taking_a_bulk_act_back_says_what_it_left_and_who_changed_it(desk):
    app = opened("survey", survey=str(survey(desk)))
    app.toggle(key="requirement.bulk").set_value(True).run()
    app.selectbox(key="requirement.bulk.deed").set_value("department").run()
    app.selectbox(key="requirement.bulk.department").set_value("税務課").run()
    app.button(key="requirement.bulk.commit").click().run()
    first, count = items(desk)[0], len(items(desk))
    changed = [Edit(first.id, None, {"comment": "その後"})]
    surveying.save_answers(desk.signed("後の人"), changed)
    app.button(key="requirement.bulk.undo").click().run()
    (said,) = [s.value for s in app.success if "一括操作を取り消しました" in s.value]
    assert f"{count - 1}件を戻しました、1件はそのあと変わったため残しました" in said
    (left,) = [d.value for d in app.dataframe if "変えた人" in d.value.columns]
    assert left["番号"].tolist() == [first.number]
    assert left["変えた人"].tolist() == ["後の人"]
    assert "残したもの（そのあと人が変えたため） 1件" in words(app)


@pytest.mark.parametrize(
    ("deed", "value"),
    [("department", "税務課"), ("due", None), ("return", ""), ("adopt", None)],
)
def test_every_bulk_act_has_its_panel(desk, deed, value):
    app = opened("survey", survey=str(survey(desk)))
    app.toggle(key="requirement.bulk").set_value(True).run()
    app.selectbox(key="requirement.bulk.deed").set_value(deed).run()
    assert not app.exception
    if value:
        app.selectbox(key=f"requirement.bulk.{deed}").set_value(value).run()
        app.button(key="requirement.bulk.commit").click().run()
        assert {i.department for i in items(desk)} == {value}


def test_a_department_has_the_acts_of_its_own_items(desk, at_the_screen):
    at_the_screen.person = OWNER
    app = opened("survey", survey=str(survey(desk)))
    app.toggle(key="requirement.bulk").set_value(True).run()
    offered = app.selectbox(key="requirement.bulk.deed").options
    assert offered[:2] == ["対応方針を決める", "期限を決める"]
    app.selectbox(key="requirement.bulk.deed").set_value("check").run()
    assert "権限がありません" in words(app)


def test_a_mention_waits_on_the_home_page_until_it_is_seen(desk, at_the_screen):
    conversing.say(desk, key(desk, 0), "@戸籍住民課 <b>見て</b>")
    at_the_screen.person = OWNER
    app = opened("home")
    assert "戸籍住民課への呼びかけ（1件）" in [h.value for h in app.header]
    assert "@戸籍住民課 <b>見て</b>" in [t.value for t in app.text]
    links = [str(link.proto.label) for link in app.get("page_link")]
    assert any("差し戻された要件の回答 1件" in label for label in links)
    buttons(app)["見た"].click().run()
    assert "への呼びかけ" not in " ".join(h.value for h in app.header)


def test_the_home_page_counts_by_stage_and_links_to_the_rows(desk):
    app = opened("home")
    (shown,) = [d.value for d in app.dataframe if "確認済" in d.value.columns]
    line = shown[(shown["対象"] == "要件") & shown["調査"].str.contains("9.9")].iloc[0]
    ends = {name: line[name].rsplit("#", 1)[1] for name in ("未回答", "回答済", "確認済", "差戻し")}
    assert ends == {"未回答": "4", "回答済": "1", "確認済": "1", "差戻し": "1"}
    assert "stage=checked" in line["確認済"]


def test_a_form_that_was_opened_stays_while_somebody_else_changes_its_item(desk):
    app = at(desk, 0)
    item = items(desk)[0]
    form = f"survey.form.{item.id}.{item.revision}"
    surveying.save_answers(desk.signed("先の人"), [Edit(item.id, None, {"comment": "先に"})])
    app.run()
    assert "先の人" in words(app)
    app.text_area(key=f"{form}.comment").set_value("書きかけ")
    next(b for b in app.button if b.label == "保存").click().run()
    assert "保存していません" in words(app)
    app.button(key=f"survey.both.{item.id}").click().run()
    assert items(desk)[0].handling.comment == "先に\n書きかけ"


def test_checking_does_not_write_over_what_somebody_else_changed_meanwhile(desk):
    app = at(desk, 0)
    item = items(desk)[0]
    surveying.save_answers(desk.signed("先の人"), [Edit(item.id, None, {"comment": "先に"})])
    app.run()
    app.button(key=f"survey.check.{item.id}").click().run()
    app.text_area(key=f"survey.form.{item.id}.{item.revision}.comment").set_value("後から")
    next(b for b in app.button if b.label == "保存").click().run()
    assert "保存していません" in words(app)
    assert items(desk)[0].handling.comment == "先に"
