"""版の比較と引き継ぎ: what a new edition changes, and carrying the answers over to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from taiodo.access.rights import Action
from taiodo.catalog.compare import Comparison, compare_editions
from taiodo.catalog.load import load_catalog, operation_of
from taiodo.problems import Problem
from taiodo.report.content import Report
from taiodo.report.differences import difference_report
from taiodo.store import editions as stored_editions
from taiodo.store import municipal, rollovers
from taiodo.store import surveys as stored
from taiodo.store.engine import Reading, alone
from taiodo.store.municipal import CurrentMunicipality
from taiodo.store.sheets import sheets_sent
from taiodo.store.surveys import StoredSurvey
from taiodo.survey.rollover import Key, RollOver, roll_over
from taiodo.workflow.catalogue import find_edition
from taiodo.workflow.desk import Desk, today
from taiodo.workflow.syncing import sync_survey


@dataclass(frozen=True, slots=True)
class Rolling:
    """What a roll-over does, or has done: from which edition to which, and every item."""

    operation: str
    old_edition: str
    new_edition: str
    comparison: Comparison
    planned: RollOver
    survey: int | None = None


def compare(desk: Desk, operation: str, old: str, new: str) -> Comparison:
    """Two editions of an operation compared, imported or shipped.

    Raises:
        Problem: unknown operation or edition, or the same edition twice.
    """
    known = operation_of(operation)
    if old == new:
        raise Problem("同じ版どうしは比べられません。", advice="違う版を二つ指定してください。")
    with desk.reading() as (reading, _):
        before, after = (find_edition(reading, known.id, name) for name in (old, new))
    return compare_editions(before.requirements, after.requirements)


def preview(
    desk: Desk, operation: str, to: str, confirmed: Sequence[tuple[Key, Key]] = ()
) -> Rolling:
    """What carrying the survey under way over to the edition `to` would do; nothing is stored.

    Raises:
        Problem: no survey is under way, or the edition is unknown or surveyed already.
    """
    known = operation_of(operation)
    with desk.reading() as (reading, body):
        return _planned(reading, body, known.id, to, confirmed)[0]


def commit(
    desk: Desk, operation: str, to: str, confirmed: Sequence[tuple[Key, Key]] = ()
) -> Rolling:
    """Carry the survey under way over to the edition `to`, all or nothing.

    Raises:
        Problem: as `preview`.
    """
    known = operation_of(operation)
    with desk.changing(Action.OPEN_SURVEY) as (tx, body):
        alone(tx)
        rolling, survey = _planned(tx, body, known.id, to, confirmed)
        edition = find_edition(tx, known.id, to)
        key = stored_editions.edition_key(tx, known.id, to)
        if key is None:
            key = stored_editions.add_edition(tx, edition)
        plan = municipal.plans(tx, body.id).get(known.id)
        office = municipal.departments(tx, body.id).get(plan.plan.department) if plan else None
        opened = rollovers.store_rollover(
            tx, body.id, survey, key, body.kind.binding, office, rolling.planned
        )
    return Rolling(known.id, rolling.old_edition, to, rolling.comparison, rolling.planned, opened)


def _planned(
    reading: Reading,
    body: CurrentMunicipality,
    operation: str,
    to: str,
    confirmed: Sequence[tuple[Key, Key]],
) -> tuple[Rolling, StoredSurvey]:
    after = find_edition(reading, operation, to)
    survey = _under_way(reading, body.id, operation, to)
    before = find_edition(reading, operation, survey.edition.edition)
    comparison = compare_editions(before.requirements, after.requirements)
    answered = rollovers.pending_reviews(reading, survey.id)
    planned = roll_over(comparison, body.kind.binding, answered, confirmed)
    return Rolling(operation, survey.edition.edition, to, comparison, planned), survey


def _under_way(reading: Reading, municipality: int, operation: str, to: str) -> StoredSurvey:
    name = load_catalog().operations[operation].name
    found = [s for s in stored.surveys(reading, municipality) if s.operation == operation]
    if any(s.edition.edition == to for s in found):
        raise Problem(
            f"{name} {to}版の調査は既にあります。",
            advice="引き継ぎ先には、まだ調査を始めていない版を指定してください。",
        )
    under_way = [s for s in found if not s.closed_at]
    if not under_way:
        raise Problem(
            f"{name}には、引き継ぐ調査がありません。",
            advice=f"初めての調査は taiodo survey open {operation} --edition {to} で始めます。",
        )
    return under_way[-1]


def can_take_back(desk: Desk, survey: int) -> bool:
    """Whether the survey was carried over and nobody has answered in it since."""
    with desk.reading() as (reading, body):
        found = [s for s in stored.surveys(reading, body.id) if s.id == survey]
        return bool(found and found[0].rolled_from and not _obstacle(reading, body.id, found[0]))


def take_back(desk: Desk, operation: str, edition: str) -> None:
    """Undo a roll-over: the survey of `edition` goes, the one before it is answered again.

    Raises:
        Problem: there is no such roll-over, or somebody has answered since.
    """
    known = operation_of(operation)
    with desk.changing(Action.OPEN_SURVEY) as (tx, body):
        alone(tx)
        surveys = {s.id: s for s in stored.surveys(tx, body.id)}
        found = [
            s for s in surveys.values()
            if s.operation == known.id and s.edition.edition == edition and s.rolled_from
        ]  # fmt: skip
        if not found:
            raise Problem(
                f"{known.name} {edition}版への引き継ぎはありません。",
                advice="引き継ぎで始めた調査の版を指定してください。",
            )
        obstacle = _obstacle(tx, body.id, found[0])
        if obstacle:
            raise Problem(obstacle, advice="今の調査で続きを進めてください。")
        before = surveys.get(found[0].rolled_from or 0)
        rollovers.take_back(tx, body.id, found[0], before)
        if before is not None:
            sync_survey(tx, body.id, before)


def _obstacle(reading: Reading, municipality: int, survey: StoredSurvey) -> str:
    """Why a survey cannot be taken back, "" when it can."""
    if survey.closed_at:
        return "さらに新しい版へ引き継がれているため、取り消せません。"
    sent = sheets_sent(reading, survey.id)
    if sent:
        return f"引き継ぎのあとで調査票を{sent}回送っているため、取り消せません。"
    changed = rollovers.answers_since(reading, survey.id)
    if changed:
        return f"引き継ぎのあとで{changed}件が回答されているため、取り消せません。"
    return ""


def difference(desk: Desk, operation: str, old: str, new: str) -> Report:
    """The comparison of two editions as a report.

    Raises:
        Problem: as `compare`.
    """
    found = compare(desk, operation, old, new)
    with desk.reading() as (_, body):
        name = operation_of(operation).name
        return difference_report(body.name, name, old, new, found, today())
