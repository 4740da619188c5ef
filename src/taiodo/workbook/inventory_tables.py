"""Raw tables of an inventory from a workbook, a folder of CSVs, or one CSV."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from taiodo.problems import Finding, Problem, Severity
from taiodo.workbook.inventory_form import EXAMPLE_MARK, FORMS, Form
from taiodo.workbook.opening import file_bytes, open_book
from taiodo.workbook.sheets import Sheet, plain, shown
from taiodo.workbook.tables import csv_lines, decoded
from taiodo.workbook.vocabulary import fold, without_remarks

MAX_CSV = 20_000_000
_HEADER_ROWS = 10
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class RawRow:
    """The texts of one row by field name, and the place of each field."""

    values: dict[str, str]
    places: dict[str, str]


@dataclass
class RawTables:
    """What was found: rows per table key, findings about columns, digest of the files."""

    rows: dict[str, list[RawRow]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    digest: str = ""


Line = tuple[tuple[str, ...], Callable[[int], str]]


def raw_tables(source: Path | bytes, name: str) -> RawTables:
    """The tables of a workbook, of a folder with CSVs, or of a single CSV.

    Raises:
        Problem: nothing of the kind is there, or a file cannot be read.
    """
    if isinstance(source, Path) and source.is_dir():
        return _from_folder(source)
    data, name = file_bytes(source, name)
    found = RawTables(digest=hashlib.sha256(data).hexdigest())
    if data.startswith((b"PK", _OLE)) or name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        _add_workbook(found, data, name)
    else:
        lines = _csv_lines(data, name)
        _add(found, _form_of(lines, name), lines, name)
    return found


def _from_folder(folder: Path) -> RawTables:
    found = RawTables()
    digest = hashlib.sha256()
    for form in FORMS:
        names = (f"{form.key}.csv", f"{form.sheet}.csv", f"{form.key}.tsv", f"{form.sheet}.tsv")
        files = [folder / name for name in names if (folder / name).is_file()]
        if not files:
            continue
        if len(files) > 1:
            raise Problem(
                f"{form.sheet}のファイルが二つあります: {files[0].name}、{files[1].name}。",
                str(folder),
                "使わない方を別の場所へ移してください。",
            )
        data, name = file_bytes(files[0], largest=MAX_CSV)
        digest.update(form.key.encode() + hashlib.sha256(data).digest())
        _add(found, form, _csv_lines(data, name), name)
    if not found.rows:
        expected = "、".join(f"{form.key}.csv" for form in FORMS)
        raise Problem(
            "棚卸しのCSVがありません。", str(folder), f"{expected} のいずれかを置いてください。"
        )
    found.digest = digest.hexdigest()
    return found


def _add_workbook(found: RawTables, data: bytes, name: str) -> None:
    grids = open_book(data, name).grids
    by_name = {fold(grid.title): grid for grid in grids}
    for form in FORMS:
        grid = by_name.get(fold(form.sheet)) or by_name.get(form.key)
        if grid is None:
            continue
        sheet = Sheet(grid, name)
        _add(found, form, list(_sheet_lines(sheet)), f"{name} {sheet.title}")
    if not found.rows:
        raise Problem(
            "シート「現行システム」「現行機能」「データ連携」のいずれもありません。",
            f"{name}（シート: {'、'.join(grid.title for grid in grids[:8])}）",
            "「inventory template」で書き出した様式に記入してください。",
        )


def _sheet_lines(sheet: Sheet) -> Iterator[Line]:
    for number, cells in enumerate(sheet.rows, start=1):
        texts = tuple(map(plain, cells))
        yield texts, lambda column, row=number: sheet.where(row, column + 1)  # type: ignore[misc]


def _csv_lines(data: bytes, name: str) -> list[Line]:
    text = decoded(data, name)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    lines: list[Line] = []
    for start, cells in csv_lines(text, delimiter, name):
        texts = tuple(shown(cell) for cell in cells)
        lines.append((texts, lambda _, line=start: f"{name} {line}行目"))  # type: ignore[misc]
    return lines


def _form_of(lines: Sequence[Line], name: str) -> Form:
    """The table a CSV is, by its header."""
    for form in FORMS:
        head = _header(form, lines)
        if head is not None and set(form.required_columns) <= head[1].keys():
            return form
    raise Problem(
        "現行システム・現行機能・データ連携のどの表か、見出しから判断できません。",
        name,
        "見出しの例: " + "、".join(column.title for column in FORMS[0].columns),
    )


def _header(form: Form, lines: Sequence[Line]) -> tuple[int, dict[str, int]] | None:
    """Where the header is (index of its line) and the column of each field."""
    words = {
        fold(word): column.key
        for column in form.columns
        for word in (*column.words, column.title, column.key)
    }
    best: tuple[int, dict[str, int]] | None = None
    for index, (texts, _) in enumerate(lines[:_HEADER_ROWS]):
        found: dict[str, int] = {}
        for column, text in enumerate(texts):
            folded = fold(text)
            key = words.get(folded) or words.get(without_remarks(folded))
            if key:
                found.setdefault(key, column)
        if len(found) >= 2 and (best is None or len(found) > len(best[1])):
            best = index, found
    return best


def _add(found: RawTables, form: Form, lines: Sequence[Line], where: str) -> None:
    head = _header(form, lines)
    found.rows[form.key] = []
    if head is None:
        titles = "、".join(column.title for column in form.columns)
        found.findings.append(_missing(where, f"{form.sheet}の見出しがありません。", titles))
        return
    index, columns = head
    for key in form.required_columns:
        if key not in columns:
            title = form.column(key).title
            message = f"{form.sheet}に「{title}」の列がありません。"
            found.findings.append(_missing(where, message, f"{title}（{key}）"))
    found.findings += _unused(lines, index, set(columns.values()))
    for texts, place in lines[index + 1 :]:
        values = {key: texts[c] if c < len(texts) else "" for key, c in columns.items()}
        if not any(values.values()) or values.get("id") == EXAMPLE_MARK:
            continue
        places = {key: place(c) for key, c in columns.items()}
        places.setdefault("id", place(0))
        found.rows[form.key].append(RawRow(values, places))


def _unused(lines: Sequence[Line], index: int, used: set[int]) -> Iterator[Finding]:
    """Columns with values that have no field of ours."""
    header, place = lines[index]
    width = max(len(texts) for texts, _ in lines)
    for column in range(width):
        below = (texts[column] for texts, _ in lines[index + 1 :] if column < len(texts))
        if column not in used and any(below):
            title = header[column] if column < len(header) else ""
            yield Finding(
                "inventory.unused-column",
                Severity.WARNING,
                place(column),
                f"列「{title or '（見出しなし）'}」は取り込みません。",
                "様式にある列名かどうか確かめてください。",
            )


def _missing(where: str, message: str, titles: str) -> Finding:
    return Finding(
        "inventory.missing-column",
        Severity.ERROR,
        where,
        message,
        f"見出しの行に次の列名を書いてください: {titles}",
    )
