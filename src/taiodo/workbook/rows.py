"""Rows of a requirement list: each becomes requirements, a finding, or an unread row."""

from collections.abc import Iterator
from dataclasses import dataclass

from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.plan.calendar import parse_date
from taiodo.problems import Finding, Severity
from taiodo.workbook.classes import ClassReader
from taiodo.workbook.headers import Header
from taiodo.workbook.headings import HeadingTrail
from taiodo.workbook.numbering import NumberCell, is_plausible, read_number, usual_width
from taiodo.workbook.sheets import Sheet, half_width
from taiodo.workbook.vocabulary import CLASSES, HEADINGS, KINDS, Vocabulary, fold

_NOTHING = frozenset(("", "-", "ー", "―", "—", "–", "なし", "無し"))


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row that is no requirement, and why: end mark, note, heading, deleted row."""

    where: str
    reason: str
    text: str


class ListReader:
    """Reads the rows below a header."""

    def __init__(self, sheet: Sheet, header: Header, words: Vocabulary, cls: ClassReader) -> None:
        self.requirements: list[Requirement] = []
        self.findings: list[Finding] = []
        self.unread: list[UnreadRow] = []
        self._sheet, self._header, self._words, self._classes = sheet, header, words, cls
        self._rows = range(header.last + 1, len(sheet.rows) + 1)
        self._number = header.columns["number"][0]
        self._plain = [
            (role, header.columns.get(role, ())) for role in ("name", "text", "rationale", "note")
        ]
        self._class_columns = [(c, header.columns[c][0]) for c in CLASSES if c in header.columns]
        self._ticked = bool(self._class_columns) and "text" in header.columns
        self._width = usual_width(sheet.cell(row, self._number) for row in self._rows)
        headings = [header.columns[h][0] for h in HEADINGS if h in header.columns]
        self._trail = HeadingTrail(sheet, headings, self._rows)
        self._heading_columns = headings
        self._content = self._content_columns()
        self._parts: dict[str, int] = {}
        self._doubts: dict[str, tuple[str, int]] = {}
        self._dates: dict[str, str] = {}

    def _content_columns(self) -> tuple[int, ...]:
        roles = ("name", "text", "obligation", *KINDS, *CLASSES)
        return tuple(c for role in roles for c in self._header.columns.get(role, ()))

    def read(self) -> None:
        """Read every row."""
        for row in self._rows:
            self._row(row)
        for doubt, (where, count) in self._doubts.items():
            self.findings.append(_doubt_finding(doubt, where, count))

    def _row(self, row: int) -> None:
        sheet = self._sheet
        cells = sheet.rows[row - 1]
        number = read_number(cells[self._number - 1], sheet, self._width)
        if not is_plausible(number.number) or number.doubt == "date":
            reason = self._reason_unread(row, number)
            if reason is None:
                return
            if reason:
                self._skip(row, reason)
                return
        path = self._trail.at(row)
        where = sheet.where(row, self._number)
        part = 1
        if not number.number and (place := sheet.merged.get((row, self._number))):
            number = read_number(sheet.cell(place.top, place.left), sheet, self._width)
            part = self._parts.get(number.number, 0) + 1
        if is_plausible(number.number) and number.doubt != "date":
            self._requirement(row, number, part, path, where)
        else:
            self._unnumbered(row, number, where)

    def _reason_unread(self, row: int, number: NumberCell) -> str | None:
        """Why a row without number is no requirement: None when blank, "" when it may be one."""
        sheet, words = self._sheet, self._words
        filled = [
            (c, cell) for c, cell in enumerate(sheet.rows[row - 1], start=1) if cell.value not in
            (None, "")
        ]  # fmt: skip
        if not filled:
            return None if (row, self._number) not in sheet.merged else ""
        texts = [(c, sheet.plain(cell)) for c, cell in filled]
        seen = [(c, text) for c, text in texts if text]
        if not seen:
            return "取消線で削除された行"
        if all(fold(text) in words.end_marks for _, text in seen):
            return "表の終わりの印"
        content = [c for c, _ in seen if c in self._content]
        if (not content and not number.number) or len(seen) == 1:
            if seen[0][1].startswith(words.note_marks):
                return "注記"
            if seen[0][0] in self._heading_columns:
                return ""
            if not content:
                return "番号と要件のない行"
        return ""

    def _unnumbered(self, row: int, number: NumberCell, where: str) -> None:
        """A row whose number is missing or unusable."""
        has_content = any(self._sheet.plain(self._sheet.cell(row, c)) for c in self._content)
        if number.doubt == "date":
            self._error(
                "spec.number-is-date",
                where,
                f"番号が日付「{number.number}」に変わっています。",
                "セルの書式を文字列にして、番号を入れ直してください。",
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

    def _requirement(
        self, row: int, number: NumberCell, part: int, path: tuple[str, ...], where: str
    ) -> None:
        sheet = self._sheet
        if sheet.struck(sheet.cell(row, self._number)):
            self._skip(row, "取消線で削除された行")
            return
        if number.doubt:
            first, count = self._doubts.get(number.doubt, (where, 0))
            self._doubts[number.doubt] = (first, count + 1)
        fields = {role: self._joined(row, columns) for role, columns in self._plain}
        if self._is_vacant(row, fields, where, number.number):
            return
        date = self._date(row)
        given = list(self._obligations(row, fields["text"]))
        if not given:
            return
        for offset, (text, city, other, cell) in enumerate(given):
            self._parts[number.number] = part + offset
            if not text and not fields["name"].strip():
                self._error(
                    "spec.missing-text",
                    cell,
                    f"{number.number} に要件の名称も文もありません。",
                    "要件の文を入れるか、行を削除してください。",
                )
                return
            self.requirements.append(
                Requirement(
                    number=number.number,
                    path=path,
                    name=fields["name"].strip(),
                    text=text,
                    designated_city=city,
                    other=other,
                    rationale=fields["rationale"],
                    note=fields["note"],
                    conformance_date=date,
                    part=part + offset,
                    where=where if len(given) == 1 else cell,
                )
            )
            if not text:
                self._warn(
                    "spec.missing-text",
                    cell,
                    f"{number.number} の要件の文が空欄です。名称だけを読みました。",
                    "公表された仕様書で要件の文を確かめてください。",
                )

    def _is_vacant(self, row: int, fields: dict[str, str], where: str, number: str) -> bool:
        words = {fold(value) for value in (fields["name"], fields["text"]) if value}
        if words and words <= self._words.vacant:
            self._skip(row, f"欠番または削除（{number}）")
            return True
        revision = self._header.column("revision")
        kind = self._sheet.text(row, revision) if revision else ""
        if kind and fold(kind) in self._words.deleted_revisions:
            self._skip(row, f"改定種別が「{kind}」の行（{number}）")
            self._warn(
                "spec.deleted-row",
                where,
                f"改定種別が「{kind}」のため、{number} は読み込みません。",
                "この版でも有効な要件であれば、改定種別を直してください。",
            )
            return True
        return False

    def _obligations(self, row: int, text: str) -> Iterator[tuple[str, Obligation, Obligation, str]]:  # fmt: skip  # noqa: E501
        """Text and class of each requirement in a row, for both kinds, with its cell."""
        if self._class_columns:
            yield from self._by_class_columns(row, text)
            return
        if not self._header.judged:
            return
        columns = self._header.columns
        single = columns.get("obligation", (0,))[0]
        city_column = columns.get("designated_city", (single,))[0]
        other_column = columns.get("other", (single,))[0]
        # A file that names only one kind of municipality says nothing of the other.
        city = self._class_at(row, city_column) if city_column else Obligation.NONE
        other = (
            city
            if other_column == city_column
            else self._class_at(row, other_column)
            if other_column
            else Obligation.NONE
        )
        if city is not None and other is not None:
            yield text, city, other, self._sheet.where(row, city_column or other_column)

    def _class_at(self, row: int, column: int) -> Obligation | None:
        return self._classes.read(self._sheet.text(row, column), self._sheet.where(row, column))

    def _by_class_columns(
        self, row: int, text: str
    ) -> Iterator[tuple[str, Obligation, Obligation, str]]:
        sheet, found = self._sheet, False
        for name, column in self._class_columns:
            cell = sheet.text(row, column)
            if half_width(cell) in _NOTHING:
                continue
            found = True
            if self._ticked and self._words.sign(cell) not in self._words.ticks:
                self._error(
                    "spec.unknown-class",
                    sheet.where(row, column),
                    f"「{Obligation(name).label}」の列の「{cell[:40]}」の意味が分かりません。",
                    "該当する列に○を付けてください。",
                )
                return
            here = Obligation(name)
            yield (text if self._ticked else cell), here, here, sheet.where(row, column)
            if self._ticked:
                return
        if not found:
            self._error(
                "spec.missing-class",
                sheet.where(row, self._class_columns[0][1]),
                "どの実装類型の列にも書かれていません。",
                "要件の文（または○）を実装類型の列に入れてください。",
            )

    def _joined(self, row: int, columns: tuple[int, ...]) -> str:
        if len(columns) == 1:
            return self._sheet.text(row, columns[0])
        return "\n".join(text for c in columns if (text := self._sheet.text(row, c)))

    def _date(self, row: int) -> str:
        column = self._header.column("conformance_date")
        words = self._sheet.text(row, column).strip() if column else ""
        if words not in self._dates:
            try:
                self._dates[words] = parse_date(words).isoformat() if words else ""
            except ValueError:
                self._dates[words] = words
        return self._dates[words]

    def _skip(self, row: int, reason: str) -> None:
        sheet = self._sheet
        filled = [
            (c, cell)
            for c, cell in enumerate(sheet.rows[row - 1], start=1)
            if cell.value not in (None, "")
        ]
        column, cell = filled[0] if filled else (1, sheet.cell(row, 1))
        text = "".join(map(str, cell.value)) if isinstance(cell.value, list) else str(cell.value)
        self.unread.append(UnreadRow(sheet.where(row, column), reason, text[:80]))

    def _error(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, where, message, advice))

    def _warn(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(code, Severity.WARNING, where, message, advice))


_DOUBTS = {
    "zeros": (
        Severity.INFO,
        "spec.zeros-restored",
        "番号の先頭の0が失われていたため補いました（{count}件）。",
        "補った番号が公表された機能IDと同じか確かめてください。",
    ),
    "decimal": (
        Severity.WARNING,
        "spec.number-as-decimal",
        "番号が小数として保存されています（{count}件）。1.10 が 1.1 になっているおそれがあります。",
        "番号の列を文字列にして、公表された番号と比べてください。",
    ),
}


def _doubt_finding(doubt: str, where: str, count: int) -> Finding:
    severity, code, message, advice = _DOUBTS[doubt]
    return Finding(code, severity, where, message.format(count=count), advice)
