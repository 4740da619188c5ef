"""Reading a published specification: workbook in, requirements and findings out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.problems import Finding, Problem, Severity
from taiodo.workbook.classes import ClassReader
from taiodo.workbook.column_findings import column_findings
from taiodo.workbook.grid import MAX_ROWS
from taiodo.workbook.headers import Header, find_header, header_by_layout, letters
from taiodo.workbook.legend_places import learned_legend, not_understood
from taiodo.workbook.legends import Legend
from taiodo.workbook.missed import missed_findings
from taiodo.workbook.opening import OpenedBook, collector_paused, open_book
from taiodo.workbook.refusals import no_list, side_kind, why_ignored
from taiodo.workbook.row_findings import (
    duplicate_findings,
    gap_finding,
    list_findings,
    second_header_finding,
)
from taiodo.workbook.rows import ListReader, UnreadRow
from taiodo.workbook.sheets import Sheet, half_width, plain
from taiodo.workbook.vocabulary import (
    CLASSES,
    DATA,
    FORM,
    FUNCTION,
    Layout,
    Vocabulary,
    layout_named,
    layouts,
    vocabulary,
)

__all__ = ["Layout", "SheetUse", "SpecReading", "layout_named", "layouts", "read_spec"]

DETECTED = "自動判定"
_SHOWN_PER_CODE = 200
_READER = "3"
_KIND_LABELS = {FUNCTION: "要件一覧", DATA: "データ要件", FORM: "帳票要件"}


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
    with collector_paused():
        return _read(open_book(source, name), words, layout)


def _read(opened: OpenedBook, words: Vocabulary, layout: Layout | None) -> SpecReading:
    sheets = [Sheet(grid, opened.name) for grid in opened.grids]
    looked: dict[str, Header] = {}
    headers = _headers(sheets, words, layout, looked)
    if not headers:
        raise no_list(sheets, words, opened.name)
    found = _Collected()
    legend = learned_legend(sheets, headers, words, layout)
    classes = ClassReader(words, legend)
    for sheet in sheets:
        header = headers.get(sheet.title)
        if header is None:
            found.sheets.append(SheetUse(sheet.title, False, why_ignored(sheet, words)))
        else:
            _read_list(sheet, header, words, classes, found)
    unexplained = not_understood(sheets, headers, words, legend, classes.usual)
    found.findings += [*classes.findings, *classes.sign_findings(unexplained)]
    found.requirements = _told_apart(found.requirements)
    found.findings += duplicate_findings(found.requirements)
    found.findings += gap_finding(found.requirements, found.vacant, opened.name)
    if layout is None:
        found.findings += missed_findings(
            sheets, headers, looked, words, found.requirements, found.vacant
        )
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
    vacant: list[str] = field(default_factory=list)


def _headers(
    sheets: list[Sheet], words: Vocabulary, layout: Layout | None, looked: dict[str, Header]
) -> dict[str, Header]:
    """The headers of the lists to be read; `looked` gets the best header of every visible sheet."""
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
        return {sheet.title: header_by_layout(sheet, layout, words) for sheet in wanted}
    visible = [sheet for sheet in sheets if not sheet.hidden]
    for sheet in visible:
        header = find_header(sheet, words)
        if header is not None:
            looked[sheet.title] = header
    found = _lists([s for s in visible if side_kind(s, words) is None], looked)
    # A sheet named like a legend or history is read only when nothing else is a list.
    found = found or _lists(visible, looked)
    functions = {title: header for title, header in found.items() if header.kind == FUNCTION}
    judged = {title: header for title, header in functions.items() if header.judged}
    # Lists without classes are no requirement lists where better ones exist.
    others = {title: header for title, header in found.items() if title not in functions}
    return (judged or ({} if others else functions)) | others


def _lists(sheets: list[Sheet], looked: dict[str, Header]) -> dict[str, Header]:
    headed = [(sheet, looked[sheet.title]) for sheet in sheets if sheet.title in looked]
    return {
        s.title: h for s, h in headed if h.is_list and len(s.rows) > h.last and not _counts(s, h)
    }


def _counts(sheet: Sheet, header: Header) -> bool:
    """Whether a table only counts requirements by class: numbers below 実装必須 and the others."""
    if not header.wide or "text" in header.columns:
        return False
    columns = [column for role in CLASSES for column in header.columns.get(role, ())]
    values = (
        sheet.value(r, c) for r in range(header.last + 1, len(sheet.rows) + 1) for c in columns
    )
    told = [half_width(plain(value)) for value in values if value is not None and value != ""]
    return bool(told) and all(text.isdigit() for text in told)


def _read_list(
    sheet: Sheet, header: Header, words: Vocabulary, classes: ClassReader, found: _Collected
) -> None:
    reader = ListReader(sheet, header, words, classes)
    reader.read()
    found.requirements += reader.requirements
    found.findings += reader.findings
    last = reader.second_header - 1 if reader.second_header else len(sheet.rows)
    found.findings += list_findings(sheet, header, last)
    found.findings += column_findings(sheet, header, words, last, reader.convention, classes)
    if reader.second_header:
        found.findings.append(second_header_finding(sheet, header, reader.second_header))
    found.unread += reader.unread
    found.vacant += reader.vacant
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
        SheetUse(
            sheet.title, True, _KIND_LABELS[header.kind], header.first, header.last,
            len(reader.requirements),
        )
    )  # fmt: skip


def _first_values(sheet: Sheet, header: Header, column: int) -> Iterable[str]:
    values = (sheet.text(row, column) for row in range(header.last + 1, len(sheet.rows) + 1))
    return islice(_different(value[:80] for value in values if value), 3)


def _different(values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value not in seen:
            seen.add(value)
            yield value


def _told_apart(requirements: list[Requirement]) -> list[Requirement]:
    """Forms and data items that bear the number of a function become further parts of it."""
    taken: dict[str, int] = {}
    ordered = [r for kind in (FUNCTION, FORM, DATA) for r in requirements if r.kind == kind]
    if not ordered or ordered[0].kind == ordered[-1].kind:
        return requirements
    found = []
    for kind in (FUNCTION, FORM, DATA):
        before = dict(taken)
        for requirement in ordered:
            if requirement.kind != kind:
                continue
            part = requirement.part + before.get(requirement.number, 0)
            taken[requirement.number] = max(part, taken.get(requirement.number, 0))
            found.append(replace(requirement, part=part) if part > 1 else requirement)
    return found


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
    name: str, sha256: str, found: _Collected, legend: Legend[Obligation], layout: Layout | None
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
