"""Rows of a requirement list: each becomes requirements, a finding, or an unread row."""

from taiodo.catalog.requirements import Requirement
from taiodo.plan.calendar import parse_date
from taiodo.problems import Finding, Severity
from taiodo.workbook.classes import ClassReader
from taiodo.workbook.grid import Struck
from taiodo.workbook.headers import Header
from taiodo.workbook.headings import HeadingTrail
from taiodo.workbook.judging import RowJudge
from taiodo.workbook.numbering import (
    DATA_WIDTH,
    OFFICIAL_WIDTH,
    NumberCell,
    is_plausible,
    joined,
    read_number,
    usual_width,
)
from taiodo.workbook.row_findings import doubt_finding, struck_finding
from taiodo.workbook.sheets import Sheet, half_width, plain, written
from taiodo.workbook.unread import STRUCK, UnreadRow, UnreadRows
from taiodo.workbook.vocabulary import CLASSES, DATA, FUNCTION, HEADINGS, Vocabulary, fold

__all__ = ["ListReader", "UnreadRow"]

_SHORT = 12
_FIELDS = ("name", "text", "rationale", "note")


class ListReader:
    """Reads the rows below a header."""

    def __init__(self, sheet: Sheet, header: Header, words: Vocabulary, cls: ClassReader) -> None:
        self.requirements: list[Requirement] = []
        self.findings: list[Finding] = []
        self.unread: list[UnreadRow] = []
        self.vacant: list[str] = []
        self._sheet, self._header, self._words = sheet, header, words
        self._rows = range(header.last + 1, len(sheet.rows) + 1)
        self._numbers = header.columns["number"]
        self._number = self._numbers[0]
        self._fields = [header.columns.get(role, ()) for role in _FIELDS]
        self._official = DATA_WIDTH if header.kind == DATA else OFFICIAL_WIDTH
        self._width = usual_width(
            (sheet.value(row, self._number) for row in self._rows),
            typed=sheet.typed,
            official=self._official,
        )
        headings = tuple(header.columns[h][0] for h in HEADINGS if h in header.columns)
        self._trail = HeadingTrail(sheet, headings, self._rows, blanks_tell=header.kind == DATA)
        self._unread = UnreadRows(sheet, header, words, headings)
        self._judge = RowJudge(sheet, header, words, cls)
        self._described = self._described_columns()
        self._date_column = header.column("conformance_date")
        self._revision_column = header.column("revision")
        self._parts: dict[str, int] = {}
        self._doubts: dict[str, tuple[str, int]] = {}
        self._dates: dict[str, str] = {}
        self._last_numbered = 0

    def _described_columns(self) -> tuple[tuple[int, str], ...]:
        """Columns whose values, with their headers, make the text of data items and forms."""
        header = self._header
        if header.kind == FUNCTION:
            return ()
        columns = sorted((*header.unused, *header.columns.get("text", ())))
        return tuple((column, " ".join(header.words[column].split())) for column in columns)

    @property
    def convention(self) -> str:
        """What has to be said of the classes of the list as a whole."""
        return self._judge.convention

    @property
    def second_header(self) -> int:
        """The row of another table's header below, 0 when there is none."""
        return self._unread.second_header

    def read(self) -> None:
        """Read every row."""
        sheet, number = self._sheet, self._number
        self._last_numbered = next(
            (r for r in reversed(self._rows) if is_plausible(half_width(sheet.text(r, number)))), 0
        )
        for row in self._rows:
            self._row(row)
            if self.second_header:
                break
        for doubt, (where, count) in self._doubts.items():
            self.findings.append(doubt_finding(doubt, where, count))
        self.findings += self._judge.findings
        struck = [unread for unread in self.unread if unread.reason == STRUCK]
        if struck:
            self.findings.append(struck_finding(struck[0].where, len(struck)))

    def _number_at(self, row: int) -> NumberCell:
        if len(self._numbers) == 1:
            return read_number(self._sheet.value(row, self._number), self._width)
        texts = [plain(self._sheet.seen(row, column)) for column in self._numbers]
        return joined(texts, self._official)

    def _row(self, row: int) -> None:
        sheet = self._sheet
        number = self._number_at(row)
        usable = is_plausible(number.number) and number.doubt != "date"
        if not usable:
            reason = self._unread.reason(row, number.number)
            if reason is None:
                return
            if reason:
                self._skip(row, reason)
                return
        path = self._trail.at(row)
        part = 1
        if not number.number and (place := sheet.place(row, self._number)) and place.top < row:
            number = read_number(sheet.value(place.top, place.left), self._width)
            usable = is_plausible(number.number) and number.doubt != "date"
            part = self._parts.get(number.number, 0) + 1
        if usable:
            self._requirement(row, number, part, path)
        else:
            self._unnumbered(row, number)

    def _unnumbered(self, row: int, number: NumberCell) -> None:
        """A row whose number is missing or unusable."""
        where = self._sheet.where(row, self._number)
        has_content = self._unread.has_content(row)
        alone = len([1 for _ in self._sheet.filled(row)]) == 1
        if number.doubt == "date":
            self._error(
                "spec.number-is-date",
                where,
                f"番号が日付「{number.number}」に変わっています。",
                "セルの書式を文字列にして、番号を入れ直してください。",
            )
        elif isinstance(self._sheet.value(row, self._number), Struck) and has_content:
            self._error(
                "spec.number-struck",
                where,
                "番号だけが取消線で削除されています。",
                "削除された要件か公表元に確かめ、行全体に取消線を引くか番号を入れてください。",
            )
        elif has_content and alone and row > self._last_numbered > 0:
            self._skip(row, "表の下の行")
            self._warn(
                "spec.line-below",
                where,
                "表の下に書かれた行は読み込みません。",
                "要件の続きであれば、上の行の要件の文に加えてください。",
            )
        elif number.number and has_content:
            self._error(
                "spec.bad-number",
                where,
                f"番号「{number.number[:40]}」は機能IDや章節番号の形ではありません。",
                "番号を直すか、番号の列の指定を確かめてください。",
            )
        elif has_content:
            self._error(
                "spec.missing-number",
                where,
                "要件が書かれていますが、番号がありません。",
                "機能IDまたは章節番号を入れてください。",
            )
        else:
            self._skip(row, "見出しだけの行" if not number.number else "番号と要件のない行")

    def _requirement(self, row: int, number: NumberCell, part: int, path: tuple[str, ...]) -> None:
        name, text, rationale, note = (self._joined(row, columns) for columns in self._fields)
        if self._described:
            text = self._description(row)
        if self._is_gone(row, name, text, number.number):
            return
        if number.doubt:
            first = self._doubts.get(number.doubt, (self._sheet.where(row, self._number), 0))
            self._doubts[number.doubt] = first[0], first[1] + 1
        name = name.strip()
        date = self._date(row) if self._date_column else ""
        given = list(self._judge.of(row, text))
        for offset, (words, city, other, column) in enumerate(given):
            if not words and self._without_text(row, column, number.number, name):
                return
            place = self._number if len(given) == 1 else column
            self._parts[number.number] = part + offset
            self.requirements.append(
                Requirement(
                    number.number, path, name, words, city, other, rationale, note, date,
                    part + offset, self._header.kind, self._sheet.where(row, place),
                )
            )  # fmt: skip

    def _without_text(self, row: int, column: int, number: str, name: str) -> bool:
        """Report a requirement without text; True when it has no name either."""
        where = self._sheet.where(row, column)
        if not name:
            self._error(
                "spec.missing-text",
                where,
                f"{number} に要件の名称も文もありません。",
                "要件の文を入れるか、行を削除してください。",
            )
            return True
        if self._header.kind == FUNCTION:
            self._warn(
                "spec.missing-text",
                where,
                f"{number} の要件の文が空欄です。名称だけを読みました。",
                "公表された仕様書で要件の文を確かめてください。",
            )
        return False

    def _description(self, row: int) -> str:
        """The text of a data item or form: one line "見出し: 値" for each column that has one."""
        lines = (
            f"{label}: {text}"
            for column, label in self._described
            if (text := self._sheet.text(row, column))
        )
        return "\n".join(lines)

    def _is_gone(self, row: int, name: str, text: str, number: str) -> bool:
        """Whether a numbered row is vacant, deleted by its revision mark, or struck through."""
        if len(name) <= _SHORT and len(text) <= _SHORT:
            words = {fold(value) for value in (name, text) if value}
            if words <= self._words.vacant and (words or self._is_struck(row)):
                self.vacant.append(number)
                self._skip(row, f"欠番または削除（{number}）" if words else STRUCK)
                return True
        if self._revision_column is None:
            return False
        kind = self._sheet.text(row, self._revision_column)
        if not kind or fold(kind) not in self._words.deleted_revisions:
            return False
        self.vacant.append(number)
        self._skip(row, f"改定種別が「{kind}」の行（{number}）")
        self._warn(
            "spec.deleted-row",
            self._sheet.where(row, self._number),
            f"改定種別が「{kind}」のため、{number} は読み込みません。",
            "この版でも有効な要件であれば、改定種別を直してください。",
        )
        return True

    def _is_struck(self, row: int) -> bool:
        """Whether everything a numbered row says has been struck through."""
        roles = ("name", "text", *CLASSES) if self._header.wide else ("name", "text")
        columns = [column for role in roles for column in self._header.columns.get(role, ())]
        values = [self._sheet.seen(row, column) for column in columns]
        return not any(map(plain, values)) and any(isinstance(v, Struck) for v in values)

    def _joined(self, row: int, columns: tuple[int, ...]) -> str:
        if len(columns) == 1:
            return self._sheet.text(row, columns[0])
        return "\n".join(text for c in columns if (text := self._sheet.text(row, c)))

    def _date(self, row: int) -> str:
        words = self._sheet.text(row, self._date_column).strip() if self._date_column else ""
        if words not in self._dates:
            try:
                self._dates[words] = parse_date(words).isoformat() if words else ""
            except ValueError:
                self._dates[words] = words
        return self._dates[words]

    def _skip(self, row: int, reason: str) -> None:
        column, value = next(self._sheet.filled(row), (1, None))
        where = self._sheet.where(row, column)
        self.unread.append(UnreadRow(where, reason, written(value)[:80]))

    def _error(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, where, message, advice))

    def _warn(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(code, Severity.WARNING, where, message, advice))
