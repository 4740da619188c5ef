"""What a vendor's compliant package (標準準拠パッケージ) does for an edition's requirements."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.catalog.search import folded
from taiodo.problems import Problem, near_miss

Key = tuple[str, int]
"""What names a requirement within an edition: its number and part."""


class PackageResponse(StrEnum):
    """パッケージ対応状況; `UNANSWERED` is never stored: the vendor said nothing."""

    IMPLEMENTED = "implemented"
    LATER = "later"
    OTHER_MEANS = "other_means"
    NOT_IMPLEMENTED = "not_implemented"
    OUT_OF_SCOPE = "out_of_scope"
    UNANSWERED = "unanswered"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {
            "implemented": "対応済",
            "later": "経過措置",
            "other_means": "代替手段",
            "not_implemented": "未対応",
            "out_of_scope": "対象外",
            "unanswered": "回答なし",
        }[self.value]

    @property
    def sign(self) -> str:
        """The sign beside the word; also the sign of the reply form."""
        return {
            "implemented": "○",
            "later": "△",
            "other_means": "□",
            "not_implemented": "×",
            "out_of_scope": "－",
            "unanswered": "・",
        }[self.value]

    @property
    def shown(self) -> str:
        """Sign and word, as lists and the drop-down of the form have them."""
        return f"{self.sign} {self.label}"

    @property
    def meaning(self) -> str:
        """What a vendor says by it, in a sentence."""
        return {
            "implemented": "標準準拠パッケージの標準機能として、適合基準日までに使える",
            "later": "切替のあとに対応する（対応予定日を必ず記入）",
            "other_means": "パッケージの標準機能ではなく、運用・EUC・他製品など別の手段で行う",
            "not_implemented": "対応していない（対応の予定がない）",
            "out_of_scope": "この製品が受け持つ範囲にない",
            "unanswered": "回答がない",
        }[self.value]


ANSWERS = tuple(r for r in PackageResponse if r is not PackageResponse.UNANSWERED)
"""The responses a vendor can give."""


class PackageIssue(StrEnum):
    """What stands out in a vendor's reply (指摘)."""

    MANDATORY_MISSING = "mandatory_missing"
    MANDATORY_OTHER = "mandatory_other"
    MANDATORY_UNANSWERED = "mandatory_unanswered"
    PROHIBITED_IMPLEMENTED = "prohibited_implemented"
    AFTER_CUTOVER = "after_cutover"
    AFTER_CONFORMANCE = "after_conformance"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        """The Japanese words of the lists."""
        return {
            "mandatory_missing": "実装必須が未対応・対象外",
            "mandatory_other": "実装必須を代替手段で対応",
            "mandatory_unanswered": "実装必須に回答なし",
            "prohibited_implemented": "実装不可を実装",
            "after_cutover": "切替予定日より後に対応",
            "after_conformance": "適合基準日より後に対応",
            "undated": "経過措置に対応予定日がない",
        }[self.value]

    @property
    def short(self) -> str:
        """The same in a few characters, for narrow places."""
        return {
            "mandatory_missing": "必須未対応",
            "mandatory_other": "必須を代替",
            "mandatory_unanswered": "必須回答なし",
            "prohibited_implemented": "不可を実装",
            "after_cutover": "切替後",
            "after_conformance": "適合日後",
            "undated": "予定日なし",
        }[self.value]


@dataclass(frozen=True, slots=True)
class VendorPackage:
    """A product of a vendor; `id` 0 before it is stored."""

    vendor: str
    product: str = ""
    version: str = ""
    note: str = ""
    id: int = 0

    @property
    def title(self) -> str:
        """What people call it: 甲社 住民記録パッケージ."""
        return f"{self.vendor} {self.product}".strip()


@dataclass(frozen=True, slots=True)
class PackageAnswer:
    """What a vendor says of one requirement; `due` ISO or "", `written` the cell as it stood."""

    response: PackageResponse
    due: str = ""
    remark: str = ""
    written: str = ""
    cell: str = ""


