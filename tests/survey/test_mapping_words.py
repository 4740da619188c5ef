"""What the mapping speaks for, the words people write, and marking shared words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem
from taiodo.survey.answers import Disposition, Verdict
from taiodo.survey.mapping import (
    Counterpart,
    Decision,
    Mapping,
    MappingState,
    Relation,
    Way,
    relation_of,
    says_none,
)
from taiodo.survey.marking import marked
from taiodo.survey.proposals import proposed_disposition, proposed_verdict

M, O, P = Obligation.MANDATORY, Obligation.OPTIONAL, Obligation.PROHIBITED  # noqa: E741
SAME, PART, COVERS = Relation.SAME, Relation.PART_OF, Relation.COVERS


@pytest.mark.parametrize(
    ("obligation", "relations", "undecided", "verdict", "provisional"),
    [
        (M, (), 0, Verdict.GAP, False),
        (M, (), 3, Verdict.GAP, True),
        (M, (SAME,), 3, Verdict.FIT, False),
        (M, (COVERS,), 0, Verdict.FIT, False),
        (M, (PART, SAME), 0, Verdict.FIT, False),
        (O, (PART, PART), 0, Verdict.PARTIAL, False),
        (O, (PART,), 1, Verdict.PARTIAL, True),
        (P, (SAME,), 0, Verdict.GAP, False),
        (P, (), 0, Verdict.FIT, False),
        (P, (), 2, Verdict.FIT, True),
    ],
)
def test_the_verdict_the_mapped_features_speak_for(
    obligation, relations, undecided, verdict, provisional
):
    found = proposed_verdict(obligation, relations, undecided)
    assert (found.verdict, found.provisional) == (verdict, provisional)
    assert found.reason


def mapping(state, *classes, way=Way.HAND, same_name=False):
    counterparts = tuple(
        Counterpart(n, f"000{n}", 1, "同じ" if same_name else f"名{n}", c, SAME)
        for n, c in enumerate(classes)
    )
    return Mapping(1, 2, state, counterparts, way)


@pytest.mark.parametrize(
    ("found", "disposition"),
    [
        (mapping(MappingState.UNDECIDED), None),
        (mapping(MappingState.NONE), Disposition.NONE),
        (mapping(MappingState.MAPPED, M), Disposition.MANDATORY),
        (mapping(MappingState.MAPPED, O), Disposition.OPTIONAL),
        (mapping(MappingState.MAPPED, O, M), Disposition.MANDATORY),
        (mapping(MappingState.MAPPED, M, P), Disposition.PROHIBITED),
        (mapping(MappingState.MAPPED, Obligation.UNCONFIRMED), None),
        (mapping(MappingState.MAPPED, M, P, same_name=True), Disposition.PROHIBITED),
        (mapping(MappingState.MAPPED, M, P, way=Way.IMPORTED, same_name=True), None),
    ],
)
def test_the_disposition_the_classes_speak_for(found, disposition):
    proposal = proposed_disposition(found)
    assert proposal.disposition is disposition
    assert proposal.reason


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("同等", SAME), ("same", SAME), ("◯", SAME), ("一部に当たる", PART), ("△", PART),
        ("包含する", COVERS), ("ﾅｼ", None), ("対応　なし", MappingState.NONE),
        ("×", MappingState.NONE),
        ("－", MappingState.NONE),
    ],
)  # fmt: skip
def test_words_for_a_relation_in_any_width(word, meaning):
    if meaning is None:
        with pytest.raises(Problem, match="使えません"):
            relation_of(word)
    else:
        assert relation_of(word) is meaning


def test_no_counterpart_in_a_number_column():
    assert says_none("該当なし")
    assert not says_none("0010001")


def test_a_decision_is_consistent():
    with pytest.raises(Problem, match="一つ以上"):
        Decision(1, 1, MappingState.MAPPED)
    with pytest.raises(Problem):
        Decision(1, 1, MappingState.NONE, ((1, SAME),))
    with pytest.raises(Problem, match="50件まで"):
        Decision(1, 1, MappingState.MAPPED, tuple((n, SAME) for n in range(51)))


def states(text, other, words=()):
    return [(p.text, p.state) for p in marked(text, other, words)]


def test_shared_and_differing_words_are_marked_whatever_their_width():
    assert states("ﾊﾞｰｺｰﾄﾞを印字する", "バーコードの印刷") == [
        ("ﾊﾞｰｺｰﾄﾞ", "same"), ("を", "plain"), ("印字", "differs"), ("する", "plain"),
    ]  # fmt: skip
    assert states("ストップ設定", "抑止", ("ストップ設定",)) == [("ストップ設定", "same")]


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=5), max_size=3))
def test_marking_loses_no_character(text, other, words):
    assert "".join(p.text for p in marked(text, other, words)) == text
