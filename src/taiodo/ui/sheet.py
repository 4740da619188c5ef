"""What a safe grid remembers: the rows as shown, what was typed, what is stored, what was refused.

Nothing here touches Streamlit, so nothing here can be stopped between a commit and its mark.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

import pandas as pd

from taiodo.problems import Problem
from taiodo.survey.items import Edit, Outcome
from taiodo.survey.settling import Side, settled

REVISION = "revision"
SLOW_REFUSAL_S = 2.0

Row = dict[str, object]
Save = Callable[[Sequence[Edit]], Sequence[Outcome]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was typed for an item and not saved, with what is there now (empty: nobody changed it).

    `revision` is the one there now.
    """

    changes: Row
    current: Row
    revision: int
    message: str


@dataclass(slots=True, eq=False)
class Grid:
    """Rows as one editor shows them. They never change: another set of rows is another Grid.

    `taken` is what the editor held when its edits were last taken up, item → column → value.
    """

    base: pd.DataFrame
    editable: tuple[str, ...]
    key: str
    shown: dict[int, Row] = field(init=False)
    taken: dict[int, Row] = field(init=False)
    rendered: bool = False

    def __post_init__(self) -> None:
        columns = [[plain(v) for v in self.base[name]] for name in self.editable]
        rows = [
            dict(zip(self.editable, values, strict=True)) for values in zip(*columns, strict=True)
        ]
        self.shown = dict(zip(self.items, rows, strict=True))
        self.taken = {item: dict(row) for item, row in self.shown.items()}

    @property
    def items(self) -> tuple[int, ...]:
        """The ids of the items in the order shown."""
        return tuple(int(item) for item in self.base.index)

    def typed(self, edited_rows: Mapping[int, Mapping[str, object]]) -> dict[int, Row]:
        """What differs from the last time, by item; a cell typed back to what was shown counts."""
        found: dict[int, Row] = {}
        for position, item in enumerate(self.items):
            held = {**self.shown[item], **edited_rows.get(position, {})}
            changes = {
                name: plain(held[name])
                for name in self.editable
                if not same(plain(held[name]), self.taken[item][name])
            }
            if changes:
                found[item] = changes
        return found


