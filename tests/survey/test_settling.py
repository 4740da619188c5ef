"""Mine, theirs or both, field by field: laws and cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.survey.settling import TEXTS, Side, all_combined, combined, settled, sides_of

TEXT = st.text(alphabet="あいう\n", max_size=6)
FIELDS = st.dictionaries(st.sampled_from(["verdict", "comment", "reason", "due"]), TEXT, min_size=1)


@given(FIELDS, FIELDS)
def test_all_theirs_changes_nothing(mine, theirs):
    assert settled(mine, theirs, dict.fromkeys(mine, Side.THEIRS)) == {}


@given(FIELDS, FIELDS)
def test_all_mine_leaves_what_i_typed_and_nothing_of_theirs_elsewhere_is_touched(mine, theirs):
    after = theirs | settled(mine, theirs, {})
    assert after == theirs | mine


@given(FIELDS, FIELDS)
def test_combining_loses_no_text_of_either_side(mine, theirs):
    after = theirs | settled(mine, theirs, all_combined(mine, theirs))
    for name in mine.keys() & TEXTS.keys():
        if mine[name] and theirs.get(name):
            assert mine[name] in after[name]
            assert theirs[name] in after[name]


@given(st.sampled_from(sorted(TEXTS)), TEXT, TEXT)
def test_combining_twice_adds_nothing(name, mine, theirs):
    once = combined(name, mine, theirs)
    assert combined(name, mine, once) == once


@pytest.mark.parametrize(
    ("name", "mine", "theirs", "sides"),
    [
        ("verdict", "fit", "gap", 2),
        ("comment", "私", "相手", 3),
        ("comment", "", "相手", 2),
        ("comment", "同じ", "同じ", 2),
        ("due", "2026-01-01", "2026-02-01", 2),
    ],
)
def test_only_two_texts_can_be_kept_together(name, mine, theirs, sides):
    assert len(sides_of(name, mine, theirs)) == sides


def test_what_is_there_comes_first():
    assert combined("comment", "私の備考", "相手の備考") == "相手の備考\n私の備考"
    assert combined("reason", "私", "相手") == "相手／私"


def test_each_field_goes_its_own_way():
    mine = {"verdict": "fit", "comment": "私", "due": "2026-03-31"}
    theirs = {"verdict": "gap", "comment": "相手", "due": ""}
    chosen = {"verdict": Side.THEIRS, "comment": Side.BOTH}
    assert settled(mine, theirs, chosen) == {"comment": "相手\n私", "due": "2026-03-31"}
