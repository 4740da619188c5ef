"""暫定連携・改修: what must be bridged and changed under the plan, and who takes care of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from taiodo.access.rights import Action
from taiodo.catalog.inventory import Connection, System
from taiodo.impact.assignments import Assignment, TaskKind, TaskStatus
from taiodo.impact.bridges import Bridge, LinkState, bridges_needed, states_on
from taiodo.impact.changes import RequiredChange, bridges_by_month, required_changes
from taiodo.plan.calendar import parse_date
from taiodo.problems import Problem
from taiodo.store import impact as stored
from taiodo.store.changes import Stale
from taiodo.store.engine import Reading
from taiodo.store.inventory import system_keys
from taiodo.store.municipal import CurrentMunicipality
from taiodo.store.ownership import owners_of_connections, owners_of_systems
from taiodo.survey.items import Edit, Outcome
from taiodo.workflow.affected import Landscape, landscape, landscape_of
from taiodo.workflow.desk import Desk

STALE = "他の人が先に変更していました。"
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """One bridge with its connection, both systems, and who takes care of it.

    `key` is the row it is edited by; `extended` says that an end is expected to be a
    特定移行支援システム, so that its date may move.
    """

    key: int
    bridge: Bridge
    connection: Connection
    provider: System
    consumer: System
    extended: bool
    task: Assignment

    @property
    def people(self) -> tuple[str, ...]:
        """Departments and vendors of both ends."""
        ends = (self.provider, self.consumer)
        found = [e.department for e in ends] + [e.vendor for e in ends]
        return tuple(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One required change with its system, the names of its partners, and who does it."""

    key: int
    change: RequiredChange
    system: System
    partners: tuple[str, ...]
    extended: bool
    task: Assignment


@dataclass(frozen=True, slots=True)
class BridgePlan:
    """What the plan asks for: bridges, changes, and (first day of a month, bridges in it)."""

    landscape: Landscape
    bridges: tuple[BridgeLine, ...]
    changes: tuple[ChangeLine, ...]
    months: tuple[tuple[date, int], ...]

    def states_on(self, day: date) -> dict[LinkState, int]:
        """How many connections are old–old, bridged, new–new … on one day."""
        held = self.landscape
        states = list(states_on(day, held.inventory.connections, held.cutovers).values())
        return {state: states.count(state) for state in LinkState}

    def bridged_on(self, day: date) -> tuple[BridgeLine, ...]:
        """The bridges needed on one day."""
        return tuple(line for line in self.bridges if line.bridge.covers(day))

    @property
    def tasks(self) -> tuple[Assignment, ...]:
        """Who takes care of every bridge, then of every change."""
        return (*(b.task for b in self.bridges), *(c.task for c in self.changes))

    @property
    def peak(self) -> tuple[date, int] | None:
        """The month with most bridges; the first of several."""
        return max(self.months, key=lambda month: month[1]) if self.months else None


def bridges(desk: Desk) -> tuple[Bridge, ...]:
    """Every connection that needs a bridge under the plan as it stands."""
    held = landscape(desk)
    return bridges_needed(held.inventory, held.cutovers)


def changes(desk: Desk) -> tuple[RequiredChange, ...]:
    """Every system that does not move and must be changed under the plan as it stands."""
    held = landscape(desk)
    return required_changes(held.inventory, held.cutovers)


def bridge_plan(desk: Desk) -> BridgePlan:
    """Bridges and changes under the plan as it stands, with who takes care of each."""
    with desk.reading() as (reading, body):
        return bridge_plan_of(reading, body)


def bridge_plan_of(reading: Reading, body: CurrentMunicipality, moment: str = "") -> BridgePlan:
    """As `bridge_plan`, within a transaction; at `moment` (UTC ISO 8601) when one is given."""
    held = landscape_of(reading, body, moment)
    tasks = stored.assignments(reading, body.id, moment)
    keys = stored.connection_keys(reading, body.id), system_keys(reading, body.id)
    needed = bridges_needed(held.inventory, held.cutovers)
    return BridgePlan(
        held,
        _bridge_lines(held, needed, tasks, keys[0]),
        _change_lines(held, tasks, keys[1]),
        bridges_by_month(needed),
    )


Tasks = Mapping[tuple[TaskKind, str], Assignment]


