"""判定・扱いの提案: what the mapping speaks for, adopted only by a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiodo.access.rights import Action
from taiodo.store import bulk as stored_bulk
from taiodo.store import items as stored_items
from taiodo.store import mappings
from taiodo.store.engine import Reading
from taiodo.store.tables import ChangedRow, FeatureItemRow, RequirementItemRow
from taiodo.survey.answers import Disposition, Verdict
from taiodo.survey.items import Edit, FeatureItem, ItemFilter, RequirementItem
from taiodo.survey.proposals import (
    DispositionProposal,
    VerdictProposal,
    proposed_disposition,
    proposed_verdict,
)
from taiodo.survey.stages import Stage
from taiodo.workflow.desk import Desk
from taiodo.workflow.mapping import DISPOSITIONS, VERDICTS
from taiodo.workflow.surveying import ALL, looked_at, save_all


@dataclass(frozen=True, slots=True)
class ForRequirement:
    """An unanswered requirement with the verdict the mapping speaks for."""

    item: RequirementItem
    proposal: VerdictProposal


@dataclass(frozen=True, slots=True)
class ForFeature:
    """An unjudged feature with the disposition its counterparts' classes speak for."""

    item: FeatureItem
    disposition: Disposition
    reason: str


def verdict_proposals(
    reading: Reading, survey: int, items: Sequence[RequirementItem]
) -> dict[int, VerdictProposal]:
    """The proposal for each requirement item of a survey."""
    relations = mappings.relations_by_requirement(reading, [i.id for i in items])
    undecided = mappings.undecided_features(reading, survey)
    unclear = mappings.unclear_items(reading, survey)
    return {
        i.id: proposed_verdict(
            i.obligation, relations.get(i.id, ()), undecided, unclear=i.id in unclear
        )
        for i in items
    }


def disposition_proposal(item: FeatureItem) -> DispositionProposal:
    """What the mapping of a feature speaks for."""
    return proposed_disposition(item.mapping)


def verdicts_to_adopt(
    desk: Desk, wanted: ItemFilter, *, provisional: bool = False
) -> tuple[ForRequirement, ...]:
    """The unanswered items of a filtered list with their proposals.

    `provisional` takes in proposals that may change while features are undecided. What is under
    差戻し is for its department to answer.
    """
    if wanted.survey is None:
        return ()
    scope = replace(wanted, verdicts=(Verdict.UNANSWERED,))
    if wanted.verdicts and Verdict.UNANSWERED not in wanted.verdicts:
        return ()
    with desk.reading() as (reading, body):
        items = stored_items.requirement_items(reading, body.id, scope, size=ALL).items
        proposals = verdict_proposals(reading, wanted.survey, items)
    found = (ForRequirement(i, proposals[i.id]) for i in items if i.stage is not Stage.RETURNED)
    return tuple(f for f in found if provisional or not f.proposal.provisional)


def dispositions_to_adopt(desk: Desk, wanted: ItemFilter) -> tuple[ForFeature, ...]:
    """The unjudged features of a filtered list with their proposals, where there is one."""
    if wanted.dispositions and Disposition.UNDECIDED not in wanted.dispositions:
        return ()
    scope = replace(wanted, dispositions=(Disposition.UNDECIDED,))
    with desk.reading() as (reading, body):
        items = stored_items.feature_items(reading, body.id, scope, size=ALL).items
    open_items = (item for item in items if item.stage is not Stage.RETURNED)
    proposals = ((item, proposed_disposition(item.mapping)) for item in open_items)
    return tuple(
        ForFeature(item, p.disposition, p.reason) for item, p in proposals if p.disposition
    )


def adopt_verdicts(desk: Desk, survey: int, found: Sequence[ForRequirement]) -> int:
    """Store proposed verdicts as a person's answers, to be taken back together; how many."""
    edits = [
        looked_at(Edit(f.item.id, f.item.revision, {"verdict": f.proposal.verdict.value}))
        for f in found
    ]
    return _adopt(desk, survey, RequirementItemRow, edits, VERDICTS, "判定の提案を一括採用")


def adopt_dispositions(desk: Desk, survey: int, found: Sequence[ForFeature]) -> int:
    """Store proposed dispositions, as `adopt_verdicts`."""
    edits = [Edit(f.item.id, f.item.revision, {"disposition": f.disposition.value}) for f in found]
    return _adopt(desk, survey, FeatureItemRow, edits, DISPOSITIONS, "扱いの提案を一括採用")


def _adopt(
    desk: Desk,
    survey: int,
    table: type[ChangedRow],
    edits: Sequence[Edit],
    kind: str,
    summary: str,
) -> int:
    with desk.changing(Action.ANSWER) as (tx, body):
        saved = save_all(desk, tx, body.id, table, edits)
        stored_bulk.add_bulk(tx, body.id, survey, kind, summary, saved.touched)
        return len(saved.touched)
