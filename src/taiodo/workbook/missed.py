"""Requirements that stand on sheets which are not read: nobody would miss them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from taiodo.catalog.requirements import Requirement
from taiodo.problems import Finding, Severity
from taiodo.workbook.headers import Header
from taiodo.workbook.numbering import OFFICIAL_WIDTH, is_plausible
from taiodo.workbook.refusals import side_kind
from taiodo.workbook.sheets import Sheet, half_width, plain
from taiodo.workbook.vocabulary import FUNCTION, Vocabulary
from taiodo.workbook.words import fold

_LONGEST = 30
_FEWEST_BESIDE = 2
_SHORTEST_DIGITS, _FEWEST_SECTIONS, _LONGEST_SECTION = 5, 3, 3
_BUSINESS = 3


def shape(number: str) -> str:
    """What numbers of one list have in common: 0000000, 0.0.0, jk-000; "" when that tells nothing.

    Short numbers (12) and two-part ones (1.1: also a version, a day) stand in any table.
    """
    if number.isdigit():
        return "0" * len(number) if len(number) >= _SHORTEST_DIGITS else ""
    parts = re.split(r"[.\-]", number)
    if all(part.isdigit() and len(part) <= _LONGEST_SECTION for part in parts):
        sections = len(parts) >= _FEWEST_SECTIONS
        return re.sub(r"\d+", "0", number) if sections else ""
    return re.sub(r"\d", "0", number) if re.search(r"[A-Za-z]\W?\d|\d\W?[A-Za-z]", number) else ""


class _Read:
    """What has been read: numbers, their shapes, and the headers of the lists."""

    def __init__(
        self, requirements: Iterable[Requirement], vacant: Iterable[str], headers: Iterable[Header]
    ) -> None:
        self.numbers = {r.number for r in requirements} | set(vacant)
        self.shapes = set(map(shape, self.numbers)) - {""}
        self._businesses = {number[:_BUSINESS] for number in self.numbers}
        self._titles = {
            (fold(h.words.get(h.columns["number"][0], "")), fold(h.words.get(text, "")))
            for h in headers
            if (text := h.column("text")) is not None
        }

    def is_missing(self, value: object, text: str) -> bool:
        """Whether a cell holds a number like those read that was not read anywhere."""
        if not text or len(text) > _LONGEST:
            return False
        number = half_width(text)
        if type(value) is int and number.isdigit() and len(number) < OFFICIAL_WIDTH:
            # A number that lost its zeros; other amounts have other first digits.
            number = number.zfill(OFFICIAL_WIDTH)
            if number[:_BUSINESS] not in self._businesses:
                return False
        return is_plausible(number) and number not in self.numbers and shape(number) in self.shapes

    def is_headed_alike(self, header: Header) -> bool:
        """Whether a header names number and text with the words of a list that was read."""
        number, text = header.column("number"), header.column("text")
        titles = (header.words.get(number or 0, ""), header.words.get(text or 0, ""))
        return all(titles) and tuple(map(fold, titles)) in self._titles


def missed_findings(
    sheets: list[Sheet],
    chosen: Mapping[str, Header],
    looked: Mapping[str, Header],
    words: Vocabulary,
    requirements: list[Requirement],
    vacant: list[str],
) -> Iterator[Finding]:
    """Visible sheets that seem to list requirements nobody reads.

    `looked` are the best headers of sheets, `chosen` those of the lists read. An error, but for
    sheets named as a history, a reference or the like a warning.
    """
    read = _Read(requirements, vacant, chosen.values())
    for sheet in sheets:
        if sheet.hidden or sheet.title in chosen:
            continue
        header = looked.get(sheet.title)
        kind = side_kind(sheet, words)
        if kind is not None:
            if header is not None and header.is_list and header.judged:
                yield from _side_list(sheet, read)
            continue
        row, count = _listed_rows(sheet, read)
        if not count and header is not None and _is_list(header, read):
            row, count = header.first, len(sheet.rows) - header.last
        if count > 0:
            yield Finding(
                "spec.sheet-looks-like-list",
                Severity.ERROR,
                f"{sheet.file} {sheet.title} {row}行目",
                f"要件らしい行が{count}行ありますが、見出しを読み取れないため読み込めません。",
                "見出しをほかのシートとそろえるか、読み取り様式でシートと列を指定してください。"
                "要件でなければ、シートを非表示にするか、読むシートを様式で指定してください。",
            )


def _is_list(header: Header, read: _Read) -> bool:
    """Whether a header that was not chosen is that of a list all the same."""
    if header.kind != FUNCTION:
        return False
    return (header.lacks_only_number and header.judged) or (
        header.is_list and read.is_headed_alike(header)
    )


def _side_list(sheet: Sheet, read: _Read) -> Iterator[Finding]:
    row, count = _listed_rows(sheet, read)
    if count:
        yield Finding(
            "spec.side-list",
            Severity.WARNING,
            f"{sheet.file} {sheet.title} {row}行目",
            f"シートの名前から要件一覧ではないと見て、要件らしい{count}行を読み込みません。",
            "有効な要件であれば、シートの名前を変えるか、読み取り様式でシートを指定してください。",
        )


def _listed_rows(sheet: Sheet, read: _Read) -> tuple[int, int]:
    """The first row with a number that was not read and words beside it, and how many rows."""
    columns: dict[int, list[int]] = {}
    for row, values in enumerate(sheet.rows, start=1):
        filled = [(c, v, plain(v)) for c, v in enumerate(values) if v is not None and v != ""]
        if len(filled) <= _FEWEST_BESIDE:
            continue
        for column, value, text in filled:
            if read.is_missing(value, text):
                columns.setdefault(column, []).append(row)
                break
    if not columns:
        return 0, 0
    counts = Counter({column: len(rows) for column, rows in columns.items()})
    rows = columns[counts.most_common(1)[0][0]]
    return rows[0], len(rows)
