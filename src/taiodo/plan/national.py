"""The nation's progress table: a row per body and operation, a column per step.

Rows are picked for one body and become statuses of its operations; whatever cannot be understood
is a finding with its cell, and an error among them forbids the import as a whole.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from taiodo.catalog.operations import Operation
from taiodo.catalog.timeline import Step, StepStatus
from taiodo.plan.steps import status_of
from taiodo.problems import Finding, Problem, Severity, near_miss

WORDS = {
    StepStatus.DONE: "完了済み",
    StepStatus.IN_PROGRESS: "作業中",
    StepStatus.NOT_STARTED: "未",
    StepStatus.NOT_APPLICABLE: "対象外",
}
"""The words of the national table, as they are pasted back into it."""

_NUMBERING = re.compile(r"^\d{1,3}[._\-:)、。]?")
_BRACKETS = re.compile(r"\([^)]*\)")
_ENDINGS = ("システム", "業務", "事務", "関係", "制度")
_DOTS = re.compile("[・･.,、。_\\-‐－ー]")


@dataclass(frozen=True, slots=True)
class NationalRow:
    """One row: whose it is, the business as written, and the words of its cells by step serial.

    `place` names the cell of a step, `where` the cell of the business.
    """

    prefecture: str
    city: str
    code: str
    business: str
    where: str
    words: dict[int, str]
    place: Callable[[int], str]

    @property
    def body(self) -> tuple[str, str]:
        """Prefecture and city; a prefecture's own rows have no city."""
        return self.prefecture, self.city

    @property
    def body_name(self) -> str:
        """The body as people call it, with its prefecture."""
        return f"{self.prefecture}{self.city}"


