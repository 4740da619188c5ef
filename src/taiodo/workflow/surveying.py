"""対応度調査: opening a survey, listing its items, answering."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from taiodo.access.rights import Action
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.load import applies, load_catalog, load_edition, operation_of
from taiodo.catalog.requirements import Requirement
from taiodo.catalog.search import folded, search_terms
from taiodo.problems import Problem
from taiodo.store import editions as stored_editions
from taiodo.store import items as stored_items
from taiodo.store import mappings, municipal, opening
from taiodo.store import surveys as stored
from taiodo.store.engine import Reading, Transaction
from taiodo.store.history import HistoryEntry, history
from taiodo.store.saving import TABLES, Saved, save_edits
from taiodo.store.tables import ChangedRow, FeatureItemRow, RequirementItemRow
from taiodo.survey.items import (
    Edit,
    FeatureItem,
    ItemFilter,
    Outcome,
    Page,
    RequirementItem,
    Sort,
    checked_changes,
)
from taiodo.survey.progress import Progress
from taiodo.survey.proposals import VerdictProposal, proposed_verdict
from taiodo.workflow.catalogue import find_edition
from taiodo.workflow.desk import Desk, today
from taiodo.workflow.owning import refusal_of
from taiodo.workflow.package_comparison import PackageBeside, answers_beside

ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class SurveyHeader:
    """A survey with what it is held against; `closed_at` "" while it is answered.

    `superseded`: another survey of the operation counts in its place, so totals leave this one out.
    """

    id: int
    operation: str
    operation_name: str
    edition: Edition
    opened_at: str
    rolled_from: int | None = None
    closed_at: str = ""
    superseded: bool = False

    @property
    def title(self) -> str:
        """業務名 and edition, saying so when the edition is not the national specification."""
        return self.edition.called(self.operation_name)


@dataclass(frozen=True, slots=True)
class ItemBeside:
    """A requirement item, the current features beside it, and its history, newest first.

    `before` is the item of the edition before that its answer was carried from, `packages` what
    vendors' packages answer, `proposal` the verdict the mapped features speak for.
    """

    item: RequirementItem
    features: tuple[FeatureItem, ...]
    history: tuple[HistoryEntry, ...]
    before: RequirementItem | None = None
    packages: tuple[PackageBeside, ...] = ()
    proposal: VerdictProposal | None = None


def countermeasures(face: str = "requirement") -> dict[str, str]:
    """対応方針 that may be chosen for a face of the gap: id → name."""
    return {c.id: c.name for c in load_catalog().countermeasures.values() if face in c.faces}


def surveys(desk: Desk, *, closed: bool = False) -> tuple[SurveyHeader, ...]:
    """The surveys under way in order of opening, or all with those carried over since."""
    with desk.reading() as (reading, body):
        return tuple(h for h in _headers(reading, body.id) if closed or not h.closed_at)


def _headers(reading: Reading, municipality: int) -> tuple[SurveyHeader, ...]:
    names = load_catalog().operations
    held = stored.surveys(reading, municipality)
    counting = counted(tuple(s for s in held if not s.closed_at))
    return tuple(
        SurveyHeader(
            s.id,
            s.operation,
            names[s.operation].name,
            s.edition,
            s.opened_at,
            s.rolled_from,
            s.closed_at,
            s.id not in counting,
        )
        for s in held
    )


def counted(held: Sequence[stored.StoredSurvey]) -> frozenset[int]:
    """The one survey per operation that totals count: of an imported edition, opened last."""
    best: dict[str, stored.StoredSurvey] = {}
    for survey in sorted(held, key=lambda s: (s.edition.kind is EditionKind.OFFICIAL, s.id)):
        best[survey.operation] = survey
    return frozenset(survey.id for survey in best.values())


def departments(desk: Desk) -> tuple[str, ...]:
    """The names of all departments."""
    with desk.reading() as (reading, body):
        return tuple(municipal.departments(reading, body.id))


def open_survey(desk: Desk, operation: str, edition: str) -> SurveyHeader:
    """Open a survey of one operation against one edition, imported or shipped.

    Raises:
        Problem: unknown operation or edition, one that does not apply here, or a second opening.
    """
    known = operation_of(operation)
    with desk.changing(Action.OPEN_SURVEY) as (tx, body):
        if not applies(known, body.kind):
            raise Problem(
                f"{known.name}は{body.kind.label}の標準化対象業務ではありません。",
                advice="自治体の区分が正しいかを「自治体の設定」で確かめてください。",
            )
        found = find_edition(tx, known.id, edition)
        if found.kind is EditionKind.SUPPLEMENT:
            raise Problem(
                f"「{edition}」は追加仕様なので、これだけの調査は始められません。",
                advice="標準仕様書の版で調査を始め、そこへ追加仕様を加えてください"
                f"（taiodo survey layer {known.id} --supplement {edition}）。",
            )
        key = stored_editions.edition_key(tx, known.id, edition)
        if key is None:
            key = stored_editions.add_edition(tx, found)
        if any(
            s.operation == known.id and s.edition_id == key for s in stored.surveys(tx, body.id)
        ):
            raise Problem(
                f"{known.name} {edition}の調査は既に始まっています。",
                advice="「対応度調査」の画面（taiodo survey status）で続きを進めてください。",
            )
        plan = municipal.plans(tx, body.id).get(known.id)
        department = municipal.departments(tx, body.id).get(plan.plan.department) if plan else None
        survey = opening.open_survey(
            tx, body.id, known.id, key, body.kind.binding, department, headings_of(known.id)
        )
        return next(h for h in _headers(tx, body.id) if h.id == survey)


def headings_of(operation: str) -> dict[str, str]:
    """Number → heading of the shipped lists of headings of an operation."""
    shipped = [
        load_edition(e.operation, e.edition)
        for e in load_catalog().editions
        if e.operation == operation and e.kind is EditionKind.HEADINGS
    ]
    found: list[Requirement] = [r for e in shipped for r in e.requirements]
    return {r.number: r.name for r in found}


def survey_of(desk: Desk, operation: str, edition: str) -> SurveyHeader:
    """The survey of an operation and edition, under way or carried over since.

    Raises:
        Problem: it has not been opened.
    """
    known = operation_of(operation)
    for header in surveys(desk, closed=True):
        if header.operation == known.id and header.edition.edition == edition:
            return header
    raise Problem(
        f"{known.name} {edition}の調査はまだ始まっていません。",
        advice=f"taiodo survey open {known.id} --edition {edition}",
    )


def progress(desk: Desk, *, survey: int | None = None, users: bool = False) -> tuple[Progress, ...]:
    """Where each department stands with each survey.

    `users`: also departments that are in charge of nothing in it and only use features.
    """
    with desk.reading() as (reading, body):
        only = () if survey is None else (survey,)
        found = stored.progress(reading, body.id, today().isoformat(), only=only)
    return tuple(p for p in found if users or p.counts.total or p.features)


def chapters(desk: Desk, survey: int) -> tuple[str, ...]:
    """The chapters of a survey, in order."""
    with desk.reading() as (reading, _):
        return stored_items.chapters(reading, survey)


def requirement_page(
    desk: Desk,
    wanted: ItemFilter,
    *,
    sort: Sort = Sort.POSITION,
    descending: bool = False,
    number: int = 1,
    size: int = 50,
) -> Page[RequirementItem]:
    """One page of requirement items."""
    with desk.reading() as (reading, body):
        return stored_items.requirement_items(
            reading, body.id, wanted, sort=sort, descending=descending, number=number, size=size
        )


def found_by_words(desk: Desk, survey: int, words: str, size: int) -> Page[RequirementItem]:
    """The requirements with all the words: those with them in their name first, then in headings.

    The text of each begins shortly before the first of the words.
    """
    page = requirement_page(desk, ItemFilter(survey=survey, text=words), size=ALL)
    terms = search_terms(words)

    def distance(item: RequirementItem) -> int:
        headings = (item.number + item.name, "".join(item.path) + item.name)
        places = [all(t in folded(heading) for t in terms) for heading in headings]
        return places.index(True) if True in places else len(places)

    first = sorted(page.items, key=distance)[:size]
    shown = tuple(replace(item, text=excerpt(item, terms)) for item in first)
    return Page(shown, page.total, 1, size)


def excerpt(item: RequirementItem, terms: Sequence[str]) -> str:
    """The text from a little before the first of the terms; of the note where only that has it."""
    for text in (item.text, item.note, item.rationale):
        line = unicodedata.normalize("NFKC", text).casefold()
        places = [line.find(term) for term in terms if term in line]
        if places:
            start = min(places) - _BEFORE
            whole = text is item.text and start <= _BEFORE
            return text if whole else ("…" if start > 0 else "") + text[max(0, start) :]
    return item.text


_BEFORE = 24


def feature_page(
    desk: Desk, wanted: ItemFilter, *, number: int = 1, size: int = 50
) -> Page[FeatureItem]:
    """One page of feature items."""
    with desk.reading() as (reading, body):
        return stored_items.feature_items(reading, body.id, wanted, number=number, size=size)


def beside(desk: Desk, item: int) -> ItemBeside | None:
    """A requirement item beside the current features; None when there is no such item."""
    with desk.reading() as (reading, body):
        found = stored_items.requirement_item(reading, body.id, item)
        if found is None:
            return None
        chain = stored_items.carried_chain(reading, body.id, found)
        changes = [
            entry
            for one in (found, *chain)
            for entry in history(
                reading, body.id, entity="requirement_item", entity_id=one.id, limit=20
            )
        ]
        return ItemBeside(
            found,
            stored_items.features_beside(reading, body.id, item),
            tuple(changes),
            chain[0] if chain else None,
            answers_beside(reading, body, found),
            _proposal(reading, found),
        )


def newest_change(desk: Desk, face: str, survey: int) -> str:
    """When an item of a survey was last changed (UTC ISO 8601), "" when there is none."""
    with desk.reading() as (reading, _):
        return stored.newest_change(reading, TABLES[face], survey)


def changed_by_others(desk: Desk, face: str, wanted: ItemFilter, since: str) -> int:
    """How many items of a list's survey and department somebody else changed after `since`."""
    if wanted.survey is None:
        return 0
    with desk.reading() as (reading, _):
        return stored.changed_since(
            reading, TABLES[face], wanted.survey, wanted.department, since, besides=desk.actor
        )


