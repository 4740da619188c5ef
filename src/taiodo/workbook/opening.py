"""Opening an Excel file that may be anything: guards first, then one full load."""

import gc
import hashlib
import io
import stat
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook

from taiodo.problems import Problem
from taiodo.workbook.bombs import refuse_bombs

MAX_FILE = 60_000_000
MAX_ROWS = 60_000
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Excelで開き、「名前を付けて保存」で「Excel ブック（.xlsx）」にしてください。"


@dataclass(frozen=True)
class OpenedBook:
    """A workbook loaded with rich text and cached formula results, and the file's digest."""

    name: str
    sha256: str
    book: Workbook


def open_book(source: Path | bytes, name: str = "") -> OpenedBook:
    """Load an .xlsx file.

    Raises:
        Problem: it is missing, too large, of another type, encrypted, damaged or empty.
    """
    data, name = file_bytes(source, name)
    check_package(data, name)
    book = _loaded(data, name)
    if not book.worksheets:
        raise Problem("ワークシートがありません。", name, "表のあるExcelファイルを選んでください。")
    return OpenedBook(name, hashlib.sha256(data).hexdigest(), book)


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
            f"ファイルが大きすぎます（{size / 1_000_000:,.0f}MB）。",
            name,
            f"{largest // 1_000_000}MBまで読めます。画像や使っていないシートを除いてください。",
        )


def check_package(data: bytes, name: str) -> None:
    """Refuse bytes that are no plain .xlsx package.

    Raises:
        Problem: empty, encrypted, old .xls, another kind of file, truncated, or a zip bomb.
    """
    if not data:
        raise Problem("ファイルの中身が空です。", name, "ファイルを入手し直してください。")
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    if not data.startswith(b"PK"):
        raise Problem(
            "Excelファイル（.xlsx）ではありません。中身は別の種類のファイルです。",
            name,
            "拡張子だけを変えたファイルは読めません。" + _SAVE_AS,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise _protected(name)
            refuse_bombs(package, name)
    except _UNPACKING as error:
        raise _damaged(name) from error
    _refuse_other_package({entry.filename for entry in entries}, name)


def _refuse_ole(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _protected(name)
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        raise Problem("古い形式のExcelファイル（.xls）は読めません。", name, _SAVE_AS)
    raise Problem(
        "Excelファイル（.xlsx）ではありません。古い形式のOffice文書です。", name, _SAVE_AS
    )


def _refuse_other_package(names: set[str], name: str) -> None:
    if "xl/workbook.xml" in names:
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


def _loaded(data: bytes, name: str) -> Workbook:
    # The collector would walk the growing tree of cells again and again: a sixth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), rich_text=True, data_only=True)
    except Exception as error:
        # openpyxl lets nearly every built-in exception through when a part is damaged.
        raise _damaged(name) from error
    finally:
        if collecting:
            gc.enable()


def _damaged(name: str) -> Problem:
    return Problem(
        "ファイルが壊れているか、途中で切れているため開けません。",
        name,
        "入手し直すか、Excelで開いて保存し直してください。",
    )


def _protected(name: str) -> Problem:
    return Problem(
        "パスワードで保護（暗号化）されているため開けません。",
        name,
        "Excelで開いてパスワードを解除し、保存し直してください。",
    )
