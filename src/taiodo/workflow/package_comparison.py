"""パッケージ比較: vendors' replies to one edition side by side, with what stands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from taiodo.catalog.editions import Edition
from taiodo.catalog.load import load_catalog, operation_of
from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem
from taiodo.store import editions as stored_editions
from taiodo.store import municipal
from taiodo.store import packages as stored
from taiodo.store import surveys as stored_surveys
from taiodo.store.engine import Reading
from taiodo.store.municipal import CurrentMunicipality
from taiodo.survey.answers import Verdict
from taiodo.survey.items import RequirementItem
from taiodo.survey.package import (
    NO_ANSWER,
    Limits,
    PackageAnswer,
    PackageCounts,
    PackageIssue,
    PackageResponse,
    VendorPackage,
    counted_answers,
    issues_of,
)
from taiodo.workflow.desk import Desk

PAGE = 50
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Replied:
    """An edition that packages have replied to; `replies` how many."""

    operation: str
    edition: Edition
    title: str
    replies: int


@dataclass(frozen=True, slots=True)
class ComparedFilter:
    """Which rows a comparison shows; empty fields do not narrow.

    `package` narrows issues and responses to one package (its key). `issue` "any": any of them.
    """

    package: int | None = None
    issue: str = ""
    responses: tuple[PackageResponse, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    differing: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One package: its reply, and its answers counted."""

    package: VendorPackage
    reply: stored.StoredReply
    counts: PackageCounts


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One requirement with the answers and issues of every package, in their order.

    `item` and `verdict` are the survey's, None without one.
    """

    requirement: stored.AskedRequirement
    answers: tuple[PackageAnswer, ...]
    issues: tuple[tuple[PackageIssue, ...], ...]
    item: int | None = None
    verdict: Verdict | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The findings of one reply, counted by kind."""

    operation: str
    edition: str
    title: str
    package: VendorPackage
    issues: Mapping[PackageIssue, int]


