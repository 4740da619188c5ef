"""Packages that would take hours or all memory to load, told by a look at their raw XML."""

import re
import zipfile
from collections.abc import Iterator

from openpyxl.utils import range_boundaries

from taiodo.problems import Problem

MAX_UNPACKED = 400_000_000
MAX_CELLS = 3_000_000
MAX_STRINGS = 1_500_000
MAX_AREA = 1_000_000
_AREA = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref=[\"']([A-Z0-9:$]+)[\"']")
_CELL = (b"<c ", b":c ", b"<c>", b"<c/")
_STRING = (b"<si>", b"<si ", b"<si/", b":si>")


def refuse_bombs(package: zipfile.ZipFile, name: str) -> None:
    """Refuse a package that unpacks to more than can be loaded in reasonable time.

    Raises:
        Problem: too many bytes, cells or texts, or merged ranges and links over too many cells.
    """
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise Problem(
            f"展開後の大きさが{unpacked / 1_000_000:,.0f}MBになるため、開きません。",
            name,
            f"{MAX_UNPACKED // 1_000_000}MBまで読めます。公表元のファイルか確かめてください。",
        )
    cells = area = strings = 0
    for part in _parts(package, "xl/worksheets/"):
        cells += sum(part.count(mark) for mark in _CELL)
        area += sum(_size(found) for found in _AREA.findall(part, part.rfind(b"sheetData")))
    for part in _parts(package, "xl/sharedStrings"):
        strings += sum(part.count(mark) for mark in _STRING)
    _refuse(cells, MAX_CELLS, "セル", name)
    _refuse(strings, MAX_STRINGS, "文字列", name)
    _refuse(area, MAX_AREA, "結合やリンクの範囲に含まれるセル", name)


def _parts(package: zipfile.ZipFile, start: str) -> Iterator[bytes]:
    for entry in package.infolist():
        name = entry.filename.lower()
        if name.startswith(start.lower()) and name.endswith(".xml"):
            yield package.read(entry)


def _size(reference: bytes) -> int:
    try:
        left, top, right, bottom = range_boundaries(reference.decode())
    except ValueError:
        return 1
    if left is None or top is None or right is None or bottom is None:
        return MAX_AREA
    return (right - left + 1) * (bottom - top + 1)


def _refuse(count: int, largest: int, what: str, name: str) -> None:
    if count > largest:
        raise Problem(
            f"{what}が多すぎるため、開きません（{count:,}個）。",
            name,
            f"{largest:,}個まで読めます。使っていない行・列の書式や結合を消して保存してください。",
        )
