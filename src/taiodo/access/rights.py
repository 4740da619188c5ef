"""Roles, actions, and the one table of who may do what."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is here for."""

    ADMIN = "admin"
    DEPARTMENT = "department"
    VIEWER = "viewer"
    VENDOR = "vendor"

    @property
    def label(self) -> str:
        """The Japanese word shown to users."""
        return _ROLE_LABELS[self]

    @property
    def meaning(self) -> str:
        """What the role is for, in a sentence."""
        return _ROLE_MEANINGS[self]


_ROLE_LABELS = {
    Role.ADMIN: "管理者",
    Role.DEPARTMENT: "所管課",
    Role.VIEWER: "閲覧者",
    Role.VENDOR: "事業者",
}
_ROLE_MEANINGS = {
    Role.ADMIN: "情報システム課。すべてのことができる",
    Role.DEPARTMENT: "自分の課の項目に回答する。ほかは閲覧のみ",
    Role.VIEWER: "閲覧のみ",
    Role.VENDOR: "自社のパッケージの回答だけができる",
}


class Scope(StrEnum):
    """How far a right goes: not at all, to what is one's own, or to everything."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


class Action(StrEnum):
    """Something people do that a right decides on."""

    ENTER = "enter"
    READ = "read"
    EXPORT = "export"
    READ_AUDIT = "read_audit"
    ANSWER = "answer"
    COMMENT = "comment"
    REVIEW = "review"
    MERGE_SHEET = "merge_sheet"
    OPEN_SURVEY = "open_survey"
    IMPORT_SPEC = "import_spec"
    IMPORT_INVENTORY = "import_inventory"
    EDIT_INVENTORY = "edit_inventory"
    EDIT_MAPPING = "edit_mapping"
    ASSIGN_CHANGES = "assign_changes"
    SET_STEPS = "set_steps"
    CHANGE_PLAN = "change_plan"
    CHANGE_SETTINGS = "change_settings"
    MANAGE_PACKAGES = "manage_packages"
    REPLY_PACKAGE = "reply_package"
    MANAGE_USERS = "manage_users"
    ADMINISTER = "administer"

    @property
    def label(self) -> str:
        """What is done, in Japanese."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    Action.ENTER: "ログインと自分のパスワードの変更",
    Action.READ: "閲覧",
    Action.EXPORT: "報告書・調査票・表の書き出し",
    Action.READ_AUDIT: "履歴の閲覧",
    Action.ANSWER: "回答（判定・対応方針・現行機能の扱い）",
    Action.COMMENT: "コメント",
    Action.REVIEW: "回答の確認・確定・差戻し",
    Action.MERGE_SHEET: "調査票の送付と取込",
    Action.OPEN_SURVEY: "調査の開始・引き継ぎ・追加仕様",
    Action.IMPORT_SPEC: "仕様書の取込と取り消し",
    Action.IMPORT_INVENTORY: "現行システムの棚卸しの取込",
    Action.EDIT_INVENTORY: "現行システム・機能・連携の編集",
    Action.EDIT_MAPPING: "機能対応付け",
    Action.ASSIGN_CHANGES: "暫定連携・改修の割当",
    Action.SET_STEPS: "作業ステップの状況の記録",
    Action.CHANGE_PLAN: "移行計画・計画案・KPI目標の変更",
    Action.CHANGE_SETTINGS: "自治体の設定",
    Action.MANAGE_PACKAGES: "パッケージと事業者の登録・依頼",
    Action.REPLY_PACKAGE: "パッケージ対応状況の回答",
    Action.MANAGE_USERS: "利用者の管理",
    Action.ADMINISTER: "管理者の作業",
}

_NONE, _OWN, _ALL = Scope.NONE, Scope.OWN, Scope.ALL
_COLUMNS = (Role.ADMIN, Role.DEPARTMENT, Role.VIEWER, Role.VENDOR)
_TABLE: Mapping[Action, tuple[Scope, Scope, Scope, Scope]] = {
    Action.ENTER: (_ALL, _ALL, _ALL, _ALL),
    Action.READ: (_ALL, _ALL, _ALL, _NONE),
    Action.EXPORT: (_ALL, _ALL, _ALL, _NONE),
    Action.READ_AUDIT: (_ALL, _ALL, _ALL, _NONE),
    Action.ANSWER: (_ALL, _OWN, _NONE, _NONE),
    Action.COMMENT: (_ALL, _ALL, _NONE, _NONE),
    Action.REVIEW: (_ALL, _NONE, _NONE, _NONE),
    Action.MERGE_SHEET: (_ALL, _OWN, _NONE, _NONE),
    Action.OPEN_SURVEY: (_ALL, _NONE, _NONE, _NONE),
    Action.IMPORT_SPEC: (_ALL, _NONE, _NONE, _NONE),
    Action.IMPORT_INVENTORY: (_ALL, _NONE, _NONE, _NONE),
    Action.EDIT_INVENTORY: (_ALL, _OWN, _NONE, _NONE),
    Action.EDIT_MAPPING: (_ALL, _OWN, _NONE, _NONE),
    Action.ASSIGN_CHANGES: (_ALL, _OWN, _NONE, _NONE),
    Action.SET_STEPS: (_ALL, _OWN, _NONE, _NONE),
    Action.CHANGE_PLAN: (_ALL, _NONE, _NONE, _NONE),
    Action.CHANGE_SETTINGS: (_ALL, _NONE, _NONE, _NONE),
    Action.MANAGE_PACKAGES: (_ALL, _NONE, _NONE, _NONE),
    Action.REPLY_PACKAGE: (_ALL, _NONE, _NONE, _OWN),
    Action.MANAGE_USERS: (_ALL, _NONE, _NONE, _NONE),
    Action.ADMINISTER: (_ALL, _NONE, _NONE, _NONE),
}

RIGHTS: Mapping[Role, Mapping[Action, Scope]] = MappingProxyType(
    {
        role: MappingProxyType({action: scopes[n] for action, scopes in _TABLE.items()})
        for n, role in enumerate(_COLUMNS)
    }
)
"""Role → action → how far; every pair is there."""


def scope_of(role: Role, action: Action) -> Scope:
    """How far a role may do something."""
    return RIGHTS[role][action]


def who_may(action: Action) -> str:
    """Who may do something, in Japanese: 管理者（情報システム課）、所管課（自分の課の項目）."""
    own = {Role.DEPARTMENT: "（自分の課の項目）", Role.VENDOR: "（自社のもの）"}
    found = []
    for role in Role:
        scope = scope_of(role, action)
        if scope is Scope.NONE:
            continue
        if role is Role.ADMIN:
            found.append(f"{role.label}（情報システム課）")
        else:
            found.append(role.label + (own.get(role, "") if scope is Scope.OWN else ""))
    return "、".join(found)
