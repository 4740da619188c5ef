"""From words to connections: which connections carry the data a text speaks of."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from taiodo.catalog.inventory import Connection

_APART = re.compile(r"[、。，,・()（）「」『』／/\s]|など|及び|または|又は|の(?!に)|と(?=[一-龠])")
_SHORTEST = 2
_EVERYWHERE = frozenset({"データ", "情報", "システム", "連携", "業務", "対象", "管理", "処理"})
_TAILS = ("データ", "情報", "のデータ")


@dataclass(frozen=True, slots=True)
class Carrying:
    """A connection and the words of its data that the text contains; the longest first."""

    connection: Connection
    words: tuple[str, ...]


def carrying(text: str, connections: Iterable[Connection]) -> tuple[Carrying, ...]:
    """The connections whose words of data stand in the text, those with most letters first.

    The data is cut at commas, brackets and particles; words of one letter and words that stand
    everywhere (データ, 情報 …) do not count.
    """
    plain = _folded(text)
    found = []
    for link in connections:
        words = [word for word in data_words(link.data) if word in plain]
        if words:
            found.append(Carrying(link, tuple(sorted(words, key=lambda w: (-len(w), w)))))
    return tuple(sorted(found, key=lambda c: (-sum(map(len, c.words)), c.connection.id)))


def data_words(data: str) -> tuple[str, ...]:
    """The telling words of a connection's data: 住民異動データ gives itself and 住民異動."""
    found: dict[str, None] = {}
    for part in _APART.split(_folded(data)):
        for word in (part, *(part.removesuffix(t) for t in _TAILS if part.endswith(t))):
            if len(word) >= _SHORTEST and word not in _EVERYWHERE:
                found[word] = None
    return tuple(found)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
