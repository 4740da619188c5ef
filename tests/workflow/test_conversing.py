"""Comments on items, through editions, and the departments they call on."""

import pytest

from small_editions import NEW, OLD, store_edition
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.problems import Problem
from taiodo.survey.items import Edit, ItemFilter
from taiodo.survey.stages import Move, Stage
from taiodo.workflow import checking, conversing, reporting, rolling, staging, surveying
from taiodo.workflow.conversing import Face, ItemKey

TAX = Person("税務 次郎", Role.DEPARTMENT, "税務課")
OWNER = Person("所管 花子", Role.DEPARTMENT, "戸籍住民課")
VIEWER = Person("見る 三郎", Role.VIEWER)


@pytest.fixture
def desk(sample_desk):
    store_edition(sample_desk, "1", OLD)
    store_edition(sample_desk, "2", NEW)
    surveying.open_survey(sample_desk, "jumin", "1")
    return sample_desk


def items(desk):
    return surveying.requirement_page(desk, ItemFilter(archived=True)).items


def first(desk):
    return ItemKey(Face.REQUIREMENT, items(desk)[0].id)


def feature(desk):
    return ItemKey(Face.FEATURE, surveying.feature_page(desk, ItemFilter()).items[0].id)


@pytest.mark.parametrize("key_of", [first, feature], ids=["requirement", "feature"])
def test_comments_are_kept_in_order_with_who_and_when(desk, key_of):
    key = key_of(desk)
    conversing.say(desk.signed(TAX), key, "一つ目")
    conversing.say(desk, key, "二つ目\n@税務課 ご確認を", ["戸籍住民課"])
    one, two = conversing.thread(desk, key)
    assert (one.text, one.actor, one.mentions) == ("一つ目", "税務 次郎（税務課）", ())
    assert (two.actor, two.mentions) == ("試験 太郎", ("戸籍住民課", "税務課"))
    assert one.at < two.at
    assert conversing.counts(desk, key.face, [key.item, key.item + 1]) == {key.item: 2}
    assert checking.check(desk) == ()


def test_nothing_said_is_refused_and_so_is_an_item_that_is_not_there(desk):
    with pytest.raises(Problem, match="コメントが空です"):
        conversing.say(desk, first(desk), " \n")
    with pytest.raises(Problem, match="見つかりません"):
        conversing.say(desk, ItemKey(Face.REQUIREMENT, 10**6), "あ")
    with pytest.raises(Problem, match="ありません"):
        conversing.say(desk, first(desk), "あ", ["ない課"])
    with pytest.raises(Problem, match="権限がありません"):
        conversing.say(desk.signed(VIEWER), first(desk), "あ")
    assert conversing.thread(desk, first(desk)) == ()


def test_a_mention_waits_for_the_department_until_somebody_there_has_seen_it(desk):
    conversing.say(desk, first(desk), "@税務課 見てください")
    assert conversing.mentions(desk, "戸籍住民課") == ()
    (mention,) = conversing.mentions(desk.signed(TAX), "税務課")
    assert mention.key == first(desk)
    assert mention.title == f"{items(desk)[0].number} {items(desk)[0].name}"
    with pytest.raises(Problem):
        conversing.see(desk.signed(OWNER), mention)
    assert conversing.see(desk.signed(TAX), mention)
    assert conversing.mentions(desk.signed(TAX), "税務課") == ()
    assert not conversing.see(desk.signed(TAX), mention), "seen once"


def test_the_office_that_checks_is_called_on_too(desk):
    conversing.say(desk.signed(OWNER), first(desk), "@情報システム課 差し戻してください")
    assert conversing.mentions(desk.signed(OWNER)) == ()
    (mention,) = conversing.mentions(desk)
    assert mention.department == "情報システム課"
    assert conversing.may_see(desk, mention)
    assert not conversing.may_see(desk.signed(OWNER), mention)
    assert conversing.see(desk, mention)
    assert conversing.mentions(desk) == ()


