"""標準化対象外のシステム: what becomes of each at its replacement, and its use of the cloud."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from taiodo.access.rights import Action
from taiodo.plan.calendar import parse_date
from taiodo.plan.outside import (
    CANDIDATES,
    CLOUDS,
    DECISIONS,
    Decision,
    OutsideSystem,
    outside_systems,
)
from taiodo.problems import Problem
from taiodo.store import costs as stored
from taiodo.store import inventory as stored_inventory
from taiodo.store.changes import Stale
from taiodo.survey.items import Edit, Outcome
from taiodo.workflow.bridging import STALE
from taiodo.workflow.desk import Desk, today

MAX_WORDS = 400
CHOICES: dict[str, Mapping[str, str]] = {
    "candidate": CANDIDATES,
    "decision": DECISIONS,
    "cloud": CLOUDS,
}


def systems_outside(desk: Desk) -> tuple[OutsideSystem, ...]:
    """The own systems with their decisions, the nearest occasion first."""
    with desk.reading() as (reading, body):
        inventory = stored_inventory.inventory(reading, body.id)
        return outside_systems(inventory, stored.decisions(reading, body.id), today())


def keys_of(desk: Desk) -> dict[str, int]:
    """The user's id of each system → key, for rows of a grid."""
    with desk.reading() as (reading, body):
        return stored_inventory.system_keys(reading, body.id)


def save_decisions(desk: Desk, edits: Sequence[Edit]) -> tuple[Outcome, ...]:
    """Store what was decided; `Edit.item` is the system's key.

    A bad date, a decision without its reason or a stale revision refuses that row alone.
    """
    outcomes = []
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        codes = {key: code for code, key in stored_inventory.system_keys(tx, body.id).items()}
        held = stored.decisions(tx, body.id)
        for edit in edits:
            code = codes.get(edit.item, "")
            present, revision = held.get(code, (Decision(), 0))
            try:
                wanted = _checked(present, edit.changes)
            except Problem as problem:
                message = f"{problem.message}{problem.advice}"
                outcomes.append(Outcome(edit.item, False, revision, {}, message))
                continue
            result: int | Stale = Stale({})
            if edit.revision is None or edit.revision == revision:
                result = stored.save_decision(tx, body.id, code, wanted, revision)
            if isinstance(result, Stale):
                now = values_of(present) | {"revision": revision}
                outcomes.append(Outcome(edit.item, False, revision, now, STALE))
            else:
                outcomes.append(Outcome(edit.item, True, result))
    return tuple(outcomes)


def values_of(decision: Decision) -> dict[str, object]:
    """A decision as the fields of a grid."""
    return {
        "replacement": decision.replacement,
        "candidate": decision.candidate,
        "decision": decision.decision,
        "reason": decision.reason,
        "cloud": decision.cloud,
        "cloud_note": decision.cloud_note,
    }


def _checked(present: Decision, changes: Mapping[str, object]) -> Decision:
    words = {name: str(value or "").replace("\x00", "").strip() for name, value in changes.items()}
    for name, choices in CHOICES.items():
        if words.get(name, "") not in choices:
            raise Problem("一覧にない値です。", advice="一覧から選んでください。")
    if words.get("replacement"):
        try:
            words["replacement"] = parse_date(words["replacement"]).isoformat()
        except ValueError as error:
            raise Problem(
                f"更改予定日「{words['replacement']}」を読み取れません。", advice="例: 2027-01-31"
            ) from error
    if any(len(value) > MAX_WORDS for value in words.values()):
        raise Problem(f"理由と備考は{MAX_WORDS}字以内にしてください。")
    return replace(present, **words)
