"""Merging 調査票 that came back: read, hold against what was sent and what is there, then store."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from taiodo.access.rights import Action
from taiodo.catalog.load import operation_of
from taiodo.problems import Problem
from taiodo.store import items as stored_items
from taiodo.store import sheet_items, sheet_returns
from taiodo.store import sheets as stored
from taiodo.store import surveys as stored_surveys
from taiodo.store.bulk import Touched, add_bulk
from taiodo.store.engine import Reading, Transaction, alone
from taiodo.store.feature_items import features_by_code
from taiodo.store.municipal import CurrentMunicipality
from taiodo.store.sheet_items import TABLES, Now
from taiodo.store.sheet_returns import Undoing
from taiodo.store.sheets import SentSheet
from taiodo.survey.items import Edit
from taiodo.survey.sheets import (
    Face,
    FieldChange,
    ItemKey,
    Merge,
    Rejected,
    Returned,
    Value,
    Values,
    merge,
    returned_base,
)
from taiodo.survey.stages import FINAL_ADVICE, FINAL_REFUSES, Stage
from taiodo.workbook.survey_form import ERASE
from taiodo.workbook.survey_reading import ReadForm, ReadRow, ReadSheet, read_survey_form
from taiodo.workflow.desk import Desk
from taiodo.workflow.owning import require_own
from taiodo.workflow.spoken import stored_value
from taiodo.workflow.surveying import countermeasures, looked_at, save_all

LEAST_SHARE = 0.5
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
    """A file held against the database: what is needed to store it."""

    form: ReadForm
    survey: int
    sheets: dict[str, SentSheet]
    rows: tuple[Returned, ...]
    tokens: dict[ItemKey, str]
    base: dict[ItemKey, Values]
    now: dict[ItemKey, Now]
    merge: Merge

    @property
    def unchecked(self) -> int:
        """How many checked items the clean changes touch."""
        touched = {c.key for c in self.merge.applied}
        return sum(self.now[key].mark == Stage.CHECKED for key in touched)


def preview(desk: Desk, source: Path | bytes, name: str = "", *, operation: str = "") -> FileMerge:
    """What merging a file would do; nothing is stored.

    Raises:
        Problem: the file is no 調査票, or of another municipality or survey.
    """
    form = read_survey_form(source, name)
    with desk.reading() as (reading, body):
        found = _prepared(reading, body, form, operation)
        return FileMerge(form.name, found.merge, found.survey, None, found.unchecked)


def commit(
    desk: Desk, files: Sequence[tuple[Path | bytes, str]], *, operation: str = ""
) -> tuple[FileMerge, ...]:
    """Merge files one after the other in one transaction: all of them, or nothing.

    Clean changes are stored, conflicts wait for a person, refused cells are told.

    Raises:
        Problem: as `preview`, or somebody changed an item at the same moment.
    """
    forms = [read_survey_form(source, name) for source, name in files]
    done = []
    with desk.changing(Action.MERGE_SHEET) as (tx, body):
        alone(tx)
        for form in forms:
            found = _prepared(tx, body, form, operation)
            done.append(
                FileMerge(
                    form.name,
                    found.merge,
                    found.survey,
                    _store(desk, tx, body.id, found),
                    found.unchecked,
                )
            )
    return tuple(done)


def _prepared(
    reading: Reading, body: CurrentMunicipality, form: ReadForm, operation: str
) -> _Prepared:
    sheets = _sheets_of(reading, body, form)
    surveys = {s.id: s for s in stored_surveys.surveys(reading, body.id)}
    survey = _survey_of(reading, form, sheets, surveys, operation)
    found, rejected = _keyed(reading, body, form, survey)
    newest = sheet_items.followed(reading, [key for key, _, _ in found])
    now = sheet_items.items_now(reading, body.id, {*newest, *newest.values()})
    rows: list[Returned] = []
    base: dict[ItemKey, Values] = {}
    tokens: dict[ItemKey, str] = {}
    for key, row, face in found:
        goal = newest[key]
        if reason := _unusable(row, now.get(key), now.get(goal)):
            rejected.append(Rejected(row.where, *reason))
            continue
        returned, refused = _valued(row, goal, face)
        rejected += refused
        rows.append(returned)
        token = row.keys.get("token", "") or (form.tokens[0] if form.tokens else "")
        if token in sheets and key in sheets[token].sent:
            base.setdefault(goal, sheets[token].sent[key])
            tokens.setdefault(goal, token)
    ours = {key: item.values for key, item in now.items()}
    merged = _without_settled(merge(base, rows, ours), now)
    merged = merged.with_rejected((*form.rejected, *rejected))
    current = newest_survey(surveys, survey)
    return _Prepared(form, current, sheets, tuple(rows), tokens, base, now, merged)


def _without_settled(merged: Merge, now: Mapping[ItemKey, Now]) -> Merge:
    """What would change a settled answer (確定) is refused with its cell."""

    def settled(change: FieldChange) -> bool:
        return now[change.key].mark == Stage.FINAL

    refused = [
        Rejected(c.where, f"機能ID「{c.number}」: {FINAL_REFUSES}", FINAL_ADVICE)
        for c in (*merged.applied, *merged.conflicts)
        if settled(c)
    ]
    return Merge(
        tuple(c for c in merged.applied if not settled(c)),
        tuple(c for c in merged.conflicts if not settled(c)),
        merged.rejected,
    ).with_rejected(refused)


def newest_survey(surveys: Mapping[int, stored_surveys.StoredSurvey], survey: int) -> int:
    """The survey that is answered today in the place of one carried over."""
    after = {s.rolled_from: s.id for s in surveys.values() if s.rolled_from}
    while survey in after:
        survey = after[survey]
    return survey


def _sheets_of(reading: Reading, body: CurrentMunicipality, form: ReadForm) -> dict[str, SentSheet]:
    known = {t: stored.sheet_of_token(reading, body.id, t) for t in form.tokens}
    found = {token: sheet for token, sheet in known.items() if sheet is not None}
    if form.tokens and not found:
        raise Problem(
            f"{body.name}のこのデータベースから送った調査票ではありません。何も取り込んでいません。",
            form.name,
            "ほかの自治体や試行用の調査票でないか確かめ、「調査票の授受」から書き出したものを"
            "使ってください。",
        )
    return found


def _survey_of(
    reading: Reading,
    form: ReadForm,
    sheets: Mapping[str, SentSheet],
    surveys: Mapping[int, stored_surveys.StoredSurvey],
    operation: str,
) -> int:
    """The survey a file belongs to: by its token, else by its numbers."""
    if sheets:
        counted = Counter(
            row.keys.get("token") for sheet in form.sheets for row in sheet.rows
            if row.keys.get("token") in sheets
        )  # fmt: skip
        return sheets[str(counted.most_common(1)[0][0])].survey
    wanted = operation_of(operation).id if operation else ""
    numbers = {row.keys["number"] for sheet in form.sheets for row in sheet.rows} - {""}
    shares = []
    for survey in surveys.values():
        if survey.closed_at or (wanted and survey.operation != wanted):
            continue
        known = stored_items.keys_by_number(reading, survey.id)
        shares.append((len(numbers & set(known)) / max(1, len(numbers)), survey.id))
    likely = [survey for share, survey in sorted(shares, reverse=True) if share >= LEAST_SHARE]
    if not likely or (len(likely) > 1 and not wanted):
        raise Problem(
            "どの調査の調査票か分かりません（隠れた列がありません）。何も取り込んでいません。",
            form.name,
            "業務を指定してください（画面の「業務」、または taiodo survey merge --operation O）。"
            "機能IDで照らし合わせて取り込みます。",
        )
    return likely[0]


_Keyed = tuple[ItemKey, ReadRow, Face]


def _keyed(
    reading: Reading, body: CurrentMunicipality, form: ReadForm, survey: int
) -> tuple[list[_Keyed], list[Rejected]]:
    """The item each row is about: by its hidden key, else by 機能ID and 実装類型."""
    by_number = {
        Face.REQUIREMENT: stored_items.keys_by_number(reading, survey),
        Face.FEATURE: features_by_code(reading, survey),
    }
    found: list[_Keyed] = []
    rejected: list[Rejected] = []
    for sheet in form.sheets:
        for row in filter(lambda r: r.answers, sheet.rows):
            key = row.keys.get("item", "")
            if key.isdecimal():
                found.append((ItemKey(sheet.face, int(key)), row, sheet.face))
                continue
            item = _by_number(row, by_number[sheet.face])
            if item is not None:
                found.append((ItemKey(sheet.face, item), row, sheet.face))
            else:
                rejected.append(_unknown(row))
    return found, rejected


def _by_number(row: ReadRow, known: Mapping[str, list[tuple[int, str]]]) -> int | None:
    candidates = known.get(row.keys.get("number", ""), [])
    if len(candidates) > 1:
        words = row.keys.get("obligation", "")
        candidates = [c for c in candidates if stored_items.OBLIGATION_LABELS.get(c[1]) == words]
    return candidates[0][0] if len(candidates) == 1 else None


def _unknown(row: ReadRow) -> Rejected:
    return Rejected(
        row.where,
        f"機能ID「{row.keys.get('number', '')}」は、この調査の項目にありません。",
        "足した行は取り込めません。要件の番号を確かめてください。",
    )


def _unusable(row: ReadRow, sent: Now | None, now: Now | None) -> tuple[str, str] | None:
    """Why a row cannot be taken, with advice; None when it can."""
    number = row.keys.get("number", "")
    if sent is None or now is None:
        return (
            f"機能ID「{number}」の行は、この自治体の調査の項目ではありません。",
            "ほかの調査票から貼り付けた行を除いてください。",
        )
    if number and number != sent.number:
        return (
            f"機能IDが書き換わっています（送ったもの「{sent.number}」、今「{number}」）。",
            "機能IDを元に戻すか、その行を元の調査票から写し直してください。",
        )
    if not now.active:
        return (
            f"機能ID「{sent.number}」は、今の版の標準仕様書で削除された要件です。",
            "回答は前の版の調査に残っています。この行の記入は取り込みません。",
        )
    return None


def _valued(row: ReadRow, key: ItemKey, face: Face) -> tuple[Returned, list[Rejected]]:
    known = countermeasures(face.value)
    values: dict[str, Value] = {}
    rejected = []
    for name, word in row.answers.items():
        if word == ERASE:
            values[name] = face.unset[name]
            continue
        try:
            value = stored_value(name, word, known)
        except Problem as problem:
            rejected.append(Rejected(row.cells[name], problem.message, problem.advice))
            continue
        assert value is None or isinstance(value, str | int | float)
        values[name] = value
    number = row.keys.get("number", "")
    return Returned(key, number, row.where, values, dict(row.cells)), rejected


def _store(desk: Desk, tx: Transaction, municipality: int, found: _Prepared) -> int | None:
    """Store a merge; None when the file brings nothing new: it was read before, or is untouched."""
    bulk = _apply(desk, tx, municipality, found)
    base = _advanced_base(tx, found)
    _keep_forms(tx, municipality, found)
    merged = found.merge
    if not (merged.applied or merged.conflicts) and (
        not merged.rejected or sheet_returns.is_merged(tx, municipality, found.form.sha256)
    ):
        return None
    sheet = next(iter(found.sheets.values()), None)
    return sheet_returns.add_return(
        tx, municipality, found.survey, sheet.id if sheet else None, found.form.name,
        found.form.sha256, merged, Undoing(bulk, base),
    )  # fmt: skip


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


def _advanced_base(
    tx: Transaction, found: _Prepared
) -> tuple[tuple[ItemKey, dict[str, Value]], ...]:
    """What came back counts as sent from now on: the same file again then changes nothing."""
    earlier: list[tuple[ItemKey, dict[str, Value]]] = []
    for token, sheet in found.sheets.items():
        base: dict[ItemKey, Values] = dict(sheet.sent)
        for row in found.rows:
            settled = found.now[row.key].mark == Stage.FINAL
            if found.tokens.get(row.key) != token or not row.values or settled:
                continue
            sent = found.base.get(row.key)
            base[row.key] = returned_base(sent, row)
            moved = {n: v for n, v in (sent or {}).items() if base[row.key].get(n) != v}
            if moved:
                earlier.append((row.key, moved))
        if earlier:
            stored.keep_base(tx, sheet, base)
    return tuple(earlier)


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
