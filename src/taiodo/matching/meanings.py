"""Concepts reached by likeness: a feature worded like the words that lead to a concept."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from taiodo.matching.index import View, weighted
from taiodo.matching.lexicon import Lexicon
from taiodo.matching.signals import NAME_COUNTS, Scores
from taiodo.matching.spaces import Concepts, Grams, Matrix, Words

# Concepts a feature may be led to; those further behind are chance.
NEAREST = 8


class Meanings:
    """The words leading to each concept as one small text, compared with features as a whole.

    A leading word counts where a feature holds it to the letter (the view of concepts); here its
    characters and its words count, so that a phrase nobody wrote down still leads to its concept.
    """

    def __init__(self, lexicon: Lexicon, concepts: View) -> None:
        assert isinstance(concepts.space, Concepts)
        columns = np.arange(len(concepts.idf))
        place = {name: n for n, name in enumerate(concepts.space.names(columns))}
        texts = {place[c]: "。".join(words) for c, words in lexicon.leading() if c in place}
        self._headings = concepts.heading_by_term
        self._targets = sparse.csr_matrix(
            (np.ones(len(texts), np.float32), (np.arange(len(texts)), list(texts))),
            shape=(len(texts), len(columns)),
        )
        self._spaces = []
        for space in (Grams(), Words()):
            counts = space.learn(list(texts.values()))
            having = np.bincount(counts.indices, minlength=counts.shape[1])
            idf = np.log1p((len(texts) - having + 0.5) / (having + 0.5))
            self._spaces.append((space, idf, weighted(counts, idf).T.tocsr()))

    def headings(self, names: Sequence[str], descriptions: Sequence[str]) -> list[Scores]:
        """How the headings fit the concepts each feature (normalised) is like.

        Two arrays features × documents: likeness by grams, and by words.
        """
        count = len(names)
        found = []
        for space, idf, texts in self._spaces:
            counts, _ = space.counts([*names, *descriptions])
            both = (NAME_COUNTS * counts[:count] + counts[count:]).tocsr()
            like = _nearest((weighted(both, idf) @ texts).toarray())
            found.append(self._headings.product(sparse.csr_matrix(like @ self._targets)))
        return found


def _nearest(like: Scores) -> Matrix:
    if like.shape[1] > NEAREST:
        least = -np.partition(-like, NEAREST - 1, axis=1)[:, NEAREST - 1 : NEAREST]
        like = np.where(like < least, 0, like)
    return sparse.csr_matrix(like)