@dataclass(frozen=True, slots=True)
class NationalTable:
    """What a file holds, with what was noticed in its headers."""

    name: str
    sha256: str
    rows: tuple[NationalRow, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Statuses:
    """The statuses of one body: (operation, step serial) → status, and what was noticed."""

    found: dict[tuple[str, int], StepStatus] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def rows_of_body(table: NationalTable, body: str) -> tuple[NationalRow, ...]:
    """The rows of one body, named by 市区町村名, 都道府県名, both together, or 団体コード.

    Raises:
        Problem: no row is of this body (the nearest names are told), or several bodies bear it.
    """
    wanted = _key(body)
    names: dict[str, set[tuple[str, str]]] = {}
    for row in table.rows:
        for name in (row.city or row.prefecture, row.body_name, row.code):
            if name:
                names.setdefault(_key(name), set()).add(row.body)
    bodies = names.get(wanted, set())
    if len(bodies) > 1:
        shown = "、".join(sorted("".join(one) for one in bodies))
        raise Problem(
            f"「{body}」という団体が{len(bodies)}つあります（{shown}）。",
            table.name,
            "都道府県名から続けて指定してください。",
        )
    if not bodies:
        raise Problem(f"「{body}」の行がありません。", table.name, _near_bodies(wanted, table.rows))
    (chosen,) = bodies
    return tuple(row for row in table.rows if row.body == chosen)


def _near_bodies(wanted: str, rows: Iterable[NationalRow]) -> str:
    names = list(dict.fromkeys(row.city or row.prefecture for row in rows))
    near = get_close_matches(wanted, names, n=3, cutoff=0.5)
    near = near or [name for name in names if wanted and (wanted in name or name in wanted)][:3]
    if near:
        return f"「{'」「'.join(near)}」のことではありませんか。"
    shown = "、".join(names[:8]) + (f" ほか{len(names) - 8}団体" if len(names) > 8 else "")
    return f"市区町村名か都道府県名を、ファイルのとおりに指定してください（{shown}）。"


class OperationNames:
    """The operations under every name they are known by, however it is written."""

    def __init__(
        self, operations: Mapping[str, Operation], others: Mapping[str, str], common: Iterable[str]
    ) -> None:
        self._names = {operation.name: key for key, operation in operations.items()}
        named = {**self._names, **others, **{key: key for key in operations}}
        self._known = {_key(name): operation for name, operation in named.items()}
        self._common = {_key(name) for name in (*common, "共通機能")}

    def operation(self, business: str) -> str:
        """The operation's id, "" when no operation is called so."""
        return next((self._known[k] for k in _forms(business) if k in self._known), "")

    def is_common(self, business: str) -> bool:
        """Whether it is a common function, which is no operation."""
        return any(k in self._common for k in _forms(business))

    def advice(self, business: str) -> str:
        """The operation that may be meant."""
        return near_miss(business, self._names) or f"使える業務名: {'、'.join(self._names)}"


def statuses_of(
    rows: Sequence[NationalRow],
    names: OperationNames,
    applicable: Collection[str],
    steps: Mapping[int, Step],
) -> Statuses:
    """What the rows of one body say of the operations that apply to it."""
    read = Statuses()
    first: dict[str, NationalRow] = {}
    for row in rows:
        operation = names.operation(row.business)
        finding = _unusable(row, operation, names, applicable)
        if finding:
            read.findings.append(finding)
        elif operation in first:
            read.findings.append(_repeated(row, first[operation]))
        else:
            first[operation] = row
            read.findings += _read_cells(row, operation, steps, read.found)
    return read


def _unusable(
    row: NationalRow, operation: str, names: OperationNames, applicable: Collection[str]
) -> Finding | None:
    if operation in applicable:
        return None
    if operation:
        return Finding(
            "steps.not-applicable", Severity.WARNING, row.where,
            f"「{row.business}」は、この自治体の区分では標準化対象業務ではないため取り込みません。",
            "自治体の区分（「自治体の設定」）が正しいか確かめてください。",
        )  # fmt: skip
    if names.is_common(row.business):
        return Finding(
            "steps.no-operation", Severity.WARNING, row.where,
            f"「{row.business}」は業務ではない（共通機能）ため取り込みません。",
            "共通機能の進み具合は、備考などで別に管理してください。",
        )  # fmt: skip
    return Finding(
        "steps.unknown-operation", Severity.ERROR, row.where,
        f"業務「{row.business or '（空欄）'}」は標準化対象業務の名前にありません。",
        names.advice(row.business),
    )  # fmt: skip


def _repeated(row: NationalRow, first: NationalRow) -> Finding:
    if row.words == first.words:
        return Finding(
            "steps.repeated", Severity.WARNING, row.where,
            f"「{row.business}」の行が二度あります（はじめは {first.where}）。内容は同じです。",
            "どちらか一行を消してください。",
        )  # fmt: skip
    return Finding(
        "steps.repeated", Severity.ERROR, row.where,
        f"「{row.business}」の行が二度あり、状況が食い違っています（はじめは {first.where}）。",
        "正しい一行だけを残してください。",
    )  # fmt: skip


def _read_cells(
    row: NationalRow,
    operation: str,
    steps: Mapping[int, Step],
    found: dict[tuple[str, int], StepStatus],
) -> Iterator[Finding]:
    blank = []
    for serial, word in row.words.items():
        if not word:
            blank.append(serial)
            continue
        try:
            found[operation, serial] = status_of(word)
        except Problem as problem:
            title = f"{row.business} {steps[serial].item}"
            yield Finding(
                "steps.unknown-status", Severity.ERROR, row.place(serial),
                f"{title}の状況「{word}」は読めません。", problem.advice,
            )  # fmt: skip
    if blank:
        items = "、".join(steps[serial].item for serial in blank)
        yield Finding(
            "steps.blank", Severity.WARNING, row.place(blank[0]),
            f"{row.business}の状況が空欄のステップは変えません（{items}）。",
            "未着手なら「未」と入れてください。",
        )  # fmt: skip


def _key(words: str) -> str:
    return _DOTS.sub("", "".join(unicodedata.normalize("NFKC", words).split())).casefold()


def _forms(business: str) -> Iterator[str]:
    """The name as written, then without numbering, brackets, and words such as システム."""
    plain = "".join(unicodedata.normalize("NFKC", business).split())
    bare = _NUMBERING.sub("", plain)
    for form in (plain, bare, _BRACKETS.sub("", bare)):
        yield _key(form)
        for ending in _ENDINGS:
            if form.endswith(ending):
                yield _key(form.removesuffix(ending))
