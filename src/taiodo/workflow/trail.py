"""履歴: reading the audit trail, searching it, and writing it out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from taiodo.access.rights import Action
from taiodo.catalog.load import load_catalog, operation_of
from taiodo.catalog.timeline import StepStatus
from taiodo.problems import Problem, near_miss
from taiodo.store import trail as stored
from taiodo.store.changes import record
from taiodo.store.history import HistoryEntry, history
from taiodo.store.trail import TrailFilter
from taiodo.store.trail_names import Key, Subject, named, subjects
from taiodo.survey.answers import Disposition, Verdict
from taiodo.workbook.table_file import require_kind, table_file
from taiodo.workflow.desk import Desk, end_of_day_utc, shown_time
from taiodo.workflow.trail_words import in_words, summary_words

__all__ = [
    "ACTIONS", "ENTITIES", "Line", "Lines", "TrailFilter", "entity_named", "entries",
    "filter_of", "operation_named", "record_export", "search", "written",
]  # fmt: skip

ACTIONS = {
    "add": "追加", "change": "変更", "remove": "削除", "open": "調査開始",
    "import": "取込", "export": "書き出し", "rollover": "引き継ぎ", "sync": "現行機能の追加",
    "layer": "追加仕様", "undo": "取消し",
    "backup": "控え", "restore": "復元", "login": "ログイン", "logout": "ログアウト",
    "login_failed": "ログイン失敗", "lockout": "ログイン制限", "unlock": "制限の解除",
}  # fmt: skip
ENTITIES = {
    "requirement_item": "要件の回答",
    "feature_item": "現行機能の扱い",
    "mapping": "機能対応付け",
    "feature_department": "現行機能の利用課",
    "bulk": "一括操作",
    "item_comment": "やり取り",
    "mention": "呼びかけ",
    "sheet": "調査票",
    "sheet_form": "調査票の様式",
    "sheet_return": "調査票の返送",
    "sheet_conflict": "調査票の食い違い",
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
    "inventory": "棚卸し",
    "report": "報告書",
    "layout": "読み取り様式",
    "audit": "履歴",
    "database": "データベース",
    "account": "利用者",
    "login": "ログイン",
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


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with what it is about, by the names people use."""

    entry: HistoryEntry
    subject: Subject
    operation_name: str
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def about(self) -> str:
        """The subject in one line: 機能ID, name; the entry's own words when it is gone."""
        if self.entry.entity == "sheet_conflict" and self.summary:
            return self.summary
        words = f"{self.subject.number} {self.subject.name}".strip()
        told = self.entry.after or self.entry.before
        names = (told.get(field) for field in ("name", "title", "file_name", "vendor"))
        return words or self.summary or str(next(filter(None, names), ""))

    @property
    def summary(self) -> str:
        """The entry's own words, with names in place of codes."""
        return summary_words(self.entry.entity, self.entry.summary)

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `audit`."""
        e, s = self.entry, self.subject
        return {
            "id": e.id, "at": e.at, "actor": e.actor, "action": e.action, "entity": e.entity,
            "entity_id": e.entity_id, "operation": s.operation, "edition": s.edition,
            "number": s.number, "name": s.name, "summary": e.summary, "before": e.before,
            "after": e.after,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of the trail, newest first, and how many entries there are in all."""

    lines: tuple[Line, ...]
    total: int


def search(desk: Desk, wanted: TrailFilter, *, limit: int = 100, offset: int = 0) -> Lines:
    """The entries that match; logins and accounts are shown to administrators only."""
    door = desk.person.may(Action.MANAGE_USERS)
    seen = replace(wanted, door=wanted.door and door)
    with desk.reading(Action.READ_AUDIT) as (reading, body):
        found = stored.search(reading, body.id, seen, limit=limit, offset=offset)
        total = stored.count(reading, body.id, seen)
        known = subjects(reading, found)
    names = {o.id: o.name for o in load_catalog().operations.values()}
    return Lines(tuple(_line(entry, known, names) for entry in found), total)


