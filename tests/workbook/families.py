"""Layouts like those ministries publish, made from plain requirements, in every kind of file.

A `Family` says how a list is laid out; `pages` lays requirements out as cells, and `xlsx`, `xls`
and `delimited` write the cells. Reading any of them must give the requirements back.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import xlwt
from openpyxl import Workbook

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SIGN_SETS = (
    {"mandatory": "◎", "optional": "○", "prohibited": "×", "none": "－"},
    {"mandatory": "○", "optional": "△", "prohibited": "×", "none": "-"},
    {"mandatory": "●", "optional": "◇", "prohibited": "▲", "none": "―"},
    {"mandatory": "Ａ", "optional": "Ｂ", "prohibited": "Ｃ", "none": "Ｄ"},
)
NEW_WORDS = {
    "mandatory": "実装必須機能", "optional": "標準オプション機能",
    "prohibited": "実装不可機能", "none": "対象外",
}  # fmt: skip
OLD_WORDS = {
    "mandatory": "実装すべき機能", "optional": "実装しても\nしなくても良い機能",
    "prohibited": "実装しない機能", "none": "該当なし",
}  # fmt: skip
ONE_ROW = {
    "bracket": "{}（{}）", "square": "{}【{}】", "line": "{}\n{}",
    "joint": "{1}_{0}", "of": "{1}の{0}",
}  # fmt: skip
WORDS = (
    {
        "heading1": "大項目", "heading2": "中項目", "number": "機能ＩＤ", "name": "機能名称",
        "text": "機能要件", "class": "実装区分", "rationale": "要件の考え方・理由",
        "note": "備考", "date": "適合基準日",
    },
    {
        "heading1": "大分類", "heading2": "中分類", "number": "要件番号", "name": "要件名",
        "text": "要件", "class": "類型", "rationale": "理由", "note": "留意事項", "date": "適合日",
    },
    {
        "heading1": "機能\n大分類", "heading2": "機能\n中分類", "number": "項番",
        "name": "機能要件名",
        "text": "機能の説明", "class": "必須区分", "rationale": "考え方", "note": "補足",
        "date": "適用日",
    },
    {
        "heading1": "大項目※１", "heading2": "中項目※１", "number": "要件ID（注）", "name": "名称",
        "text": "要件内容", "class": "実装類型", "rationale": "要件の考え方　・　理由",
        "note": "備　考", "date": "適合基準日（予定）",
    },
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A requirement as it was written."""

    number: str
    path: tuple[str, str]
    name: str
    text: str
    city: str
    other: str
    rationale: str = ""
    note: str = ""


@dataclass(frozen=True)
class Family:
    """How a list is laid out.

    `classes`: one (column of both kinds), kinds (a column each), ticks (a column per class).
    `kinds_header`: "" (words below 実装区分), or how one header row names class and kind of
    municipality: bracket, square, line, joint, of. `signs`: an index of SIGN_SETS, or new or old
    words. `legend`: sheet, above, after, stacked (signs over words), right (beside the list),
    table (No., sign, words), quoted.
    `ids`: text, wide, number, formatted. `headings`: merged, blank, repeated.
    """

    words: int = 0
    above: int = 2
    right: int = 0
    height: int = 1
    merged_header: bool = True
    numbered_columns: bool = False
    classes: str = "one"
    kinds_header: str = ""
    signs: int | str = "new"
    legend: str = "sheet"
    ids: str = "text"
    headings: str = "merged"
    per_chapter: bool = False
    serial: bool = False
    extra: bool = False
    tail: bool = False
    repeated_header: bool = False
    side_sheets: bool = False


