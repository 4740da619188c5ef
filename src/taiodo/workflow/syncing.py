"""Bringing current features registered since into the surveys under way."""

from taiodo.store import municipal, opening
from taiodo.store import surveys as stored
from taiodo.store.engine import Transaction
from taiodo.store.surveys import StoredSurvey
from taiodo.workflow.surveying import headings_of


def sync_surveys(tx: Transaction, municipality: int) -> dict[str, int]:
    """Bring new features into every survey under way: operation → how many came."""
    found: dict[str, int] = {}
    for survey in stored.surveys(tx, municipality):
        if not survey.closed_at:
            count = sync_survey(tx, municipality, survey)
            if count:
                found[survey.operation] = found.get(survey.operation, 0) + count
    return found


def sync_survey(tx: Transaction, municipality: int, survey: StoredSurvey) -> int:
    """Bring new features into one survey; how many came."""
    plan = municipal.plans(tx, municipality).get(survey.operation)
    offices = municipal.departments(tx, municipality)
    office = offices.get(plan.plan.department) if plan else None
    return opening.sync_features(tx, municipality, survey, office, headings_of(survey.operation))
