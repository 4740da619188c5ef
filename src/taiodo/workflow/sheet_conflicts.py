"""食い違い: settling what both sides changed, told beforehand, and taking a settling back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from taiodo.access.rights import Action
from taiodo.problems import Problem
from taiodo.store import bulk as stored_bulk
from taiodo.store import mapping_decisions, sheet_items
from taiodo.store import sheet_conflicts as stored
from taiodo.store import surveys as stored_surveys
from taiodo.store.bulk import Touched
from taiodo.store.engine import Transaction
from taiodo.store.saving import restore
from taiodo.store.sheet_conflicts import OpenConflict, SettledConflict
from taiodo.store.sheet_items import TABLES, Now
from taiodo.survey.items import Edit
from taiodo.survey.sheets import Face, ItemKey, Value
from taiodo.workflow.desk import Desk
from taiodo.workflow.owning import require_own
from taiodo.workflow.surveying import looked_at, save_all, surveys

SETTLED = "sheet.settle"
SIDES = {
    "theirs": "戻った内容を採る",
    "ours": "今の内容を残す",
    "both": "備考は両方をつなぎ、ほかは戻った内容を採る",
}
SHOWN = 200
_FACES = {str(table.__tablename__): face for face, table in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field both sides changed, with what is there now; the title is for people."""

    stored: OpenConflict
    ours: Value
    survey_title: str
    revision: int

    def chosen(self, how: str) -> Value:
        """What the field holds when it is settled so: "theirs", "ours", or "both" texts."""
        if how == "ours":
            return self.ours
        if how == "both" and self.stored.field == "comment":
            return "\n".join(str(words) for words in (self.ours, self.stored.theirs) if words)
        return self.stored.theirs


@dataclass(frozen=True, slots=True)
class Planned:
    """What settling would do: of `cells` in `items` items these `changes`, each with its value."""

    how: str
    cells: int
    items: int
    changes: tuple[tuple[Conflict, Value], ...]

    @property
    def changed_items(self) -> int:
        """How many items are changed."""
        return len({conflict.stored.key for conflict, _ in self.changes})


@dataclass(frozen=True, slots=True)
class Left:
    """A field that was not put back: somebody changed it since, or it cannot be changed."""

    key: ItemKey
    number: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """Conflicts that wait again: how many, and which fields stayed as others made them since."""

    count: int
    left: tuple[Left, ...]


def conflicts(desk: Desk) -> tuple[Conflict, ...]:
    """The conflicts to settle, in order of arrival."""
    titles = {s.id: s.title for s in surveys(desk, closed=True)}
    with desk.reading() as (reading, body):
        waiting = stored.open_conflicts(reading, body.id)
        now = sheet_items.items_now(reading, body.id, {c.key for c in waiting})
    return tuple(
        Conflict(c, now[c.key].values[c.field], titles.get(c.survey, ""), now[c.key].revision)
        for c in waiting
        if c.key in now
    )


def planned(found: Sequence[Conflict], how: str) -> Planned:
    """What settling these conflicts so would change."""
    values = [(conflict, conflict.chosen(how)) for conflict in found]
    changes = tuple((c, value) for c, value in values if value != c.ours)
    return Planned(how, len(found), len({c.stored.key for c in found}), changes)