class PackageBeside(NamedTuple):
    """What one package says of a requirement, with what stands out."""

    package: VendorPackage
    answer: PackageAnswer
    issues: tuple[PackageIssue, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One page of a comparison; `total` rows pass the filter, `survey` is the one under way."""

    title: str
    standings: tuple[Standing, ...]
    rows: tuple[ComparedRow, ...]
    total: int
    number: int
    pages: int
    survey: int | None
    limits: Limits


def replied_editions(desk: Desk) -> tuple[Replied, ...]:
    """The editions with replies that count, the newest reply first."""
    names = load_catalog().operations
    with desk.reading() as (reading, body):
        held = {
            stored_editions.edition_key(reading, *place): edition
            for place, edition in stored_editions.editions(reading).items()
        }
        found = stored.replies(reading, body.id)
    keys = [r.edition_id for r in sorted(found, key=lambda r: -r.id)]
    return tuple(
        Replied(e.operation, e, e.called(names[e.operation].name), keys.count(key))
        for key in dict.fromkeys(keys)
        for e in (held[key],)
    )


def compared(
    desk: Desk,
    operation: str,
    edition: str,
    wanted: ComparedFilter | None = None,
    *,
    number: int = 1,
    size: int = PAGE,
) -> Compared:
    """One page (from 1) of the requirements of an edition with every package's answer.

    Raises:
        Problem: no package has replied to the edition.
    """
    known = operation_of(operation)
    filter_ = wanted or ComparedFilter()
    with desk.reading() as (reading, body):
        key, header = _replied(reading, body, known.id, edition)
        replies = stored.replies(reading, body.id, key)
        limits = limits_of(reading, body.id, header)
        whole = _rows(reading, body, key, replies, limits)
        standings = tuple(
            Standing(r.package, r, _counts(whole, place)) for place, r in enumerate(replies)
        )
        chosen = _filtered(reading, body, key, whole, replies, filter_)
        pages = max(1, -(-len(chosen) // size))
        number = min(max(1, number), pages)
        shown = chosen[(number - 1) * size : number * size]
        survey = _survey(reading, body.id, key)
        rows = _completed(reading, shown, replies, survey)
    title = header.called(known.name)
    return Compared(title, standings, rows, len(chosen), number, pages, survey, limits)


def packages_of(desk: Desk, operation: str, edition: str) -> tuple[VendorPackage, ...]:
    """The packages that replied to an edition, in order of entry."""
    with desk.reading() as (reading, body):
        key = stored_editions.edition_key(reading, operation, edition)
        found = stored.replies(reading, body.id, key) if key is not None else ()
    return tuple(reply.package for reply in found)


def summary(desk: Desk, survey: int | None = None) -> tuple[Summary, ...]:
    """What stands out in every reply (to the edition of one survey, if given), in short."""
    held = {s.id: s for s in surveys_under_way(desk)}
    wanted = held[survey].edition_id if survey in held else None
    names = load_catalog().operations
    lines = []
    with desk.reading() as (reading, body):
        replies = stored.replies(reading, body.id, wanted) if survey in (None, *held) else ()
        for key in dict.fromkeys(reply.edition_id for reply in replies):
            header = stored_editions.edition_header(reading, key)
            own = [reply for reply in replies if reply.edition_id == key]
            rows = _rows(reading, body, key, own, limits_of(reading, body.id, header))
            title = header.called(names[header.operation].name)
            lines += [
                Summary(
                    header.operation,
                    header.edition,
                    title,
                    reply.package,
                    _counts(rows, place).issues,
                )
                for place, reply in enumerate(own)
            ]
    return tuple(lines)


def surveys_under_way(desk: Desk) -> tuple[stored_surveys.StoredSurvey, ...]:
    """The surveys that are answered now."""
    with desk.reading() as (reading, body):
        return tuple(s for s in stored_surveys.surveys(reading, body.id) if not s.closed_at)


def limits_of(reading: Reading, municipality: int, edition: Edition) -> Limits:
    """The days later answers are held against."""
    plan = municipal.plans(reading, municipality).get(edition.operation)
    return Limits(plan.plan.cutover if plan else "", edition.effective_from)


def answers_beside(
    reading: Reading, body: CurrentMunicipality, item: RequirementItem
) -> tuple[PackageBeside, ...]:
    """What every package says of the requirement of a survey item."""
    place = stored.asked_by_item(reading, item.id)
    replies = stored.replies(reading, body.id, place[1]) if place else ()
    if place is None or not replies:
        return ()
    requirement, edition, conformance_date = place
    limits = limits_of(reading, body.id, stored_editions.edition_header(reading, edition))
    found = []
    for reply in replies:
        answer = stored.whole_answers(reading, reply.id, [requirement]).get(requirement, NO_ANSWER)
        issues = issues_of(item.obligation, answer, limits, conformance_date)
        found.append(PackageBeside(reply.package, answer, issues))
    return tuple(found)


def _replied(
    reading: Reading, body: CurrentMunicipality, operation: str, edition: str
) -> tuple[int, Edition]:
    key = stored_editions.edition_key(reading, operation, edition)
    name = load_catalog().operations[operation].name
    if key is None or not stored.replies(reading, body.id, key):
        raise Problem(
            f"{name} {edition}版には、パッケージの回答がまだ取り込まれていません。",
            advice="「パッケージ回答の授受」（taiodo package import）で回答を取り込んでください。",
        )
    return key, stored_editions.editions(reading, operation)[operation, edition]


def _rows(
    reading: Reading,
    body: CurrentMunicipality,
    edition: int,
    replies: Sequence[stored.StoredReply],
    limits: Limits,
) -> list[ComparedRow]:
    """Every binding requirement with the brief answers of every package."""
    given = [stored.brief_answers(reading, reply.id) for reply in replies]
    judged: dict[Obligation, dict[tuple[int, str], tuple[PackageIssue, ...]]] = {}
    rows = []
    for asked in stored.asked(reading, edition, body.kind.binding):
        answers = tuple([found.get(asked.id, NO_ANSWER) for found in given])
        known = judged.setdefault(asked.obligation, {})
        issues = []
        for answer in answers:
            # Answers are few objects (`brief_answers`), so each is judged once per class.
            key = (id(answer), asked.conformance_date)
            if key not in known:
                known[key] = issues_of(asked.obligation, answer, limits, asked.conformance_date)
            issues.append(known[key])
        rows.append(ComparedRow(asked, answers, tuple(issues)))
    return rows


def _counts(rows: Sequence[ComparedRow], place: int) -> PackageCounts:
    return counted_answers(
        (r.requirement.obligation, r.answers[place].response, r.issues[place]) for r in rows
    )


def _filtered(
    reading: Reading,
    body: CurrentMunicipality,
    edition: int,
    rows: Sequence[ComparedRow],
    replies: Sequence[stored.StoredReply],
    wanted: ComparedFilter,
) -> list[ComparedRow]:
    places = [
        place
        for place, reply in enumerate(replies)
        if wanted.package in (None, reply.package.id)
    ]  # fmt: skip
    found = [row for row in rows if _passes(row, places, wanted)]
    if wanted.text.strip():
        named = {a.id for a in stored.asked(reading, edition, body.kind.binding, wanted.text)}
        found = [row for row in found if row.requirement.id in named]
    return found


def _passes(row: ComparedRow, places: Sequence[int], wanted: ComparedFilter) -> bool:
    if wanted.obligations and row.requirement.obligation not in wanted.obligations:
        return False
    if wanted.responses and not any(row.answers[p].response in wanted.responses for p in places):
        return False
    if wanted.differing and len({answer.response for answer in row.answers}) < 2:
        return False
    if wanted.issue == "any":
        return any(row.issues[place] for place in places)
    return not wanted.issue or any(wanted.issue in row.issues[place] for place in places)


def _survey(reading: Reading, municipality: int, edition: int) -> int | None:
    held = stored_surveys.surveys(reading, municipality)
    return next((s.id for s in held if s.edition_id == edition), None)


def _completed(
    reading: Reading,
    rows: Sequence[ComparedRow],
    replies: Sequence[stored.StoredReply],
    survey: int | None,
) -> tuple[ComparedRow, ...]:
    """The rows of a page with remarks, words of the requirement, and the survey's verdict."""
    keys = [row.requirement.id for row in rows]
    given = [stored.whole_answers(reading, reply.id, keys) for reply in replies]
    texts = stored.texts_of(reading, keys)
    held: Mapping[int, tuple[int, Verdict]] = (
        stored.verdicts(reading, survey) if survey is not None else {}
    )
    return tuple(
        replace(
            row,
            answers=tuple(found.get(row.requirement.id, NO_ANSWER) for found in given),
            item=held[row.requirement.id][0] if row.requirement.id in held else None,
            verdict=held[row.requirement.id][1] if row.requirement.id in held else None,
            text=texts[row.requirement.id],
        )
        for row in rows
    )
