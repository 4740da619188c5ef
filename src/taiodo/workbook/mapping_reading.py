"""Reading a mapping table as people keep it: their own words, several numbers in a cell."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from taiodo.problems import Finding, Problem, Severity
from taiodo.survey.mapping import Relation, says_none
from taiodo.workbook.mapping_form import COMPOUND, EITHER, OURS, THEIRS, WORDS
from taiodo.workbook.opening import open_book
from taiodo.workbook.sheets import Sheet, half_width
from taiodo.workbook.vocabulary import fold, without_remarks

_HEADER_ROWS = 15
_LOOKED_AT = 300
_IGNORED = frozenset(
    fold(word)
    for word in (
        "説明", "現行機能の説明", "機能説明", "内容", "カスタマイズ", "所管課", "利用課",
        "所管・利用課", "要件の名称", "要件名", "要件", "要件名称", "対応候補（参考）", "状態",
        "経緯", "点数", "決定者", "決定日時", "機能要件", "要件内容",
    )
)  # fmt: skip


@dataclass(frozen=True)
class MappingRow:
    """One row: the texts by field, and the cell of each."""

    values: dict[str, str]
    places: dict[str, str]


@dataclass
class MappingTable:
    """What a file says: rows, which column became which field, findings about columns."""

    name: str
    rows: list[MappingRow] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class KnownWords:
    """What values look like: folded ids and names of features, numbers of requirements."""

    codes: Collection[str]
    names: Collection[str]
    numbers: Collection[str]


@dataclass(frozen=True)
class Pointed:
    """Columns somebody named: field → column (from 1), in `sheet` ("": the first visible)."""

    columns: Mapping[str, int]
    sheet: str = ""
    header_row: int = 1


@dataclass(frozen=True)
class _Header:
    last: int
    columns: dict[str, int]
    unknown: tuple[int, ...]


def read_mapping(
    source: Path | bytes, name: str, known: KnownWords, pointed: Pointed | None = None
) -> MappingTable:
    """The mapping rows of every visible sheet that has both faces.

    A cell left empty below a feature's id and name continues that feature, but not where the
    requirement stands first: there it says that none corresponds. Crosses of features and
    requirement numbers (○) are read too. `pointed` names the columns instead of the headers.

    Raises:
        Problem: the file cannot be read, or no sheet names features beside requirements.
    """
    book = open_book(source, name)
    table = MappingTable(book.name)
    for grid in book.grids:
        if grid.hidden or (pointed and pointed.sheet not in ("", grid.title)):
            continue
        sheet = Sheet(grid, book.name)
        if pointed:
            _read(table, sheet, _Header(pointed.header_row, dict(pointed.columns), ()))
            break
        header = _find_header(sheet, known)
        if header is not None:
            _read(table, sheet, header)
        elif cross := _find_cross(sheet, known):
            _read_cross(table, sheet, cross)
    if not table.columns:
        raise Problem(
            "現行機能と要件番号の両方の列がある表が見つかりません。",
            f"{book.name}（シート: {'、'.join(g.title for g in book.grids[:8])}）",
            "見出しの例: 現行機能ID、現行機能名、要件番号、関係。見出しを変えられないときは、"
            "taiodo mapping import の --column code=A --column number=C で列を指定できます。",
        )
    return table


def _find_header(sheet: Sheet, known: KnownWords) -> _Header | None:
    best: _Header | None = None
    for row in range(1, min(_HEADER_ROWS, len(sheet.rows)) + 1):
        for height in (1, 2):
            if row + height - 1 > len(sheet.rows):
                continue
            found = _header_at(sheet, row, height, known)
            if found and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def _header_at(sheet: Sheet, first: int, height: int, known: KnownWords) -> _Header | None:
    last = first + height - 1
    columns: dict[str, int] = {}
    open_ones: list[tuple[int, str]] = []
    unknown = []
    group = ""
    for column in range(1, sheet.width + 1):
        parts = [sheet.text(row, column) for row in range(first, last + 1)]
        group = parts[0] or (group if height > 1 and parts[-1] else "")
        parts[0] = group
        role, either = _role([p for p in dict.fromkeys(parts) if p])
        if role:
            columns.setdefault(role, column)
        elif either:
            open_ones.append((column, either))
        elif parts[-1] and fold(parts[-1]) not in _IGNORED:
            unknown.append(column)
    for sure in (True, False):
        for column, either in open_ones:
            if column not in columns.values():
                role = _by_values(sheet, last, column, either, known, columns, sure=sure)
                if role:
                    columns.setdefault(role, column)
    ours = {"code", "name"} & columns.keys()
    theirs = {"number", "relation"} & columns.keys()
    return _Header(last, columns, tuple(unknown)) if ours and theirs else None


def _role(parts: list[str]) -> tuple[str, str]:
    """(field, "") for a header, or ("", "id"|"name") where it could be either face's."""
    if not parts:
        return "", ""
    own = without_remarks(fold(parts[-1]))
    for role, words in WORDS.items():
        if own in {fold(word) for word in words} or fold("".join(parts)) in map(fold, words):
            return role, ""
    for whole in (own, without_remarks(fold("".join(parts)))):
        for role, pattern in COMPOUND.items():
            if re.fullmatch(pattern, whole):
                return role, ""
    for kind, words in EITHER.items():
        if own in {fold(word) for word in words}:
            above = "".join(parts[:-1])
            if any(word in above for word in OURS):
                return ("code" if kind == "id" else "name"), ""
            if any(word in above for word in THEIRS):
                return ("number" if kind == "id" else "heading"), ""
            return "", kind
    return "", ""


