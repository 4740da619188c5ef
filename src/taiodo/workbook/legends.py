"""What the signs of a file mean, read from its own legends (凡例)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from taiodo.catalog.requirements import Obligation
from taiodo.problems import Finding, Severity
from taiodo.workbook.sheets import Sheet, half_width, plain
from taiodo.workbook.vocabulary import Vocabulary
from taiodo.workbook.words import fold

_ROWS, _COLUMNS, _REACH = 200, 30, 15
INLINE = re.compile(
    r"([^\s0-9A-Za-zぁ-んァ-ヶ一-龠、。：:＝=…‥→⇒（()）「」『』【】・,／/]|[A-Za-z]|(?<![\d.．])\d|・(?=[…：:]))"
    r"[」』】）)\]]?印?\s*(?:[：:＝=…‥→⇒]+|・{2,}|\.{2,})\s*"
)
_SENTENCE = 300
_SHAPES = re.compile("([◎○〇◯●×✕☓△▲▽▼□■◇◆☆★])")
_AROUND = "はがを「」『』【】[]()（）〔〕：:＝=…‥・→⇒、,。./／※"
_LINK = re.compile(
    "[」』】）\\])]*(?:印|記号)?(?:とあるもの|と(?:記載|表記|表示)?(?:され|し|の)?(?:た|ある)?もの|"
    "が付(?:いた|された|く)もの|を付したもの|の(?:もの|機能|要件|場合))?(?:とは|は|が|を)?"
)
_SEPARATOR = re.compile(r"[：:＝=…‥→⇒.．]+|・{2,}")
_DECORATION = "「」『』【】[]［］()（）〔〕：:＝=…‥→⇒"
_WORDED = re.compile(r"[ぁ-んァ-ヺ一-龠\d]")


class Labelled(Protocol):
    """A meaning with the Japanese word people know it by."""

    @property
    def label(self) -> str:
        """The Japanese word."""
        ...


M = TypeVar("M", bound=Labelled)
M_co = TypeVar("M_co", bound=Labelled, covariant=True)


class Wording(Protocol[M_co]):
    """The words that name meanings: classes of a specification, or responses of a vendor."""

    @property
    def blanks(self) -> frozenset[str]:
        """Words for an empty cell, folded."""
        ...

    def sign(self, text: str) -> str:
        """The sign as the vocabulary writes it."""
        ...

    def class_of(self, words: str) -> M_co | None:
        """The meaning that words name exactly."""
        ...

    def class_beginning(self, words: str) -> M_co | None:
        """The meaning whose name the words begin with."""
        ...

    def class_ending(self, words: str) -> M_co | None:
        """The meaning whose name the words end with."""
        ...

    def class_within(self, words: str) -> M_co | None:
        """The meaning an explanation names anywhere."""
        ...


@dataclass
class Legend(Generic[M]):
    """Sign → meaning with the cell it was read from; signs written as the vocabulary does.

    `conflicts` are findings of signs with two meanings; they matter where the sign is used.
    """

    meanings: dict[str, M] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, Finding] = field(default_factory=dict)
    code: str = "spec.legend-conflict"

    def learn(self, sign: str, meaning: M, where: str) -> None:
        """Note a meaning; a second, different one of the same sign is a conflict."""
        known = self.meanings.get(sign)
        if known is not None and known is not meaning:
            self.conflicts.setdefault(sign, self._conflict(sign, known, meaning, where))
        self.meanings[sign] = meaning
        self.places.setdefault(sign, where)

    def _conflict(self, sign: str, one: M, two: M, where: str) -> Finding:
        return Finding(
            self.code,
            Severity.ERROR,
            where,
            f"記号「{sign}」の意味が二通りあります: {one.label}（{self.places[sign]}）と"
            f"{two.label}。",
            "凡例を一つに直すか、読み取り様式で記号の意味を指定してください。",
        )


@dataclass(frozen=True, slots=True)
class Region:
    """Where a sheet may explain signs: its rows, and its columns from 1 (both ends included).

    `pairs`: sign and words may stand in cells of their own. `named`: the place is called a legend,
    so that digits and characters may be signs.
    """

    rows: range
    first: int = 1
    last: int = _COLUMNS
    pairs: bool = True
    named: bool = False


def read_legend(sheet: Sheet, region: Region, words: Wording[M], legend: Legend[M]) -> None:
    """Learn what a part of a sheet says of signs."""
    named_until = region.rows.stop if region.named else 0
    above: list[tuple[int, str]] = []
    for row in region.rows:
        if row > len(sheet.rows) or row > region.rows.start + _ROWS:
            break
        cells = cells_of(sheet, row, region)
        if not cells:
            above = []
            continue
        if any(fold(text).startswith(("凡例", "記号")) for _, text in cells):
            named_until = max(named_until, row + _REACH)
        reader = _Row(cells, words, row <= named_until)
        found = [*reader.inline(), *(reader.pairs() if region.pairs else ())]
        if region.pairs and not found:
            found = reader.below(above)
        for sign, meaning, column in found:
            legend.learn(sign, meaning, sheet.where(row, column))
        above = [] if found else cells


def cells_of(sheet: Sheet, row: int, region: Region) -> list[tuple[int, str]]:
    """The filled cells of a row of a region, without those that only part sign and words."""
    values = sheet.rows[row - 1][region.first - 1 : region.last]
    return [
        (column, text)
        for column, value in enumerate(values, start=region.first)
        if value is not None and (text := plain(value)) and not _SEPARATOR.fullmatch(text.strip())
    ]


class _Row(Generic[M]):
    """One row of a legend: its filled cells, and what they say."""

    def __init__(self, cells: list[tuple[int, str]], words: Wording[M], named: bool) -> None:
        self._cells, self._words, self._named = cells, words, named
        self._meanings = [self._meaning(text) for _, text in cells]

    def _meaning(self, text: str) -> M | None:
        if len(text) < 2:
            return None
        return self._words.class_within(text) if self._named else self._words.class_beginning(text)

    def inline(self) -> Iterator[tuple[str, M, int]]:
        """What single cells say: 「◎：実装必須機能、○：標準オプション機能」."""
        for column, text in self._cells:
            for sign, meaning in _inline(text, self._words):
                yield sign, meaning, column

    def pairs(self) -> Iterator[tuple[str, M, int]]:
        """Signs beside the words that explain them."""
        told = [index for index, meaning in enumerate(self._meanings) if meaning is not None]
        if not told:
            return
        step = self._step(told[0])
        for index in told:
            meaning, sign = self._meanings[index], self._sign(index + step)
            if meaning is not None and sign is not None:
                yield sign, meaning, self._cells[index + step][0]

    def _step(self, first: int) -> int:
        """Whether signs stand to the left (-1) or to the right (1) of their words."""
        shapes = [self._sign(first + step, shape=True) is not None for step in (-1, 1)]
        if any(shapes):
            return -1 if shapes[0] else 1
        return -1 if self._sign(first - 1) is not None else 1

    def below(self, above: list[tuple[int, str]]) -> list[tuple[str, M, int]]:
        """Signs in the row above (or here) and words here (or above), column by column."""
        upper = _Row(above, self._words, self._named)
        found = [*_stacked(upper, self), *_stacked(self, upper)]
        telling = len({sign for sign, _, _ in found}) > 1
        return found if telling and len({meaning for _, meaning, _ in found}) > 1 else []

    def signs(self) -> dict[int, str]:
        """The signs of the row by column."""
        found = ((c, self._sign(index)) for index, (c, _) in enumerate(self._cells))
        return {column: sign for column, sign in found if sign is not None}

    def told(self) -> dict[int, M]:
        """The classes named in the row by column."""
        pairs = zip(self._cells, self._meanings, strict=True)
        return {column: meaning for (column, _), meaning in pairs if meaning is not None}

    def _sign(self, index: int, *, shape: bool = False) -> str | None:
        """The sign a cell holds; characters and digits only in a place that is a legend."""
        if not 0 <= index < len(self._cells) or self._meanings[index] is not None:
            return None
        text = self._cells[index][1]
        if fold(text) in self._words.blanks and self._named and not shape:
            return ""
        bare = half_width(text).strip(_DECORATION).removesuffix("印").strip(_DECORATION)
        worded = _WORDED.search(bare) is not None
        longest = 1 if worded and not bare.isdigit() else 2
        if not 0 < len(bare) <= longest or (worded and (shape or not self._named)):
            return None
        return self._words.sign(bare)


def _stacked(signs: _Row[M], words: _Row[M]) -> list[tuple[str, M, int]]:
    told = words.told()
    return [
        (sign, told[column], column) for column, sign in signs.signs().items() if column in told
    ]


def _inline(text: str, words: Wording[M]) -> list[tuple[str, M]]:
    """The meanings a sentence gives: 「◎：実装必須機能、○：標準オプション機能」."""
    found = []
    for match in INLINE.finditer(text):
        meaning = words.class_beginning(text[match.end() : match.end() + 40])
        if meaning is not None:
            found.append((words.sign(match.group(1)), meaning))
    if len([sign for sign, _ in found if sign.isdigit()]) == 1:
        # One number alone numbers a line: 「3：実装不可機能の扱い」.
        found = [(sign, meaning) for sign, meaning in found if not sign.isdigit()]
    if found or len(text) > _SENTENCE or not _SHAPES.search(text):
        return found
    return _by_shapes("".join(text.split()), words)


def _by_shapes(text: str, words: Wording[M]) -> list[tuple[str, M]]:
    """「◎は実装必須機能、○は…」, or with the words first: 「実装必須機能（◎）、…」."""
    pieces = _SHAPES.split(text)
    found = []
    words_first = words.class_ending(pieces[0].rstrip(_AROUND)) is not None
    for index in range(1, len(pieces), 2):
        if words_first:
            meaning = words.class_ending(pieces[index - 1].rstrip(_AROUND))
        else:
            meaning = words.class_beginning(_after_link(pieces[index + 1]))
        if meaning is not None:
            found.append((words.sign(pieces[index]), meaning))
    told = len(dict(found)) > 1 and len({meaning for _, meaning in found}) > 1
    # One sign alone may be a bullet: 「○実装必須機能の見直し」 explains nothing.
    exact = len(pieces) == 3 and words.class_of((pieces[0] + pieces[2]).strip(_AROUND)) is not None
    return found if told or exact else []


def _after_link(text: str) -> str:
    linked = _LINK.match(text)
    return text[linked.end() if linked else 0 :].lstrip(_AROUND)


def unexplained(
    sheet: Sheet, regions: Iterable[Region], words: Vocabulary, signs: Iterable[str]
) -> dict[str, str]:
    """Signs that a place seems to explain in a way that was not understood, with its cell.

    A sign alone in a cell counts where a class is named beside or below it, a sign in a sentence
    where the sentence names a class or calls itself a legend.
    """
    found: dict[str, str] = {}
    wanted = set(signs)
    for region in regions:
        lines = [
            (row, cells_of(sheet, row, region))
            for row in region.rows[:_ROWS]
            if row <= len(sheet.rows)
        ]
        for index, (row, cells) in enumerate(lines):
            near = " ".join(t for _, line in lines[index : index + 2] for _, t in line)
            if not (words.names_class(near) or "凡例" in near or "記号" in near):
                continue
            for column, text in cells:
                for sign in wanted - found.keys():
                    if _speaks_of(text, sign, words):
                        found[sign] = sheet.where(row, column)
    return found


def _speaks_of(text: str, sign: str, words: Vocabulary) -> bool:
    bare = half_width(text).strip(_DECORATION).removesuffix("印").strip(_DECORATION)
    if words.sign(bare) == sign:
        return True
    if words.conventional.get(sign) is Obligation.NONE:
        return False
    written = {words.sign(character) for character in text if not character.isascii()}
    return sign in written and (words.names_class(text) or "凡例" in text or "記号" in text)


def is_sign(text: str) -> bool:
    """Whether a cell holds nothing but a sign."""
    bare = half_width(text)
    return 0 < len(bare) <= 2 and not _WORDED.search(bare)
