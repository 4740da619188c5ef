"""What packages answer, handed out: as JSON of the command line, and as a comparison workbook."""

from typing import Any

from taiodo.catalog.load import operation_of
from taiodo.problems import Problem
from taiodo.report.content import Report
from taiodo.report.packages import ComparedFacts, comparison_report
from taiodo.survey.package import PackageResponse
from taiodo.workflow.desk import Desk, today
from taiodo.workflow.package_comparison import ALL, ComparedFilter, Standing, compared


def comparison(
    desk: Desk, operation: str, edition: str, wanted: ComparedFilter | None = None
) -> Report:
    """The comparison as a report (Excel): counts, findings, and every row the filter lets through.

    Raises:
        Problem: no package has replied to the edition.
    """
    found = compared(desk, operation, edition, wanted, size=ALL)
    with desk.reading() as (_, body):
        name = body.name
    facts = ComparedFacts(
        name,
        today(),
        found.title,
        tuple((s.package, s.counts) for s in found.standings),
        tuple(
            (
                r.requirement.number, r.requirement.name, r.text, r.requirement.obligation,
                r.verdict, r.answers, r.issues,
            )
            for r in found.rows
        ),
        found.limits,
    )  # fmt: skip
    return comparison_report(facts)


def compared_as_dict(desk: Desk, operation: str, edition: str) -> dict[str, Any]:
    """The JSON form of `package compare`: counts per package, and every finding."""
    found = compared(desk, operation, edition, size=ALL)
    return {
        "operation": operation_of(operation).id,
        "edition": edition,
        "cutover": found.limits.cutover or None,
        "conformance_date": found.limits.conformance or None,
        "packages": [_standing_as_dict(standing) for standing in found.standings],
        "findings": [
            {
                "number": row.requirement.number,
                "part": row.requirement.part,
                "obligation": row.requirement.obligation.value,
                "vendor": standing.package.vendor,
                "product": standing.package.product,
                "response": answer.response.value,
                "due": answer.due,
                "issues": [issue.value for issue in issues],
            }
            for row in found.rows
            for standing, answer, issues in zip(
                found.standings, row.answers, row.issues, strict=True
            )
            if issues
        ],
    }


def _standing_as_dict(standing: Standing) -> dict[str, object]:
    counts = standing.counts
    classes = dict.fromkeys(obligation for obligation, _ in counts.by_class)
    return {
        "vendor": standing.package.vendor,
        "product": standing.package.product,
        "version": standing.package.version,
        "reply": standing.reply.id,
        "file": standing.reply.file_name,
        "rate": counts.rate,
        "reply_rate": counts.reply_rate,
        "responses": {
            obligation.value: {
                response.value: number
                for response in PackageResponse
                if (number := counts.count(obligation, response))
            }
            for obligation in classes
        },
        "issues": {issue.value: number for issue, number in counts.issues.items()},
    }


def answers_as_dicts(
    desk: Desk, operation: str, edition: str, vendor: str = "", product: str = ""
) -> list[dict[str, object]]:
    """The JSON form of `package show`: every requirement with each package's answer.

    Raises:
        Problem: no package has replied to the edition, or none of that name.
    """
    found = compared(desk, operation, edition, size=ALL)
    chosen = [
        place
        for place, standing in enumerate(found.standings)
        if vendor in ("", standing.package.vendor) and product in ("", standing.package.product)
    ]
    if not chosen:
        names = "、".join(standing.package.title for standing in found.standings)
        raise Problem(
            f"「{f'{vendor} {product}'.strip()}」の回答はありません。", advice=f"あるもの: {names}"
        )
    return [
        {
            "number": row.requirement.number,
            "part": row.requirement.part,
            "name": row.requirement.name,
            "obligation": row.requirement.obligation.value,
            "vendor": found.standings[place].package.vendor,
            "product": found.standings[place].package.product,
            "response": row.answers[place].response.value,
            "due": row.answers[place].due,
            "remark": row.answers[place].remark,
            "issues": [issue.value for issue in row.issues[place]],
        }
        for row in found.rows
        for place in chosen
    ]
