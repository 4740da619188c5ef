"""The tables behind 影響範囲: systems, connections, whom to call, loops, national linkages."""

from collections.abc import Sequence

import streamlit as st

from taiodo.catalog.inventory import Connection, System
from taiodo.impact.flows import UNKNOWN_METHOD
from taiodo.impact.picture import phase_of
from taiodo.impact.trace import Trace
from taiodo.report.impact import linkage_data
from taiodo.ui import show
from taiodo.workflow import affected
from taiodo.workflow.affected import Landscape
from taiodo.workflow.desk import Desk

Rows = list[dict[str, object]]


def system_row(held: Landscape, system: System) -> dict[str, object]:
    """A system as people ask about it."""
    return {
        "システム": system.name,
        "種別": system.kind.label,
        "所管課": system.department or "未登録",
        "事業者": system.vendor or "未登録",
        "切替予定日": cutover_words(held, system),
        "移行時期": phase_of(system, held.phases) or None,
        "契約終了日": show.day(system.contract_end) or None,
    }


def cutover_words(held: Landscape, system: System) -> str:
    """When a system moves; per operation where its parts do on different days."""
    names = affected.operation_names()
    days = held.cutovers.get(system.id, {})
    return "、".join(
        f"{names.get(operation, '')}{' ' if operation else ''}{show.day(day.isoformat())}"
        for operation, day in sorted(days.items(), key=lambda part: part[1])
    )


def affected_table(held: Landscape, found: Trace) -> Rows:
    """Who is hit, how far away and on which way."""
    systems = {s.id: s for s in held.inventory.systems}
    return [
        {
            "距離": a.distance,
            "システム": systems[a.system].name,
            "所管課": "・".join(a.departments) or "未登録",
            "種別": systems[a.system].kind.label,
            "事業者": a.vendor or None,
            "切替予定日": cutover_words(held, systems[a.system]) or None,
            "経路": " → ".join(systems[s].name for s in a.path),
            "途中の連携": "、".join(a.connections),
        }
        for a in found.affected
    ]


def connection_table(held: Landscape, links: Sequence[Connection]) -> Rows:
    """Connections with both ends, data, method and frequency."""
    names = {s.id: s.name for s in held.inventory.systems}
    return [
        {
            "連携": c.id,
            "提供元": names.get(c.provider, c.provider),
            "提供先": names.get(c.consumer, c.consumer),
            "データ": c.data or None,
            "方式": c.method or UNKNOWN_METHOD,
            "頻度": c.frequency or None,
        }
        for c in links
    ]


def people_table(held: Landscape, found: Trace) -> Rows:
    """Whom to call: departments and vendors with their systems."""
    systems = {s.id: s for s in held.inventory.systems}
    called: dict[tuple[str, str], list[str]] = {}
    for hit in found.affected:
        for role, name in (("所管課", "・".join(hit.departments)), ("事業者", hit.vendor)):
            called.setdefault((role, name or "未登録"), []).append(systems[hit.system].name)
    ordered = sorted(called.items(), key=lambda held: (held[0][0] != "所管課", -len(held[1])))
    return [
        {"区分": role, "相手": name, "件数": len(names), "システム": "、".join(names)}
        for (role, name), names in ordered
    ]


def show_structure(desk: Desk, held: Landscape) -> None:
    """Loops and single points."""
    names = {s.id: s.name for s in held.inventory.systems}
    st.markdown(
        "**輪をなすシステム**：互いに（他を経て）データを渡し合うため、一緒に移すか、暫定連携が要ります。"
    )
    loops = affected.moving_together(desk)
    show.table([{"件数": len(g), "システム": "、".join(names[s] for s in g)} for g in loops])
    st.markdown("**要のシステム**：止まると、ほかのシステムが連携から切り離されるものです。")
    show.table(
        [
            {
                "システム": names[p.system],
                "切り離される数": p.cut_off,
                "切り離されるシステム（一部）": "、".join(names[n] for n in p.named),
            }
            for p in affected.keystones(desk)
        ]
    )


def show_linkage(desk: Desk, held: Landscape) -> None:
    """The current connections beside the national linkages."""
    found = affected.national_linkage(desk)
    names = {s.id: s.name for s in held.inventory.systems}
    st.markdown(
        f"標準の連携に置き換わる **{len(found.replaced):,}件**、標準に相手のない現行の連携 "
        f"**{len(found.without):,}件**、現行にない標準の連携 **{len(found.missing):,}件**。"
    )
    st.caption(
        "提供元と提供先の業務・共通機能で突き合わせています。「相手だけ一致」はデータ名が似ておらず、"
        "人の確認が要るものです。「未確認」は出典で確かめられていない連携です。"
    )
    st.markdown("**標準の連携に置き換わる現行の連携**")
    show.table(
        [
            {
                "連携": c.connection.id,
                "提供元": names[c.connection.provider],
                "提供先": names[c.connection.consumer],
                "現行のデータ": c.connection.data or None,
                "標準の連携のデータ": linkage_data(c.linkage),
                "一致": "データ名も一致" if c.same_data else "相手だけ一致",
                "出典": c.linkage.source,
            }
            for c in found.replaced
        ]
    )
    st.markdown("**標準に相手のない現行の連携**（移行後の扱いを決める必要があります）")
    show.table(connection_table(held, found.without))
    st.markdown("**現行にない標準の連携**（両方のシステムはあるが、連携が登録されていないもの）")
    show.table(
        [
            {
                "提供元": "、".join(names[s] for s in m.providers),
                "提供先": "、".join(names[s] for s in m.consumers),
                "データ": linkage_data(m.linkage),
                "出典": m.linkage.source,
            }
            for m in found.missing
        ]
    )
