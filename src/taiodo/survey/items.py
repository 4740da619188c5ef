"""The items of a survey as people see them, and the filters of a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Generic, TypeVar

from taiodo.calendar import parse_date
from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem
from taiodo.survey.answers import Disposition, Impact, Verdict
from taiodo.survey.mapping import Mapping, MappingState
from taiodo.survey.package import PackageResponse
from taiodo.survey.stages import Stage
from taiodo.survey.words import chosen

NOT_MAPPED = Mapping(0, 0, MappingState.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Handling:
    """What is decided about an item: 対応方針, 影響度, 工数 (人日), 費用 (千円), 期限, 備考.

    `reason` says why (理由), `owner` names the person in charge (担当者).
    """

    countermeasure: str = ""
    impact_resident: Impact = Impact.UNKNOWN
    impact_staff: Impact = Impact.UNKNOWN
    effort: float | None = None
    cost: int | None = None
    due: str = ""
    comment: str = ""
    reason: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RequirementItem:
    """One requirement of a survey with its answer; `review` says why to look again, else ""."""

    id: int
    survey: int
    operation: str
    number: str
    part: int
    path: tuple[str, ...]
    name: str
    text: str
    rationale: str
    note: str
    obligation: Obligation
    department: str
    verdict: Verdict
    handling: Handling
    status: str
    review: str
    revision: int
    updated_at: str
    updated_by: str
    source_cell: str = ""
    carried_from: int | None = None
    stage: Stage = Stage.OPEN


@dataclass(frozen=True, slots=True)
class FeatureItem:
    """One current feature in a survey with its disposition; `counterparts` are numbers.

    `department` is in charge of its system; `departments` are that one and all that use it.
    """

    id: int
    survey: int
    operation: str
    code: str
    system: str
    system_name: str
    name: str
    description: str
    customised: bool
    department: str
    disposition: Disposition
    handling: Handling
    counterparts: tuple[str, ...]
    revision: int
    updated_at: str
    updated_by: str
    departments: tuple[str, ...] = ()
    mapping: Mapping = NOT_MAPPED
    stage: Stage = Stage.OPEN


def requirement_gaps(
    requirements: Iterable[RequirementItem], features: Iterable[FeatureItem]
) -> tuple[tuple[RequirementItem, ...], tuple[RequirementItem, ...]]:
    """What the standard asks and we lack, and what it forbids and is judged 不適合.

    A prohibited requirement is never lacking; where a feature judged prohibited corresponds to it,
    the feature stands for both, so that a fact counts once.
    """
    told = {
        one.item
        for feature in features
        if feature.disposition is Disposition.PROHIBITED
        for one in feature.mapping.counterparts
    }
    gaps = [item for item in requirements if item.verdict.is_gap]
    forbidden = [i for i in gaps if i.obligation is Obligation.PROHIBITED]
    return (
        tuple(i for i in gaps if i.obligation is not Obligation.PROHIBITED),
        tuple(i for i in forbidden if i.id not in told),
    )


class Sort(StrEnum):
    """並べ替え of the requirement list."""

    POSITION = "position"
    NAME = "name"
    OBLIGATION = "obligation"
    VERDICT = "verdict"
    DUE = "due"
    UPDATED = "updated"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "position": "標準仕様書の順",
            "name": "機能名称順",
            "obligation": "実装類型順",
            "verdict": "判定順",
            "due": "期限の早い順",
            "updated": "更新の新しい順",
        }[self.value]


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items a list shows; empty fields do not narrow.

    `gaps`: 一部適合/不適合, without prohibited requirements for which a feature judged prohibited
    stands. `open_gaps`: such (or features prohibited/without counterpart) lacking a
    countermeasure. `overdue_on`: ISO date; items due before it and still unfinished. `review`:
    items carried over from an edition that said something else. `archived`: also the items whose
    requirement the edition has no more. `matched`: requirements some feature corresponds to, or
    none does. `customised`, `states`, `system`: features so marked, so mapped, of that system.
    `stages`: how far the answer has come.
    `package` (a vendor package's key) with `responses`: items it answered so.
    """

    survey: int | None = None
    department: str = ""
    verdicts: tuple[Verdict, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    chapter: str = ""
    text: str = ""
    open_gaps: bool = False
    gaps: bool = False
    overdue_on: str = ""
    review: bool = False
    archived: bool = False
    package: int | None = None
    responses: tuple[PackageResponse, ...] = ()
    matched: bool | None = None
    customised: bool = False
    states: tuple[MappingState, ...] = ()
    system: str = ""
    stages: tuple[Stage, ...] = ()


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list and how many items the whole filtered list has."""

    items: tuple[T, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages the list has, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Edit:
    """Values somebody typed for one item, seen at `revision` (None: whatever is there)."""

    item: int
    revision: int | None
    changes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edit: saved at a new revision, or refused with the values there now.

    `message` says why it was refused, or what else came about by saving ("" for nothing).
    """

    item: int
    saved: bool
    revision: int
    current: dict[str, object] = field(default_factory=dict)
    message: str = ""


MAX_EFFORT = 100_000.0
MAX_COST = 100_000_000
MAX_COMMENT = 4_000
MAX_OWNER = 60


def checked_changes(
    changes: dict[str, object], countermeasures: dict[str, str]
) -> dict[str, object]:
    """The values to store for what was typed; `countermeasures` maps id → name.

    Raises:
        Problem: an unknown field or word, a number out of bounds, a date that is none.
    """
    return {name: _checked(name, value, countermeasures) for name, value in changes.items()}


def _checked(name: str, value: object, countermeasures: dict[str, str]) -> object:
    if name == "verdict":
        return Verdict(str(value)).value
    if name == "disposition":
        return Disposition(str(value)).value
    if name in ("impact_resident", "impact_staff"):
        return Impact(str(value or "")).value
    if name == "countermeasure":
        return countermeasure_of(str(value or ""), countermeasures)
    if name == "effort":
        return _number(value, "工数（人日）", MAX_EFFORT)
    if name == "cost":
        number = _number(value, "費用（千円）", MAX_COST)
        return None if number is None else round(number)
    if name == "due":
        return _day(str(value or ""))
    if name == "review":
        if value:
            raise KeyError(name)
        return ""
    if name in _LONGEST:
        return _words(value, *_LONGEST[name])
    raise KeyError(name)


_LONGEST = {
    "comment": ("備考", MAX_COMMENT),
    "reason": ("理由", MAX_COMMENT),
    "owner": ("担当者", MAX_OWNER),
}


def _words(value: object, name: str, longest: int) -> str:
    words = str(value or "").replace("\x00", "")
    if len(words) > longest:
        raise Problem(
            f"{name}が長すぎます（{len(words):,}字）。", advice=f"{longest:,}字以内にしてください。"
        )
    return words


def countermeasure_of(word: str, countermeasures: dict[str, str]) -> str:
    """The id of a countermeasure given by id or Japanese name; "" stays "".

    Raises:
        Problem: the word is neither.
    """
    if not word.strip():
        return ""
    found = chosen(word, countermeasures)
    if found is None:
        raise Problem(
            f"対応方針「{word}」は使えません。",
            advice="・".join(countermeasures.values()) + " のいずれかを入れてください。",
        )
    return found


def _day(value: str) -> str:
    if not value:
        return ""
    try:
        return parse_date(value).isoformat()
    except ValueError as error:
        raise Problem(f"期限{error}", advice="例: 2026-03-31、令和8年3月31日") from error


def _number(value: object, name: str, largest: float) -> float | None:
    if value is None or value == "" or (isinstance(value, float) and value != value):
        return None
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        number = -1.0
    if not (isfinite(number) and 0 <= number <= largest):
        raise Problem(
            f"{name}「{value}」は使えません。",
            advice=f"0以上{largest:,.0f}以下の数を入れてください。",
        )
    return number
