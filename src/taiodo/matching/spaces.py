"""Three views of a text as weighted terms: character grams, words, the vocabulary's concepts."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from taiodo.matching.lexicon import Lexicon
from taiodo.matching.text import morphemes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Entries = tuple[Ints, npt.NDArray[np.uint64], Floats]
Matrix = sparse.csr_matrix


class Space(ABC):
    """Terms of lines as columns of a matrix; the columns are learnt from the requirements."""

    def __init__(self) -> None:
        self._known: npt.NDArray[np.uint64] = np.empty(0, np.uint64)

    def learn(self, lines: Sequence[str]) -> Matrix:
        """Counts (lines × terms) of the lines that define the terms."""
        rows, keys, counts = self._entries(lines, asking=False)
        self._known, columns = np.unique(keys, return_inverse=True)
        return _counted(rows, columns, counts, (len(lines), len(self._known)))

    def counts(self, lines: Sequence[str]) -> tuple[Matrix, Floats]:
        """Counts of the terms of a feature's lines, and how many distinct terms are unknown."""
        rows, keys, counts = self._entries(lines, asking=True)
        columns = np.searchsorted(self._known, keys)
        columns[columns == len(self._known)] = 0
        known = self._known[columns] == keys if len(self._known) else np.zeros(len(keys), bool)
        matrix = _counted(
            rows[known], columns[known], counts[known], (len(lines), len(self._known))
        )
        strange = np.unique(np.stack([rows[~known].astype(np.uint64), keys[~known]]), axis=1)[0]
        unknown = np.bincount(strange.astype(np.int64), minlength=len(lines)).astype(np.float64)
        return matrix, unknown

    @abstractmethod
    def _entries(self, lines: Sequence[str], *, asking: bool) -> Entries:
        """Row, term and count of every occurrence, terms as numbers."""


class Grams(Space):
    """Runs of two and three characters, and single kanji and katakana; none across punctuation."""

    def _entries(self, lines: Sequence[str], *, asking: bool) -> Entries:
        text = np.frombuffer(
            "\0\0".join((*lines, "", "")).encode("utf-32-le", "surrogatepass"), np.uint32
        )
        codes = text.astype(np.uint64)
        breaks = np.isin(codes, _BREAKS)
        ends = np.cumsum([len(line) + 2 for line in lines])
        row = np.searchsorted(ends, np.arange(len(codes)), side="right")
        second, third = np.roll(codes, -1), np.roll(codes, -2)
        broken2, broken3 = np.roll(breaks, -1), np.roll(breaks, -2)
        two = ~(breaks | broken2)
        three = two & ~broken3
        one = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | ((codes >= 0x30A0) & (codes <= 0x30FF))
        shift = np.uint64(21)
        pairs = codes << shift | second
        triples = pairs << shift | third
        rows = np.concatenate([row[one], row[two], row[three]])
        keys = np.concatenate([codes[one], pairs[two], triples[three]])
        return rows.astype(np.int64), keys, np.ones(len(keys))


class _Named(Space):
    """Terms that are words; each word is numbered when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}

    def names(self, columns: Ints) -> list[str]:
        """The terms of columns."""
        words = list(self._numbers)
        return [words[int(self._known[column])] for column in columns]

    def _entries(self, lines: Sequence[str], *, asking: bool) -> Entries:
        rows: list[int] = []
        keys: list[int] = []
        counts: list[int] = []
        numbers = self._numbers if not asking else dict(self._numbers)
        for row, line in enumerate(lines):
            for term, count in self._terms(line, asking=asking):
                rows.append(row)
                keys.append(numbers.setdefault(term, len(numbers)))
                counts.append(count)
        return np.array(rows, np.int64), np.array(keys, np.uint64), np.array(counts, np.float64)

    @abstractmethod
    def _terms(self, line: str, *, asking: bool) -> Iterator[tuple[str, int]]:
        """The terms of one line with their counts."""


class Words(_Named):
    """Words in their plain form."""

    def _terms(self, line: str, *, asking: bool) -> Iterator[tuple[str, int]]:
        for word in morphemes(line)[0]:
            yield word, 1


class Concepts(_Named):
    """Concepts of the vocabulary."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def _terms(self, line: str, *, asking: bool) -> Iterator[tuple[str, int]]:
        for concept, (count, _) in self._lexicon.concepts(line, asking=asking).items():
            yield concept, count


_BREAKS = np.array([0, *map(ord, " \t\n\u3000、。・,.()「」『』:;/〜~【】[]<>!?")], np.uint64)


def _counted(rows: Ints, columns: Ints, counts: Floats, shape: tuple[int, int]) -> Matrix:
    """A matrix of the counts, those of one place added."""
    return sparse.csr_matrix(sparse.coo_matrix((counts, (rows, columns)), shape=shape))
