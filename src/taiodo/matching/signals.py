"""How like a feature and a requirement are: one number per signal, from three views."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from taiodo.matching.index import Documents, View, presence, weighted
from taiodo.matching.spaces import Floats, Ints, Matrix

NAME_COUNTS = 1.5
LEAST_MASS = 5.0
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """Features in one view: `whole` and `name` weighted, `mass` idf where a term occurs.

    `total` is the idf of all terms, those unknown to the requirements included, at least
    `LEAST_MASS` so that one shared word does not cover everything.
    """

    whole: Matrix
    name: Matrix
    mass: Matrix
    total: Floats


def asked(view: View, names: Sequence[str], descriptions: Sequence[str]) -> Asked:
    """Features (normalised names and descriptions) in one view."""
    count = len(names)
    counts, unknown = view.space.counts([*names, *descriptions])
    name = counts[:count]
    both = (NAME_COUNTS * name + counts[count:]).tocsr()
    mass = presence(both)
    mass.data = view.idf[mass.indices].astype(np.float32)
    strange = view.strange * (unknown[:count] + unknown[count:])
    total = np.asarray(mass.sum(axis=1)).ravel() + strange
    return Asked(
        weighted(both, view.idf), weighted(name, view.idf), mass, np.maximum(total, LEAST_MASS)
    )


def document_signals(views: Sequence[View], features: Sequence[Asked]) -> list[Scores]:
    """The signals of whole documents, each an array features × documents."""
    (grams, words, concepts), (g, w, c) = views, features
    covered = concepts.present_by_term.product(c.mass)
    covered /= c.total[:, None].astype(np.float32)
    return [
        grams.whole_by_term.product(g.whole),
        words.whole_by_term.product(w.whole),
        concepts.whole_by_term.product(c.whole),
        grams.heading_by_term.product(g.name),
        concepts.heading_by_term.product(c.name),
        covered,
    ]


def line_signals(views: Sequence[View], features: Sequence[Asked], row: int, lines: Ints) -> Floats:
    """The signals of lines (signals × lines) of one feature."""
    found = []
    for view, feature, like, covered in zip(
        views, features, (False, True, True), (True, False, True), strict=True
    ):
        indices, values, ends = _rows(view, lines)
        if like:
            query = _dense(feature.whole, row)
            found.append(_sums(query[indices] * values, ends))
        if covered:
            mass = _dense(feature.mass, row)
            found.append(_sums(mass[indices], ends) / feature.total[row])
    grams_covered, words, concepts, concepts_covered = found
    return np.stack([words, concepts, grams_covered, concepts_covered])


def _rows(view: View, lines: Ints) -> tuple[Ints, Scores, Ints]:
    """Columns and values of the terms of lines, and where each line ends among them."""
    lengths = view.line_terms[lines]
    ends = np.cumsum(lengths)
    shift = view.line.indptr[lines] - (ends - lengths)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(shift, lengths)
    return view.line.indices[places], view.line.data[places], ends


def _sums(values: Floats | Scores, ends: Ints) -> Floats:
    upto = np.append(np.cumsum(values, dtype=np.float64), 0.0)[ends - 1]
    upto[ends == 0] = 0
    upto[1:] -= upto[:-1].copy()
    return upto


def _dense(matrix: Matrix, row: int) -> Scores:
    found = np.zeros(matrix.shape[1], np.float32)
    a, b = matrix.indptr[row], matrix.indptr[row + 1]
    found[matrix.indices[a:b]] = matrix.data[a:b]
    return found


def words_covered(view: View, feature: Asked, rows: Ints, chosen: Ints) -> Floats:
    """The share of each feature's idf found in the document chosen for it."""
    common = feature.mass[rows].multiply(view.present[chosen]).sum(axis=1)
    shares: Floats = np.asarray(common).ravel() / feature.total[rows]
    return shares


def best_lines(signals: Floats, given: Documents, chosen: Ints) -> Floats:
    """The best of each signal (signals × documents) over the lines of the chosen documents."""
    sizes = np.diff(given.starts)[chosen]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    best: Floats = np.maximum.reduceat(signals, starts, axis=1)
    return best
