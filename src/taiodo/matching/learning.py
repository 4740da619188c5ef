"""What people confirmed before, remembered for features worded alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taiodo.matching.index import weighted
from taiodo.matching.lexicon import Lexicon
from taiodo.matching.spaces import Floats, Grams, Matrix

# Likeness from which an earlier decision says something of this feature, and what one word for
# word is worth: more than any difference between the first and the tenth candidate.
ALIKE = 0.2
WORTH = 12.0
WORTH_NONE = 8.0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A mapping a person confirmed before; no `numbers` means "no counterpart"."""

    name: str
    description: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Remembered:
    """What earlier decisions add: `bonus` features × documents, `none` (logit) per feature."""

    bonus: Floats
    none: Floats


class Experience:
    """The decisions made before, found again by their wording."""

    def __init__(
        self, confirmed: Sequence[Confirmed], numbers: Sequence[str], lexicon: Lexicon
    ) -> None:
        places = {number: place for place, number in enumerate(numbers)}
        known = [
            (c, [places[n] for n in c.numbers if n in places])
            for c in confirmed
            if not c.numbers or any(n in places for n in c.numbers)
        ]
        self._size = len(numbers)
        self._targets = [targets for _, targets in known]
        self._grams = Grams()
        texts = [
            lexicon.normalised(f"{c.name} {c.name} {c.description}").replace("\n", " ")
            for c, _ in known
        ]
        counts = self._grams.learn(texts)
        having = np.bincount(counts.indices, minlength=counts.shape[1])
        self._idf = np.log1p((len(texts) + 1) / (having + 0.5))
        self._index: Matrix = weighted(counts, self._idf) if texts else counts

    def recalled(self, names: Sequence[str], descriptions: Sequence[str]) -> Remembered:
        """What the decisions about features worded alike say of these features."""
        bonus = np.zeros((len(names), self._size))
        none = np.zeros(len(names))
        if not self._targets:
            return Remembered(bonus, none)
        texts = [f"{n} {n} {d}" for n, d in zip(names, descriptions, strict=True)]
        counts, unknown = self._grams.counts(texts)
        likeness = (weighted(counts, self._idf) @ self._index.T).tocoo()
        known = np.asarray((counts > 0).sum(axis=1)).ravel()
        shares = known / np.maximum(known + unknown, 1)
        for row, case, like in zip(likeness.row, likeness.col, likeness.data, strict=True):
            worth = float(like) * shares[row]
            if worth < ALIKE:
                continue
            strength = ((worth - ALIKE) / (1 - ALIKE)) ** 2
            targets = self._targets[case]
            for target in targets:
                bonus[row, target] = max(bonus[row, target], WORTH * strength)
            toward = WORTH_NONE * strength * (1 if targets else -1)
            if abs(toward) > abs(none[row]):
                none[row] = toward
        return Remembered(bonus, none)
