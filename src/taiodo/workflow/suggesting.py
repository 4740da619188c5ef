"""対応候補: requirements proposed as counterparts of current features."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from taiodo.catalog.editions import Edition
from taiodo.catalog.load import operation_of
from taiodo.catalog.requirements import BindingKind, Requirement
from taiodo.catalog.vocabulary import load_vocabulary
from taiodo.matching.engine import Candidate, Confirmed, Matcher, Suggestion, Wanted
from taiodo.workflow.catalogue import find_edition
from taiodo.workflow.desk import Desk
from taiodo.workflow.learning import confirmed
from taiodo.workflow.own_vocabulary import own_files, own_vocabulary

__all__ = [
    "Candidate",
    "Confirmed",
    "Matcher",
    "Suggestion",
    "Wanted",
    "confirmed",
    "matcher",
    "suggest",
]

KEPT_INDEXES = 4


def suggest(
    desk: Desk, operation: str, edition: str, features: Sequence[Wanted], top: int = 10
) -> list[Suggestion]:
    """The most likely counterparts of each feature in one edition, imported or shipped.

    Raises:
        Problem: no such operation or edition, or a file of the municipality's own words is broken.
    """
    known = operation_of(operation)
    with desk.reading() as (reading, body):
        found = find_edition(reading, known.id, edition)
        before = confirmed(reading, body.id, known.id, found)
        kind = body.kind.binding
    return matcher(found, before, kind).suggest(features, top)


def matcher(edition: Edition, before: tuple[Confirmed, ...], kind: BindingKind) -> Matcher:
    """The index of an edition, kept until its content, the words or the decisions change."""
    words = tuple((path, path.stat().st_mtime_ns) for path in own_files())
    return _matcher(edition.requirements, before, kind, words)


@lru_cache(maxsize=KEPT_INDEXES)
def _matcher(
    requirements: tuple[Requirement, ...],
    before: tuple[Confirmed, ...],
    kind: BindingKind,
    words: tuple[tuple[Path, int], ...],
) -> Matcher:
    vocabulary = load_vocabulary() + own_vocabulary() if words else load_vocabulary()
    return Matcher(requirements, vocabulary, before, kind)
