"""Headings (大項目, 中項目 …) of a list, written once and meant for the rows below."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from taiodo.workbook.grid import Struck
from taiodo.workbook.sheets import Sheet, plain

_REPEATS = 3


class StruckHeading(NamedTuple):
    """A heading struck through with the deleted row it stands in."""

    row: int
    column: int
    text: str


class HeadingTrail:
    """Follows the heading columns row by row, from large to small.

    A blank means "as above", unless the larger heading changed, the merged range of the heading
    above has ended, or the column repeats its headings on every row. An empty text somebody wrote
    among untouched blanks means "no heading here".
    """

    def __init__(
        self,
        sheet: Sheet,
        columns: Sequence[int],
        rows: range,
        ditto: frozenset[str] = frozenset(),
        *,
        blanks_tell: bool = False,
    ) -> None:
        self.struck: list[StruckHeading] = []
        self._lost: dict[int, StruckHeading] = {}
        self._ditto = ditto
        self._sheet = sheet
        self._columns = tuple(columns)
        self._current = [""] * len(self._columns)
        self._ends = [0] * len(self._columns)
        self._path: tuple[str, ...] = tuple(self._current)
        self._telling: set[int] = set()
        self._repeating: set[int] = set()
        for column in self._columns:
            self._study(column, rows, blanks_tell)

    def _study(self, column: int, rows: range, blanks_tell: bool) -> None:
        """Learn what blanks mean in a column."""
        values = [self._sheet.value(row, column) for row in rows]
        empty = values.count("")
        untouched = values.count(None)
        if empty and untouched:
            self._telling.add(column)
        repeats = sum(1 for above, v in pairwise(values) if v and v == above)
        if blanks_tell or (repeats >= _REPEATS and repeats > untouched + empty):
            self._repeating.add(column)

    def at(self, row: int, *, deleted: bool = False) -> tuple[str, ...]:
        """The headings that hold for a row; rows must be asked for from top to bottom.

        A heading struck through together with its `deleted` row still holds for the rows below
        that leave theirs blank; `struck` lists those used that way.
        """
        changed = False
        for level, column in enumerate(self._columns):
            value, end = self._value(row, column, level, changed)
            if deleted and not self._sheet.text(row, column):
                value = self._struck_value(row, column, level) or value
            if value != self._current[level]:
                changed = True
                self._current[level] = value
            self._ends[level] = end
        if changed:
            self._path = tuple(self._current)
        if self._lost and not deleted:
            self._use_struck()
        return self._path

    def _struck_value(self, row: int, column: int, level: int) -> str:
        value = self._sheet.seen(row, column)
        if not isinstance(value, Struck) or not value.lost.strip():
            return ""
        self._lost[level] = StruckHeading(row, column, value.lost.strip())
        return value.lost.strip()

    def _use_struck(self) -> None:
        used = [lost for level, lost in self._lost.items() if self._current[level] == lost.text]
        self.struck += used
        self._lost.clear()

    def _value(self, row: int, column: int, level: int, changed: bool) -> tuple[str, int]:
        """The heading of one level and the last row of its merged range (0: not merged)."""
        place = self._sheet.place(row, column)
        if place and place.left < column and place.left in self._columns:
            # Merged with the larger heading to its left: there is none of this level.
            return "", place.bottom
        if place and (place.bottom > place.top or place.top < row):
            # A range merged over several rows ends where it says; below it nothing is meant.
            return self._sheet.text(row, column).strip(), place.bottom
        value = self._sheet.value(row, column)
        text = plain(value).strip()
        if text in self._ditto:
            return self._current[level], self._ends[level]
        if text:
            return text, 0
        ended = 0 < self._ends[level] < row
        told = column in self._repeating or (column in self._telling and value == "")
        if changed or ended or told:
            return "", 0
        return self._current[level], self._ends[level]
