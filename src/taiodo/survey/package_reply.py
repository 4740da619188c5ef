"""Attaching the lines of a vendor's reply to the requirements of an edition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.problems import Finding, Severity
from taiodo.survey.package import Key, PackageAnswer, PackageResponse

NAMED = 10
"""How many numbers a finding names."""
FOREIGN_SHARE = 0.3
"""With more unknown numbers than this share, a reply is one for something else."""


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One line of a reply: `part` and `obligation` None where the file does not tell them.

    `answer` is UNANSWERED where the vendor left the cell empty; `where` is the cell.
    """

    number: str
    answer: PackageAnswer
    where: str
    part: int | None = None
    obligation: Obligation | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """The answers of a reply by requirement; `unknown` are its numbers the edition lacks.

    `unanswered` are binding requirements the reply has nothing for.
    """

    answers: Mapping[Key, PackageAnswer]
    unknown: tuple[str, ...]
    unanswered: tuple[Key, ...]
    findings: tuple[Finding, ...]


def matched(
    lines: Sequence[ReplyLine], requirements: Sequence[Requirement], binding: BindingKind
) -> Matched:
    """Each line of a reply with the requirement it speaks of, or a finding."""
    by_number: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        by_number.setdefault(requirement.number, []).append(requirement)
    groups: dict[str, list[ReplyLine]] = {}
    for line in lines:
        groups.setdefault(line.number, []).append(line)
    gathered = _Gathered()
    unknown = []
    for number, group in groups.items():
        if number not in by_number:
            unknown.append(number)
            gathered.unknown(group)
            continue
        for parts, line in _parts(by_number[number], group, binding, gathered.findings):
            gathered.take(parts, line)
    unanswered = tuple(
        (r.number, r.part)
        for r in requirements
        if r.obligation_for(binding) is not Obligation.NONE
        and (r.number, r.part) not in gathered.answers
    )
    places = {number: group[0].where for number, group in groups.items()}
    gathered.findings += _about_unanswered(unanswered, places)
    return Matched(gathered.answers, tuple(unknown), unanswered, tuple(gathered.findings))


class _Gathered:
    """Answers so far, with the cell each came from."""

    def __init__(self) -> None:
        self.answers: dict[Key, PackageAnswer] = {}
        self.findings: list[Finding] = []
        self._lines: dict[Key, ReplyLine] = {}

    def unknown(self, group: Sequence[ReplyLine]) -> None:
        for line in group:
            if line.answer.response is not PackageResponse.UNANSWERED:
                self.findings.append(_unknown(line))

    def take(self, parts: Sequence[Requirement], line: ReplyLine) -> None:
        for requirement in parts:
            key = (requirement.number, requirement.part)
            before = self._lines.get(key)
            if before is not None:
                self.findings.append(_duplicate(before, line))
            if line.answer.response is PackageResponse.UNANSWERED:
                continue
            if before is None or key not in self.answers:
                self.answers[key] = line.answer
            self._lines.setdefault(key, line)


def _parts(
    parts: Sequence[Requirement],
    group: Sequence[ReplyLine],
    binding: BindingKind,
    findings: list[Finding],
) -> Iterator[tuple[Sequence[Requirement], ReplyLine]]:
    """The requirements each line of one number speaks of."""
    if len(parts) == 1 and all(line.part in (None, parts[0].part) for line in group):
        yield from ((parts, line) for line in group)
        return
    told = [_told(parts, line, binding) for line in group]
    open_lines = [line for line, found in zip(group, told, strict=True) if not found]
    in_order = len(group) == len(parts) and len(open_lines) == len(group)
    for place, (line, found) in enumerate(zip(group, told, strict=True)):
        if found:
            yield found, line
        elif line.part is not None:
            findings.append(_unknown(line))
        elif in_order:
            yield (parts[place],), line
        else:
            allowed = [p for p in parts if p.obligation_for(binding) is not Obligation.PROHIBITED]
            if line.answer.response is not PackageResponse.UNANSWERED:
                findings.append(_several(line, parts, allowed, binding))
            yield allowed, line


def _told(
    parts: Sequence[Requirement], line: ReplyLine, binding: BindingKind
) -> tuple[Requirement, ...]:
    if line.part is not None:
        return tuple(p for p in parts if p.part == line.part)
    if line.obligation is None:
        return ()
    return tuple(p for p in parts if p.obligation_for(binding) is line.obligation)


def _unknown(line: ReplyLine) -> Finding:
    part = f"（{line.part}）" if line.part and line.part > 1 else ""
    return Finding(
        "package.unknown-number",
        Severity.WARNING,
        line.where,
        f"番号「{line.number}{part}」はこの版にありません。回答「{line.answer.written}」は取り込みません。",
        "番号の誤りか、別の版の番号でないかを事業者に確かめてください。",
    )


def _duplicate(before: ReplyLine, line: ReplyLine) -> Finding:
    same = (before.answer.response, before.answer.due, before.answer.remark) == (
        line.answer.response, line.answer.due, line.answer.remark,
    )  # fmt: skip
    if same or line.answer.response is PackageResponse.UNANSWERED:
        words = "同じ内容なので一つとして取り込みます。" if same else "後の行は空欄です。"
        return Finding(
            "package.duplicate", Severity.WARNING, line.where,
            f"番号「{line.number}」の行が二つあります（先の行: {before.where}）。{words}",
        )  # fmt: skip
    return Finding(
        "package.duplicate-conflict",
        Severity.ERROR,
        line.where,
        f"番号「{line.number}」に異なる回答が二つあります: 「{before.answer.written}」"
        f"（{before.where}）と「{line.answer.written}」。",
        "どちらが正しいかを事業者に確かめ、一方の行を消してください。",
    )


def _several(
    line: ReplyLine,
    parts: Sequence[Requirement],
    allowed: Sequence[Requirement],
    binding: BindingKind,
) -> Finding:
    classes = "・".join(p.obligation_for(binding).label for p in parts)
    taken = "・".join(p.obligation_for(binding).label for p in allowed) or "なし"
    return Finding(
        "package.several-requirements",
        Severity.WARNING,
        line.where,
        f"番号「{line.number}」には要件が{len(parts)}件（{classes}）ありますが、回答は区別されていません。"
        f"実装不可を除く要件（{taken}）への回答として取り込みます。",
        "実装類型ごとの回答が必要なら、taiodo の回答様式で回答を求めてください。",
    )


def _about_unanswered(unanswered: Sequence[Key], listed: Mapping[str, str]) -> Iterator[Finding]:
    """Requirements with an empty cell, and those the file does not list at all."""
    empty = list(dict.fromkeys(number for number, _ in unanswered if number in listed))
    absent = list(dict.fromkeys(number for number, _ in unanswered if number not in listed))
    if empty:
        yield Finding(
            "package.empty-answers", Severity.WARNING, listed[empty[0]],
            f"回答が空欄の番号が{len(empty):,}件あります: {named(empty)}",
            "回答なしとして扱います。事業者に回答を求めてください。",
        )  # fmt: skip
    if absent:
        yield Finding(
            "package.missing-numbers", Severity.WARNING, "ファイル全体",
            f"この版にあって回答のファイルにない番号が{len(absent):,}件あります: {named(absent)}",
            "回答なしとして扱います。シートや行が抜けていないか確かめてください。",
        )  # fmt: skip


def named(numbers: Sequence[str]) -> str:
    """The first numbers of many, as a finding names them."""
    more = f" ほか{len(numbers) - NAMED:,}件" if len(numbers) > NAMED else ""
    return "、".join(numbers[:NAMED]) + more
