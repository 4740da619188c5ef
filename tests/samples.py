"""Small specification workbooks of our own, laid out as ministries lay out theirs."""

from pathlib import Path

from openpyxl import Workbook

CHAPTERS = (
    (
        "1. 管理項目",
        "1.1. 住民データ",
        ("日本人住民データの管理", "外国人住民データの管理", "個人票／世帯票"),
    ),
    ("2. 検索・照会・操作", "2.1. 検索", ("検索機能", "検索文字入力", "基本検索")),
    ("3. 抑止設定", None, ("異動・発行・照会抑止", "支援措置")),
)
SIGNS = ("◎", "○", "×", "◎", "－")


def two_row_book(path: Path, *, repeat: int = 1) -> Path:
    """A workbook with a legend sheet, a two-row header and a class per kind of municipality.

    Eight requirements per repetition; the fifth is 対象外 for 一般市区町村.
    """
    book = Workbook()
    legend = book.active
    legend.title = "凡例"
    for row in (
        ("実装区分の記号", None), ("◎", "実装必須機能"), ("○", "標準オプション機能"),
        ("×", "実装不可機能"), ("－", "対象外"),
    ):  # fmt: skip
        legend.append(row)
    sheet = book.create_sheet("機能要件")
    sheet.append(["見本の標準仕様書　機能要件"])
    sheet.append([])
    sheet.append(["大項目", "中項目", "機能ID", "機能名称", "機能要件", "実装区分", None, "備考"])
    sheet.append([None, None, None, None, None, "指定都市", "一般市区町村", None])
    sheet.merge_cells("F3:G3")
    serial = 0
    for _ in range(repeat):
        for large, middle, names in CHAPTERS:
            for place, name in enumerate(names):
                sign = SIGNS[serial % len(SIGNS)]
                general = sign
                city = "◎" if sign == "－" else sign
                serial += 1
                sheet.append(
                    [
                        large if place == 0 else None, middle if place == 0 else None,
                        f"001{serial:04d}", name, f"{name}ができること。\n・見本の要件 {serial}",
                        city, general, None,
                    ]
                )  # fmt: skip
    book.save(path)
    return path


def wide_book(path: Path) -> Path:
    """A first edition: one text column per class, up to three requirements per row."""
    book = Workbook()
    sheet = book.active
    sheet.title = "第3章"
    sheet.append(
        ["章節番号", "機能名称", "実装すべき機能", "実装してもしなくても良い機能", "実装しない機能"]
    )
    sheet.append(["1.1.1", "日本人住民データの管理", "管理できること。", None, None])
    sheet.append(
        ["1.1.2", "外国人住民データの管理", "管理できること。", "優先区分を持つこと。", None]
    )
    sheet.append(["1.1.8", "年月日の管理", "暦上日に限ること。", None, "みなし日を作ること。"])
    book.save(path)
    return path
