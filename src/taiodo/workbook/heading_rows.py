"""Headings that stand in rows of their own within a list, where it has no columns for them."""

import re
import unicodedata
from typing import NamedTuple

_LONGEST = 60
_NUMBERED = re.compile(r"(\d+(?:[.\-]\d+)*)[.\-]?(?!\d)")
_MARKS = (
    (re.compile(r"第[\d一二三四五六七八九十]+(?:章|編|部)"), 1),
    (re.compile(r"第[\d一二三四五六七八九十]+節"), 2),
    (re.compile(r"\(\d+\)|[⑴-⒇]"), 2),
)


class Heading(NamedTuple):
    """A heading, how deep it stands (1: largest), and its section number ("" for none)."""

    text: str
    depth: int
    number: str


def is_heading(text: str) -> bool:
    """Whether the only words of a row can be a heading: short, and no sentence."""
    return 0 < len(text) <= _LONGEST and "。" not in text and "\n" not in text


class RowHeadings:
    """The headings that hold for the rows below them."""

    def __init__(self) -> None:
        self._current: list[Heading] = []

    def add(self, text: str, number: str = "") -> None:
        """Take a heading; those of its depth and below have ended."""
        folded = unicodedata.normalize("NFKC", text).strip()
        numbered = _NUMBERED.match(folded)
        number = number or (numbered[1] if numbered else "")
        depth = len(re.split(r"[.\-]", number)) if number else _marked_depth(folded)
        while self._current and self._current[-1].depth >= depth:
            self._current.pop()
        self._current.append(Heading(text.strip(), depth, number))

    def path(self, number: str) -> tuple[str, ...]:
        """The headings above a requirement, without sections it does not belong to by number."""
        sectioned = not number.isdigit()
        return tuple(
            heading.text
            for heading in self._current
            if not (sectioned and heading.number) or is_section_of(heading.number, number)
        )


def is_section_of(section: str, number: str) -> bool:
    """Whether a number lies within a section: 1.1.2 within 1.1."""
    return number.startswith((f"{section}.", f"{section}-"))


def _marked_depth(folded: str) -> int:
    return next((depth for mark, depth in _MARKS if mark.match(folded)), 1)
