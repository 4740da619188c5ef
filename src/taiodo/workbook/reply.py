"""Reading a vendor's reply (パッケージ対応状況の回答): our own form, or the vendor's layout."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from taiodo.problems import Finding, Problem, Severity
from taiodo.survey.package import ANSWERS, PackageResponse
from taiodo.survey.package_reply import ReplyLine
from taiodo.workbook.grid import MAX_ROWS
from taiodo.workbook.headers import Header, find_header, header_at, header_by_layout, letters
from taiodo.workbook.legends import Legend, Region, read_legend
from taiodo.workbook.opening import OpenedBook, collector_paused, open_book
from taiodo.workbook.reply_form import FormMark, form_mark
from taiodo.workbook.reply_rows import ReplyRows
from taiodo.workbook.reply_symbols import ResponseReader, SymbolUse, add_hints
from taiodo.workbook.reply_words import REPLY_ROLES, ReplyWords, reply_words
from taiodo.workbook.sheets import Sheet
from taiodo.workbook.vocabulary import Layout

__all__ = ["REPLY_ROLES", "FormMark", "Layout", "ReplyReading", "SymbolUse", "read_reply"]

_READER = "1"
_LEGEND_ROWS = 200


@dataclass(frozen=True, slots=True)
class ReplyReading:
    """How a reply was read.

    `columns` maps "シート!列" to a role; `symbols` are the signs and words of the response cells;
    `mark` is what the own form carries hidden, None in a vendor's own layout. `digest` covers the
    bytes and the way they were read.
    """

    name: str
    sha256: str
    digest: str
    columns: dict[str, str]
    lines: tuple[ReplyLine, ...]
    symbols: tuple[SymbolUse, ...]
    findings: tuple[Finding, ...]
    mark: FormMark | None = None


@dataclass
class _Collected:
    lines: list[ReplyLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


def read_reply(
    source: Path | bytes,
    name: str = "",
    *,
    symbols: Mapping[str, PackageResponse] | None = None,
    layout: Layout | None = None,
    root: Path | None = None,
) -> ReplyReading:
    """Read a reply as it came; what a sign means is never guessed.

    Args:
        source: the file or its bytes (.xlsx, .xlsm, .xls, .csv, .tsv).
        name: the file's name as shown to people.
        symbols: what signs mean, said by somebody; this comes before the file's own legend.
        layout: sheet, header row and columns (roles of `REPLY_ROLES`); detected when None.
        root: another data root, for the vocabulary.

    Raises:
        Problem: the file cannot be opened, or has no columns of numbers and responses.
    """
    with collector_paused():
        return _read(open_book(source, name), reply_words(root), symbols or {}, layout)


def _read(
    opened: OpenedBook,
    words: ReplyWords,
    given: Mapping[str, PackageResponse],
    layout: Layout | None,
) -> ReplyReading:
    mark = form_mark(opened.grids)
    sheets = [Sheet(grid, opened.name) for grid in opened.grids if not grid.hidden]
    headers = _headers(sheets, words, layout)
    if not headers:
        raise _no_reply(sheets, words, opened.name)
    found = _Collected()
    legend = _legend(sheets, headers, words, found.findings)
    responses = ResponseReader(words, legend, given)
    for sheet in sheets:
        header = headers.get(sheet.title)
        if header is None:
            found.findings.append(_ignored(sheet))
            continue
        rows = ReplyRows(sheet, header, responses)
        rows.read()
        found.lines += rows.lines
        found.findings += rows.findings
        found.columns |= letters(_own(header), sheet.title)
    if len(found.lines) > MAX_ROWS:
        raise Problem(f"回答の行が多すぎます（{len(found.lines):,}行）。", opened.name)
    for sheet in sheets:
        for rows_ in _legend_rows(sheet, headers.get(sheet.title)):
            add_hints(responses, sheet, rows_)
    found.findings += [*responses.findings(), *_nothing(found, responses, opened.name)]
    return _reading(opened, found, responses, mark)


def _headers(
    sheets: Sequence[Sheet], words: ReplyWords, layout: Layout | None
) -> dict[str, Header]:
    if layout is not None:
        chosen = [s for s in sheets if s.title in layout.sheets]
        chosen = chosen or [s for s in sheets if len(s.rows) >= layout.header_row][:1]
        found = [(s.title, header_by_layout(s, layout, words.headers)) for s in chosen]
        return {title: header for title, header in found if _is_reply(header)}
    return {
        sheet.title: _refined(_lengthened(sheet, header, words), words)
        for sheet in sheets
        if (header := find_header(sheet, words.headers)) is not None and _is_reply(header)
    }


def _lengthened(sheet: Sheet, header: Header, words: ReplyWords) -> Header:
    """The header with a row below it that names the vendor's own columns: 対応 | 備考."""
    below = header.last + 1
    column, number = header.column("response"), header.column("number")
    if column is None or number is None or below > len(sheet.rows) or sheet.text(below, number):
        return header
    role = words.headers.role(sheet.text(below, column))
    if role is None or role[0] != "response":
        return header
    longer = header_at(sheet, header.first, below, words.headers)
    return longer if _is_reply(longer) else header


