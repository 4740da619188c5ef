"""Which words carried a match, for people to judge a suggestion by."""

import re
from functools import lru_cache

from taiodo.catalog.requirements import Requirement
from taiodo.matching.lexicon import Lexicon
from taiodo.matching.text import lines_of, morphemes

SHOWN_WORDS = 6
_KANA_ONLY = re.compile("[ぁ-ゖー]+")


def shared_words(asked: str, requirement: Requirement, lexicon: Lexicon) -> tuple[str, ...]:
    """The words a feature (normalised) and a requirement share, the vocabulary's as a→b.

    Longer words first: they say more.
    """
    own_concepts, own_words = _of_feature(asked, lexicon)
    concepts, words = _of_requirement(requirement, lexicon)
    found: dict[str, int] = {}
    for concept in own_concepts.keys() & concepts.keys():
        a, b = own_concepts[concept], concepts[concept]
        if a != b:
            found[f"{a}→{b}"] = len(a) + len(b)
        elif len(a) > 1:
            found[a] = len(a)
    for word in sorted(own_words & words, key=lambda w: (-len(w), w)):
        told = any(word in other for other in found) or _KANA_ONLY.fullmatch(word)
        if len(word) > 1 and word in asked and not told:
            found[word] = len(word)
    return tuple(sorted(found, key=lambda w: (-found[w], w))[:SHOWN_WORDS])


@lru_cache(maxsize=256)
def _of_feature(asked: str, lexicon: Lexicon) -> tuple[dict[str, str], frozenset[str]]:
    return _found(asked, lexicon, asking=True)


@lru_cache(maxsize=20_000)
def _of_requirement(
    requirement: Requirement, lexicon: Lexicon
) -> tuple[dict[str, str], frozenset[str]]:
    return _found(lexicon.normalised(f"{requirement.name}\n{requirement.text}"), lexicon)


def _found(
    text: str, lexicon: Lexicon, *, asking: bool = False
) -> tuple[dict[str, str], frozenset[str]]:
    concepts: dict[str, str] = {}
    words: set[str] = set()
    for line in lines_of(text):
        for concept, (_, word) in lexicon.concepts(line, asking=asking).items():
            concepts.setdefault(concept, word)
        words.update(morphemes(line)[0])
    return concepts, frozenset(words)
