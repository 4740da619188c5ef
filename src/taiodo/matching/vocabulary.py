"""Words that mean the same (同義語) or lead to others, by which wordings are brought together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Groups of words with one meaning, and words that point to words of the standard.

    `same`: each group's words are interchangeable. `leads`: the first word, where a feature uses
    it, speaks of what the standard calls by the others; not the other way round.
    """

    same: tuple[tuple[str, ...], ...] = ()
    leads: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __add__(self, other: "Vocabulary") -> "Vocabulary":
        return Vocabulary(self.same + other.same, self.leads + other.leads)
