"""Entries of sound data files turned into values of the domain."""

from collections.abc import Mapping

from taiodo.catalog.documents import Document, Entry
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.kinds import MunicipalityKind
from taiodo.catalog.linkage import Linkage
from taiodo.catalog.municipalities import (
    CostFact,
    KpiTarget,
    Municipality,
    OperationPlan,
    PlanTableLine,
)
from taiodo.catalog.operations import Certainty, CommonFunction, Operation, SharedFunction
from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.catalog.sources import Source
from taiodo.catalog.timeline import Countermeasure, Milestone, Step

Citations = Mapping[str, str]


def source(entry: Entry) -> Source:
    """A row of catalog/sources.toml."""
    keys = ("id", "title", "publisher", "date", "url", "checked")
    return Source(*(entry.text(key) for key in keys))


def operation(entry: Entry, cite: Citations) -> Operation:
    """A row of [[operations]]."""
    return Operation(
        id=entry.text("id"),
        name=entry.text("name"),
        ministry=entry.text("ministry"),
        business_ids=entry.texts("business_ids"),
        since=entry.number("since"),
        law=entry.text("law"),
        known_edition=entry.text("known_edition"),
        known_edition_certainty=Certainty(entry.text("known_edition_certainty")),
        source=cite[entry.text("source")],
        kinds=tuple(MunicipalityKind(word) for word in entry.texts("kinds")),
        business_ids_certainty=Certainty(entry.text("business_ids_certainty") or "confirmed"),
    )


def shared_function(entry: Entry, cite: Citations) -> SharedFunction:
    """A row of [[shared_functions]]."""
    return SharedFunction(
        entry.text("id"),
        entry.text("name"),
        entry.texts("business_ids"),
        entry.texts("operations"),
        Certainty(entry.text("certainty")),
        cite[entry.text("source")],
    )


def linkage(entry: Entry, cite: Citations) -> Linkage:
    """A row of catalog/linkage.tsv."""
    return Linkage(
        entry.number("serial"),
        entry.texts("provider"),
        entry.texts("consumer"),
        entry.texts("outside_words"),
        entry.text("data"),
        entry.text("method"),
        " ".join(filter(None, (cite[entry.text("source")], entry.text("section")))),
        Certainty(entry.text("certainty")),
        entry.text("note"),
    )


def common_function(entry: Entry, cite: Citations) -> CommonFunction:
    """A row of [[common_functions]]."""
    return CommonFunction(
        entry.text("id"),
        entry.text("name"),
        entry.text("business_id"),
        entry.text("known_edition"),
        Certainty(entry.text("certainty")),
        cite[entry.text("source")],
    )


def milestone(entry: Entry, cite: Citations) -> Milestone:
    """A row of [[milestones]]."""
    return Milestone(
        id=entry.text("id"),
        level=entry.text("level"),
        name=entry.text("name"),
        start=entry.text("start"),
        end=entry.text("end"),
        precision=entry.text("precision"),
        certainty=Certainty(entry.text("certainty")),
        source=cite[entry.text("source")],
        note=entry.text("note"),
        topic=entry.text("topic"),
    )


def step(entry: Entry) -> Step:
    """A row of catalog/steps.tsv."""
    return Step(entry.number("serial"), entry.text("item"), entry.text("name"))


def countermeasure(entry: Entry) -> Countermeasure:
    """A row of [[countermeasures]]."""
    return Countermeasure(
        entry.text("id"), entry.text("name"), entry.text("meaning"), entry.texts("faces")
    )


def municipality(document: Document, cite: Citations) -> Municipality:
    """A file under catalog/municipalities/."""
    profile = document.table("municipality")[0]
    extended = document.table("extended")
    return Municipality(
        id=profile.text("id"),
        name=profile.text("name"),
        prefecture=profile.text("prefecture"),
        kind=MunicipalityKind(profile.text("kind")),
        departments=tuple(entry.text("name") for entry in document.table("departments")),
        plans=tuple(_plan(entry, extended) for entry in document.table("plans")),
        kpi=tuple(_kpi(entry, cite) for entry in document.table("kpi")),
        kpi_operations=profile.texts("kpi_operations"),
        source=cite[profile.text("source")],
        extended_common=any(entry.flag("common_functions") for entry in extended),
        plan_lines=tuple(_plan_line(entry, cite) for entry in document.table("plan_lines")),
        costs=tuple(_cost(entry, cite) for entry in document.table("costs")),
    )


def edition_header(entry: Entry) -> Edition:
    """An edition.toml, without requirements."""
    return Edition(
        operation=entry.text("operation"),
        edition=entry.text("edition"),
        kind=EditionKind(entry.text("kind")),
        title=entry.text("title"),
        source=entry.text("source"),
        source_url=entry.text("source_url"),
        published=entry.text("published"),
        effective_from=entry.text("effective_from"),
        sha256=entry.text("functions_sha256"),
        certainty=Certainty(entry.text("certainty")),
        checked=entry.text("checked"),
    )


def requirements(document: Document) -> tuple[Requirement, ...]:
    """The functions of an edition: one requirement per class, numbered as parts in that order."""
    return tuple(
        Requirement(
            number=entry.text("number"),
            path=(entry.text("heading1"), entry.text("heading2")),
            name=entry.text("name"),
            text=entry.text("text"),
            designated_city=Obligation(word),
            other=Obligation(word),
            note=entry.text("note"),
            part=part,
            where=f"{entry.file} {entry.line}行目",
        )
        for entry in document.entries
        for part, word in enumerate(entry.texts("classes"), 1)
    )


def _plan(entry: Entry, extended: tuple[Entry, ...]) -> OperationPlan:
    expected = [late for late in extended if entry.text("operation") in late.texts("operations")]
    return OperationPlan(
        operation=entry.text("operation"),
        phase=entry.text("phase"),
        cutover=entry.text("cutover"),
        cutover_note=entry.text("cutover_note"),
        department=entry.text("department"),
        department_certainty=Certainty(entry.text("department_certainty")),
        department_note=entry.text("department_note"),
        extended=bool(expected),
        extended_certainty=(
            Certainty(expected[0].text("certainty")) if expected else Certainty.UNCONFIRMED
        ),
    )


def _kpi(entry: Entry, cite: Citations) -> KpiTarget:
    return KpiTarget(
        entry.number("fiscal_year"),
        entry.number("target"),
        entry.number("total"),
        cite[entry.text("source")],
    )


def _plan_line(entry: Entry, cite: Citations) -> PlanTableLine:
    words = (word.partition(":") for word in entry.texts("planned"))
    return PlanTableLine(
        entry.text("block"),
        entry.text("title"),
        entry.text("mark"),
        entry.text("level"),
        {int(year): said for year, _, said in words},
        entry.text("unplaced"),
        entry.text("note"),
        cite[entry.text("source")],
        Certainty(entry.text("certainty")),
    )


def _cost(entry: Entry, cite: Citations) -> CostFact:
    return CostFact(
        entry.text("name"),
        entry.text("category"),
        entry.number("fiscal_year"),
        entry.number("amount"),
        cite[entry.text("source")],
    )
