"""Rows that are no requirements: end marks, notes, headings, deleted rows, repeated headers."""

import re
from dataclasses import dataclass

from taiodo.workbook.deleted_rows import STRUCK, DeletedRows
from taiodo.workbook.headers import Header, header_at
from taiodo.workbook.sheets import Sheet, plain
from taiodo.workbook.vocabulary import CLASSES, KINDS, Vocabulary, fold

NOTE = "注記"
END = "表の終わりの印"
NOTHING = "番号と要件のない行"
_JUDGED = ("obligation", *KINDS, *CLASSES)
_CONTENT = ("name", "text", *_JUDGED)
_BARE_MARK = re.compile(r"[※＊*]\d*|[(（【]?注\s*\d*[)）】]?")


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row that is no requirement, and why: end mark, note, heading, deleted row."""

    where: str
    reason: str
    text: str


class UnreadRows:
    """Tells why rows without a usable number are no requirements."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        words: Vocabulary,
        headings: tuple[int, ...],
        deleted: DeletedRows,
    ) -> None:
        self.second_header = 0
        self._deleted = deleted
        self._sheet, self._header, self._words = sheet, header, words
        self._headings = frozenset(headings)
        self._number = header.columns["number"][0]
        self._content = frozenset(
            column for role in _CONTENT for column in header.columns.get(role, ())
        )
        self._judged = tuple(c for role in _JUDGED for c in header.columns.get(role, ()))
        self._ended = False

    def has_content(self, row: int) -> bool:
        """Whether anything stands in the columns that make a requirement."""
        return any(self._sheet.text(row, column) for column in self._content)

    def is_judged(self, row: int) -> bool:
        """Whether anything stands in the columns of classes."""
        places = ((c, self._sheet.place(row, c)) for c in self._judged)
        own = (c for c, place in places if place is None or place.left == c)
        return any(self._sheet.text(row, column) for column in own)

    def reason(self, row: int, number: str) -> str | None:
        """Why a row is no requirement: None when blank, "" when it may be one nevertheless."""
        sheet, words = self._sheet, self._words
        filled = list(sheet.filled(row))
        if not filled:
            return "" if sheet.place(row, self._number) and self.has_content(row) else None
        seen = [(column, text) for column, value in filled if (text := plain(value))]
        if not seen or self._deleted.is_struck(row):
            return STRUCK
        if all(fold(text) in words.end_marks for _, text in seen):
            left = {c for c, _ in seen if c in self._content or c <= self._number}
            self._ended = self._ended or bool(left)
            return END
        if len(seen) > 1 and self._is_header(row):
            return "見出しの行の繰り返し" if not self.second_header else "別の見出しの行"
        return self._reason(row, seen, number)

    def _reason(self, row: int, seen: list[tuple[int, str]], number: str) -> str:
        content = [column for column, _ in seen if column in self._content]
        if self._is_marked(*seen[0]) and not self.is_judged(row):
            return NOTE
        if (not content and not number) or len(seen) == 1:
            if seen[0][1].startswith(self._words.note_marks):
                return NOTE
            if seen[0][0] in self._headings:
                return ""
            if not content:
                return NOTHING
        if self._ended:
            return "表の終わりより下の行"
        return ""

    def _is_marked(self, column: int, text: str) -> bool:
        """Whether the first cell of a row marks a note: ※1, 注, 備考; or one stands as number."""
        if column > self._number:
            return False
        if _BARE_MARK.fullmatch(text):
            return True
        noted = text.startswith(self._words.note_marks) or fold(text) in self._words.note_words
        return column == self._number and noted

    def _is_header(self, row: int) -> bool:
        """Whether a row is the header again, or (noted) the header of another table."""
        words, header = self._words, self._header
        roles = sum(1 for c, v in self._sheet.filled(row) if words.role(plain(v)))
        if roles < 2:
            return False
        again = all(
            fold(text) in fold(header.words.get(column, ""))
            for column in header.used
            if (text := self._sheet.text(row, column))
        )
        if again:
            return True
        other = header_at(self._sheet, row, row, words)
        if other.is_list:
            self.second_header = self.second_header or row
        return other.is_list
