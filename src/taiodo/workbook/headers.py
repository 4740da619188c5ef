"""Finding the header of a requirement list: where it stands and which column is what."""

from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string, get_column_letter

from taiodo.problems import Problem
from taiodo.workbook.sheets import Sheet
from taiodo.workbook.vocabulary import (
    CLASSES,
    HEADINGS,
    KINDS,
    Layout,
    Vocabulary,
    fold,
    without_remarks,
)

SEARCHED_ROWS = 40
TALLEST = 3
_WEIGHT = {"number": 50, "text": 40, "obligation": 30, "designated_city": 32, "other": 32}
_WEIGHT |= {"mandatory": 25, "optional": 25, "prohibited": 25, "name": 20}
_WEIGHT |= dict.fromkeys(HEADINGS, 10) | {"rationale": 5, "note": 5, "conformance_date": 5}


@dataclass(frozen=True)
class Header:
    """Rows `first`…`last` (from 1), `columns` role → column numbers, `words` column → its header.

    `unused` are columns that have a header but no role.
    """

    first: int
    last: int
    columns: dict[str, tuple[int, ...]]
    words: dict[int, str] = field(default_factory=dict)
    unused: tuple[int, ...] = ()

    def column(self, role: str) -> int | None:
        """The column of a role, if any."""
        return self.columns[role][0] if role in self.columns else None

    @property
    def wide(self) -> bool:
        """Whether each class has its own column (of text, or of ticks beside a text column)."""
        return any(role in self.columns for role in CLASSES)

    @property
    def judged(self) -> bool:
        """Whether there is any column of classes."""
        return self.wide or any(role in self.columns for role in ("obligation", *KINDS))

    @property
    def is_list(self) -> bool:
        """Whether this can be a list of requirements."""
        known, judged = self.columns, self.judged
        return "number" in known and (
            ("text" in known and (judged or "name" in known)) or (judged and "name" in known)
        )

    @property
    def lacks_only_number(self) -> bool:
        """Whether only the column of numbers is missing."""
        numbered = Header(
            self.first, self.last, self.columns | {"number": (0,)}, self.words, self.unused
        )
        return "number" not in self.columns and numbered.is_list


def find_header(sheet: Sheet, words: Vocabulary) -> Header | None:
    """The most telling header within the first rows, or None when no row looks like one."""
    best: tuple[int, int, int] | None = None
    chosen: Header | None = None
    for first in range(1, min(SEARCHED_ROWS, len(sheet.rows)) + 1):
        if not any(_role(sheet.text(first, c), words) for c in range(1, sheet.width + 1)):
            continue
        for height in range(1, min(TALLEST, len(sheet.rows) - first + 1) + 1):
            header = _read(sheet, first, first + height - 1, words)
            score = sum(_WEIGHT.get(role, 1) for role in header.columns)
            rank = (score + 100 * header.is_list, -height, -first)
            if len(header.columns) >= 2 and (best is None or rank > best):
                best, chosen = rank, header
    return _lengthened(sheet, chosen) if chosen else None


def header_by_layout(sheet: Sheet, layout: Layout) -> Header:
    """The header a named layout says this sheet has.

    Raises:
        Problem: the sheet has fewer rows or columns than the layout says.
    """
    last = layout.header_row + layout.header_rows - 1
    columns: dict[str, tuple[int, ...]] = {}
    for letter, role in layout.columns.items():
        column = column_index_from_string(letter)
        if column > sheet.width or last > len(sheet.rows):
            raise Problem(
                f"読み取り様式「{layout.name}」の {letter} 列・{last}行目がこの表にありません。",
                f"{sheet.file} {sheet.title}",
                "様式を選び直すか、様式を指定せずに読み取ってください。",
            )
        columns[role] = (*columns.get(role, ()), column)
    words = {
        c: _joined(sheet, c, layout.header_row, last)
        for c in range(1, sheet.width + 1)
        if _joined(sheet, c, layout.header_row, last)
    }
    used = {column for given in columns.values() for column in given}
    return Header(layout.header_row, last, columns, words, tuple(c for c in words if c not in used))


def letters(header: Header, sheet: str) -> dict[str, str]:
    """The columns as shown to people: {"機能要件!D": "number"}."""
    placed = sorted((column, role) for role, given in header.columns.items() for column in given)
    return {f"{sheet}!{get_column_letter(column)}": role for column, role in placed}


def _read(sheet: Sheet, first: int, last: int, words: Vocabulary) -> Header:
    roles: dict[str, list[tuple[int, int]]] = {}
    shown: dict[int, str] = {}
    for column in range(1, sheet.width + 1):
        parts = _parts(sheet, column, first, last)
        if not parts:
            continue
        shown[column] = " ".join(parts)
        found = _role_of_parts(parts, words)
        if found:
            roles.setdefault(found[0], []).append((found[1], column))
    columns: dict[str, tuple[int, ...]] = {}
    for role, given in roles.items():
        ranked = sorted(given)
        keep = ranked if role in ("note", "rationale") else ranked[:1]
        columns[role] = tuple(sorted(column for _, column in keep))
    if "number" not in columns and "serial" in columns:
        columns["number"] = columns.pop("serial")
    used = {column for given in columns.values() for column in given}
    return Header(first, last, columns, shown, tuple(c for c in shown if c not in used))


def _parts(sheet: Sheet, column: int, first: int, last: int) -> list[str]:
    """The header words of a column from top to bottom, a merged range counted once."""
    parts: list[str] = []
    seen: set[object] = set()
    for row in range(first, last + 1):
        place = sheet.merged.get((row, column))
        text = sheet.text(row, column)
        if text and (place is None or place not in seen):
            parts.append(text)
        if place:
            seen.add(place)
    return parts


def _joined(sheet: Sheet, column: int, first: int, last: int) -> str:
    return " ".join(_parts(sheet, column, first, last))


def _role_of_parts(parts: list[str], words: Vocabulary) -> tuple[str, int] | None:
    """The role of a column: its lowest word decides, a kind of municipality below a role yields."""
    lowest = _role(parts[-1], words)
    if lowest and lowest[0] in KINDS and len(parts) > 1:
        above = _role(parts[-2], words)
        if above and above[0] not in ("obligation", *KINDS):
            return above
    return lowest


def _role(text: str, words: Vocabulary) -> tuple[str, int] | None:
    if not text or len(text) > 40:
        return None
    folded = fold(text)
    for word in (folded, without_remarks(folded)):
        if word in words.columns:
            return words.columns[word]
        if word in words.kinds:
            return words.kinds[word], 0
        if word in words.classes and words.classes[word].value in CLASSES:
            return words.classes[word].value, 0
    return None


def _lengthened(sheet: Sheet, header: Header) -> Header:
    """The header up to the beginning and down to the end of the merged ranges it touches."""
    first, last = header.first, header.last
    for column in (column for given in header.columns.values() for column in given):
        above = sheet.merged.get((header.first, column))
        below = sheet.merged.get((header.last, column))
        if above and last - above.top < 2 * TALLEST:
            first = min(first, above.top)
        if below and below.bottom - header.first < 2 * TALLEST:
            last = max(last, below.bottom)
    return Header(first, last, header.columns, header.words, header.unused)
