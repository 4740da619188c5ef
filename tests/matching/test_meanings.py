"""Concepts reached by likeness to the words that lead to them."""

from taiodo.catalog.vocabulary_lines import Vocabulary
from taiodo.matching.engine import Matcher, Wanted

LED = Vocabulary(leads=((("印影の登録", "首長の印の画像"), ("公印の印字",)),))


def numbers(requirements, vocabulary, name):
    found = Matcher(requirements, vocabulary).suggest([Wanted("", name)], 3)[0]
    return [c.number for c in found.candidates]


def test_a_phrase_nobody_wrote_down_leads_to_its_concept(requirements):
    assert numbers(requirements, LED, "首長印の画像登録")[0] == "1.4"


def test_the_letter_is_not_needed_but_likeness_is(requirements):
    matcher = Matcher(requirements, LED)
    names = ["首長印の画像登録", "月極め駐輪"]
    near, far = matcher._meanings.headings(names, ["", ""])[0]
    place = matcher._documents.numbers.index("1.4")
    assert near[place] > 0.3
    assert not far.any()


def test_without_leading_words_there_is_no_likeness(requirements):
    matcher = Matcher(requirements, Vocabulary())
    assert not matcher._meanings.headings(["公印"], [""])[0].any()