def settle(desk: Desk, settled: Sequence[tuple[Conflict, str]]) -> int:
    """Settle conflicts: "theirs" stores what came back, "ours" leaves what is there.

    "both" stores both texts of a comment, one below the other. How many were settled; one that
    somebody else settled meanwhile is left as it is. All of it can be taken back (`reopen`).

    Raises:
        Problem: an item was changed since the conflict was shown; nothing is stored.
    """
    with desk.changing(Action.ANSWER) as (tx, body):
        _require_own(desk, tx, Action.ANSWER, {c.stored.key for c, _ in settled})
        marked: dict[int, list[Touched]] = {}
        taken: list[tuple[Conflict, Value]] = []
        for conflict, how in settled:
            value = conflict.chosen(how)
            mark = stored.settle(tx, body.id, conflict.stored, how, conflict.ours, value)
            if mark is not None:
                marked.setdefault(conflict.stored.survey, []).append(mark)
                taken.append((conflict, value))
        touched = _store(desk, tx, body.id, taken)
        surveys_of = {c.stored.key: c.stored.survey for c, _ in taken}
        ways = dict.fromkeys(how for _, how in settled)
        summary = f"食い違いを決めた（{'・'.join(SIDES[how] for how in ways)}）"
        for survey, marks in marked.items():
            rows = [t for t in touched if surveys_of[_key(t)] == survey]
            stored_bulk.add_bulk(
                tx, body.id, survey, SETTLED, summary, [*rows, *marks], count=len(marks)
            )
        return len(taken)


def _key(one: Touched) -> ItemKey:
    return ItemKey(_FACES[one.entity], one.id)


def _require_own(desk: Desk, tx: Transaction, action: Action, keys: Collection[ItemKey]) -> None:
    for face, table in TABLES.items():
        require_own(desk, action, tx, table, {k.item for k in keys if k.face is face})


def _store(
    desk: Desk, tx: Transaction, municipality: int, taken: Sequence[tuple[Conflict, Value]]
) -> list[Touched]:
    """Store what was chosen, each item once."""
    edits: dict[ItemKey, Edit] = {}
    numbers = {c.stored.key: c.stored.number for c, _ in taken}
    for conflict, value in taken:
        if value == conflict.ours:
            continue
        key = conflict.stored.key
        edit = edits.setdefault(key, Edit(key.item, conflict.revision, {}))
        edit.changes[conflict.stored.field] = value
    touched: list[Touched] = []
    for face, table in TABLES.items():
        mine = [edit for key, edit in edits.items() if key.face is face]
        mine = [looked_at(edit) for edit in mine] if face is Face.REQUIREMENT else mine
        saved = save_all(desk, tx, municipality, table, mine, summary="食い違いを決めた")
        for outcome in saved.outcomes:
            if not outcome.saved:
                number = numbers[ItemKey(face, outcome.item)]
                raise Problem(
                    f"機能ID「{number}」は、表示したあとで変更されました。決めていません。"
                    if outcome.current
                    else f"機能ID「{number}」: {outcome.message}",
                    advice="今の内容を確かめて、もう一度決めてください。",
                )
        touched += saved.touched
    return touched


def settled(desk: Desk) -> tuple[SettledConflict, ...]:
    """The newest of the conflicts that were settled and can be opened again."""
    with desk.reading() as (reading, body):
        return stored.settled_conflicts(reading, body.id, limit=SHOWN)


def last_settling(desk: Desk) -> tuple[SettledConflict, ...]:
    """All that was settled by the newest click that still stands."""
    with desk.reading() as (reading, body):
        newest = stored.settled_conflicts(reading, body.id, limit=1)
        if not newest:
            return ()
        first = newest[0]
        every = stored.settled_conflicts(reading, body.id)
        return tuple(s for s in every if (s.at, s.actor) == (first.at, first.actor))


def reopen(desk: Desk, ids: Collection[int]) -> Reopened:
    """Take the settling of these conflicts back: the fields as they were, the conflicts waiting.

    What somebody changed since stays, and is told; its conflict waits again all the same.

    Raises:
        Problem: none of them stands settled any more, or a survey is closed.
    """
    with desk.changing(Action.ANSWER) as (tx, body):
        found = stored.settled_conflicts(tx, body.id, ids=ids)
        if not found:
            raise Problem(
                "取り消せる決定がありません。",
                advice="既に取り消されています。画面を読み直してください。",
            )
        _require_own(desk, tx, Action.ANSWER, {s.conflict.key for s in found})
        return take_back(desk, tx, body.id, found)


