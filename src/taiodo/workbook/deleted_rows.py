"""Rows that bear a number but no valid requirement: vacant, deleted by a mark, struck through."""

from typing import NamedTuple

from taiodo.problems import Finding, Severity
from taiodo.workbook.grid import Struck, Value
from taiodo.workbook.headers import Header
from taiodo.workbook.numbering import NumberCell
from taiodo.workbook.sheets import Sheet, plain
from taiodo.workbook.vocabulary import Vocabulary
from taiodo.workbook.words import CLASSES, fold, pieces, without_remarks

STRUCK = "取消線で削除された行"
_SHORT = 12


class Deletion(NamedTuple):
    """Why a numbered row is not read, and what has to be said of it."""

    reason: str
    finding: Finding | None = None


class DeletedRows:
    """Tells vacant and deleted rows of one list."""

    def __init__(self, sheet: Sheet, header: Header, words: Vocabulary) -> None:
        self.findings: list[Finding] = []
        self._sheet, self._words = sheet, words
        self._number = header.columns["number"][0]
        roles = ("text", *CLASSES) if header.wide else ("text",)
        columns = [column for role in roles for column in header.columns.get(role, ())]
        self._names = header.columns.get("name", ())
        self._texts = tuple(columns) or self._names
        self._revision = header.column("revision")

    def deletion(self, row: int, name: str, text: str, number: NumberCell) -> Deletion | None:
        """Why a numbered row is no valid requirement, if it is none."""
        return (
            self._vacant(row, name, text, number)
            or self._by_words(row, name, text, number)
            or self._by_revision(row, number.number)
        )

    def _vacant(self, row: int, name: str, text: str, number: NumberCell) -> Deletion | None:
        if len(name) > _SHORT or len(text) > _SHORT:
            return None
        told = {fold(value) for value in (name, text) if value}
        if told and told <= self._words.vacant | self._words.nothing:
            return Deletion(f"欠番または削除（{number.number}）")
        return Deletion(STRUCK) if not told and self._all_struck(row) else None

    def _by_words(self, row: int, name: str, text: str, number: NumberCell) -> Deletion | None:
        """Deleted by a word in place of the text, or behind the number: 0010001（削除）."""
        behind = self._words.vacant.intersection(pieces(number.remark))
        if not behind and (len(text) > _SHORT or fold(text) not in self._words.vacant):
            return None
        told = f"番号の後の「{number.remark}」" if behind else f"要件の文の「{text}」"
        return Deletion(
            f"欠番または削除（{number.number}）", self._deleted(row, told, number.number)
        )

    def _by_revision(self, row: int, number: str) -> Deletion | None:
        kind = self._sheet.text(row, self._revision) if self._revision else ""
        if not kind:
            return None
        folded = fold(kind)
        known = self._words.deleted_revisions
        if folded in known or without_remarks(folded) in known:
            told = f"改定種別の「{kind}」"
            return Deletion(
                f"改定種別が「{kind}」の行（{number}）", self._deleted(row, told, number)
            )
        deletes = any(len(word) > 1 and word in folded for word in known)
        if deletes and not any(word in folded for word in self._words.partly_deleted):
            self.findings.append(
                Finding(
                    "spec.revision-unclear",
                    Severity.ERROR,
                    self._sheet.where(row, self._revision or self._number),
                    f"改定種別「{kind[:40]}」から、{number} が削除されたかどうか分かりません。",
                    "削除された要件なら改定種別を「削除」に直すか、読み取り様式で改定種別の列を外してください。",
                )
            )
        return None

    def _deleted(self, row: int, told: str, number: str) -> Finding:
        return Finding(
            "spec.deleted-row",
            Severity.WARNING,
            self._sheet.where(row, self._number),
            f"{told}から削除されたものと見て、{number} は読み込みません。",
            "この版でも有効な要件であれば、その語を直してください。",
        )

    def _values(self, row: int, columns: tuple[int, ...]) -> list[Value]:
        return [self._sheet.seen(row, column) for column in columns]

    def _all_struck(self, row: int) -> bool:
        """Whether everything a numbered row says has been struck through."""
        return _gone(self._values(row, (*self._names, *self._texts)))

    def is_struck(self, row: int) -> bool:
        """Whether number and text are struck through, whatever the columns beside them say."""
        number = self._sheet.seen(row, self._number)
        if (
            not isinstance(number, Struck)
            or number.text
            or not _gone(self._values(row, self._texts))
        ):
            return False
        if any(map(plain, self._values(row, self._names))):
            self.findings.append(
                Finding(
                    "spec.struck-partly",
                    Severity.WARNING,
                    self._sheet.where(row, self._number),
                    "番号と要件の文に取消線がありますが、名称にはありません。削除された行と見ました。",
                    "削除された要件か、公表元に確かめてください。",
                )
            )
        return True


def _gone(values: list[Value]) -> bool:
    """Whether nothing but struck-through words stands in the cells."""
    return not any(map(plain, values)) and any(isinstance(value, Struck) for value in values)
