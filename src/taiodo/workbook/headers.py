"""Finding the header of a requirement list: where it stands and which column is what."""

from dataclasses import dataclass, field, replace

from openpyxl.utils import column_index_from_string, get_column_letter

from taiodo.problems import Problem
from taiodo.workbook.header_words import Found, is_numbering, meaning_of
from taiodo.workbook.numbering import is_plausible
from taiodo.workbook.sheets import Sheet, half_width
from taiodo.workbook.vocabulary import CLASSES, FUNCTION, HEADINGS, KINDS, Layout, Vocabulary, fold

NEAR_ROWS, FAR_ROWS = 40, 400
TALLEST = 3
_SAMPLED = 60
_SEVERAL = ("note", "rationale")
_JOINED = ("number", "text", "name")
_UNIQUE = ("number", "name", "text", "obligation", *KINDS, *CLASSES)
_FEWEST_CLASSES = 2
_WEIGHT = {"number": 50, "text": 40, "obligation": 30, "designated_city": 32, "other": 32}
_WEIGHT |= {"mandatory": 25, "optional": 25, "prohibited": 25, "name": 20}
_WEIGHT |= dict.fromkeys(HEADINGS, 10) | {"rationale": 5, "note": 5, "conformance_date": 5}
_WEIGHT |= {"response": 30, "key": 5, "due": 5, "remark": 5}


@dataclass(frozen=True)
class Header:
    """Rows `first`…`last` (from 1), `columns` role → column numbers, `words` column → its header.

    `unused` are columns that have a header but no role. `kind` is the kind of requirement listed.
    `rivals` maps roles to columns that claim them with the very same words, remarks aside.
    `given` tells a header that a person said; `required` that the one class column is headed 必須.
    """

    first: int
    last: int
    columns: dict[str, tuple[int, ...]]
    words: dict[int, str] = field(default_factory=dict)
    unused: tuple[int, ...] = ()
    kind: str = FUNCTION
    rivals: dict[str, tuple[int, ...]] = field(default_factory=dict)
    given: bool = False
    required: bool = False

    def column(self, role: str) -> int | None:
        """The column of a role, if any."""
        return self.columns[role][0] if role in self.columns else None

    @property
    def used(self) -> frozenset[int]:
        """Every column that has a role."""
        return frozenset(column for given in self.columns.values() for column in given)

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
        if self.kind != FUNCTION:
            return "number" in known and ("name" in known or "text" in known)
        classes = sum(role in known for role in CLASSES)
        return "number" in known and (
            ("text" in known and (judged or "name" in known))
            or (judged and "name" in known)
            or classes >= _FEWEST_CLASSES
        )

    @property
    def lacks_only_number(self) -> bool:
        """Whether only the column of numbers is missing."""
        numbered = replace(self, columns=self.columns | {"number": (0,)})
        return "number" not in self.columns and numbered.is_list


def find_header(sheet: Sheet, words: Vocabulary) -> Header | None:
    """The most telling header of a sheet, or None when no row looks like one."""
    near = min(NEAR_ROWS, len(sheet.rows))
    best = _best(sheet, words, range(1, near + 1))
    if best is None or not best.is_list:
        far = _best(sheet, words, range(near + 1, min(FAR_ROWS, len(sheet.rows)) + 1))
        if far is not None and (best is None or far.is_list):
            best = far
    return _lengthened(sheet, best, words) if best else None


def _best(sheet: Sheet, words: Vocabulary, rows: range) -> Header | None:
    best: tuple[int, int, int] | None = None
    chosen: Header | None = None
    for first in rows:
        if not any(words.role(sheet.text(first, c)) for c in range(1, sheet.width + 1)):
            continue
        for height in range(1, min(TALLEST, len(sheet.rows) - first + 1) + 1):
            header = header_at(sheet, first, first + height - 1, words)
            score = sum(_WEIGHT.get(role, 1) for role in header.columns)
            # Of equals the topmost, and of those that end together the tightest.
            rank = (score + 100 * header.is_list, -header.last, first)
            if len(header.columns) >= 2 and (best is None or rank > best):
                best, chosen = rank, header
    return chosen


def header_by_layout(sheet: Sheet, layout: Layout, words: Vocabulary) -> Header:
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
    shown = {
        c: " ".join(parts)
        for c in range(1, sheet.width + 1)
        if (parts := _parts(sheet, c, layout.header_row, last))
    }
    used = {column for given in columns.values() for column in given}
    kind = words.list_kind(sheet.title, (fold(text) for text in shown.values()))
    unused = tuple(c for c in shown if c not in used)
    required = _settle_required(columns, kind)
    return Header(
        layout.header_row, last, columns, shown, unused, kind, given=True, required=required
    )


def letters(header: Header, sheet: str) -> dict[str, str]:
    """The columns as shown to people: {"機能要件!D": "number"}."""
    placed = sorted((column, role) for role, given in header.columns.items() for column in given)
    return {f"{sheet}!{get_column_letter(column)}": role for column, role in placed}