def _proposal(reading: Reading, item: RequirementItem) -> VerdictProposal:
    relations = mappings.relations_by_requirement(reading, [item.id]).get(item.id, ())
    undecided = mappings.undecided_features(reading, item.survey)
    unclear = item.id in mappings.unclear_items(reading, item.survey)
    return proposed_verdict(item.obligation, relations, undecided, unclear=unclear)


def feature(desk: Desk, item: int) -> FeatureItem | None:
    """One feature item, None when there is no such item."""
    with desk.reading() as (reading, body):
        return stored_items.feature_item(reading, body.id, item)


def save_answers(desk: Desk, edits: Sequence[Edit]) -> tuple[Outcome, ...]:
    """Store a batch of answers: each saved, or refused with the values there now.

    A refused edit changes nothing of its item and does not stop the others.

    Raises:
        Problem: a value cannot be stored; nothing of the batch is.
    """
    return _save(desk, RequirementItemRow, edits, countermeasures("requirement"))


def save_dispositions(desk: Desk, edits: Sequence[Edit]) -> tuple[Outcome, ...]:
    """Store a batch of dispositions, as `save_answers`."""
    return _save(desk, FeatureItemRow, edits, countermeasures("feature"))


def _save(
    desk: Desk, table: type[ChangedRow], edits: Sequence[Edit], known: dict[str, str]
) -> tuple[Outcome, ...]:
    checked = [replace(edit, changes=checked_changes(edit.changes, known)) for edit in edits]
    if not checked:
        return ()
    if table is RequirementItemRow:
        checked = [looked_at(edit) for edit in checked]
    with desk.changing(Action.ANSWER) as (tx, body):
        return save_checked(desk, tx, body.id, table, checked)


