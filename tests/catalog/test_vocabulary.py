"""The words of the field that ship with the product."""

import pytest

from taiodo.catalog.vocabulary import load_vocabulary
from taiodo.catalog.vocabulary_lines import Relation, Vocabulary, broken_line, vocabulary_of


def test_the_shipped_vocabulary_is_broad():
    shipped = load_vocabulary()
    assert len(shipped.same) >= 400
    assert len(shipped.leads) >= 200
    assert len(shipped.outside) >= 100
    assert len(shipped.forms) >= 40


def test_relations_may_be_given_in_japanese():
    lines = [("同義", ["ストップ", "抑止"], []), ("leads", ["a"], ["b"])]
    wanted = Vocabulary(same=(("ストップ", "抑止"),), leads=((("a",), ("b",)),))
    assert vocabulary_of(lines) == wanted
    assert [r.label for r in Relation] == ["同義", "言い換え", "対象外", "字体"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("同じ", ["a", "b"], []), "「同じ」"),
        (("同義", ["a", "a"], []), "二つ以上"),
        (("対象外", [], []), "語がありません"),
        (("言い換え", ["a"], []), "意味"),
        (("同義", ["a", "b"], ["c"]), "意味"),
        (("字体", ["沢", "澤田"], []), "1文字"),
        (("同義", ["a", "b"], []), ""),
    ],
)
def test_what_is_wrong_with_a_line_is_told(line, told):
    found = broken_line(*line)
    assert (told in found) if told else found == ""
