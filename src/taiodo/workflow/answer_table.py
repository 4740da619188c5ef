"""Applying answers from a table: survey answer."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from taiodo.access.rights import Action
from taiodo.catalog.search import folded
from taiodo.problems import Finding, Problem, Severity, near_miss
from taiodo.store import items as stored_items
from taiodo.store.changes import record
from taiodo.store.tables import RequirementItemRow
from taiodo.survey.items import Edit
from taiodo.survey.words import OBLIGATION_WORDS
from taiodo.workbook.tables import PlainTable, read_table
from taiodo.workflow.desk import Desk
from taiodo.workflow.spoken import stored_value
from taiodo.workflow.surveying import countermeasures, looked_at, save_checked, survey_of

FIELDS = {
    "number": ("number", "番号", "機能ID", "要件番号", "章節番号"),
    "obligation": ("obligation", "実装類型", "類型"),
    "verdict": ("verdict", "判定", "回答"),
    "countermeasure": ("countermeasure", "対応方針"),
    "impact_resident": ("impact_resident", "住民への影響"),
    "impact_staff": ("impact_staff", "職員への影響"),
    "effort": ("effort", "工数", "工数（人日）"),
    "cost": ("cost", "費用", "費用（千円）"),
    "due": ("due", "期限"),
    "reason": ("reason", "理由"),
    "owner": ("owner", "担当者", "担当"),
    "comment": ("comment", "備考", "コメント"),
}
READ_ONLY = frozenset(
    folded(word)
    for words in (
        "機能名称 name 機能要件 text 所管課 department status revision review path",
        "大項目 中項目 小項目",
    )
    for word in words.split()
)
"""Columns of a list people send back, which are no answers."""


@dataclass(frozen=True, slots=True)
class AnswersApplied:
    """How many items were answered, and the rows that were not."""

    applied: int
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `survey answer`."""
        return {"applied": self.applied, "findings": [f.as_dict() for f in self.findings]}


def apply_table(desk: Desk, operation: str, edition: str, path: Path) -> AnswersApplied:
    """Apply every row that can be; each other row is a finding with its line.

    Raises:
        Problem: the file is no table, has no column for the number, or the survey is not open.
    """
    survey = survey_of(desk, operation, edition)
    if survey.closed_at:
        raise Problem(
            f"{survey.title}の調査は新しい版へ引き継がれたため、回答できません。",
            advice="新しい版の調査に回答してください（taiodo survey status に一覧があります）。",
        )
    table = read_table(path)
    columns, findings = _columns(table)
    known = countermeasures("requirement")
    applied = 0
    seen: dict[int, int] = {}
    with desk.changing(Action.ANSWER) as (tx, body):
        keys = stored_items.keys_by_number(tx, survey.id)
        for line, row in table.rows:
            given = {field: row.get(column, "") for field, column in columns.items()}
            where = f"{table.name} {line}行目"
            try:
                edit = _edit(given, keys, known)
                _require_first(edit.item, line, seen)
            except Problem as problem:
                findings.append(
                    Finding("answers.row", Severity.ERROR, where, problem.message, problem.advice)
                )
                continue
            if edit.changes:
                (outcome,) = save_checked(desk, tx, body.id, RequirementItemRow, [edit])
                applied += outcome.saved
                if not outcome.saved:
                    findings.append(
                        Finding("answers.refused", Severity.ERROR, where, outcome.message)
                    )
        record(
            tx, "import", "survey", entity_id=survey.id, municipality_id=body.id,
            summary=f"{table.name}（回答の表 {applied}件）",
        )  # fmt: skip
    return AnswersApplied(applied, tuple(findings))


def _require_first(item: int, line: int, seen: dict[int, int]) -> None:
    before = seen.setdefault(item, line)
    if before != line:
        raise Problem(
            f"{before}行目と同じ要件の回答が二つあります。この行は反映していません。",
            advice="どちらか一行にしてください。",
        )


def _columns(table: PlainTable) -> tuple[dict[str, str], list[Finding]]:
    """The column of each field, and a finding for every column nobody knows."""
    known = {folded(word): field for field, words in FIELDS.items() for word in words}
    found: dict[str, str] = {}
    findings = []
    for column in table.header:
        field = known.get(folded(column))
        if field is not None:
            found.setdefault(field, column)
        elif column.strip() and folded(column) not in READ_ONLY:
            advice = near_miss(column, [w for words in FIELDS.values() for w in words])
            findings.append(
                Finding(
                    "answers.column",
                    Severity.WARNING,
                    f"{table.name} 1行目",
                    f"列「{column}」は読み取っていません。",
                    advice or f"使える見出し: {'、'.join(words[-1] for words in FIELDS.values())}",
                )
            )
    if "number" not in found:
        raise Problem(
            "番号の列がありません。",
            f"{table.name} 1行目",
            "見出しに number（または 機能ID・要件番号）を入れてください。",
            findings,
        )
    if not set(found) - {"number", "obligation"}:
        raise Problem(
            "回答の列がありません。何も反映していません。",
            f"{table.name} 1行目",
            "判定・対応方針・備考 などの見出しの列を入れてください。",
            findings,
        )
    return found, findings


def _edit(
    given: dict[str, str], keys: dict[str, list[tuple[int, str]]], known: dict[str, str]
) -> Edit:
    number = unicodedata.normalize("NFKC", given.pop("number")).strip()
    obligation = given.pop("obligation", "")
    item = _item(number, obligation, keys)
    changes = {name: stored_value(name, word, known) for name, word in given.items() if word}
    return looked_at(Edit(item, None, changes))


def _item(number: str, obligation: str, keys: dict[str, list[tuple[int, str]]]) -> int:
    found = keys.get(number)
    if not found:
        raise Problem(
            f"番号「{number}」はこの調査の対象にありません。",
            advice=near_miss(number, keys) or "番号を確認してください。",
        )
    if obligation:
        words = {folded(word): found.value for word, found in OBLIGATION_WORDS.items()}
        code = words.get(folded(obligation), obligation)
        found = [pair for pair in found if pair[1] == code]
    if len(found) != 1:
        raise Problem(
            f"番号「{number}」には実装類型の違う要件が複数あります。"
            if found
            else f"番号「{number}」に実装類型「{obligation}」の要件はありません。",
            advice="obligation（実装類型）の列で、どの要件かを示してください。",
        )
    return found[0][0]
