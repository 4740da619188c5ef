"""Rows of a vendor's reply: each becomes a line, a finding, or holds no answer."""

from collections import Counter
from dataclasses import replace

from taiodo.catalog.requirements import Obligation
from taiodo.problems import Finding, Severity
from taiodo.survey.package import ANSWERS, NO_ANSWER, PackageAnswer, PackageResponse
from taiodo.survey.package_reply import ReplyLine
from taiodo.workbook.grid import Fault
from taiodo.workbook.headers import Header
from taiodo.workbook.numbering import (
    OFFICIAL_WIDTH,
    is_plausible,
    joined,
    read_number,
    usual_width,
)
from taiodo.workbook.reply_dates import read_due
from taiodo.workbook.reply_symbols import ResponseReader
from taiodo.workbook.sheets import Sheet, half_width, plain

MAX_REMARK = 4_000
_KEY = "#"


class ReplyRows:
    """Reads the rows below the header of one sheet."""

    def __init__(self, sheet: Sheet, header: Header, responses: ResponseReader) -> None:
        self.lines: list[ReplyLine] = []
        self.findings: list[Finding] = []
        self._sheet, self._header, self._responses = sheet, header, responses
        self._rows = range(header.last + 1, len(sheet.rows) + 1)
        self._numbers = header.columns["number"]
        self._width = usual_width(
            (sheet.value(row, self._numbers[0]) for row in self._rows), typed=sheet.typed
        )
        self._ticked = {header.columns[r.value][0]: r for r in ANSWERS if r.value in header.columns}
        self._counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def read(self) -> None:
        """Read every row."""
        for row in self._rows:
            self._row(row)
        if self._counts["rounded"]:
            self._note(
                "package.rounded-date", Severity.INFO, self._first["rounded"],
                f"月や年度で書かれた対応予定日{self._counts['rounded']:,}件は、その末日として読みました。",
            )  # fmt: skip

    def _row(self, row: int) -> None:
        number, part = self._key(row)
        written, place = self._written(row)
        if not is_plausible(number):
            if written and not self._is_header(number):
                self._note(
                    "package.no-number", Severity.ERROR, place,
                    f"回答「{written[:40]}」のある行に要件の番号がありません。",
                    "番号（機能ID）を書くか、要件でない行なら回答欄を空にしてください。",
                )  # fmt: skip
            return
        answer = self._answer(row, written, place)
        self.lines.append(
            ReplyLine(number, answer, place, part, self._obligation(row), self._text("name", row))
        )

    def _key(self, row: int) -> tuple[str, int | None]:
        """Number and part, by the hidden key of the form if it is there."""
        number, mark, part = self._text("key", row).rpartition(_KEY)
        if mark and number and part.isdecimal():
            return number, int(part)
        if len(self._numbers) == 1:
            found = read_number(self._sheet.seen(row, self._numbers[0]), self._width.digits)
        else:
            texts = [plain(self._sheet.seen(row, column)) for column in self._numbers]
            found = joined(texts, OFFICIAL_WIDTH)
        given = half_width(self._text("part", row))
        return found.number, int(given) if given.isdecimal() and len(given) < 3 else None

    def _is_header(self, words: str) -> bool:
        """Whether the header is repeated here, as long lists do on every page."""
        role = self._responses.words.headers.role(words)
        return role is not None and role[0] == "number"

    def _written(self, row: int) -> tuple[str, str]:
        """What stands in the response cells, and where."""
        columns = self._header.columns.get("response") or tuple(self._ticked)
        for column in columns:
            if isinstance(self._sheet.seen(row, column), Fault):
                self._note(
                    "package.no-value", Severity.ERROR, self._sheet.where(row, column),
                    "回答の数式の結果が保存されていないか、エラーになっています。",
                    "Excelで開いて計算し、保存し直したものを受け取ってください。",
                )  # fmt: skip
        texts = [(c, self._sheet.text(row, c).strip()) for c in columns]
        first = next((c for c, text in texts if text), columns[0])
        return " ".join(text for _, text in texts if text), self._sheet.where(row, first)

    def _answer(self, row: int, written: str, place: str) -> PackageAnswer:
        response, rest = self._response(row, written, place)
        due, remark = self._due(row)
        words = [rest, self._text("remark", row), remark]
        if response is None or response is PackageResponse.UNANSWERED:
            return replace(NO_ANSWER, written=written[:200])
        remark = "\n".join(dict.fromkeys(w for w in words if w))[:MAX_REMARK]
        return PackageAnswer(response, due, remark, written[:200], place)

    def _response(self, row: int, written: str, place: str) -> tuple[PackageResponse | None, str]:
        if "response" in self._header.columns:
            if not written:
                return PackageResponse.UNANSWERED, ""
            return self._responses.read(written, place)
        ticks = self._responses.words.headers.ticks
        ticked = [
            response
            for column, response in self._ticked.items()
            if half_width(self._sheet.text(row, column)) in ticks
        ]
        if len(ticked) > 1:
            self._note(
                "package.several-ticks", Severity.ERROR, place,
                f"回答が二つ以上の列に付いています（{'・'.join(r.label for r in ticked)}）。",
                "どれが正しいかを事業者に確かめ、一つだけに付けてください。",
            )  # fmt: skip
            return None, ""
        if not ticked and written.strip("－-―ー×✕ "):
            self._note(
                "package.unknown-tick", Severity.WARNING, place,
                f"「{written[:40]}」は印（○・レなど）として読めないため、回答なしとします。",
            )  # fmt: skip
        return (ticked[0] if ticked else PackageResponse.UNANSWERED), ""

    def _due(self, row: int) -> tuple[str, str]:
        """The day, or the words that could not be read as one, to be kept in the remark."""
        column = self._header.column("due")
        text = self._text("due", row)
        if column is None or not text.strip("－-―ー "):
            return "", ""
        found = read_due(self._sheet.seen(row, column))
        place = self._sheet.where(row, column)
        if found is None:
            self._note(
                "package.unreadable-date", Severity.WARNING, place,
                f"対応予定日「{text[:40]}」を日付として読めません。備考に残します。",
                "例: 2026/9/30、令和8年9月30日",
            )  # fmt: skip
            return "", f"対応予定日の記載: {text}"
        if found.rounded:
            self._counts["rounded"] += 1
            self._first.setdefault("rounded", place)
            return found.day, f"対応予定日の記載: {text}"
        return found.day, ""

    def _obligation(self, row: int) -> Obligation | None:
        words = self._text("obligation", row)
        return self._responses.words.headers.class_of(words) if len(words) > 1 else None

    def _text(self, role: str, row: int) -> str:
        column = self._header.column(role)
        return "" if column is None else self._sheet.text(row, column).strip()

    def _note(
        self, code: str, severity: Severity, where: str, message: str, advice: str = ""
    ) -> None:
        self.findings.append(Finding(code, severity, where, message, advice))
