"""Rows of a requirement list: each becomes requirements, a finding, or an unread row."""

from collections.abc import Iterator

from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.plan.calendar import parse_date
from taiodo.problems import Finding, Severity
from taiodo.workbook.classes import ClassReader
from taiodo.workbook.deleted_rows import STRUCK, DeletedRows
from taiodo.workbook.grid import Fault, Struck
from taiodo.workbook.headers import Header
from taiodo.workbook.heading_rows import RowHeadings, is_heading, is_section_of
from taiodo.workbook.headings import HeadingTrail
from taiodo.workbook.judging import Judged, RowJudge
from taiodo.workbook.numbering import (
    DATA_WIDTH,
    OFFICIAL_WIDTH,
    NumberCell,
    is_plausible,
    joined,
    read_number,
    usual_width,
)
from taiodo.workbook.row_findings import (
    doubt_finding,
    no_text_finding,
    struck_finding,
    struck_heading_finding,
)
from taiodo.workbook.sheets import Sheet, half_width, plain, written
from taiodo.workbook.unread import NOTHING, UnreadRow, UnreadRows
from taiodo.workbook.vocabulary import DATA, FUNCTION, HEADINGS, Vocabulary

__all__ = ["ListReader", "UnreadRow"]

_HEADING = "見出しの行"
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
        self._headings = tuple(header.columns[h][0] for h in HEADINGS if h in header.columns)
        self._trail = HeadingTrail(
            sheet, self._headings, self._rows, words.ditto, blanks_tell=header.kind == DATA
        )
        self._row_headings = RowHeadings()
        self._deleted = DeletedRows(sheet, header, words)
        self._unread = UnreadRows(sheet, header, words, self._headings, self._deleted)
        self._judge = RowJudge(sheet, header, words, cls)
        self._described = self._described_columns()
        self._date_column = header.column("conformance_date")
        self._revision_column = header.column("revision")
        self._parts: dict[str, int] = {}
        self._classes: dict[str, set[tuple[Obligation, Obligation]]] = {}
        self._doubts: dict[str, tuple[str, int]] = {}
        self._dates: dict[str, str] = {}
        self._last_numbered = 0

    def _described_columns(self) -> tuple[tuple[int, str], ...]:
        """Columns whose values, with their headers, follow the text of data items and forms."""
        header = self._header
        if header.kind == FUNCTION:
            return ()
        return tuple((c, " ".join(header.words[c].split())) for c in sorted(header.unused))

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
        self.findings += [*self._judge.findings, *self._deleted.findings]
        self.findings += [struck_heading_finding(sheet, *told) for told in self._trail.struck]
        if self._has_no_text():
            self.findings = [f for f in self.findings if f.code != "spec.missing-text"]
            self.findings.append(no_text_finding(sheet, self._header))
        struck = [unread for unread in self.unread if unread.reason == STRUCK]
        if struck:
            self.findings.append(struck_finding(struck[0].where, len(struck)))

    def _has_no_text(self) -> bool:
        """Whether no requirement has a text, though nobody said that the list has none."""
        given = self._header.given or self._header.kind != FUNCTION
        if given or not self.requirements or any(r.text for r in self.requirements):
            return False
        columns = self._header.columns.get("text", ())
        values = (self._sheet.value(row, c) for row in self._rows for c in columns)
        return not any(isinstance(value, Fault) for value in values)

    def _number_at(self, row: int) -> NumberCell:
        if len(self._numbers) == 1:
            return read_number(self._sheet.value(row, self._number), self._width.digits)
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
                self._unread_row(row, reason)
                return
        path = self._trail.at(row)
        part = 1
        if not number.number and (place := sheet.place(row, self._number)) and place.top < row:
            number = read_number(sheet.value(place.top, place.left), self._width.digits)
            usable = is_plausible(number.number) and number.doubt != "date"
            part = self._parts.get(number.number, 0) + 1
        if usable:
            self._requirement(row, number, part, path)
        else:
            self._unnumbered(row, number)

    def _unread_row(self, row: int, reason: str) -> None:
        """A row that is no requirement; it may be a heading of those below."""
        if reason == STRUCK:
            self._trail.at(row, deleted=True)
        elif reason == NOTHING and not self._headings and row < self._last_numbered:
            cells = list(self._sheet.filled(row))
            text = plain(cells[0][1])
            if len(cells) == 1 and cells[0][0] <= self._number and is_heading(text):
                self._row_headings.add(text)
                reason = _HEADING
        self._skip(row, reason)

    def _is_section(self, row: int, number: str, text: str) -> bool:
        """Whether a numbered row without text and class heads the section of the next number."""
        if self._header.kind != FUNCTION:
            return False
        if (
            text
            or self._unread.is_judged(row)
            or (number.isdigit() and len(number) >= OFFICIAL_WIDTH)
        ):
            return False
        below = (self._number_at(r).number for r in range(row + 1, self._last_numbered + 1))
        return is_section_of(number, next((n for n in below if is_plausible(n)), ""))

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
        elif (
            has_content
            and row > self._last_numbered > 0
            and (alone or (number.number and not self._unread.is_judged(row)))
        ):
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
        deletion = self._deleted.deletion(row, name, text, number)
        if deletion:
            if deletion.finding:
                self.findings.append(deletion.finding)
            self.vacant.append(number.number)
            self._unread_row(row, deletion.reason)
            return
        if self._is_section(row, number.number, text):
            self._row_headings.add(f"{number.number} {name}".strip(), number.number)
            self._skip(row, _HEADING)
            return
        if self._described:
            text = "\n".join((*filter(None, [text]), *self._descriptions(row)))
        self._note_doubts(row, number)
        name = name.strip()
        date = self._date(row) if self._date_column else ""
        given = list(self._judge.of(row, text))
        part = self._next_part(number.number, part, name, given)
        path = path if self._headings else self._row_headings.path(number.number)
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

    def _next_part(self, number: str, part: int, name: str, given: list[Judged]) -> int:
        """The part a row is of its number.

        A section of a first edition in long form has a row for each class, under one number and
        name; a 機能ID is of one requirement.
        """
        told = {(judged.city, judged.other) for judged in given}
        known = self._classes.setdefault(number, set())
        last = self.requirements[-1] if self.requirements else None
        continued = last is not None and (last.number, last.name) == (number, name)
        if continued and not number.isdigit() and part == 1 and not known & told:
            part = self._parts[number] + 1
        known |= told
        return part

    def _note_doubts(self, row: int, number: NumberCell) -> None:
        doubts = [number.doubt] if number.doubt else []
        if number.doubt == "zeros" and self._width.assumed:
            doubts = ["zeros-assumed"]
        if number.remark:
            doubts.append("remark")
        for doubt in doubts:
            first = self._doubts.get(doubt, (self._sheet.where(row, self._number), 0))
            self._doubts[doubt] = first[0], first[1] + 1

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

    def _descriptions(self, row: int) -> Iterator[str]:
        """What else is said of a data item or form: a line "見出し: 値" for each column."""
        for column, label in self._described:
            if text := self._sheet.text(row, column):
                yield f"{label}: {text}"

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
