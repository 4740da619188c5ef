"""Text as matching sees it: one width, one case, one kind of dash, words in their plain form."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import sudachipy

KEPT_LINES = 200_000
LONGEST_LINE = 2_000
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff70\uff0d~〜]")
_DASH_IN_KANA = re.compile(r"(?<=[ァ-ヴ])-|(?<=[ァ-ヴ])ー(?=ー)")
_TRAILING_SOUND = re.compile(r"(?<=[ァ-ヴー][ァ-ヴ])ー(?![ァ-ヴー])")
_SENTENCES = re.compile(r"[^。\n]+。?")
_SILENT = frozenset(
    ("助詞", "助動詞", "補助記号", "記号", "空白", "接続詞", "感動詞", "連体詞", "代名詞")
)
# Normalised forms that say nothing of what a function is about.
_EMPTY = frozenset((
    "為る", "出来る", "事", "有る", "居る", "成る", "物", "因る", "等", "及び",
    "又は", "無い", "此れ", "其の", "場合", "行う", "為", "対する", "関する",
    "於く", "際", "様", "当該", "以下", "以上", "示す", "規定", "旨", "参照",
    "例", "対応", "機能", "システム",
))  # fmt: skip


def normalised(text: str, forms: dict[int, str] | None = None) -> str:
    """The text in NFKC and lower case, with dashes, long vowels and character forms made one."""
    readable = text.encode("utf-8", "replace").decode("utf-8")
    folded = unicodedata.normalize("NFKC", readable).casefold()
    if forms:
        folded = folded.translate(forms)
    folded = _DASH_IN_KANA.sub("ー", _DASHES.sub("-", folded))
    return _TRAILING_SOUND.sub("", folded)


def lines_of(text: str) -> Iterator[str]:
    """The lines of a normalised text, over-long ones at their sentences."""
    for line in text.split("\n"):
        stripped = line.strip()
        if len(stripped) <= LONGEST_LINE:
            if stripped:
                yield stripped
            continue
        for sentence in _SENTENCES.findall(stripped):
            for start in range(0, len(sentence), LONGEST_LINE):
                yield sentence[start : start + LONGEST_LINE]


@cache
def _dictionary() -> sudachipy.Dictionary:
    return sudachipy.Dictionary(dict="core")


class _Tokenizer(threading.local):
    """One tokenizer per thread, since Sudachi's must not be shared; the dictionary is."""

    def __init__(self) -> None:
        dictionary = _dictionary()
        make = getattr(dictionary, "tokenizer", None) or dictionary.create
        self.tokenizer = make(sudachipy.SplitMode.A)
        self.silent: dict[int, bool] = {}


_LOCAL = _Tokenizer()


@lru_cache(maxsize=KEPT_LINES)
def morphemes(line: str) -> tuple[tuple[str, ...], str]:
    """The words of a line in Sudachi's normalised form (short units), and all of them joined.

    The words leave out particles, signs and words that say nothing; the joined form keeps them.
    """
    found, joined = [], []
    for morpheme in _LOCAL.tokenizer.tokenize(line):
        word = morpheme.normalized_form()
        joined.append(word)
        if word not in _EMPTY and not _says_nothing(morpheme):
            found.append(word)
    return tuple(found), "".join(joined)


def _says_nothing(morpheme: sudachipy.Morpheme) -> bool:
    key = morpheme.part_of_speech_id()
    silent = _LOCAL.silent.get(key)
    if silent is None:
        silent = _LOCAL.silent[key] = morpheme.part_of_speech()[0] in _SILENT
    return silent
