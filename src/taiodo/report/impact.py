"""影響範囲・暫定連携報告: what the move hits, what must be bridged and changed, as a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from taiodo.catalog.inventory import Inventory, System
from taiodo.catalog.linkage import Linkage
from taiodo.impact.assignments import Assignment, TaskKind
from taiodo.impact.bridges import Bridge, Cutovers, LinkState, states_on
from taiodo.impact.changes import RequiredChange
from taiodo.impact.linkage import LinkageComparison
from taiodo.impact.single_points import SinglePoint
from taiodo.impact.trace import Trace
from taiodo.plan.calendar import wareki
from taiodo.plan.phases import DAYS_PER_MONTH
from taiodo.problems import Finding
from taiodo.report.content import Chart, Column, Picture, Report, Section, Table

COUNT, DATE = "count", "date"
BRIDGE_FORMULA = (
    "両端のシステムが別の日に移る連携。期間は早い方の切替日から、遅い方の切替日の前日まで"
)
MONTH_FORMULA = "延べ月数 = 暫定連携の日数の合計 ÷ 30.436875（1か月の平均日数）"
CHANGE_FORMULA = (
    "切替予定日がなく、移るシステムとつながるシステム。期日はつながる相手が移り始める日"
)
UNCONFIRMED = "（未確認）"


@dataclass(frozen=True, slots=True)
class ImpactFacts:
    """What the report is written from.

    `months` are (first day of a month, bridges needed in it); `extended` are systems expected to be
    特定移行支援システム; `operations` and `functions` name operations and common functions by id.
    """

    municipality: str
    as_of: date
    written_on: date
    inventory: Inventory
    cutovers: Cutovers
    trace: Trace
    bridges: tuple[Bridge, ...]
    changes: tuple[RequiredChange, ...]
    months: tuple[tuple[date, int], ...]
    tasks: Mapping[tuple[TaskKind, str], Assignment]
    groups: tuple[tuple[str, ...], ...]
    points: tuple[SinglePoint, ...]
    comparison: LinkageComparison
    findings: tuple[Finding, ...]
    operations: Mapping[str, str]
    functions: Mapping[str, str]
    extended: frozenset[str] = frozenset()
    pictures: tuple[Picture, ...] = field(default=())

    @property
    def names(self) -> dict[str, str]:
        """System id → name."""
        return {system.id: system.name for system in self.inventory.systems}

    @property
    def systems(self) -> dict[str, System]:
        """The systems by id."""
        return {system.id: system for system in self.inventory.systems}


def impact_report(facts: ImpactFacts) -> Report:
    """影響範囲・暫定連携報告書: the whole, then who is hit, bridges, changes, loops, linkages."""
    notices: tuple[str, ...] = ()
    if not facts.cutovers:
        notices = ("切替予定日が登録されていないため、暫定連携と改修対象は計算できない。",)
    return Report(
        "影響範囲・暫定連携報告書",
        facts.municipality,
        facts.as_of,
        facts.written_on,
        notices,
        (
            _summary(facts),
            _reached(facts),
            Section("暫定連携", _bridge_words(facts), tables=(bridge_table(facts),)),
            Section("改修対象一覧", _change_words(facts), tables=(change_table(facts),)),
            _structure(facts),
            _national(facts),
            _doubts(facts),
            _method(facts),
        ),
    )


def assignment_report(facts: ImpactFacts) -> Report:
    """暫定連携・改修対象一覧: the two lists alone, to be handed to those who do the work."""
    return Report(
        "暫定連携・改修対象一覧",
        facts.municipality,
        facts.as_of,
        facts.written_on,
        (),
        (
            Section("暫定連携", _bridge_words(facts), tables=(bridge_table(facts),)),
            Section("改修対象一覧", _change_words(facts), tables=(change_table(facts),)),
        ),
    )


def month_chart(months: Sequence[tuple[date, int]]) -> Chart:
    """Bridges per month; the title says when most are needed."""
    if not months:
        return Chart("暫定連携の要る月はない", "件", (), (), ())
    peak = max(months, key=lambda month: month[1])
    names = tuple(month_name(month) for month, _ in months)
    title = f"暫定連携は{month_name(peak[0])}に最も多く、{peak[1]:,}件が要る"
    return Chart(title, "件", names, ("暫定連携",), (tuple(float(n) for _, n in months),))


def month_name(first: date) -> str:
    """令和7年9月."""
    return wareki(first).removesuffix("1日")


def bridge_months(bridges: Sequence[Bridge]) -> float:
    """延べ月数: days of all bridges in months of 30.436875 days."""
    return sum(bridge.days for bridge in bridges) / DAYS_PER_MONTH


def _summary(facts: ImpactFacts) -> Section:
    moving, total = len(facts.cutovers), len(facts.inventory.systems)
    states = list(states_on(facts.as_of, facts.inventory.connections, facts.cutovers).values())
    on_day = "、".join(f"{state.label} {states.count(state):,}件" for state in LinkState)
    late = sum(change.contract_ends is not None for change in facts.changes)
    figures = (
        ("移行するシステム", f"{moving:,} / {total:,}件", "切替予定日のあるもの / 登録された全部"),
        (
            "影響を受けるシステム", f"{len(facts.trace.affected):,}件",
            "起点から連携をたどって届くもの",
        ),
        ("暫定連携", f"{len(facts.bridges):,}件", BRIDGE_FORMULA),
        ("暫定連携の延べ月数", f"{bridge_months(facts.bridges):,.1f}か月", MONTH_FORMULA),
        ("改修対象", f"{len(facts.changes):,}件", CHANGE_FORMULA),
        ("うち契約が先に切れるもの", f"{late:,}件", "契約終了日が、最後の相手の移る日より前"),
    )  # fmt: skip
    words = (f"{wareki(facts.as_of)}の連携の状態: {on_day}。",)
    return Section("概要", words, figures, (month_chart(facts.months),))


def _reached(facts: ImpactFacts) -> Section:
    systems, names = facts.systems, facts.names
    rows = [
        (
            hit.distance, names[hit.system], systems[hit.system].kind.label,
            "・".join(hit.departments) or "未登録", hit.vendor or "未登録",
            " → ".join(names[s] for s in hit.path),
        )
        for hit in facts.trace.affected
    ]  # fmt: skip
    columns = (
        Column("距離", 0.5, COUNT), Column("システム", 2), Column("種別", 0.9),
        Column("所管課", 1.3), Column("事業者", 1.3), Column("経路", 3),
    )  # fmt: skip
    start = "、".join(names[s] for s in facts.trace.start) or "なし"
    words = (
        f"起点: {start}。",
        f"たどる向き: {facts.trace.direction.label}。"
        f"関係する所管課は{len(facts.trace.departments):,}課、事業者は{len(facts.trace.vendors):,}者。",
    )
    table = Table("影響を受けるシステム", columns, tuple(rows))
    return Section("影響範囲", words, tables=(table,), pictures=facts.pictures)


def bridge_table(facts: ImpactFacts) -> Table:
    """The bridges with period, reason and who takes care."""
    names, systems = facts.names, facts.systems
    links = {link.id: link for link in facts.inventory.connections}
    rows = []
    for bridge in facts.bridges:
        task = facts.tasks.get((TaskKind.BRIDGE, bridge.connection))
        ends = (systems[bridge.provider], systems[bridge.consumer])
        people = dict.fromkeys(
            filter(None, [e.department for e in ends] + [e.vendor for e in ends])
        )
        link = links[bridge.connection]
        rows.append(
            (
                bridge.connection, names[bridge.provider], names[bridge.consumer], link.data,
                bridge.start, bridge.end, bridge.days, bridge.why, "・".join(people),
                _extended(facts, bridge), *_handled(task),
            )
        )  # fmt: skip
    columns = (
        Column("連携", 0.9), Column("提供元", 1.4), Column("提供先", 1.4), Column("データ", 1.6),
        Column("始まり", 1.2, DATE), Column("不要になる日", 1.2, DATE), Column("日数", 0.8, COUNT),
        Column("理由", 2.2), Column("関係者", 1.5), Column("特定移行支援", 0.8), *_HANDLED,
    )  # fmt: skip
    return Table("暫定連携の一覧", columns, tuple(rows))


def change_table(facts: ImpactFacts) -> Table:
    """The systems to be changed with the day, the partners and who takes care."""
    names = facts.names
    rows = []
    for change in facts.changes:
        task = facts.tasks.get((TaskKind.CHANGE, change.system))
        partners = "、".join(dict.fromkeys(names[link.partner] for link in change.links))
        rows.append(
            (
                change.ready_by, names[change.system], change.kind.label,
                change.department or "未登録", change.vendor or "未登録", partners,
                len(change.links), change.last_day, change.contract_ends, *_handled(task),
            )
        )  # fmt: skip
    columns = (
        Column("期日", 1.2, DATE), Column("システム", 1.8), Column("種別", 0.9),
        Column("所管課", 1.2), Column("事業者", 1.2), Column("移る相手", 2.4),
        Column("連携", 0.5, COUNT), Column("最後の相手が移る日", 1.2, DATE),
        Column("契約終了日（先に切れる場合）", 1.2, DATE), *_HANDLED,
    )  # fmt: skip
    return Table("改修対象一覧", columns, tuple(rows))


_HANDLED = (
    Column("担当", 1.1), Column("状況", 0.8), Column("準備の期限", 1.1, DATE), Column("メモ", 1.4),
)  # fmt: skip


def _handled(task: Assignment | None) -> tuple[object, ...]:
    if task is None:
        return "", "未調整", None, ""
    due = date.fromisoformat(task.due) if task.due else None
    return task.owner, task.status.label, due, task.note


def _extended(facts: ImpactFacts, bridge: Bridge) -> str:
    return "見込み" if facts.extended & {bridge.provider, bridge.consumer} else ""


def _bridge_words(facts: ImpactFacts) -> tuple[str, ...]:
    waiting = _unsettled(facts, TaskKind.BRIDGE, [b.connection for b in facts.bridges])
    likely = sum(bool(_extended(facts, bridge)) for bridge in facts.bridges)
    return (
        f"{BRIDGE_FORMULA}。{len(facts.bridges):,}件あり、うち{waiting:,}件は準備が済んでいない。",
        f"特定移行支援システムの見込みのシステムに関わるものは{likely:,}件で、期間が延びうる。",
    )


def _change_words(facts: ImpactFacts) -> tuple[str, ...]:
    waiting = _unsettled(facts, TaskKind.CHANGE, [c.system for c in facts.changes])
    return (
        f"{CHANGE_FORMULA}。{len(facts.changes):,}件あり、うち{waiting:,}件は準備が済んでいない。",
    )


def _unsettled(facts: ImpactFacts, kind: TaskKind, codes: Sequence[str]) -> int:
    tasks = (facts.tasks.get((kind, code)) for code in codes)
    return sum(task is None or not task.status.is_settled for task in tasks)


def _structure(facts: ImpactFacts) -> Section:
    names = facts.names
    loops = [
        (number, len(members), "、".join(names[m] for m in members))
        for number, members in enumerate(facts.groups, start=1)
    ]
    points = [
        (names[p.system], p.cut_off, "、".join(names[n] for n in p.named)) for p in facts.points
    ]
    return Section(
        "輪をなすシステムと要のシステム",
        (
            "輪をなすシステムは、互いに（他を経て）データを渡し合う。一緒に移すか、暫定連携が要る。",
            "要のシステムは、止まるとほかのシステムが連携から切り離されるもの。",
        ),
        tables=(
            Table(
                "輪をなすシステム",
                (Column("番号", 0.5, COUNT), Column("件数", 0.5, COUNT), Column("システム", 5)),
                tuple(loops),
            ),
            Table(
                "要のシステム",
                (
                    Column("システム", 1.6),
                    Column("切り離される数", 0.8, COUNT),
                    Column("切り離されるシステム（一部）", 4),
                ),
                tuple(points),
            ),
        ),
    )


def _national(facts: ImpactFacts) -> Section:
    names, comparison = facts.names, facts.comparison
    replaced = [
        (
            c.connection.id, names[c.connection.provider], names[c.connection.consumer],
            c.connection.data, linkage_data(c.linkage),
            "データ名も一致" if c.same_data else "相手だけ一致（データは要確認）", c.linkage.source,
        )
        for c in comparison.replaced
    ]  # fmt: skip
    without = [
        (link.id, names[link.provider], names[link.consumer], link.data or "未登録")
        for link in comparison.without
    ]
    missing = [
        (
            "、".join(names[s] for s in m.providers), "、".join(names[s] for s in m.consumers),
            linkage_data(m.linkage), m.linkage.source,
        )
        for m in comparison.missing
    ]  # fmt: skip
    ends = (Column("提供元", 1.3), Column("提供先", 1.3))
    return Section(
        "国の標準連携との比較",
        (
            f"標準の連携に置き換わる現行の連携は{len(replaced):,}件、相手の見当たらない現行の連携は"
            f"{len(without):,}件、現行にない標準の連携は{len(missing):,}件。",
            "提供元と提供先の業務・共通機能で突き合わせた。出典で確かめられていない連携は「未確認」とした。",
        ),
        tables=(
            Table(
                "標準の連携に置き換わる現行の連携",
                (
                    Column("連携", 0.6), *ends, Column("現行のデータ", 1.6),
                    Column("標準の連携のデータ", 1.6), Column("一致", 1.1), Column("出典", 1.8),
                ),
                tuple(replaced),
            ),
            Table(
                "標準に相手のない現行の連携",
                (Column("連携", 0.6), *ends, Column("データ", 2.5)),
                tuple(without),
            ),
            Table(
                "現行にない標準の連携",
                (*ends, Column("データ", 2), Column("出典", 2)),
                tuple(missing),
            ),
        ),
    )  # fmt: skip


def linkage_data(linkage: Linkage) -> str:
    """The data of a national linkage, marked where it is not confirmed."""
    return linkage.data + ("" if linkage.confirmed else UNCONFIRMED)


def _doubts(facts: ImpactFacts) -> Section:
    rows = [(f.severity.label, f.where, f.message, f.advice) for f in facts.findings]
    columns = (Column("重さ", 0.6), Column("場所", 1.2), Column("内容", 3), Column("直し方", 2.4))
    return Section("気になる点", tables=(Table("棚卸しと計画の気になる点", columns, tuple(rows)),))


def _method(facts: ImpactFacts) -> Section:
    return Section(
        "調べ方と算式",
        (
            "現行システムとデータ連携の棚卸しから、提供元→提供先の連携をたどった。",
            "切替の日は、システムの切替予定日による。空欄の標準化対象システムは、移行計画の業務の"
            "切替予定日による。業務ごとに日が違うシステムは、最初の業務から最後の業務までを移行の途中とする。",
            f"{MONTH_FORMULA}。",
            f"この報告書は{wareki(facts.as_of)}の終わりに記録されていた棚卸しと計画による。",
        ),
    )
