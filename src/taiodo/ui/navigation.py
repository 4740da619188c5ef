"""Pages and their groups in the navigation."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

PAGES = Path(__file__).parent / "pages"

GROUPS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "": (("home", "ホーム", "home"),),
    "標準": (
        ("operations", "業務と標準仕様", "menu_book"),
        ("spec_import", "仕様書の取込", "upload_file"),
        ("compare", "版の比較", "compare_arrows"),
    ),
    "現行": (
        ("systems", "現行システム", "dns"),
        ("mapping", "機能対応付け", "join_inner"),
    ),
    "調査": (
        ("survey", "対応度調査", "checklist"),
        ("features", "現行機能の扱い", "widgets"),
        ("gaps", "ギャップ一覧", "difference"),
        ("sheets", "調査票の授受", "sync_alt"),
        ("packages", "パッケージ比較", "inventory_2"),
        ("package_import", "パッケージ回答の授受", "swap_horiz"),
    ),
    "影響": (
        ("impact", "影響範囲", "hub"),
        ("bridges", "暫定連携・改修", "cable"),
    ),
    "計画": (
        ("plan", "移行計画", "event"),
        ("steps", "作業ステップ", "steps"),
        ("scenarios", "計画案の比較", "compare"),
        ("plan_table", "計画表と進行管理", "table"),
        ("outside", "標準化対象外のシステム", "cloud"),
        ("costs", "費用", "payments"),
    ),
    "報告": (("reports", "報告書", "description"),),
    "管理": (
        ("municipality", "自治体の設定", "location_city"),
        ("history", "履歴", "history"),
    ),
}


def navigation() -> StreamlitPage:
    """The page the address names."""
    groups = {
        group: [
            st.Page(
                PAGES / f"{name}.py",
                title=title,
                icon=f":material/{icon}:",
                url_path=name.replace("_", "-"),
                default=name == "home",
            )
            for name, title, icon in pages
        ]
        for group, pages in GROUPS.items()
    }
    return st.navigation(groups, expanded=True)
