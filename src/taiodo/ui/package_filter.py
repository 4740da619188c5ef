"""Narrowing the survey's list by what a vendor's package answers."""

from taiodo.survey.package import PackageResponse
from taiodo.ui import address
from taiodo.workflow import package_comparison
from taiodo.workflow.desk import Desk
from taiodo.workflow.surveying import SurveyHeader

RESPONSES = [r.value for r in PackageResponse]


def choose_responses(
    desk: Desk, survey: SurveyHeader
) -> tuple[int | None, tuple[PackageResponse, ...]]:
    """The package and its responses to show; nothing is offered where none has replied."""
    known = package_comparison.packages_of(desk, survey.operation, survey.edition.edition)
    if not known:
        return None, ()
    names = {str(package.id): package.title for package in known}
    package = address.one_of(
        "パッケージ", list(names), key="package", format_func=names.__getitem__
    )
    responses = address.some_of(
        "パッケージの回答", RESPONSES, key="response", placeholder="すべて",
        format_func=lambda r: PackageResponse(r).shown,
    )  # fmt: skip
    return int(package), tuple(PackageResponse(r) for r in responses)
