"""調査票: what a department is sent in Excel, and merging what comes back.

Three-way, item by item and field by field: `base` is what was sent, `theirs` what came back,
`ours` what is stored now. What was not touched changes nothing, a blank cell never overwrites,
what only one side changed is taken, and what both changed differently is a conflict for a person.

A sheet is copied and its copies come back at different times, so what was sent stays the base of
all of them, and what came back earlier is remembered beside it (`Seen`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

Value = str | int | float | None
Values = Mapping[str, Value]
"""Field → value."""


class Face(StrEnum):
    """The two faces of a gap, each a sheet of the 調査票."""

    REQUIREMENT = "requirement"
    FEATURE = "feature"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields a department fills in, in the order of the sheet."""
        first = "verdict" if self is Face.REQUIREMENT else "disposition"
        return (first, *_HANDLING)

    @property
    def unset(self) -> dict[str, Value]:
        """The value each field has before anybody filled it in."""
        first = {"verdict": "unanswered"} if self is Face.REQUIREMENT else {}
        second = {} if self is Face.REQUIREMENT else {"disposition": "undecided"}
        return {**first, **second, **_UNSET}


_UNSET: dict[str, Value] = {
    "countermeasure": "", "impact_resident": "", "impact_staff": "", "effort": None, "cost": None,
    "due": "", "owner": "", "reason": "", "comment": "",
}  # fmt: skip
_HANDLING = tuple(_UNSET)


class ItemKey(NamedTuple):
    """One item of a survey."""

    face: Face
    item: int


Seen = Mapping[tuple[ItemKey, str], Sequence[Value]]
"""Item and field → the values that came back before from copies of the same sheet."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One row that came back: the values of its filled cells, and where each of them stands.

    `number` is 機能ID, for people. `values` holds no field whose cell is blank.
    """

    key: ItemKey
    number: str
    where: str
    values: Values
    cells: Mapping[str, str] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """The cell of a field, else the row."""
        return self.cells.get(name, self.where)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one item: what was sent, what came back, what is there now."""

    key: ItemKey
    number: str
    field: str
    base: Value
    theirs: Value
    ours: Value
    where: str = ""

    def as_dict(self, *, conflict: bool) -> dict[str, object]:
        """The JSON form in `survey merge`."""
        found: dict[str, object] = {
            "number": self.number,
            "field": self.field,
            "base": self.base,
            "theirs": self.theirs,
        }
        return {**found, "ours": self.ours} if conflict else found


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cell or row that could not be taken, with its place and what to do."""

    where: str
    message: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """The JSON form in `survey merge`."""
        words = f"{self.message}{self.advice and f' → {self.advice}'}"
        return {"where": self.where, "message": words}


@dataclass(frozen=True, slots=True)
class Merge:
    """What merging does: fields taken, conflicts for a person, and what was refused.

    `agreed` came back changed, and the same is stored already: nothing to do, to be remembered.
    """

    applied: tuple[FieldChange, ...] = ()
    conflicts: tuple[FieldChange, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    agreed: tuple[FieldChange, ...] = ()

    @property
    def brought(self) -> tuple[FieldChange, ...]:
        """What came back for the first time: not to be taken again from any copy."""
        return (*self.applied, *self.conflicts, *self.agreed)

    def as_dict(self) -> dict[str, list[dict[str, object]]]:
        """The JSON form of `survey merge`."""
        return {
            "applied": [c.as_dict(conflict=False) for c in self.applied],
            "conflicts": [c.as_dict(conflict=True) for c in self.conflicts],
            "rejected": [dict(r.as_dict()) for r in self.rejected],
        }

    def with_rejected(self, more: Iterable[Rejected]) -> "Merge":
        """The same with more refusals, those before first."""
        return replace(self, rejected=(*self.rejected, *more))


def merge(
    base: Mapping[ItemKey, Values],
    theirs: Sequence[Returned],
    ours: Mapping[ItemKey, Values],
    seen: Seen | None = None,
) -> Merge:
    """Merge rows that came back into what is stored.

    A value as it was sent is untouched, and one that came back before is done with, whatever a
    person decided since. A new one is taken where nobody changed the field, neither on the screen
    nor in another copy.

    Args:
        base: what was sent, by item; an item it lacks was not sent in this file, and counts as sent
            unfilled.
        theirs: the rows that came back, of items in `ours`.
        ours: what is stored now.
        seen: what came back before from the same sheet.
    """
    rejected: list[Rejected] = []
    found: dict[str, list[FieldChange]] = {"applied": [], "conflicts": [], "agreed": []}
    first: dict[ItemKey, Returned] = {}
    for row in theirs:
        before = first.setdefault(row.key, row)
        if before is not row:
            if dict(before.values) != dict(row.values):
                rejected.append(_twice(row, before))
            continue
        for change in _changes(row, base.get(row.key), ours[row.key]):
            earlier = (seen or {}).get((row.key, change.field), ())
            if not any(_same(change.theirs, value) for value in earlier):
                found[_kind(change, earlier)].append(change)
    return Merge(
        tuple(found["applied"]), tuple(found["conflicts"]), tuple(rejected), tuple(found["agreed"])
    )


def _kind(change: FieldChange, earlier: Sequence[Value]) -> str:
    """What becomes of a value that came back for the first time."""
    if _same(change.theirs, change.ours):
        return "agreed"
    return "applied" if _same(change.ours, change.base) and not earlier else "conflicts"


def _changes(row: Returned, base: Values | None, ours: Values) -> Iterable[FieldChange]:
    """The fields that came back different from what was sent."""
    sent = base if base is not None else row.key.face.unset
    for name in row.key.face.fields:
        if name not in row.values:
            continue
        value, before = row.values[name], sent.get(name)
        if not _same(value, before):
            now = ours.get(name)
            yield FieldChange(row.key, row.number, name, before, value, now, row.place(name))


def _same(left: Value, right: Value) -> bool:
    """Whether two values are the same; nothing entered is "" or None."""
    return (left if left != "" else None) == (right if right != "" else None)


def _twice(row: Returned, first: Returned) -> Rejected:
    return Rejected(
        row.where,
        f"機能ID「{row.number}」の行が二つあり、内容が違います。",
        f"先の行（{first.where}）だけを読みました。どちらか一行にして、もう一度取り込んでください。",
    )
