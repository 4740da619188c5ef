"""Tables laid out as the nation publishes them, with statuses of our own."""

from pathlib import Path

from openpyxl import Workbook

from taiodo.catalog.load import load_catalog

STEPS = load_catalog().steps
HEADER = [f"{step.item} {step.name}" for step in STEPS]
DONE, OPEN, RUNNING, NOT = "完了済み", "未", "作業中", "対象外"


def statuses(*first: str) -> list[str]:
    """Forty statuses, the first ones given, the rest 未."""
    return [*first, *([OPEN] * (40 - len(first)))]


ROWS: list[list[str]] = [
    ["東京都", "", "生活保護", *statuses(DONE, DONE)],
    ["東京都", "", "児童扶養手当", *statuses(RUNNING)],
    ["東京都", "中野区", "住民税", *statuses(DONE, RUNNING, NOT)],
    ["東京都", "中野区", "選挙人名簿管理システム", *statuses(DONE)],
    ["東京都", "中野区", "子ども子育て支援", *statuses(DONE, DONE, DONE)],
    ["東京都", "府中市", "国民年金", *statuses(DONE)],
    ["広島県", "府中市", "国民年金", *statuses(RUNNING)],
]


def as_text(rows, header=None, mark: str = "\t") -> str:
    titles = header or ["都道府県", "市区町村", "業務", *HEADER]
    return "\r\n".join(mark.join(f'"{c}"' for c in row) for row in [titles, *rows]) + "\r\n"


def tsv(path: Path, rows=ROWS, header=None, encoding="utf-8") -> Path:
    path.write_bytes(as_text(rows, header).encode(encoding))
    return path


def book(path: Path, rows=ROWS) -> Path:
    """As published: a title, headings in two rows with merged groups, merged bodies."""
    made = Workbook()
    about = made.active
    about.title = "説明"
    about.append(["この表の見方"])
    sheet = made.create_sheet("進捗表")
    sheet.append(["標準化の進捗（見本）"])
    groups = [step.item[0] for step in STEPS]
    sheet.append(["都道府県", "市区町村", "業務", *groups])
    sheet.append([None, None, None, *HEADER])
    for column in "ABC":
        sheet.merge_cells(f"{column}2:{column}3")
    first = 4
    for group in dict.fromkeys(groups):
        last = first + groups.count(group) - 1
        if last > first:
            sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=last)
        first = last + 1
    for row in rows:
        sheet.append([cell or None for cell in row])
    held = [tuple(row[:2]) for row in rows]
    for body in dict.fromkeys(held):
        count, start = held.count(body), held.index(body) + 4
        if count > 1 and body[1]:
            for column in "AB":
                sheet.merge_cells(f"{column}{start}:{column}{start + count - 1}")
    made.save(path)
    return path