@dataclass(eq=False)
class Sheet:
    """One grid of one browser session; every method needs `lock` held.

    Rows are saved with the revision this person saw; a refused row is kept until it is settled.
    `run` is the last run of the script that showed it, `said` what the last save brought about.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    grid: Grid | None = None
    retired: list[Grid] = field(default_factory=list)
    revisions: dict[int, int] = field(default_factory=dict)
    stored: dict[int, Row] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)
    newer: pd.DataFrame | None = None
    names: dict[int, str] = field(default_factory=dict)
    wishes: list[Callable[[Save], None]] = field(default_factory=list)
    saved: int = 0
    saved_at: datetime | None = None
    said: str = ""
    run: int = 0

    def open(self, key: str, page: pd.DataFrame, editable: Sequence[str]) -> Grid:
        """Show `page` (index: item id; column revision) from now on, with what was saved since."""
        for item, revision in _revisions(page).items():
            if revision >= self.revisions.get(item, 0) and item not in self.refused:
                self.revisions[item] = revision
                self.stored.pop(item, None)
        return self._replace(Grid(self._with_stored(page, editable), tuple(editable), _fresh(key)))

    def renew(self, key: str) -> None:
        """Show the same rows as they are stored, in a new editor that holds no edits."""
        if self.grid is not None:
            base = self._with_stored(self.grid.base, self.grid.editable)
            self._replace(Grid(base, self.grid.editable, _fresh(key)))

    def notice_newer(self, page: pd.DataFrame) -> int:
        """How many rows of `page` are newer than those shown; remembers them for `open`."""
        count = sum(
            revision > self.revisions.get(item, 0) and item not in self.refused
            for item, revision in _revisions(page).items()
        )
        self.newer = page if count else None
        return count

    def take(
        self, grid: Grid, edited_rows: Mapping[int, Mapping[str, object]], save: Save, now: datetime
    ) -> None:
        """Save what was typed in `grid` since the last time."""
        typed = grid.typed(edited_rows)
        if not typed:
            return
        edits = []
        for item, changes in typed.items():
            pending = self.refused[item].changes if item in self.refused else {}
            edits.append(Edit(item, self.revisions[item], {**pending, **changes}))
        self._record(edits, _attempt(save, edits), now)
        for item, changes in typed.items():
            grid.taken[item].update(changes)

    def keep_mine(
        self, item: int, save: Save, now: datetime, sides: Mapping[str, Side] | None = None
    ) -> None:
        """Write a refused row over what is there now, or of each field the side chosen.

        It may be refused again.
        """
        refusal = self.refused.get(item)
        if refusal is None:
            return
        changes = refusal.changes
        if refusal.current and sides is not None:
            changes = settled(refusal.changes, refusal.current, sides)
            if not changes:
                self.keep_theirs(item)
                return
        edit = Edit(item, refusal.revision, changes)
        outcomes = _attempt(save, [edit])
        if outcomes[0].saved:
            self._accept(item, refusal)
        self._record([edit], outcomes, now)

    def keep_theirs(self, item: int) -> None:
        """Give up what was typed for a refused row."""
        refusal = self.refused.pop(item, None)
        if refusal is not None:
            self._accept(item, refusal)

    def _accept(self, item: int, refusal: Refusal) -> None:
        self.revisions[item] = refusal.revision
        self.stored.setdefault(item, {}).update({k: plain(v) for k, v in refusal.current.items()})

    def _record(self, edits: Sequence[Edit], outcomes: Sequence[Outcome], now: datetime) -> None:
        by_item = {outcome.item: outcome for outcome in outcomes}
        for edit in edits:
            outcome = by_item[edit.item]
            if not outcome.saved:
                self.refused[edit.item] = Refusal(
                    edit.changes, outcome.current, outcome.revision, outcome.message
                )
                continue
            self.refused.pop(edit.item, None)
            self.revisions[edit.item] = outcome.revision
            self.stored.setdefault(edit.item, {}).update(edit.changes)
            self.saved += len(edit.changes)
            self.said = outcome.message
            self.saved_at = now

    def _replace(self, grid: Grid) -> Grid:
        if self.grid is not None:
            self.retired.append(self.grid)
        self.grid = grid
        self.newer = None
        return grid

    def _with_stored(self, page: pd.DataFrame, editable: Sequence[str]) -> pd.DataFrame:
        changed = [item for item in page.index if item in self.stored]
        if not changed:
            return page
        copy = page.copy()
        for name in editable:
            values = [
                self.stored.get(item, {}).get(name, value)
                for item, value in zip(page.index, page[name], strict=True)
            ]
            dates = pd.api.types.is_datetime64_any_dtype(page[name])
            dtype = None if dates else page[name].dtype
            filled = pd.to_datetime(pd.Series(values), format="ISO8601") if dates else values
            copy[name] = pd.Series(list(filled), index=page.index, dtype=dtype)
        return copy


def plain(value: object) -> object:
    """A cell as text, number, truth value or None; a day as ISO text."""
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, datetime):
        return _day(value.isoformat())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _day(value)
    return value.item() if hasattr(value, "item") else value


def same(one: object, other: object) -> bool:
    """Whether two plain cells say the same; an emptied text is no text."""
    return one == other or (one in (None, "") and other in (None, ""))


def _day(text: str) -> str:
    """A moment at midnight is a day: 2026-04-01T00:00:00 → 2026-04-01."""
    if len(text) >= 19 and text[10:19] == "T00:00:00" and not text[19:].strip(".0Z"):
        return text[:10]
    return text


def _fresh(key: str) -> str:
    return f"{key}.{uuid4().hex[:12]}"


def _revisions(page: pd.DataFrame) -> dict[int, int]:
    return {int(i): int(r) for i, r in zip(page.index, page[REVISION], strict=True)}


def _attempt(save: Save, edits: Sequence[Edit]) -> Sequence[Outcome]:
    """Save a batch; when the batch as a whole is refused, its rows one by one."""
    started = time.monotonic()
    try:
        return save(edits)
    except Problem as problem:
        slow = time.monotonic() - started > SLOW_REFUSAL_S
        if len(edits) == 1 or slow:
            return [Outcome(e.item, False, e.revision or 0, {}, str(problem)) for e in edits]
    return [outcome for edit in edits for outcome in _attempt(save, [edit])]
