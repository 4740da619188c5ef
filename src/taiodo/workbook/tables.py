"""Plain tables (TSV, CSV) given by scripts and people: one header row, then values."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from taiodo.problems import Problem

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
_QUOTES = '引用符（"）の対応が取れていないため、表として読み取れません。'
_QUOTES_ADVICE = 'その行から後の引用符を確かめてください。値に使う " は "" と二つ続けて書きます。'


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table with its header; each row keeps the line it stands on."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(path: Path) -> PlainTable:
    """Read a tab or comma separated table in UTF-8 or CP932.

    Raises:
        Problem: the file is missing, too large, binary, or has no header.
    """
    if not path.is_file():
        raise Problem(
            "ファイルがありません。", str(path), "ファイルの場所と名前を確認してください。"
        )
    if path.stat().st_size > MAX_BYTES:
        raise Problem("ファイルが大きすぎます。", path.name, "20MB以下に分けてください。")
    return table_in(path.read_bytes(), path.name)


def table_in(data: bytes, name: str) -> PlainTable:
    """The table in the bytes of a file, as `read_table` reads it.

    Raises:
        Problem: as `read_table`.
    """
    if len(data) > MAX_BYTES:
        raise Problem("ファイルが大きすぎます。", name, "20MB以下に分けてください。")
    text = decoded(data, name)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    lines = csv_lines(text, delimiter, name)
    if not lines or not any(cell.strip() for cell in lines[0][1]):
        raise Problem("見出しの行がありません。", name, "1行目に列の名前を書いてください。")
    if len(lines) > MAX_ROWS:
        raise Problem("行が多すぎます。", name, f"{MAX_ROWS:,}行以下に分けてください。")
    header = tuple(cell.strip() for cell in lines[0][1])
    rows = tuple(
        (number, dict(zip(header, (cell.strip() for cell in line), strict=False)))
        for number, line in lines[1:]
        if any(cell.strip() for cell in line)
    )
    return PlainTable(name, header, rows)


def csv_lines(text: str, delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows of a text, each with the line of the file it begins on.

    Raises:
        Problem: quotes do not match, or a quoted cell has swallowed what looks like further rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    begun = 1
    try:
        for cells in reader:
            if lines and reader.line_num > begun:
                _refuse_swallowed(cells, len(lines[0][1]), delimiter, f"{name} {begun}行目")
            lines.append((begun, cells))
            begun = reader.line_num + 1
    except csv.Error as error:
        raise Problem(_QUOTES, f"{name} {begun}行目", _QUOTES_ADVICE) from error
    return lines


def _refuse_swallowed(cells: list[str], width: int, delimiter: str, where: str) -> None:
    """A cell may hold several lines, but hardly lines with as many separators as a row has."""
    for cell in cells:
        if any(line.count(delimiter) >= max(1, width - 1) for line in cell.splitlines()[1:]):
            raise Problem(_QUOTES, where, _QUOTES_ADVICE)


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 (with or without mark) or CP932.

    Raises:
        Problem: the bytes are neither.
    """
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Problem(
        "文字コードを読み取れません。", name, "UTF-8 か Shift_JIS（CP932）で保存してください。"
    )
