"""Merging 調査票 that came back: read, hold against what was sent and what is there, then store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import sheet_items, sheet_returns
from taiodo.store import sheets as stored
from taiodo.store import surveys as stored_surveys
from taiodo.store.bulk import Touched, add_bulk
from taiodo.store.engine import Reading, Transaction, alone
from taiodo.store.municipal import CurrentMunicipality
from taiodo.store.sheet_items import TABLES, Now
from taiodo.store.sheet_memory import Memory, remember, remembered
from taiodo.store.sheets import SentSheet
from taiodo.survey.items import Edit
from taiodo.survey.sheets import (
    Face,
    FieldChange,
    ItemKey,
    Merge,
    Rejected,
    Returned,
    Seen,
    Value,
    Values,
    merge,
)
from taiodo.survey.stages import FINAL_ADVICE, FINAL_REFUSES, Stage
from taiodo.workbook.survey_reading import ReadForm, ReadSheet, read_survey_form
from taiodo.workflow.desk import Desk
from taiodo.workflow.owning import require_own
from taiodo.workflow.sheet_rows import keyed, sheets_of, survey_of, unusable, valued
from taiodo.workflow.surveying import looked_at, save_all

SHEET = "sheet"
AGAIN = "画面で今の内容を確かめ、もう一度取り込んでください。"


@dataclass(frozen=True, slots=True)
class FileMerge:
    """What merging one file does, or has done; `returned` is the key of what was stored.

    `unchecked` items were 確認済 and are to be checked again.
    """

    name: str
    merge: Merge
    survey: int
    returned: int | None = None
    unchecked: int = 0

    def as_dict(self) -> dict[str, list[dict[str, object]]]:
        """The JSON form of `survey merge`."""
        return self.merge.as_dict()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file held against the database: what is needed to store it.

    `sources` says, for every item in it, which item was sent in which sheet (None: not known).
    """

    form: ReadForm
    survey: int
    sheets: dict[str, SentSheet]
    sources: dict[ItemKey, tuple[int | None, ItemKey]]
    now: dict[ItemKey, Now]
    merge: Merge

    @property
    def unchecked(self) -> int:
        """How many checked items the clean changes touch."""
        touched = {c.key for c in self.merge.applied}
        return sum(self.now[key].mark == Stage.CHECKED for key in touched)


class _Rehearsed(Exception):
    """Ends a rehearsal: what was stored is rolled back."""


def preview(desk: Desk, source: Path | bytes, name: str = "", *, operation: str = "") -> FileMerge:
    """What merging one file would do; nothing is stored.

    Raises:
        Problem: as `commit`.
    """
    (found,) = preview_all(desk, [(source, name)], operation=operation)
    return found


def preview_all(
    desk: Desk, files: Sequence[tuple[Path | bytes, str]], *, operation: str = ""
) -> tuple[FileMerge, ...]:
    """What merging files one after the other would do: they are merged, and all of it rolled back.

    Raises:
        Problem: as `commit`.
    """
    forms = [read_survey_form(source, name) for source, name in files]
    done: tuple[FileMerge, ...] = ()
    try:
        with desk.changing(Action.MERGE_SHEET) as (tx, body):
            done = _merge_each(desk, tx, body, forms, operation)
            raise _Rehearsed
    except _Rehearsed:
        return tuple(replace(one, returned=None) for one in done)


def commit(
    desk: Desk, files: Sequence[tuple[Path | bytes, str]], *, operation: str = ""
) -> tuple[FileMerge, ...]:
    """Merge files one after the other in one transaction: all of them, or nothing.

    Clean changes are stored, conflicts wait for a person, refused cells are told.

    Raises:
        Problem: a file is no 調査票, or of another municipality or survey; or somebody changed an
            item at the same moment.
    """
    forms = [read_survey_form(source, name) for source, name in files]
    with desk.changing(Action.MERGE_SHEET) as (tx, body):
        return _merge_each(desk, tx, body, forms, operation)


def _merge_each(
    desk: Desk,
    tx: Transaction,
    body: CurrentMunicipality,
    forms: Sequence[ReadForm],
    operation: str,
) -> tuple[FileMerge, ...]:
    alone(tx)
    done = []
    for form in forms:
        found = _prepared(tx, body, form, operation)
        returned = _store(desk, tx, body.id, found)
        done.append(FileMerge(form.name, found.merge, found.survey, returned, found.unchecked))
    return tuple(done)


def _prepared(
    reading: Reading, body: CurrentMunicipality, form: ReadForm, operation: str
) -> _Prepared:
    sheets = sheets_of(reading, body, form)
    surveys = {s.id: s for s in stored_surveys.surveys(reading, body.id)}
    survey = survey_of(reading, form, sheets, surveys, operation)
    found, rejected = keyed(reading, form, survey)
    memory = remembered(reading, body.id, [sheet.id for sheet in sheets.values()])
    told = {key for of_sheet in memory.values() for key, _ in of_sheet}
    newest = sheet_items.followed(reading, {*(key for key, _ in found), *told})
    now = sheet_items.items_now(reading, body.id, {*newest, *newest.values()})
    rows: list[Returned] = []
    base: dict[ItemKey, Values] = {}
    sources: dict[ItemKey, tuple[int | None, ItemKey]] = {}
    for key, row in found:
        goal = newest[key]
        if reason := unusable(row, now.get(key), now.get(goal)):
            rejected.append(Rejected(row.where, *reason))
            continue
        returned, refused = valued(row, goal, now[key].number)
        rejected += refused
        rows.append(returned)
        if goal in sources:
            continue
        sheet = sheets.get(row.keys.get("token", "") or (form.tokens[0] if form.tokens else ""))
        if sheet is not None and key in sheet.sent:
            base[goal], sources[goal] = sheet.sent[key], (sheet.id, key)
        else:
            sources[goal] = (None, key)
    ours = {key: item.values for key, item in now.items()}
    merged = merge(base, rows, ours, _seen(memory, newest, sources))
    merged = _without_settled(merged, now).with_rejected((*form.rejected, *rejected))
    return _Prepared(form, newest_survey(surveys, survey), sheets, sources, now, merged)


