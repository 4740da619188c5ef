"""What people see of a workbook before it is read, and keeping the way they said it is read."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openpyxl.utils import get_column_letter

from taiodo.problems import Problem
from taiodo.workbook.opening import open_book
from taiodo.workbook.sheets import Sheet, written
from taiodo.workbook.vocabulary import Layout

_NAME = re.compile(r"[\w\-]{1,40}")


@dataclass(frozen=True, slots=True)
class SheetLook:
    """The top left of a sheet as it stands: `columns` are letters, `rows` texts by row number."""

    title: str
    hidden: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheet_looks(source: Path | bytes, name: str = "", rows: int = 25) -> tuple[SheetLook, ...]:
    """The first rows of every sheet.

    Raises:
        Problem: the file cannot be opened.
    """
    opened = open_book(source, name)
    return tuple(_look(Sheet(grid, opened.name), rows) for grid in opened.grids)


def _look(sheet: Sheet, rows: int) -> SheetLook:
    last = min(rows, len(sheet.rows))
    width = sheet.width
    return SheetLook(
        sheet.title,
        sheet.hidden,
        tuple(get_column_letter(c) for c in range(1, width + 1)),
        tuple(
            tuple(written(sheet.value(row, c)) for c in range(1, width + 1))
            for row in range(1, last + 1)
        ),
    )


def keep_layout(folder: Path, layout: Layout, title: str) -> Layout:
    """Write a layout as a file of its own; the name is letters, digits, "_" and "-".

    Raises:
        Problem: the name cannot be used, is taken, or the folder cannot be written.
    """
    name = layout.name.strip()
    path = folder / f"{name}.toml"
    if not _NAME.fullmatch(name) or name == "vocabulary":
        raise Problem(
            f"様式の名前「{name}」は使えません。",
            advice="文字・数字・「_」「-」で40字以内にしてください。例: 総務省2027",
        )
    if path.exists():
        raise Problem(f"様式「{name}」は既にあります。", str(path), "別の名前を付けてください。")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(_toml(layout, title or name), encoding="utf-8")
    return replace(layout, name=name, title=title or name)


def _toml(layout: Layout, title: str) -> str:
    lines = [
        f"title = {_quoted(title)}",
        'source = "利用者が読み取り画面で決めた様式"',
        f"checked = {date.today().isoformat()}",
        f"sheets = [{', '.join(map(_quoted, layout.sheets))}]",
        f"header_row = {layout.header_row}",
        f"header_rows = {layout.header_rows}",
        "",
        "[columns]",
        *(f"{letter} = {_quoted(role)}" for letter, role in layout.columns.items()),
    ]
    if layout.legend:
        lines += ["", "[legend]"]
        lines += [f"{_quoted(sign)} = {_quoted(code)}" for sign, code in layout.legend.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
