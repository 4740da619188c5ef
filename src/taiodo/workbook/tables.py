"""Plain tables (TSV, CSV) given by scripts and people: one header row, then values."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from taiodo.problems import Problem

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000


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
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Problem(
            "表として読み取れません。", name, "タブ区切り（TSV）かCSVで保存してください。"
        ) from error
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise Problem("見出しの行がありません。", name, "1行目に列の名前を書いてください。")
    if len(lines) > MAX_ROWS:
        raise Problem("行が多すぎます。", name, f"{MAX_ROWS:,}行以下に分けてください。")
    header = tuple(cell.strip() for cell in lines[0])
    rows = tuple(
        (number, dict(zip(header, (cell.strip() for cell in line), strict=False)))
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    )
    return PlainTable(name, header, rows)


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
