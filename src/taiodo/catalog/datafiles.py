"""All data files of one root, read once, with the shape each should have."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from taiodo.catalog.documents import Document, Entry, read_document
from taiodo.catalog.shape_parts import FileShape, Table
from taiodo.catalog.shapes import CATALOG_SHAPES, FUNCTIONS
from taiodo.catalog.vocabulary_shapes import VOCABULARY, VOCABULARY_FILES
from taiodo.problems import Finding, Severity


@dataclass(frozen=True, slots=True)
class ShapedDocument:
    """A data file and the shape it should have."""

    document: Document
    shape: FileShape

    def rows(self) -> Iterator[tuple[Table, Entry]]:
        """Every entry of a known table, with that table."""
        for entry in self.document.entries:
            table = self.shape.table(entry.table)
            if table is not None:
                yield table, entry


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The data files under `root`; `functions` and `vocabulary` are empty unless asked for."""

    root: Path
    catalog: tuple[ShapedDocument, ...]
    functions: tuple[ShapedDocument, ...] = ()
    vocabulary: tuple[ShapedDocument, ...] = ()

    def entries(self, shape: FileShape, table: str) -> tuple[Entry, ...]:
        """The entries of a table in all files of a shape."""
        return tuple(
            entry
            for held in self.catalog
            if held.shape is shape
            for entry in held.document.table(table)
        )

    def readable(self, shape: FileShape) -> bool:
        """Whether every file of a shape could be read, so that a missing id is truly missing."""
        return all(held.document.readable for held in self.catalog if held.shape is shape)


def read_catalog_files(root: Path) -> DataFiles:
    """The catalog's files and the headers of the editions, without their functions."""
    return DataFiles(root, tuple(_read(root, CATALOG_SHAPES)))


def read_all_files(root: Path) -> DataFiles:
    """As `read_catalog_files`, with the functions of every edition and the vocabulary."""
    return DataFiles(
        root,
        tuple(_read(root, CATALOG_SHAPES)),
        tuple(_functions(root)),
        read_vocabulary_files(root),
    )


def read_vocabulary_files(root: Path) -> tuple[ShapedDocument, ...]:
    """The words of the field, and the file that says where each list of them is from."""
    return tuple(_read(root, (VOCABULARY_FILES, VOCABULARY)))


def read_functions(root: Path, operation: str, edition: str, file: str) -> ShapedDocument:
    """The functions of one edition."""
    path = f"specs/{operation}/{edition}/{file}"
    return ShapedDocument(read_document(root, path, "functions"), FUNCTIONS)


def unreadable(held: ShapedDocument) -> Iterator[Finding]:
    """What made a file, or rows of it, unreadable."""
    yield from held.document.findings


def error(code: str, where: str, message: str, advice: str = "") -> Finding:
    """A finding that forbids using the data."""
    return Finding(f"catalog.{code}", Severity.ERROR, where, message, advice)


def _read(root: Path, shapes: tuple[FileShape, ...]) -> Iterator[ShapedDocument]:
    for shape in shapes:
        for file in _files(root, shape.files):
            yield ShapedDocument(read_document(root, file, shape.name), shape)


def _functions(root: Path) -> Iterator[ShapedDocument]:
    for file in _files(root, "specs/*/*/edition.toml"):
        _, operation, edition, _ = file.split("/")
        yield read_functions(root, operation, edition, "functions.tsv")


def _files(root: Path, pattern: str) -> list[str]:
    if "*" not in pattern:
        return [pattern]
    return sorted(path.relative_to(root).as_posix() for path in root.glob(pattern))
