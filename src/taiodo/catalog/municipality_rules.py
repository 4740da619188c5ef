"""Rules on municipalities: only operations that apply, plans and KPI figures that add up."""

from collections.abc import Iterator

from taiodo.catalog.datafiles import DataFiles, error
from taiodo.catalog.documents import Document, Entry
from taiodo.catalog.kinds import MunicipalityKind
from taiodo.catalog.shapes import MUNICIPALITIES, OPERATIONS
from taiodo.problems import Finding


def operations_that_do_not_apply(files: DataFiles) -> Iterator[Finding]:
    """A municipality naming an operation its kind does not carry out."""
    for document, carried_out in _municipalities(files):
        for entry, key, word in _named_operations(document):
            if carried_out.get(word) is False:
                title = MunicipalityKind(_kind(document)).label
                message = f"業務「{word}」は{title}にはない業務です。"
                advice = f"{key} から「{word}」を消すか、kind を確かめてください。"
                yield error("not-applicable", entry.where(key), message, advice)


def kpi_totals_differ(files: DataFiles) -> Iterator[Finding]:
    """A KPI total that is not the number of its operations, or a target beyond it."""
    for document, _ in _municipalities(files):
        for profile in document.table("municipality"):
            count = len(set(profile.texts("kpi_operations")))
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
    for document, carried_out in _municipalities(files):
        planned = {entry.text("operation") for entry in document.table("plans")}
        for entry, key, word in _named_operations(document):
            if carried_out.get(word) and word not in planned:
                message = f"業務「{word}」の計画（[[plans]]）がありません。"
                advice = f'[[plans]] を加え、その下に operation = "{word}" と書いてください。'
                yield error("missing-plan", entry.where(key), message, advice)


def _municipalities(files: DataFiles) -> Iterator[tuple[Document, dict[str, bool]]]:
    """Every municipality's file with operation id → whether its kind carries it out."""
    kinds = {e.text("id"): e.texts("kinds") for e in files.entries(OPERATIONS, "operations")}
    for held in files.catalog:
        if held.shape is MUNICIPALITIES:
            kind = _kind(held.document)
            known = kinds if kind in tuple(MunicipalityKind) else {}
            yield held.document, {word: kind in listed for word, listed in known.items()}


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
    operations_that_do_not_apply, kpi_totals_differ, planned_without_entry,
)  # fmt: skip
