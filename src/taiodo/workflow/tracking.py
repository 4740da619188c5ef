"""作業ステップ: what is recorded of the steps, their progress, findings and weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from taiodo.access.rights import Action
from taiodo.calendar import parse_date
from taiodo.catalog.load import applies, load_catalog, operation_of
from taiodo.catalog.operations import Operation
from taiodo.catalog.timeline import Step, StepStatus
from taiodo.plan.step_rules import step_findings
from taiodo.plan.steps import (
    StepProgress,
    StepRecord,
    forty_steps,
    signs_of,
    status_of,
    step_progress_of,
)
from taiodo.problems import Finding, Problem
from taiodo.store import municipal
from taiodo.store import steps as stored
from taiodo.store.changes import Stale
from taiodo.store.engine import Reading
from taiodo.survey.items import Edit, Outcome
from taiodo.workflow.desk import Desk, end_of_day_utc, today

STALE = "他の人が先に変更していました。"
MAX_NOTE, MAX_OWNER, MAX_WEIGHT = 1_000, 60, 100


@dataclass(frozen=True, slots=True)
class StepLine:
    """One of the 40 steps of one operation with what is recorded of it."""

    step: Step
    record: StepRecord

    @property
    def status(self) -> StepStatus:
        """The recorded status."""
        return self.record.status

    @property
    def note(self) -> str:
        """The recorded note."""
        return self.record.note

    @property
    def revision(self) -> int:
        """The revision of the record, 0 while nothing is stored."""
        return self.record.revision


@dataclass(frozen=True, slots=True)
class StepWeight:
    """The weight of one step: the municipality's own at `revision`, or the catalog's (0)."""

    step: Step
    weight: int
    usual: int
    revision: int


def moment_of(as_of: date | None) -> str:
    """The moment records are wanted just before (UTC ISO); "" for what is there now.

    Raises:
        Problem: the day lies ahead.
    """
    if as_of is None or as_of == today():
        return ""
    if as_of > today():
        raise Problem(
            f"{as_of.isoformat()} はまだ来ていない日です。",
            advice="今日か、それより前の日を指定してください。",
        )
    return end_of_day_utc(as_of)


def applicable(body: municipal.CurrentMunicipality) -> tuple[Operation, ...]:
    """The operations that apply to the municipality, in official order."""
    return tuple(o for o in load_catalog().operations.values() if applies(o, body.kind))


def steps_by_serial() -> dict[int, Step]:
    """The 40 steps of the national 手順書."""
    return {step.serial: step for step in load_catalog().steps}


def weights_of(reading: Reading, municipality: int) -> dict[int, int]:
    """The weights that hold: the catalog's, with the municipality's own laid over."""
    own = {step: weight for step, (weight, _) in stored.own_weights(reading, municipality).items()}
    return load_catalog().step_weights | own


def step_progress(desk: Desk, as_of: date | None = None) -> tuple[StepProgress, ...]:
    """The step progress of every operation that applies, in official order."""
    moment = moment_of(as_of)
    with desk.reading() as (reading, body):
        records = stored.step_records(reading, body.id, moment)
        weights = weights_of(reading, body.id)
        return tuple(step_progress_of(o.id, records.values(), weights) for o in applicable(body))


def step_lines(desk: Desk, operation: str, as_of: date | None = None) -> tuple[StepLine, ...]:
    """The 40 steps of one operation; a step nobody recorded is 未着手 at revision 0."""
    known, steps, moment = operation_of(operation).id, steps_by_serial(), moment_of(as_of)
    with desk.reading() as (reading, body):
        recorded = stored.step_records(reading, body.id, moment)
    return tuple(StepLine(steps[r.step], r) for r in forty_steps(known, recorded.values()))


def group_signs(desk: Desk, as_of: date | None = None) -> dict[str, str]:
    """A sign per group of steps (①–⑱) of every operation: ● △ ・ －, see `plan.steps`."""
    steps, moment = load_catalog().steps, moment_of(as_of)
    groups = {step.serial: step.item[0] for step in steps}
    with desk.reading() as (reading, body):
        records = stored.step_records(reading, body.id, moment).values()
    return {o.id: signs_of(forty_steps(o.id, records), groups) for o in applicable(body)}


def findings_of(desk: Desk, operation: str = "") -> tuple[Finding, ...]:
    """What does not fit together in the steps of one operation, or of all."""
    wanted = operation_of(operation).id if operation else ""
    with desk.reading() as (reading, body):
        records = stored.step_records(reading, body.id)
    return tuple(
        finding
        for o in applicable(body)
        if wanted in ("", o.id)
        for finding in step_findings(
            o.name, forty_steps(o.id, records.values()), steps_by_serial(), today()
        )
    )


def save_steps(
    desk: Desk, operation: str, edits: Sequence[Edit], reason: str = ""
) -> tuple[Outcome, ...]:
    """Store what was typed of steps; `Edit.item` is the step's serial, days are ISO text.

    Each is saved, or refused with the values there now; a refusal does not stop the others.

    Raises:
        Problem: an unknown status, a date that is none, too long a text; nothing of the batch is
            stored.
    """
    known = operation_of(operation).id
    checked = [(edit, _checked(edit.changes)) for edit in edits]
    outcomes = []
    with desk.changing(Action.SET_STEPS) as (tx, body):
        desk.require(Action.SET_STEPS, departments=in_charge(tx, body.id, known))
        recorded = stored.step_records(tx, body.id)
        for edit, changes in checked:
            present = recorded.get((known, edit.item)) or StepRecord(known, edit.item)
            revision = present.revision if edit.revision is None else edit.revision
            wanted = replace(present, **changes, revision=revision)
            result = stored.save_record(tx, body.id, wanted, reason.strip()[:MAX_NOTE])
            if isinstance(result, Stale):
                now = int(result.current.get("revision", 0))
                outcomes.append(Outcome(edit.item, False, now, result.current, STALE))
            else:
                outcomes.append(Outcome(edit.item, True, result))
    return tuple(outcomes)


def _checked(changes: Mapping[str, object]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in changes.items()}


def _value(name: str, value: object) -> object:
    text = str(value or "").replace("\x00", "").strip()
    if name == "status":
        return status_of(text)
    if name in stored.DATES:
        try:
            return parse_date(text) if text else None
        except ValueError as error:
            raise Problem(str(error), advice="例: 2026-03-31、令和8年3月31日") from error
    title, longest = {"note": ("備考", MAX_NOTE), "owner": ("担当者", MAX_OWNER)}[name]
    if len(text) > longest:
        raise Problem(
            f"{title}が長すぎます（{len(text):,}字）。",
            advice=f"{longest:,}字以内にしてください。",
        )
    return text


def in_charge(reading: Reading, municipality: int, operation: str) -> tuple[str, ...]:
    """The department in charge of an operation, none when nobody is yet."""
    kept = municipal.plans(reading, municipality).get(operation)
    return (kept.plan.department,) if kept and kept.plan.department else ()


def refusal(desk: Desk, operation: str) -> str:
    """Why the person may not record steps of an operation, "" when they may."""
    with desk.reading() as (reading, body):
        return desk.refusal(Action.SET_STEPS, departments=in_charge(reading, body.id, operation))


def weights(desk: Desk) -> tuple[StepWeight, ...]:
    """The weight of each of the 40 steps."""
    usual = load_catalog().step_weights
    with desk.reading() as (reading, body):
        own = stored.own_weights(reading, body.id)
    found = []
    for serial, step in steps_by_serial().items():
        weight, revision = own.get(serial, (usual[serial], 0))
        found.append(StepWeight(step, weight, usual[serial], revision))
    return tuple(found)


def save_weights(desk: Desk, edits: Sequence[Edit]) -> tuple[Outcome, ...]:
    """Store weights typed for steps; `Edit.item` is the step's serial.

    Raises:
        Problem: a weight is not a whole number from 1 to 100; nothing of the batch is stored.
    """
    checked = [(edit, _weight(edit.changes.get("weight"))) for edit in edits]
    outcomes = []
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        for edit, weight in checked:
            result = stored.save_weight(tx, body.id, edit.item, weight, edit.revision)
            if isinstance(result, Stale):
                now = int(result.current.get("revision", 0))
                outcomes.append(Outcome(edit.item, False, now, result.current, STALE))
            else:
                outcomes.append(Outcome(edit.item, True, result))
    return tuple(outcomes)


def _weight(value: object) -> int:
    try:
        weight = float(str(value))
    except ValueError:
        weight = 0.0
    if not (weight.is_integer() and 1 <= weight <= MAX_WEIGHT):
        raise Problem(
            f"重み「{value}」は使えません。",
            advice=f"1から{MAX_WEIGHT}までの整数を入れてください。",
        )
    return int(weight)
