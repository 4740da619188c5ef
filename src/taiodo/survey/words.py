"""The words people write for a fixed choice: in any width, with or without their remark."""

import re
from collections.abc import Mapping

from taiodo.catalog.requirements import Obligation
from taiodo.catalog.search import folded

_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
OBLIGATION_WORDS = {
    **{o.value: o for o in Obligation},
    **{o.label: o for o in Obligation},
    "実装必須機能": Obligation.MANDATORY,
    "実装すべき": Obligation.MANDATORY,
    "実装すべき機能": Obligation.MANDATORY,
    "標準オプション機能": Obligation.OPTIONAL,
    "実装してもしなくても良い": Obligation.OPTIONAL,
    "実装してもしなくても良い機能": Obligation.OPTIONAL,
    "実装不可機能": Obligation.PROHIBITED,
    "実装しない": Obligation.PROHIBITED,
    "実装しない機能": Obligation.PROHIBITED,
}
"""Names of the classes, new and old."""


def chosen(word: str, choices: Mapping[str, str]) -> str | None:
    """The code of the choice a word stands for, None when it is none or could be several.

    Args:
        word: what somebody wrote; width, case and blanks do not matter.
        choices: code → name. The code, the name, the name without its bracketed remark, and each
            word of that remark all stand for the choice.
    """
    found = {
        code for code, name in choices.items() if folded(word) in map(folded, _spoken(code, name))
    }
    return found.pop() if len(found) == 1 else None


def _spoken(code: str, name: str) -> list[str]:
    remarks = [part for words in _BRACKETS.findall(name) for part in words.split("・")]
    return [code, name, _BRACKETS.sub("", name), *remarks]