def test_a_thread_follows_its_item_into_the_new_edition(desk):
    both = [first(desk), feature(desk)]
    for key in both:
        conversing.say(desk, key, "@税務課 前の版で")
    rolling.commit(desk, "jumin", "2")
    survey = surveying.survey_of(desk, "jumin", "2")
    new = surveying.requirement_page(desk, ItemFilter(survey=survey.id)).items
    carried = next(i for i in new if i.carried_from == both[0].item)
    feature_now = surveying.feature_page(desk, ItemFilter(survey=survey.id)).items[0]
    now = [ItemKey(Face.REQUIREMENT, carried.id), ItemKey(Face.FEATURE, feature_now.id)]
    for key in now:
        (comment,) = conversing.thread(desk, key)
        assert (comment.text, comment.edition) == ("@税務課 前の版で", "1")
        assert conversing.counts(desk, key.face, [key.item]) == {key.item: 1}
    assert {m.key for m in conversing.mentions(desk, "税務課")} == set(now), "links lead to today's"
    conversing.say(desk, now[0], "新しい版で")
    assert [c.edition for c in conversing.thread(desk, now[0])] == ["1", ""]
    with pytest.raises(Problem, match="コメントが書かれている"):
        rolling.take_back(desk, "jumin", "2")


def test_stages_are_carried_over_with_sense(desk):
    edits = [Edit(i.id, None, {"verdict": "fit"}) for i in items(desk)]
    surveying.save_answers(desk, edits)
    for item in items(desk):
        key = ItemKey(Face.REQUIREMENT, item.id)
        for move in (Move.CHECK, Move.FINALISE):
            assert staging.move(desk, key, None, move).saved
    rolling.commit(desk, "jumin", "2")
    survey = surveying.survey_of(desk, "jumin", "2")
    new = surveying.requirement_page(desk, ItemFilter(survey=survey.id)).items
    carried = [i for i in new if i.carried_from is not None]
    assert {i.stage for i in carried if not i.review} == {Stage.FINAL}
    assert {i.stage for i in carried if i.review} == {Stage.ANSWERED}
    assert {i.stage for i in new if i.carried_from is None} == {Stage.OPEN}
    (again,) = [i for i in carried if i.review][:1]
    outcome = staging.move(desk, ItemKey(Face.REQUIREMENT, again.id), None, Move.CHECK)
    assert "要再確認" in outcome.message
    assert checking.check(desk) == ()


def test_a_feature_whose_counterpart_changed_is_no_longer_settled(desk):
    from taiodo.survey.mapping import Decision, MappingState, Relation
    from taiodo.workflow import mapping

    features = surveying.feature_page(desk, ItemFilter()).items[:3]
    by_number = {i.number: i for i in items(desk)}
    plan = rolling.preview(desk, "jumin", "2").planned
    same = next(i.old[0] for i in plan.items if i.old and not i.review)
    changed = next(i.old[0] for i in plan.items if i.old and i.review)
    for one, number in zip(features, (same, changed), strict=False):
        links = ((by_number[number].id, Relation.SAME),)
        mapping.decide(desk, Decision(one.id, None, MappingState.MAPPED, links))
    mapping.decide(desk, Decision(features[2].id, None, MappingState.NONE))
    surveying.save_dispositions(
        desk, [Edit(f.id, None, {"disposition": "mandatory"}) for f in features]
    )
    for one in features:
        for move in (Move.CHECK, Move.FINALISE):
            assert staging.move(desk, ItemKey(Face.FEATURE, one.id), None, move).saved
    rolling.commit(desk, "jumin", "2")
    survey = surveying.survey_of(desk, "jumin", "2")
    new = {f.code: f for f in surveying.feature_page(desk, ItemFilter(survey=survey.id)).items}
    stages = [new[f.code].stage for f in features]
    assert stages == [Stage.FINAL, Stage.ANSWERED, Stage.FINAL]


def test_the_report_tells_how_much_was_said_and_not_what(desk):
    item = items(desk)[0]
    surveying.save_answers(desk, [Edit(item.id, None, {"verdict": "gap", "comment": "備考文"})])
    conversing.say(desk, first(desk), "内々の話")
    conversing.say(desk, first(desk), "もう一つ")
    shown = repr(reporting.fitgap(desk))
    assert "（やり取り2件）" in shown
    assert "内々の話" not in shown
