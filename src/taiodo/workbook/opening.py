"""Opening a file that may be anything: guards first, then the reader for its kind."""

import gc
import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from taiodo.problems import Problem
from taiodo.workbook.bombs import refuse_bombs
from taiodo.workbook.delimited import SUFFIXES, read_delimited
from taiodo.workbook.grid import Grid
from taiodo.workbook.oldbook import read_old_book
from taiodo.workbook.package import UNPACKING, read_package
from taiodo.workbook.xml import Damaged

MAX_FILE = 50 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Excelで開き、「名前を付けて保存」で「Excel ブック（.xlsx）」にしてください。"


@dataclass(frozen=True)
class OpenedBook:
    """The sheets of a file as values (formulas by their stored results), and its digest."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]


def open_book(source: Path | bytes, name: str = "") -> OpenedBook:
    """Read an .xlsx, .xlsm or .xls workbook, or a CSV or TSV table; macros are never run.

    Raises:
        Problem: it is missing, too large, of another type, encrypted, damaged or empty.
    """
    data, name = file_bytes(source, name)
    try:
        with collector_paused():
            grids = _grids(data, name)
    except Damaged as error:
        raise _damaged(name, str(error)) from error
    if not grids:
        raise Problem("ワークシートがありません。", name, "表のあるファイルを選んでください。")
    _tell_titles_apart(grids)
    return OpenedBook(name, hashlib.sha256(data).hexdigest(), tuple(grids))


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking growing rows again and again: a sixth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _tell_titles_apart(grids: list[Grid]) -> None:
    """Number sheets of one name, which only damaged workbooks have."""
    seen: set[str] = set()
    for grid in grids:
        title, number = grid.title, 1
        while grid.title in seen:
            number += 1
            grid.title = f"{title}（{number}）"
        seen.add(grid.title)


def _grids(data: bytes, name: str) -> list[Grid]:
    if not data:
        raise Problem("ファイルの中身が空です。", name, "ファイルを入手し直してください。")
    if data.startswith(_OLE):
        refuse_other_ole(data, name)
        return read_old_book(data, name)
    if not data.startswith(b"PK") and name.lower().endswith(SUFFIXES):
        return [read_delimited(data, name)]
    check_package(data, name)
    return read_package(data, name)


def file_bytes(source: Path | bytes, name: str = "", largest: int = MAX_FILE) -> tuple[bytes, str]:
    """The bytes of a file and the name to show.

    Raises:
        Problem: there is no such file, it cannot be read, or it is larger than `largest` bytes.
    """
    if isinstance(source, bytes):
        _refuse_size(len(source), name or "（無名のファイル）", largest)
        return source, name or "（無名のファイル）"
    name = name or plain_name(source.name)
    try:
        found = source.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Problem("フォルダではなくファイルを選んでください。", str(source))
        if not stat.S_ISREG(found.st_mode):
            raise Problem(
                "読み取れる種類のファイルではありません（パイプや装置です）。",
                str(source),
                "いったんファイルに保存してから選んでください。",
            )
        _refuse_size(found.st_size, name, largest)
        with source.open("rb") as file:
            data = file.read(largest + 1)
        _refuse_size(len(data), name, largest)
        return data, name
    except FileNotFoundError as error:
        raise Problem(
            "ファイルがありません。", str(source), "ファイルの場所と名前を確認してください。"
        ) from error
    except OSError as error:
        raise Problem(
            "ファイルを読めません。",
            str(source),
            "他のソフトで開いていないか、読む権限があるかを確認してください。",
        ) from error


def plain_name(name: str) -> str:
    """A file's name as it can be stored: bytes that are no text replaced."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _refuse_size(size: int, name: str, largest: int) -> None:
    if size > largest:
        raise Problem(
            f"ファイルが大きすぎます（{size / 1024 / 1024:,.0f}MB）。",
            name,
            f"{largest // 1024 // 1024}MBまで読めます。画像や使っていないシートを除いてください。",
        )


def check_package(data: bytes, name: str) -> None:
    """Refuse bytes that are no plain .xlsx package.

    Raises:
        Problem: encrypted, another kind of file, truncated, or a zip bomb.
    """
    if not data.startswith(b"PK"):
        raise Problem(_not_a_workbook(data), name, _SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise _protected(name)
            refuse_bombs(package, name)
    except UNPACKING as error:
        raise _damaged(name) from error
    _refuse_other_package({entry.filename for entry in entries}, name)


def _not_a_workbook(data: bytes) -> str:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        return "PDFです。Excelファイル（.xlsx）ではありません。"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "XML形式の表（XML スプレッドシート 2003）で、Excelファイル（.xlsx）ではありません。"
    if start.startswith((b"<!doctype html", b"<html")) or b"<table" in start:
        return "HTMLで書かれた表で、Excelファイル（.xlsx）ではありません。"
    return (
        "Excelファイル（.xlsx）ではありません。中身は別の種類のファイルです。"
        "拡張子だけを変えたファイルは読めません。"
    )


def refuse_other_ole(data: bytes, name: str) -> None:
    """Refuse old Office files that are no workbook.

    Raises:
        Problem: encrypted, or another kind of document.
    """
    if _has_stream(data, "EncryptedPackage"):
        raise _protected(name)
    if _has_stream(data, "WordDocument", "PowerPoint Document", "__properties_version1.0"):
        raise Problem(
            "Excelファイル（.xlsx）ではありません。古い形式のOffice文書です。", name, _SAVE_AS
        )


def _has_stream(data: bytes, *names: str) -> bool:
    return any(name.encode("utf-16-le") in data for name in names)


def _refuse_other_package(names: set[str], name: str) -> None:
    if any(entry.lower().startswith("xl/worksheets/") for entry in names):
        return
    if any(entry.startswith("word/") for entry in names):
        raise Problem("Word文書（.docx）です。Excelファイルではありません。", name, _SAVE_AS)
    if any(entry.startswith("ppt/") for entry in names):
        raise Problem("PowerPointのファイルです。Excelファイルではありません。", name, _SAVE_AS)
    if "xl/workbook.bin" in names:
        raise Problem("バイナリ形式のブック（.xlsb）は読めません。", name, _SAVE_AS)
    if "content.xml" in names:
        raise Problem("OpenDocument形式（.ods など）は読めません。", name, _SAVE_AS)
    if "[Content_Types].xml" not in names:
        raise Problem(
            "ZIPファイルですが、Excelファイル（.xlsx）ではありません。",
            name,
            "ZIPを展開し、中のExcelファイルを選んでください。",
        )


def _damaged(name: str, detail: str = "") -> Problem:
    return Problem(
        "ファイルが壊れているか、途中で切れているため開けません。"
        + (f"{detail}。" if detail else ""),
        name,
        "入手し直すか、Excelで開いて保存し直してください。",
    )


def _protected(name: str) -> Problem:
    return Problem(
        "パスワードで保護（暗号化）されているため開けません。",
        name,
        "Excelで開いてパスワードを解除し、保存し直してください。",
    )
