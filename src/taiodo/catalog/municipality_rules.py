"""Rules on municipalities: only operations that apply, KPI figures that add up, mapping tables."""

import csv
from collections.abc import Iterator

from taiodo.catalog.datafiles import DataFiles, ShapedDocument, error
from taiodo.catalog.documents import Document, Entry
from taiodo.catalog.kinds import MunicipalityKind
from taiodo.catalog.shapes import MUNICIPALITIES, OPERATIONS
from taiodo.problems import Finding

INVENTORY_COLUMNS = {
    "systems": (
        "id", "name", "kind", "operations", "department", "vendor", "contract_end", "cutover",
        "note",
    ),
    "features": ("id", "system", "name", "description", "customised", "counterparts", "note"),
    "connections": ("id", "provider", "consumer", "data", "method", "frequency", "note"),
}  # fmt: skip


def operations_that_do_not_apply(files: DataFiles) -> Iterator[Finding]:
    """A municipality naming an operation its kind does not carry out."""
    kinds = {e.text("id"): e.texts("kinds") for e in files.entries(OPERATIONS, "operations")}
    for document in _municipalities(files):
        kind = _kind(document)
        for entry, key, word in _named_operations(document):
            if kind and word in kinds and kind not in kinds[word]:
                title = MunicipalityKind(kind).label if kind in tuple(MunicipalityKind) else kind
                message = f"業務「{word}」は{title}にはない業務です。"
                advice = f"{key} から「{word}」を消すか、kind を確かめてください。"
                yield error("not-applicable", entry.where(key), message, advice)


def kpi_totals_differ(files: DataFiles) -> Iterator[Finding]:
    """A KPI total that is not the number of its operations, or a target beyond it."""
    for document in _municipalities(files):
        for profile in document.table("municipality"):
            count = len(profile.texts("kpi_operations"))
            for entry in document.table("kpi"):
                yield from _kpi_findings(entry, count)


def _kpi_findings(entry: Entry, count: int) -> Iterator[Finding]:
    total, target = entry.number("total"), entry.number("target")
    if total != count:
        message = f"対象の業務数（total）は{total}ですが、kpi_operations は{count}業務です。"
        advice = f"total = {count} とするか、kpi_operations の業務を見直してください。"
        yield error("kpi-total", entry.where("total"), message, advice)
    elif target > total:
        message = f"目標数（target）{target}が対象の業務数（total）{total}を超えています。"
        advice = f"target は0から{total}までにしてください。"
        yield error("kpi-total", entry.where("target"), message, advice)


def planned_without_entry(files: DataFiles) -> Iterator[Finding]:
    """A KPI or 特定移行支援システム operation for which the municipality has no plan entry."""
    for document in _municipalities(files):
        planned = {entry.text("operation") for entry in document.table("plans")}
        for entry, key, word in _named_operations(document):
            if entry.table != "plans" and word not in planned:
                message = f"業務「{word}」の計画（[[plans]]）がありません。"
                advice = f'[[plans]] を加え、その下に operation = "{word}" と書いてください。'
                yield error("missing-plan", entry.where(key), message, advice)


def inventory_tables(files: DataFiles) -> Iterator[Finding]:
    """The sample inventory of a municipality: all three tables, with their columns."""
    known = {
        entry.text("id")
        for document in _municipalities(files)
        for entry in document.table("municipality")
    }
    folders = [files.root / "mapping" / name for name in sorted(known) if name]
    for folder in (folder for folder in folders if folder.is_dir()):
        for table, columns in INVENTORY_COLUMNS.items():
            path = folder / f"{table}.csv"
            where = path.relative_to(files.root).as_posix()
            if not path.is_file():
                advice = f"見出しが次の順の CSV を置いてください: {','.join(columns)}"
                yield error("missing-file", where, "現行システムの表がありません。", advice)
                continue
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                header = next(csv.reader(lines), [])
            if missing := [column for column in columns if column not in header]:
                message = f"見出しに {'、'.join(missing)} がありません。"
                advice = f"1行目を次のとおりにしてください: {','.join(columns)}"
                yield error("missing-column", f"{where} 1行目", message, advice)


def _municipalities(files: DataFiles) -> Iterator[Document]:
    held: ShapedDocument
    for held in files.catalog:
        if held.shape is MUNICIPALITIES:
            yield held.document


def _kind(document: Document) -> str:
    return next((entry.text("kind") for entry in document.table("municipality")), "")


def _named_operations(document: Document) -> Iterator[tuple[Entry, str, str]]:
    for table, key in (
        ("municipality", "kpi_operations"),
        ("plans", "operation"),
        ("extended", "operations"),
    ):
        for entry in document.table(table):
            for word in entry.texts(key):
                yield entry, key, word


MUNICIPALITY_RULES = (
    operations_that_do_not_apply, kpi_totals_differ, planned_without_entry, inventory_tables,
)  # fmt: skip
