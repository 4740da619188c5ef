"""Looking up operations and editions, those shipped and those imported."""

from dataclasses import dataclass, replace

from taiodo.access.rights import Action
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.load import applies, load_catalog, load_edition, operation_of
from taiodo.catalog.operations import Operation
from taiodo.problems import Problem, near_miss
from taiodo.store import editions as stored
from taiodo.store import municipal
from taiodo.store.engine import Reading
from taiodo.workflow.desk import Desk

_RANK = {
    EditionKind.OFFICIAL: 3,
    EditionKind.HEADINGS: 2,
    EditionKind.OUTLINE: 1,
    EditionKind.SUPPLEMENT: 0,
}


@dataclass(frozen=True, slots=True)
class OperationStanding:
    """One operation as the current municipality sees it; `editions` newest and best first."""

    operation: Operation
    applicable: bool
    phase: str
    cutover: str
    cutover_note: str
    department: str
    department_unconfirmed: bool
    extended: bool
    extended_unconfirmed: bool
    editions: tuple[Edition, ...]
    plan_revision: int

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `catalog list`."""
        return {
            "id": self.operation.id,
            "name": self.operation.name,
            "ministry": self.operation.ministry,
            "business_ids": list(self.operation.business_ids),
            "since": self.operation.since,
            "phase": self.phase or None,
            "applicable": self.applicable,
        }


def operations(desk: Desk, action: Action = Action.READ) -> tuple[OperationStanding, ...]:
    """All operations in official order with what the municipality plans for them."""
    catalog = load_catalog()
    with desk.reading(action) as (reading, body):
        plans = municipal.plans(reading, body.id)
        imported = stored.editions(reading)
    found = []
    for operation in catalog.operations.values():
        kept = plans.get(operation.id)
        plan = kept.plan if kept else None
        held = [e for (name, _), e in reversed(imported.items()) if name == operation.id]
        names = {e.edition for e in held}
        held += [
            e for e in catalog.editions if e.operation == operation.id and e.edition not in names
        ]
        held.sort(key=lambda e: -_RANK[e.kind])
        found.append(
            OperationStanding(
                operation,
                applies(operation, body.kind),
                plan.phase if plan else "",
                plan.cutover if plan else "",
                plan.cutover_note if plan else "",
                plan.department if plan else "",
                bool(plan and plan.department_certainty.value != "confirmed"),
                bool(plan and plan.extended),
                bool(plan and plan.extended_certainty.value != "confirmed"),
                tuple(held),
                kept.revision if kept else 0,
            )
        )
    return tuple(found)


def edition(desk: Desk, operation: str, name: str) -> Edition:
    """One edition with its requirements: the imported one, else the shipped one.

    Raises:
        Problem: no such operation or edition; names those that exist.
    """
    known = operation_of(operation)
    with desk.reading() as (reading, _):
        return find_edition(reading, known.id, name)


def find_edition(reading: Reading, operation: str, name: str) -> Edition:
    """As `edition`, within a transaction."""
    headers = stored.editions(reading, operation)
    key = stored.edition_key(reading, operation, name)
    if key is not None:
        return replace(headers[operation, name], requirements=stored.requirements(reading, key))
    shipped = {e.edition for e in load_catalog().editions if e.operation == operation}
    if name in shipped:
        return load_edition(operation, name)
    raise unknown_edition(operation, name, [*(e for _, e in headers), *sorted(shipped)])


def unknown_edition(operation: str, name: str, known: list[str]) -> Problem:
    """The refusal for an edition that is neither imported nor shipped."""
    title = load_catalog().operations[operation].name
    held = "、".join(dict.fromkeys(known)) or "なし"
    return Problem(
        f"{title}の版「{name}」は取り込まれていません。",
        advice=near_miss(name, known)
        or f"「仕様書の取込」（taiodo spec import）で取り込んでください。今ある版: {held}",
    )


def edition_as_dict(found: Edition) -> dict[str, object]:
    """The JSON form of `spec show`."""
    return {
        "operation": found.operation,
        "edition": found.edition,
        "source": found.source,
        "requirements": [
            {
                "number": r.number,
                "path": list(r.path),
                "name": r.name,
                "text": r.text,
                "obligation": {"designated_city": r.designated_city.value, "other": r.other.value},
                "rationale": r.rationale,
                "note": r.note,
                "conformance_date": r.conformance_date,
            }
            for r in found.requirements
        ],
    }
