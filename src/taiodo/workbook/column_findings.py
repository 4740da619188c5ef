"""What is said of the columns of a list: unread, ambiguous, lacking, claimed twice."""

from collections.abc import Iterator

from taiodo.catalog.requirements import BindingKind
from taiodo.problems import Finding, Severity
from taiodo.workbook.classes import ClassReader
from taiodo.workbook.header_grammar import kinds_named
from taiodo.workbook.headers import Header
from taiodo.workbook.sheets import Sheet, plain
from taiodo.workbook.vocabulary import FUNCTION, Vocabulary
from taiodo.workbook.words import pieces

_ROLE_LABELS = {"number": "番号", "name": "名称", "text": "要件の文", "obligation": "実装類型"}
_ROLE_LABELS |= {"designated_city": "指定都市の実装類型", "other": "一般市区町村の実装類型"}
_ROLE_LABELS |= {"mandatory": "実装必須", "optional": "標準オプション", "prohibited": "実装不可"}
_LONGEST_CLASS = 40
_FEWEST_CLASSES = 2


def column_findings(
    sheet: Sheet,
    header: Header,
    words: Vocabulary,
    last: int,
    convention: str,
    classes: ClassReader,
) -> Iterator[Finding]:
    """Everything to be said of the columns once the rows have been read; `last` is the last row."""
    below = range(header.last + 1, last + 1)
    yield from _unused(sheet, header, words, below, classes)
    yield from _classes(sheet, header, convention)
    yield from _kinds(sheet, header, words)
    yield from _rivals(sheet, header, below)


def _unused(
    sheet: Sheet, header: Header, words: Vocabulary, below: range, classes: ClassReader
) -> Iterator[Finding]:
    used = header.used
    counts: dict[int, int] = {}
    first: dict[int, int] = {}
    telling: set[int] = set()
    for row in below:
        for column, value in sheet.filled(row):
            if column in used:
                continue
            first.setdefault(column, row)
            counts[column] = counts.get(column, 0) + 1
            if column not in telling and plain(value).casefold() not in words.end_marks:
                telling.add(column)
    for column in sorted(first):
        title = header.words.get(column, "")
        if header.kind != FUNCTION and title:
            continue
        if not title and column not in telling:
            continue
        named = f"見出し「{title[:40]}」の列" if title else "見出しのない列"
        where = sheet.where(first[column], column)
        if not header.given and _holds_classes(sheet, header, column, below, classes):
            yield _unread_classes(sheet, header, words, column, f"{named}（{where}から）")
            continue
        elsewhere = not words.other_kinds.isdisjoint(pieces(title.replace(" ", "\n")))
        yield Finding(
            "spec.unused-column",
            Severity.WARNING if elsewhere or _is_text(header, title, words) else Severity.INFO,
            where,
            f"{named}は取り込みません（{counts[column]}か所に値があります）。",
            "必要な列であれば、読み取り様式で役割を指定してください。",
        )


def _is_text(header: Header, title: str, words: Vocabulary) -> bool:
    """Whether a column that is not read claims to hold texts of requirements."""
    role = words.role(title)
    return not header.given and role is not None and role[0] == "text"


def _holds_classes(
    sheet: Sheet, header: Header, column: int, below: range, classes: ClassReader
) -> bool:
    """Whether a column holds nothing but classes, at least two different ones, beside numbers."""
    number = header.columns["number"][0]
    if header.wide or not header.judged:
        return False
    found = set()
    for row in below:
        text = sheet.text(row, column)
        if not text or not sheet.text(row, number):
            continue
        meaning = classes.meaning(text) if len(text) <= _LONGEST_CLASS else None
        if meaning is None:
            return False
        found.add(meaning)
    return len(found) >= _FEWEST_CLASSES


def _unread_classes(
    sheet: Sheet, header: Header, words: Vocabulary, column: int, named: str
) -> Finding:
    """Classes in a column nobody reads: an error where one of the two kinds has none."""
    title = header.words.get(column, "")
    lone = "obligation" not in header.columns and not (
        "designated_city" in header.columns and "other" in header.columns
    )
    known = not words.other_kinds.isdisjoint(pieces(title.replace(" ", "\n")))
    return Finding(
        "spec.unread-classes" if lone and not known else "spec.unused-column",
        Severity.ERROR if lone and not known else Severity.WARNING,
        sheet.where(header.last, column),
        f"{named}には実装類型らしい値がありますが、取り込みません。",
        "どの団体の実装類型の列か確かめ、読み取り様式で指定してください。",
    )


def _classes(sheet: Sheet, header: Header, convention: str) -> Iterator[Finding]:
    place = f"{sheet.file} {sheet.title} {header.first}行目"
    if convention == "none" and header.kind == FUNCTION:
        yield Finding(
            "spec.no-class-column",
            Severity.ERROR,
            place,
            "実装類型（実装区分）の列が見つかりません。",
            "見出しを確かめるか、読み取り様式で列を指定してください。",
        )
    elif convention == "none":
        yield Finding(
            "spec.no-class-column",
            Severity.WARNING,
            place,
            "実装類型の列がないため、「類型未確認」として読みました。",
            "標準仕様書の本文で、必須か任意かを確かめてください。",
        )
    elif convention == "ticks":
        yield Finding(
            "spec.ticked-class",
            Severity.WARNING,
            sheet.where(header.last, header.columns["obligation"][0]),
            "実装類型の列は○と空欄だけのため、○を実装必須、空欄を標準オプションとして読みました。",
            "ファイルの凡例（列項目説明）で、○と空欄の意味を確かめてください。",
        )
    kinds = [kind for kind in ("designated_city", "other") if kind in header.columns]
    if len(kinds) == 1 and "obligation" not in header.columns:
        yield Finding(
            "spec.one-kind",
            Severity.WARNING,
            sheet.where(header.last, header.columns[kinds[0]][0]),
            f"実装類型が{BindingKind(kinds[0]).label}の分しかありません。他方は対象外としました。",
            "もう一方の列の見出しを確かめてください。",
        )


def _kinds(sheet: Sheet, header: Header, words: Vocabulary) -> Iterator[Finding]:
    """A class column whose header speaks of one kind of municipality in a way not understood."""
    for column in () if header.given else header.columns.get("obligation", ()):
        title = header.words.get(column, "")
        named = kinds_named(title, words)
        if named and not named >= {"designated_city", "other"}:
            yield Finding(
                "spec.class-column-unclear",
                Severity.ERROR,
                sheet.where(header.last, column),
                f"見出し「{title[:60]}」が、どの団体の実装類型を指すのか分かりません。",
                "指定都市か一般市区町村か、両方かを、読み取り様式で指定してください。",
            )


def _rivals(sheet: Sheet, header: Header, below: range) -> Iterator[Finding]:
    for role, columns in header.rivals.items():
        filled = [c for c in columns if any(sheet.text(row, c) for row in below)]
        if len(filled) > 1:
            cells = "、".join(sheet.where(header.last, c).rpartition("!")[2] for c in filled)
            yield Finding(
                "spec.two-columns",
                Severity.ERROR,
                sheet.where(header.last, filled[1]),
                f"{_ROLE_LABELS[role]}の列「{header.words[filled[0]][:20]}」が"
                f"{len(filled)}つあります（{cells}）。",
                "どの列を読むか、読み取り様式で指定してください。新旧対照表は読み込めません。",
            )
