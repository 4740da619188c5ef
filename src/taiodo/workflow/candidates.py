"""対応候補 for the features of a survey: computed once, kept, learned anew as people decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from taiodo.catalog.requirements import Requirement
from taiodo.matching.engine import Suggestion, Wanted
from taiodo.store import items as stored_items
from taiodo.store import surveys as stored
from taiodo.store.engine import Reading
from taiodo.store.municipal import CurrentMunicipality
from taiodo.survey.items import ItemFilter, RequirementItem
from taiodo.survey.mapping import MappedFeature
from taiodo.workflow import suggesting
from taiodo.workflow.desk import Desk
from taiodo.workflow.learning import confirmed
from taiodo.workflow.surveying import ALL

TOP = 10
LEARN_STEP = 25
CHUNK = 200
KEPT_SURVEYS = 8

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A requirement proposed for a feature; `score` is 0..1, `words` carried the match."""

    item: RequirementItem
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one feature, best first; `probably_none`: nothing seems to fit."""

    choices: tuple[Choice, ...]
    none_score: float
    probably_none: bool


@dataclass
class _Index:
    """A survey's requirements, the matcher over them, and what it has proposed so far."""

    items: tuple[RequirementItem, ...]
    learned: int
    matcher: "suggesting.Matcher"
    known: dict[tuple[str, str, str], Suggestion] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def suggest(self, features: Sequence[Wanted]) -> list[Suggestion]:
        """Suggestions in the order given, computing only what was not asked before."""
        keys = [(f.name, f.description, f.system) for f in features]
        with self.lock:
            fresh = {k: f for k, f in zip(keys, features, strict=True) if k not in self.known}
            found = self.matcher.suggest(list(fresh.values()), TOP)
            self.known |= dict(zip(fresh, found, strict=True))
            return [self.known[key] for key in keys]


_KEPT: dict[tuple[str, int], _Index] = {}
_KEEPING = Lock()


def candidates(
    desk: Desk,
    survey: int,
    features: Sequence[MappedFeature],
    *,
    progress: Progress | None = None,
) -> dict[int, Proposed]:
    """What is proposed for each feature, by its item; `progress` is told the share done."""
    with desk.reading() as (reading, body):
        index = _index(desk, reading, body, survey)
    found: dict[int, Proposed] = {}
    for start in range(0, len(features), CHUNK):
        chunk = features[start : start + CHUNK]
        wanted = [Wanted(str(f.item), f.name, f.description, f.system_name) for f in chunk]
        for feature, suggestion in zip(chunk, index.suggest(wanted), strict=True):
            found[feature.item] = _proposed(index, suggestion)
        if progress is not None:
            progress(min(1.0, (start + CHUNK) / len(features)))
    return found


def _proposed(index: _Index, suggestion: Suggestion) -> Proposed:
    choices = tuple(Choice(index.items[c.key], c.score, c.words) for c in suggestion.candidates)
    return Proposed(choices, suggestion.none_score, suggestion.probably_none)


def _index(desk: Desk, reading: Reading, body: CurrentMunicipality, survey: int) -> _Index:
    """The index of a survey, built anew when its requirements change or people decided much."""
    held = next(s for s in stored.surveys(reading, body.id) if s.id == survey)
    wanted = ItemFilter(survey=survey)
    total = stored_items.requirement_items(reading, body.id, wanted, size=1).total
    before = confirmed(reading, body.id, held.operation, held.edition)
    key = (desk.store.url, survey)
    with _KEEPING:
        kept = _KEPT.pop(key, None)
        if (
            kept is None
            or len(kept.items) != total
            or abs(kept.learned - len(before)) >= LEARN_STEP
        ):
            items = stored_items.requirement_items(reading, body.id, wanted, size=ALL).items
            edition = replace(held.edition, requirements=tuple(map(_requirement, items)))
            matcher = suggesting.matcher(edition, before, body.kind.binding)
            kept = _Index(items, len(before), matcher)
        _KEPT[key] = kept
        while len(_KEPT) > KEPT_SURVEYS:
            _KEPT.pop(next(iter(_KEPT)))
    return kept


def _requirement(item: RequirementItem) -> Requirement:
    return Requirement(
        item.number, item.path, item.name, item.text, item.obligation, item.obligation,
        item.rationale, item.note, part=item.part,
    )  # fmt: skip


def forget(desk: Desk, survey: int) -> None:
    """Learn anew from everything confirmed by now, the next time candidates are asked for."""
    with _KEEPING:
        _KEPT.pop((desk.store.url, survey), None)
