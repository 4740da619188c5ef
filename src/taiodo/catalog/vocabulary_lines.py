"""Words that mean the same (同義語) or lead to others, by which wordings are brought together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What a line of a vocabulary says of its words."""

    SAME = "same"
    LEADS = "leads"
    OUTSIDE = "outside"
    FORM = "form"

    @property
    def label(self) -> str:
        """The Japanese term."""
        return {"same": "同義", "leads": "言い換え", "outside": "対象外", "form": "字体"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of the field's words.

    `same`: groups whose words are interchangeable. `leads`: words that, where a feature uses them,
    speak of what the standard calls by the others; not the other way round. `outside`: words of
    matters that specifications leave out. `forms`: a character and its other forms (異体字).
    """

    same: tuple[tuple[str, ...], ...] = ()
    leads: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    outside: tuple[str, ...] = ()
    forms: tuple[tuple[str, ...], ...] = ()

    def __add__(self, other: "Vocabulary") -> "Vocabulary":
        """Both vocabularies together."""
        return Vocabulary(
            self.same + other.same,
            self.leads + other.leads,
            self.outside + other.outside,
            self.forms + other.forms,
        )


def vocabulary_of(lines: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> Vocabulary:
    """A vocabulary from sound lines: relation (id or Japanese), words, meanings."""
    same: list[tuple[str, ...]] = []
    leads: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    outside: list[str] = []
    forms: list[tuple[str, ...]] = []
    for word, words, means in lines:
        match RELATION_WORDS[word]:
            case Relation.SAME:
                same.append(tuple(words))
            case Relation.LEADS:
                leads.append((tuple(words), tuple(means)))
            case Relation.OUTSIDE:
                outside += words
            case Relation.FORM:
                forms.append(tuple(words))
    return Vocabulary(tuple(same), tuple(leads), tuple(outside), tuple(forms))


RELATION_WORDS = {word: relation for relation in Relation for word in (relation, relation.label)}


def broken_line(relation: str, words: Sequence[str], means: Sequence[str]) -> str:
    """What is wrong with one line of a vocabulary, "" if nothing is."""
    known = RELATION_WORDS.get(relation)
    if known is None:
        return f"関係「{relation}」は使えません"
    if known in (Relation.SAME, Relation.FORM) and len(set(words)) < 2:
        return f"{known.label}の語が二つ以上ありません"
    if not words:
        return "語がありません"
    if (known is Relation.LEADS) != bool(means):
        return "意味の語は、言い換えのときに限り書きます"
    if known is Relation.FORM and any(len(word) != 1 for word in words):
        return "字体は1文字ずつ書きます"
    return ""


LINE_ADVICE = (
    "関係（同義・言い換え・対象外・字体）、語（「;」で区切る）、"
    "意味（言い換えのとき）の順に書いてください。"
)
