"""What is said of a list as a whole: doubts about numbers, marks, columns, gaps."""

from collections.abc import Iterable, Iterator

from taiodo.catalog.requirements import Requirement
from taiodo.problems import Finding, Severity
from taiodo.workbook.grid import MAX_COLUMNS, Fault, Place, Struck
from taiodo.workbook.headers import Header
from taiodo.workbook.numbering import gaps, is_plausible
from taiodo.workbook.sheets import Sheet, half_width
from taiodo.workbook.vocabulary import CLASSES, FUNCTION, KINDS, fold

_SHOWN_RANGES = 12
_DOUBTS = {
    "zeros": (
        Severity.INFO,
        "spec.zeros-restored",
        "番号の先頭の0が失われていたため補いました（{count}件）。",
        "補った番号が公表された機能IDと同じか確かめてください。",
    ),
    "zeros-assumed": (
        Severity.WARNING,
        "spec.zeros-restored",
        "どの番号も先頭の0がなく桁数が足りないため、0が失われたものと見て補いました（{count}件）。",
        "補った番号が公表された機能IDと同じか確かめてください。",
    ),
    "remark": (
        Severity.INFO,
        "spec.number-remark",
        "番号の後に書かれた注記を除いて番号を読みました（{count}件）。",
        "除いた部分が番号の一部でないか確かめてください。",
    ),
    "decimal": (
        Severity.WARNING,
        "spec.number-as-decimal",
        "番号が小数として保存されています（{count}件）。1.10 が 1.1 になっているおそれがあります。",
        "番号の列を文字列にして、公表された番号と比べてください。",
    ),
}
_GROUPS = dict.fromkeys(("obligation", *KINDS, *CLASSES), "class")


def doubt_finding(doubt: str, where: str, count: int) -> Finding:
    """How many numbers are in doubt, and why (zeros, decimal)."""
    severity, code, message, advice = _DOUBTS[doubt]
    return Finding(code, severity, where, message.format(count=count), advice)


def struck_finding(where: str, count: int) -> Finding:
    """How many rows are struck through as a whole."""
    return Finding(
        "spec.struck-row",
        Severity.INFO,
        where,
        f"取消線で削除された行を{count}行、読み込みませんでした。",
    )


def no_text_finding(sheet: Sheet, header: Header) -> Finding:
    """No requirement of a list has a text: the column was not recognised, or is empty."""
    column = header.column("text")
    message = (
        "要件の文の列が空欄です。" if column else "要件の文の列（機能要件など）が見つかりません。"
    )
    return Finding(
        "spec.no-text",
        Severity.ERROR,
        sheet.where(header.last, column or header.columns["number"][0]),
        message,
        "要件の文の列の見出しを確かめるか、読み取り様式で列を指定してください。",
    )


def struck_heading_finding(sheet: Sheet, row: int, column: int, text: str) -> Finding:
    """A heading struck through with its row holds for the rows below."""
    return Finding(
        "spec.struck-heading",
        Severity.WARNING,
        sheet.where(row, column),
        f"取消線の行にある見出し「{text[:40]}」を、見出しが空欄の下の行にも使いました。",
        "下の行の大項目・中項目が正しいか、公表元に確かめてください。",
    )


def list_findings(sheet: Sheet, header: Header, last: int) -> Iterator[Finding]:
    """Everything to be said of a list once its rows have been read; `last` is its last row."""
    below = range(header.last + 1, last + 1)
    yield from _cells(sheet, header, below)
    yield from _above(sheet, header)
    yield from _merged_across(sheet, header, below)
    hidden = [row for row in sheet.hidden_rows if row in below]
    if hidden:
        yield Finding(
            "spec.hidden-rows",
            Severity.INFO,
            f"{sheet.file} {sheet.title} {hidden[0]}行目",
            f"非表示の行が{len(hidden)}行あります。ほかの行と同じように読みました。",
        )
    if sheet.reach > MAX_COLUMNS:
        yield Finding(
            "spec.columns-cut",
            Severity.WARNING,
            f"{sheet.file} {sheet.title}",
            f"{MAX_COLUMNS + 1}列目より右は読んでいません。",
            "右の方に要件がないか確かめてください。",
        )


