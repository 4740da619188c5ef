"""計画表: the plan in the ward's own form, and what happened beside it (進行管理)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taiodo.problems import Problem, near_miss

WORDS = ("検討", "準備", "実施", "稼働", "継続", "推進", "拡充")
"""The words of a cell, from the first thought to enlarging what runs."""

STAGE = {"検討": 0, "準備": 1, "実施": 2, "稼働": 2, "継続": 3, "推進": 3, "拡充": 3}
"""How far a word says the work is: equal words say the same."""

MARKS = {"new": "◎", "extended": "○", "": ""}
MARK_WORDS = {"new": "◎ 新規", "extended": "○ 拡充", "": "（なし）"}
LEVELS = ("区", "国", "都")
COMPARISON_FORMULA = (
    "計画と実績の段階（検討 → 準備 → 実施・稼働 → 継続・推進・拡充）を年度ごとに比べる。"
    "一つの欄に語が複数あるときは、最も進んだ語で比べる"
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line; `planned` and `happened` map a fiscal year to words such as 準備・稼働.

    `block` is the 取組番号 (2-3-①), `level` 区, 国 or 都, `mark` new ◎ or extended ○. `unplaced`
    are words the source has, but not the fiscal year of.
    """

    block: str
    position: int
    title: str
    mark: str = ""
    level: str = "区"
    planned: Mapping[int, str] = field(default_factory=dict)
    happened: Mapping[int, str] = field(default_factory=dict)
    unplaced: str = ""
    note: str = ""
    source: str = ""
    certainty: str = "confirmed"
    id: int = 0
    revision: int = 0

    @property
    def shown_title(self) -> str:
        """The title as the plan prints it: ◎… or (国)…."""
        level = "" if self.level == "区" else f"({self.level}) "
        return f"{level}{MARKS[self.mark]}{self.title}"


@dataclass(frozen=True, slots=True)
class Review:
    """One line in one fiscal year: the words planned and what happened, and how they compare."""

    line: PlanLine
    year: int
    planned: str
    happened: str
    standing: str


def checked_words(words: str) -> str:
    """The words of a cell, joined by ・; 実施(予定) and （トライアル） keep their remark.

    Raises:
        Problem: a word that is none of `WORDS`.
    """
    found = []
    for part in re.split(r"[・、,/\s]+", unicodedata.normalize("NFKC", words).strip()):
        if part and not re.fullmatch(rf"(?:{'|'.join(WORDS)})(?:\([^()]{{1,20}}\))?", part):
            raise Problem(
                f"「{part}」は計画表の語ではありません。",
                advice=near_miss(part, WORDS) or f"{'・'.join(WORDS)} を使ってください。",
            )
        found += [part.replace("(", "（").replace(")", "）")] if part else []
    return "・".join(found)


def stage(words: str) -> int | None:
    """How far the words say the work is, None for no word."""
    stages = [STAGE[word] for word in WORDS if word in words]
    return max(stages, default=None)


def reviews(lines: Sequence[PlanLine], year: int) -> tuple[Review, ...]:
    """Planned and happened in one fiscal year, for every line that says something for it."""
    found = []
    for line in lines:
        planned, happened = line.planned.get(year, ""), line.happened.get(year, "")
        if planned or happened:
            standing = _standing(stage(planned), stage(happened))
            found.append(Review(line, year, planned, happened, standing))
    return tuple(found)


def blocks_of(lines: Sequence[PlanLine]) -> dict[str, tuple[PlanLine, ...]]:
    """取組番号 → its lines; the lines of nation and prefecture stay at their place, set apart."""
    names = dict.fromkeys(line.block for line in lines)
    return {name: tuple(line for line in lines if line.block == name) for name in names}


def years_of(lines: Sequence[PlanLine], first: int, last: int) -> tuple[int, ...]:
    """The fiscal years of the columns: the plan's, and any a line has words for."""
    held = {year for line in lines for year in (*line.planned, *line.happened)}
    return tuple(range(min([first, *held]), max([last, *held]) + 1))


def _standing(planned: int | None, happened: int | None) -> str:
    if happened is None:
        return "－ 実績未入力"
    if planned is None:
        return "＋ 計画になし"
    if happened == planned:
        return "○ 計画どおり"
    return "▲ 遅れ" if happened < planned else "● 計画より先"
