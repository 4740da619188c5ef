"""What planning stores, in the words of the screens: field names, codes, JSON by fiscal year."""

import json

from taiodo.calendar import fiscal_year_name
from taiodo.plan.costs import CostItem
from taiodo.plan.outside import CANDIDATES, CLOUDS, DECISIONS
from taiodo.plan.ward_table import MARK_WORDS

PLAN_FIELDS = {
    "number": "番号", "reason": "理由", "scenario": "計画案", "entries": "計画の内容",
    "base": "元の版", "block": "取組", "position": "順", "mark": "新規・拡充", "level": "区分",
    "planned": "計画", "happened": "実績", "unplaced": "年度未確認の語",
    "certainty": "確かさ", "replacement": "更改予定日", "candidate": "ガバメントクラウド",
    "decision": "方針", "cloud": "クラウド利用の方針", "cloud_note": "クラウド利用の備考",
    "category": "システム区分", "item": "費目", "amounts": "金額（千円）",
}  # fmt: skip
PLAN_CODES = {
    "candidate": CANDIDATES,
    "decision": DECISIONS,
    "cloud": CLOUDS,
    "mark": MARK_WORDS,
    "item": {item.value: item.label for item in CostItem},
}
YEARLY = ("entries", "planned", "happened", "amounts")


def yearly(text: str) -> str:
    """What is stored as JSON: a plan's operations counted, or fiscal years with their values."""
    try:
        held = json.loads(text)
    except ValueError:
        return text
    if isinstance(held, list):
        return f"{len(held)}業務の計画"
    if not isinstance(held, dict):
        return text
    return "、".join(f"{fiscal_year_name(int(y))} {value}" for y, value in held.items()) or "（空）"
