"""Storing decisions about counterparts, and taking acts back."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from taiodo.store.bulk import Bulk, Touched, follow, mark_undone, touched_by
from taiodo.store.changes import BATCH, as_json, columns_of, record_many
from taiodo.store.engine import Reading, Transaction
from taiodo.store.mapping_tables import MappingRow
from taiodo.store.mappings import CHUNK, COUNTERPART, MAPPING, mappings_of
from taiodo.store.saving import restore
from taiodo.store.surveys import FEATURE_ITEM, ITEM, REQUIREMENT, SURVEY
from taiodo.store.tables import (
    CounterpartRow,
    FeatureItemRow,
    RequirementItemRow,
    RequirementRow,
    SurveyRow,
)
from taiodo.survey.mapping import Decided, Decision, Mapping, MappingState, Relation, Way

ENTITY = "mapping"
STALE = "他の人が先に決めていました。"
GONE = "この現行機能は調査にありません。"
CLOSED = "この調査は新しい版へ引き継がれたため、変えられません。新しい版の調査で決めてください。"
ELSEWHERE = "選んだ要件はこの調査にありません。"


def decide_many(
    tx: Transaction, municipality: int, decisions: Sequence[Decision]
) -> tuple[tuple[Decided, ...], tuple[Touched, ...]]:
    """Store decisions: what became of each, and what is needed to take them back.

    A refused decision changes nothing and does not stop the others.
    """
    writer = _Writer(tx, municipality, decisions)
    outcomes = tuple(writer.decide(decision) for decision in decisions)
    writer.write()
    return outcomes, tuple(writer.touched)


class _Writer:
    """Checks decisions against what is there and writes them together."""

    def __init__(self, tx: Transaction, municipality: int, decisions: Sequence[Decision]) -> None:
        self._tx, self._municipality = tx, municipality
        features = [d.feature for d in decisions]
        self._surveys = _surveys(tx, municipality, features)
        self._present = mappings_of(tx, features)
        self._requirements = _requirements(tx, {item for d in decisions for item, _ in d.links})
        self._updates: list[dict[str, object]] = []
        self._links: list[dict[str, object]] = []
        self._relinked: list[int] = []
        self._audit: list[dict[str, object]] = []
        self.touched: list[Touched] = []

    def decide(self, decision: Decision) -> Decided:
        """Check one decision and queue it."""
        present = self._present.get(decision.feature)
        survey, closed = self._surveys.get(decision.feature, (0, ""))
        refusal = ""
        if present is None or not survey:
            return Decided(decision.feature, False, False, GONE)
        if closed:
            refusal = CLOSED
        elif any(self._requirements.get(i, (0, ""))[0] != survey for i, _ in decision.links):
            refusal = ELSEWHERE
        elif decision.revision is not None and decision.revision != present.revision:
            refusal = "" if _same(present, decision) else STALE
        if refusal:
            return Decided(decision.feature, False, False, refusal, present)
        if _same(present, decision):
            return Decided(decision.feature, True, False, current=present)
        self._queue(present, decision)
        return Decided(decision.feature, True, True, current=present)

    def _queue(self, present: Mapping, decision: Decision) -> None:
        revision = present.revision + 1
        undecided = decision.state is MappingState.UNDECIDED
        self._updates.append(
            {
                "row": present.id, "revision": revision,
                "updated_at": self._tx.at, "updated_by": self._tx.actor,
                "state": decision.state.value, "way": decision.way.value,
                "score": decision.score, "note": decision.note,
                "decided_at": "" if undecided else self._tx.at,
                "decided_by": "" if undecided else self._tx.actor,
            }
        )  # fmt: skip
        self._relinked.append(decision.feature)
        self._links += _link_rows(decision.feature, decision.links)
        numbers = [
            (self._requirements[item][1], relation.label) for item, relation in decision.links
        ]
        self._audit.append(
            _entry(
                present, self._municipality,
                _words(decision.state, numbers, decision.way, decision.score, decision.note),
            )
        )  # fmt: skip
        self.touched.append(Touched(ENTITY, present.id, present.revision, revision, _kept(present)))

    def write(self) -> None:
        """Write everything that was queued."""
        if not self._updates:
            return
        fields = [name for name in self._updates[0] if name != "row"]
        statement = (
            update(columns_of(MappingRow).id.table)
            .where(MAPPING.id == bindparam("row"))
            .values({name: bindparam(f"new_{name}") for name in fields})
        )
        values = [
            {"row": u["row"], **{f"new_{name}": u[name] for name in fields}} for u in self._updates
        ]
        for start in range(0, len(values), BATCH):
            self._tx.connection.execute(statement, values[start : start + BATCH])
        _relink(self._tx, self._relinked, self._links)
        record_many(self._tx, self._audit)


def _relink(tx: Transaction, features: Sequence[int], links: Sequence[dict[str, object]]) -> None:
    for start in range(0, len(features), CHUNK):
        gone = features[start : start + CHUNK]
        tx.connection.execute(delete(CounterpartRow).where(COUNTERPART.feature_item_id.in_(gone)))
    for start in range(0, len(links), BATCH):
        tx.connection.execute(insert(CounterpartRow), links[start : start + BATCH])


def _link_rows(feature: int, links: Iterable[tuple[int, Relation]]) -> list[dict[str, object]]:
    return [
        {"feature_item_id": feature, "requirement_item_id": item, "relation": relation.value}
        for item, relation in dict(links).items()
    ]


def _same(present: Mapping, decision: Decision) -> bool:
    there = {(c.item, c.relation) for c in present.counterparts}
    return present.state is decision.state and there == set(decision.links)


def _kept(present: Mapping) -> dict[str, Any]:
    return {
        "state": present.state.value, "way": present.way.value, "score": present.score,
        "note": present.note, "decided_at": present.decided_at, "decided_by": present.decided_by,
        "links": [[c.item, c.relation.value] for c in present.counterparts],
    }  # fmt: skip


def _words(
    state: MappingState,
    numbers: Iterable[tuple[str, str]],
    way: Way,
    score: float | None,
    note: str,
) -> dict[str, object]:
    """A decision as the audit trail keeps it."""
    joined = "；".join(f"{number}（{relation}）" for number, relation in numbers)
    return {
        "state": state.value, "counterparts": joined, "way": way.value, "score": score,
        "note": note,
    }  # fmt: skip


def _entry(
    present: Mapping, municipality: int, after: dict[str, object], summary: str = ""
) -> dict[str, object]:
    numbers = [(c.number, c.relation.label) for c in present.counterparts]
    before = _words(present.state, numbers, present.way, present.score, present.note)
    changed = {name for name in after if before[name] != after[name]} | {"state", "counterparts"}
    return {
        "action": "change", "entity": ENTITY, "entity_id": present.id,
        "municipality_id": municipality, "summary": summary,
        "before": as_json({n: v for n, v in before.items() if n in changed}),
        "after": as_json({n: v for n, v in after.items() if n in changed}),
    }  # fmt: skip


def _surveys(
    tx: Transaction, municipality: int, features: Sequence[int]
) -> dict[int, tuple[int, str]]:
    """Feature item → (its survey, when that was closed); the mapping rows are held meanwhile."""
    found = {}
    for start in range(0, len(features), CHUNK):
        rows = tx.connection.execute(
            select(MAPPING.feature_item_id, SURVEY.id, SURVEY.closed_at)
            .join_from(MappingRow, FeatureItemRow, FEATURE_ITEM.id == MAPPING.feature_item_id)
            .join(SurveyRow, SURVEY.id == FEATURE_ITEM.survey_id)
            .where(
                MAPPING.feature_item_id.in_(features[start : start + CHUNK]),
                SURVEY.municipality_id == municipality,
            )
            .order_by(MAPPING.id)
            .with_for_update(of=columns_of(MappingRow).id.table)
        )
        found.update({row.feature_item_id: (row.id, row.closed_at) for row in rows})
    return found


def _requirements(reading: Reading, items: set[int]) -> dict[int, tuple[int, str]]:
    """Active requirement item → (its survey, its number)."""
    wanted = sorted(items)
    found = {}
    for start in range(0, len(wanted), CHUNK):
        rows = reading.connection.execute(
            select(ITEM.id, ITEM.survey_id, REQUIREMENT.number)
            .join_from(RequirementItemRow, RequirementRow, REQUIREMENT.id == ITEM.requirement_id)
            .where(ITEM.id.in_(wanted[start : start + CHUNK]), ITEM.status == "active")
        )
        found.update({row.id: (row.survey_id, row.number) for row in rows})
    return found


def take_back(tx: Transaction, municipality: int, bulk: Bulk) -> tuple[list[Touched], int]:
    """Restore what an act changed, except what somebody changed since: (restored, how many not)."""
    touched = touched_by(tx, bulk.id)
    restored = _restore_mappings(tx, municipality, [t for t in touched if t.entity == ENTITY])
    others = [t for t in touched if t.entity != ENTITY]
    restored += restore(tx, municipality, others, "一括の反映を取り消し")
    follow(tx, restored)
    mark_undone(tx, municipality, bulk, len(restored))
    return restored, len(touched) - len(restored)


def _restore_mappings(
    tx: Transaction, municipality: int, touched: Sequence[Touched]
) -> list[Touched]:
    """Put decisions back as they were, author and time included; those that could be."""
    restored = []
    by_mapping = _features_by_mapping(tx, [t.id for t in touched])
    present = mappings_of(tx, list(by_mapping.values()))
    links: list[dict[str, object]] = []
    features: list[int] = []
    audit = []
    numbers = _requirements(tx, {item for t in touched for item, _ in t.before["links"]})
    for one in touched:
        feature = by_mapping.get(one.id)
        now = present.get(feature) if feature is not None else None
        if now is None or feature is None or now.revision != one.revision:
            continue
        before = [(i, Relation(r)) for i, r in one.before["links"] if i in numbers]
        kept = {name: value for name, value in one.before.items() if name != "links"}
        tx.connection.execute(
            update(columns_of(MappingRow).id.table)
            .where(MAPPING.id == one.id)
            .values(revision=now.revision + 1, updated_at=tx.at, updated_by=tx.actor, **kept)
        )
        after = _words(
            MappingState(kept["state"]), [(numbers[i][1], r.label) for i, r in before],
            Way(kept["way"]), kept["score"], kept["note"],
        )  # fmt: skip
        audit.append(_entry(now, municipality, after, "取消し"))
        restored.append(one)
        features.append(feature)
        links += _link_rows(feature, before)
    _relink(tx, features, links)
    record_many(tx, audit)
    return restored


def _features_by_mapping(reading: Reading, mappings: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(mappings), CHUNK):
        rows = reading.connection.execute(
            select(MAPPING.id, MAPPING.feature_item_id).where(
                MAPPING.id.in_(mappings[start : start + CHUNK])
            )
        )
        found.update({row.id: row.feature_item_id for row in rows})
    return found
