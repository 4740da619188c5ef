"""The classes a row of a list gives its requirements, for both kinds of municipality."""

from collections.abc import Iterator
from typing import NamedTuple

from taiodo.catalog.requirements import Obligation
from taiodo.problems import Finding, Severity
from taiodo.workbook.classes import ClassReader
from taiodo.workbook.headers import Header
from taiodo.workbook.sheets import Sheet
from taiodo.workbook.vocabulary import CLASSES, FUNCTION, Vocabulary, fold

_LONGEST_NOTHING = 4


class Judged(NamedTuple):
    """The text of one requirement of a row, its two classes, and the column they stand in."""

    text: str
    city: Obligation
    other: Obligation
    column: int


class RowJudge:
    """Reads the classes of the rows of one list."""

    def __init__(self, sheet: Sheet, header: Header, words: Vocabulary, cls: ClassReader) -> None:
        self.findings: list[Finding] = []
        self._sheet, self._header, self._words, self._classes = sheet, header, words, cls
        columns = header.columns
        self._by_class = [(Obligation(c), columns[c][0]) for c in CLASSES if c in columns]
        self._ticked = bool(self._by_class) and ("text" in columns or self._are_ticked())
        single = columns.get("obligation", (0,))[0]
        self._city = columns.get("designated_city", (single,))[0]
        self._other = columns.get("other", (single,))[0]
        self._blank_is_optional = header.kind != FUNCTION and (
            header.required or self._only_ticks(single)
        )

    def _are_ticked(self) -> bool:
        """Whether the columns of classes hold but ticks, so that no text stands in them."""
        sheet = self._sheet
        rows = range(self._header.last + 1, len(sheet.rows) + 1)
        texts = {sheet.text(row, column) for row in rows for _, column in self._by_class}
        return all(self._words.sign(t) in self._words.ticks or self._is_nothing(t) for t in texts)

    def _only_ticks(self, column: int) -> bool:
        """Whether a class column holds but ticks and blanks, as 項目定義書 do: ○ is 必須."""
        sheet, ticks = self._sheet, self._words.ticks
        if not column or self._city != self._other:
            return False
        rows = range(self._header.last + 1, len(sheet.rows) + 1)
        number = self._header.columns["number"][0]
        texts = {
            self._words.sign(sheet.text(row, column)) for row in rows if sheet.text(row, number)
        }
        return "" in texts and len(texts) > 1 and texts <= ticks | {""}

    @property
    def convention(self) -> str:
        """What has to be said of the list as a whole: "", ticks, or none (no class column)."""
        if self._blank_is_optional:
            return "ticks"
        return "" if self._header.judged else "none"

    def of(self, row: int, text: str) -> Iterator[Judged]:
        """Each requirement of a row with its classes; nothing, and a finding, when they lack."""
        if self._by_class:
            yield from self._by_class_columns(row, text)
        elif self._blank_is_optional:
            yield from self._by_tick(row, text)
        elif self._header.judged:
            yield from self._by_kind(row, text)
        elif self._header.kind != FUNCTION:
            here = Obligation.UNCONFIRMED
            yield Judged(text, here, here, self._header.columns["number"][0])

    def _by_tick(self, row: int, text: str) -> Iterator[Judged]:
        cell = self._sheet.text(row, self._city)
        here: Obligation | None = Obligation.OPTIONAL
        if self._words.sign(cell) in self._words.ticks:
            here = Obligation.MANDATORY
        elif not self._is_nothing(cell):
            here = self._words.class_of(cell)
        if here is None:
            self._error(
                "spec.unknown-class",
                self._sheet.where(row, self._city),
                f"「必須」の列の「{cell[:40]}」の意味が分かりません。",
                "必須の行に○を付け、ほかは空欄にしてください。",
            )
        else:
            yield Judged(text, here, here, self._city)

    def _by_kind(self, row: int, text: str) -> Iterator[Judged]:
        # A file that names only one kind of municipality says nothing of the other.
        city = self._class_at(row, self._city) if self._city else Obligation.NONE
        if self._other == self._city:
            other = city
        else:
            other = self._class_at(row, self._other) if self._other else Obligation.NONE
        if city is not None and other is not None:
            yield Judged(text, city, other, self._city or self._other)

    def _class_at(self, row: int, column: int) -> Obligation | None:
        text = self._sheet.text(row, column)
        known = self._classes.known(text)
        return known or self._classes.read(text, self._sheet.where(row, column))

    def _by_class_columns(self, row: int, text: str) -> Iterator[Judged]:
        sheet, found = self._sheet, False
        for here, column in self._by_class:
            cell = sheet.text(row, column)
            if self._is_nothing(cell):
                continue
            if self._ticked and self._words.sign(cell) not in self._words.ticks:
                self._error(
                    "spec.unknown-class",
                    sheet.where(row, column),
                    f"「{here.label}」の列の「{cell[:40]}」の意味が分かりません。",
                    "該当する列に○を付けてください。",
                )
                return
            if self._ticked and found:
                self._error(
                    "spec.two-classes",
                    sheet.where(row, column),
                    "○が二つ以上の実装類型の列に付いています。",
                    "どの実装類型か公表元に確かめ、一つだけに○を付けてください。",
                )
                return
            found = True
            yield Judged(text if self._ticked else cell, here, here, column)
        if not found:
            self._error(
                "spec.missing-class",
                sheet.where(row, self._by_class[0][1]),
                "どの実装類型の列にも書かれていません。",
                "要件の文（または○）を実装類型の列に入れてください。",
            )

    def _is_nothing(self, cell: str) -> bool:
        return not cell or (len(cell) <= _LONGEST_NOTHING and fold(cell) in self._words.nothing)

    def _error(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, where, message, advice))
