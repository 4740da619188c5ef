"""Suggestions stay as good as they are: features in our own words against the headings of 1.0.

The shipped edition has headings only, so this is harder than the imported specification; the
figures for that are in docs/decisions/0006-suggestions.md.
"""

import csv
from pathlib import Path

import pytest

from taiodo.catalog.load import load_edition
from taiodo.catalog.vocabulary import load_vocabulary
from taiodo.catalog.vocabulary_lines import Vocabulary
from taiodo.matching.engine import Matcher, Wanted

FEATURES = Path(__file__).parent / "data" / "features.tsv"


@pytest.fixture(scope="module")
def features() -> list[dict[str, str]]:
    with FEATURES.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def places(features, vocabulary):
    """Where each counterpart stands (from 0), and the first score of each feature."""
    matcher = Matcher(load_edition("jumin", "1.0").requirements, vocabulary)
    found = matcher.suggest([Wanted("", f["name"], f["description"]) for f in features])
    scores = [one.candidates[0].score for one in found]
    numbers = [[c.number for c in one.candidates] for one in found]
    return [
        own.index(f["number"]) if f["number"] in own else 99
        for own, f in zip(numbers, features, strict=True)
    ], scores


def recall(features, found, k, difficulty=""):
    among = [
        place < k
        for f, place in zip(features, found, strict=True)
        if f["number"] and difficulty in ("", f["difficulty"])
    ]
    return sum(among) / len(among)


def test_recall_and_separation_stay_above_their_floors(features):
    found, scores = places(features, load_vocabulary())
    assert recall(features, found, 1) >= 0.50
    assert recall(features, found, 5) >= 0.85
    assert recall(features, found, 5, "hard") >= 0.75
    there = [s for f, s in zip(features, scores, strict=True) if f["number"]]
    none = [s for f, s in zip(features, scores, strict=True) if not f["number"]]
    area = sum((a > b) + 0.5 * (a == b) for a in there for b in none) / len(there) / len(none)
    assert area >= 0.90


def test_the_vocabulary_is_what_finds_other_wordings(features):
    with_words, _ = places(features, load_vocabulary())
    without, _ = places(features, Vocabulary())
    assert recall(features, with_words, 5) >= recall(features, without, 5) + 0.25
