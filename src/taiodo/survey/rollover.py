"""Carrying the answers of a survey over to a new edition: what becomes of each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.catalog.compare import Change, ChangeKind, Comparison
from taiodo.catalog.requirements import BindingKind, Obligation, Requirement

Key = tuple[str, int]
"""What names a requirement within an edition: its number and part."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A binding requirement of the new edition and where its answer comes from.

    `old` None: it is new, unanswered. `review` says in Japanese what changed since the answer was
    given, "" when nothing did that matters.
    """

    new: Key
    old: Key | None
    review: str


@dataclass(frozen=True, slots=True)
class RollOver:
    """Every item of the new survey: carried or new, and the archived ones of the old."""

    items: tuple[Carried, ...]
    archived: tuple[Key, ...]

    def as_dict(self) -> dict[str, list[str]]:
        """The JSON form of `survey rollover`: numbers by what became of them."""
        carried = [i.new[0] for i in self.items if i.old and not i.review]
        review = [i.new[0] for i in self.items if i.old and i.review]
        fresh = [i.new[0] for i in self.items if i.old is None]
        archived = [number for number, _ in self.archived]
        named = {"carried": carried, "review": review, "archived": archived, "new": fresh}
        return {name: list(dict.fromkeys(numbers)) for name, numbers in named.items()}


def roll_over(
    comparison: Comparison,
    binding: BindingKind,
    answered: Sequence[Key],
    confirmed: Sequence[tuple[Key, Key]] = (),
) -> RollOver:
    """What becomes of the items `answered` has, for a municipality of this kind.

    Args:
        comparison: the old edition against the new one.
        binding: the kind of municipality, whose classes count.
        answered: the keys of the old survey's items, with or without a verdict.
        confirmed: pairs (old, new) of the comparison's proposals that a person confirmed.
    """
    there = set(answered)
    by_new = {new: old for old, new in confirmed}
    taken = {old for old, _ in confirmed}
    items: list[Carried] = []
    archived: list[Key] = []
    for change in comparison.changes:
        old, new = change.old, change.new
        if new is not None and new.obligation_for(binding) is not Obligation.NONE:
            before = key_of(old) if old is not None else by_new.get(key_of(new))
            if before is None or before not in there:
                items.append(Carried(key_of(new), None, ""))
            else:
                items.append(Carried(key_of(new), before, _review(change, binding)))
        elif old is not None and key_of(old) in there and key_of(old) not in taken:
            archived.append(key_of(old))
    return RollOver(tuple(items), tuple(archived))


def key_of(requirement: Requirement) -> Key:
    """The key of a requirement within its edition."""
    return requirement.number, requirement.part


def _review(change: Change, binding: BindingKind) -> str:
    if change.old is None or change.new is None:
        return "人が対応付けた要件（前の版では別の番号・別の文）"
    reasons = []
    if ChangeKind.TEXT_CHANGED in change.kinds:
        reasons.append(ChangeKind.TEXT_CHANGED.label)
    before, after = change.old.obligation_for(binding), change.new.obligation_for(binding)
    if before is not after:
        reasons.append(f"{ChangeKind.OBLIGATION_CHANGED.label}（{before.label}→{after.label}）")
    if ChangeKind.RENAMED in change.kinds:
        reasons.append(f"{ChangeKind.RENAMED.label}（前の名称: {change.old.name}）")
    return "・".join(reasons)
