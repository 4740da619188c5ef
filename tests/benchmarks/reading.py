"""How long a specification of 5,000 and of 12,000 requirements takes to read.

Run: python tests/benchmarks/reading.py
"""

import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from openpyxl import Workbook, load_workbook

from taiodo.workbook.spec import read_spec

SIZES = (5_000, 12_000)
ROUNDS = 3
SIGNS = "◎◎○◎×◎○◎－◎"


def specification(rows: int) -> Workbook:
    """A workbook with a legend, a header of two rows and merged categories."""
    book = Workbook()
    legend = book.active
    legend.title = "凡例"
    meanings = ("実装必須機能", "標準オプション機能", "実装不可機能", "対象外")
    for sign, words in zip("◎○×－", meanings, strict=True):
        legend.append([sign, words])
    sheet = book.create_sheet("機能要件")
    sheet.append(["機能要件一覧"])
    sheet.append([])
    sheet.append(["大項目", "中項目", "機能ID", "機能名称", "機能要件", "実装区分", None])
    sheet.append([None] * 5 + ["指定都市", "一般市区町村"])
    for column, words in enumerate(("要件の考え方・理由", "備考", "適合基準日"), start=8):
        sheet.cell(3, column, words)
    for column in "ABCDEHIJ":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.merge_cells("F3:G3")
    for serial in range(rows):
        sheet.append(_row(serial))
    for start in range(0, rows, 20):
        last = min(start + 20, rows)
        sheet.merge_cells(start_row=start + 5, end_row=last + 4, start_column=2, end_column=2)
    for start in range(0, rows, 200):
        last = min(start + 200, rows)
        sheet.merge_cells(start_row=start + 5, end_row=last + 4, start_column=1, end_column=1)
    return book


def _row(serial: int) -> list[str | None]:
    words = f"{serial}件目の対象者について、届出の年月日及び事由を入力し、記録できること。"
    sign = SIGNS[serial % len(SIGNS)]
    return [
        f"{serial // 200 + 1}. 大項目" if serial % 200 == 0 else None,
        f"{serial // 20 + 1}. 中項目" if serial % 20 == 0 else None,
        f"{10_001 + serial:07d}",
        f"機能の名称{serial}",
        words + "\n" + "入力した内容は履歴として管理し、画面と帳票で確認できること。" * 3,
        sign,
        "－" if serial % 17 == 0 else sign,
        "事務の効率化のため" if serial % 3 == 0 else None,
        None,
        "令和8年4月1日",
    ]


def measure_reading() -> dict[str, float]:
    """Median milliseconds of openpyxl's own load and of ours, their ratio, and the growth."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            file = Path(folder) / f"{rows}.xlsx"
            specification(rows).save(file)
            load, ours = [], []
            for _ in range(ROUNDS):
                load.append(_milliseconds(partial(load_workbook, file)))
                ours.append(_milliseconds(partial(read_spec, file)))
            figures[f"openpyxl_ms_{rows}"] = round(median(load))
            figures[f"read_ms_{rows}"] = round(median(ours))
            figures[f"ratio_{rows}"] = round(median(ours) / median(load), 2)
    small, large = SIZES
    figures["growth"] = round(figures[f"read_ms_{large}"] / figures[f"read_ms_{small}"], 2)
    return figures


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    result = work()
    spent = (time.perf_counter() - start) * 1000
    del result
    return spent


def main() -> None:
    """Print the figures."""
    print(json.dumps(measure_reading(), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
