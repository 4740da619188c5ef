"""The vocabulary (語彙) shipped with the product, read from mapping/vocabulary/."""

from functools import cache
from pathlib import Path

from taiodo.catalog.datafiles import read_vocabulary_files
from taiodo.catalog.files import data_root
from taiodo.catalog.rules import document_findings
from taiodo.catalog.vocabulary_lines import Vocabulary, vocabulary_of
from taiodo.catalog.vocabulary_shapes import VOCABULARY
from taiodo.problems import Problem, errors

__all__ = ["Vocabulary", "load_vocabulary"]


def load_vocabulary(root: Path | None = None) -> Vocabulary:
    """The vocabulary shipped with the product, all files under mapping/vocabulary/ together.

    Raises:
        Problem: a file is broken; its findings name every place.
    """
    return _vocabulary(root or data_root())


@cache
def _vocabulary(root: Path) -> Vocabulary:
    held = read_vocabulary_files(root)
    broken = errors([f for one in held for f in document_findings(one)])
    if broken:
        raise Problem(
            f"語彙のファイルに誤りがあります: {broken[0].message}",
            broken[0].where,
            broken[0].advice,
            broken,
        )
    return vocabulary_of(
        (entry.text("relation"), entry.texts("words"), entry.texts("means"))
        for one in held
        if one.shape is VOCABULARY
        for entry in one.document.entries
    )
