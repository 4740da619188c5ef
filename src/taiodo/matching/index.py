"""The requirements of an edition as matrices: whole requirements, their headings, their lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from taiodo.catalog.requirements import Requirement
from taiodo.matching.lexicon import Lexicon
from taiodo.matching.postings import Postings, postings
from taiodo.matching.spaces import Floats, Ints, Matrix, Space
from taiodo.matching.text import lines_of

HEADING_COUNTS = 2.0


@dataclass(frozen=True)
class Documents:
    """What is matched: one document per number, its parts (requirements) and their lines.

    Lines of one document stand together, as do those of one part. `line_part` is the index of the
    requirement a line belongs to, `starts[d]:starts[d + 1]` are the lines of document `d`.
    """

    numbers: tuple[str, ...]
    headings: tuple[str, ...]
    parts: tuple[tuple[int, ...], ...]
    lines: tuple[str, ...]
    line_part: Ints
    starts: Ints


@dataclass(frozen=True)
class View:
    """One space over the documents.

    `whole`, `heading` (documents) and `line` are weighted (1 + ln count)·idf and of length 1;
    `present` holds 1 where a term occurs. Those named `…_by_term` are terms × documents, the
    others lines or documents × terms; `line_terms` counts each line's terms. idf is that of BM25,
    `strange` the idf of a term no requirement has.
    """

    space: Space
    idf: Floats
    strange: float
    whole_by_term: Postings
    heading_by_term: Postings
    present_by_term: Postings
    present: Matrix
    line: Matrix
    line_terms: Ints


def documents(requirements: Sequence[Requirement], lexicon: Lexicon) -> Documents:
    """The requirements gathered by number, in order of appearance."""
    keys: dict[str, list[int]] = {}
    for key, requirement in enumerate(requirements):
        keys.setdefault(requirement.number, []).append(key)
    headings, lines, line_part, starts = [], [], [], [0]
    for parts in keys.values():
        first = requirements[parts[0]]
        headings.append(lexicon.normalised(first.name or (first.path[-1] if first.path else "")))
        path = " ".join(first.path)
        for key in parts:
            text = lexicon.normalised(f"{requirements[key].text}\n{requirements[key].note}")
            own = [*lines_of(text)] or [*lines_of(lexicon.normalised(f"{path} {first.name}"))]
            lines += own or [first.number]
            line_part += [key] * max(len(own), 1)
        starts.append(len(lines))
    return Documents(
        tuple(keys),
        tuple(headings),
        tuple(tuple(parts) for parts in keys.values()),
        tuple(lines),
        np.array(line_part, np.int64),
        np.array(starts, np.int64),
    )


def view(space: Space, given: Documents) -> View:
    """The documents seen in one space."""
    counts = space.learn((*given.lines, *given.headings))
    line, heading = counts[: len(given.lines)], counts[len(given.lines) :]
    owner = np.repeat(np.arange(len(given.numbers)), np.diff(given.starts))
    gather = sparse.csr_matrix(
        (np.ones(len(owner)), (owner, np.arange(len(owner)))),
        shape=(len(given.numbers), len(owner)),
    )
    whole = sparse.csr_matrix(gather @ line + HEADING_COUNTS * heading)
    size = len(given.numbers)
    having = np.bincount(whole.indices, minlength=whole.shape[1])
    idf = np.log1p((size - having + 0.5) / (having + 0.5))
    return View(
        space,
        idf,
        float(np.log1p(size / 0.5)),
        postings(weighted(whole, idf)),
        postings(weighted(heading, idf)),
        postings(presence(whole)),
        presence(whole),
        weighted(line, idf),
        np.diff(line.indptr),
    )


def weighted(counts: Matrix, idf: Floats) -> Matrix:
    """(1 + ln count)·idf, each row of length 1."""
    found = counts.astype(np.float32)
    found.data = (1 + np.log(np.maximum(found.data, 1))) * idf[found.indices]
    squares = np.add.reduceat(np.append(found.data**2, 0), found.indptr[:-1])
    lengths = np.sqrt(np.where(np.diff(found.indptr) > 0, squares, 1))
    found.data = (found.data / np.repeat(lengths, np.diff(found.indptr))).astype(np.float32)
    return found


def presence(counts: Matrix) -> Matrix:
    """1 where a term occurs."""
    found = counts.astype(np.float32)
    found.data = np.ones_like(found.data)
    return found
