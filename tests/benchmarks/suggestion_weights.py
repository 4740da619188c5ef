"""Fitting the weights of the suggestions, and what each part of them is worth.

Run: python tests/benchmarks/suggestion_weights.py OPERATION EDITION FEATURES.tsv…
Each table has the columns feature_id, name, description, gold_sections (`;` between, empty for
none) and optionally difficulty; the edition is looked up in the database as `taiodo match` does.
The weights are cross-validated by section, so that no section is judged by weights it helped fit.
"""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from taiodo.catalog.vocabulary import load_vocabulary
from taiodo.catalog.vocabulary_lines import Vocabulary
from taiodo.matching import weights
from taiodo.matching.engine import Matcher, Wanted
from taiodo.matching.text import normalised
from taiodo.workflow import catalogue
from taiodo.workflow.desk import open_desk

RIDGE = 1.0
NONE_RIDGE = 3.0
SEEDS = (0, 1, 2)
FOLDS = 5


@dataclass
class Labelled:
    """Features with the numbers of their counterparts."""

    wanted: list[Wanted]
    gold: list[set[str]]
    groups: list[str]


def labelled(path: Path) -> Labelled:
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return Labelled(
        [Wanted(r["feature_id"], r["name"], r["description"]) for r in rows],
        [set(filter(None, r["gold_sections"].split(";"))) for r in rows],
        [r.get("difficulty") or "" for r in rows],
    )


def truth(gold: list[set[str]], numbers: tuple[str, ...]) -> np.ndarray:
    return np.array([[number in wanted for number in numbers] for wanted in gold])


def fitted(signals: np.ndarray, gold: np.ndarray) -> np.ndarray:
    """Weights ≥ 0 that make the counterparts most likely (softmax over all requirements)."""
    has = gold.any(1)
    signals, gold = signals[has], gold[has]
    scale = signals.max(1).mean(0) + 1e-6
    scaled = signals / scale

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = scaled @ w
        e = np.exp(z - z.max(1, keepdims=True))
        p = e / e.sum(1, keepdims=True)
        right = (p * gold).sum(1, keepdims=True)
        gradient = np.einsum("ij,ijk->k", p - p * gold / right, scaled) + 2 * RIDGE * w
        return float(-np.log(right).sum() + RIDGE * (w**2).sum()), gradient

    start = np.full(signals.shape[-1], 0.5)
    return minimize(loss, start, jac=True, bounds=[(0, None)] * len(start)).x / scale


def folds(gold: list[set[str]], seed: int) -> np.ndarray:
    names = [min(wanted) if wanted else f"none {n}" for n, wanted in enumerate(gold)]
    places = {name: i for i, name in enumerate(dict.fromkeys(names))}
    drawn = np.random.default_rng(seed).permutation(len(places)) % FOLDS
    return np.array([drawn[places[name]] for name in names])


def cross_validated(signals: np.ndarray, gold: np.ndarray, named: list[set[str]]) -> np.ndarray:
    scores = np.zeros(gold.shape)
    for seed in SEEDS:
        drawn = folds(named, seed)
        for fold in range(FOLDS):
            out = drawn == fold
            scores[out] += signals[out] @ fitted(signals[~out], gold[~out]) / len(SEEDS)
    return scores


def recall(scores: np.ndarray, gold: np.ndarray, which: np.ndarray) -> str:
    has = gold.any(1) & which
    order = np.argsort(-scores[has], axis=1, kind="stable")
    place = np.take_along_axis(gold[has], order, 1).argmax(1)
    return " / ".join(f"{(place < k).mean():.3f}" for k in (1, 5, 10))


def area(scores: np.ndarray, has: np.ndarray) -> float:
    a, b = scores[has][:, None], scores[~has][None]
    return float(((a > b) + 0.5 * (a == b)).mean())