def header_at(sheet: Sheet, first: int, last: int, words: Vocabulary) -> Header:
    """The header these rows make, whether or not it is one of a list."""
    roles: dict[str, list[Found]] = {}
    shown: dict[int, str] = {}
    for column in range(1, sheet.width + 1):
        parts = _parts(sheet, column, first, last)
        if not parts:
            continue
        shown[column] = " ".join(parts)
        found = meaning_of(parts, words)
        if found:
            place = sheet.place(last, column)
            left = place.left if place and place.left < column else column
            roles.setdefault(found[0], []).append(Found(found[1], column, left))
    kind = words.list_kind(sheet.title, (fold(text) for text in shown.values()))
    if kind != FUNCTION:
        _prefer_own_words(roles, shown, kind, words)
    _drop_lone_class(roles)
    columns = {role: _chosen(sheet, role, given, last) for role, given in roles.items()}
    rivals = {
        role: same
        for role in _UNIQUE
        if role in roles and len(same := _same(roles[role], columns.get(role, ()))) > 1
    }
    _settle_number(sheet, columns, shown, last, words)
    required = _settle_required(columns, kind)
    used = {column for given in columns.values() for column in given}
    unused = tuple(c for c in shown if c not in used)
    return Header(first, last, columns, shown, unused, kind, rivals, required=required)


def _settle_number(
    sheet: Sheet,
    columns: dict[str, tuple[int, ...]],
    shown: dict[int, str],
    last: int,
    words: Vocabulary,
) -> None:
    """Where no column is headed as the number: the serial, or 節 when it holds section numbers."""
    if "number" in columns:
        return
    if "serial" in columns:
        columns["number"] = columns.pop("serial")
        return
    below = range(last + 1, min(len(sheet.rows), last + _SAMPLED) + 1)
    for column, title in shown.items():
        if fold(title) not in words.sections:
            continue
        numbers = [text for row in below if (text := half_width(sheet.text(row, column)))]
        if numbers and len(set(numbers)) == len(numbers) and all(map(is_plausible, numbers)):
            for role in [role for role, given in columns.items() if given == (column,)]:
                del columns[role]
            columns["number"] = (column,)
            return


def _settle_required(columns: dict[str, tuple[int, ...]], kind: str) -> bool:
    """Take the one class column of data items or forms headed 必須 as theirs: a ○ is 必須."""
    judged = [role for role in ("obligation", *KINDS, *CLASSES) if role in columns]
    if kind == FUNCTION or judged != ["mandatory"]:
        return False
    columns["obligation"] = columns.pop("mandatory")
    return True


def _drop_lone_class(roles: dict[str, list[Found]]) -> None:
    """Beside a class column, a single column named like a class is none: part of a legend."""
    named = [role for role in CLASSES if role in roles]
    if len(named) == 1 and any(role in roles for role in ("obligation", *KINDS)):
        del roles[named[0]]


def _prefer_own_words(
    roles: dict[str, list[Found]], shown: dict[int, str], kind: str, words: Vocabulary
) -> None:
    """Let 帳票ID come before 機能ID where the list is one of forms."""
    for role in ("number", "name"):
        given = roles.get(role, [])
        own = [f for f in given if words.list_words.get(fold(shown[f.column])) == kind]
        if own:
            roles[role] = own


def _chosen(sheet: Sheet, role: str, given: list[Found], last: int) -> tuple[int, ...]:
    """The columns that play a role: the best one, with those its merged header also covers."""
    ranked = sorted(given)
    if role in _SEVERAL:
        return tuple(sorted(found.column for found in ranked))
    best = ranked[0]
    if role not in _JOINED:
        return (best.column,)
    below = range(last + 1, min(len(sheet.rows), last + _SAMPLED) + 1)
    more = (
        found.column
        for found in ranked[1:]
        if found.left == best.left
        and any(sheet.value(row, found.column) is not None for row in below)
    )
    return tuple(sorted((best.column, *more)))


def _same(given: list[Found], chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Columns under headers of their own that claim a role as strongly as the chosen one.

    Ranks are those of words: columns of one rank have the same word, with whatever remarks.
    """
    if not chosen:
        return ()
    rank = next((f.rank for f in given if f.column == chosen[0]), 0)
    return tuple(sorted(f.column for f in given if f.column == f.left and f.rank == rank))


def _parts(sheet: Sheet, column: int, first: int, last: int) -> list[str]:
    """The header words of a column from top to bottom, a merged range counted once."""
    parts: list[str] = []
    seen: set[object] = set()
    for row in range(first, last + 1):
        place = sheet.place(row, column)
        text = sheet.text(row, column)
        if text and (place is None or place not in seen):
            parts.append(text)
        if place:
            seen.add(place)
    return parts


def _lengthened(sheet: Sheet, header: Header, words: Vocabulary) -> Header:
    """The header with the merged ranges it touches and a row that only numbers its columns."""
    first, last = header.first, header.last
    for column in header.used:
        above = sheet.place(header.first, column)
        below = sheet.place(header.last, column)
        if above and last - above.top < 2 * TALLEST:
            first = min(first, above.top)
        if below and below.bottom - header.first < 2 * TALLEST:
            last = max(last, below.bottom)
    whole = header_at(sheet, first, last, words)
    if whole.is_list < header.is_list:
        unused = tuple(column for column in whole.words if column not in header.used)
        whole = replace(header, words=whole.words, unused=unused)
    for row in range(last + 1, min(last + TALLEST, len(sheet.rows)) + 1):
        right = max((*whole.used, *header.used))
        values = [value for column, value in sheet.filled(row) if column <= right]
        if is_numbering(values):
            last = row
        if values:
            break
    return replace(whole, first=first, last=last)
