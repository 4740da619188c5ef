"""The catalog as values of the domain, read from the data files and cached by root."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from taiodo.catalog.build import (
    common_function,
    countermeasure,
    edition_header,
    linkage,
    milestone,
    municipality,
    operation,
    requirements,
    shared_function,
    source,
    step,
)
from taiodo.catalog.datafiles import DataFiles, read_catalog_files, read_functions
from taiodo.catalog.editions import Edition
from taiodo.catalog.files import data_root
from taiodo.catalog.linkage import Linkage
from taiodo.catalog.municipalities import Municipality, MunicipalityKind
from taiodo.catalog.operations import CommonFunction, Operation, SharedFunction
from taiodo.catalog.rules import catalog_findings, document_findings
from taiodo.catalog.shapes import (
    COUNTERMEASURES,
    EDITIONS,
    LINKAGE,
    MILESTONES,
    OPERATION_NAMES,
    OPERATIONS,
    SOURCES,
    STEP_WEIGHTS,
    STEPS,
)
from taiodo.catalog.sources import Source
from taiodo.catalog.timeline import Countermeasure, Milestone, Step
from taiodo.problems import Finding, Problem, errors, near_miss


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything the shipped data files say; `source` of every entry is a readable citation.

    `operations` are in official order; `editions` are headers without requirements.
    `step_weights` are the assumed amounts of work by step serial; `operation_names` other names
    of operations (住民税 …) → operation id.
    """

    operations: dict[str, Operation]
    shared_functions: tuple[SharedFunction, ...]
    common_functions: tuple[CommonFunction, ...]
    milestones: tuple[Milestone, ...]
    steps: tuple[Step, ...]
    countermeasures: dict[str, Countermeasure]
    municipalities: dict[str, Municipality]
    editions: tuple[Edition, ...]
    sources: dict[str, Source]
    linkage: tuple[Linkage, ...]
    step_weights: dict[int, int]
    operation_names: dict[str, str]


def load_catalog(root: Path | None = None) -> Catalog:
    """The catalog under `root`, else the product's own.

    Raises:
        Problem: a data file is broken; its findings name every place.
    """
    return _catalog(root or data_root())


def load_edition(operation: str, edition: str, root: Path | None = None) -> Edition:
    """One shipped edition with its requirements.

    Raises:
        Problem: no such edition is shipped, or its list of functions is broken.
    """
    return _edition(operation, edition, root or data_root())


def operation_of(word: str, root: Path | None = None) -> Operation:
    """The operation of this id or Japanese name.

    Raises:
        Problem: there is none; names the nearest.
    """
    known = load_catalog(root).operations
    wanted = word.strip()
    if wanted in known:
        return known[wanted]
    by_name = {found.name: found for found in known.values()}
    if wanted in by_name:
        return by_name[wanted]
    names = "、".join(f"{found.id}（{found.name}）" for found in known.values())
    advice = near_miss(wanted, [*known, *by_name]) or f"使える業務: {names}"
    raise Problem(f"業務「{word}」は標準化対象業務にありません。", advice=advice)


def applies(operation: Operation, kind: MunicipalityKind) -> bool:
    """Whether municipalities of this kind carry out the operation."""
    return kind in operation.kinds


@cache
def _catalog(root: Path) -> Catalog:
    files = read_catalog_files(root)
    _require_sound(catalog_findings(files))
    sources = {entry.text("id"): source(entry) for entry in files.entries(SOURCES, "sources")}
    cite = {name: found.citation for name, found in sources.items()}
    operations = [operation(entry, cite) for entry in files.entries(OPERATIONS, "operations")]
    return Catalog(
        {found.id: found for found in operations},
        tuple(shared_function(e, cite) for e in files.entries(OPERATIONS, "shared_functions")),
        tuple(common_function(e, cite) for e in files.entries(OPERATIONS, "common_functions")),
        tuple(milestone(e, cite) for e in files.entries(MILESTONES, "milestones")),
        tuple(step(e) for e in files.entries(STEPS, "steps")),
        {
            e.text("id"): countermeasure(e)
            for e in files.entries(COUNTERMEASURES, "countermeasures")
        },
        _municipalities(files, cite),
        tuple(edition_header(e) for e in files.entries(EDITIONS, "")),
        sources,
        tuple(linkage(e, cite) for e in files.entries(LINKAGE, "linkage")),
        {
            e.number("serial"): e.number("weight")
            for e in files.entries(STEP_WEIGHTS, "step_weights")
        },
        {
            e.text("name"): e.text("operation")
            for e in files.entries(OPERATION_NAMES, "operation_names")
        },
    )


def _municipalities(files: DataFiles, cite: dict[str, str]) -> dict[str, Municipality]:
    found = [
        municipality(held.document, cite)
        for held in files.catalog
        if held.shape.name == "municipalities"
    ]
    return {one.id: one for one in found}


@cache
def _edition(operation: str, edition: str, root: Path) -> Edition:
    held = load_catalog(root).editions
    for header in held:
        if (header.operation, header.edition) == (operation, edition):
            functions = read_functions(root, operation, edition, "functions.tsv")
            _require_sound(document_findings(functions))
            return replace(header, requirements=requirements(functions.document))
    names = [found.edition for found in held if found.operation == operation]
    advice = near_miss(edition, names) or f"ある版: {'、'.join(names) or 'なし'}"
    raise Problem(f"業務「{operation}」の版「{edition}」は製品にありません。", advice=advice)


def _require_sound(findings: Iterable[Finding]) -> None:
    broken = errors(findings)
    if broken:
        first = broken[0]
        more = f"（ほか{len(broken) - 1}件）" if len(broken) > 1 else ""
        message = f"データファイルに誤りがあります: {first.message}{more}"
        raise Problem(message, first.where, first.advice, broken)
