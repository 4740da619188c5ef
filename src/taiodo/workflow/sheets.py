"""調査票の授受: writing the 調査票, settling conflicts, and where each department stands."""

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from taiodo.access.rights import Action
from taiodo.catalog.editions import EditionKind
from taiodo.catalog.load import operation_of
from taiodo.plan.calendar import wareki
from taiodo.problems import Problem, near_miss
from taiodo.store import items as stored_items
from taiodo.store import municipal, sheet_returns
from taiodo.store import sheets as stored
from taiodo.store.sheet_conflicts import waiting_by_department
from taiodo.store.sheet_returns import ReturnedSheet
from taiodo.survey.answers import Disposition, Verdict
from taiodo.survey.items import FeatureItem, Handling, ItemFilter, RequirementItem
from taiodo.survey.sheets import Face, ItemKey, Value
from taiodo.workbook.survey_form import COLUMNS, FormRow, FormSheet, SurveyForm
from taiodo.workbook.survey_writing import write_survey_form
from taiodo.workflow.desk import Desk, today
from taiodo.workflow.surveying import (
    ALL,
    SurveyHeader,
    countermeasures,
    progress,
    surveys,
)
from taiodo.workflow.trail_words import field_name

__all__ = [
    "ReturnedSheet", "Standing", "Written", "export", "export_bytes", "file_name", "on_sheet",
    "reminder", "returned", "standings", "survey_for",
]  # fmt: skip

MEANINGS = {
    Verdict.FIT: "現行システムが要件を満たしている",
    Verdict.PARTIAL: "一部だけ満たしている（対応方針を決めます）",
    Verdict.GAP: "満たしていない（対応方針を決めます）",
    Verdict.NOT_APPLICABLE: "当自治体の事務にない",
}
IMPACTS = {"high": "高", "medium": "中", "low": "低", "": None}


@dataclass(frozen=True, slots=True)
class Written:
    """A 調査票 that was written: its file name and how many items it asks about."""

    file_name: str
    requirements: int
    features: int


def on_sheet(field: str) -> str:
    """A field as the screens call it, with its heading on the 調査票 where that is another."""
    heading = next((c.heading for c in COLUMNS[Face.REQUIREMENT] if c.name == field), "")
    name = field_name(field)
    return f"{name}（調査票では{heading}）" if heading and heading != name else name


def survey_for(desk: Desk, operation: str) -> SurveyHeader:
    """The survey of an operation that counts.

    Raises:
        Problem: none is under way.
    """
    known = operation_of(operation)
    for header in surveys(desk):
        if header.operation == known.id and not header.superseded:
            return header
    raise Problem(
        f"{known.name}の調査はまだ始まっていません。",
        advice=f"taiodo survey open {known.id} --edition E で始めてください。",
    )


def file_name(survey: SurveyHeader, department: str, day: date) -> str:
    """A name by which the file is found again."""
    who = f"_{department}" if department else ""
    return f"調査票_{survey.operation_name}_{survey.edition.edition}{who}_{day:%Y%m%d}.xlsx"


