"""What the words above a column mean, from the largest heading down to the lowest."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from taiodo.workbook.grid import Value
from taiodo.workbook.sheets import half_width, plain
from taiodo.workbook.vocabulary import KINDS, Vocabulary, fold, without_remarks

_FEWEST_NUMBERED = 3


class Found(NamedTuple):
    """A column that may play a role: its word's preference, and where its merged header begins."""

    rank: int
    column: int
    left: int


def meaning_of(parts: list[str], words: Vocabulary) -> tuple[str, int] | None:
    """The role of a column under these words, and how far the word is preferred (0: most).

    The lowest word decides, or the two lowest where they make one word (大 below 分類).
    A kind of municipality below another role yields to it. Columns under 改定前 have no role.
    """
    if any(fold(part) in words.outdated for part in parts[:-1]):
        return None
    telling = [part for part in parts if _tells(part)] or parts
    lowest = telling[-1]
    if len(telling) > 1:
        above = telling[-2]
        for both in (above + lowest, lowest + above):
            role = words.role(both)
            if role:
                return role
        own, upper = words.role(lowest), words.role(above)
        if own and own[0] in KINDS and upper and upper[0] not in ("obligation", *KINDS):
            return upper
        return own
    return words.role(lowest)


def _tells(part: str) -> bool:
    """Whether a header word says anything: neither a bare remark nor the number of a column."""
    bare = without_remarks(fold(part))
    return bool(bare) and not (bare.isdigit() or bare.startswith(("(", "※", "<")))


def is_numbering(values: Sequence[Value]) -> bool:
    """Whether a row only numbers its columns: 1 2 3, ①②③, (a)(b)(c)."""
    if len(values) < _FEWEST_NUMBERED:
        return False
    orders = [_order(half_width(plain(value))) for value in values]
    return orders[0] in (1, ord("a")) and orders == list(range(orders[0], orders[0] + len(orders)))


def _order(text: str) -> int:
    bare = unicodedata.normalize("NFKC", text).strip("().[]【】列").casefold()
    if bare.isascii() and bare.isdigit() and len(bare) < 4:
        return int(bare)
    return ord(bare) if len(bare) == 1 and bare.isascii() and bare.isalpha() else -1