@dataclass
class Page:
    """A sheet as cells: `merges` are (top, left, bottom, right) counted from 1."""

    title: str
    rows: list[list[object]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False


def pages(items: Sequence[Item], family: Family) -> list[Page]:
    """The sheets of a workbook that holds these requirements."""
    made = []
    if family.side_sheets:
        made.append(Page("表紙", [["標準仕様書"], ["第1.0版"]]))
        made.append(Page("改定履歴", [["版", "改定内容"], ["1.0", "初版"]]))
        made.append(Page("作業用", [["機能ID", "機能要件", "類型"], ["9", "x", "y"]], hidden=True))
    signed = isinstance(family.signs, int) and family.classes != "ticks"
    if signed and family.legend == "sheet":
        signs = SIGN_SETS[family.signs]
        rows = [[None, signs[key], NEW_WORDS[key]] for key in NEW_WORDS]
        made.append(Page("凡例", [["記号の意味"], *rows]))
    elif signed and family.legend in EXPLAINED:
        made.append(Page("記号の説明", EXPLAINED[family.legend](signs_of(family))))
    if family.per_chapter:
        for index, (_, group) in enumerate(groupby(items, key=lambda i: i.path[0]), start=1):
            made.append(_page(f"第{index}章", list(group), family))
    else:
        made.append(_page("機能要件", list(items), family))
    if signed and family.legend == "after":
        made.append(Page("記号の凡例", [[NEW_WORDS[k], s] for k, s in signs_of(family).items()]))
    return made


def signs_of(family: Family) -> dict[str, str]:
    """The written form of each class."""
    if isinstance(family.signs, int):
        return SIGN_SETS[family.signs]
    return OLD_WORDS if family.signs == "old" else NEW_WORDS


EXPLAINED: dict[str, Callable[[dict[str, str]], list[list[object]]]] = {
    "stacked": lambda signs: [
        ["記号", *signs.values()], ["意味", *(NEW_WORDS[key] for key in signs)],
    ],
    "table": lambda signs: [
        ["No", "記号", "名称"],
        *([n, s, NEW_WORDS[k]] for n, (k, s) in enumerate(signs.items(), start=1)),
    ],
    "quoted": lambda signs: [[f"「{s}」", "：", f"…（{NEW_WORDS[k]}）"] for k, s in signs.items()],
}  # fmt: skip


def _page(title: str, items: list[Item], family: Family) -> Page:
    page = Page(title)
    if family.above:
        page.rows.append(["見本システム標準仕様書　機能要件の一覧"])
        page.rows += [[] for _ in range(family.above - 1)]
    if isinstance(family.signs, int) and family.classes != "ticks" and family.legend == "above":
        signs = "、".join(f"{s}：{NEW_WORDS[k]}" for k, s in signs_of(family).items())
        page.rows.append([f"凡例　{signs}"])
    roles = _roles(family)
    top = len(page.rows) + 1
    header = _header(roles, family)
    page.rows += [[None] * family.right + line for line in header]
    if family.merged_header:
        _merge_header(page, roles, top, family)
    if family.numbered_columns:
        numbers = [str(n) for n in range(1, len(roles) + 1)]
        page.rows.append([None] * family.right + numbers)
    first = len(page.rows) + 1
    above: tuple[str, str] = ("", "")
    for serial, item in enumerate(items, start=1):
        if family.repeated_header and serial == 4:
            page.rows.append([None] * family.right + _one_line(header))
            above = ("", "")
        cells = [_cell(role, item, serial, above, family) for role in roles]
        page.rows.append([None] * family.right + cells)
        above = item.path
    if family.headings == "merged" and not family.repeated_header:
        _merge_headings(page, items, first, family.right + roles.index("heading1") + 1)
    if isinstance(family.signs, int) and family.classes != "ticks" and family.legend == "right":
        for offset, (key, sign) in enumerate(signs_of(family).items()):
            while len(page.rows) <= top + offset:
                page.rows.append([])
            row = page.rows[top + offset]
            row += [None] * (family.right + len(roles) + 1 - len(row))
            row += [sign, NEW_WORDS[key]]
    if family.tail:
        page.rows += [[None] * (family.right + len(roles) + 1) + ["e"], [], ["※ 注記です。"]]
        page.rows.append([None] * family.right + ["以上"])
    return page


def _roles(family: Family) -> list[str]:
    classes = {
        "one": ["class"], "kinds": ["city", "other"],
        "ticks": ["mandatory", "optional", "prohibited"],
    }[family.classes]  # fmt: skip
    return [
        *(["serial"] if family.serial else []), "heading1", "heading2", "number", "name", "text",
        *classes, "rationale", "note", *(["reference"] if family.extra else []),
    ]  # fmt: skip


def _header(roles: list[str], family: Family) -> list[list[object]]:
    words = WORDS[family.words] | {
        "serial": "No.", "reference": "参照条文", "city": "指定都市", "other": "一般\n市区町村",
        "mandatory": "実装必須", "optional": "標準オプション", "prohibited": "実装不可",
    }  # fmt: skip
    under = {"mandatory", "optional", "prohibited"}
    if family.kinds_header:
        for role, kind in (("city", "指定都市"), ("other", "一般市区町村")):
            words[role] = ONE_ROW[family.kinds_header].format(words["class"], kind)
    else:
        under |= {"city", "other"}
    below = family.classes == "ticks" or (family.classes == "kinds" and not family.kinds_header)
    height = max(family.height, 2 if below else 1)
    lines: list[list[object]] = [[None] * len(roles) for _ in range(height)]
    told = False
    for index, role in enumerate(roles):
        if role not in under:
            lines[0][index] = words[role]
            continue
        if not told:
            lines[0][index] = words["class"]
            told = True
        lines[1][index] = words[role]
    return lines


def _one_line(header: list[list[object]]) -> list[object]:
    return [next((v for v in reversed(column) if v), None) for column in zip(*header, strict=True)]


def _merge_header(page: Page, roles: list[str], top: int, family: Family) -> None:
    height = len(_header(roles, family))
    kinds = () if family.kinds_header else ("city", "other")
    under = [i for i, r in enumerate(roles) if r in (*kinds, *list(NEW_WORDS)[:3])]
    for index in range(len(roles)):
        column = family.right + index + 1
        if index not in under and height > 1:
            page.merges.append((top, column, top + height - 1, column))
        elif index in under and height > 2:
            page.merges.append((top + 1, column, top + height - 1, column))
    if under:
        page.merges.append((top, family.right + under[0] + 1, top, family.right + under[-1] + 1))


def _cell(role: str, item: Item, serial: int, above: tuple[str, str], family: Family) -> object:
    signs = signs_of(family)
    if role == "number":
        return {
            "text": item.number, "wide": item.number.translate(WIDE),
            "number": int(item.number), "formatted": ("0000000", int(item.number)),
        }[family.ids]  # fmt: skip
    if role in ("heading1", "heading2"):
        level = int(role[-1]) - 1
        same = item.path[: level + 1] == above[: level + 1]
        return None if same and family.headings != "repeated" else item.path[level] or None
    if role in ("mandatory", "optional", "prohibited"):
        return "○" if item.other == role else None
    return {
        "serial": serial, "name": item.name, "text": item.text, "class": signs[item.other],
        "city": signs[item.city], "other": signs[item.other], "rationale": item.rationale or None,
        "note": item.note or None, "reference": "第1条",
    }[role]  # fmt: skip


def _merge_headings(page: Page, items: list[Item], first: int, left: int) -> None:
    for level in (0, 1):
        row = first
        for _, group in groupby(items, key=lambda item, n=level: item.path[: n + 1]):
            size = len(list(group))
            if size > 1:
                page.merges.append((row, left + level, row + size - 1, left + level))
            row += size


def xlsx(made: Sequence[Page]) -> bytes:
    """The pages as .xlsx."""
    book = Workbook()
    book.remove(book.active)
    for page in made:
        sheet = book.create_sheet(page.title)
        sheet.sheet_state = "hidden" if page.hidden else "visible"
        for row, cells in enumerate(page.rows, start=1):
            for column, value in enumerate(cells, start=1):
                if isinstance(value, tuple):
                    sheet.cell(row, column, value[1]).number_format = value[0]
                elif value is not None:
                    sheet.cell(row, column, value)
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(made: Sequence[Page]) -> bytes:
    """The pages as .xls."""
    book = xlwt.Workbook()
    for page in made:
        sheet = book.add_sheet(page.title)
        sheet.visibility = int(page.hidden)
        for row, cells in enumerate(page.rows):
            for column, value in enumerate(cells):
                if isinstance(value, tuple):
                    sheet.write(row, column, value[1], xlwt.easyxf(num_format_str=value[0]))
                elif value is not None:
                    sheet.write(row, column, value)
        for top, left, bottom, right in page.merges:
            sheet.merge(top - 1, bottom - 1, left - 1, right - 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def delimited(made: Sequence[Page], encoding: str = "utf-8-sig", mark: str = ",") -> bytes:
    """The last page as a table of text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator="\r\n")
    for cells in made[-1].rows:
        writer.writerow(
            [f"{v[1]:07d}" if isinstance(v, tuple) else "" if v is None else v for v in cells]
        )
    return text.getvalue().encode(encoding)
