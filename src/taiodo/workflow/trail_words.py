"""The audit trail in the words of the screens: field names and values."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from taiodo.access.rights import Role
from taiodo.calendar import wareki
from taiodo.catalog.editions import EditionKind
from taiodo.catalog.inventory import SystemKind
from taiodo.catalog.kinds import MunicipalityKind
from taiodo.catalog.load import load_catalog
from taiodo.catalog.operations import Certainty
from taiodo.catalog.requirements import Obligation
from taiodo.catalog.timeline import StepStatus
from taiodo.impact.assignments import TaskKind, TaskStatus
from taiodo.survey.answers import Disposition, Impact, Verdict
from taiodo.survey.mapping import MappingState, Way
from taiodo.survey.package import PackageResponse
from taiodo.survey.stages import Stage
from taiodo.survey.threads import Tone
from taiodo.workflow import surveying
from taiodo.workflow.desk import shown_time
from taiodo.workflow.plan_words import PLAN_CODES, YEARLY, yearly
from taiodo.workflow.step_batches import BATCH_KINDS
from taiodo.workflow.trail_fields import FIELDS

DAYS = (
    "replacement", "due", "cutover", "contract_end", "published", "effective_from",
    "planned_start", "planned_end", "actual_start", "actual_end", "as_of",
)  # fmt: skip
SETTLED = {
    "": "未決定", "ours": "今の内容を残した", "theirs": "戻った内容を採った",
    "both": "両方をつないだ", "undone": "取り込みの取消し",
}  # fmt: skip
KINDS: dict[str, str] = {
    **{k.value: k.label for k in EditionKind},
    **{k.value: k.label for k in MunicipalityKind},
    **{k.value: k.label for k in SystemKind},
    **{k.value: k.label for k in TaskKind},
    **BATCH_KINDS,
}  # fmt: skip
MOST = 10
"""How many of a list are named."""


def field_name(name: str) -> str:
    """The field as the screens call it."""
    return FIELDS.get(name, name)


def field_value(name: str, value: object) -> str:
    """A stored value as people read it; （空） for nothing."""
    if name == "stage" and not value:
        return "回答に応じる（未回答・回答済）"
    if name == "settled":
        return SETTLED.get(str(value), str(value))
    if value in (None, ""):
        return "（空）"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list | tuple):
        return _listed(name, value)
    text = str(value)
    if name in YEARLY:
        return yearly(text)
    if name in DAYS:
        return _day(text)
    if name.endswith("_at"):
        return _moment(text)
    if name in JSON:
        return _unpacked(name, text)
    return _words(name).get(text, text)


def _listed(name: str, values: Sequence[object]) -> str:
    """The first of a list and how many there are; of keys, which say nothing, the number alone."""
    if not values or isinstance(values[0], int):
        return f"{len(values)}件"
    named = [field_value(name.removesuffix("s"), value) for value in values[:MOST]]
    more = f" ほか（計{len(values)}件）" if len(values) > MOST else ""
    return "、".join(named) + more


JSON = ("symbols", "columns", "own", "changes", "refusals")


def _unpacked(name: str, text: str) -> str:
    """What is stored as JSON: the meaning of signs, headings in order, else how much there is."""
    try:
        held = json.loads(text)
    except ValueError:
        return text
    if name == "symbols" and isinstance(held, dict):
        known = {r.value: r.label for r in PackageResponse}
        return "、".join(f"{sign}＝{known.get(m, m)}" for sign, m in held.items()) or "（空）"
    if name == "columns" and isinstance(held, list):
        return "、".join(map(str, held)) or "（空）"
    if name == "own" and isinstance(held, dict):
        return "、".join(held) or "（空）"
    return f"{len(held)}件" if isinstance(held, list) else "（控え）"


def _moment(iso: str) -> str:
    try:
        return shown_time(iso)
    except ValueError:
        return iso


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
    if name == "obligation":
        return {o.value: o.label for o in Obligation}
    if name == "kind":
        return KINDS
    if name == "face":
        return {"requirement": "要件", "feature": "現行機能"}
    if name == "field":
        return FIELDS
    if name == "operation":
        return {o.id: o.name for o in load_catalog().operations.values()}
    if name == "stage":
        return {s.value: s.label for s in Stage}
    if name == "tone":
        return {t.value: t.label for t in Tone}
    if name == "role":
        return {r.value: r.label for r in Role}
    if name == "status":
        steps = {s.value: s.label for s in (*StepStatus, *TaskStatus)}
        return steps | {"active": "有効", "archived": "廃止"}
    if name in PLAN_CODES:
        return PLAN_CODES[name]
    return {c.value: c.label for c in Certainty} if name.endswith("_certainty") else {}


def _told(name: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Name and value of one field of a side; of a conflict, as the field it is about."""
    value = values[name]
    field = values.get("field")
    if name in ("base", "theirs") and isinstance(field, str):
        side = "送った内容" if name == "base" else "戻った内容"
        return side, field_value(field, _loaded(value))
    return field_name(name), field_value(name, value)


def _loaded(value: object) -> object:
    try:
        return json.loads(str(value))
    except ValueError:
        return value


def as_change(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Both sides of a change, field by field: 判定: 未回答 → 不適合、期限: 令和8年3月31日."""
    words = []
    for name in dict.fromkeys((*before, *after)):
        sides = [_told(name, side) for side in (before, after) if name in side]
        words.append(f"{sides[-1][0]}: {' → '.join(value for _, value in sides)}")
    return "、".join(words)


def in_words(values: Mapping[str, object]) -> str:
    """All fields of one side of a change: 判定: 適合、期限: 令和8年3月31日."""
    return "、".join(": ".join(_told(name, values)) for name in values)


def summary_words(entity: str, summary: str) -> str:
    """The words of an entry itself: operations by name, the field of a conflict by its own."""
    first, *rest = summary.split(" ")
    names = {o.id: o.name for o in load_catalog().operations.values()}
    if first in names:
        return " ".join((names[first], *rest))
    if entity == "sheet_conflict" and rest:
        return " ".join((first, *rest[:-1], field_name(rest[-1])))
    return summary
