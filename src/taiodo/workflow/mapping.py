"""機能対応付け: deciding which requirements current features correspond to."""

from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.access.rights import Action
from taiodo.store import bulk as stored_bulk
from taiodo.store import mapping_decisions, mappings
from taiodo.store.history import HistoryEntry, history
from taiodo.store.tables import FeatureItemRow
from taiodo.survey.items import Page
from taiodo.survey.mapping import (
    Decided,
    Decision,
    MappedFeature,
    MappingCounts,
    MappingFilter,
    MappingState,
    Relation,
    Way,
)
from taiodo.workflow.acts import MAPPING, Bulk, last_act, undo
from taiodo.workflow.candidates import Progress, Proposed, candidates
from taiodo.workflow.desk import Desk
from taiodo.workflow.owning import require_own
from taiodo.workflow.surveying import ALL

__all__ = ["Bulk", "Proposed", "candidates", "last_act", "undo"]

ONE = "mapping.one"
THRESHOLD, IMPORT = MAPPING
VERDICTS, DISPOSITIONS = "verdicts", "dispositions"
MANY = (THRESHOLD, IMPORT, VERDICTS, DISPOSITIONS)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one decision; `bulk` takes it back, None when nothing changed."""

    decided: Decided
    bulk: int | None


@dataclass(frozen=True, slots=True)
class Match:
    """An undecided feature with the best requirement proposed for it."""

    feature: MappedFeature
    proposed: Proposed

    @property
    def score(self) -> float:
        """The score of the best candidate, 0 where there is none."""
        return self.proposed.choices[0].score if self.proposed.choices else 0.0


def feature_page(
    desk: Desk, wanted: MappingFilter, *, number: int = 1, size: int = 50
) -> Page[MappedFeature]:
    """One page of features with their mapping."""
    with desk.reading() as (reading, body):
        return mappings.mapped_features(reading, body.id, wanted, number=number, size=size)


def feature(desk: Desk, item: int) -> MappedFeature | None:
    """One feature with its mapping, None when there is no such feature."""
    with desk.reading() as (reading, body):
        return mappings.mapped_feature(reading, body.id, item)


def decisions_so_far(desk: Desk, found: MappedFeature) -> tuple[HistoryEntry, ...]:
    """Every decision on a feature in this survey, newest first."""
    with desk.reading() as (reading, body):
        return history(reading, body.id, entity="mapping", entity_id=found.mapping.id, limit=50)


def counts(desk: Desk, wanted: MappingFilter) -> MappingCounts:
    """Where the mapping of a survey (or one system, one department of it) stands."""
    with desk.reading() as (reading, body):
        return mappings.mapping_counts(reading, body.id, wanted)


def systems(desk: Desk, survey: int) -> dict[str, str]:
    """Systems (id → name) with features in a survey."""
    with desk.reading() as (reading, _):
        return mappings.systems_of(reading, survey)


def chosen(
    found: MappedFeature,
    item: int,
    relation: Relation,
    *,
    together: bool,
    way: Way = Way.HAND,
    score: float | None = None,
) -> Decision:
    """The decision that a feature corresponds to a requirement, alone or with those it has."""
    links = {c.item: c.relation for c in found.mapping.counterparts} if together else {}
    links[item] = relation
    return Decision(
        found.item, found.mapping.revision, MappingState.MAPPED, tuple(links.items()), way, score
    )


def without(found: MappedFeature, item: int) -> Decision:
    """The decision that a feature does not correspond to one of its requirements after all."""
    links = tuple((c.item, c.relation) for c in found.mapping.counterparts if c.item != item)
    state = MappingState.MAPPED if links else MappingState.UNDECIDED
    return Decision(found.item, found.mapping.revision, state, links)


def decided(found: MappedFeature, state: MappingState) -> Decision:
    """The decision that a feature has no counterpart, or is open again."""
    return Decision(found.item, found.mapping.revision, state)


def decide(desk: Desk, decision: Decision) -> Saved:
    """Store one decision unless somebody decided since; it can be taken back."""
    with desk.changing(Action.EDIT_MAPPING) as (tx, body):
        require_own(desk, Action.EDIT_MAPPING, tx, FeatureItemRow, {decision.feature})
        (outcome,), touched = mapping_decisions.decide_many(tx, body.id, [decision])
        key = None
        if touched:
            found = mappings.mapped_feature(tx, body.id, decision.feature)
            survey = found.survey if found else 0
            key = stored_bulk.add_bulk(tx, body.id, survey, ONE, "対応付け", touched)
        return Saved(outcome, key)


def matches(
    desk: Desk, wanted: MappingFilter, *, progress: Progress | None = None
) -> tuple[Match, ...]:
    """The undecided features of a filter with what is proposed for them."""
    scope = MappingFilter(
        wanted.survey, wanted.system, (MappingState.UNDECIDED,), wanted.customised,
        wanted.department, wanted.text,
    )  # fmt: skip
    features = feature_page(desk, scope, size=ALL).items
    if not features:
        return ()
    found = candidates(desk, wanted.survey, features, progress=progress)
    return tuple(Match(f, found[f.item]) for f in features)


def above(found: Sequence[Match], threshold: float) -> tuple[Match, ...]:
    """Those whose best candidate reaches the threshold and which do have a counterpart."""
    return tuple(
        m for m in found
        if m.proposed.choices and m.score >= threshold and not m.proposed.probably_none
    )  # fmt: skip


def accept(desk: Desk, survey: int, found: Sequence[Match], threshold: float) -> int:
    """Decide for the best candidate of each; how many were stored.

    A feature somebody decided about meanwhile keeps that decision.
    """
    decisions = [
        Decision(
            m.feature.item, m.feature.mapping.revision, MappingState.MAPPED,
            ((m.proposed.choices[0].item.id, Relation.SAME),), Way.THRESHOLD, round(m.score, 4),
        )
        for m in found
    ]  # fmt: skip
    with desk.changing(Action.EDIT_MAPPING) as (tx, body):
        require_own(desk, Action.EDIT_MAPPING, tx, FeatureItemRow, {d.feature for d in decisions})
        _, touched = mapping_decisions.decide_many(tx, body.id, decisions)
        summary = f"点数{threshold:.2f}以上の候補を一括採用"
        stored_bulk.add_bulk(tx, body.id, survey, THRESHOLD, summary, touched)
        return len(touched)
