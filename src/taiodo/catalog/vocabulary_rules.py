"""Rules on the lists of words: each line must say something matching can use."""

from collections.abc import Iterator

from taiodo.catalog.datafiles import ShapedDocument, error
from taiodo.catalog.vocabulary_lines import LINE_ADVICE, broken_line
from taiodo.catalog.vocabulary_shapes import RELATIONS, VOCABULARY
from taiodo.problems import Finding


def lines_that_say_nothing(held: ShapedDocument) -> Iterator[Finding]:
    """A group of one word, a rewording without meaning, and the like."""
    if held.shape is not VOCABULARY:
        return
    for entry in held.document.entries:
        relation, words = entry.text("relation"), entry.texts("words")
        if relation not in RELATIONS or not words:
            continue
        if wrong := broken_line(relation, words, entry.texts("means")):
            yield error("vocabulary-line", entry.where("words"), f"{wrong}。", LINE_ADVICE)


VOCABULARY_RULES = (lines_that_say_nothing,)
