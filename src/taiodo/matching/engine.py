"""Suggestions: for each current feature the requirements that are most likely its counterparts."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.matching.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Wanted:
    """A current feature looking for counterparts; `system` is the name of its system."""

    id: str
    name: str
    description: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A mapping a person confirmed before; no `numbers` means "no counterpart"."""

    name: str
    description: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed counterpart.

    `key` is the index of the requirement among those the matcher was given, `part` and
    `obligation` are that requirement's; of several requirements under one number it is the one
    that fits best. `score` (0..1) can be compared between features. `words` carried the match.
    """

    number: str
    part: int
    key: int
    obligation: Obligation
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is proposed for one feature: candidates best first, one per number.

    `none_score` (0..1) says how likely it is that the standard has no counterpart;
    `probably_none` is True where that should be the first proposal.
    """

    feature_id: str
    candidates: tuple[Candidate, ...]
    none_score: float
    probably_none: bool


class Matcher:
    """An index of the requirements of one edition."""

    def __init__(
        self,
        requirements: Sequence[Requirement],
        vocabulary: Vocabulary,
        confirmed: Sequence[Confirmed] = (),
        kind: BindingKind = BindingKind.OTHER,
    ) -> None:
        self._requirements = tuple(requirements)
        self._kind = kind
        self._places: dict[str, int] = {}
        rows = [_grams(" ".join((*r.path, r.name, r.name, r.text))) for r in requirements]
        counts = self._matrix(rows, learn=True)
        self._idf = np.log1p(len(rows) / np.bincount(counts.indices, minlength=len(self._places)))
        self._index = self._weighted(counts).T.tocsr()

    def suggest(self, features: Sequence[Wanted], top: int = 10) -> list[Suggestion]:
        """The `top` most likely counterparts of each feature, in the order given."""
        if not self._requirements:
            return [Suggestion(f.id, (), 1.0, True) for f in features]
        grams = [_grams(f"{f.name} {f.name} {f.description}") for f in features]
        scores = (self._weighted(self._matrix(grams, learn=False)) @ self._index).toarray()
        return [
            self._suggestion(feature, row, top)
            for feature, row in zip(features, scores, strict=True)
        ]

    def _suggestion(self, feature: Wanted, scores: np.ndarray, top: int) -> Suggestion:
        found: dict[str, Candidate] = {}
        for key in np.argsort(-scores, kind="stable"):
            requirement = self._requirements[key]
            if requirement.number not in found:
                found[requirement.number] = Candidate(
                    requirement.number,
                    requirement.part,
                    int(key),
                    requirement.obligation_for(self._kind),
                    float(np.clip(scores[key], 0, 1)),
                    (),
                )
            if len(found) == top:
                break
        candidates = tuple(found.values())
        none_score = 1 - candidates[0].score if candidates else 1.0
        return Suggestion(feature.id, candidates, none_score, none_score > 0.9)

    def _matrix(self, rows: list[list[str]], *, learn: bool) -> sparse.csr_matrix:
        indptr, indices = [0], []
        for grams in rows:
            for gram in grams:
                if learn:
                    indices.append(self._places.setdefault(gram, len(self._places)))
                elif gram in self._places:
                    indices.append(self._places[gram])
            indptr.append(len(indices))
        shape = (len(rows), len(self._places))
        found = sparse.csr_matrix((np.ones(len(indices)), indices, indptr), shape=shape)
        found.sum_duplicates()
        return found

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        found = counts.copy()
        found.data = (1 + np.log(found.data)) * self._idf[found.indices]
        norms = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        norms[norms == 0] = 1
        return sparse.csr_matrix(sparse.diags(1 / norms) @ found)


def _grams(text: str) -> list[str]:
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return [folded[i : i + n] for n in (1, 2, 3) for i in range(len(folded) - n + 1)]