def export(
    desk: Desk,
    survey: SurveyHeader,
    target: Path | BinaryIO,
    *,
    department: str = "",
    deadline: date | None = None,
) -> Written:
    """Write the 調査票 of a survey for one department ("" for all), and remember what it says.

    Raises:
        Problem: there is no such department, or it has no item in the survey.
    """
    wanted = ItemFilter(survey=survey.id, department=department)
    token = secrets.token_hex(8)
    with desk.changing(Action.MERGE_SHEET) as (tx, body):
        desk.require(Action.MERGE_SHEET, departments=[department] if department else [])
        known = municipal.departments(tx, body.id)
        if department and department not in known:
            raise Problem(
                f"所管課「{department}」はありません。",
                advice=near_miss(department, known) or "・".join(known),
            )
        requirements = stored_items.requirement_items(tx, body.id, wanted, size=ALL).items
        features = stored_items.feature_items(tx, body.id, wanted, size=ALL).items
        if not requirements and not features:
            raise Problem(
                f"{survey.title}には、{department or '所管課'}の項目がありません。",
                advice="業務の所管課を「自治体の設定」で確かめてください。",
            )
        office = known.get(department)
        every = ItemFilter(survey=survey.id)
        beside = _features_by_number(stored_items.feature_items(tx, body.id, every, size=ALL).items)
        sheets = [
            _sheet(
                stored.form_of(tx, survey.id, office, Face.REQUIREMENT),
                Face.REQUIREMENT,
                [_requirement_row(i, survey.id, token, beside) for i in requirements],
            )
        ]
        if features:
            kept = stored.form_of(tx, survey.id, office, Face.FEATURE)
            rows = [_feature_row(f, survey.id, token) for f in features]
            sheets.append(_sheet(kept, Face.FEATURE, rows))
        sent: dict[ItemKey, dict[str, Value]] = {}
        for item in requirements:
            sent[ItemKey(Face.REQUIREMENT, item.id)] = {
                "verdict": item.verdict.value, **_stored(item.handling),
            }  # fmt: skip
        for feature in features:
            sent[ItemKey(Face.FEATURE, feature.id)] = {
                "disposition": feature.disposition.value, **_stored(feature.handling),
            }  # fmt: skip
        name = file_name(survey, department, today())
        stored.add_sheet(tx, body.id, survey.id, office, token, name, sent)
        form = _form(survey, body.name, department, deadline, tuple(sheets))
        write_survey_form(form, target)
    return Written(name, len(requirements), len(features))


def export_bytes(
    desk: Desk, survey: SurveyHeader, department: str = "", deadline: date | None = None
) -> bytes:
    """As `export`, into memory."""
    target = io.BytesIO()
    export(desk, survey, target, department=department, deadline=deadline)
    return target.getvalue()


def _sheet(kept: stored.SheetForm, face: Face, rows: Sequence[FormRow]) -> FormSheet:
    return FormSheet(face, tuple(rows), kept.columns, kept.own)


def _form(
    survey: SurveyHeader,
    municipality: str,
    department: str,
    deadline: date | None,
    sheets: tuple[FormSheet, ...],
) -> SurveyForm:
    provisional = {
        EditionKind.OUTLINE: "概略・未確認（国の標準仕様書ではありません）",
        EditionKind.HEADINGS: "見出しのみ（要件文は取り込まれていません）",
    }
    measures = {face: tuple(countermeasures(face.value).values()) for face in Face}
    return SurveyForm(
        f"{survey.title} 対応度調査",
        municipality,
        department,
        today(),
        wareki(deadline) if deadline else "",
        tuple((v.label, words) for v, words in MEANINGS.items()),
        tuple(d.label for d in Disposition if d is not Disposition.UNDECIDED),
        measures,
        sheets,
        provisional.get(survey.edition.kind, ""),
    )


def _stored(handling: Handling) -> dict[str, Value]:
    return {
        "countermeasure": handling.countermeasure,
        "impact_resident": handling.impact_resident.value,
        "impact_staff": handling.impact_staff.value,
        "effort": handling.effort,
        "cost": handling.cost,
        "due": handling.due,
        "owner": handling.owner,
        "reason": handling.reason,
        "comment": handling.comment,
    }


def _handling(handling: Handling, face: Face) -> dict[str, object]:
    measures = countermeasures(face.value)
    return {
        "countermeasure": measures.get(handling.countermeasure) or None,
        "impact_resident": IMPACTS[handling.impact_resident.value],
        "impact_staff": IMPACTS[handling.impact_staff.value],
        "effort": handling.effort,
        "cost": handling.cost,
        "due": date.fromisoformat(handling.due) if handling.due else None,
        "owner": handling.owner or None,
        "reason": handling.reason or None,
        "comment": handling.comment or None,
    }


