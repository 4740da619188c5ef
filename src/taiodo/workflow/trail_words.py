"""The audit trail in the words of the screens: field names and values."""

from collections.abc import Mapping
from datetime import date

from taiodo.access.rights import Role
from taiodo.calendar import wareki
from taiodo.catalog.operations import Certainty
from taiodo.catalog.timeline import StepStatus
from taiodo.impact.assignments import TaskStatus
from taiodo.survey.answers import Disposition, Impact, Verdict
from taiodo.survey.mapping import MappingState, Way
from taiodo.survey.stages import Stage
from taiodo.survey.threads import Tone
from taiodo.workflow import surveying
from taiodo.workflow.plan_words import PLAN_CODES, PLAN_FIELDS, YEARLY, yearly

FIELDS = {
    "verdict": "判定", "disposition": "扱い", "countermeasure": "対応方針",
    "reason": "理由", "owner": "担当者", "state": "状態", "way": "経緯",
    "score": "点数", "departments": "利用課（番号）",
    "impact_resident": "住民への影響", "impact_staff": "職員への影響", "effort": "工数（人日）",
    "cost": "費用（千円）", "due": "期限", "comment": "備考", "review": "要再確認",
    "name": "名称", "prefecture": "都道府県", "kind": "区分", "phase": "移行時期",
    "cutover": "切替予定日", "cutover_note": "備考", "department": "所管課",
    "department_certainty": "所管課の確かさ", "extended": "特定移行支援の見込み",
    "extended_certainty": "見込みの確かさ", "fiscal_year": "年度", "target": "目標",
    "total": "全体", "source": "出所", "source_url": "出所のURL", "operation": "業務",
    "edition": "版", "code": "ID", "vendor": "事業者", "contract_end": "契約終了日",
    "note": "備考", "description": "説明", "customised": "カスタマイズ",
    "counterparts": "対応要件", "data": "データ", "method": "方式", "frequency": "頻度",
    "step": "ステップ", "status": "状況", "count": "件数", "published": "公表日",
    "effective_from": "適合基準日", "file_name": "ファイル", "title": "題名",
    "department_id": "所管課（番号）", "system_id": "システム（番号）",
    "provider_id": "提供元（番号）", "consumer_id": "提供先（番号）", "operations": "業務",
    "login": "ログイン名", "role": "役割", "active": "使用中", "must_change": "初回変更",
    "external": "組織アカウント", "password": "パスワード", "demo": "見本", "address": "アドレス",
    "number": "番号", "rows": "件数", "file": "ファイル",
    "stage": "段階", "tone": "種類", "text": "コメント", "seen_at": "見た日時", "seen_by": "見た人",
    "requirement_item": "要件", "feature_item": "現行機能", "item_comment": "コメント",
    "comment_id": "コメント（番号）", "requirement_item_id": "要件（番号）",
    "feature_item_id": "現行機能（番号）",
    "planned_start": "予定の開始", "planned_end": "予定の終了", "actual_start": "実績の開始",
    "actual_end": "実績の終了", "weight": "重み", "undone": "取消済み",
    "steps": "ステップの数",
    "product": "製品", "version": "製品の版", "symbols": "記号の意味", "current": "今の回答",
    "package_id": "パッケージ（番号）", "edition_id": "版（番号）",
    "replaces_id": "前の回答（番号）", "imported_at": "取込日時",
    "imported_by": "取り込んだ人", "sha256": "SHA-256",
    "opened_at": "開始日時", "closed_at": "終了日時", "layout": "様式",
}  # fmt: skip
FIELDS |= {name: words for name, words in PLAN_FIELDS.items() if name not in FIELDS}
DAYS = (
    "replacement", "due", "cutover", "contract_end", "published", "effective_from",
    "planned_start", "planned_end", "actual_start", "actual_end",
)  # fmt: skip


def field_name(name: str) -> str:
    """The field as the screens call it."""
    return FIELDS.get(name, name)


def field_value(name: str, value: object) -> str:
    """A stored value as people read it; （空） for nothing."""
    if name == "stage" and not value:
        return "回答に応じる（未回答・回答済）"
    if value in (None, ""):
        return "（空）"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    text = str(value)
    if name in YEARLY:
        return yearly(text)
    if name in DAYS:
        return _day(text)
    return _words(name).get(text, text)


def _day(iso: str) -> str:
    try:
        return wareki(date.fromisoformat(iso))
    except ValueError:
        return iso


def _words(name: str) -> Mapping[str, str]:
    if name == "verdict":
        return {v.value: v.label for v in Verdict}
    if name == "disposition":
        return {d.value: d.label for d in Disposition}
    if name in ("impact_resident", "impact_staff"):
        return {i.value: i.label for i in Impact}
    if name == "countermeasure":
        return surveying.countermeasures() | surveying.countermeasures("feature")
    if name == "state":
        return {s.value: s.label for s in MappingState}
    if name == "way":
        return {w.value: w.label for w in Way}
    if name == "stage":
        return {s.value: s.label for s in Stage}
    if name == "tone":
        return {t.value: t.label for t in Tone}
    if name == "role":
        return {r.value: r.label for r in Role}
    if name == "status":
        return {s.value: s.label for s in (*StepStatus, *TaskStatus)}
    if name in PLAN_CODES:
        return PLAN_CODES[name]
    return {c.value: c.label for c in Certainty} if name.endswith("_certainty") else {}


def as_change(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Both sides of a change, field by field: 判定: 未回答 → 不適合、期限: 令和8年3月31日."""
    words = []
    for name in dict.fromkeys((*before, *after)):
        sides = [field_value(name, side[name]) for side in (before, after) if name in side]
        words.append(f"{field_name(name)}: {' → '.join(sides)}")
    return "、".join(words)


def in_words(values: Mapping[str, object]) -> str:
    """All fields of one side of a change: 判定: 適合、期限: 令和8年3月31日."""
    return "、".join(f"{field_name(k)}: {field_value(k, v)}" for k, v in values.items())