def looked_at(edit: Edit) -> Edit:
    """An edit that gives a verdict also settles 要再確認: somebody looked at the requirement."""
    if "verdict" not in edit.changes:
        return edit
    return replace(edit, changes={**edit.changes, "review": ""})


def save_checked(
    desk: Desk,
    tx: Transaction,
    municipality: int,
    table: type[ChangedRow],
    edits: Sequence[Edit],
) -> tuple[Outcome, ...]:
    """Store checked edits within a transaction; those of other departments' items are refused."""
    return save_all(desk, tx, municipality, table, edits).outcomes


def save_all(
    desk: Desk,
    tx: Transaction,
    municipality: int,
    table: type[ChangedRow],
    edits: Sequence[Edit],
    *,
    summary: str = "",
) -> Saved:
    """As `save_checked`, with what takes all of it back."""
    refusal = refusal_of(desk, Action.ANSWER)
    return save_edits(tx, municipality, table, edits, refusal, summary=summary)


def all_requirement_items(desk: Desk, operation: str, edition: str) -> tuple[RequirementItem, ...]:
    """Every requirement item of one survey in the order of the edition, the archived ones last."""
    header = survey_of(desk, operation, edition)
    return requirement_page(desk, ItemFilter(survey=header.id, archived=True), size=ALL).items


def item_as_dict(item: RequirementItem) -> dict[str, object]:
    """The JSON form of one item of `survey show`."""
    return {
        "number": item.number,
        "obligation": item.obligation.value,
        "department": item.department,
        "verdict": item.verdict.value,
        "countermeasure": item.handling.countermeasure,
        "comment": item.handling.comment,
        "status": item.status,
        "review": item.review,
        "revision": item.revision,
    }
