"""The mapping as workbooks: out to fill in or to print, and in from any mapping table."""

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from taiodo.access.rights import Action
from taiodo.problems import Finding, Problem, errors
from taiodo.report.content import Column, Report, Section, Table
from taiodo.store import bulk as stored_bulk
from taiodo.store import items as stored_items
from taiodo.store import mapping_decisions, mappings
from taiodo.store.tables import FeatureItemRow
from taiodo.survey.items import ItemFilter, RequirementItem
from taiodo.survey.mapping import Decision, MappedFeature, MappingFilter, MappingState
from taiodo.workbook.mapping_book import RequirementLine, write_mapping_book
from taiodo.workbook.mapping_form import WORDS
from taiodo.workbook.mapping_reading import Pointed, read_mapping
from taiodo.workbook.report_book import write_report_book
from taiodo.workflow.candidates import Proposed, candidates
from taiodo.workflow.desk import Desk, shown_time, today
from taiodo.workflow.mapping import IMPORT
from taiodo.workflow.mapping_resolving import Resolver
from taiodo.workflow.owning import require_own
from taiodo.workflow.surveying import ALL, SurveyHeader, survey_of, surveys
from taiodo.workflow.trail import record_export

PROPOSALS = 3


@dataclass(frozen=True)
class MappingPreview:
    """What an import would do; with an error among the findings nothing of it may be stored.

    `features` are named in the file: `fresh` are decided for the first time, `changed` anew, `same`
    already stand so, `silent` say nothing. `changes` shows what changes, before and after.
    """

    survey: int
    name: str
    columns: tuple[str, ...]
    decisions: tuple[Decision, ...]
    fresh: int
    changed: int
    same: int
    silent: int
    changes: tuple[dict[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def features(self) -> int:
        """How many features the file names."""
        return self.fresh + self.changed + self.same + self.silent


@dataclass(frozen=True, slots=True)
class MappingImported:
    """A committed import."""

    applied: int
    unchanged: int
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `mapping import`."""
        return {
            "applied": self.applied,
            "unchanged": self.unchanged,
            "findings": [f.as_dict() for f in self.findings],
        }


def survey_for(desk: Desk, operation: str, edition: str = "") -> SurveyHeader:
    """The survey of an operation under way, or of the edition named.

    Raises:
        Problem: there is none.
    """
    if edition:
        return survey_of(desk, operation, edition)
    found = [s for s in surveys(desk) if operation in (s.operation, s.operation_name)]
    if not found:
        raise Problem(
            f"「{operation}」の調査はまだ始まっていません。",
            advice="taiodo survey open 業務 --edition 版 で調査を始めてください。",
        )
    counting = [s for s in found if not s.superseded]
    return (counting or found)[-1]


def export(
    desk: Desk, survey: SurveyHeader, target: Path | BinaryIO, scope: MappingFilter | None = None
) -> int:
    """Write the mapping of a survey (or of what `scope` lets through); how many features."""
    record_export(desk, "mapping", file_name(survey))
    wanted = scope or MappingFilter(survey.id)
    with desk.reading() as (reading, body):
        features = mappings.mapped_features(reading, body.id, wanted, size=ALL).items
        items = stored_items.requirement_items(
            reading, body.id, ItemFilter(survey=survey.id), size=ALL
        ).items
    open_ones = [f for f in features if f.mapping.state is MappingState.UNDECIDED]
    proposed = candidates(desk, survey.id, open_ones) if open_ones else {}
    rows = [row for f in features for row in _rows(f, proposed.get(f.item))]
    title = f"{survey.title} 機能対応付け（{today():%Y/%m/%d}）"
    write_mapping_book(target, title, rows, _lines(items, features))
    return len(features)


def file_name(survey: SurveyHeader) -> str:
    """A name one finds again."""
    return f"機能対応付け_{survey.operation_name}_{survey.edition.edition}_{today()}.xlsx"


def _rows(feature: MappedFeature, proposed: Proposed | None) -> list[dict[str, object]]:
    m = feature.mapping
    row: dict[str, object] = {
        "code": feature.code, "system": feature.system_name, "name": feature.name,
        "description": feature.description, "customised": "★" if feature.customised else "",
        "departments": "、".join(feature.departments), "state": m.state.label, "note": m.note,
        "way": m.way.label, "score": m.score, "decided_by": m.decided_by,
        "decided_at": shown_time(m.decided_at), "proposals": _proposals(proposed),
        "relation": m.state.label if m.state is MappingState.NONE else "",
    }  # fmt: skip
    counterparts = [
        {"number": c.number, "heading": c.name, "obligation": c.obligation.label,
         "relation": c.relation.label}
        for c in m.counterparts
    ]  # fmt: skip
    return [row | found for found in counterparts] or [row]


def _proposals(proposed: Proposed | None) -> str:
    if proposed is None:
        return ""
    words = [
        f"{c.item.number} {c.item.name}（{c.score:.2f}）" for c in proposed.choices[:PROPOSALS]
    ]
    return "\n".join((["対応なしの見込み"] if proposed.probably_none else []) + words)


def _lines(
    items: Sequence[RequirementItem], features: Sequence[MappedFeature]
) -> list[RequirementLine]:
    codes: dict[int, list[str]] = {}
    for feature in features:
        for one in feature.mapping.counterparts:
            codes.setdefault(one.item, []).append(feature.code)
    return [
        RequirementLine(
            i.number, " ＞ ".join(filter(None, i.path)), i.name, i.obligation.label, i.text,
            "、".join(codes.get(i.id, ())),
        )
        for i in items
    ]  # fmt: skip


def pointed_at(columns: Sequence[str], sheet: str = "", header_row: int = 1) -> Pointed | None:
    """Columns somebody named as ROLE=LETTER, None where none are.

    Raises:
        Problem: an unknown role, a letter that is none, or feature and requirement not both named.
    """
    if not columns:
        return None
    found: dict[str, int] = {}
    for word in columns:
        role, _, letter = unicodedata.normalize("NFKC", word).partition("=")
        role, letter = role.strip(), letter.strip().upper()
        if role not in WORDS or not re.fullmatch("[A-Z]{1,2}", letter):
            raise Problem(
                f"列の指定「{word}」は使えません。",
                "--column",
                f"例: code=A number=C。使える役割: {'、'.join(WORDS)}",
            )
        found[role] = int(letter[-1], 36) - 9 + (26 * (int(letter[0], 36) - 9)) * (len(letter) > 1)
    if not ({"code", "name"} & found.keys() and "number" in found and header_row > 0):
        raise Problem(
            "現行機能（code か name）と要件番号（number）の列を両方指定してください。",
            "--column",
            "例: --column code=A --column number=C",
        )
    return Pointed(found, sheet, header_row)


def preview(
    desk: Desk,
    operation: str,
    source: Path | bytes,
    name: str = "",
    *,
    edition: str = "",
    pointed: Pointed | None = None,
) -> MappingPreview:
    """What importing a mapping table would do; nothing is stored.

    Raises:
        Problem: the file has no mapping table, or no survey is under way.
    """
    survey = survey_for(desk, operation, edition)
    with desk.reading() as (reading, body):
        features = mappings.mapped_features(
            reading, body.id, MappingFilter(survey.id), size=ALL
        ).items
        items = stored_items.requirement_items(
            reading, body.id, ItemFilter(survey=survey.id), size=ALL
        ).items
    resolver = Resolver(features, items)
    table = read_mapping(source, name, resolver.known, pointed)
    resolved = resolver.resolve(table)
    by_item = {f.item: f for f in features}
    fresh = changed = same = 0
    decisions, changes = [], []
    for decision in resolved.decisions:
        feature = by_item[decision.feature]
        if _stands(feature, decision):
            same += 1
            continue
        is_fresh = feature.mapping.state is MappingState.UNDECIDED
        fresh, changed = fresh + is_fresh, changed + (not is_fresh)
        decisions.append(decision)
        changes.append(_change(feature, decision, resolver))
    return MappingPreview(
        survey.id, table.name, tuple(table.columns), tuple(decisions), fresh, changed, same,
        resolved.silent, tuple(changes), (*table.findings, *resolved.findings),
    )  # fmt: skip


def _stands(feature: MappedFeature, decision: Decision) -> bool:
    there = {(c.item, c.relation) for c in feature.mapping.counterparts}
    return feature.mapping.state is decision.state and there == set(decision.links)


def _change(feature: MappedFeature, decision: Decision, resolver: Resolver) -> dict[str, str]:
    m = feature.mapping
    before = "；".join(f"{c.number}（{c.relation.label}）" for c in m.counterparts)
    after = "；".join(
        f"{resolver.number_of(item)}（{relation.label}）" for item, relation in decision.links
    )
    return {
        "ID": feature.code, "機能名": feature.name, "今の決定": before or m.state.label,
        "取り込んだ後": after or decision.state.label,
    }  # fmt: skip


def commit(desk: Desk, reading: MappingPreview) -> MappingImported:
    """Store a previewed import, all or nothing; it can be taken back with one act.

    Raises:
        Problem: the reading has errors, or somebody decided about one of its features meanwhile.
    """
    found = errors(reading.findings)
    if found:
        raise Problem(
            f"誤りが{len(found)}件あるため、取り込みませんでした。最初の誤り: {found[0].message}",
            found[0].where, found[0].advice, findings=reading.findings,
        )  # fmt: skip
    with desk.changing(Action.EDIT_MAPPING) as (tx, body):
        items = {decision.feature for decision in reading.decisions}
        require_own(desk, Action.EDIT_MAPPING, tx, FeatureItemRow, items)
        outcomes, touched = mapping_decisions.decide_many(tx, body.id, reading.decisions)
        refused = [o for o in outcomes if not o.saved]
        if refused:
            raise Problem(
                f"確かめた後に、{len(refused)}件が変えられたため、取り込みませんでした。"
                f"{refused[0].message}",
                reading.name, "もう一度ファイルを選び、今の内容と比べてください。",
            )  # fmt: skip
        summary = f"「{reading.name}」の取込"
        stored_bulk.add_bulk(tx, body.id, reading.survey, IMPORT, summary, touched)
    return MappingImported(len(touched), reading.same + reading.silent, reading.findings)


def face_name(survey: SurveyHeader, face: str) -> str:
    """The file name of one of the two lists."""
    words = {"requirements": "対応する現行機能がない要件", "features": "対応する要件がない現行機能"}
    return f"{words[face]}_{survey.operation_name}_{today()}.xlsx"


def face_book(desk: Desk, survey: SurveyHeader, face: str) -> bytes:
    """The requirements without feature, or the features without requirement, as a workbook."""
    record_export(desk, "mapping", face_name(survey, face))
    table = (_requirements_table if face == "requirements" else _features_table)(desk, survey)
    with desk.reading() as (_, body):
        name = body.name
    section = Section(table.caption, (f"{len(table.rows):,}件。",), tables=(table,))
    day = today()
    report = Report(table.caption, name, day, day, (), (section,))
    target = io.BytesIO()
    write_report_book(report, target)
    return target.getvalue()


def _requirements_table(desk: Desk, survey: SurveyHeader) -> Table:
    with desk.reading() as (reading, body):
        wanted = ItemFilter(survey=survey.id, matched=False)
        items = stored_items.requirement_items(reading, body.id, wanted, size=ALL).items
    columns = (
        Column("番号", 1.0), Column("分類", 2.0), Column("機能名称", 2.4), Column("実装類型", 1.2),
        Column("要件", 5.0), Column("判定", 1.0), Column("所管課", 1.4),
    )  # fmt: skip
    rows = tuple(
        (i.number, " ＞ ".join(filter(None, i.path)), i.name, i.obligation.label, i.text,
         i.verdict.label, i.department)
        for i in items
    )  # fmt: skip
    return Table(f"{survey.title} 対応する現行機能がない要件", columns, rows)


def _features_table(desk: Desk, survey: SurveyHeader) -> Table:
    with desk.reading() as (reading, body):
        wanted = MappingFilter(survey.id, states=(MappingState.NONE,))
        features = mappings.mapped_features(reading, body.id, wanted, size=ALL).items
    columns = (
        Column("ID", 0.8), Column("現行機能", 2.4), Column("カスタマイズ", 0.9),
        Column("現行システム", 1.8), Column("所管・利用課", 1.8), Column("説明", 4.0),
        Column("決定者", 1.4), Column("決定日時", 1.4),
    )  # fmt: skip
    rows = tuple(
        (f.code, f.name, "★" if f.customised else "", f.system_name, "、".join(f.departments),
         f.description, f.mapping.decided_by, shown_time(f.mapping.decided_at))
        for f in features
    )  # fmt: skip
    return Table(f"{survey.title} 対応する要件がない現行機能", columns, rows)