NO_ANSWER = PackageAnswer(PackageResponse.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Limits:
    """The days replies are held against, ISO or "": 切替予定日, the edition's 適合基準日."""

    cutover: str = ""
    conformance: str = ""


def issues_of(
    obligation: Obligation, answer: PackageAnswer, limits: Limits, conformance_date: str = ""
) -> tuple[PackageIssue, ...]:
    """What stands out in one answer.

    Args:
        obligation: the class that binds the municipality.
        answer: the vendor's, `NO_ANSWER` where there is none.
        limits: the days of operation and edition.
        conformance_date: the requirement's own 適合基準日, which comes before the edition's.
    """
    found = [*_by_class(obligation, answer.response)]
    if answer.response is PackageResponse.LATER and not answer.due:
        found.append(PackageIssue.UNDATED)
    if answer.response in _GIVEN:
        if _after(answer.due, limits.cutover):
            found.append(PackageIssue.AFTER_CUTOVER)
        if _after(answer.due, _own_or(conformance_date, limits.conformance)):
            found.append(PackageIssue.AFTER_CONFORMANCE)
    return tuple(found)


_GIVEN = (PackageResponse.IMPLEMENTED, PackageResponse.LATER, PackageResponse.OTHER_MEANS)
"""Answers whose date says when it can be used, whatever the word: 対応済 may be dated ahead."""


def _by_class(obligation: Obligation, response: PackageResponse) -> Iterable[PackageIssue]:
    given = PackageResponse
    if obligation is Obligation.MANDATORY:
        if response in (given.NOT_IMPLEMENTED, given.OUT_OF_SCOPE):
            yield PackageIssue.MANDATORY_MISSING
        elif response is given.OTHER_MEANS:
            yield PackageIssue.MANDATORY_OTHER
        elif response is given.UNANSWERED:
            yield PackageIssue.MANDATORY_UNANSWERED
    elif obligation is Obligation.PROHIBITED and response in (given.IMPLEMENTED, given.LATER):
        yield PackageIssue.PROHIBITED_IMPLEMENTED


def _own_or(own: str, common: str) -> str:
    """The requirement's own day if it is one (files also hold words such as 「別途定める日」)."""
    return own if len(own) == 10 and own[4] == own[7] == "-" else common


def _after(due: str, limit: str) -> bool:
    return bool(due and limit) and due > limit


RATE_FORMULA = (
    "実装必須対応率 = 対応済の実装必須要件 ÷ 実装必須の全要件"
    "（経過措置・代替手段・対象外・回答なしも分母に含む）"
)
REPLY_FORMULA = "回答率 = 回答のある要件 ÷ 当自治体に当てはまる全要件"


@dataclass(frozen=True, slots=True)
class PackageCounts:
    """The answers of one package, by class and response, and its issues."""

    by_class: Mapping[tuple[Obligation, PackageResponse], int] = field(default_factory=dict)
    issues: Mapping[PackageIssue, int] = field(default_factory=dict)

    def count(
        self, obligation: Obligation | None = None, response: PackageResponse | None = None
    ) -> int:
        """How many requirements of a class (None: any) have a response (None: any)."""
        return sum(
            number
            for (o, r), number in self.by_class.items()
            if obligation in (None, o) and response in (None, r)
        )

    @property
    def rate(self) -> float | None:
        """実装必須対応率 (`RATE_FORMULA`), None where nothing is mandatory."""
        total = self.count(Obligation.MANDATORY)
        done = self.count(Obligation.MANDATORY, PackageResponse.IMPLEMENTED)
        return done / total if total else None

    @property
    def reply_rate(self) -> float | None:
        """回答率 (`REPLY_FORMULA`), None where there is no requirement."""
        total = self.count()
        silent = self.count(response=PackageResponse.UNANSWERED)
        return (total - silent) / total if total else None


def counted_answers(
    judged: Iterable[tuple[Obligation, PackageResponse, Sequence[PackageIssue]]],
) -> PackageCounts:
    """Answers counted, each given as class, response and issues."""
    by_class: dict[tuple[Obligation, PackageResponse], int] = {}
    issues: dict[PackageIssue, int] = {}
    for obligation, response, found in judged:
        by_class[obligation, response] = by_class.get((obligation, response), 0) + 1
        for issue in found:
            issues[issue] = issues.get(issue, 0) + 1
    return PackageCounts(by_class, issues)


def requirements_digest(requirements: Iterable[Requirement]) -> str:
    """A digest of what an edition asks: numbers, parts, classes and words, in order."""
    digest = hashlib.sha256()
    for r in requirements:
        parts = (r.number, str(r.part), r.name, r.text, r.designated_city.value, r.other.value)
        digest.update(("\x1f".join(parts) + "\x1e").encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def response_of(word: str) -> PackageResponse:
    """The response a code or a Japanese word stands for.

    Raises:
        Problem: the word is neither; signs have no meaning of their own.
    """
    words = {r.value: r for r in PackageResponse} | {r.label: r for r in PackageResponse}
    known = {folded(name): response for name, response in words.items()}
    if folded(word) not in known:
        codes = "、".join(f"{r.value}（{r.label}）" for r in PackageResponse)
        raise Problem(
            f"パッケージ対応状況「{word}」は使えません。",
            advice=near_miss(word, words) or f"使えるもの: {codes}",
        )
    return known[folded(word)]
