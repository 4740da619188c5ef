"""The vocabulary made ready to find its words in a text."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from taiodo.catalog.vocabulary_lines import Vocabulary
from taiodo.matching.text import morphemes, normalised

_BLANKS = re.compile(r"\s+")


class Lexicon:
    """Finds concepts: a group of words with one meaning is one concept, named by its first word."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.forms = {
            ord(other): first
            for first, *others in vocabulary.forms
            for other in others
            if len(other) == 1
        }
        self._shown: dict[str, str] = {}
        self._concepts: dict[str, set[str]] = defaultdict(set)
        self._leads: dict[str, set[str]] = defaultdict(set)
        for group in vocabulary.same:
            for word in group:
                for written in self._writings(word):
                    self._concepts[written].add(group[0])
        self._leading: dict[str, dict[str, None]] = {}
        for words, meanings in vocabulary.leads:
            meant = {concept for word in meanings for concept in self._concepts_of(word)}
            for word in words:
                for written in self._writings(word):
                    self._leads[written] |= meant
            for concept in sorted(meant):
                kept = self._leading.setdefault(concept, {})
                kept.update(dict.fromkeys(map(self.normalised, (*words, *meanings))))
        for group in vocabulary.same:
            if group[0] in self._leading:
                self._leading[group[0]].update(dict.fromkeys(map(self.normalised, group)))
        self._said = {word: tuple(sorted(found)) for word, found in self._concepts.items()}
        self._asked = self._said | {
            word: tuple(sorted(found | self._concepts.get(word, set())))
            for word, found in self._leads.items()
        }
        self._outside = {w for word in vocabulary.outside for w in self._writings(word)}
        self._kept: dict[str, dict[str, tuple[int, str]]] = {}
        self._lengths: dict[str, tuple[int, ...]] = _by_beginning(
            (*self._concepts, *self._leads, *self._outside)
        )

    def normalised(self, text: str) -> str:
        """The text with the vocabulary's character forms made one."""
        return normalised(text, self.forms)

    def concepts(self, line: str, *, asking: bool) -> dict[str, tuple[int, str]]:
        """Concept → (how often, the word found) in a normalised line.

        Args:
            line: one line, normalised.
            asking: the line is a feature's, so that leading words count as well.
        """
        if asking:
            return self._found(line, self._asked)
        kept = self._kept.get(line)
        if kept is None:
            kept = self._kept[line] = self._found(line, self._said)
        return kept

    def _found(self, line: str, known: dict[str, tuple[str, ...]]) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        for text in self._readings(line):
            seen: dict[str, tuple[int, str]] = {}
            for word in self._words(text):
                for concept in known.get(word, ()):
                    seen[concept] = (seen.get(concept, (0, ""))[0] + 1, word)
            for concept, (count, word) in seen.items():
                before = found.get(concept)
                if before is None or before[0] < count:
                    found[concept] = (count, before[1] if before else self._shown.get(word, word))
        return found

    def outside_words(self, line: str) -> set[str]:
        """Words of matters that specifications leave out."""
        return {w for text in self._readings(line) for w in self._words(text) if w in self._outside}

    @cached_property
    def outside_all(self) -> frozenset[str]:
        """Every such word, normalised."""
        return frozenset(self._outside)

    def leading(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Every concept that words lead to, with all those words (normalised)."""
        return ((concept, tuple(words)) for concept, words in self._leading.items())

    def _readings(self, line: str) -> tuple[str, ...]:
        """The line as written, and with its words in their plain form."""
        readings = (_BLANKS.sub("", line), _BLANKS.sub("", morphemes(line)[1]))
        return tuple(filter(None, dict.fromkeys(readings)))

    def _words(self, text: str) -> Iterable[str]:
        lengths = self._lengths
        for start in range(len(text) - 1):
            for length in lengths.get(text[start : start + 2], ()):
                word = text[start : start + length]
                if len(word) == length:
                    yield word

    def _writings(self, word: str) -> list[str]:
        """How a word may be written; single characters are found nowhere, they say too little."""
        plain = self.normalised(word)
        found = [w for w in self._readings(plain) if len(w) > 1]
        for written in found:
            self._shown.setdefault(written, plain)
        return found

    def _concepts_of(self, word: str) -> set[str]:
        writings = self._writings(word)
        known = {c for written in writings for c in self._concepts.get(written, ())}
        if not known:
            known = {word}
            for written in writings:
                self._concepts[written].add(word)
        return known


def _by_beginning(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for word in words:
        found[word[:2]].add(len(word))
    return {beginning: tuple(sorted(lengths)) for beginning, lengths in found.items()}
