"""Suggestions: for each current feature the requirements that are most likely its counterparts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.catalog.vocabulary_lines import Vocabulary
from taiodo.matching import weights
from taiodo.matching.explanation import shared_words
from taiodo.matching.index import documents, view
from taiodo.matching.learning import Confirmed, Experience
from taiodo.matching.lexicon import Lexicon
from taiodo.matching.meanings import Meanings
from taiodo.matching.obligations import best_part
from taiodo.matching.signals import (
    Asked,
    Scores,
    asked,
    best_lines,
    document_signals,
    line_signals,
    words_covered,
)
from taiodo.matching.spaces import Concepts, Floats, Grams, Ints, Words

__all__ = ["Candidate", "Confirmed", "Matcher", "Suggestion", "Wanted"]

BLOCK = 128
LOOKED_AT = 40
SPREAD = 3.0
PROBABLY = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A current feature looking for counterparts; `system` is the name of its system."""

    id: str
    name: str
    description: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed counterpart.

    `key` is the index of the requirement among those the matcher was given, `part` and
    `obligation` are that requirement's; of several requirements under one number it is the one
    that fits best. `score` (0..1) can be compared between features: of the first candidate it is
    the probability that the feature has a counterpart at all. `words` carried the match, written
    a→b where the vocabulary brought two words together.
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


@dataclass(frozen=True)
class Ranking:
    """One feature's candidates: documents best first, their scores and signals, the best parts."""

    chosen: Ints
    scores: Floats
    signals: Floats
    parts: tuple[int, ...]


