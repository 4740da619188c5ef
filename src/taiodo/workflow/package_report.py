"""What packages answer to the requirements of a survey, for 対応度調査報告書."""

from collections.abc import Sequence

from taiodo.report.packages import IssueFact, PackageFacts
from taiodo.store import packages as stored
from taiodo.store.engine import Reading
from taiodo.store.surveys import StoredSurvey
from taiodo.survey.items import RequirementItem
from taiodo.survey.package import NO_ANSWER, counted_answers, issues_of
from taiodo.workflow.package_comparison import limits_of


def package_facts(
    reading: Reading,
    municipality: int,
    survey: StoredSurvey,
    items: Sequence[RequirementItem],
    moment: str,
) -> tuple[PackageFacts, ...]:
    """The replies that counted just before `moment` (UTC ISO 8601), held against the items."""
    replies = stored.replies_on(reading, municipality, survey.edition_id, moment)
    if not replies:
        return ()
    limits = limits_of(reading, municipality, survey.edition)
    dates = stored.conformance_dates(reading, survey.edition_id)
    found = []
    for reply in replies:
        answers = stored.answers(reading, reply.id)
        facts = []
        for item in items:
            key = (item.number, item.part)
            answer = answers.get(key, NO_ANSWER)
            issues = issues_of(item.obligation, answer, limits, dates.get(key, ""))
            facts.append(IssueFact(item.number, item.name, item.obligation, answer, issues))
        counts = counted_answers((f.obligation, f.answer.response, f.issues) for f in facts)
        standing_out = tuple(fact for fact in facts if fact.issues)
        found.append(PackageFacts(reply.package, counts, standing_out))
    return tuple(found)