def take_back(
    desk: Desk, tx: Transaction, municipality: int, found: Sequence[SettledConflict]
) -> Reopened:
    """As `reopen`, within a transaction that has asked for the right to do it."""
    closed = {s.id for s in stored_surveys.surveys(tx, municipality) if s.closed_at}
    if any(s.conflict.survey in closed for s in found):
        raise Problem(
            mapping_decisions.CLOSED, advice="引き継ぎを取り消すと、前の版の調査に戻れます。"
        )
    left: list[Left] = []
    for act in sorted({s.act for s in found}, reverse=True):
        left += _take_act_back(desk, tx, municipality, act, [s for s in found if s.act == act])
    return Reopened(len(found), tuple(left))


def _take_act_back(
    desk: Desk, tx: Transaction, municipality: int, act: int, found: Sequence[SettledConflict]
) -> list[Left]:
    """Take some of what one act settled back, newest acts first: then items stand as it left them.

    An item nobody touched since gets everything back, its stage too; of one that was touched the
    fields that still hold what the act stored.
    """
    standing = stored.settled_conflicts(tx, municipality, act=act)
    kept = {_key(t): t for t in stored_bulk.touched_by(tx, act) if t.entity in _FACES}
    now = sheet_items.items_now(tx, municipality, {s.conflict.key for s in found})
    chosen: dict[ItemKey, list[SettledConflict]] = {}
    for one in found:
        chosen.setdefault(one.conflict.key, []).append(one)
    pristine = {k for k in chosen if k in kept and now[k].revision == kept[k].revision}
    whole = [
        kept[k] for k in pristine
        if kept[k].before and len(chosen[k]) == sum(s.conflict.key == k for s in standing)
    ]  # fmt: skip
    restored = restore(tx, municipality, whole, "食い違いの決定を取り消し")
    stored_bulk.follow(tx, restored)
    rest = {k: some for k, some in chosen.items() if k not in {_key(t) for t in restored}}
    left = [lost for k, some in rest.items() for lost in _changed_since(some, now[k])]
    left += _put_back(desk, tx, municipality, act, rest, now, {k: kept[k] for k in pristine})
    for one in found:
        stored.reopen(tx, municipality, one.conflict)
    if len(standing) == len(found):
        bulk = stored_bulk.bulk_of(tx, municipality, act)
        assert bulk is not None
        stored_bulk.mark_undone(tx, municipality, bulk, len(found))
    return left


def _changed_since(some: Sequence[SettledConflict], now: Now) -> list[Left]:
    return [
        Left(
            s.conflict.key, s.conflict.number, s.conflict.field,
            f"{now.changed_by}さんがそのあと変えています",
        )
        for s in some
        if now.values[s.conflict.field] not in (s.stored, s.ours)
    ]  # fmt: skip


def _put_back(
    desk: Desk,
    tx: Transaction,
    municipality: int,
    act: int,
    rest: Mapping[ItemKey, Sequence[SettledConflict]],
    now: Mapping[ItemKey, Now],
    pristine: Mapping[ItemKey, Touched],
) -> list[Left]:
    """Put single fields back that still hold what the act stored; those that could not be."""
    left = []
    for key, some in rest.items():
        values = {
            s.conflict.field: s.ours for s in some
            if now[key].values[s.conflict.field] == s.stored != s.ours
        }  # fmt: skip
        if not values:
            continue
        edit = Edit(key.item, now[key].revision, dict(values))
        (outcome,) = save_all(
            desk, tx, municipality, TABLES[key.face], [edit], summary="食い違いの決定を取り消し"
        ).outcomes
        if not outcome.saved:
            number = some[0].conflict.number
            left += [Left(key, number, field, outcome.message) for field in values]
        elif key in pristine:
            before = {n: v for n, v in pristine[key].before.items() if n not in values}
            stored_bulk.advance(tx, act, pristine[key], outcome.revision, before)
            if not before:
                stands = replace(pristine[key], revision=outcome.revision - 1)
                stored_bulk.follow(tx, [stands])
    return left
