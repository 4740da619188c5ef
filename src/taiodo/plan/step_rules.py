"""What does not fit together in the steps of one operation: one small generator per rule."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from taiodo.calendar import wareki
from taiodo.catalog.timeline import Step, StepStatus
from taiodo.plan.steps import StepRecord
from taiodo.problems import Finding, Severity

Steps = Mapping[int, Step]


def step_findings(
    name: str, records: Sequence[StepRecord], steps: Steps, day: date
) -> tuple[Finding, ...]:
    """Everything that does not fit in the steps of the operation called `name`, on a day."""
    found = (f for rule in STEP_RULES for f in rule(name, records, steps, day))
    return tuple(found)


def ends_before_start(
    name: str, records: Sequence[StepRecord], steps: Steps, day: date
) -> Iterator[Finding]:
    """A period, planned or actual, that ends before it starts."""
    for record in records:
        for title, start, end in (
            ("予定", record.planned_start, record.planned_end),
            ("実績", record.actual_start, record.actual_end),
        ):
            if start and end and end < start:
                message = f"{title}の終了（{wareki(end)}）が開始（{wareki(start)}）より前です。"
                yield _finding(
                    "end-before-start", Severity.WARNING, name, record, steps, message,
                    "開始と終了のどちらかを直してください。",
                )  # fmt: skip


def actual_in_the_future(
    name: str, records: Sequence[StepRecord], steps: Steps, day: date
) -> Iterator[Finding]:
    """Something that is said to have happened on a day still ahead."""
    for record in records:
        for title, when in (("開始", record.actual_start), ("終了", record.actual_end)):
            if when and when > day:
                message = f"実績の{title}（{wareki(when)}）が、まだ来ていない日です。"
                yield _finding(
                    "actual-ahead", Severity.WARNING, name, record, steps, message,
                    "予定の欄に入れるか、日付を直してください。",
                )  # fmt: skip


def done_without_date(
    name: str, records: Sequence[StepRecord], steps: Steps, day: date
) -> Iterator[Finding]:
    """A step that is done, nobody knows since when."""
    for record in records:
        if record.status is StepStatus.DONE and record.actual_end is None and record.planned:
            yield _finding(
                "done-undated", Severity.INFO, name, record, steps,
                "完了済みですが、実績の終了日がありません。",
                "終了日を入れると、予定との差が分かります。",
            )  # fmt: skip


def ended_but_not_done(
    name: str, records: Sequence[StepRecord], steps: Steps, day: date
) -> Iterator[Finding]:
    """An actual end beside a status that says otherwise."""
    for record in records:
        if record.actual_end and record.status is not StepStatus.DONE:
            yield _finding(
                "ended-not-done", Severity.WARNING, name, record, steps,
                f"実績の終了日がありますが、状況は「{record.status.label}」です。",
                "状況を「完了済み」にするか、終了日を消してください。",
            )  # fmt: skip


def done_before_an_earlier_one(
    name: str, records: Sequence[StepRecord], steps: Steps, day: date
) -> Iterator[Finding]:
    """The last finished step, when steps before it are open: often right, worth a look."""
    done = [record.step for record in records if record.status is StepStatus.DONE]
    open_before = [
        record for record in records if done and record.step < max(done) and not record.is_finished
    ]
    if open_before:
        items = [steps[record.step].item for record in open_before]
        shown = "、".join(items[:6]) + (f" ほか{len(items) - 6}" if len(items) > 6 else "")
        last = next(record for record in records if record.step == max(done))
        yield _finding(
            "done-out-of-order", Severity.INFO, name, last, steps,
            f"完了済みですが、前のステップが終わっていません（{shown}）。",
            "並行して進めているならこのままで構いません。",
        )  # fmt: skip


def started_before_the_rest(
    name: str, records: Sequence[StepRecord], steps: Steps, day: date
) -> Iterator[Finding]:
    """Planned to start after the operation is planned to be running."""
    running = next((r.planned for r in records if r.step == len(records)), None)
    for record in records[:-1]:
        planned = record.planned
        if running and planned and planned[1] > running[1] and not record.is_finished:
            message = f"予定の終了（{wareki(planned[1])}）が、運用開始の予定より後です。"
            yield _finding(
                "after-start-of-operation", Severity.INFO, name, record, steps, message,
                "運用開始の後に残る作業かどうか確かめてください。",
            )  # fmt: skip


def _finding(
    code: str, severity: Severity, name: str, record: StepRecord, steps: Steps, *words: str
) -> Finding:
    step = steps[record.step]
    return Finding(f"steps.{code}", severity, f"{name} {step.item} {step.name}", *words)


STEP_RULES = (
    ends_before_start, actual_in_the_future, done_without_date, ended_but_not_done,
    done_before_an_earlier_one, started_before_the_rest,
)  # fmt: skip
