"""Carrying the answers of a survey over to a new edition: what becomes of each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taiodo.catalog.compare import Change, ChangeKind, Comparison
from taiodo.catalog.requirements import BindingKind, Obligation, Requirement

Key = tuple[str, int]
"""What names a requirement within an edition: its number and part."""
SEPARATOR = "・"


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
    answered: Mapping[Key, str],
    confirmed: Sequence[tuple[Key, Key]] = (),
) -> RollOver:
    """What becomes of the items `answered` has, for a municipality of this kind.

    Args:
        comparison: the old edition against the new one.
        binding: the kind of municipality, whose classes count.
        answered: the old survey's items, with or without a verdict: key → 要再確認 that nobody has
            settled yet ("" for none), which the new edition does not settle either.
        confirmed: pairs (old, new) of the comparison's proposals that a person confirmed; of
            several for the same new one the first counts.
    """
    by_new = {new: old for old, new in reversed(confirmed)}
    taken = set(by_new.values())
    items: list[Carried] = []
    archived: list[Key] = []
    for change in comparison.changes:
        old, new = change.old, change.new
        if new is not None and new.obligation_for(binding) is not Obligation.NONE:
            before = key_of(old) if old is not None else by_new.get(key_of(new))
            if before is None or before not in answered:
                items.append(Carried(key_of(new), None, ""))
            else:
                review = _joined(answered[before], _review(change, binding))
                items.append(Carried(key_of(new), before, review))
        elif old is not None and key_of(old) in answered and key_of(old) not in taken:
            archived.append(key_of(old))
    return RollOver(tuple(items), tuple(archived))


def key_of(requirement: Requirement) -> Key:
    """The key of a requirement within its edition."""
    return requirement.number, requirement.part


def _joined(pending: str, review: str) -> str:
    """Both reasons, the older first; one that says the same again is said once."""
    if review in pending:
        return pending
    return SEPARATOR.join(filter(None, (pending, review)))


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
    return SEPARATOR.join(reasons)
