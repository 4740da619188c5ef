"""Bounds on what a workbook may hold, so that no file takes hours or all memory."""

import zipfile

from taiodo.problems import Problem

MAX_UNPACKED = 400_000_000
MAX_SMALL_PART = 60_000_000
MAX_CELLS = 3_000_000
MAX_STRINGS = 1_500_000
MAX_AREA = 1_000_000
MAX_SHEETS = 500


def refuse_bombs(package: zipfile.ZipFile, name: str) -> None:
    """Refuse a package that says it unpacks to more than can be loaded in reasonable time.

    The size an entry says it has is also where its reading ends.

    Raises:
        Problem: too many bytes.
    """
    unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > MAX_UNPACKED:
        raise Problem(
            f"展開後の大きさが{unpacked / 1_000_000:,.0f}MBになるため、開きません。",
            name,
            f"{MAX_UNPACKED // 1_000_000}MBまで読めます。公表元のファイルか確かめてください。",
        )


def refuse_cells(count: int, name: str) -> None:
    """Refuse more cells than can be read.

    Raises:
        Problem: there are too many.
    """
    _refuse(count, MAX_CELLS, "セル", name)


def refuse_strings(count: int, name: str) -> None:
    """Refuse more shared texts than can be read.

    Raises:
        Problem: there are too many.
    """
    _refuse(count, MAX_STRINGS, "文字列", name)


def refuse_sheets(count: int, name: str) -> None:
    """Refuse more sheets than can be read.

    Raises:
        Problem: there are too many.
    """
    _refuse(count, MAX_SHEETS, "シート", name)


def refuse_area(count: int, name: str) -> None:
    """Refuse merged ranges over more cells than can be followed.

    Raises:
        Problem: there are too many.
    """
    _refuse(count, MAX_AREA, "結合した範囲に含まれるセル", name)


def _refuse(count: int, largest: int, what: str, name: str) -> None:
    if count > largest:
        raise Problem(
            f"{what}が多すぎるため、開きません（{largest:,}個を超えています）。",
            name,
            f"{largest:,}個まで読めます。使っていない行・列の書式や結合を消して保存してください。",
        )
