"""What vendors' packages answer, as chapters of reports: counts, findings, the comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.requirements import Obligation
from taiodo.plan.calendar import wareki
from taiodo.report.content import Column, Report, Section, Table
from taiodo.report.words import shown
from taiodo.survey.answers import Verdict
from taiodo.survey.package import (
    RATE_FORMULA,
    REPLY_FORMULA,
    Limits,
    PackageAnswer,
    PackageCounts,
    PackageIssue,
    PackageResponse,
    VendorPackage,
)

_CLASSES = tuple(o for o in Obligation if o is not Obligation.NONE)

ComparedFact = tuple[
    str, str, str, Obligation, Verdict | None,
    tuple[PackageAnswer, ...], tuple[tuple[PackageIssue, ...], ...],
]  # fmt: skip
"""Number, name, text, class, verdict, and answers and issues in the order of the packages."""


@dataclass(frozen=True, slots=True)
class IssueFact:
    """One finding in a vendor's reply."""

    number: str
    name: str
    obligation: Obligation
    answer: PackageAnswer
    issues: tuple[PackageIssue, ...]


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """One package in a report of a survey."""

    package: VendorPackage
    counts: PackageCounts
    issues: tuple[IssueFact, ...]


@dataclass(frozen=True, slots=True)
class ComparedFacts:
    """What the comparison is written from."""

    municipality: str
    day: date
    title: str
    packages: tuple[tuple[VendorPackage, PackageCounts], ...]
    rows: tuple[ComparedFact, ...]
    limits: Limits


def package_section(title: str, facts: Sequence[PackageFacts]) -> Section:
    """パッケージの対応状況: counts by class and response, then every finding."""
    counted = [(f.package, f.counts) for f in facts]
    rows = [
        (
            f.package.title, "、".join(i.label for i in one.issues), one.number, one.name,
            one.obligation.label, one.answer.response.shown, _day(one.answer.due),
            one.answer.remark,
        )
        for f in facts
        for one in f.issues
    ]  # fmt: skip
    columns = (
        Column("パッケージ", 1.8), Column("指摘", 2.0), Column("機能ID", 1.0),
        Column("機能名称", 2.2), Column("実装類型", 1.2), Column("回答", 1.2),
        Column("対応予定日", 1.2, "date"), Column("回答備考", 2.2),
    )  # fmt: skip
    return Section(
        "パッケージの対応状況（事業者の回答）",
        (f"{RATE_FORMULA}。", "数字は事業者の回答によるもので、適合確認の結果ではない。"),
        tables=(
            summary_table(f"{title} パッケージの回答", counted),
            Table(f"{title} パッケージの指摘", columns, tuple(rows)),
        ),
    )


def summary_table(caption: str, packages: Iterable[tuple[VendorPackage, PackageCounts]]) -> Table:
    """Packages with their answers by class and response, and the rates."""
    columns = [Column("パッケージ", 2.4), Column("実装類型", 1.4), Column("要件", 0.9, "count")]
    columns += [Column(r.label, 0.9, "count") for r in PackageResponse]
    columns += [Column("対応済の割合", 1.1, "percent"), Column("割合の読み方", 1.6)]
    rows = []
    for package, counts in packages:
        for obligation in (*_CLASSES, None):
            total = counts.count(obligation)
            if not total and obligation is not None:
                continue
            done = counts.count(obligation, PackageResponse.IMPLEMENTED)
            rows.append(
                (
                    package.title, obligation.label if obligation else "計", total,
                    *(counts.count(obligation, r) for r in PackageResponse),
                    done / total if total else None, _READING.get(obligation, ""),
                )
            )  # fmt: skip
    return Table(caption, tuple(columns), tuple(rows))


_READING: dict[Obligation | None, str] = {
    Obligation.MANDATORY: "高いほどよい",
    Obligation.OPTIONAL: "使う機能だけを見る",
    Obligation.PROHIBITED: "低いほどよい（実装してはならない）",
}


def comparison_report(facts: ComparedFacts) -> Report:
    """パッケージ比較表: counts, findings by kind, and a row per requirement."""
    rates = tuple(
        (f"{package.title} 実装必須対応率", _share(counts.rate), RATE_FORMULA)
        for package, counts in facts.packages
    )
    return Report(
        f"パッケージ比較表 {facts.title}",
        facts.municipality,
        facts.day,
        facts.day,
        sections=(
            Section(
                "回答の集計",
                (f"{REPLY_FORMULA}。", _limit_words(facts.limits)),
                rates,
                tables=(summary_table("回答の集計", facts.packages), _issue_table(facts)),
            ),
            Section("要件ごとの回答", tables=(_row_table(facts),)),
        ),
    )


def _limit_words(limits: Limits) -> str:
    known = (("切替予定日", limits.cutover), ("適合基準日", limits.conformance))
    named = [f"{name} {wareki(day)}" for name, iso in known if (day := _day(iso)) is not None]
    return f"対応予定日を比べた期日: {'、'.join(named) or '登録なし'}。"


def _issue_table(facts: ComparedFacts) -> Table:
    names = [package.title for package, _ in facts.packages]
    columns = (Column("指摘", 3.0), *(Column(name, 1.4, "count") for name in names))
    rows = tuple(
        (issue.label, *(counts.issues.get(issue, 0) for _, counts in facts.packages))
        for issue in PackageIssue
    )
    return Table("指摘の件数", columns, rows)


def _row_table(facts: ComparedFacts) -> Table:
    columns = [
        Column("機能ID", 1.0), Column("機能名称", 2.2), Column("機能要件", 4.0),
        Column("実装類型", 1.2), Column("現行の判定", 1.1),
    ]  # fmt: skip
    for package, _ in facts.packages:
        columns += [
            Column(f"{package.title} 回答", 1.2),
            Column(f"{package.title} 対応予定日", 1.2, "date"),
            Column(f"{package.title} 備考", 2.0), Column(f"{package.title} 指摘", 1.8),
        ]  # fmt: skip
    rows = []
    for number, name, text, obligation, verdict, answers, issues in facts.rows:
        cells: list[object] = [
            number, name, text, obligation.label,
            f"{verdict.sign} {verdict.label}" if verdict else "",
        ]  # fmt: skip
        for answer, found in zip(answers, issues, strict=True):
            cells += [
                answer.response.shown, _day(answer.due), answer.remark,
                "、".join(issue.label for issue in found),
            ]  # fmt: skip
        rows.append(tuple(cells))
    return Table("要件ごとの回答", tuple(columns), tuple(rows))


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _share(rate: float | None) -> str:
    return "－" if rate is None else shown(Column("", kind="percent"), rate)
