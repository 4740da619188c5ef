"""Validation of all data files: every rule a small generator, registered in one tuple."""

from collections.abc import Iterator
from pathlib import Path

from taiodo.catalog.datafiles import (
    DataFiles,
    ShapedDocument,
    read_all_files,
    unreadable,
)
from taiodo.catalog.files import data_root
from taiodo.catalog.folder_rules import FOLDER_RULES
from taiodo.catalog.municipality_rules import MUNICIPALITY_RULES
from taiodo.catalog.reference_rules import REFERENCE_RULES
from taiodo.catalog.shape_rules import SHAPE_RULES
from taiodo.catalog.vocabulary_rules import VOCABULARY_RULES
from taiodo.problems import Finding

DOCUMENT_RULES = (unreadable, *SHAPE_RULES, *VOCABULARY_RULES)
CATALOG_RULES = (*REFERENCE_RULES, *MUNICIPALITY_RULES)


def check_catalog(root: Path | None = None) -> tuple[Finding, ...]:
    """Everything wrong with the data files under `root` (else the product's own)."""
    files = read_all_files(root or data_root())
    return (*catalog_findings(files), *_folder_findings(files))


def catalog_findings(files: DataFiles) -> tuple[Finding, ...]:
    """What is wrong with the catalog's files and the headers of the editions."""
    found = [finding for held in files.catalog for finding in document_findings(held)]
    found += [finding for rule in CATALOG_RULES for finding in rule(files)]
    return tuple(found)


def document_findings(held: ShapedDocument) -> tuple[Finding, ...]:
    """What is wrong with one file, seen by itself."""
    return tuple(finding for rule in DOCUMENT_RULES for finding in rule(held))


def _folder_findings(files: DataFiles) -> Iterator[Finding]:
    for held in (*files.functions, *files.vocabulary):
        yield from document_findings(held)
    for rule in FOLDER_RULES:
        yield from rule(files)
