"""Whether a database is whole: file, references, counts, revisions against the audit trail."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select, text

from taiodo.problems import Finding, Severity
from taiodo.store import chain
from taiodo.store.changes import columns_of
from taiodo.store.engine import Reading
from taiodo.store.mapping_tables import MappingRow
from taiodo.store.tables import (
    AuditRow,
    CounterpartRow,
    EditionRow,
    FeatureItemRow,
    MunicipalityRow,
    RequirementItemRow,
    RequirementRow,
)

AUDIT = columns_of(AuditRow)


def integrity_findings(reading: Reading) -> tuple[Finding, ...]:
    """All findings of all rules."""
    return tuple(finding for rule in RULES for finding in rule(reading))


def _finding(code: str, message: str, advice: str) -> Finding:
    return Finding(code, Severity.ERROR, "データベース", message, advice)


def file_is_whole(reading: Reading) -> Iterator[Finding]:
    """SQLite's own check of the file and of the references between tables."""
    if reading.connection.dialect.name != "sqlite":
        return
    words = reading.connection.execute(text("PRAGMA integrity_check")).scalars().all()
    if words != ["ok"]:
        yield _finding(
            "database.file", f"ファイルに破損があります: {words[0]}", "控えから戻してください。"
        )
    broken = reading.connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        yield _finding(
            "database.reference",
            f"参照先のない行が{len(broken)}件あります（表 {broken[0][0]}）。",
            "控えから戻してください。",
        )


def one_current_municipality(reading: Reading) -> Iterator[Finding]:
    """Exactly one municipality is the current one."""
    c = columns_of(MunicipalityRow)
    count = reading.connection.scalar(
        select(func.count()).select_from(MunicipalityRow).where(c.current)
    )
    if count != 1:
        yield _finding(
            "database.municipality",
            f"現在の自治体が{count}件あります（1件であるべき）。",
            "`taiodo init` を実行してください。",
        )


def editions_are_complete(reading: Reading) -> Iterator[Finding]:
    """Every edition holds as many requirements as were imported."""
    edition, requirement = columns_of(EditionRow), columns_of(RequirementRow)
    held = func.count(requirement.id)
    rows = reading.connection.execute(
        select(
            edition.operation, edition.edition, edition.count.label("wanted"), held.label("held")
        )
        .outerjoin_from(EditionRow, RequirementRow, requirement.edition_id == edition.id)
        .group_by(edition.id, edition.operation, edition.edition, edition.count)
        .having(held != edition.count)
    )
    for row in rows:
        yield _finding(
            "database.edition",
            f"{row.operation} {row.edition}版の要件が足りません（{row.held}/{row.wanted}件）。",
            "控えから戻してください。",
        )


def answers_have_history(reading: Reading) -> Iterator[Finding]:
    """Every changed item has as many audit rows as its revision tells."""
    for table in (RequirementItemRow, FeatureItemRow, MappingRow):
        c = columns_of(table)
        name = str(table.__tablename__)
        logged = func.count(AUDIT.id)
        rows = reading.connection.execute(
            select(c.id, c.revision, logged.label("logged"))
            .outerjoin_from(
                table,
                AuditRow,
                (AUDIT.entity == name) & (AUDIT.entity_id == c.id) & (AUDIT.action == "change"),
            )
            .where(c.revision > 1)
            .group_by(c.id, c.revision)
            .having(logged != c.revision - 1)
        ).all()
        if rows:
            yield _finding(
                "database.history",
                f"履歴の足りない行が{len(rows)}件あります（表 {name}、例: {rows[0].id}）。",
                "taiodo 以外の手段で書き換えられていないか確かめてください。",
            )


def answers_are_as_recorded(reading: Reading) -> Iterator[Finding]:
    """Every item holds what the audit trail says it was given last."""
    for table in (RequirementItemRow, FeatureItemRow, MappingRow):
        name = str(table.__tablename__)
        c = columns_of(table)
        last: dict[int, dict[str, Any]] = defaultdict(dict)
        entries = reading.connection.execute(
            select(AUDIT.entity_id, AUDIT.after)
            .where(AUDIT.entity == name, AUDIT.action == "change")
            .order_by(AUDIT.id)
        )
        for item, after in entries:
            last[item].update(json.loads(after))
        wrong = [
            row["id"]
            for row in reading.connection.execute(select(*c)).mappings()
            if any(n in row and row[n] != value for n, value in last[row["id"]].items())
        ]
        if wrong:
            yield _finding(
                "database.recorded",
                f"履歴にない内容に書き換えられた行が{len(wrong):,}件あります"
                f"（表 {name}、例: {wrong[0]}）。",
                "taiodo 以外の手段で書き換えられています。履歴の内容と比べてください。",
            )


def audit_is_sealed(reading: Reading) -> Iterator[Finding]:
    """The triggers that keep audit rows from being changed are there."""
    connection = reading.connection
    if connection.dialect.name == "sqlite":
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        wanted = 2
    else:
        query = (
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit'::regclass"
            " AND NOT tgisinternal AND tgenabled <> 'D'"
        )
        wanted = 1
    if int(connection.scalar(text(query)) or 0) < wanted:
        yield _finding(
            "database.seal",
            "履歴の書き換えを防ぐ仕組み（トリガー）が外されています。",
            "taiodo 以外の手段で外されています。控え（バックアップ）から戻してください。",
        )


def audit_is_unbroken(reading: Reading) -> Iterator[Finding]:
    """The hash chain of the audit trail holds from the first row to the last."""
    found = chain.first_break(reading.connection)
    if found is not None:
        yield _finding(
            "database.audit",
            f"履歴の{found.id:,}番の行から連鎖（ハッシュ）が合いません: {found.reason}",
            "taiodo 以外の手段で書き換えられています。控え（バックアップ）の履歴と比べてください。",
        )


def mappings_are_complete(reading: Reading) -> Iterator[Finding]:
    """Every feature item has a mapping, and only what is decided has counterparts."""
    mapping, link = columns_of(MappingRow), columns_of(CounterpartRow)
    item = columns_of(FeatureItemRow)
    linked = item.id.in_(select(link.feature_item_id))
    wrong = reading.connection.scalar(
        select(func.count())
        .select_from(FeatureItemRow)
        .outerjoin(MappingRow, mapping.feature_item_id == item.id)
        .where(mapping.id.is_(None) | (linked != (mapping.state == "mapped")))
    )
    if wrong:
        yield _finding(
            "database.mapping",
            f"機能対応付けの欠けた現行機能が{wrong}件あります。",
            "控えから戻してください。",
        )


RULES: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    file_is_whole,
    one_current_municipality,
    editions_are_complete,
    answers_have_history,
    mappings_are_complete,
    answers_are_as_recorded,
    audit_is_sealed,
    audit_is_unbroken,
)
