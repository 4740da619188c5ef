"""履歴: reading the audit trail."""

from taiodo.store.history import HistoryEntry, history
from taiodo.workflow.desk import Desk

ACTIONS = {
    "add": "追加",
    "change": "変更",
    "remove": "削除",
    "open": "調査開始",
    "sync": "現行機能の追加",
    "undo": "取消し",
}
ENTITIES = {
    "requirement_item": "要件の回答",
    "feature_item": "現行機能の扱い",
    "mapping": "機能対応付け",
    "feature_department": "現行機能の利用課",
    "bulk": "一括操作",
    "survey": "調査",
    "edition": "標準仕様書の版",
    "system": "現行システム",
    "feature": "現行機能",
    "connection": "データ連携",
    "step_status": "作業ステップ",
    "step_weight": "ステップの重み",
    "step_batch": "まとめた変更",
    "operation_plan": "業務の計画",
    "department": "所管課",
    "municipality": "自治体",
    "kpi_target": "KPI目標",
    "plan_version": "計画の版",
    "scenario": "計画案",
    "plan_line": "計画表の行",
    "outside_decision": "標準化対象外システムの方針",
    "cost_line": "費用",
    "impact_task": "暫定連携・改修の担当",
    "vendor_package": "パッケージ",
    "package_reply": "パッケージの回答",
}


def entries(
    desk: Desk, *, entity: str = "", actor: str = "", limit: int = 100, offset: int = 0
) -> tuple[HistoryEntry, ...]:
    """The newest changes first."""
    with desk.reading() as (reading, body):
        return history(
            reading, body.id, entity=entity, actor=actor.strip(), limit=limit, offset=offset
        )
