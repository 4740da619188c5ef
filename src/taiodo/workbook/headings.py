"""Headings (大項目, 中項目 …) of a list, written once and meant for the rows below."""

from collections.abc import Iterable, Sequence

from taiodo.workbook.sheets import Sheet, is_empty_text


class HeadingTrail:
    """Follows the heading columns row by row, from large to small.

    A blank means "as above", unless the larger heading changed or the merged range of the heading
    above has ended. An empty text somebody wrote among untouched blanks means "no heading here".
    """

    def __init__(self, sheet: Sheet, columns: Sequence[int], rows: Iterable[int]) -> None:
        self._sheet = sheet
        self._columns = tuple(columns)
        self._current = [""] * len(self._columns)
        self._ends = [0] * len(self._columns)
        self._telling = self._columns_with_telling_blanks(list(rows))

    def _columns_with_telling_blanks(self, rows: list[int]) -> frozenset[int]:
        telling = set()
        for column in self._columns:
            kinds = {
                is_empty_text(cell)
                for row in rows
                if (cell := self._sheet.cell(row, column)).value in (None, "")
            }
            if len(kinds) == 2:
                telling.add(column)
        return frozenset(telling)

    def at(self, row: int) -> tuple[str, ...]:
        """The headings that hold for a row; rows must be asked for from top to bottom."""
        changed = False
        for level, column in enumerate(self._columns):
            value, end = self._value(row, column, level, changed)
            if value != self._current[level]:
                changed = True
                self._current[level] = value
            self._ends[level] = end
        return tuple(self._current)

    def _value(self, row: int, column: int, level: int, changed: bool) -> tuple[str, int]:
        """The heading of one level and the last row of its merged range (0: not merged)."""
        place = self._sheet.merged.get((row, column))
        if place and (place.bottom > place.top or place.top < row):
            # A range merged over several rows ends where it says; below it nothing is meant.
            return self._sheet.text(row, column).strip(), place.bottom
        cell = self._sheet.cell(row, column)
        text = self._sheet.plain(cell).strip()
        if text:
            return text, 0
        ended = 0 < self._ends[level] < row
        told = column in self._telling and is_empty_text(cell)
        if changed or ended or told:
            return "", 0
        return self._current[level], self._ends[level]
