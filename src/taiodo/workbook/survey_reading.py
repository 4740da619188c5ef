"""Reading a 調査票 that came back, whatever happened to it on the way.

Columns are found by their headings wherever they stand now, items by their hidden keys and, where
these are gone, by 機能ID. Values are kept as written: what they mean is judged where the survey is
known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl.utils import get_column_letter

from taiodo.catalog.search import folded
from taiodo.problems import Problem, near_miss
from taiodo.survey.sheets import Face, Rejected
from taiodo.workbook.grid import MAX_ROWS, Fault, Grid, Struck, Value
from taiodo.workbook.opening import open_book
from taiodo.workbook.survey_form import COLUMNS, KEYS, TITLE

SEARCHED_ROWS = 40
NO_HEADINGS = "見出しの行がありません。このシートは読んでいません。"
WHOLE = (
    "書き出したままの調査票を選んでください。見出しの行を消したときは、書き出し直して回答を"
    "貼り付けてください。"
)
MAX_OWN_COLUMNS = 40
_TWINS = {"verdict": ("対応度", "判定", "回答"), "comment": ("コメント", "備考")}
"""Headings people give an answer column in the place of ours."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it came back: key columns, texts of answer cells (not blank) and where they stand.

    `own` holds the department's own columns: heading → text.
    """

    where: str
    keys: Mapping[str, str]
    answers: Mapping[str, str]
    cells: Mapping[str, str]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet of a 調査票: its rows, its headings in order, and cells without a value."""

    face: Face
    title: str
    rows: tuple[ReadRow, ...]
    headings: tuple[str, ...]
    own: tuple[str, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A file that came back: its sheets, the tokens in it, and sheets without headings."""

    name: str
    sha256: str
    sheets: tuple[ReadSheet, ...]
    tokens: tuple[str, ...] = field(default_factory=tuple)
    unread: tuple[Rejected, ...] = field(default_factory=tuple)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """The sheets, columns and cells without a usable value."""
        return (*self.unread, *(r for sheet in self.sheets for r in sheet.rejected))


def read_survey_form(source: Path | bytes, name: str = "") -> ReadForm:
    """Read a 調査票 that came back, as .xlsx, .xlsm, .xls or CSV.

    Raises:
        Problem: the file cannot be read, or no sheet of it is a 調査票.
    """
    book = open_book(source, name)
    found = [(grid, _header(grid)) for grid in book.grids]
    sheets = tuple(_sheet(book.name, grid, header) for grid, header in found if header)
    if not sheets:
        raise Problem(
            "調査票が見つかりません。何も取り込んでいません。",
            book.name,
            f"見出し「機能ID」と「対応度」（または「扱い」）の行がある、{WHOLE}",
        )
    rows = [row for sheet in sheets for row in sheet.rows]
    tokens = dict.fromkeys(row.keys["token"] for row in rows if row.keys.get("token"))
    unread = [
        Rejected(f"{book.name} {grid.title}", NO_HEADINGS, f"見出しの行を元に戻すか、{WHOLE}")
        for grid, header in found if header is None and _is_ours(grid, tokens)
    ]  # fmt: skip
    return ReadForm(book.name, book.sha256, sheets, tuple(tokens), tuple(unread))


@dataclass(frozen=True, slots=True)
class _Header:
    """The row of headings of a sheet: where it stands, all its headings, and which are ours."""

    face: Face
    line: int
    headings: Mapping[int, str]
    places: Mapping[str, int]


def _header(grid: Grid) -> _Header | None:
    """Where the headings stand: 機能ID (or the hidden keys) and what is to be filled in."""
    for line, row in enumerate(grid.rows[:SEARCHED_ROWS], start=1):
        headings = {n: _text(value) for n, value in enumerate(row, start=1) if _text(value)}
        found = [_Header(face, line, headings, _places(face, headings)) for face in Face]
        for header in found:
            if header.face.fields[0] in header.places and {"number", "item"} & set(header.places):
                return header
        if {"item", "token"} <= set(found[0].places):
            return max(found, key=lambda header: len(header.places))
    return None


def _is_ours(grid: Grid, tokens: Iterable[str]) -> bool:
    """Whether a sheet without headings was one of the 調査票: by its name or its hidden keys."""
    known = set(tokens)
    texts = {_text(value) for row in grid.rows for value in row} - {""}
    named = folded(grid.title).startswith(folded(TITLE))
    return bool(texts) and (named or bool(known & texts))


def _missing(file: str, title: str, header: _Header) -> Iterator[Rejected]:
    """Answer columns whose heading is gone; a sheet without our keys may well have left some out.

    Each is told with the cell of the heading that may stand in its place.
    """
    ours = "token" in header.places
    unknown = {n: h for n, h in header.headings.items() if n not in header.places.values()}
    for column in COLUMNS[header.face]:
        if not column.answer or column.name in header.places:
            continue
        near = near_miss(column.heading, unknown.values())
        if not (ours or near):
            continue
        places = [n for n, heading in unknown.items() if f"「{heading}」" in near]
        where = f"!{get_column_letter(places[0])}{header.line}" if places else f" {header.line}行目"
        others = f"（知らない見出し: {'、'.join(unknown.values())}）" if unknown else ""
        yield Rejected(
            f"{file} {title}{where}",
            f"見出し「{column.heading}」がありません。この欄は読んでいません。",
            f"{near or others}見出しを「{column.heading}」に戻して、もう一度取り込んでください。",
        )


def _places(face: Face, headings: Mapping[int, str]) -> dict[str, int]:
    """Column name → place, for the headings of a face."""
    known = {folded(column.heading): column.name for column in COLUMNS[face]}
    twins = {folded(w): name for name, words in _TWINS.items() for w in words}
    found: dict[str, int] = {}
    for words in (known, twins if face is Face.REQUIREMENT else {}):
        for place, heading in headings.items():
            name = words.get(folded(heading))
            if name is not None and name not in found and place not in found.values():
                found[name] = place
    return found


def _sheet(file: str, grid: Grid, header: _Header) -> ReadSheet:
    face, headings, places = header.face, header.headings, header.places
    if grid.height > MAX_ROWS:
        raise Problem(
            f"行が多すぎます（{grid.height:,}行）。何も取り込んでいません。",
            f"{file} {grid.title}",
            f"調査票の行は{MAX_ROWS:,}行までです。余分な行を除いてください。",
        )
    taken = set(places.values())
    own = {h: n for n, h in headings.items() if n not in taken}
    own = dict(list(own.items())[:MAX_OWN_COLUMNS])
    rejected = list(_missing(file, grid.title, header))
    rows = []
    for line, cells in enumerate(grid.rows[header.line :], start=header.line + 1):
        row = _row(file, grid.title, line, cells, face, places, own, rejected)
        if row is not None:
            rows.append(row)
    order = tuple(headings[n] for n in sorted(headings))
    return ReadSheet(face, grid.title, tuple(rows), order, tuple(own), tuple(rejected))


def _row(
    file: str, title: str, line: int, cells: list[Value], face: Face,
    places: Mapping[str, int], own: Mapping[str, int], rejected: list[Rejected],
) -> ReadRow | None:  # fmt: skip
    def at(place: int) -> Value:
        return cells[place - 1] if place <= len(cells) else None

    def cell(place: int) -> str:
        return f"{file} {title}!{get_column_letter(place)}{line}"

    keys = {c.name: _text(at(places[c.name])) for c in KEYS if c.name in places}
    named = {n: _text(at(places[n])) for n in ("number", "obligation") if n in places}
    answers: dict[str, str] = {}
    where: dict[str, str] = {}
    for name in face.fields:
        if name not in places:
            continue
        value, place = at(places[name]), cell(places[name])
        if isinstance(value, Fault):
            rejected.append(_broken(place, value))
        elif text := _text(value):
            answers[name], where[name] = text, place
    if not named.get("number") and not keys.get("item") and not answers:
        return None
    written = {heading: _text(at(n)) for heading, n in own.items()}
    return ReadRow(
        f"{file} {title} {line}行目", keys | named, answers, where,
        {heading: text for heading, text in written.items() if text},
    )  # fmt: skip


def _broken(place: str, fault: Fault) -> Rejected:
    what = (
        f"数式の結果がエラー（{fault.words}）です。" if fault.words else "数式の結果がありません。"
    )
    return Rejected(place, what, "数式ではなく値を入れて、もう一度取り込んでください。")


def _text(value: Value) -> str:
    if value is None or isinstance(value, Fault):
        return ""
    if isinstance(value, Struck):
        return value.text.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
