"""Products of features with documents: common terms as a dense block, rare ones as they are."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Scores = npt.NDArray[np.float32]

FEW_DOCUMENTS = 1_000
COMMON = 0.05
MOST_COMMON_TERMS = 1_000


@dataclass(frozen=True)
class Postings:
    """A matrix terms × documents, the rows of `common` terms kept apart in `block`."""

    rare: sparse.csr_matrix
    common: npt.NDArray[np.int64]
    block: Scores

    def product(self, features: sparse.csr_matrix) -> Scores:
        """Features (features × terms) times the documents, dense."""
        found: Scores = (features @ self.rare).toarray()
        if len(self.common):
            found += features[:, self.common] @ self.block
        return found


def postings(of_documents: sparse.csr_matrix) -> Postings:
    """The postings of a matrix documents × terms.

    Where there are many documents, the terms of every twentieth and more are multiplied as a dense
    block: that is most of the work, and dense it is a tenth of the time.
    """
    by_term = of_documents.T.tocsr()
    having = np.diff(by_term.indptr)
    least = max(COMMON * of_documents.shape[0], 1)
    common = np.flatnonzero(having >= least)
    if of_documents.shape[0] < FEW_DOCUMENTS:
        common = common[:0]
    common = np.sort(common[np.argsort(-having[common], kind="stable")[:MOST_COMMON_TERMS]])
    block = by_term[common].toarray()
    kept = np.ones(by_term.shape[0], np.float32)
    kept[common] = 0
    rare = sparse.csr_matrix(sparse.diags(kept) @ by_term)
    rare.eliminate_zeros()
    return Postings(rare, common, block.astype(np.float32))