def _is_reply(header: Header) -> bool:
    ticked = sum(r.value in header.columns for r in ANSWERS)
    return "number" in header.columns and ("response" in header.columns or ticked > 1)


def _refined(header: Header, words: ReplyWords) -> Header:
    """The vendor's own remark column rather than the specification's of the same name."""
    columns = dict(header.columns)
    if "response" in columns:
        for response in ANSWERS:
            alone = columns.pop(response.value, None)
            if alone and response is PackageResponse.OTHER_MEANS:
                columns.setdefault("remark", alone)
    first = columns.get("response", (0,))[0]
    claims = [
        (words.headers.role(text) or words.headers.role(text.split(" ")[-1]), column)
        for column, text in header.words.items()
        if column not in {c for role, given in columns.items() if role != "remark" for c in given}
    ]
    ranked = sorted(
        (role[1], column < first, abs(column - first), column)
        for role, column in claims
        if role is not None and role[0] == "remark"
    )
    if ranked:
        columns["remark"] = (ranked[0][3],)
    return replace(header, columns=columns)


def _own(header: Header) -> Header:
    """The header with the columns that are used: those of a reply."""
    used = (*REPLY_ROLES, *(r.value for r in ANSWERS))
    return replace(header, columns={r: c for r, c in header.columns.items() if r in used})


def _legend_rows(sheet: Sheet, header: Header | None) -> Iterator[range]:
    if header is None:
        yield range(1, min(len(sheet.rows), _LEGEND_ROWS) + 1)
        return
    yield range(1, header.last + 1)
    number = header.columns["number"][0]
    below = range(header.last + 1, len(sheet.rows) + 1)
    last = next((r for r in reversed(below) if sheet.text(r, number)), 0)
    if last:
        yield range(last + 1, len(sheet.rows) + 1)


def _legend(
    sheets: Sequence[Sheet],
    headers: Mapping[str, Header],
    words: ReplyWords,
    findings: list[Finding],
) -> Legend[PackageResponse]:
    """The meanings the file gives; a sheet that explains but one response means another thing."""
    whole: Legend[PackageResponse] = Legend(code="package.legend-conflict")
    for sheet in sheets:
        own: Legend[PackageResponse] = Legend(code="package.legend-conflict")
        for rows in _legend_rows(sheet, headers.get(sheet.title)):
            read_legend(sheet, Region(rows), words, own)
        if len(set(own.meanings.values())) < 2:
            continue
        findings += own.conflicts.values()
        for sign, meaning in own.meanings.items():
            whole.learn(sign, meaning, own.places[sign])
    findings += whole.conflicts.values()
    return whole


def _nothing(found: _Collected, responses: ResponseReader, name: str) -> Iterator[Finding]:
    answered = sum(1 for line in found.lines if line.answer.written)
    if not answered and not responses.uses:
        yield Finding(
            "package.empty-form",
            Severity.ERROR,
            name,
            "回答が一つも記入されていません。",
            "記入済みのファイルかどうか、回答欄の列が正しいかを確かめてください。",
        )


def _ignored(sheet: Sheet) -> Finding:
    return Finding(
        "package.sheet-ignored",
        Severity.INFO,
        f"{sheet.file} {sheet.title}",
        f"シート「{sheet.title}」は回答の表として読みません（番号と回答の列がないため）。",
    )


def _no_reply(sheets: Sequence[Sheet], words: ReplyWords, name: str) -> Problem:
    for sheet in sheets:
        header = find_header(sheet, words.headers)
        if header is None or "number" not in header.columns:
            continue
        shown = "、".join(list(header.words.values())[:12])
        return Problem(
            "回答の列（対応状況・回答など）が見つかりません。",
            f"{name} {sheet.title} {header.first}行目",
            f"見出し: {shown}。どの列が回答かを「読み方を直す」（--column response=F など）で"
            "指定してください。",
        )
    return Problem(
        "回答の表（要件の番号と回答の列）が見つかりません。",
        name,
        "見出しに「機能ID」と「回答」などの列名があるか確かめるか、"
        "「読み方を直す」（--column number=A --column response=F など）で列を指定してください。",
    )


def _reading(
    opened: OpenedBook, found: _Collected, responses: ResponseReader, mark: FormMark | None
) -> ReplyReading:
    given = set(responses.given)
    findings = [
        f
        for f in found.findings
        if f.code != "package.legend-conflict" or not any(f"「{s}」" in f.message for s in given)
    ]
    uses = tuple(sorted(responses.uses.values(), key=lambda use: -use.count))
    meanings = {use.symbol: use.meaning.value if use.meaning else None for use in uses}
    way = json.dumps([_READER, opened.sha256, found.columns, meanings], sort_keys=True)
    return ReplyReading(
        opened.name,
        opened.sha256,
        hashlib.sha256(way.encode()).hexdigest(),
        found.columns,
        tuple(found.lines),
        uses,
        tuple(findings),
        mark,
    )
