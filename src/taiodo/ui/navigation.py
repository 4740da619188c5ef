"""Pages and their groups in the navigation."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from taiodo.access.people import Person
from taiodo.access.rights import Action

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
        ("users", "利用者", "group"),
        ("history", "履歴", "history"),
        ("account", "アカウント", "person"),
    ),
}
NEEDS = {
    "spec_import": Action.IMPORT_SPEC,
    "package_import": Action.REPLY_PACKAGE,
    "sheets": Action.MERGE_SHEET,
    "municipality": Action.CHANGE_SETTINGS,
    "users": Action.MANAGE_USERS,
    "history": Action.READ_AUDIT,
    "account": Action.ENTER,
}
"""What one must be entitled to for a page to stand in the menu; reading where nothing is said."""


def navigation(person: Person) -> StreamlitPage:
    """The page the address names; pages of no use to a person are not in their menu."""
    groups = {group: [_page(person, *page) for page in pages] for group, pages in GROUPS.items()}
    return st.navigation(groups, expanded=True)


def _page(person: Person, name: str, title: str, icon: str) -> StreamlitPage:
    useful = person.may_somewhere(NEEDS.get(name, Action.READ))
    return st.Page(
        PAGES / f"{name}.py",
        title=title,
        icon=f":material/{icon}:",
        url_path=name.replace("_", "-"),
        default=name == "home",
        visibility="visible" if useful else "hidden",
    )
