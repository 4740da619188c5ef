"""What one header word means: a word of the vocabulary, or one put together from its words."""

import re
from functools import cache
from typing import TYPE_CHECKING

from taiodo.workbook.words import (
    CLASSES,
    fold,
    pieces,
    without_joints,
    without_quotes,
    without_remarks,
)

if TYPE_CHECKING:
    from taiodo.workbook.vocabulary import Vocabulary

Role = tuple[str, int]
_LONGEST_HEADER, _LONGEST_REMARK = 40, 200
_LEAST = 90
_SHORTEST_KIND = 3
_GENERAL = ("市区町村", "市町村")
_REMARKED = re.compile(r"([^(（\n※【]+)\s*[(（※【].*", re.DOTALL)
_EXPLAINING = re.compile(r"[:：=＝…]")
_SUFFIX = re.compile(r"(?:等の別|の別|等|欄)$")
_AND = re.compile("及び|並びに|又は|または|[・/、,&と]")
_BETWEEN_CLASSES = re.compile("(?:及び|又は|または|[・/、,|等の又か])*(別|区分|要否|種別|類型)?")


def role_of(text: str, words: "Vocabulary") -> Role | None:
    """The role a header word gives its column, and how far it is preferred (0: most).

    「実装区分（指定都市）」 is the column of a kind of municipality, 「機能要件（改定前）」 none.
    """
    if not text or len(text) > _LONGEST_REMARK or is_outdated(text, words):
        return None
    if len(text) <= _LONGEST_HEADER:
        folded = fold(text)
        kind = _kind(text, words)
        if kind is not None:
            return kind[0]
        found = words.known(folded) or _level(folded, words) or _without(folded, words)
        if found:
            return found
    head = _head(text) or _before_current(text, words)
    return _without(fold(head), words) if head else None


def _before_current(text: str, words: "Vocabulary") -> str:
    """A header without the words that only say what is valid now: 機能要件 above 新."""
    parts = pieces(text)
    kept = [part for part in parts if part not in words.current]
    return "".join(kept) if len(kept) < len(parts) else ""


def joined_role(above: str, below: str, words: "Vocabulary") -> Role | None:
    """The role of two header words that make one word (大 below 分類), if they do."""
    kind = _kind(f"{above}\n{below}", words)
    if kind is not None:
        return kind[0]
    parts = [without_remarks(fold(part)) for part in (above, below)]
    for both in ("".join(parts), "".join(reversed(parts))):
        found = words.known(both) or _level(both, words)
        if found:
            return found
    return None


def is_outdated(text: str, words: "Vocabulary") -> bool:
    """Whether a header says that its column shows what was valid before: 機能要件（改定前）."""
    return not words.outdated.isdisjoint(pieces(text))


def kinds_named(text: str, words: "Vocabulary") -> set[str]:
    """The kinds of municipality a header speaks of anywhere in its words.

    市区町村 alone says nothing: 「市区町村が選択」.
    """
    rest, found = without_joints(fold(text)), set()
    for word, kind in words.kinds_by_length:
        if len(word) >= _SHORTEST_KIND and word in rest:
            rest = rest.replace(word, "")
            if word not in _GENERAL:
                found.add(kind)
            elif found:
                found.add("other")
    return found


def _kind(text: str, words: "Vocabulary") -> tuple[Role | None] | None:
    """The kind of municipality whose classes a column holds: 実装区分_指定都市, 指定都市の実装区分.

    (None,) where taiodo keeps no classes of that kind of municipality.
    """
    if fold(text) in words.kinds:
        return ((words.kinds[fold(text)], 1),)
    parts = [without_joints(piece) for piece in pieces(text)]
    if len(parts) == 2:
        for one, two in (parts, parts[::-1]):
            if one in words.plain_kinds and _is_class_word(two, words):
                kind = words.plain_kinds[one]
                return ((kind, 0) if kind else None,)
    bare = without_joints(fold(text))
    for word, kind in words.kinds_by_length:
        if len(word) < _SHORTEST_KIND or word not in bare:
            continue
        for rest in (bare.removeprefix(word), bare.removesuffix(word)):
            if rest != bare and _is_class_word(rest, words):
                return ((kind, 0) if kind else None,)
    return None


def _is_class_word(bare: str, words: "Vocabulary") -> bool:
    found = words.known(bare) or _of_classes(bare, words)
    return found is not None and found[0] == "obligation"


def _level(folded: str, words: "Vocabulary") -> Role | None:
    """The heading of a level: 区分（大）, 大分類項目, 業務分類（中）."""
    for mark, role in words.levels.items():
        for start in (folded.removeprefix(mark), folded.removesuffix(mark)):
            rest = start if start != folded else folded.replace(f"({mark})", "")
            if rest != folded and _made_of(words.level_words).fullmatch(rest):
                return role, _LEAST
    return None


def _text(bare: str, words: "Vocabulary") -> Role | None:
    """The text under a header put together from words for it: 要件定義内容."""
    made = bare.endswith(words.text_ends) and _made_of(words.text_words).fullmatch(bare)
    return ("text", _LEAST) if made else None


@cache
def _made_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})+")


def _without(folded: str, words: "Vocabulary") -> Role | None:
    """The role of a word once remarks, brackets, の and endings like 等 are put aside."""
    bare = without_remarks(folded)
    for word in (folded, bare, without_quotes(folded)):
        found = words.known(word)
        if found:
            return found
    short = _SUFFIX.sub("", bare) or bare
    return (
        _of_classes(bare, words)
        or words.known(short)
        or words.known(short.replace("の", ""))
        or _same_role(short, words)
        or _text(short, words)
    )


def _of_classes(bare: str, words: "Vocabulary") -> Role | None:
    """The class column whose header lists the classes: 必須・任意区分, 標準オプション等の別."""
    rest, count = bare, 0
    for word, meaning in words.classes.items():
        if meaning.value in CLASSES and word in rest:
            rest, count = rest.replace(word, "", 1), count + 1
    told = _BETWEEN_CLASSES.fullmatch(rest) if count else None
    return ("obligation", _LEAST) if told and (count > 1 or told[1]) else None


def _same_role(bare: str, words: "Vocabulary") -> Role | None:
    """The role of several words that all mean the same: 留意事項・備考."""
    parts = [part for part in _AND.split(bare) if part]
    roles = [words.known(part) for part in parts]
    told = [role for role in roles if role is not None]
    if len(told) > 1 and len(told) == len(roles) and len({role for role, _ in told}) == 1:
        return max(told, key=lambda role: role[1])
    return None


def _head(text: str) -> str:
    """The word before a remark: in brackets, after ※, or explaining signs on lines of its own."""
    remarked = _REMARKED.fullmatch(text)
    if remarked:
        return remarked[1]
    head, _, rest = text.partition("\n")
    rest = rest.strip()
    return head if rest and (not rest[0].isalnum() or _EXPLAINING.search(rest)) else ""
