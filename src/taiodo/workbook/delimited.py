"""Tables as text: CSV and TSV in UTF-8, UTF-16 or CP932, as one grid."""

import csv
import io
import re

from taiodo.problems import Problem
from taiodo.workbook.bombs import refuse_cells
from taiodo.workbook.grid import MAX_ROWS, Grid, put, tidy

SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
TITLE = "CSV"
_ENCODINGS = ("utf-8-sig", "cp932")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAVE_AS = "Excelで開き、「CSV UTF-8（コンマ区切り）」で保存し直してください。"
# How Excel users keep zeros in a CSV: ="0010001".
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_MAX_FIELD = 200_000


def read_delimited(data: bytes, name: str) -> Grid:
    """The table of a text file; its cells are named as Excel names them when it opens the file.

    Raises:
        Problem: neither encoding fits, or quotes do not match; the line is named.
    """
    text = _decoded(data, name)
    grid = Grid(TITLE, typed=False)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    previous = csv.field_size_limit(_MAX_FIELD)
    number = cells = begun = 0
    try:
        for number, line in enumerate(reader, start=1):
            begun = reader.line_num
            cells += len(line)
            for column, value in enumerate(line, start=1):
                if value:
                    put(grid, number, column, _plain(value))
            if number > MAX_ROWS:
                refuse_cells(cells, name)
    except csv.Error as error:
        raise Problem(
            'CSVとして読み取れません。引用符（"）の対応が取れていないか、長すぎる値があります。',
            f"{name} {begun + 1}行目（表の{number + 1}行目）",
            "その行から後の引用符を確かめてください。",
        ) from error
    finally:
        csv.field_size_limit(previous)
    return grid


def _plain(value: str) -> str:
    kept = _KEPT_AS_TEXT.fullmatch(value) if value.startswith("=") else None
    return tidy(kept.group(1) if kept else value)


def _decoded(data: bytes, name: str) -> str:
    marked = _MARKS.get(data[:2])
    furthest, failed = -1, None
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start > furthest:
                furthest, failed = error.start, error
            continue
        if "\x00" not in text:
            return text
        furthest = max(furthest, text.index("\x00"))
    line = data.count(b"\n", 0, max(furthest, 0)) + 1
    raise Problem(
        "文字コードを読み取れません。UTF-8 でも Shift_JIS（CP932）でもない文字があります。",
        f"{name} {line}行目",
        _SAVE_AS,
    ) from failed


def _delimiter(text: str) -> str:
    """The delimiter that makes the widest table of the first lines."""
    first = text[:20_000].split("\n")[:50]
    counts = {mark: sum(line.count(mark) for line in first) for mark in ("\t", ",", ";")}
    return max(counts, key=lambda mark: counts[mark]) if any(counts.values()) else ","
