"""A table whose columns are found by their headers, from a workbook, a CSV or a TSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taiodo.problems import Problem, near_miss
from taiodo.workbook.opening import open_book
from taiodo.workbook.sheets import Sheet, plain
from taiodo.workbook.vocabulary import fold, without_remarks

_HEADER_ROWS = 10


@dataclass(frozen=True, slots=True)
class NamedRow:
    """The texts of one row by column name, "" where a cell is empty, and the place of the row."""

    values: Mapping[str, str]
    where: str


@dataclass(frozen=True, slots=True)
class NamedTable:
    """The rows below the header; `columns` are those of the wanted columns that were found."""

    columns: tuple[str, ...]
    rows: tuple[NamedRow, ...]


def read_named_table(
    source: Path | bytes,
    columns: Mapping[str, Sequence[str]],
    required: Sequence[str],
    name: str = "",
) -> NamedTable:
    """Read the first sheet that has the required columns; empty rows are left out.

    Args:
        source: the file or its bytes.
        columns: column name → the headers by which it is known, the surest first (it is shown).
        required: names of columns without which it is not the table.
        name: the file's name as shown to people; a path's own name by default.

    Raises:
        Problem: the file cannot be read, or no sheet has the columns.
    """
    book = open_book(source, name)
    sheets = [Sheet(grid, book.name) for grid in book.grids if not grid.hidden]
    for sheet in sheets:
        for index in range(min(_HEADER_ROWS, len(sheet.rows))):
            found = _columns(sheet, index, columns)
            if set(required) <= found.keys():
                return _table(sheet, index, found)
    raise _no_header(sheets, columns, required, book.name)


def _columns(sheet: Sheet, index: int, columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each column stands: by its surest word (機能ID before No), then the left."""
    known = {
        fold(word): (key, rank)
        for key, words in columns.items()
        for rank, word in enumerate((key, *words))
    }
    ranked: dict[str, tuple[int, int]] = {}
    for column, value in enumerate(sheet.rows[index]):
        folded = fold(plain(value))
        key, rank = known.get(folded) or known.get(without_remarks(folded)) or ("", 0)
        if key:
            ranked[key] = min(ranked.get(key, (rank, column)), (rank, column))
    return {key: column for key, (_, column) in ranked.items()}


def _table(sheet: Sheet, index: int, found: Mapping[str, int]) -> NamedTable:
    rows = []
    for number, cells in enumerate(sheet.rows[index + 1 :], start=index + 2):
        values = {k: plain(cells[c]).strip() if c < len(cells) else "" for k, c in found.items()}
        if any(values.values()):
            rows.append(NamedRow(values, f"{sheet.file} {sheet.title} {number}行目"))
    return NamedTable(tuple(found), tuple(rows))


def _no_header(
    sheets: Sequence[Sheet],
    columns: Mapping[str, Sequence[str]],
    required: Sequence[str],
    name: str,
) -> Problem:
    wanted = "、".join(f"{columns[key][0]}（{key}）" for key in required)
    heads = [plain(cell) for sheet in sheets for row in sheet.rows[:1] for cell in row]
    words = [word for key in required for word in (key, *columns[key])]
    near = next((advice for head in heads if (advice := near_miss(head, words))), "")
    return Problem(
        f"見出しに {wanted} の列がありません。",
        name,
        f"{near}1行目に列の名前を書いてください。",
    )
