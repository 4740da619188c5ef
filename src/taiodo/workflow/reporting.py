"""報告書: gathering what a report says on a day, and writing it in the format asked for."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from taiodo.catalog.editions import EditionKind
from taiodo.catalog.load import load_catalog, operation_of
from taiodo.problems import Problem
from taiodo.report.content import Report
from taiodo.report.docx import write_docx
from taiodo.report.fitgap import FitgapFacts, SurveyFacts, fitgap_report
from taiodo.report.html import write_html
from taiodo.store import items as stored_items
from taiodo.store import surveys as stored
from taiodo.store.comments import comment_counts
from taiodo.store.engine import Reading
from taiodo.store.history import changes_after, feature_items_joined_after
from taiodo.survey.answers import Disposition, Impact, Verdict
from taiodo.survey.items import FeatureItem, Handling, ItemFilter, RequirementItem
from taiodo.survey.mapping import MappingState
from taiodo.survey.sheets import Face, ItemKey
from taiodo.workbook.report_book import write_report_book
from taiodo.workflow.desk import Desk, end_of_day_utc, today
from taiodo.workflow.package_report import package_facts
from taiodo.workflow.surveying import ALL, counted
from taiodo.workflow.trail import record_export

WRITERS = {"docx": write_docx, "xlsx": write_report_book, "html": write_html}
_NOTICES = {
    EditionKind.OFFICIAL: "",
    EditionKind.SUPPLEMENT: "",
    EditionKind.HEADINGS: "見出しのみの版による予備調査で、要件文は取り込まれていない。",
    EditionKind.OUTLINE: "概略機能一覧（概略・未確認）による予備調査で、国の標準仕様書ではない。",
}
_PLAIN = ("countermeasure", "effort", "cost", "due", "reason", "owner", "comment")


def format_of(output: Path) -> str:
    """The format a file name asks for: docx, xlsx or html.

    Raises:
        Problem: it asks for another one.
    """
    kind = output.suffix.lower().removeprefix(".")
    if kind not in WRITERS:
        raise Problem(
            f"「{output.suffix or output.name}」の形式では書き出せません。",
            str(output),
            "ファイル名の終わりを .docx・.xlsx・.html のいずれかにしてください。",
        )
    return kind


def fitgap(desk: Desk, *, as_of: date | None = None, operation: str = "") -> Report:
    """対応度調査報告書 with the answers as they stood at the end of `as_of` (today if not given).

    Raises:
        Problem: the day lies ahead, or the operation is unknown.
    """
    day = as_of or today()
    if day > today():
        raise Problem(
            f"{day.isoformat()} はまだ来ていない日です。",
            "--as-of",
            "今日か、それより前の日を指定してください。",
        )
    wanted = operation_of(operation).id if operation else ""
    measures = {c.id: c.name for c in load_catalog().countermeasures.values()}
    with desk.reading() as (reading, body):
        surveys = _surveys(reading, body.id, day, wanted)
        return fitgap_report(FitgapFacts(body.name, day, today(), surveys, measures))


def written(report: Report, kind: str) -> bytes:
    """The report as a file of the kind docx, xlsx or html."""
    target = io.BytesIO()
    write(report, kind, target)
    return target.getvalue()


def handed_out(desk: Desk, report: Report, kind: str) -> bytes:
    """As `written`, for somebody who takes it away; recorded in the audit trail.

    Raises:
        Problem: the person has no right to write out.
    """
    target = io.BytesIO()
    hand_out(desk, report, kind, target)
    return target.getvalue()


def hand_out(desk: Desk, report: Report, kind: str, target: Path | BinaryIO) -> None:
    """As `write`, recorded in the audit trail before it is written.

    Raises:
        Problem: the person has no right to write out.
    """
    record_export(
        desk, "report", f"{report.title}（{kind}）", file=file_name(report, kind),
        as_of=report.as_of.isoformat(),
    )  # fmt: skip
    write(report, kind, target)


def write(report: Report, kind: str, target: Path | BinaryIO) -> None:
    """Write a report in one of the formats of `WRITERS`."""
    WRITERS[kind](report, target)


def file_name(report: Report, kind: str) -> str:
    """A name one finds again: 中野区_対応度調査報告書_2026-11-24.docx."""
    return f"{report.municipality}_{report.title}_{report.as_of.isoformat()}.{kind}"


def _surveys(
    reading: Reading, municipality: int, day: date, operation: str
) -> tuple[SurveyFacts, ...]:
    moment = end_of_day_utc(day)
    earlier = changes_after(reading, municipality, "requirement_item", moment)
    earlier_features = changes_after(reading, municipality, "feature_item", moment)
    earlier_mappings = changes_after(reading, municipality, "mapping", moment)
    joined_later = feature_items_joined_after(reading, municipality, moment)
    held = [s for s in stored.surveys(reading, municipality) if s.was_open_at(moment)]
    counting = counted(held)
    found = []
    for survey in held:
        if operation and survey.operation != operation:
            continue
        wanted = ItemFilter(survey=survey.id)
        requirements = stored_items.requirement_items(reading, municipality, wanted, size=ALL)
        features = stored_items.feature_items(reading, municipality, wanted, size=ALL)
        name = load_catalog().operations[survey.operation].name
        found.append(
            SurveyFacts(
                survey.edition.called(name),
                name,
                survey.edition.source,
                _NOTICES[survey.edition.kind],
                tuple(_requirement_then(i, earlier.get(i.id, {})) for i in requirements.items),
                tuple(
                    _mapping_then(
                        _feature_then(f, earlier_features.get(f.id, {})),
                        earlier_mappings.get(f.mapping.id, {}),
                    )
                    for f in features.items
                    if f.id not in joined_later
                ),
                survey.id not in counting,
                package_facts(reading, municipality, survey, requirements.items, moment),
                _talks(reading, requirements.items, features.items, moment),
            )
        )
    return tuple(found)


def _talks(
    reading: Reading,
    requirements: Sequence[RequirementItem],
    features: Sequence[FeatureItem],
    moment: str,
) -> dict[ItemKey, int]:
    """How many comments each item had at a moment."""
    found: dict[ItemKey, int] = {}
    for face, items in ((Face.REQUIREMENT, requirements), (Face.FEATURE, features)):
        counts = comment_counts(reading, face, [i.id for i in items], before=moment)
        found.update({ItemKey(face, item): count for item, count in counts.items()})
    return found


def _requirement_then(item: RequirementItem, then: Mapping[str, Any]) -> RequirementItem:
    if not then:
        return item
    verdict = Verdict(then.get("verdict", item.verdict.value))
    return replace(item, verdict=verdict, handling=_handling_then(item.handling, then))


def _feature_then(item: FeatureItem, then: Mapping[str, Any]) -> FeatureItem:
    if not then:
        return item
    disposition = Disposition(then.get("disposition", item.disposition.value))
    return replace(item, disposition=disposition, handling=_handling_then(item.handling, then))


def _mapping_then(item: FeatureItem, then: Mapping[str, Any]) -> FeatureItem:
    """The state of the mapping as it was; the counterparts are those of now."""
    if "state" not in then:
        return item
    return replace(item, mapping=replace(item.mapping, state=MappingState(then["state"])))


def _handling_then(handling: Handling, then: Mapping[str, Any]) -> Handling:
    values: dict[str, Any] = {name: then[name] for name in _PLAIN if name in then}
    for name in ("impact_resident", "impact_staff"):
        if name in then:
            values[name] = Impact(then[name])
    return replace(handling, **values)