def _seen(
    memory: Memory,
    newest: Mapping[ItemKey, ItemKey],
    sources: Mapping[ItemKey, tuple[int | None, ItemKey]],
) -> Seen:
    """What came back before from the sheet each item of the file was sent in."""
    return {
        (newest[key], name): values
        for sheet, of_sheet in memory.items()
        for (key, name), values in of_sheet.items()
        if newest[key] in sources and sources[newest[key]][0] == sheet
    }


def _without_settled(merged: Merge, now: Mapping[ItemKey, Now]) -> Merge:
    """What would change a settled answer (確定) is refused with its cell."""

    def settled(change: FieldChange) -> bool:
        return now[change.key].mark == Stage.FINAL

    refused = [
        Rejected(c.where, f"機能ID「{c.number}」: {FINAL_REFUSES}", FINAL_ADVICE)
        for c in (*merged.applied, *merged.conflicts)
        if settled(c)
    ]
    return replace(
        merged,
        applied=tuple(c for c in merged.applied if not settled(c)),
        conflicts=tuple(c for c in merged.conflicts if not settled(c)),
    ).with_rejected(refused)


def newest_survey(surveys: Mapping[int, stored_surveys.StoredSurvey], survey: int) -> int:
    """The survey that is answered today in the place of one carried over."""
    after = {s.rolled_from: s.id for s in surveys.values() if s.rolled_from}
    while survey in after:
        survey = after[survey]
    return survey


def _store(desk: Desk, tx: Transaction, municipality: int, found: _Prepared) -> int | None:
    """Store a merge; None when the file brings nothing new: it was read before, or is untouched."""
    bulk = _apply(desk, tx, municipality, found)
    _keep_forms(tx, municipality, found)
    merged = found.merge
    if not merged.brought and (
        not merged.rejected or sheet_returns.is_merged(tx, municipality, found.form.sha256)
    ):
        return None
    sheet = next(iter(found.sheets.values()), None)
    returned = sheet_returns.add_return(
        tx, municipality, found.survey, sheet.id if sheet else None, found.form.name,
        found.form.sha256, found.merge, bulk,
    )  # fmt: skip
    brought: dict[int | None, dict[ItemKey, dict[str, Value]]] = {}
    for change in found.merge.brought:
        source, key = found.sources[change.key]
        brought.setdefault(source, {}).setdefault(key, {})[change.field] = change.theirs
    remember(tx, municipality, returned, brought)
    return returned


def _apply(desk: Desk, tx: Transaction, municipality: int, found: _Prepared) -> int | None:
    """Store the clean changes as one act; its key, None when there are none."""
    for face in Face:
        told = [*found.merge.applied, *found.merge.conflicts]
        items = {change.key.item for change in told if change.key.face is face}
        require_own(desk, Action.MERGE_SHEET, tx, TABLES[face], items)
    changes: dict[ItemKey, list[FieldChange]] = {}
    for change in found.merge.applied:
        changes.setdefault(change.key, []).append(change)
    touched: list[Touched] = []
    for face in Face:
        edits = [
            Edit(k.item, found.now[k].revision, {c.field: c.theirs for c in taken})
            for k, taken in changes.items()
            if k.face is face
        ]
        if face is Face.REQUIREMENT:
            edits = [looked_at(edit) for edit in edits]
        saved = save_all(desk, tx, municipality, TABLES[face], edits)
        for outcome in saved.outcomes:
            if not outcome.saved:
                number = found.now[ItemKey(face, outcome.item)].number
                raise Problem(f"機能ID「{number}」: {outcome.message}", found.form.name, AGAIN)
        touched += saved.touched
    return add_bulk(
        tx, municipality, found.survey, SHEET, f"調査票「{found.form.name}」の取込", touched
    )


def _keep_forms(tx: Transaction, municipality: int, found: _Prepared) -> None:
    """The department's own columns and its order of columns, for the next sheet it is sent."""
    sheet = next(iter(found.sheets.values()), None)
    if sheet is None:
        return
    for read in found.form.sheets:
        form = stored.SheetForm(read.headings, _own_cells(read))
        if form != stored.form_of(tx, found.survey, sheet.department_id, read.face):
            stored.keep_form(tx, municipality, found.survey, sheet.department_id, read.face, form)


def _own_cells(read: ReadSheet) -> dict[str, dict[str, str]]:
    own: dict[str, dict[str, str]] = {heading: {} for heading in read.own}
    for row in read.rows:
        for heading, text in row.own.items():
            own[heading].setdefault(row.keys.get("number", ""), text)
    return own
