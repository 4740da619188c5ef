"""Why a sheet is not read, and why a whole file is refused."""

from taiodo.problems import Problem
from taiodo.workbook.headers import find_header
from taiodo.workbook.sheets import Sheet
from taiodo.workbook.vocabulary import Vocabulary, fold

_SIDES = {
    "legend": "凡例",
    "history": "改定履歴",
    "cover": "表紙・説明",
    "codes": "コード一覧",
    "beside": "参考",
}
_GRID_WIDTH = 30
_GRID_MERGES = 20


def side_kind(sheet: Sheet, words: Vocabulary) -> str | None:
    """What a sheet beside the lists is, by its name: legend, history, cover, codes, beside."""
    for kind, names in words.side_sheets.items():
        if any(name in sheet.title for name in names):
            return kind
    return words.side_names.get(fold(sheet.title))


def why_ignored(sheet: Sheet, words: Vocabulary) -> str:
    """Why a sheet is not read as a list."""
    if sheet.hidden:
        return "非表示のシート"
    kind = side_kind(sheet, words)
    if kind is not None:
        return _SIDES.get(kind, kind)
    if sheet.is_empty:
        return "画像だけのシート" if sheet.pictures else "空のシート"
    return "方眼紙の様式" if _is_squared(sheet) else "要件一覧の見出しがないシート"


def _is_squared(sheet: Sheet) -> bool:
    """Whether a form is drawn on narrow squares (方眼紙): many columns merged across."""
    if sheet.width < _GRID_WIDTH:
        return False
    places = {place for by_row in sheet.merged.values() for place in by_row.values()}
    return sum(place.right - place.left > 1 for place in places) >= _GRID_MERGES


def no_list(sheets: list[Sheet], words: Vocabulary, name: str) -> Problem:
    """The refusal of a file in which no list was found."""
    if all(sheet.is_empty for sheet in sheets):
        return _nothing_written(sheets, name)
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
        if header.is_list:
            return Problem(
                "見出しはありますが、要件が1件もありません。", where, "表の中身を確かめてください。"
            )
    for sheet in sheets:
        if not sheet.hidden and _is_squared(sheet):
            return Problem(
                "方眼紙の様式（申請書や記入票の形）で、要件の一覧ではありません。",
                f"{name} {sheet.title}",
                "1行に1要件が並ぶ「機能要件」の別紙を選んでください。",
            )
    hidden = [sheet.title for sheet in sheets if sheet.hidden]
    note = f"非表示のシート（{'、'.join(hidden)}）は読みません。" if hidden else ""
    return Problem(
        "要件一覧の見出し（機能ID・機能要件・実装区分など）が見つかりません。",
        f"{name}（シート: {'、'.join(sheet.title for sheet in sheets[:8])}）",
        "機能要件の一覧があるファイルか確かめてください。"
        f"様式が特殊な場合は、読み取り様式で列を指定してください。{note}",
    )


def _nothing_written(sheets: list[Sheet], name: str) -> Problem:
    pictured = [sheet.title for sheet in sheets if sheet.pictures]
    if pictured:
        return Problem(
            "シートには画像だけがあり、文字がありません。",
            f"{name} {pictured[0]}",
            "画像の中の文字は読めません。表として公表されたファイルを入手してください。",
        )
    return Problem("シートに何も書かれていません。", name, "公表されたファイルか確かめてください。")