def _by_values(
    sheet: Sheet,
    last: int,
    column: int,
    either: str,
    known: KnownWords,
    columns: dict[str, int],
    *,
    sure: bool,
) -> str:
    """What a column of an open header holds, by its values; unless `sure`, the face missing."""
    values = [
        fold(sheet.text(row, column))
        for row in range(last + 1, min(len(sheet.rows), last + _LOOKED_AT) + 1)
    ]
    values = [value for value in values if value]
    if either == "name":
        known_names = any(value in known.names for value in values)
        return "name" if known_names or not (sure or "name" in columns) else ""
    ours = sum(value in known.codes for value in values)
    theirs = sum(value in known.numbers for value in values)
    if ours or theirs:
        return "code" if ours >= theirs else "number"
    if sure or all(value.isdigit() and len(value) < 6 for value in values):
        return ""
    return "number" if "code" in columns else "code"


def _read(table: MappingTable, sheet: Sheet, header: _Header) -> None:
    shown = {
        key: f"{sheet.title} {sheet.text(header.last, column)}"
        for key, column in header.columns.items()
    }
    table.columns += list(shown.values())
    table.findings += _unknown_columns(sheet, header)
    before: dict[str, str] = {}
    ours = [header.columns[key] for key in ("code", "name") if key in header.columns]
    reverse = header.columns.get("number", min(ours)) < min(ours)
    for row in range(header.last + 1, len(sheet.rows) + 1):
        values = {key: sheet.text(row, column) for key, column in header.columns.items()}
        places = {key: sheet.where(row, column) for key, column in header.columns.items()}
        if not any(values.values()):
            continue
        named = values.get("code") or values.get("name")
        if reverse and (not named or says_none(named)):
            continue
        if not named and (values.get("number") or values.get("relation")):
            values |= {key: before[key] for key in ("code", "name", "system") if key in before}
        elif named:
            before = {k: values[k] for k in ("code", "name", "system") if k in values}
        table.rows.append(MappingRow(values, places))


def _find_cross(sheet: Sheet, known: KnownWords) -> _Header | None:
    """A row of requirement numbers beside a column of features: key "number" → its column."""
    for row in range(1, min(_HEADER_ROWS, len(sheet.rows)) + 1):
        columns = {
            number: column
            for column in range(1, sheet.width + 1)
            if (number := plain_number(sheet.text(row, column))) in known.numbers
        }
        if len(columns) < 2:
            continue
        below = range(row + 1, min(len(sheet.rows), row + _LOOKED_AT) + 1)
        for column in range(1, min(columns.values())):
            values = {fold(sheet.text(r, column)) for r in below}
            if values & set(known.codes):
                return _Header(row, columns | {"code": column}, ())
        return None
    return None


def _read_cross(table: MappingTable, sheet: Sheet, header: _Header) -> None:
    """Every mark of a cross as a row of its own; a sign without known meaning is an error."""
    code = header.columns["code"]
    table.columns.append(f"{sheet.title} 要件番号{len(header.columns) - 1}列")
    for row in range(header.last + 1, len(sheet.rows) + 1):
        feature = sheet.text(row, code)
        if not feature:
            continue
        table.rows.append(MappingRow({"code": feature}, {"code": sheet.where(row, code)}))
        for number, column in header.columns.items():
            mark, where = sheet.text(row, column), sheet.where(row, column)
            if column == code or not mark or mark in _NO_MARKS:
                continue
            if mark not in _MARKS:
                table.findings.append(
                    Finding(
                        "mapping.unknown-mark", Severity.ERROR, where,
                        f"印「{mark}」の意味が分かりません。",
                        "当たる要件は ○、一部なら △、当たらないものは空欄にしてください。",
                    )
                )  # fmt: skip
                continue
            values = {"code": feature, "number": number, "relation": _MARKS[mark].label}
            table.rows.append(MappingRow(values, dict.fromkeys(values, where)))


_MARKS = dict.fromkeys("○〇◯●◎", Relation.SAME) | dict.fromkeys("△▲", Relation.PART_OF)
_NO_MARKS = frozenset("×✕－-ー―")


def _unknown_columns(sheet: Sheet, header: _Header) -> Iterator[Finding]:
    for column in header.unknown:
        filled = any(
            sheet.text(row, column)
            for row in range(header.last + 1, min(len(sheet.rows), header.last + _LOOKED_AT) + 1)
        )
        if filled:
            yield Finding(
                "mapping.unused-column",
                Severity.INFO,
                sheet.where(header.last, column),
                f"列「{sheet.text(header.last, column)}」は取り込みません。",
            )


def plain_number(text: str) -> str:
    """A requirement number without width and blanks."""
    return half_width(text)
