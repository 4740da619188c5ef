"""Texts of a workbook: runs, struck-through words, phonetic guides left out."""

import re
from typing import IO

from taiodo.workbook.bombs import refuse_strings
from taiodo.workbook.grid import Value, struck_or_text, tidy
from taiodo.workbook.styles import is_on
from taiodo.workbook.xml import Attributes, Damaged, local, stream

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel itself holds 32,767 characters in a cell.
MAX_TEXT = 1_000_000
Run = tuple[str, bool | None]


class Runs:
    """Collects the runs of one text; a run is struck, not struck, or (None) as its cell is."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._formatted = False
        self._struck = False
        self._phonetic = 0
        self._words: list[str] | None = None
        self._size = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element within <si> or <is> begins."""
        if tag == "t":
            self._words = None if self._phonetic else []
        elif tag == "r":
            self._formatted = self._struck = False
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "rPr":
            self._formatted = True
        elif tag == "strike" and self._formatted:
            self._struck = is_on(attributes)

    def text(self, words: str) -> None:
        """Characters, kept only within <t>."""
        if self._words is not None:
            self._words.append(words)
            self._size += len(words)
            if self._size > MAX_TEXT:
                raise Damaged(f"一つのセルの文字が多すぎます（{MAX_TEXT:,}字を超えています）")

    def end(self, tag: str) -> None:
        """An element within <si> or <is> ends."""
        if tag == "t" and self._words is not None:
            struck = self._struck if self._formatted else None
            self.runs.append((unescaped("".join(self._words)), struck))
            self._words = None
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "r":
            self._formatted = self._struck = False


def unescaped(text: str) -> str:
    """Excel's _x000D_ resolved, characters no text may hold left out."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
        text = _CONTROL.sub("", text)
    return text


def resolved(runs: list[Run], whole: bool) -> Value:
    """The value of a text in a cell that is or is not struck through as a whole."""
    if len(runs) == 1 and runs[0][1] is None and not whole:
        return tidy(runs[0][0])
    return struck_or_text([(text, whole if s is None else s) for text, s in runs])


class SharedStrings:
    """The shared texts by index: `plain` as in a cell not struck, `runs` where formats differ."""

    def __init__(self) -> None:
        self.plain: list[Value] = []
        self.runs: dict[int, list[Run]] = {}

    def struck(self, index: int) -> Value:
        """The value of a text in a cell that is struck through."""
        runs = self.runs.get(index)
        if runs is not None:
            return resolved(runs, whole=True)
        text = self.plain[index]
        return resolved([(str(text), None)], whole=True)


def read_strings(source: IO[bytes], name: str) -> SharedStrings:
    """The shared texts of a workbook's part.

    Raises:
        Damaged: the part is no XML.
        Problem: there are too many texts; `name` is the file's.
    """
    found = SharedStrings()
    plain = found.plain
    runs = Runs()

    def start(full: str, attributes: Attributes) -> None:
        nonlocal runs
        tag = local(full)
        if tag == "si":
            runs = Runs()
        else:
            runs.start(tag, attributes)

    def text(given: str) -> None:
        runs.text(given)

    def end(full: str) -> None:
        tag = local(full)
        if tag != "si":
            runs.end(tag)
            return
        if any(struck is not None for _, struck in runs.runs):
            found.runs[len(plain)] = runs.runs
        plain.append(resolved(runs.runs, whole=False))
        if len(plain) & 1023 == 0:
            refuse_strings(len(plain), name)

    stream(source, start, end, text)
    refuse_strings(len(plain), name)
    return found
