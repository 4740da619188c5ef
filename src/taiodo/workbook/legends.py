"""What the signs of a file mean, read from its own legends (凡例)."""

import re
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from taiodo.problems import Finding, Severity
from taiodo.workbook.sheets import Sheet, half_width, plain

_ROWS, _COLUMNS = 200, 30
INLINE = re.compile(
    r"([^\s0-9A-Za-zぁ-んァ-ヶ一-龠、。：:＝=（()）「」・,]|[A-Za-z])\s*[：:＝=…]+\s*"
)
_SENTENCE = 300
_SHAPES = re.compile("([◎○〇◯●×✕☓△▲▽▼□■◇◆☆★])")
_AROUND = "はがを「」『』【】[]()（）〔〕：:＝=…・→、,。./／※"


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


@dataclass
class Legend(Generic[M]):
    """Sign → meaning with the cell it was read from; signs written as the vocabulary does."""

    meanings: dict[str, M] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    code: str = "spec.legend-conflict"

    def learn(self, sign: str, meaning: M, where: str) -> Finding | None:
        """Note a meaning; a second, different one of the same sign is an error."""
        known = self.meanings.get(sign)
        if known is not None and known is not meaning:
            return Finding(
                self.code,
                Severity.ERROR,
                where,
                f"記号「{sign}」の意味が二通りあります: {known.label}（{self.places[sign]}）と"
                f"{meaning.label}。",
                "凡例を一つに直すか、読み取り様式で記号の意味を指定してください。",
            )
        self.meanings[sign] = meaning
        self.places.setdefault(sign, where)
        return None


def read_legend(
    sheet: Sheet, rows: range, words: Wording[M], legend: Legend[M], *, pairs: bool = True
) -> list[Finding]:
    """Learn what the given rows of a sheet say of signs; returns the contradictions found."""
    findings = []
    for row in rows:
        if row > len(sheet.rows) or row > rows.start + _ROWS:
            break
        for sign, meaning, column in _row(sheet, row, words, pairs):
            found = legend.learn(sign, meaning, sheet.where(row, column))
            if found:
                findings.append(found)
    return findings


def _row(sheet: Sheet, row: int, words: Wording[M], pairs: bool) -> list[tuple[str, M, int]]:
    cells = [
        (column, text)
        for column, value in enumerate(sheet.rows[row - 1][:_COLUMNS], start=1)
        if (text := plain(value))
    ]
    found = [
        (sign, meaning, column) for column, text in cells for sign, meaning in _inline(text, words)
    ]
    if not pairs:
        return found
    meanings = [words.class_beginning(text) if len(text) > 1 else None for _, text in cells]
    told = [index for index, meaning in enumerate(meanings) if meaning is not None]
    # A row that begins with the words has each sign to the right of its words.
    step = 1 if told and (told[0] == 0 or not is_sign(cells[told[0] - 1][1])) else -1
    for index in told:
        meaning, beside = meanings[index], index + step
        if meaning is not None and 0 <= beside < len(cells) and is_sign(cells[beside][1]):
            found.append((words.sign(cells[beside][1]), meaning, cells[beside][0]))
    return found


def _inline(text: str, words: Wording[M]) -> list[tuple[str, M]]:
    """The meanings a sentence gives: 「◎：実装必須機能、○：標準オプション機能」."""
    found = []
    for match in INLINE.finditer(text):
        meaning = words.class_beginning(text[match.end() : match.end() + 40])
        if meaning is not None:
            found.append((words.sign(match.group(1)), meaning))
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
            meaning = words.class_beginning(pieces[index + 1].lstrip(_AROUND))
        if meaning is not None:
            found.append((words.sign(pieces[index]), meaning))
    told = len(dict(found)) > 1 and len({meaning for _, meaning in found}) > 1
    # One sign alone may be a bullet: 「○実装必須機能の見直し」 explains nothing.
    exact = len(pieces) == 3 and words.class_of((pieces[0] + pieces[2]).strip(_AROUND)) is not None
    return found if told or exact else []


def is_sign(text: str) -> bool:
    """Whether a cell holds nothing but a sign."""
    plain = half_width(text)
    return 0 < len(plain) <= 2 and not re.search(r"[ぁ-んァ-ヺ一-龠\d]", plain)
