"""機能対応付け: which requirements a current feature corresponds to, and who said so."""

from dataclasses import dataclass
from enum import StrEnum

from taiodo.catalog.requirements import Obligation
from taiodo.catalog.search import folded
from taiodo.problems import Problem, near_miss


class Relation(StrEnum):
    """How a current feature corresponds to a requirement.

    `SAME`: it does what the requirement asks. `PART_OF`: it does a part of it. `COVERS`: it does
    all of it and more.
    """

    SAME = "same"
    PART_OF = "part_of"
    COVERS = "covers"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {"same": "同等", "part_of": "一部に当たる", "covers": "包含する"}[self.value]

    @property
    def meaning(self) -> str:
        """One sentence saying when to choose it."""
        return {
            "same": "現行機能が要件と同じことをする",
            "part_of": "現行機能は要件の一部だけをする",
            "covers": "現行機能が要件の全部と、それ以上をする",
        }[self.value]


class MappingState(StrEnum):
    """Whether somebody decided which requirements a feature corresponds to."""

    UNDECIDED = "undecided"
    MAPPED = "mapped"
    NONE = "none"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {"undecided": "未決定", "mapped": "決定", "none": "対応なし"}[self.value]

    @property
    def sign(self) -> str:
        """The sign beside the word, so that state is never told by colour alone."""
        return {"undecided": "・", "mapped": "○", "none": "×"}[self.value]


class Way(StrEnum):
    """How a decision came about."""

    OPEN = ""
    SUGGESTION = "suggestion"
    HAND = "hand"
    THRESHOLD = "threshold"
    IMPORTED = "imported"
    INVENTORY = "inventory"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "": "",
            "suggestion": "候補を採用",
            "hand": "手で選択",
            "threshold": "点数以上を一括採用",
            "imported": "対応表から取込",
            "inventory": "棚卸しの対応要件から",
            "undone": "取消し",
        }[self.value]


TOLD_BY_TABLE = (Way.INVENTORY, Way.IMPORTED)
"""Ways by which a number or heading of several classes is mapped to all of them."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One requirement a feature corresponds to; `item` is its key in the survey."""

    item: int
    number: str
    part: int
    name: str
    obligation: Obligation
    relation: Relation


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is decided about one feature: by whom, when (UTC ISO 8601), how, with which score.

    `note` says where it came from (見本) or why it has to be decided again.
    """

    id: int
    revision: int
    state: MappingState
    counterparts: tuple[Counterpart, ...] = ()
    way: Way = Way.OPEN
    score: float | None = None
    note: str = ""
    decided_at: str = ""
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class MappedFeature:
    """One current feature in a survey with its mapping; `item` is its key in the survey.

    `departments` are the offices that use it, the one in charge first.
    """

    item: int
    survey: int
    code: str
    system: str
    system_name: str
    name: str
    description: str
    customised: bool
    departments: tuple[str, ...]
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class MappingFilter:
    """Which features the mapping lists show; empty fields do not narrow."""

    survey: int
    system: str = ""
    states: tuple[MappingState, ...] = ()
    customised: bool = False
    department: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class MappingCounts:
    """Features of a survey by state, and binding requirements no feature corresponds to."""

    features: int = 0
    mapped: int = 0
    none: int = 0
    customised: int = 0
    requirements: int = 0
    unmatched: int = 0

    @property
    def undecided(self) -> int:
        """Features nobody has decided about."""
        return self.features - self.mapped - self.none

    @property
    def rate(self) -> float | None:
        """対応付け率 = (決定 + 対応なし) / 現行機能, None when there is no feature."""
        return (self.mapped + self.none) / self.features if self.features else None


MAPPING_FORMULA = "対応付け率 =（決定 ＋ 対応なし）÷ 現行機能"
MAX_COUNTERPARTS = 50


@dataclass(frozen=True, slots=True)
class Decision:
    """What to store for one feature (its item), seen at `revision` (None: whatever is there).

    `links` maps the keys of requirement items to relations; it is empty unless `state` is mapped.
    """

    feature: int
    revision: int | None
    state: MappingState
    links: tuple[tuple[int, Relation], ...] = ()
    way: Way = Way.HAND
    score: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            Problem: mapped to nothing, or to more requirements than a feature may have.
        """
        if (self.state is MappingState.MAPPED) is not bool(self.links):
            raise Problem("対応する要件を一つ以上選んでください。")
        if len(self.links) > MAX_COUNTERPARTS:
            raise Problem(
                f"一つの現行機能に対応付けられる要件は{MAX_COUNTERPARTS}件までです。",
                advice="現行機能を細かく分けて棚卸しし直してください。",
            )


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision: stored (`changed` when it differed), or refused.

    `current` is what stands there now; `message` why it was refused.
    """

    feature: int
    saved: bool
    changed: bool
    message: str = ""
    current: Mapping | None = None


_RELATION_WORDS: dict[str, Relation | MappingState] = {
    **{r.value: r for r in Relation},
    **{r.label: r for r in Relation},
    "同じ": Relation.SAME, "一致": Relation.SAME, "完全一致": Relation.SAME, "対応": Relation.SAME,
    "対応あり": Relation.SAME, "あり": Relation.SAME, "有": Relation.SAME, "=": Relation.SAME,
    "○": Relation.SAME, "〇": Relation.SAME, "◯": Relation.SAME, "◎": Relation.SAME,
    "全部": Relation.SAME,
    "一部": Relation.PART_OF, "部分": Relation.PART_OF, "一部対応": Relation.PART_OF,
    "部分一致": Relation.PART_OF, "一部一致": Relation.PART_OF, "△": Relation.PART_OF,
    "包含": Relation.COVERS, "含む": Relation.COVERS, "上位": Relation.COVERS,
    "none": MappingState.NONE, "対応なし": MappingState.NONE, "なし": MappingState.NONE,
    "無し": MappingState.NONE, "無": MappingState.NONE, "該当なし": MappingState.NONE,
    "対応する要件なし": MappingState.NONE, "×": MappingState.NONE, "✕": MappingState.NONE,
    "-": MappingState.NONE,
    "ー": MappingState.NONE, "―": MappingState.NONE, "－": MappingState.NONE,
}  # fmt: skip
_RELATIONS = {folded(word): meaning for word, meaning in _RELATION_WORDS.items()}


def relation_of(word: str) -> Relation | MappingState:
    """The relation (or `MappingState.NONE` for 対応なし) a word of any width stands for.

    Raises:
        Problem: it is none of them; the nearest known word is suggested.
    """
    found = _RELATIONS.get(folded(word))
    if found is None:
        labels = "・".join([*(r.label for r in Relation), MappingState.NONE.label])
        raise Problem(
            f"関係「{word}」は使えません。",
            advice=near_miss(word.strip(), _RELATION_WORDS)
            or f"{labels} のいずれかを入れてください。",
        )
    return found


def says_none(word: str) -> bool:
    """Whether a word in a number column says that there is no counterpart."""
    return _RELATIONS.get(folded(word)) is MappingState.NONE
