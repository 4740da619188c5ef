"""What people write in tables and 調査票, as the values that are stored."""

from contextlib import suppress

from taiodo.catalog.search import folded
from taiodo.plan.calendar import parse_date
from taiodo.problems import Problem, near_miss
from taiodo.survey.answers import Disposition, verdict_of
from taiodo.survey.items import checked_changes
from taiodo.survey.words import chosen

UNITS = {"effort": "人日", "cost": "千円"}
IMPACTS = {"高": "high", "中": "medium", "低": "low"}


def stored_value(name: str, word: str, countermeasures: dict[str, str]) -> object:
    """The value to store for a word written into a field, code or Japanese, in any width.

    Raises:
        Problem: the word means nothing there; what may stand there is said.
    """
    value: object = word
    if name == "verdict":
        value = verdict_of(word).value
    elif name == "disposition":
        value = _disposition(word)
    elif name in ("impact_resident", "impact_staff"):
        value = _impact(word)
    elif name == "due":
        value = _due(word)
    elif name in ("effort", "cost"):
        value = _number(name, word)
    return checked_changes({name: value}, countermeasures)[name]


def _disposition(word: str) -> str:
    words = {d.value: d.label for d in Disposition}
    found = chosen(word, words)
    if found is None:
        raise Problem(
            f"扱い「{word}」は使えません。",
            advice=near_miss(word, words.values())
            or "・".join(words.values()) + " のいずれかを入れてください。",
        )
    return found


def _due(word: str) -> str:
    try:
        return parse_date(word).isoformat()
    except ValueError as error:
        raise Problem(
            f"期限「{word}」を日付として読み取れません。", advice="例: 2026-03-31、令和8年3月31日"
        ) from error


def _number(name: str, word: str) -> str:
    """A number in any width, with or without its unit; 千円 are not rounded behind one's back."""
    plain = folded(word).removesuffix(UNITS[name])
    if name == "cost":
        with suppress(ValueError):
            if not float(plain.replace(",", "")).is_integer():
                raise Problem(
                    f"費用（千円）「{word}」は整数ではありません。",
                    advice="千円未満を切り上げるか切り捨てるかして、整数で入れてください。",
                )
    return plain


def _impact(word: str) -> str:
    code = IMPACTS.get(word.strip(), word.strip())
    if code not in IMPACTS.values():
        raise Problem(
            f"影響度「{word}」は使えません。", advice="高・中・低 のいずれかを入れてください。"
        )
    return code
