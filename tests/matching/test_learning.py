"""Decisions people made before are remembered, and speak only of what is worded alike."""

import pytest

from taiodo.catalog.vocabulary import load_vocabulary
from taiodo.matching.engine import Confirmed, Matcher, Wanted


@pytest.fixture
def experienced(requirements) -> Matcher:
    return Matcher(
        requirements,
        load_vocabulary(),
        [
            Confirmed("青札の管理", "窓口で青い札を付けた人の扱い", ("1.1",)),
            Confirmed("便り箱", "区民の便りを入れる箱", ()),
            Confirmed("古い版の機能", "今の版にはない番号", ("77.7",)),
        ],
    )


def first(matcher: Matcher, name: str, description: str = ""):
    return matcher.suggest([Wanted("f", name, description)])[0]


def test_a_confirmed_counterpart_comes_first_the_next_time(matcher, experienced):
    name, description = "青札の管理", "窓口で青い札を付けた人の扱い"
    assert first(experienced, name, description).candidates[0].number == "1.1"
    assert not first(experienced, name, description).probably_none
    assert (
        first(matcher, name, description).none_score
        > first(experienced, name, description).none_score
    )


def test_a_slightly_reworded_feature_is_recognised(experienced):
    assert (
        first(experienced, "青札の管理簿", "窓口で青い札を付けた人への扱い").candidates[0].number
        == "1.1"
    )


def test_a_confirmed_none_is_remembered_as_none(experienced):
    assert first(experienced, "便り箱", "区民の便りを入れる箱").probably_none


def test_what_is_worded_otherwise_is_judged_as_before(matcher, experienced):
    for name in ("異動履歴の照会", "アクセスログ", "支所専用の公印"):
        assert first(experienced, name).candidates == first(matcher, name).candidates


def test_a_number_the_edition_lacks_teaches_nothing(matcher, experienced):
    name = "古い版の機能"
    before = [c.number for c in first(matcher, name).candidates]
    assert [c.number for c in first(experienced, name).candidates] == before
