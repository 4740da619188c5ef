"""Data files as entries that know their place: TOML tables and tab-separated rows."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from taiodo.problems import Finding, Severity

_HEADER = re.compile(r"\s*(\[\[|\[)\s*([A-Za-z0-9_-]+)\s*(?:\]\]|\])")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a TOML file, or one row of a TSV file: its values and the lines they are on.

    The table of values at the top of a TOML file is named "".
    """

    file: str
    table: str
    position: int
    line: int
    values: Mapping[str, object]
    key_lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, key: str = "") -> str:
        """The place as shown to users: file, line, and what the entry calls itself."""
        line = self.key_lines.get(key, self.line)
        place = f"{self.file} {line}行目" if line else self.file
        return f"{place} {self.label}".rstrip()

    @property
    def label(self) -> str:
        """The entry's own id, name or number, else its table."""
        for key in ("id", "operation", "number", "serial", "name", "fiscal_year"):
            if (value := self.values.get(key)) not in (None, ""):
                return f"「{value}」"
        return f"[{self.table}]" if self.table else ""

    def text(self, key: str) -> str:
        """The value as text; dates in ISO form; "" where it is missing or of another type."""
        value = self.values.get(key)
        if isinstance(value, date):
            return value.isoformat()
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The value as several texts: a TOML array, or TSV words joined by `;`."""
        value = self.values.get(key)
        if isinstance(value, list):
            return tuple(item for item in value if isinstance(item, str))
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(";") if word.strip())
        return ()

    def number(self, key: str) -> int:
        """The value as a whole number; 0 where it is missing or of another type."""
        value = self.values.get(key)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def flag(self, key: str) -> bool:
        """The value as yes or no; no where it is missing."""
        return self.values.get(key) is True


@dataclass(frozen=True, slots=True)
class Document:
    """One data file: its entries, and what made it (or rows of it) unreadable.

    `columns` is the header of a TSV file, empty for TOML.
    """

    file: str
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    columns: tuple[str, ...] = ()

    def table(self, name: str) -> tuple[Entry, ...]:
        """The entries of one table in the order of the file."""
        return tuple(entry for entry in self.entries if entry.table == name)

    @property
    def readable(self) -> bool:
        """Whether every entry could be read."""
        return not self.findings


def read_document(root: Path, file: str, tsv_table: str = "") -> Document:
    """Read `file` (relative to `root`); what is wrong with it is a finding, never an exception."""
    try:
        text = (root / file).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError:
        advice = "ファイルを元の場所に戻してください。配布物に含まれるファイルです。"
        return Document(file, (), (_error("missing-file", file, "ファイルがありません。", advice),))
    except UnicodeDecodeError as error:
        message = f"UTF-8 として読めない文字があります（先頭から {error.start + 1} バイト目）。"
        advice = "文字コードを UTF-8 にして保存し直してください。"
        return Document(file, (), (_error("not-utf8", file, message, advice),))
    return _tsv(file, text, tsv_table) if file.endswith(".tsv") else _toml(file, text)


def _toml(file: str, text: str) -> Document:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.search(str(error))
        where = f"{file} {found[1]}行目 {found[2]}文字目" if found else file
        advice = '「キー = "値"」の形か、引用符とかっこが閉じているかを確かめてください。'
        message = "TOML の書き方に誤りがあり、読めません。"
        return Document(file, (), (_error("toml-syntax", where, message, advice),))
    return Document(file, tuple(_toml_entries(file, values, text)))


def _toml_entries(file: str, values: Mapping[str, object], text: str) -> Iterator[Entry]:
    places = _places(text)
    top = {key: value for key, value in values.items() if not _is_table(value)}
    if top:
        yield Entry(file, "", 0, 1, top, places.get(("", 0), (1, {}))[1])
    for name, value in values.items():
        rows = value if isinstance(value, list) else [value]
        for position, row in enumerate(rows if _is_table(value) else []):
            line, keys = places.get((name, position), (0, {}))
            yield Entry(file, name, position, line, row, keys)


def _is_table(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(row, dict) for row in value)
    return isinstance(value, dict)


def _places(text: str) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    places: dict[tuple[str, int], tuple[int, dict[str, int]]] = {("", 0): (1, {})}
    current = places["", 0][1]
    for number, line in enumerate(text.splitlines(), 1):
        if found := _HEADER.match(line):
            position = sum(name == found[2] for name, _ in places)
            current = {}
            places[found[2], position] = (number, current)
        elif found := _KEY.match(line):
            current.setdefault(found[1], number)
    return places


def _tsv(file: str, text: str, table: str) -> Document:
    lines = text.removesuffix("\n").split("\n")
    header = lines[0].split("\t")
    entries, findings = [], []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(header):
            message = f"欄の数が{len(cells)}で、見出しの{len(header)}と合いません。"
            advice = f"タブで区切って次の順に並べてください: {'、'.join(header)}"
            findings.append(_error("tsv-row", f"{file} {number}行目", message, advice))
            continue
        values: dict[str, object] = dict(zip(header, cells, strict=True))
        entries.append(Entry(file, table, number - 2, number, values))
    return Document(file, tuple(entries), tuple(findings), tuple(header))


def _error(code: str, where: str, message: str, advice: str) -> Finding:
    return Finding(f"catalog.{code}", Severity.ERROR, where, message, advice)
