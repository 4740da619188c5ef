"""パッケージの回答様式: the blank form that goes out to vendors."""

from pathlib import Path
from typing import BinaryIO

from taiodo.access.rights import Action
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.load import operation_of
from taiodo.catalog.requirements import Obligation
from taiodo.plan.calendar import parse_date, wareki
from taiodo.problems import Problem
from taiodo.store import municipal
from taiodo.survey.package import requirements_digest
from taiodo.workbook.reply import FormMark
from taiodo.workbook.reply_form import FormFacts, write_reply_form
from taiodo.workflow.catalogue import find_edition
from taiodo.workflow.desk import Desk, today


def write_form(desk: Desk, operation: str, edition: str, target: Path | BinaryIO) -> str:
    """Write the blank reply form of an edition; the file name it should bear.

    Raises:
        Problem: no such operation or edition, or the target cannot be written.
    """
    known = operation_of(operation)
    with desk.reading(Action.REPLY_PACKAGE) as (reading, body):
        found = find_edition(reading, known.id, edition)
        plan = municipal.plans(reading, body.id).get(known.id)
    if all(r.obligation_for(body.kind.binding) is Obligation.NONE for r in found.requirements):
        raise Problem(
            f"{found.called(known.name)}には、この自治体の区分に当てはまる要件がありません。",
            advice="自治体の区分と、選んだ版を確かめてください。",
        )
    mark = FormMark(
        known.id,
        found.edition,
        requirements_digest(found.requirements),
        body.name,
        today().isoformat(),
    )
    title = f"{found.called(known.name)} パッケージ対応状況 回答様式"
    notice = "" if found.kind is EditionKind.OFFICIAL else f"注意: {found.kind.label}"
    cutover = _in_words(plan.plan.cutover if plan else "")
    facts = FormFacts(title, notice, _in_words(found.effective_from), cutover, mark)
    write_reply_form(target, facts, found.requirements, body.kind.binding)
    return form_name(body.name, known.name, found)


def form_name(municipality: str, operation_name: str, edition: Edition) -> str:
    """A name one finds again: 中野区_住民基本台帳_6.1版_パッケージ回答様式_2026-11-24.xlsx."""
    called = edition.called(operation_name).replace(" ", "_").replace("/", "／")
    return f"{municipality}_{called}_パッケージ回答様式_{today().isoformat()}.xlsx"


def municipality(desk: Desk) -> str:
    """The name of the municipality, as file names bear it."""
    with desk.reading(Action.ENTER) as (_, body):
        return body.name


def _in_words(iso: str) -> str:
    try:
        return wareki(parse_date(iso)) if iso else ""
    except ValueError:
        return iso
