"""What the mapping suggests about the two faces of the gap; deciding stays with people."""

from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.catalog.requirements import Obligation
from taiodo.survey.answers import Disposition, Verdict
from taiodo.survey.mapping import (
    TOLD_BY_TABLE,
    Counterpart,
    Mapping,
    MappingState,
    Relation,
)


@dataclass(frozen=True, slots=True)
class VerdictProposal:
    """A verdict derived from the mapping, with its reason in Japanese.

    `provisional`: features are still undecided, so one of them may yet turn out to correspond.
    """

    verdict: Verdict
    reason: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class DispositionProposal:
    """A disposition derived from the counterparts' classes; None where they do not tell."""

    disposition: Disposition | None
    reason: str


def proposed_verdict(
    obligation: Obligation,
    relations: Sequence[Relation],
    undecided: int,
    *,
    unclear: bool = False,
) -> VerdictProposal:
    """The verdict the mapped features speak for.

    Args:
        obligation: the class of the requirement.
        relations: how each mapped feature corresponds to it.
        undecided: features of the survey nobody has decided about.
        unclear: the features are also mapped to requirements of another class under the same number
            or name, taken from a table that did not say which is meant.
    """
    count = len(relations)
    if obligation is Obligation.PROHIBITED:
        if count:
            words = f"実装不可の要件に当たる現行機能が{count}件あり、標準では使えない"
            return VerdictProposal(Verdict.GAP, words + (_UNCLEAR if unclear else ""), unclear)
        return VerdictProposal(
            Verdict.FIT, f"実装不可の要件に当たる現行機能がない{_rest(undecided)}", undecided > 0
        )
    if not count:
        return VerdictProposal(
            Verdict.GAP, f"対応する現行機能がない{_rest(undecided)}", undecided > 0
        )
    whole = sum(relation is not Relation.PART_OF for relation in relations)
    if whole:
        return VerdictProposal(Verdict.FIT, f"同等か包含する現行機能が{whole}件ある")
    return VerdictProposal(
        Verdict.PARTIAL, f"要件の一部に当たる現行機能だけが{count}件ある{_rest(undecided)}",
        undecided > 0,
    )  # fmt: skip


_UNCLEAR = "（別の類型の要件にも対応付けられており、どれに当たるかを先に確かめる必要があります）"


def _rest(undecided: int) -> str:
    return f"（未決定の現行機能が{undecided:,}件残っています）" if undecided else ""


def proposed_disposition(mapping: Mapping) -> DispositionProposal:
    """What becomes of a feature by the class of its counterparts, the heaviest class first.

    Where a table named a number or heading that carries several classes, the feature is mapped to
    all of them, and only a person can say which is meant.
    """
    if mapping.state is MappingState.UNDECIDED:
        return DispositionProposal(None, "機能対応付けで対応する要件を決めると提案されます")
    if mapping.state is MappingState.NONE:
        return DispositionProposal(Disposition.NONE, "対応する要件がないと決定されている")
    unclear = _of_several_classes(mapping.counterparts)
    if unclear and mapping.way in TOLD_BY_TABLE:
        return DispositionProposal(
            None,
            f"「{'」「'.join(unclear)}」には実装不可とそうでない要件があります。"
            "機能対応付けで、どれに当たるかを選んでください",
        )
    for obligation, disposition in _HEAVIEST_FIRST:
        numbers = [c.number for c in mapping.counterparts if c.obligation is obligation]
        if numbers:
            reason = f"対応する要件 {'、'.join(numbers[:5])} が{obligation.label}"
            return DispositionProposal(disposition, reason)
    return DispositionProposal(None, "対応する要件の実装類型が確かめられていません")


_HEAVIEST_FIRST = (
    (Obligation.PROHIBITED, Disposition.PROHIBITED),
    (Obligation.MANDATORY, Disposition.MANDATORY),
    (Obligation.OPTIONAL, Disposition.OPTIONAL),
)


def _of_several_classes(counterparts: Sequence[Counterpart]) -> list[str]:
    """Names of requirements mapped both as prohibited and as something else."""
    classes: dict[str, set[Obligation]] = {}
    for one in counterparts:
        classes.setdefault(one.name or one.number, set()).add(one.obligation)
    return [n for n, found in classes.items() if Obligation.PROHIBITED in found and len(found) > 1]