def _line(entry: HistoryEntry, known: Mapping[Key, Subject], names: Mapping[str, str]) -> Line:
    subject = known.get((entry.entity, entry.entity_id or 0), Subject())
    return Line(
        entry,
        subject,
        names.get(subject.operation, ""),
        named(entry.before, known),
        named(entry.after, known),
    )


def filter_of(
    *,
    actor: str = "",
    since: date | None = None,
    until: date | None = None,
    action: str = "",
    entity: str = "",
    operation: str = "",
    text: str = "",
) -> TrailFilter:
    """A filter from what people give: days of Japan (both within), and words of the screens."""
    return TrailFilter(
        actor.strip(),
        end_of_day_utc(since - timedelta(days=1)) if since else "",
        end_of_day_utc(until) if until else "",
        action,
        entity,
        operation,
        text.strip(),
        _codes(text.strip()),
    )


def _codes(text: str) -> tuple[str, ...]:
    """The codes that stand for a word in the trail: 不適合 is kept as "gap"."""
    found = [
        code
        for kind in (Verdict, Disposition, StepStatus)
        for code, label in ((member.value, member.label) for member in kind)
        if label == text
    ]
    measures = load_catalog().countermeasures.values()
    return (*found, *(m.id for m in measures if text and text in m.name))


def entity_named(given: str) -> str:
    """The kind of entry somebody names, by its code or its word; "" for all.

    Raises:
        Problem: there is no such kind.
    """
    codes = {word: code for code, word in ENTITIES.items()} | {code: code for code in ENTITIES}
    if given and given not in codes:
        raise Problem(
            f"対象「{given}」はありません。",
            "--entity",
            near_miss(given, codes) or f"使えるもの: {'、'.join(ENTITIES.values())}",
        )
    return codes.get(given, "")


def operation_named(given: str) -> str:
    """The id of the operation somebody names, "" for all.

    Raises:
        Problem: there is no such operation.
    """
    return operation_of(given).id if given else ""


def record_export(desk: Desk, entity: str, summary: str, **facts: object) -> None:
    """Record that something was written out, and by whom; refuses who may not.

    Call it before the file is handed over: what could not be recorded is not handed over.

    Raises:
        Problem: the person has no right to write out.
    """
    with desk.changing(Action.EXPORT) as (tx, body):
        record(tx, "export", entity, municipality_id=body.id, summary=summary, after=facts)


COLUMNS = (
    "日時", "操作者", "操作", "対象", "業務", "版", "番号", "名称", "変更前", "変更後", "概要",
)  # fmt: skip
MOST = {"xlsx": 20_000, "csv": 200_000}


def written(desk: Desk, wanted: TrailFilter, kind: str) -> bytes:
    """The entries that match as a file: xlsx or csv (UTF-8 with mark), newest first.

    Raises:
        Problem: there are more than the file should hold.
    """
    require_kind(kind)
    found = search(desk, wanted, limit=MOST[kind])
    if found.total > len(found.lines) > 0:
        raise Problem(
            f"履歴が{found.total:,}件あり、{kind} には多すぎます（{MOST[kind]:,}件まで）。",
            advice="期間などで絞り込むか、CSV にしてください。",
        )
    record_export(desk, "audit", f"履歴 {len(found.lines):,}件（{kind}）")
    return table_file(COLUMNS, [_row(line) for line in found.lines], kind, title="履歴")


def _row(line: Line) -> tuple[str, ...]:
    e, s = line.entry, line.subject
    return (
        shown_time(e.at), e.actor, ACTIONS.get(e.action, e.action),
        ENTITIES.get(e.entity, e.entity),
        line.operation_name, s.edition, s.number, s.name, in_words(line.before),
        in_words(line.after), line.summary,
    )  # fmt: skip
