"""やり取り: what people wrote about an item, and the departments they called on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from taiodo.survey.sheets import ItemKey

_CALL = "@＠"
OFFICE = "情報システム課"
"""Called on like a department: those who check the answers, wherever they sit."""


class Tone(StrEnum):
    """What a comment came with."""

    COMMENT = ""
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Japanese word beside it, "" for a plain comment."""
        return {
            "": "",
            "returned": "差戻し",
            "resubmitted": "再提出",
            "withdrawn": "差戻しの取消し",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote; `at` is UTC ISO 8601, `edition` "" for the survey it is read in."""

    id: int
    at: str
    actor: str
    text: str
    tone: Tone
    mentions: tuple[str, ...] = ()
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A department called on in a comment and not seen there yet.

    `key` is the item that is answered today, `title` its number and name.
    """

    id: int
    revision: int
    department: str
    key: ItemKey
    survey: int
    title: str
    comment: Comment


def mentioned(text: str, departments: Iterable[str]) -> tuple[str, ...]:
    """The departments a text calls on by @課名, in order, each once; the longest name counts."""
    names = sorted((d for d in departments if d), key=len, reverse=True)
    if not names:
        return ()
    pattern = f"[{_CALL}]({'|'.join(map(re.escape, names))})"
    return tuple(dict.fromkeys(re.findall(pattern, text)))


def called_on(text: str, chosen: Sequence[str], departments: Sequence[str]) -> tuple[str, ...]:
    """All departments a comment is for: those chosen, then those its text names."""
    names = callable_names(departments)
    known = [d for d in chosen if d in names]
    return tuple(dict.fromkeys([*known, *mentioned(text, names)]))


def callable_names(departments: Sequence[str]) -> tuple[str, ...]:
    """Everybody who can be called on, the office that checks the answers first."""
    return tuple(dict.fromkeys([OFFICE, *departments]))
