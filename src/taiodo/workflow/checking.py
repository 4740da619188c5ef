"""Whether the database and the data files are whole: taiodo check, taiodo catalog check."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from taiodo.catalog.files import data_root
from taiodo.catalog.load import load_catalog
from taiodo.catalog.rules import check_catalog
from taiodo.problems import Finding, Problem, Severity, errors
from taiodo.store.chain import head_of
from taiodo.store.integrity import integrity_findings
from taiodo.workbook.inventory import read_inventory
from taiodo.workbook.reply_words import reply_words
from taiodo.workbook.vocabulary import layouts, vocabulary
from taiodo.workflow.desk import Desk


def check(desk: Desk) -> tuple[Finding, ...]:
    """What is wrong with the database; empty when it is whole."""
    with desk.store.reading() as reading:
        return integrity_findings(reading)


@dataclass(frozen=True, slots=True)
class AuditEnd:
    """The end of the audit trail: rows, and the hash to note down elsewhere."""

    id: int
    hash: str

    def as_dict(self) -> dict[str, object]:
        """The JSON form within `check`."""
        return {"id": self.id, "hash": self.hash}

    @property
    def words(self) -> str:
        """What to note down, so that a trail cut short or written anew is noticed."""
        return f"履歴の末尾: {self.id:,}番 {self.hash}"


def audit_end(desk: Desk) -> AuditEnd:
    """The end of the audit trail as it is now."""
    with desk.store.reading() as reading:
        head = head_of(reading.connection)
    return AuditEnd(head.id, head.hash)


def check_data(root: Path | None = None) -> tuple[Finding, ...]:
    """What is wrong with the data files under `root`: catalog, specs, layouts, inventories."""
    base = root or data_root()
    findings = check_catalog(base)
    found = [*findings, *_layout_findings(base)]
    if not errors(findings):
        found += _inventory_findings(base)
    return tuple(found)


def _layout_findings(root: Path) -> Iterator[Finding]:
    told: set[str] = set()
    for read in (vocabulary, layouts, reply_words):
        try:
            read(root)
        except Problem as problem:
            if problem.where not in told:
                told.add(problem.where)
                yield _as_finding(problem, "catalog.layout")


def _inventory_findings(root: Path) -> Iterator[Finding]:
    """The sample inventories, checked as an import checks them."""
    names = {o.id: o.name for o in load_catalog(root).operations.values()}
    for file in sorted(root.glob("mapping/*/systems.csv")):
        place = file.parent.relative_to(root).as_posix()
        try:
            reading = read_inventory(file.parent, operations=names)
        except Problem as problem:
            yield _as_finding(problem, "catalog.inventory")
            continue
        for finding in reading.findings:
            if finding.severity is not Severity.INFO:
                yield replace(finding, where=f"{place}/{finding.where}")


def _as_finding(problem: Problem, code: str) -> Finding:
    return Finding(code, Severity.ERROR, problem.where, problem.message, problem.advice)
