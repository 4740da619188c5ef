"""自治体の語彙: words a municipality adds, files in the folder `vocabulary` of its data."""

from pathlib import Path

from taiodo.catalog.vocabulary_lines import LINE_ADVICE, Vocabulary, broken_line, vocabulary_of
from taiodo.problems import Problem
from taiodo.workbook.named_table import NamedRow, read_named_table
from taiodo.workflow.desk import home_folder

FOLDER = "vocabulary"
SUFFIXES = (".tsv", ".csv", ".xlsx", ".xls")
COLUMNS = {
    "relation": ("関係", "種類"),
    "words": ("語", "言葉", "現行の語"),
    "means": ("意味", "標準の語", "標準仕様書の語"),
    "note": ("備考",),
}


def own_files(home: Path | None = None) -> tuple[Path, ...]:
    """The files of the municipality's own words, in order of their names."""
    folder = (home or home_folder()) / FOLDER
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(("~", "."))
        )
    )


def own_vocabulary(home: Path | None = None) -> Vocabulary:
    """The municipality's own words, all files together.

    Raises:
        Problem: a file cannot be read, or a line says nothing; names the place.
    """
    found = Vocabulary()
    for path in own_files(home):
        found += read_vocabulary(path)
    return found


def read_vocabulary(source: Path) -> Vocabulary:
    """The words of one file with the columns 関係, 語 and 意味.

    Raises:
        Problem: the file cannot be read, or a line says nothing; names the place.
    """
    rows = read_named_table(source, COLUMNS, ("relation", "words")).rows
    return vocabulary_of([_line(row) for row in rows])


def _line(row: NamedRow) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    relation = row.values["relation"]
    words, means = _words(row.values["words"]), _words(row.values.get("means", ""))
    if wrong := broken_line(relation, words, means):
        raise Problem(f"語彙に誤りがあります: {wrong}。", row.where, LINE_ADVICE)
    return relation, words, means


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("；", ";").split(";") if word.strip())
