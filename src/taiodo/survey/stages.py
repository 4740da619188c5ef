"""回答の段階: 未回答 → 回答済 → 確認済 → 確定, and 差戻し; who may move an item is not said here.

未回答 and 回答済 follow from the answer itself. Only what does not follow is stored, as a mark.
"""

from collections.abc import Collection
from enum import StrEnum

from taiodo.problems import Problem


class Stage(StrEnum):
    """How far the answer to an item has come."""

    OPEN = "open"
    ANSWERED = "answered"
    CHECKED = "checked"
    FINAL = "final"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return _LABELS[self]

    @property
    def sign(self) -> str:
        """The sign beside the word, so that state is never told by colour alone."""
        return _SIGNS[self]


_LABELS = {
    Stage.OPEN: "未回答",
    Stage.ANSWERED: "回答済",
    Stage.CHECKED: "確認済",
    Stage.FINAL: "確定",
    Stage.RETURNED: "差戻し",
}
_SIGNS = {
    Stage.OPEN: "・",
    Stage.ANSWERED: "●",
    Stage.CHECKED: "✓",
    Stage.FINAL: "◆",
    Stage.RETURNED: "↩",
}
MARKS = (Stage.CHECKED, Stage.FINAL, Stage.RETURNED)
"""The stages that are stored; "" is stored for the others."""


class Move(StrEnum):
    """What people do to the stage of an item."""

    CHECK = "check"
    FINALISE = "finalise"
    RETURN = "return"
    RESUBMIT = "resubmit"

    @property
    def label(self) -> str:
        """What the button says."""
        return {
            "check": "確認済にする",
            "finalise": "確定",
            "return": "差戻し",
            "resubmit": "回答はこのままで、もう一度出す",
        }[self.value]

    @property
    def mark(self) -> str:
        """What is stored by it."""
        return {"check": "checked", "finalise": "final", "return": "returned", "resubmit": ""}[
            self.value
        ]


ANSWERING = frozenset(
    {
        "verdict", "disposition", "countermeasure", "impact_resident", "impact_staff", "effort",
        "cost", "reason", "comment",
    }
)  # fmt: skip
"""Fields by which a 差戻し is answered."""
CHECKED_OVER = ANSWERING | {"due"}
"""Fields 確認済 speaks of; 担当者 and 所管課 are not among them."""
FINAL_REFUSES = "確定済みの回答なので、変更できません。"
FINAL_ADVICE = "変えるには、情報システム課に差戻しを頼んでください（「やり取り」に書けます）。"
RETURNED_WAITS = "差戻し中です（所管課が回答し直すか、もう一度出してから）"
UNCHECKED = "確認済だったので、回答済に戻りました（もう一度確認を受けます）。"
ANSWERED_AGAIN = "差戻しに回答しました。"
MAX_WORDS = 4_000


def stage_of(mark: str, *, answered: bool) -> Stage:
    """The stage of an item: `mark` as stored, `answered` whether it has a verdict/disposition."""
    if mark:
        return Stage(mark)
    return Stage.ANSWERED if answered else Stage.OPEN


def mark_after(mark: str, changed: Collection[str], *, answered: bool) -> str:
    """The mark of an item after its fields `changed` were given other values.

    A checked answer that is changed has to be checked again, a returned one counts as answered
    again; `answered` tells whether it has a verdict/disposition afterwards. The mark of a settled
    item (確定) stays: it is not to be changed at all.
    """
    touched = frozenset(changed)
    if mark == Stage.CHECKED and touched & CHECKED_OVER:
        return ""
    if mark == Stage.RETURNED and touched & ANSWERING and answered:
        return ""
    return mark


def said_after(before: str, after: str) -> str:
    """What a person is told when the mark went from `before` to `after` by an edit."""
    if before == after:
        return ""
    return UNCHECKED if before == Stage.CHECKED else ANSWERED_AGAIN


def mark_carried(mark: str, *, changed: bool) -> str:
    """The mark in the survey of a new edition; `changed`: what was judged says something else now.

    A changed requirement is neither checked nor settled any more; a 差戻し stays until answered.
    """
    return mark if not changed or mark == Stage.RETURNED else ""


def why_not(move: Move, stage: Stage, review: str = "") -> str:
    """Why an item at `stage` cannot be moved so, "" when it can; `review` is a 要再確認 left."""
    if stage.value == move.mark:
        return f"すでに{stage.label}です"
    if stage is Stage.OPEN:
        return "まだ回答されていません"
    if move is Move.RESUBMIT:
        return "" if stage is Stage.RETURNED else "差し戻されていません"
    if move is Move.RETURN:
        return ""
    if stage is Stage.RETURNED:
        return RETURNED_WAITS
    if review:
        return "要再確認が残っています（所管課が見直してから）"
    if move is Move.CHECK:
        return "確定しています" if stage is Stage.FINAL else ""
    return "" if stage is Stage.CHECKED else "まだ確認済ではありません"


def checked_words(words: str, *, asked: str) -> str:
    """What somebody wrote, when it says anything; `asked` names it (差戻しの理由).

    Raises:
        Problem: it is empty or too long.
    """
    said = words.replace("\x00", "").strip()
    if not said:
        raise Problem(f"{asked}が空です。", advice=f"{asked}を書いてください。")
    if len(said) > MAX_WORDS:
        raise Problem(
            f"{asked}が長すぎます（{len(said):,}字）。",
            advice=f"{MAX_WORDS:,}字以内にしてください。",
        )
    return said
