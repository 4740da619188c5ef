"""Which column is which step: the headers of the nation's progress table, wherever they stand."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.catalog.timeline import Step
from taiodo.problems import Finding, Severity
from taiodo.workbook.sheets import Sheet

PREFECTURE, CITY, CODE, BUSINESS = "prefecture", "city", "code", "business"
_TITLES = {
    PREFECTURE: ("都道府県", "都道府県名"),
    CITY: (
        "市区町村", "市区町村名", "市町村", "市町村名", "団体", "団体名", "自治体", "自治体名",
        "地方公共団体", "地方公共団体名",
    ),
    CODE: ("団体コード", "市区町村コード", "自治体コード", "全国地方公共団体コード"),
    BUSINESS: (
        "業務", "業務名", "対象業務", "対象業務名", "標準化対象業務", "標準化対象業務名", "事務",
        "事務名", "標準化対象事務",
    ),
}  # fmt: skip
_HEADER_ROWS = 20
_ENOUGH = 5
_ITEM = re.compile(r"^(\d{1,2})[-‐–−－ー](\d{1,2})(?!\d)")
_PLAIN = re.compile(r"[\s()/,.・、。]")


@dataclass(frozen=True, slots=True)
class StepColumns:
    """The columns (from 1) of one sheet: `steps` by serial, `others` by what they hold.

    `last` is the last header row, `first` the one the steps are named in.
    """

    first: int
    last: int
    steps: dict[int, int]
    others: dict[str, int]


class StepTitles:
    """Recognises a step by its number (①-1, 1-1) or its name."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = {step.serial: step for step in steps}
        self._items = {_item(step.item): step.serial for step in steps}
        self._names = {_name(step.name): step.serial for step in steps}

    def by_item(self, text: str) -> int | None:
        """The step whose number the text begins with."""
        return self._items.get(_item(text))

    def by_name(self, text: str) -> int | None:
        """The step whose name the text is, with or without its number."""
        return self._names.get(_name(text))


def step_columns(sheet: Sheet, titles: StepTitles) -> tuple[StepColumns | None, list[Finding]]:
    """The columns of a sheet, None when it has no such header; and what was noticed."""
    rows = range(1, min(len(sheet.rows), _HEADER_ROWS) + 1)
    counts = {row: len(_steps_in(sheet, row, titles)) for row in rows}
    first = max(counts, key=lambda row: counts[row], default=0)
    if not first or counts[first] < _ENOUGH:
        return None, []
    last = first
    while counts.get(last + 1, 0) >= _ENOUGH:
        last += 1
    steps: dict[int, int] = {}
    findings: list[Finding] = []
    for row in range(first, last + 1):
        for column, text in _texts(sheet, row):
            _take(sheet, row, column, text, titles, steps, findings)
    others = {
        kind: column
        for row in range(max(1, first - 3), last + 1)
        for column, text in _texts(sheet, row)
        for kind, words in _TITLES.items()
        if _PLAIN.sub("", unicodedata.normalize("NFKC", text)) in words
        and column not in steps.values()
    }
    found = StepColumns(first, last, steps, others)
    return found, [*findings, *_shape_findings(sheet, found, titles)]


def is_header_again(business: str) -> bool:
    """Whether a row repeats the header, as printed tables do."""
    return _PLAIN.sub("", unicodedata.normalize("NFKC", business)) in _TITLES[BUSINESS]


def _take(
    sheet: Sheet,
    row: int,
    column: int,
    text: str,
    titles: StepTitles,
    steps: dict[int, int],
    findings: list[Finding],
) -> None:
    by_item, by_name = titles.by_item(text), titles.by_name(text)
    serial = by_item or by_name
    if serial is None or column in steps.values():
        return
    where = sheet.where(row, column)
    if by_item and by_name and by_item != by_name:
        message = f"見出し「{text}」の番号と名称が、別のステップです。"
        other = titles.steps[by_name]
        advice = f"名称のステップは {other.item} です。見出しを直してください。"
        findings.append(Finding("steps.header-unclear", Severity.ERROR, where, message, advice))
    elif serial in steps:
        first = sheet.where(row, steps[serial])
        message = f"{titles.steps[serial].item}の列が二つあります（はじめは {first}）。"
        advice = "どちらかの列を消してください。"
        findings.append(Finding("steps.column-twice", Severity.ERROR, where, message, advice))
    else:
        steps[serial] = column


def _shape_findings(sheet: Sheet, found: StepColumns, titles: StepTitles) -> list[Finding]:
    where = sheet.where(found.first, 1)
    findings = []
    missing = [step.item for serial, step in titles.steps.items() if serial not in found.steps]
    if missing:
        message = f"列のないステップがあります（{'、'.join(missing)}）。これらは変えません。"
        advice = "全部の列のあるファイルか確かめてください。"
        findings.append(Finding("steps.columns-missing", Severity.WARNING, where, message, advice))
    order = [found.steps[serial] for serial in sorted(found.steps)]
    if order != sorted(order):
        message = "ステップの列の順番が、手順書の順と違います。見出しの番号で読み取りました。"
        advice = "読み取りの結果を確かめてください。"
        findings.append(Finding("steps.columns-shuffled", Severity.INFO, where, message, advice))
    if BUSINESS not in found.others:
        message = "業務の列が見つかりません。"
        advice = "見出しに「業務」と書いてください。"
        findings.append(Finding("steps.no-business", Severity.ERROR, where, message, advice))
    if not {PREFECTURE, CITY, CODE} & set(found.others):
        message = "団体の列（都道府県・市区町村）が見つかりません。"
        advice = "見出しに「都道府県」「市区町村」と書いてください。"
        findings.append(Finding("steps.no-body", Severity.ERROR, where, message, advice))
    return findings


def _steps_in(sheet: Sheet, row: int, titles: StepTitles) -> set[int]:
    found = (titles.by_item(text) or titles.by_name(text) for _, text in _texts(sheet, row))
    return {serial for serial in found if serial}


def _texts(sheet: Sheet, row: int) -> list[tuple[int, str]]:
    texts = ((column, sheet.text(row, column)) for column in range(1, sheet.width + 1))
    return [(column, text) for column, text in texts if text]


def _item(text: str) -> str:
    """①-1 and 1-1 and ⑪－２ in one form, "" when the text does not begin so."""
    found = _ITEM.match("".join(unicodedata.normalize("NFKC", text).split()))
    return f"{int(found[1])}-{int(found[2])}" if found else ""


def _name(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return _PLAIN.sub("", _ITEM.sub("", plain)).casefold()
