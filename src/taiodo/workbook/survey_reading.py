"""Reading a 調査票 that came back, whatever happened to it on the way.

Columns are found by their headings wherever they stand now, items by their hidden keys and, where
these are gone, by 機能ID. Values are kept as written: what they mean is judged where the survey is
known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from openpyxl.utils import get_column_letter

from taiodo.catalog.search import folded
from taiodo.problems import Problem
from taiodo.survey.sheets import Face, Rejected
from taiodo.workbook.grid import MAX_ROWS, Fault, Grid, Struck, Value
from taiodo.workbook.opening import open_book
from taiodo.workbook.survey_form import COLUMNS, KEYS

SEARCHED_ROWS = 40
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
    """A file that came back; `tokens` are those found in it, `surveys` the surveys it names."""

    name: str
    sha256: str
    sheets: tuple[ReadSheet, ...]
    tokens: tuple[str, ...] = field(default_factory=tuple)
    surveys: tuple[int, ...] = field(default_factory=tuple)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """The cells without a usable value, of all sheets."""
        return tuple(r for sheet in self.sheets for r in sheet.rejected)


def read_survey_form(source: Path | bytes, name: str = "") -> ReadForm:
    """Read a 調査票 that came back, as .xlsx, .xlsm, .xls or CSV.

    Raises:
        Problem: the file cannot be read, or no sheet of it is a 調査票.
    """
    book = open_book(source, name)
    sheets = tuple(s for grid in book.grids for s in _sheets(book.name, grid))
    if not sheets:
        raise Problem(
            "調査票が見つかりません。何も取り込んでいません。",
            book.name,
            "見出し「機能ID」と「対応度」（または「扱い」）の行がある、書き出したままの調査票を"
            "選んでください。見出しの行を消したときは、書き出し直して回答を貼り付けてください。",
        )
    rows = [row for sheet in sheets for row in sheet.rows]
    tokens = dict.fromkeys(row.keys["token"] for row in rows if row.keys.get("token"))
    surveys = dict.fromkeys(
        int(row.keys["survey"]) for row in rows if row.keys.get("survey", "").isdecimal()
    )
    return ReadForm(book.name, book.sha256, sheets, tuple(tokens), tuple(surveys))


def _sheets(file: str, grid: Grid) -> Iterator[ReadSheet]:
    for line, row in enumerate(grid.rows[:SEARCHED_ROWS], start=1):
        headings = {n: _text(value) for n, value in enumerate(row, start=1) if _text(value)}
        for face in Face:
            places = _places(face, headings)
            if {"number", face.fields[0]} <= set(places):
                yield _sheet(file, grid, face, line, headings, places)
                return


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


def _sheet(
    file: str, grid: Grid, face: Face, header: int, headings: Mapping[int, str],
    places: Mapping[str, int],
) -> ReadSheet:  # fmt: skip
    if grid.height > MAX_ROWS:
        raise Problem(
            f"行が多すぎます（{grid.height:,}行）。何も取り込んでいません。",
            f"{file} {grid.title}",
            f"調査票の行は{MAX_ROWS:,}行までです。余分な行を除いてください。",
        )
    taken = set(places.values())
    own = {h: n for n, h in headings.items() if n not in taken}
    own = dict(list(own.items())[:MAX_OWN_COLUMNS])
    rejected: list[Rejected] = []
    rows = []
    for line, cells in enumerate(grid.rows[header:], start=header + 1):
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
    if not named["number"] and not keys.get("item") and not answers:
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
