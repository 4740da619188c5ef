"""Two people changed the same item: field by field mine, theirs, or both texts together."""

from collections.abc import Mapping
from enum import StrEnum


class Side(StrEnum):
    """Which of two versions of a field is kept."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {"mine": "自分の入力", "theirs": "今の内容", "both": "両方をつなぐ"}[self.value]


TEXTS = {"comment": "\n", "reason": "／", "owner": "・"}
"""Fields whose two texts can be kept together, with what stands between them."""


def sides_of(name: str, mine: object, theirs: object) -> tuple[Side, ...]:
    """What can be chosen for a field; both together only where both are texts that differ."""
    joinable = name in TEXTS and bool(mine) and bool(theirs) and mine != theirs
    return (Side.MINE, Side.THEIRS, Side.BOTH) if joinable else (Side.MINE, Side.THEIRS)


def combined(name: str, mine: object, theirs: object) -> object:
    """Both texts, what is there first; a text that holds the other already stands alone."""
    ours, added = str(theirs or ""), str(mine or "")
    if added in ours:
        return ours
    return added if ours in added else f"{ours}{TEXTS[name]}{added}"


def settled(
    typed: Mapping[str, object], now: Mapping[str, object], chosen: Mapping[str, Side]
) -> dict[str, object]:
    """What to store of a refused edit: the fields to change over what is there now.

    Args:
        typed: field → what this person typed.
        now: field → what is there.
        chosen: field → side; a field without a choice keeps what this person typed.
    """
    found: dict[str, object] = {}
    for name, mine in typed.items():
        side = chosen.get(name, Side.MINE)
        if side is Side.BOTH:
            found[name] = combined(name, mine, now.get(name))
        elif side is Side.MINE:
            found[name] = mine
    return {name: value for name, value in found.items() if value != now.get(name)}


def all_combined(typed: Mapping[str, object], now: Mapping[str, object]) -> dict[str, Side]:
    """One choice for all: both texts where that can be, else this person's."""
    return {
        name: Side.BOTH if Side.BOTH in sides_of(name, mine, now.get(name)) else Side.MINE
        for name, mine in typed.items()
    }