def _bridge_lines(
    held: Landscape, needed: Sequence[Bridge], tasks: Tasks, keys: Mapping[str, int]
) -> tuple[BridgeLine, ...]:
    systems = {system.id: system for system in held.inventory.systems}
    links = {link.id: link for link in held.inventory.connections}
    lines = []
    for bridge in needed:
        provider, consumer = systems[bridge.provider], systems[bridge.consumer]
        extended = _extended(held, provider) or _extended(held, consumer)
        task = _task(tasks, TaskKind.BRIDGE, bridge.connection)
        key, link = keys[bridge.connection], links[bridge.connection]
        lines.append(BridgeLine(key, bridge, link, provider, consumer, extended, task))
    return tuple(lines)


def _change_lines(held: Landscape, tasks: Tasks, keys: Mapping[str, int]) -> tuple[ChangeLine, ...]:
    systems = {system.id: system for system in held.inventory.systems}
    lines = []
    for change in required_changes(held.inventory, held.cutovers):
        partners = [systems[link.partner] for link in change.links]
        names = tuple(dict.fromkeys(partner.name for partner in partners))
        extended = any(_extended(held, partner) for partner in partners)
        task = _task(tasks, TaskKind.CHANGE, change.system)
        key = keys[change.system]
        lines.append(ChangeLine(key, change, systems[change.system], names, extended, task))
    return tuple(lines)


def _task(tasks: Tasks, kind: TaskKind, code: str) -> Assignment:
    return tasks.get((kind, code)) or Assignment(kind, code)


def _extended(held: Landscape, system: System) -> bool:
    return system.kind.value == "standard" and bool(held.extended & set(system.operations))


def save_tasks(desk: Desk, kind: TaskKind, edits: Sequence[Edit]) -> tuple[Outcome, ...]:
    """Store owner, status, due day and note of bridges or changes; `Edit.item` is a line's key.

    Each is saved, or refused with the values there now; a refusal does not stop the others.

    Raises:
        Problem: an unknown status or row, no date, or too long a text; nothing is stored.
    """
    checked = [(edit, _checked(edit.changes)) for edit in edits]
    outcomes = []
    with desk.changing(Action.ASSIGN_CHANGES) as (tx, body):
        owners_of = owners_of_connections if kind is TaskKind.BRIDGE else owners_of_systems
        owners = owners_of(tx, {edit.item for edit, _ in checked})
        find = stored.connection_keys if kind is TaskKind.BRIDGE else system_keys
        codes = {key: code for code, key in find(tx, body.id).items()}
        for edit, values in checked:
            if edit.item not in codes:
                raise Problem("登録されていない行です。", advice="画面を開き直してください。")
            reason = desk.refusal(Action.ASSIGN_CHANGES, departments=owners[edit.item])
            if reason:
                outcomes.append(Outcome(edit.item, False, 0, {}, reason))
                continue
            held = _task(stored.assignments(tx, body.id), kind, codes[edit.item])
            revision = held.revision if edit.revision is None else edit.revision
            result = stored.save_assignment(tx, body.id, replace(held, revision=revision, **values))
            if isinstance(result, Stale):
                now = int(result.current.get("revision", 0))
                outcomes.append(Outcome(edit.item, False, now, result.current, STALE))
            else:
                outcomes.append(Outcome(edit.item, True, result))
    return tuple(outcomes)


def _checked(given: Mapping[str, object]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in given.items():
        text = " ".join(str(value or "").replace("\x00", "").split())
        if len(text) > LONGEST:
            raise Problem(
                f"長すぎます（{len(text):,}字）。", advice=f"{LONGEST:,}字以内にしてください。"
            )
        found[name] = text
    if "status" in found:
        try:
            found["status"] = TaskStatus(str(found["status"]) or "open")
        except ValueError as error:
            known = "、".join(status.value for status in TaskStatus)
            raise Problem(
                f"状況「{found['status']}」は使えません。", advice=f"使えるもの: {known}"
            ) from error
    if found.get("due"):
        found["due"] = _day(str(found["due"]))
    return found


def _day(words: str) -> str:
    try:
        return parse_date(words).isoformat()
    except ValueError as error:
        raise Problem(str(error), advice="例: 2026/3/31、令和8年3月31日") from error
