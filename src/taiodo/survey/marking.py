"""Marking, in two texts that mean alike, the words they share and the words only one has."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SAME, DIFFERS, PLAIN = "same", "differs", "plain"
_VOICED = "ﾞﾟ"
_CONTENT = re.compile(r"[一-鿿㐀-䶿々〆ヶ]+|[゠-ヿー]+|[a-z0-9]+|[𠀀-𯿿]+")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a text as it was written; `state` says same, differs or plain."""

    text: str
    state: str


def marked(text: str, other: str, words: Iterable[str] = ()) -> tuple[Marked, ...]:
    """`text` in pieces: same where `other` has the word too, differs where only `text` has it.

    Only words of meaning (kanji, katakana, letters, digits) are marked; kana and signs stay plain.
    Width and case do not matter. `words` are further words held to be shared (the same thing
    called by another name).
    """
    units = _units(text)
    line = "".join(folded for _, folded in units)
    there = "".join(folded for _, folded in _units(other))
    states = [PLAIN] * len(line)
    for run in _CONTENT.finditer(line):
        _mark_run(run, there, states)
    for word in words:
        _mark_word("".join(f for _, f in _units(word)), line, states)
    return _pieces(units, states)


def _mark_run(run: re.Match[str], there: str, states: list[str]) -> None:
    """The longest shared parts of one run of characters, left to right."""
    word, start = run.group(), run.start()
    alone = DIFFERS if len(word) >= _SHORTEST else PLAIN
    place = 0
    while place < len(word):
        length = _longest(word[place:], there)
        shared = length >= _SHORTEST
        for offset in range(length if shared else 1):
            states[start + place + offset] = SAME if shared else alone
        place += length if shared else 1


def _longest(word: str, there: str) -> int:
    for length in range(len(word), 0, -1):
        if word[:length] in there:
            return length
    return 0


def _mark_word(word: str, line: str, states: list[str]) -> None:
    place = line.find(word) if len(word) >= _SHORTEST else -1
    while place >= 0:
        states[place : place + len(word)] = [SAME] * len(word)
        place = line.find(word, place + len(word))


def _units(text: str) -> list[tuple[str, str]]:
    """Characters as written with their folded form; ｶﾞ is one of them."""
    units: list[tuple[str, str]] = []
    for character in text:
        if character in _VOICED and units:
            written = units.pop()[0] + character
            units.append((written, _folded(written)))
        else:
            units.append((character, _folded(character)))
    return units


def _folded(written: str) -> str:
    return unicodedata.normalize("NFKC", written).casefold()


def _pieces(units: list[tuple[str, str]], states: list[str]) -> tuple[Marked, ...]:
    pieces: list[Marked] = []
    place = 0
    for written, form in units:
        state = states[place] if form else PLAIN
        place += len(form)
        if pieces and pieces[-1].state == state:
            pieces[-1] = Marked(pieces[-1].text + written, state)
        else:
            pieces.append(Marked(written, state))
    return tuple(pieces)
