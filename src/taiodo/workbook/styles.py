"""Styles of a workbook: which are struck through, and how they show numbers."""

from dataclasses import dataclass, field
from typing import IO

from openpyxl.styles.numbers import BUILTIN_FORMATS

from taiodo.workbook.numberformats import effect
from taiodo.workbook.xml import Attributes, local, stream

OFF = ("0", "false", "none", "off")
# Dates by ids that only Japanese and other East Asian Excel defines.
_EAST_ASIAN_DATES = frozenset((*range(27, 37), *range(50, 59)))


@dataclass(frozen=True, slots=True)
class Styles:
    """By the index of a cell's style as written: struck-through ones, and effects on numbers."""

    struck: frozenset[str] = frozenset()
    effects: dict[str, str] = field(default_factory=dict)


def is_on(attributes: Attributes) -> bool:
    """Whether a switch such as <strike/> is on."""
    return attributes.get("val", "1").lower() not in OFF


def read_styles(source: IO[bytes]) -> Styles:
    """The styles of a workbook's part.

    Raises:
        Damaged: the part is no XML.
    """
    found = _Styles()
    stream(source, found.start, found.end)
    return found.styles()


class _Styles:
    def __init__(self) -> None:
        self._path: list[str] = []
        self._fonts: list[bool] = []
        self._codes: dict[str, str] = {}
        self._formats: list[tuple[str, str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        path = self._path
        tag = local(name)
        above = path[-1] if path else ""
        if tag == "font" and above == "fonts":
            self._fonts.append(False)
        elif tag == "strike" and above == "font" and "fonts" in path:
            self._fonts[-1] = is_on(attributes)
        elif tag == "numFmt" and above == "numFmts":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and above == "cellXfs":
            self._formats.append((attributes.get("fontId", "0"), attributes.get("numFmtId", "0")))
        path.append(tag)

    def end(self, name: str) -> None:
        self._path.pop()

    def styles(self) -> Styles:
        struck = {str(index) for index, on in enumerate(self._fonts) if on}
        effects = {
            str(index): how
            for index, (_, code) in enumerate(self._formats)
            if (how := self._effect(code))
        }
        return Styles(
            frozenset(str(i) for i, (font, _) in enumerate(self._formats) if font in struck),
            effects,
        )

    def _effect(self, code: str) -> str:
        if code in self._codes:
            return effect(self._codes[code])
        if not code.isascii() or not code.isdigit():
            return ""
        number = int(code[:6])
        return "date" if number in _EAST_ASIAN_DATES else effect(BUILTIN_FORMATS.get(number, ""))
