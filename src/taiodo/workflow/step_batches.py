"""Steps changed together: finished, moved, laid out, imported; each batch can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from taiodo.access.rights import Action
from taiodo.catalog.load import load_catalog, operation_of
from taiodo.catalog.timeline import StepStatus
from taiodo.plan.layout import laid_out
from taiodo.plan.steps import StepRecord, forty_steps
from taiodo.problems import Finding, Problem, Severity
from taiodo.store import municipal
from taiodo.store import steps as stored
from taiodo.store.batches import BatchChange, StepBatch, keep_batch, last_batch, mark_undone
from taiodo.store.changes import Stale
from taiodo.store.engine import Transaction
from taiodo.workflow.desk import Desk
from taiodo.workflow.tracking import MAX_NOTE, STALE, in_charge, steps_by_serial, weights_of

BATCH_KINDS = {
    "import": "取込",
    "finish": "まとめて完了",
    "shift": "予定の移動",
    "layout": "仮置き",
}


def save_together(
    tx: Transaction,
    municipality: int,
    kind: str,
    title: str,
    wanted: Sequence[StepRecord],
    reason: str = "",
) -> int:
    """Store records that differ from what is there as one batch that can be taken back; how many.

    Records carry the revision they were seen at; one changed meanwhile refuses the whole batch.

    Raises:
        Problem: somebody changed one of the steps meanwhile.
    """
    present = stored.step_records(tx, municipality)
    changes = []
    for record in wanted:
        key = (record.operation, record.step)
        before = present.get(key) or StepRecord(*key)
        if stored.stored_values(before) == stored.stored_values(record):
            continue
        revision = stored.save_record(tx, municipality, record, reason)
        if isinstance(revision, Stale):
            raise Problem(STALE, advice="画面を読み直して、もう一度お試しください。")
        changes.append(BatchChange(*key, stored.stored_values(before), revision))
    if changes:
        keep_batch(tx, municipality, kind, title, changes)
    return len(changes)


def finish_steps(desk: Desk, operation: str, last: int, on: date | None = None) -> int:
    """Record 完了済み for every step up to `last` that is not 対象外; how many changed.

    `on` is their actual end, where none is recorded. Taken back by `undo_last`.
    """
    found = operation_of(operation)
    with desk.changing(Action.SET_STEPS) as (tx, body):
        desk.require(Action.SET_STEPS, departments=in_charge(tx, body.id, found.id))
        records = forty_steps(found.id, stored.step_records(tx, body.id).values())
        wanted = [
            replace(r, status=StepStatus.DONE, actual_end=r.actual_end or on)
            for r in records
            if r.step <= last and not r.is_finished
        ]
        title = f"{found.name} {steps_by_serial()[last].item}まで"
        return save_together(tx, body.id, "finish", title, wanted)


def shift_steps(desk: Desk, operation: str, first: int, days: int, reason: str) -> int:
    """Move the planned dates of the open steps from `first` on by `days`; how many moved.

    Raises:
        Problem: no days, no reason, or nothing to move.
    """
    if not days or not reason.strip():
        raise Problem(
            "ずらす日数と理由の両方が要ります。",
            advice="日数（前倒しは負の数）と理由を入れてください。",
        )
    found = operation_of(operation)
    moved = timedelta(days=days)
    with desk.changing(Action.SET_STEPS) as (tx, body):
        desk.require(Action.SET_STEPS, departments=in_charge(tx, body.id, found.id))
        records = forty_steps(found.id, stored.step_records(tx, body.id).values())
        wanted = [
            replace(
                r,
                planned_start=r.planned_start and r.planned_start + moved,
                planned_end=r.planned_end and r.planned_end + moved,
            )
            for r in records
            if r.step >= first and not r.is_finished and r.planned
        ]
        title = f"{found.name} {steps_by_serial()[first].item}から{days:+d}日"
        count = save_together(tx, body.id, "shift", title, wanted, reason.strip()[:MAX_NOTE])
    if not count:
        raise Problem(
            "ずらす予定がありません。", advice="終わっていないステップに予定日を入れてください。"
        )
    return count


def lay_out(desk: Desk, operation: str, first: date) -> int:
    """Lay open steps without plan between `first` and the cutover, by weight; how many.

    Raises:
        Problem: the operation has no cutover date, or `first` is not before it.
    """
    found = operation_of(operation)
    with desk.changing(Action.SET_STEPS) as (tx, body):
        desk.require(Action.SET_STEPS, departments=in_charge(tx, body.id, found.id))
        plan = municipal.plans(tx, body.id).get(found.id)
        if plan is None or not plan.plan.cutover:
            raise Problem(
                f"{found.name}の切替予定日がありません。",
                advice="先に移行計画で切替予定日を入れてください。",
            )
        cutover = date.fromisoformat(plan.plan.cutover)
        if first >= cutover:
            raise Problem(
                "始める日が切替予定日より前ではありません。",
                advice="もっと早い日を選んでください。",
            )
        records = forty_steps(found.id, stored.step_records(tx, body.id).values())
        periods = laid_out(records, weights_of(tx, body.id), first, cutover)
        wanted = [
            replace(r, planned_start=periods[r.step][0], planned_end=periods[r.step][1])
            for r in records
            if r.step in periods
        ]
        return save_together(tx, body.id, "layout", f"{found.name} 予定の仮置き", wanted)


def last_done_together(desk: Desk) -> StepBatch | None:
    """The newest batch that can be taken back."""
    with desk.reading() as (reading, body):
        return last_batch(reading, body.id)


def undo_last(desk: Desk, batch: int) -> int:
    """Take a batch back: every step has again what it had before; how many.

    Raises:
        Problem: it is not the newest batch, or steps were changed since, each a finding.
    """
    with desk.changing(Action.SET_STEPS) as (tx, body):
        found = last_batch(tx, body.id)
        if found is None or found.id != batch:
            raise Problem(
                "取り消せるのは、最後にまとめて変えたものだけです。",
                advice="画面を読み直してください。",
            )
        for operation in {one.operation for one in found.changes}:
            desk.require(Action.SET_STEPS, departments=in_charge(tx, body.id, operation))
        present = stored.step_records(tx, body.id)
        _require_untouched(found, present)
        for one in found.changes:
            key = {"operation": one.operation, "step": one.step, "revision": one.revision}
            stored.save_record(tx, body.id, stored.record_of({**one.before, **key}))
        mark_undone(tx, body.id, found)
    return len(found.changes)


def _require_untouched(batch: StepBatch, present: Mapping[tuple[str, int], StepRecord]) -> None:
    names, steps = load_catalog().operations, steps_by_serial()
    touched = [
        Finding(
            "steps.changed-since",
            Severity.ERROR,
            f"{names[one.operation].name} {steps[one.step].item}",
            "まとめて変えた後に、別の変更がありました。",
            "このステップは画面で直してください。",
        )
        for one in batch.changes
        if present[one.operation, one.step].revision != one.revision
    ]
    if touched:
        raise Problem(
            f"後から変わったステップが{len(touched)}件あるため、何も取り消していません。",
            advice="変わったステップを確かめ、必要なものだけ画面で直してください。",
            findings=touched,
        )
