"""Comparing two editions of one operation: what stayed, what changed, what moved to another number.

Requirements are paired by number. What has no partner of its number, or whose content stands
elsewhere word for word, is paired by content, one to one. What is only similar is a proposal.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from taiodo.catalog.requirements import Requirement


class ChangeKind(StrEnum):
    """What became of one requirement; a pair may carry several of the four middle kinds."""

    UNCHANGED = "unchanged"
    COSMETIC = "cosmetic"
    TEXT_CHANGED = "text_changed"
    OBLIGATION_CHANGED = "obligation_changed"
    RENAMED = "renamed"
    RENUMBERED = "renumbered"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "unchanged": "変更なし",
            "cosmetic": "表記のみ",
            "text_changed": "要件文の変更",
            "obligation_changed": "実装類型の変更",
            "renamed": "名称の変更",
            "renumbered": "番号の変更",
            "added": "追加",
            "removed": "削除",
        }[self.value]


MATERIAL = (ChangeKind.TEXT_CHANGED, ChangeKind.OBLIGATION_CHANGED, ChangeKind.RENAMED)
"""Kinds after which an answer has to be looked at again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One requirement of the old edition, of the new, or of both, with what differs."""

    kinds: tuple[ChangeKind, ...]
    old: Requirement | None
    new: Requirement | None

    @property
    def number(self) -> str:
        """The number in the new edition, else in the old one."""
        return self.subject.number

    @property
    def is_material(self) -> bool:
        """Whether an answer to the old requirement has to be looked at again."""
        return any(kind in MATERIAL for kind in self.kinds)

    @property
    def is_unchanged(self) -> bool:
        """Whether old and new are the same to the letter."""
        return self.kinds == (ChangeKind.UNCHANGED,)

    @property
    def subject(self) -> Requirement:
        """The requirement in the new edition, else in the old one."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a change has a requirement")
        return found

    @property
    def words(self) -> str:
        """The kinds in Japanese."""
        return "・".join(kind.label for kind in self.kinds)

    @property
    def beside(self) -> tuple[str, ...]:
        """What differs beside name, text and class, in Japanese: no reason to answer anew."""
        if self.old is None or self.new is None:
            return ()
        old, new = self.old, self.new
        differing = {
            "見出し": [bare(h) for h in old.path] != [bare(h) for h in new.path],
            "要件の考え方・理由": bare(old.rationale) != bare(new.rationale),
            "備考": bare(old.note) != bare(new.note),
            "適合基準日": bare(old.conformance_date) != bare(new.conformance_date),
        }
        return tuple(name for name, differs in differing.items() if differs)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An old and a new requirement that resemble each other (`likeness` 0 to 1), not yet a pair.

    `several` tells a split (one old, several new) or a merger (several old, one new); one of the
    parts may have kept the number.
    """

    old: Requirement
    new: Requirement
    likeness: float
    several: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every requirement of both editions exactly once, and the proposals among the left over."""

    changes: tuple[Change, ...]
    proposals: tuple[Proposal, ...]

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if kind in change.kinds)

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `spec diff`: numbers by kind, renumbered as pairs [old, new]."""
        document: dict[str, object] = {}
        for kind in ChangeKind:
            found = self.of(kind)
            if kind is ChangeKind.RENUMBERED:
                document[kind.value] = [
                    [change.old.number, change.new.number]
                    for change in found
                    if change.old and change.new
                ]
            else:
                document[kind.value] = list(dict.fromkeys(change.number for change in found))
        return document


_VARIANTS = str.maketrans(
    {
        "、": ",", "，": ",", "｡": ".", "。": ".", "．": ".", "･": "・", "『": "「", "』": "」",
        "［": "[", "］": "]", "〔": "[", "〕": "]", "【": "[", "】": "]", "‐": "-", "‑": "-",
        "–": "-", "—": "-", "―": "-", "−": "-", "ー": "-", "ｰ": "-", "〜": "~", "～": "~",
        "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "‥": "..",
    }
)  # fmt: skip


def bare(text: str) -> str:
    """The text without what is only form: width, blanks, line breaks, variants of punctuation."""
    unified = unicodedata.normalize("NFKC", text.translate(_VARIANTS)).translate(_VARIANTS)
    return unicodedata.normalize("NFKC", "".join(unified.split()))


def compare_editions(old: Sequence[Requirement], new: Sequence[Requirement]) -> Comparison:
    """Compare the requirements of two editions of one operation."""
    pairs = _Pairs(old, new)
    pairs.take(lambda r: (r.number, _content(r), r.path))
    pairs.take(lambda r: (r.number, _content(r)))
    pairs.take_elsewhere(lambda r: (*_content(r), *map(bare, r.path)))
    pairs.take_elsewhere(_content)
    pairs.take(lambda r: (r.number, bare(r.text)))
    pairs.take(lambda r: (r.number, r.designated_city, r.other))
    pairs.take(lambda r: r.number)
    changes = [_change(a, b) for a, b in pairs.found]
    changes += [Change((ChangeKind.REMOVED,), a, None) for a in pairs.old]
    changes += [Change((ChangeKind.ADDED,), None, b) for b in pairs.new]
    order = {id(r): place for place, r in enumerate([*new, *old])}
    changes.sort(key=lambda c: order[id(c.subject)])
    rewritten = [(a, b) for a, b in pairs.found if bare(a.text) != bare(b.text)]
    proposals = _proposals(pairs.old, pairs.new)
    return Comparison(tuple(changes), (*proposals, *_parts(rewritten, pairs.old, pairs.new)))


def _content(requirement: Requirement) -> tuple[str, str]:
    return bare(requirement.name), bare(requirement.text)


class _Pairs:
    """Pairs found so far, and what is left on either side, in order."""

    def __init__(self, old: Iterable[Requirement], new: Iterable[Requirement]) -> None:
        self.old, self.new = list(old), list(new)
        self.found: list[tuple[Requirement, Requirement]] = []

    def take(self, key: Callable[[Requirement], Hashable]) -> None:
        """Pair in order what has the same key."""
        waiting: dict[Hashable, list[Requirement]] = {}
        for requirement in self.new:
            waiting.setdefault(key(requirement), []).append(requirement)
        self._pair((a, waiting.get(key(a), [])) for a in self.old)

    def take_elsewhere(self, key: Callable[[Requirement], Hashable]) -> None:
        """Pair what has the same key under another number, where it is unique on both sides."""
        old_keys, new_keys = Counter(map(key, self.old)), Counter(map(key, self.new))
        unique = {k for k, count in old_keys.items() if count == 1 and new_keys[k] == 1}
        there = {key(b): [b] for b in self.new if key(b) in unique}
        told = ((a, there.get(key(a), [])) for a in self.old)
        self._pair((a, found) for a, found in told if _tells(a))

    def _pair(self, offers: Iterable[tuple[Requirement, list[Requirement]]]) -> None:
        taken_old, taken_new = set(), set()
        for a, offered in offers:
            if offered:
                b = offered.pop(0)
                self.found.append((a, b))
                taken_old.add(id(a))
                taken_new.add(id(b))
        self.old = [a for a in self.old if id(a) not in taken_old]
        self.new = [b for b in self.new if id(b) not in taken_new]


def _tells(requirement: Requirement) -> bool:
    """Whether the content says enough to be recognised elsewhere."""
    return len(bare(requirement.text)) + len(bare(requirement.name)) >= 4


def _change(old: Requirement, new: Requirement) -> Change:
    kinds = []
    if old.number != new.number:
        kinds.append(ChangeKind.RENUMBERED)
    if bare(old.text) != bare(new.text):
        kinds.append(ChangeKind.TEXT_CHANGED)
    if (old.designated_city, old.other) != (new.designated_city, new.other):
        kinds.append(ChangeKind.OBLIGATION_CHANGED)
    if bare(old.name) != bare(new.name):
        kinds.append(ChangeKind.RENAMED)
    if not kinds:
        same = (old.name, old.text) == (new.name, new.text)
        kinds.append(ChangeKind.UNCHANGED if same else ChangeKind.COSMETIC)
    return Change(tuple(kinds), old, new)


MOST_PAIRS, MOST_PARTS = 60_000, 4
ALIKE, PARTLY, LEAST_PART = 0.55, 0.45, 8
"""Likeness from which a pair is proposed, and from which a part counts for a split or merger.

