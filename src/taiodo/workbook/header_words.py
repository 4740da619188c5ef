"""What the words above a column mean, from the largest heading down to the lowest."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from taiodo.workbook.grid import Value
from taiodo.workbook.header_grammar import is_outdated, joined_role
from taiodo.workbook.sheets import half_width, plain
from taiodo.workbook.vocabulary import Vocabulary
from taiodo.workbook.words import CLASSES, KINDS, fold, without_remarks

_FEWEST_NUMBERED = 3


class Found(NamedTuple):
    """A column that may play a role: its word's preference, and where its merged header begins."""

    rank: int
    column: int
    left: int


def meaning_of(parts: list[str], words: Vocabulary) -> tuple[str, int] | None:
    """The role of a column under these words, and how far the word is preferred (0: most).

    The lowest word decides, or the two lowest where they make one word (大 below 分類, 実装区分
    below 指定都市). A kind of municipality below another role yields to it. Columns under 改定前
    have no role.
    """
    if any(is_outdated(part, words) for part in parts):
        return None
    telling = [part for part in parts if _tells(part, words)] or parts
    lowest, own = telling[-1], words.role(telling[-1])
    if len(telling) == 1:
        return own
    above = telling[-2]
    if own and own[0] in KINDS:
        return _kind_below(own[0], words.role(above))
    if own and own[0] in CLASSES:
        return own
    return joined_role(above, lowest, words) or own


def _kind_below(kind: str, upper: tuple[str, int] | None) -> tuple[str, int]:
    """A kind of municipality below a larger heading: most telling below 実装区分."""
    if upper is None:
        return kind, 1
    return (kind, 0) if upper[0] in ("obligation", *KINDS) else upper


def _tells(part: str, words: Vocabulary) -> bool:
    """Whether a header word says anything: no bare remark, no number of a column, not 改定後."""
    bare = without_remarks(fold(part))
    if bare in words.current:
        return False
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
