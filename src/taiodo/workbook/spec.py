"""Reading a published specification: workbook in, requirements and findings out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.problems import Finding, Problem, Severity
from taiodo.workbook.classes import ClassReader
from taiodo.workbook.headers import Header, find_header, header_by_layout, letters
from taiodo.workbook.legends import Legend, read_legend
from taiodo.workbook.opening import MAX_ROWS, open_book
from taiodo.workbook.rows import ListReader, UnreadRow
from taiodo.workbook.sheets import MAX_COLUMNS, Sheet
from taiodo.workbook.vocabulary import Layout, Vocabulary, layout_named, layouts, vocabulary

__all__ = ["Layout", "SheetUse", "SpecReading", "layout_named", "layouts", "read_spec"]

DETECTED = "自動判定"
_SHOWN_PER_CODE = 200
_READER = "1"


@dataclass(frozen=True, slots=True)
class SheetUse:
    """What became of a sheet; `first` and `last` are its header rows (0 when not chosen)."""

    name: str
    chosen: bool
    reason: str
    first: int = 0
    last: int = 0
    requirements: int = 0


@dataclass(frozen=True, slots=True)
class SpecReading:
    """How a workbook was read.

    `columns` maps "シート!列" to a role, `samples` the same keys to the first values, `legend`
    signs to classes, `counts` kinds of municipality to classes to numbers of requirements.
    `digest` covers the file's bytes and the way they were read; `sha256` the bytes alone.
    """

    name: str
    layout: str
    columns: dict[str, str]
    requirements: tuple[Requirement, ...]
    findings: tuple[Finding, ...]
    digest: str
    sha256: str
    sheets: tuple[SheetUse, ...] = ()
    samples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    legend: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    unread: tuple[UnreadRow, ...] = ()


def read_spec(
    source: Path | bytes, name: str = "", layout: Layout | None = None, root: Path | None = None
) -> SpecReading:
    """Read a specification workbook as published.

    Args:
        source: the file or its bytes.
        name: the file's name as shown to people; a path's own name by default.
        layout: where header and columns are; detected when None.
        root: another data root, for the vocabulary.

    Raises:
        Problem: the file cannot be opened, or holds no list of requirements.
    """
    words = vocabulary(root)
    opened = open_book(source, name)
    sheets = [Sheet(worksheet, opened.name) for worksheet in opened.book.worksheets]
    headers = _headers(sheets, words, layout)
    if not headers:
        raise _no_list(sheets, words, opened.name)
    found = _Collected()
    legend = _legend(sheets, headers, words, layout, found)
    classes = ClassReader(words, legend)
    for sheet in sheets:
        header = headers.get(sheet.title)
        if header is None:
            found.sheets.append(SheetUse(sheet.title, False, _why_ignored(sheet, words)))
        else:
            _read_list(sheet, header, words, classes, found)
    found.findings += [*classes.findings, *classes.usual_findings()]
    found.findings += _duplicates(found.requirements)
    found.findings += _ignored(found.sheets, opened.name)
    return _reading(opened.name, opened.sha256, found, legend, layout)


@dataclass
class _Collected:
    requirements: list[Requirement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)
    sheets: list[SheetUse] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    samples: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _headers(sheets: list[Sheet], words: Vocabulary, layout: Layout | None) -> dict[str, Header]:
    if layout is not None:
        titles = [sheet.title for sheet in sheets]
        missing = [title for title in layout.sheets if title not in titles]
        if missing:
            raise Problem(
                f"読み取り様式「{layout.name}」のシート「{missing[0]}」がありません。",
                sheets[0].file,
                f"あるシート: {'、'.join(titles)}",
            )
        wanted = [s for s in sheets if s.title in layout.sheets or not (layout.sheets or s.hidden)]
        return {sheet.title: header_by_layout(sheet, layout) for sheet in wanted}
    found = {}
    for sheet in sheets:
        if not sheet.hidden and _side_kind(sheet, words) is None:
            header = find_header(sheet, words)
            if header is not None and header.is_list and len(sheet.rows) > header.last:
                found[sheet.title] = header
    # Lists without classes (forms, data items) are no requirement lists where better ones exist.
    judged = {title: header for title, header in found.items() if header.judged}
    return judged or found


def _side_kind(sheet: Sheet, words: Vocabulary) -> str | None:
    for kind, names in words.side_sheets.items():
        if any(name in sheet.title for name in names):
            return kind
    return None


def _why_ignored(sheet: Sheet, words: Vocabulary) -> str:
    if sheet.hidden:
        return "非表示のシート"
    kind = _side_kind(sheet, words)
    if kind is not None:
        return {"legend": "凡例", "history": "改定履歴", "cover": "表紙・説明"}[kind]
    if not any(cell.value is not None for row in sheet.rows for cell in row):
        return "空のシート"
    return "要件一覧の見出しがないシート"


def _no_list(sheets: list[Sheet], words: Vocabulary, name: str) -> Problem:
    if all(cell.value is None for sheet in sheets for row in sheet.rows for cell in row):
        return Problem(
            "シートに何も書かれていません。", name, "公表されたファイルか確かめてください。"
        )
    for sheet in sheets:
        header = find_header(sheet, words) if not sheet.hidden else None
        if header is None:
            continue
        where = f"{name} {sheet.title} {header.first}行目"
        if header.lacks_only_number:
            return Problem(
                "番号の列（機能ID、要件番号、章節番号など）が見つかりません。",
                where,
                "見出しに「機能ID」などの列名を付けるか、読み取り様式で列を指定してください。",
            )
        if header.is_list and _side_kind(sheet, words) is None:
            return Problem(
                "見出しはありますが、要件が1件もありません。", where, "表の中身を確かめてください。"
            )
    hidden = [sheet.title for sheet in sheets if sheet.hidden]
    note = f"非表示のシート（{'、'.join(hidden)}）は読みません。" if hidden else ""
    return Problem(
        "要件一覧の見出し（機能ID・機能要件・実装区分など）が見つかりません。",
        f"{name}（シート: {'、'.join(sheet.title for sheet in sheets[:8])}）",
        "機能要件の一覧があるファイルか確かめてください。"
        f"様式が特殊な場合は、読み取り様式で列を指定してください。{note}",
    )


def _legend(
    sheets: list[Sheet],
    headers: dict[str, Header],
    words: Vocabulary,
    layout: Layout | None,
    found: _Collected,
) -> Legend:
    legend = Legend()
    if layout is not None and layout.legend:
        for sign, code in layout.legend.items():
            legend.learn(words.sign(sign), Obligation(code), f"読み取り様式「{layout.name}」")
        return legend
    for sheet in sheets:
        if sheet.hidden:
            continue
        header = headers.get(sheet.title)
        last = header.first - 1 if header else len(sheet.rows)
        found.findings += read_legend(sheet, range(1, last + 1), words, legend)
    return legend


def _read_list(
    sheet: Sheet, header: Header, words: Vocabulary, classes: ClassReader, found: _Collected
) -> None:
    reader = ListReader(sheet, header, words, classes)
    reader.read()
    found.requirements += reader.requirements
    found.findings += reader.findings
    found.findings += _column_findings(sheet, header, words)
    found.unread += reader.unread
    if len(found.requirements) > MAX_ROWS:
        raise Problem(f"要件が多すぎます（{len(found.requirements):,}件）。", sheet.file)
    columns = letters(header, sheet.title)
    found.columns |= columns
    found.samples |= {
        key: tuple(_first_values(sheet, header, column))
        for key, column in zip(
            columns, sorted(c for given in header.columns.values() for c in given), strict=True
        )
    }
    found.sheets.append(
        SheetUse(sheet.title, True, "要件一覧", header.first, header.last, len(reader.requirements))
    )


def _first_values(sheet: Sheet, header: Header, column: int) -> Iterable[str]:
    values = (sheet.text(row, column) for row in range(header.last + 1, len(sheet.rows) + 1))
    return islice(_different(value[:80] for value in values if value), 3)


def _different(values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value not in seen:
            seen.add(value)
            yield value


def _column_findings(sheet: Sheet, header: Header, words: Vocabulary) -> list[Finding]:
    findings = []
    below = range(header.last + 1, len(sheet.rows) + 1)
    used = {column for given in header.columns.values() for column in given}
    for column in range(1, sheet.width + 1):
        if column in used:
            continue
        filled = [row for row in below if sheet.cell(row, column).value not in (None, "")]
        if not filled:
            continue
        title = header.words.get(column, "")
        marks = {sheet.plain(sheet.cell(row, column)).casefold() for row in filled}
        if not title and marks <= words.end_marks:
            continue
        named = f"見出し「{title[:40]}」の列" if title else "見出しのない列"
        findings.append(
            Finding(
                "spec.unused-column",
                Severity.INFO,
                sheet.where(filled[0], column),
                f"{named}は取り込みません（{len(filled)}か所に値があります）。",
                "必要な列であれば、読み取り様式で役割を指定してください。",
            )
        )
    if not header.judged:
        findings.append(_error_without_class(sheet, header))
    kinds = [kind for kind in ("designated_city", "other") if kind in header.columns]
    if len(kinds) == 1 and "obligation" not in header.columns:
        findings.append(
            Finding(
                "spec.one-kind",
                Severity.WARNING,
                sheet.where(header.last, header.columns[kinds[0]][0]),
                f"実装類型が{BindingKind(kinds[0]).label}の分しかありません。他方は対象外としました。",
                "もう一方の列の見出しを確かめてください。",
            )
        )
    if sheet.all_columns > sheet.width and sheet.width <= MAX_COLUMNS:
        findings.append(
            Finding(
                "spec.columns-cut",
                Severity.WARNING,
                f"{sheet.file} {sheet.title}",
                f"{sheet.width + 1}列目より右は読んでいません。",
                "右の方に要件がないか確かめてください。",
            )
        )
    return findings


def _error_without_class(sheet: Sheet, header: Header) -> Finding:
    return Finding(
        "spec.no-class-column",
        Severity.ERROR,
        f"{sheet.file} {sheet.title} {header.first}行目",
        "実装類型（実装区分）の列が見つかりません。",
        "見出しを確かめるか、読み取り様式で列を指定してください。",
    )


def _duplicates(requirements: list[Requirement]) -> list[Finding]:
    seen: dict[tuple[str, int], Requirement] = {}
    findings = []
    for requirement in requirements:
        key = (requirement.number, requirement.part)
        first = seen.setdefault(key, requirement)
        if first is not requirement:
            findings.append(
                Finding(
                    "spec.duplicate-number",
                    Severity.ERROR,
                    requirement.where,
                    f"番号 {requirement.number} が重複しています。先の行: {first.where}",
                    "公表元に確かめ、どちらかの番号を直してください。",
                )
            )
    return findings


def _ignored(sheets: list[SheetUse], name: str) -> list[Finding]:
    return [
        Finding(
            "spec.sheet-ignored",
            Severity.INFO,
            f"{name} {sheet.name}",
            f"シート「{sheet.name}」は要件一覧として読みません（{sheet.reason}）。",
        )
        for sheet in sheets
        if not sheet.chosen
    ]


def _reading(
    name: str, sha256: str, found: _Collected, legend: Legend, layout: Layout | None
) -> SpecReading:
    findings = _shortened(found.findings, name)
    if not found.requirements:
        first = next((f for f in findings if f.severity is Severity.ERROR), None)
        raise Problem(
            "要件を1件も読み取れませんでした。" + (f"最初の誤り: {first.message}" if first else ""),
            first.where if first else name,
            first.advice if first else "表の中身を確かめてください。",
            findings,
        )
    signs = {sign: meaning.value for sign, meaning in legend.meanings.items()}
    chosen = layout.name if layout else DETECTED
    heads = [(s.name, s.first, s.last) for s in found.sheets if s.chosen]
    way = json.dumps([_READER, sha256, chosen, found.columns, signs, heads], sort_keys=True)
    counts = {
        kind.value: dict(Counter(r.obligation_for(kind).value for r in found.requirements))
        for kind in BindingKind
    }
    return SpecReading(
        name=name,
        layout=chosen,
        columns=found.columns,
        requirements=tuple(found.requirements),
        findings=findings,
        digest=hashlib.sha256(way.encode()).hexdigest(),
        sha256=sha256,
        sheets=tuple(found.sheets),
        samples=found.samples,
        legend=signs,
        counts=counts,
        unread=tuple(found.unread),
    )


def _shortened(findings: list[Finding], name: str) -> tuple[Finding, ...]:
    """The findings, worst first, with a count in place of the many of one code."""
    order = list(Severity)
    counts = Counter(finding.code for finding in findings)
    kept: list[Finding] = []
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda f: order.index(f.severity)):
        seen[finding.code] += 1
        if seen[finding.code] <= _SHOWN_PER_CODE:
            kept.append(finding)
        elif seen[finding.code] == _SHOWN_PER_CODE + 1:
            rest = counts[finding.code] - _SHOWN_PER_CODE
            kept.append(
                Finding(
                    finding.code,
                    finding.severity,
                    name,
                    f"同じ種類の指摘がほかに{rest}件あります。",
                )
            )
    return tuple(kept)