The last is the least number of letter pairs that tell where a part came from.
"""


def _proposals(old: Sequence[Requirement], new: Sequence[Requirement]) -> tuple[Proposal, ...]:
    """Pairs of left-over requirements that resemble each other, the most alike first.

    Where very many are left over, only those at about the same place are held side by side.
    """
    grams_old = [_grams(r) for r in old]
    grams_new = [_grams(r) for r in new]
    reach = max(1, MOST_PAIRS // max(1, len(old)))
    scored = []
    for place, (a, left) in enumerate(zip(old, grams_old, strict=True)):
        middle = place * len(new) // len(old)
        first = max(0, min(middle - reach // 2, len(new) - reach))
        for b, right in zip(
            new[first : first + reach], grams_new[first : first + reach], strict=True
        ):
            shared = sum((left & right).values())
            if not shared:
                continue
            whole = 2 * shared / (left.total() + right.total())
            part = shared / min(left.total(), right.total())
            scored.append((whole, part, a, b))
    partners = Counter(id(r) for _, part, a, b in scored if part >= 0.8 for r in (a, b))
    found = []
    used: set[int] = set()
    for whole, part, a, b in sorted(scored, key=lambda s: -max(s[0], s[1] * 0.9)):
        most = max(partners[id(a)], partners[id(b)])
        several = part >= 0.8 and whole >= PARTLY / 2 and 1 < most <= MOST_PARTS
        alone = not {id(a), id(b)} & used
        if several or (whole >= ALIKE and alone):
            found.append(Proposal(a, b, round(whole, 3), several))
            used |= {id(a), id(b)}
    return tuple(found)


def _parts(
    rewritten: Sequence[tuple[Requirement, Requirement]],
    removed: Sequence[Requirement],
    added: Sequence[Requirement],
) -> tuple[Proposal, ...]:
    """Splits and mergers in which one of the parts kept the number, and with it the partner.

    An added requirement whose words stood in the old text and stand no more in the new text of the
    same number came out of it; a removed one went in likewise.
    """
    grams = {id(r): _grams(r) for pair in rewritten for r in pair}
    left = {id(r): _grams(r) for r in (*removed, *added)}
    reach = max(1, MOST_PAIRS // max(1, len(removed) + len(added)))
    found = []
    for a, b in rewritten[:reach]:
        gone, come = grams[id(a)] - grams[id(b)], grams[id(b)] - grams[id(a)]
        for whole, others in ((gone, added), (come, removed)):
            for other in others if whole.total() >= LEAST_PART else ():
                part = left[id(other)]
                if (part & whole).total() >= 0.6 * part.total() >= 0.6 * LEAST_PART:
                    old, new = (a, other) if others is added else (other, b)
                    found.append(_proposal(old, new))
    return tuple(found)


def _proposal(old: Requirement, new: Requirement) -> Proposal:
    left, right = _grams(old), _grams(new)
    whole = 2 * (left & right).total() / (left.total() + right.total())
    return Proposal(old, new, round(whole, 3), several=True)


def _grams(requirement: Requirement) -> Counter[str]:
    text = bare(requirement.name + requirement.text)
    return Counter(text[i : i + 2] for i in range(max(1, len(text) - 1)))


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text: kept, gone (only in the old text) or come (only in the new)."""

    state: str
    text: str


def marked_words(old: str, new: str) -> tuple[Words, ...]:
    """The new text with what came and what went, cut where words change their kind of letter."""
    left, right = _cut(old), _cut(new)
    found: list[Words] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Words("kept", "".join(right[b1:b2])))
            continue
        if a2 > a1:
            found.append(Words("gone", "".join(left[a1:a2])))
        if b2 > b1:
            found.append(Words("come", "".join(right[b1:b2])))
    return tuple(found)


def _cut(text: str) -> list[str]:
    pieces: list[str] = []
    last = ""
    for letter in text:
        kind = _letter_kind(letter)
        if kind and kind == last:
            pieces[-1] += letter
        else:
            pieces.append(letter)
        last = kind
    return pieces


def _letter_kind(letter: str) -> str:
    name = unicodedata.name(letter, "")
    for kind in ("CJK", "HIRAGANA", "KATAKANA", "DIGIT", "LATIN"):
        if kind in name:
            return kind
    return ""