def logistic(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias of a ridge logistic regression, both classes of equal weight."""
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    z = np.c_[(x - mean) / deviation, np.ones(len(x))]
    share = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean()))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        p = 1 / (1 + np.exp(-z @ w))
        kept = np.r_[w[:-1], 0]
        value = -(share * np.log(np.where(y, p, 1 - p) + 1e-12)).sum()
        return value + NONE_RIDGE * (kept**2).sum(), z.T @ (share * (p - y)) + 2 * NONE_RIDGE * kept

    w = minimize(loss, np.zeros(z.shape[1]), jac=True).x
    return w[:-1] / deviation, float(w[-1] - (w[:-1] * mean / deviation).sum())


def unseen(vocabulary: Vocabulary, wanted: list[Wanted], said: str) -> Vocabulary:
    """The vocabulary less every word the features use and the standard does not.

    Whoever wrote the vocabulary may have read the features; this is what is left to somebody who
    had not, and had no luck either: a bound from below.
    """
    asked = "".join(normalised(f"{w.name}|{w.description}|") for w in wanted).replace(" ", "")

    def kept(words: tuple[str, ...]) -> tuple[str, ...]:
        plain = [(w, normalised(w).replace(" ", "")) for w in words]
        return tuple(w for w, p in plain if len(p) < 3 or p not in asked or p in said)

    same = [kept(words) for words in vocabulary.same]
    leads = [(kept(words), means) for words, means in vocabulary.leads]
    return Vocabulary(
        tuple(words for words in same if len(words) > 1),
        tuple((words, means) for words, means in leads if words),
        kept(vocabulary.outside),
        vocabulary.forms,
    )


def main(operation: str, edition: str, *files: str) -> None:
    requirements = catalogue.edition(open_desk(), operation, edition).requirements
    sets = [labelled(Path(file)) for file in files]
    wanted = [w for one in sets for w in one.wanted]
    gold_names = [g for one in sets for g in one.gold]
    source = np.repeat(np.arange(len(sets)), [len(one.wanted) for one in sets])
    groups = np.array([g for one in sets for g in one.groups])
    shipped = load_vocabulary()
    said = "".join(normalised(f"{r.name}{r.text}") for r in requirements).replace(" ", "")
    vocabularies = {
        "without vocabulary": Vocabulary(),
        "general words only": Vocabulary(same=shipped.same, forms=shipped.forms),
        "bound from below": unseen(shipped, wanted, said),
        "whole vocabulary": shipped,
    }
    learnt = []
    for title, vocabulary in vocabularies.items():
        matcher = Matcher(requirements, vocabulary)
        signals, numbers = matcher.signals(wanted)
        learnt.append((matcher, signals))
        gold = truth(gold_names, numbers)
        scores = cross_validated(signals, gold, gold_names)
        for number, file in enumerate(files):
            here = source == number
            print(f"{title}\t{Path(file).name}\t{recall(scores, gold, here)}")
            for group in sorted(set(groups[here]) - {""}):
                print(f"\t{group}\t{recall(scores, gold, here & (groups == group))}")
    print("\nwithout one signal (cross-validated, whole vocabulary)")
    for number, name in enumerate(weights.SIGNALS):
        rest = np.delete(signals, number, axis=-1)
        less = cross_validated(rest, gold, gold_names)
        told = [recall(less, gold, source == n) for n in range(len(files))]
        print(f"{name}\t" + "\t".join(told))
    # Fitted on both, so that the vocabulary is not trusted more than on words it was not made for.
    both = learnt[-2:]
    chosen = fitted(np.concatenate([x for _, x in both]), np.concatenate([gold, gold]))
    print("\nWEIGHTS =", tuple(round(float(w), 3) for w in chosen))
    judged = [m.judged(wanted, x @ chosen) for m, x in both]
    has = gold.any(1)
    for title, out_of in zip(("bound from below", "whole vocabulary"), (0, 1), strict=True):
        guesses = guessed(judged, has, out_of)
        for number, file in enumerate(files):
            here = source == number
            found = area(guesses[here], has[here])
            print(f"none: area under ROC\t{title}\t{Path(file).name}\t{found:.3f}")
    w, bias = logistic(np.concatenate(judged), np.concatenate([has, has]))
    print("NONE_WEIGHTS =", tuple(round(float(x), 3) for x in w))
    print("NONE_BIAS =", round(bias, 3))


def guessed(judged: list[np.ndarray], has: np.ndarray, shown: int) -> np.ndarray:
    """Cross-validated logits of having a counterpart."""
    guesses = np.zeros(len(has))
    for seed in SEEDS:
        drawn = np.random.default_rng(seed).permutation(len(has)) % (2 * FOLDS)
        for fold in range(2 * FOLDS):
            out = drawn == fold
            known = np.concatenate([j[~out] for j in judged])
            w, bias = logistic(known, np.concatenate([has[~out]] * len(judged)))
            guesses[out] += (judged[shown][out] @ w + bias) / len(SEEDS)
    return guesses


if __name__ == "__main__":
    main(*sys.argv[1:])