class Matcher:
    """An index of the requirements of one edition, ready to be asked again and again."""

    def __init__(
        self,
        requirements: Sequence[Requirement],
        vocabulary: Vocabulary,
        confirmed: Sequence[Confirmed] = (),
        kind: BindingKind = BindingKind.OTHER,
    ) -> None:
        self._requirements = tuple(requirements)
        self._kind = kind
        self._lexicon = Lexicon(vocabulary)
        if not self._requirements:
            return
        self._documents = documents(self._requirements, self._lexicon)
        spaces = (Grams(), Words(), Concepts(self._lexicon))
        self._views = tuple(view(space, self._documents) for space in spaces)
        self._meanings = Meanings(self._lexicon, self._views[2])
        said = "\n".join((*self._documents.lines, *self._documents.headings))
        self._outside = frozenset(w for w in self._lexicon.outside_all if w not in said)
        self._experience = Experience(confirmed, self._documents.numbers, self._lexicon)

    def suggest(self, features: Sequence[Wanted], top: int = 10) -> list[Suggestion]:
        """The `top` most likely counterparts of each feature, in the order given."""
        if not self._requirements:
            return [Suggestion(f.id, (), 1.0, True) for f in features]
        return [
            found
            for start in range(0, len(features), BLOCK)
            for found in self._block(features[start : start + BLOCK], top)
        ]

    def _block(self, features: Sequence[Wanted], top: int) -> Iterator[Suggestion]:
        names, descriptions = self._texts(features)
        seen = [asked(v, names, descriptions) for v in self._views]
        remembered = self._experience.recalled(names, descriptions)
        whole = self._whole(seen, names, descriptions)
        rankings = self._rankings(seen, whole, remembered.bonus, top)
        none = self._none_scores(seen, rankings, names, descriptions, remembered.none)
        for row, (feature, ranking) in enumerate(zip(features, rankings, strict=True)):
            line = f"{names[row]}\n{descriptions[row]}"
            yield self._suggestion(feature.id, ranking, float(none[row]), line, top)

    def signals(self, features: Sequence[Wanted]) -> tuple[Floats, tuple[str, ...]]:
        """Every signal (features × documents × signals) and the documents' numbers, to fit by."""
        texts = self._texts(features)
        seen = [asked(v, *texts) for v in self._views]
        whole = np.stack(self._whole(seen, *texts))
        every = np.arange(len(self._documents.numbers))
        lines = [
            best_lines(self._lines(seen, row, every), self._documents, every)
            for row in range(len(features))
        ]
        both = np.concatenate([whole, np.stack(lines, axis=1)])
        return np.moveaxis(both, 0, -1), self._documents.numbers

    def judged(self, features: Sequence[Wanted], scores: Floats) -> Floats:
        """The signals of "no counterpart" where `scores` (features × documents) rank, to fit by."""
        signals, _ = self.signals(features)
        rankings = []
        for row, own in enumerate(scores):
            order = np.argsort(-own, kind="stable")
            rankings.append(Ranking(order, own[order], signals[row, order].T, ()))
        texts = self._texts(features)
        return self.none_signals([asked(v, *texts) for v in self._views], rankings, *texts)

    def _texts(self, features: Sequence[Wanted]) -> tuple[list[str], list[str]]:
        names = [_one_line(self._lexicon.normalised(f.name)) for f in features]
        return names, [_one_line(self._lexicon.normalised(f.description)) for f in features]

    def _whole(
        self, seen: Sequence[Asked], names: Sequence[str], descriptions: Sequence[str]
    ) -> list[Scores]:
        """The signals of whole documents, in the order of `weights.SIGNALS`."""
        likened = self._meanings.headings(names, descriptions)
        return [*document_signals(self._views, seen), *likened]

    def _rankings(
        self, seen: Sequence[Asked], whole: Sequence[Scores], bonus: Floats, top: int
    ) -> list[Ranking]:
        first = sum(w * s for w, s in zip(weights.WEIGHTS, whole, strict=False)) + bonus
        size = min(max(LOOKED_AT, top), first.shape[1])
        found = []
        for row, scores in enumerate(first):
            chosen = np.argpartition(-scores, size - 1)[:size] if size < len(scores) else None
            chosen = np.sort(chosen) if chosen is not None else np.arange(len(scores))
            lines = self._lines(seen, row, chosen)
            best = best_lines(lines, self._documents, chosen)
            total = scores[chosen] + np.asarray(weights.WEIGHTS[len(whole) :]) @ best
            order = np.argsort(-total, kind="stable")
            signals = np.concatenate([np.stack([s[row, chosen] for s in whole]), best])
            shown = order[: max(top, 2)]
            parts = self._best_parts(lines, chosen, shown)
            found.append(Ranking(chosen[order], total[order], signals[:, order], parts))
        return found

    def _lines(self, seen: Sequence[Asked], row: int, chosen: Ints) -> Floats:
        """The signals of the lines of the chosen documents, one after the other."""
        starts = self._documents.starts
        lines = np.concatenate([np.arange(starts[d], starts[d + 1]) for d in chosen])
        return line_signals(self._views, seen, row, lines)

    def _best_parts(self, lines: Floats, chosen: Ints, shown: Ints) -> tuple[int, ...]:
        """For each document shown, the requirement among its parts that fits best."""
        starts = self._documents.starts
        sizes = np.diff(starts)[chosen]
        begins = np.concatenate([[0], np.cumsum(sizes)])
        tail = np.asarray(weights.WEIGHTS[-len(lines) :])
        found = []
        for place in shown:
            document = chosen[place]
            parts = self._documents.parts[document]
            if len(parts) == 1:
                found.append(parts[0])
                continue
            own = tail @ lines[:, begins[place] : begins[place + 1]]
            owners = self._documents.line_part[starts[document] : starts[document + 1]]
            fits = {part: float(own[owners == part].max()) for part in parts}
            found.append(best_part(fits, self._requirements, self._kind))
        return tuple(found)

    def _none_scores(
        self,
        seen: Sequence[Asked],
        rankings: Sequence[Ranking],
        names: Sequence[str],
        descriptions: Sequence[str],
        remembered: Floats,
    ) -> Floats:
        """How likely each feature has no counterpart."""
        features = self.none_signals(seen, rankings, names, descriptions)
        logit = features @ np.asarray(weights.NONE_WEIGHTS) + weights.NONE_BIAS + remembered
        found: Floats = 1 / (1 + np.exp(np.clip(logit, -30, 30)))
        return found

    def none_signals(
        self,
        seen: Sequence[Asked],
        rankings: Sequence[Ranking],
        names: Sequence[str],
        descriptions: Sequence[str],
    ) -> Floats:
        """What tells features without counterpart (features × `weights.NONE_SIGNALS`)."""
        place = weights.SIGNALS.index
        rows = np.arange(len(rankings))
        chosen = np.array([r.chosen[0] for r in rankings])
        best = np.stack([r.signals[:, 0] for r in rankings])
        first = np.array([r.scores[0] for r in rankings])
        second = np.array([r.scores[1] if len(r.scores) > 1 else 0 for r in rankings])
        columns = [
            first,
            first - second,
            best[:, place("grams whole")],
            words_covered(self._views[1], seen[1], rows, chosen),
            best[:, place("concepts covered")],
            best[:, place("concepts line covered")],
            best[:, place("concepts line")],
            best[:, place("concepts heading")],
            best[:, place("grams like")],
            best[:, place("words like")],
            self._outside_of(names),
            self._outside_of(descriptions),
            np.log([len(n) + len(d) + 1 for n, d in zip(names, descriptions, strict=True)]),
        ]
        return np.stack(columns, axis=1)

    def _outside_of(self, lines: Sequence[str]) -> Floats:
        found = [bool(self._lexicon.outside_words(line) & self._outside) for line in lines]
        return np.array(found, np.float64)

    def _suggestion(
        self, feature: str, ranking: Ranking, none: float, line: str, top: int
    ) -> Suggestion:
        candidates = []
        for place, key in enumerate(ranking.parts[:top]):
            requirement = self._requirements[key]
            behind = float(ranking.scores[0] - ranking.scores[place])
            candidates.append(
                Candidate(
                    requirement.number,
                    requirement.part,
                    key,
                    requirement.obligation_for(self._kind),
                    (1 - none) * float(np.exp(-behind / SPREAD)),
                    shared_words(line, requirement, self._lexicon),
                )
            )
        return Suggestion(feature, tuple(candidates), none, none > PROBABLY)


def _one_line(text: str) -> str:
    """A feature's text as one line, within what the tokenizer takes."""
    return " ".join(text.split())[:LONGEST]


LONGEST = 4_000
