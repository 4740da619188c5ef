"""An .xlsx or .xlsm package: its workbook, relations and parts, read without macros."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from taiodo.problems import Problem
from taiodo.workbook.bombs import MAX_SMALL_PART, refuse_sheets
from taiodo.workbook.grid import Grid
from taiodo.workbook.richtext import SharedStrings, read_strings
from taiodo.workbook.styles import OFF, Styles, read_styles
from taiodo.workbook.worksheet import Shared, read_worksheet
from taiodo.workbook.xml import Attributes, Damaged, local, stream

_MAIN = "xl/workbook.xml"
UNPACKING = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError,
    LookupError,
)  # fmt: skip


def read_package(data: bytes, name: str) -> list[Grid]:
    """The worksheets of a package, in the order of the workbook.

    Raises:
        Damaged: a part is missing or is not what it must be.
        Problem: the package holds more than can be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _Package(package, name).grids()
    except UNPACKING as error:
        raise Damaged("圧縮された中身が壊れています") from error


class _Package:
    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self._package, self._name = package, name
        self._entries = {
            entry.filename.lower().replace("\\", "/"): entry for entry in package.infolist()
        }

    def grids(self) -> list[Grid]:
        """Every worksheet; chart and macro sheets have no cells and are left out."""
        main = self._main()
        sheets, epoch = self._sheets(main)
        relations = self._relations(main)
        by_kind = dict(relations.values())
        shared = Shared(self._name, self._strings(by_kind), self._styles(by_kind), epoch)
        grids = []
        for title, key, hidden in sheets:
            kind, target = relations.get(key, ("", ""))
            if kind in ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"):
                continue
            grid = Grid(title, hidden=hidden)
            with self._open(target, f"シート「{title}」") as part:
                read_worksheet(part, shared, grid)
            grids.append(grid)
        return grids

    def _main(self) -> str:
        if "_rels/.rels" in self._entries:
            for kind, target in self._relations("").values():
                if kind == "officeDocument" and target.lower() in self._entries:
                    return target
        return _MAIN

    @contextmanager
    def _open(self, path: str, words: str) -> Iterator[IO[bytes]]:
        entry = self._entries.get(path.lower())
        if entry is None:
            raise Damaged(f"{words}の中身がありません")
        with self._package.open(entry) as part:
            yield part

    @contextmanager
    def _small(self, path: str, words: str) -> Iterator[IO[bytes]]:
        entry = self._entries.get(path.lower())
        if entry is not None and entry.file_size > MAX_SMALL_PART:
            raise Problem(
                f"{words}が大きすぎるため、開きません。",
                self._name,
                "Excelで開き、使っていない書式を除いて保存し直してください。",
            )
        with self._open(path, words) as part:
            yield part

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Key → (last word of the type, path of the part) of what a part refers to."""
        folder, file = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, given: Attributes) -> None:
            if local(name) == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "").replace("\\", "/")
                path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                kind = given.get("Type", "").rpartition("/")[2]
                found[given.get("Id", "")] = kind, posixpath.normpath(path).lstrip("/")

        with self._small(f"{folder}/_rels/{file}.rels".lstrip("/"), "関係の一覧") as source:
            stream(source, start)
        return found

    def _sheets(self, main: str) -> tuple[list[tuple[str, str, bool]], datetime]:
        """Title, relation key and whether hidden of every sheet; the day dates count from."""
        found: list[tuple[str, str, bool]] = []
        epoch = WINDOWS_EPOCH

        def start(name: str, given: Attributes) -> None:
            nonlocal epoch
            tag = local(name)
            if tag == "sheet":
                key = next((v for k, v in given.items() if k.endswith(" id")), "")
                hidden = given.get("state", "visible") != "visible"
                found.append((given.get("name", "")[:80], key, hidden))
            elif tag == "workbookPr" and given.get("date1904", "0").lower() not in OFF:
                epoch = MAC_EPOCH

        with self._small(main, "ブックの一覧") as source:
            stream(source, start)
        refuse_sheets(len(found), self._name)
        return found, epoch

    def _strings(self, by_kind: dict[str, str]) -> SharedStrings:
        path = by_kind.get("sharedStrings", "")
        if path.lower() not in self._entries:
            return SharedStrings()
        with self._open(path, "文字列") as source:
            return read_strings(source, self._name)

    def _styles(self, by_kind: dict[str, str]) -> Styles:
        path = by_kind.get("styles", "")
        if path.lower() not in self._entries:
            return Styles()
        with self._small(path, "書式") as source:
            return read_styles(source)
