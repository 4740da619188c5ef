"""影響範囲: what to follow, the gap one came from, and the picture that can be clicked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from taiodo.catalog.inventory import System
from taiodo.impact.flows import UNKNOWN_METHOD, Limits
from taiodo.impact.layout import Layout, layered
from taiodo.impact.picture import Grouping, View, neighbourhood
from taiodo.impact.trace import Direction, Trace
from taiodo.report.network import (
    SELECTED,
    legend_words,
    network_chart,
    network_png,
    network_svg,
)
from taiodo.ui import address, show
from taiodo.ui.impact_tables import connection_table, system_row
from taiodo.workflow.affected import Landscape
from taiodo.workflow.gap_reach import GapReach

DIRECTIONS = {
    "downstream": "提供先（受け取る側）",
    "upstream": "提供元（渡す側）",
    "both": "両方",
}
ALL = "最後まで"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page was asked for."""

    systems: tuple[str, ...]
    direction: Direction
    limits: Limits


def choose(held: Landscape, given: Sequence[str]) -> Wanted:
    """The systems that move, the direction, and which connections are followed."""
    systems = {s.id: s for s in held.inventory.systems}
    linked = {end for c in held.inventory.connections for end in (c.provider, c.consumer)}
    usual = [s.id for s in systems.values() if s.kind.value == "standard" and s.id in linked][:1]
    chosen = address.some_of(
        "移行するシステム", list(systems), default=list(given) or usual, key="systems",
        format_func=lambda s: systems[s].name, placeholder="システムを選んでください",
        filter_mode="contains",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        direction = address.one_of(
            "たどる向き", list(DIRECTIONS), key="direction", format_func=DIRECTIONS.__getitem__,
            widget=st.segmented_control, required=True,
        )  # fmt: skip
        hops = address.one_of(
            "たどる段数", ["", "1", "2", "3", "4", "5"], key="hops", width=120,
            format_func=lambda h: f"{h}段まで" if h else ALL,
        )  # fmt: skip
        methods = sorted({c.method or UNKNOWN_METHOD for c in held.inventory.connections})
        method = address.one_of(
            "方式", ["", *methods], key="method", width=130,
            format_func=lambda m: m or "すべて",
        )  # fmt: skip
        data = st.text_input(
            "データに含まれる語", key="data", bind="query-params", width=180,
            placeholder="例: 異動",
        )  # fmt: skip
    limits = Limits(int(hops) if hops else None, (data or "").strip(), method)
    return Wanted(tuple(chosen), Direction(direction), limits)


def show_gap(reach: GapReach) -> None:
    """The gap the page was opened from, and how its systems were found."""
    with st.container(border=True):
        st.markdown(f"**ギャップから: {show.escaped(reach.title)}**")
        st.markdown(show.escaped(reach.how))
        if reach.connections:
            show.table(
                [
                    {
                        "連携": c.connection.id,
                        "データ": c.connection.data,
                        "文の中に現れた語": "、".join(c.words),
                    }
                    for c in reach.connections
                ]
            )
        page = "survey" if reach.face == "requirement" else "features"
        query = {"survey": str(reach.survey), "item": str(reach.item)}
        st.page_link(
            show.page_path(page), label="この項目を開く", query_params=query,
            icon=":material/arrow_back:",
        )  # fmt: skip


def show_figures(found: Trace) -> None:
    """How many are hit, and how many have to be called."""
    near = sum(a.distance == 1 for a in found.affected)
    places = st.columns(4)
    places[0].metric("影響を受けるシステム", f"{len(found.affected):,}件")
    places[1].metric("うち直接つながるもの", f"{near:,}件")
    places[2].metric("関係する所管課", f"{len(found.departments):,}課")
    places[3].metric("関係する事業者", f"{len(found.vendors):,}者")


def show_picture(held: Landscape, wanted: Wanted) -> None:
    """The picture around the systems that move; a click shows what stands behind a box."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        radius = int(
            address.one_of(
                "図に描く段数", ["1", "2", "3"], key="radius", widget=st.segmented_control,
                required=True,
            )
        )  # fmt: skip
        groupings = {grouping.value: grouping.label for grouping in Grouping}
        grouping = address.one_of(
            "まとめ方", list(groupings), key="group", format_func=groupings.__getitem__,
            widget=st.segmented_control, required=True,
        )  # fmt: skip
        among = st.toggle("周りどうしの連携も描く", key="among", bind="query-params")
    view = View(
        min(radius, wanted.limits.hops or radius), wanted.direction, among=among,
        grouping=Grouping(grouping), phases=held.phases, limits=wanted.limits,
    )  # fmt: skip
    picture = neighbourhood(held.inventory, wanted.systems, view)
    drawn = layered(picture)
    # A new picture starts without a box picked in the one before.
    asked = (wanted, radius, grouping, among)
    event = st.altair_chart(
        network_chart(drawn), theme=None, width="content", key=f"impact.picture.{hash(asked)}",
        on_select="rerun", selection_mode=SELECTED,
    )  # fmt: skip
    st.caption(
        f"矢印はデータの流れ（提供元→提供先）。{legend_words()}。重なった箱は、まとめたシステムです。"
        "箱を選ぶと下に詳細が出ます。多すぎるときは遠いものから所管課・種別ごとにまとめます。"
    )
    if picture.hidden:
        st.info(
            f"線が多すぎて読めなくなるため、{picture.hidden:,}本を描いていません（最短の経路と、"
            "連携の多い線を残しています）。段数を減らすか、所管課・移行時期でまとめてください。"
            "すべての連携は下の「たどった連携」にあります。"
        )
    _show_picked(held, drawn, event)
    _show_downloads(drawn)


def _show_picked(held: Landscape, drawn: Layout, event: Any) -> None:
    picked = [p.get("key") for p in event["selection"].get(SELECTED, [])] if event else []
    members = [m for box in drawn.boxes if box.node.key in picked for m in box.node.members]
    if not members:
        return
    systems = {s.id: s for s in held.inventory.systems}
    with st.container(border=True):
        if len(members) == 1:
            _show_system(held, systems[members[0]])
        else:
            st.markdown(f"**まとめた{len(members):,}件のシステム**")
            show.table([system_row(held, systems[m]) for m in members])
        links = [c for c in held.inventory.connections if {c.provider, c.consumer} & set(members)]
        show.table(connection_table(held, links))


def _show_system(held: Landscape, system: System) -> None:
    st.markdown(f"**{show.escaped(system.name)}**（{show.escaped(system.id)}）")
    row = system_row(held, system)
    words = [f"{name}: {show.escaped(str(value))}" for name, value in row.items() if value]
    st.markdown("　".join(words[1:]))
    if system.note:
        st.caption(show.escaped(system.note))


def _show_downloads(drawn: Layout) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "図をPNGで保存", partial(network_png, drawn), "影響範囲.png", "image/png",
            key="impact.png", icon=":material/image:",
        )  # fmt: skip
        st.download_button(
            "図をSVGで保存", partial(network_svg, drawn), "影響範囲.svg", "image/svg+xml",
            key="impact.svg", icon=":material/image:",
        )  # fmt: skip
