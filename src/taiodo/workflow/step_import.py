"""取込・書き出し: statuses of one body from the nation's progress table, and back into it."""

import io
from dataclasses import dataclass, replace
from pathlib import Path

from taiodo.access.rights import Action
from taiodo.catalog.load import load_catalog
from taiodo.catalog.timeline import Step, StepStatus
from taiodo.plan.national import (
    WORDS,
    NationalTable,
    OperationNames,
    Statuses,
    rows_of_body,
    statuses_of,
)
from taiodo.plan.steps import StepRecord, forty_steps
from taiodo.problems import Finding, Problem, Severity, errors
from taiodo.store import municipal
from taiodo.store import steps as stored
from taiodo.store.engine import Reading
from taiodo.workbook.step_status import read_step_table, step_table_as_text, write_step_book
from taiodo.workflow.desk import Desk
from taiodo.workflow.step_batches import save_together
from taiodo.workflow.tracking import applicable, steps_by_serial
from taiodo.workflow.trail import record_export

FORMATS = ("xlsx", "tsv", "csv")
ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One status that differs from the one recorded."""

    operation: str
    name: str
    step: Step
    before: StepStatus
    after: StepStatus

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `plan import-steps`."""
        return {
            "operation": self.operation,
            "step": self.step.serial,
            "item": self.step.item,
            "from": self.before.value,
            "to": self.after.value,
        }


@dataclass(frozen=True, slots=True)
class StepImport:
    """What an import changes, or would change: nothing while there is an error."""

    file: str
    body: str
    changes: tuple[StatusChange, ...]
    unchanged: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it can be committed."""
        return not errors(self.findings)

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `plan import-steps`."""
        return {
            "file": self.file,
            "body": self.body,
            "changed": [change.as_dict() for change in self.changes],
            "unchanged": self.unchanged,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def read(source: Path | bytes, name: str = "") -> NationalTable:
    """The nation's progress table in a file: xlsx, xls, tsv or csv, in UTF-8 or CP932.

    Raises:
        Problem: the file cannot be read or is no such table.
    """
    return read_step_table(source, load_catalog().steps, name)


def usual_body(desk: Desk, table: NationalTable) -> str:
    """The name of the municipality when the table has it, "" when not."""
    with desk.reading() as (_, body):
        names = [f"{body.prefecture}{body.name}", body.name]
    for name in names:
        try:
            rows_of_body(table, name)
        except Problem:
            continue
        return name
    return ""


def preview(desk: Desk, table: NationalTable, body: str) -> StepImport:
    """What importing the rows of `body` would change.

    Raises:
        Problem: the table has no such body, or several.
    """
    with desk.reading() as (reading, current):
        return _compared(reading, current, table, body)[0]


def commit(desk: Desk, table: NationalTable, body: str) -> StepImport:
    """Take the statuses of `body` over, all or nothing; dates, owners and notes stay.

    Raises:
        Problem: the table has no such body, or a finding is an error.
    """
    with desk.changing(Action.CHANGE_PLAN) as (tx, current):
        done, wanted = _compared(tx, current, table, body)
        if not done.is_sound:
            raise Problem(
                f"誤りが{len(errors(done.findings))}件あるため、何も取り込んでいません。",
                table.name,
                "下の箇所を直してから、もう一度取り込んでください。",
                done.findings,
            )
        save_together(tx, current.id, "import", f"{table.name}（{done.body}）", wanted)
    return done


def _compared(
    reading: Reading, current: municipal.CurrentMunicipality, table: NationalTable, body: str
) -> tuple[StepImport, list[StepRecord]]:
    catalog, steps = load_catalog(), steps_by_serial()
    rows = rows_of_body(table, body)
    common = [function.name for function in catalog.common_functions]
    names = OperationNames(catalog.operations, catalog.operation_names, common)
    wanted_operations = {operation.id: operation.name for operation in applicable(current)}
    read = statuses_of(rows, names, wanted_operations, steps)
    records = stored.step_records(reading, current.id)
    changes, wanted = [], []
    for (operation, serial), status in read.found.items():
        present = records.get((operation, serial)) or StepRecord(operation, serial)
        if present.status is not status:
            name = wanted_operations[operation]
            changes.append(StatusChange(operation, name, steps[serial], present.status, status))
            wanted.append(replace(present, status=status))
    name = rows[0].body_name
    findings = (
        *_other_body(current, name, table.name),
        *table.findings,
        *read.findings,
        *_absent(read, wanted_operations, table.name),
    )
    unchanged = len(read.found) - len(changes)
    done = StepImport(table.name, name, tuple(changes), unchanged, findings)
    return done, wanted


def _other_body(
    current: municipal.CurrentMunicipality, body: str, file: str
) -> tuple[Finding, ...]:
    """A warning where the rows are not those of the municipality whose plan is changed."""
    own = "".join(current.name.split())
    prefecture = "".join(current.prefecture.split())
    named = "".join(body.split())
    if named in {own, prefecture + own} or (not prefecture and named.endswith(own)):
        return ()
    return (
        Finding(
            "steps.other-body",
            Severity.WARNING,
            file,
            f"{body}の行を{current.name}の計画に取り込みます。",
            "団体を確かめてください。取り込んだ後は「取り消す」（plan undo-steps）で戻せます。",
        ),
    )


def _absent(read: Statuses, wanted: dict[str, str], file: str) -> tuple[Finding, ...]:
    there = {operation for operation, _ in read.found}
    absent = [name for operation, name in wanted.items() if operation not in there]
    if not absent:
        return ()
    message = f"ファイルに行のない業務は変えません（{'、'.join(absent)}）。"
    return (Finding("steps.operation-absent", Severity.INFO, file, message),)


def exported(desk: Desk, kind: str, encoding: str = "utf-8") -> bytes:
    """The statuses of the municipality in the nation's layout, ready to be pasted into it.

    Args:
        desk: where the statuses are.
        kind: xlsx, tsv or csv.
        encoding: utf-8 or cp932, of text files.

    Raises:
        Problem: another kind is asked for.
    """
    if kind not in FORMATS:
        raise Problem(
            f"「{kind}」の形式では書き出せません。",
            advice="ファイル名の終わりを .xlsx・.tsv・.csv のいずれかにしてください。",
        )
    record_export(desk, "step_status", f"作業ステップ（国の進捗表の形、{kind}）")
    steps = load_catalog().steps
    with desk.reading() as (reading, body):
        records = stored.step_records(reading, body.id).values()
        prefecture = body.prefecture
        city = "" if body.name == prefecture else body.name
        rows = [
            [prefecture, city, o.name, *(WORDS[r.status] for r in forty_steps(o.id, records))]
            for o in applicable(body)
        ]
    if kind == "xlsx":
        target = io.BytesIO()
        write_step_book(target, rows, steps)
        return target.getvalue()
    return step_table_as_text(rows, steps, tabs=kind == "tsv", encoding=ENCODINGS[encoding])