def _features_by_number(features: Sequence[FeatureItem]) -> dict[str, str]:
    """For each requirement number the current features beside it."""
    found: dict[str, list[str]] = {}
    for feature in features:
        for number in feature.counterparts:
            found.setdefault(number, []).append(feature.name)
    return {number: "\n".join(f"・{name}" for name in names) for number, names in found.items()}


def _requirement_row(
    item: RequirementItem, survey: int, token: str, beside: dict[str, str]
) -> FormRow:
    answered = item.verdict is not Verdict.UNANSWERED
    return FormRow(
        {
            "item": item.id, "revision": item.revision, "survey": survey, "token": token,
            "number": item.number,
            "path": " ＞ ".join(filter(None, item.path)) or None,
            "name": item.name,
            "text": item.text or None,
            "obligation": item.obligation.label,
            "current": beside.get(item.number),
            "verdict": item.verdict.label if answered else None,
            **_handling(item.handling, Face.REQUIREMENT),
        }
    )  # fmt: skip


def _feature_row(item: FeatureItem, survey: int, token: str) -> FormRow:
    decided = item.disposition is not Disposition.UNDECIDED
    return FormRow(
        {
            "item": item.id, "revision": item.revision, "survey": survey, "token": token,
            "number": item.code,
            "system": item.system_name,
            "name": item.name,
            "text": item.description or None,
            "customised": "はい" if item.customised else None,
            "current": "・".join(item.counterparts) or None,
            "disposition": item.disposition.label if decided else None,
            **_handling(item.handling, Face.FEATURE),
        }
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """One department in one survey: its items, what went out and came back, what waits."""

    survey: SurveyHeader
    department: str
    total: int
    answered: int
    sent: int
    last_sent: str
    returned: int
    last_returned: str
    conflicts: int

    @property
    def state(self) -> str:
        """In a word."""
        if self.conflicts:
            return "食い違いあり"
        if not self.sent:
            return "未送付"
        if self.total and self.answered == self.total:
            return "回答済"
        return "返送あり" if self.returned else "返送待ち"


def standings(desk: Desk) -> tuple[Standing, ...]:
    """Where each department stands with each survey that counts."""
    headers = {(h.operation, h.edition.edition): h for h in surveys(desk) if not h.superseded}
    with desk.reading() as (reading, body):
        names = {key: name for name, key in municipal.departments(reading, body.id).items()}
        went = {
            (e.survey, names.get(e.department_id or 0, "")): e
            for e in stored.exchanges(reading, body.id)
        }
        waiting = {
            (survey, names.get(department or 0, "")): count
            for (survey, department), count in waiting_by_department(reading, body.id).items()
        }
    found = []
    for row in progress(desk):
        header = headers.get((row.operation, row.edition))
        if header is None:
            continue
        out = went.get((header.id, row.department))
        found.append(
            Standing(
                header,
                row.department,
                row.counts.total,
                row.counts.answered,
                out.sent if out else 0,
                out.last_sent if out else "",
                out.returned if out else 0,
                out.last_returned if out else "",
                waiting.get((header.id, row.department), 0),
            )
        )
    return tuple(found)


def reminder(standing: Standing, deadline: date | None = None) -> str:
    """The text of a mail to a department, to copy."""
    left = standing.total - standing.answered
    until = f"{wareki(deadline)}までに" if deadline else ""
    return (
        f"{standing.department or '所管課'} 御担当者様\n\n"
        f"{standing.survey.title}の対応度調査について、{standing.total:,}件のうち"
        f"{left:,}件が未回答です（回答済み{standing.answered:,}件）。\n"
        f"{until}調査票（{file_name(standing.survey, standing.department, today())}）に記入して"
        "返送いただくか、画面で回答してください。\n"
        "空欄は変更なしとして扱います。御不明な点は情報システム課まで御連絡ください。\n"
    )


def returned(desk: Desk) -> tuple[ReturnedSheet, ...]:
    """The files that came back, the newest first."""
    with desk.reading() as (reading, body):
        return sheet_returns.returned_sheets(reading, body.id)
