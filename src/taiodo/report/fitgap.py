"""対応度調査報告: what the surveys found, as a report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from taiodo.plan.calendar import wareki
from taiodo.report.content import Chart, Column, Report, Section, Table
from taiodo.report.packages import PackageFacts, package_section
from taiodo.report.words import shown
from taiodo.survey.answers import (
    ANSWER_RATE_FORMULA,
    FORBIDDEN_MEANING,
    MISSING_MEANING,
    SCORE_FORMULA,
    AnswerCounts,
    Disposition,
    Impact,
    Verdict,
)
from taiodo.survey.items import FeatureItem, Handling, RequirementItem, requirement_gaps
from taiodo.survey.mapping import MAPPING_FORMULA, MappingState
from taiodo.survey.sheets import Face, ItemKey

COUNT, PERCENT, DATE = "count", "percent", "date"
VERDICTS = (Verdict.FIT, Verdict.PARTIAL, Verdict.GAP, Verdict.NOT_APPLICABLE, Verdict.UNANSWERED)
_WEIGHT = {Impact.HIGH: 0, Impact.MEDIUM: 1, Impact.LOW: 2, Impact.UNKNOWN: 3}


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """One survey: every item with its answer on the day of the report.

    `kind_notice` is "" when the edition is the national specification. `superseded`: another
    survey of the operation counts in its place, so the totals leave this one out. `talks` counts
    the comments on items that have any.
    """

    title: str
    operation_name: str
    edition_source: str
    kind_notice: str
    requirements: tuple[RequirementItem, ...]
    features: tuple[FeatureItem, ...]
    superseded: bool = False
    packages: tuple[PackageFacts, ...] = ()
    talks: Mapping[ItemKey, int] = field(default_factory=dict)

    @property
    def counts(self) -> AnswerCounts:
        """The requirement items by verdict."""
        return counts_of(self.requirements)


@dataclass(frozen=True, slots=True)
class FitgapFacts:
    """What the report is written from; `countermeasures` maps id → name."""

    municipality: str
    as_of: date
    written_on: date
    surveys: tuple[SurveyFacts, ...]
    countermeasures: dict[str, str]

    @property
    def counting(self) -> tuple[SurveyFacts, ...]:
        """The surveys the totals count: one per operation."""
        return tuple(survey for survey in self.surveys if not survey.superseded)


def counts_of(items: Iterable[RequirementItem]) -> AnswerCounts:
    """Requirement items counted by verdict."""
    found = [item.verdict for item in items]
    return AnswerCounts(
        len(found),
        found.count(Verdict.FIT),
        found.count(Verdict.PARTIAL),
        found.count(Verdict.GAP),
        found.count(Verdict.NOT_APPLICABLE),
    )


def verdict_chart(rows: Sequence[tuple[str, AnswerCounts]]) -> Chart:
    """Verdicts stacked per named row; the title says how much is answered."""
    total = sum((counts for _, counts in rows), AnswerCounts())
    title = f"要件{total.total:,}件のうち{total.answered:,}件が回答済み、不適合は{total.gap:,}件"
    columns = [(c.fit, c.partial, c.gap, c.not_applicable, c.total - c.answered) for _, c in rows]
    return Chart(
        title,
        "件",
        tuple(name for name, _ in rows),
        tuple(f"{v.sign} {v.label}" for v in VERDICTS),
        tuple(tuple(float(row[place]) for row in columns) for place in range(len(VERDICTS))),
    )


def fitgap_report(facts: FitgapFacts) -> Report:
    """対応度調査報告書: the whole, then operation by operation both faces of the gap."""
    notices = [f"{s.title}: {s.kind_notice}" for s in facts.surveys if s.kind_notice]
    notices += [
        f"{s.title}の調査は、同じ業務の別の版の調査に置き換わったため、全体の数字に含めない。"
        for s in facts.surveys
        if s.superseded
    ]
    if not facts.surveys:
        notices.append("この時点で始まっている対応度調査はありません。")
    sections = [_summary(facts)]
    if facts.surveys:
        sections += [_by_department(facts), *(_survey(s, facts) for s in facts.surveys)]
    return Report(
        "対応度調査報告書",
        facts.municipality,
        facts.as_of,
        facts.written_on,
        tuple(notices),
        (*sections, _method(facts)),
    )


def _rate(share: float | None) -> str:
    return "－" if share is None else shown(Column("", kind=PERCENT), share)


def _figures(
    requirements: Sequence[RequirementItem], features: Sequence[FeatureItem]
) -> tuple[tuple[str, str, str], ...]:
    counts = counts_of(requirements)
    gaps, alone = requirement_gaps(requirements, features)
    lost = [f for f in features if f.disposition is Disposition.NONE]
    forbidden = [f for f in features if f.disposition is Disposition.PROHIBITED]
    handled = [i.handling for i in (*gaps, *alone)] + [f.handling for f in (*lost, *forbidden)]
    undecided = sum(not h.countermeasure for h in handled)
    undecided_features = sum(f.disposition is Disposition.UNDECIDED for f in features)
    efforts = [h.effort for h in handled if h.effort is not None]
    costs = [h.cost for h in handled if h.cost is not None]
    effort = f"{sum(efforts):,.1f}人日" if efforts else "未入力"
    cost = f"{sum(costs):,}千円" if costs else "未入力"
    return (
        ("要件", f"{counts.total:,}件", "当自治体の区分に当てはまる要件"),
        ("回答率", _rate(counts.answer_rate), ANSWER_RATE_FORMULA),
        ("対応度", _rate(counts.score), SCORE_FORMULA),
        ("標準にあって現行にない", f"{len(gaps):,}件", MISSING_MEANING),
        (
            "現行にあって標準にない",
            f"{len(lost):,}件",
            f"対応する要件がない現行機能（現行機能{len(features):,}件のうち"
            f"{undecided_features:,}件は未判定）",
        ),
        ("実装不可に該当", f"{len(forbidden) + len(alone):,}件", FORBIDDEN_MEANING),
        ("対応方針が未定", f"{undecided:,}件", "上の三つのうち対応方針が決まっていないもの"),
        (
            "カスタマイズした現行機能",
            f"{sum(f.customised for f in features):,}件",
            "パッケージを独自に改修した現行機能",
        ),
        ("対応付け率", _rate(_mapped_rate(features)), MAPPING_FORMULA),
        ("見込む工数", effort, "ギャップに入力された工数の合計"),
        ("見込む費用", cost, "ギャップに入力された費用の合計"),
    )


def _mapped_rate(features: Sequence[FeatureItem]) -> float | None:
    open_ones = sum(f.mapping.state is MappingState.UNDECIDED for f in features)
    return (len(features) - open_ones) / len(features) if features else None


def _summary(facts: FitgapFacts) -> Section:
    requirements = [i for s in facts.counting for i in s.requirements]
    features = [f for s in facts.counting for f in s.features]
    counts = counts_of(requirements)
    words = (
        f"{wareki(facts.as_of)}現在、{len(facts.counting)}件の調査で要件{counts.total:,}件のうち"
        f"{counts.answered:,}件（{_rate(counts.answer_rate)}）に回答があり、"
        + (
            "対応度は、適合・一部適合・不適合の回答がまだないため計算できない。"
            if counts.score is None
            else f"対応度は{_rate(counts.score)}である。"
        )
    )
    if not facts.surveys:
        return Section("全体の状況", ("対応度調査がまだ始まっていないため、数字はありません。",))
    return Section(
        "全体の状況",
        (words,),
        _figures(requirements, features),
        (verdict_chart([(s.title, s.counts) for s in facts.counting]),),
        (
            _verdict_table(
                "業務ごとの判定", "業務と版", [(s.title, s.counts) for s in facts.counting]
            ),
            _faces_table(facts.counting),
        ),
    )


def _verdict_table(caption: str, name: str, rows: Sequence[tuple[str, AnswerCounts]]) -> Table:
    columns = [Column(name, 3.0)]
    columns += [Column(words, 0.9, COUNT) for words in ("要件", *(v.label for v in VERDICTS))]
    columns += [Column("回答率", 1.0, PERCENT), Column("対応度", 1.0, PERCENT)]
    cells = [
        (
            title, c.total, c.fit, c.partial, c.gap, c.not_applicable, c.total - c.answered,
            c.answer_rate, c.score,
        )
        for title, c in rows
    ]  # fmt: skip
    return Table(caption, tuple(columns), tuple(cells))


def _faces_table(surveys: Sequence[SurveyFacts]) -> Table:
    """Both faces of the gap, survey by survey."""
    columns = [Column("業務と版", 3.0)]
    columns += [
        Column(words, 1.0, COUNT)
        for words in (
            "標準にあって現行にない", "現行にあって標準にない", "実装不可に該当", "現行機能",
            "うちカスタマイズ", "対応付け未決定", "扱い未判定",
        )
    ]  # fmt: skip
    gaps = [requirement_gaps(s.requirements, s.features) for s in surveys]
    rows = tuple(
        (
            s.title,
            len(missing),
            sum(f.disposition is Disposition.NONE for f in s.features),
            sum(f.disposition is Disposition.PROHIBITED for f in s.features) + len(alone),
            len(s.features),
            sum(f.customised for f in s.features),
            sum(f.mapping.state is MappingState.UNDECIDED for f in s.features),
            sum(f.disposition is Disposition.UNDECIDED for f in s.features),
        )
        for s, (missing, alone) in zip(surveys, gaps, strict=True)
    )
    return Table("業務ごとのギャップの両面", tuple(columns), rows)


def _by_department(facts: FitgapFacts) -> Section:
    groups: dict[str, list[RequirementItem]] = {}
    for survey in facts.counting:
        for item in survey.requirements:
            groups.setdefault(item.department or "所管課未定", []).append(item)
    rows = [(name, counts_of(items)) for name, items in groups.items()]
    return Section("所管課ごとの状況", tables=(_verdict_table("所管課ごとの判定", "所管課", rows),))


def _survey(survey: SurveyFacts, facts: FitgapFacts) -> Section:
    about = [f"標準仕様書の出所: {survey.edition_source}"]
    if survey.kind_notice:
        about.insert(0, survey.kind_notice)
    return Section(
        survey.title,
        tuple(about),
        _figures(survey.requirements, survey.features),
        sections=(
            _chapters(survey),
            _missing(survey, facts.countermeasures),
            _lost(survey, facts.countermeasures, Disposition.NONE),
            _lost(survey, facts.countermeasures, Disposition.PROHIBITED),
            *([package_section(survey.title, survey.packages)] if survey.packages else ()),
        ),
    )


def _chapters(survey: SurveyFacts) -> Section:
    groups: dict[str, list[RequirementItem]] = {}
    for item in survey.requirements:
        groups.setdefault(item.path[0] if item.path else "（章なし）", []).append(item)
    rows = [(name, counts_of(items)) for name, items in groups.items()]
    caption = f"{survey.title} 章ごとの判定"
    return Section(
        "章ごとの判定",
        charts=(verdict_chart(rows),),
        tables=(_verdict_table(caption, "章（大項目）", rows),),
    )


_HANDLED = (
    Column("対応方針", 1.6),
    Column("影響度（住民／職員）", 1.0),
    Column("人日", 0.7, COUNT),
    Column("千円", 0.8, COUNT),
    Column("期限", 1.2, DATE),
    Column("担当者", 1.0),
    Column("理由・コメント", 2.4),
)


def _handled(handling: Handling, measures: dict[str, str], talks: int) -> tuple[object, ...]:
    said = f"（やり取り{talks:,}件）" if talks else ""
    impact = f"{handling.impact_resident.label or '－'}／{handling.impact_staff.label or '－'}"
    return (
        measures.get(handling.countermeasure, "未定"),
        impact,
        handling.effort,
        handling.cost,
        date.fromisoformat(handling.due) if handling.due else None,
        handling.owner,
        "\n".join(filter(None, (handling.reason, handling.comment, said))),
    )


def _urgency(handling: Handling) -> tuple[int, int]:
    """Undecided first, then by the heavier impact."""
    heavier = min(_WEIGHT[handling.impact_resident], _WEIGHT[handling.impact_staff])
    return (int(bool(handling.countermeasure)), heavier)


def _missing(survey: SurveyFacts, measures: dict[str, str]) -> Section:
    gaps, _ = requirement_gaps(survey.requirements, survey.features)
    caption = f"{survey.title} 標準にあって現行にない要件"
    words = _measure_words("要件", [i.handling for i in gaps], measures)
    table = _requirement_table(caption, survey, gaps, measures)
    return Section("標準にあって現行にない", words, tables=(table,))


def _requirement_table(
    caption: str,
    survey: SurveyFacts,
    gaps: Sequence[RequirementItem],
    measures: dict[str, str],
) -> Table:
    rows = [
        (
            f"{i.verdict.sign} {i.verdict.label}", i.number, i.name, i.obligation.label,
            i.department,
            *_handled(i.handling, measures, survey.talks.get(ItemKey(Face.REQUIREMENT, i.id), 0)),
        )
        for i in sorted(gaps, key=lambda i: _urgency(i.handling))
    ]  # fmt: skip
    columns = (
        Column("判定", 1.1), Column("機能ID", 1.0), Column("機能名称", 2.4),
        Column("実装類型", 1.2), Column("所管課", 1.2), *_HANDLED,
    )  # fmt: skip
    return Table(caption, columns, tuple(rows))


_LOST = {
    Disposition.NONE: ("現行にあって標準にない", "現行にあって標準にない機能"),
    Disposition.PROHIBITED: ("実装不可に該当", "実装不可に該当する機能"),
}


def _lost(survey: SurveyFacts, measures: dict[str, str], kind: Disposition) -> Section:
    heading, noun = _LOST[kind]
    gaps = [f for f in survey.features if f.disposition is kind]
    gaps.sort(key=lambda f: _urgency(f.handling))
    rows = [
        (
            f.code, f.name, "★" if f.customised else "", f.system_name, "、".join(f.departments),
            *_handled(f.handling, measures, survey.talks.get(ItemKey(Face.FEATURE, f.id), 0)),
        )
        for f in gaps
    ]  # fmt: skip
    columns = (
        Column("機能ID", 0.9), Column("現行機能", 2.2), Column("特注", 0.6),
        Column("現行システム", 1.4), Column("所管・利用課", 1.2), *_HANDLED,
    )  # fmt: skip
    undecided = sum(f.disposition is Disposition.UNDECIDED for f in survey.features)
    words = (
        f"現行機能{len(survey.features):,}件のうち、扱いが未判定のものは{undecided:,}件である。"
        "「特注」の★はカスタマイズした機能を示す。",
        *_measure_words("現行機能", [f.handling for f in gaps], measures),
    )
    caption = f"{survey.title} {noun}"
    tables = [Table(caption, columns, tuple(rows))]
    _, alone = requirement_gaps(survey.requirements, survey.features)
    if alone and kind is Disposition.PROHIBITED:
        caption = f"{survey.title} 当たる現行機能が決まっていない実装不可の要件"
        tables.append(_requirement_table(caption, survey, alone, measures))
    return Section(heading, words, tables=tuple(tables))


def _measure_words(
    noun: str, handlings: Sequence[Handling], measures: dict[str, str]
) -> tuple[str, ...]:
    if not handlings:
        return ()
    named = [measures.get(h.countermeasure, "未定") for h in handlings]
    counted = "、".join(f"{name} {named.count(name):,}件" for name in dict.fromkeys(named))
    return (f"該当する{noun}は{len(handlings):,}件。対応方針の内訳: {counted}。",)


def _method(facts: FitgapFacts) -> Section:
    rows = [
        ("適合", "現行システムが要件を満たしている。"),
        ("一部適合", "一部だけ満たしている。対応方針を決める。"),
        ("不適合", "満たしていない。対応方針を決める。"),
        ("対象外", "当自治体の事務にない。対応度の計算に含めない。"),
        ("未回答", "まだ判定していない。対応度の計算に含めない。"),
    ]
    return Section(
        "調査の方法と算式",
        (
            "標準仕様書の要件ごとに現行システムを判定し（標準にあって現行にないもの）、"
            "現行機能ごとに標準での扱いを判定した（現行にあって標準にないもの）。",
            f"{ANSWER_RATE_FORMULA}。{SCORE_FORMULA}。{MAPPING_FORMULA}。",
            f"この報告書の数字は{wareki(facts.as_of)}の終わりの時点で記録されていた回答による。",
        ),
        tables=(Table("判定の意味", (Column("判定", 1.0), Column("意味", 5.0)), tuple(rows)),),
    )
