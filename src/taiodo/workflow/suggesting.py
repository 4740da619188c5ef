"""対応候補: requirements proposed as counterparts of current features."""

from collections.abc import Sequence
from functools import lru_cache

from taiodo.catalog.editions import Edition
from taiodo.catalog.load import operation_of
from taiodo.catalog.requirements import BindingKind
from taiodo.matching.engine import Candidate, Confirmed, Matcher, Suggestion, Wanted
from taiodo.matching.vocabulary import Vocabulary
from taiodo.workflow.catalogue import find_edition
from taiodo.workflow.desk import Desk
from taiodo.workflow.learning import confirmed

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

KEPT_INDEXES = 8


def suggest(
    desk: Desk, operation: str, edition: str, features: Sequence[Wanted], top: int = 10
) -> list[Suggestion]:
    """The most likely counterparts of each feature in one edition, imported or shipped.

    Raises:
        Problem: no such operation or edition.
    """
    known = operation_of(operation)
    with desk.reading() as (reading, body):
        found = find_edition(reading, known.id, edition)
        before = confirmed(reading, body.id, known.id, found)
        kind = body.kind.binding
    return matcher(found, before, kind).suggest(features, top)


def matcher(edition: Edition, before: tuple[Confirmed, ...], kind: BindingKind) -> Matcher:
    """The index of an edition, kept until its content or the confirmed mappings change."""
    return _matcher(edition.requirements, before, kind)


@lru_cache(maxsize=KEPT_INDEXES)
def _matcher(
    requirements: tuple[object, ...], before: tuple[Confirmed, ...], kind: BindingKind
) -> Matcher:
    return Matcher(requirements, Vocabulary(), before, kind)  # type: ignore[arg-type]