def _above(sheet: Sheet, header: Header) -> Iterator[Finding]:
    """Rows above the header that look like requirements: nobody would miss them."""
    number = header.columns["number"][0]
    content = [c for role in ("text", "name") for c in header.columns.get(role, ())]
    for row in range(1, header.first):
        if any(fold(sheet.text(row, c)) == fold(sheet.text(header.first, c)) for c in content):
            continue
        telling = is_plausible(half_width(sheet.text(row, number)))
        if telling and content and all(sheet.text(row, column) for column in content):
            yield Finding(
                "spec.rows-above",
                Severity.ERROR,
                sheet.where(row, number),
                f"見出し（{header.first}行目）より上に、要件らしい行があります。",
                "表の見出しを一番上に置くか、読み取り様式で見出しの行を指定してください。",
            )
            return


def _merged_across(sheet: Sheet, header: Header, below: range) -> Iterator[Finding]:
    """Merged ranges that make one cell of the number, name, text or class of a requirement."""
    number = header.columns["number"][0]
    group = {
        column: _GROUPS.get(role, role)
        for role, columns in header.columns.items()
        for column in columns
        if role in _GROUPS or role in ("number", "name", "text")
    }
    seen: set[Place] = set()
    for column in sorted(group):
        for row, place in sheet.merged.get(column, {}).items():
            if place in seen or row not in below or place.left == place.right:
                continue
            seen.add(place)
            across = {group[c] for c in range(place.left, place.right + 1) if c in group}
            if len(across) > 1 and is_plausible(half_width(sheet.text(row, number))):
                last = sheet.where(place.bottom, place.right).rpartition("!")[2]
                yield Finding(
                    "spec.merged-across",
                    Severity.ERROR,
                    f"{sheet.where(place.top, place.left)}:{last}",
                    "結合されたセルが、番号・名称・要件の文・実装類型のうち二つ以上の列にまたがっています。",
                    "結合を解除し、それぞれの列に値を入れてください。",
                )


def _cells(sheet: Sheet, header: Header, below: range) -> Iterator[Finding]:
    """Struck words and cells without value in the columns that are read."""
    used = header.used | (set(header.unused) if header.kind != FUNCTION else set())
    for row in below:
        for column, value in enumerate(sheet.rows[row - 1], start=1):
            if type(value) is str or column not in used:
                continue
            if isinstance(value, Struck) and value.text:
                yield Finding(
                    "spec.struck-words",
                    Severity.INFO,
                    sheet.where(row, column),
                    f"取消線の語句「{value.lost[:60]}」を除いて読みました。",
                )
            elif isinstance(value, Fault):
                yield _fault(sheet.where(row, column), value)


def _fault(where: str, fault: Fault) -> Finding:
    if fault.words:
        message = f"セルの値がエラー「{fault.words}」です。"
    else:
        message = "数式の計算結果が保存されていません。"
    return Finding(
        "spec.formula-fault",
        Severity.ERROR,
        where,
        message,
        "Excelで開き、値が正しく表示されることを確かめて保存し直してください。",
    )


def second_header_finding(sheet: Sheet, header: Header, row: int) -> Finding:
    """A second table with other columns stands below the first."""
    return Finding(
        "spec.two-headers",
        Severity.ERROR,
        f"{sheet.file} {sheet.title} {row}行目",
        f"見出しと見られる行が二つあります（{header.first}行目と{row}行目）。列の並びが異なります。",
        "表を別のシートに分けるか、読み取り様式で見出しの行を指定してください。",
    )


def gap_finding(
    requirements: Iterable[Requirement], vacant: Iterable[str], name: str
) -> Iterator[Finding]:
    """One finding that names the ranges of numbers the file leaves out."""
    count, ranges = gaps(dict.fromkeys(r.number for r in requirements), vacant)
    if count:
        more = f" ほか{len(ranges) - _SHOWN_RANGES}か所" if len(ranges) > _SHOWN_RANGES else ""
        yield Finding(
            "spec.number-gap",
            Severity.INFO,
            name,
            f"番号に欠番があります（{count:,}件: {'、'.join(ranges[:_SHOWN_RANGES])}{more}）。",
            "公表された仕様書でも欠番か、抜けた行がないか確かめてください。",
        )


def duplicate_findings(requirements: Iterable[Requirement]) -> Iterator[Finding]:
    """An error for each number that stands twice in lists of one kind."""
    seen: dict[tuple[str, str, int], Requirement] = {}
    for requirement in requirements:
        key = (requirement.kind, requirement.number, requirement.part)
        first = seen.setdefault(key, requirement)
        if first is not requirement:
            yield Finding(
                "spec.duplicate-number",
                Severity.ERROR,
                requirement.where,
                f"番号 {requirement.number} が重複しています。先の行: {first.where}",
                "公表元に確かめ、どちらかの番号を直してください。",
            )
