"""影響範囲: the commands of `taiodo impact`."""

from typing import Any

import click

from taiodo.commands.call import Call, report_findings
from taiodo.usage import Commands


@click.group(cls=Commands)
def impact() -> None:
    """影響範囲。"""


@impact.command("trace")
@click.argument("systems", nargs=-1, required=True, metavar="SYSTEM...")
@click.option(
    "--direction",
    type=click.Choice(["downstream", "upstream", "both"]),
    default="downstream",
    show_default=True,
)
@click.option("--hops", type=int, default=None, metavar="N", help="たどる段数（省くと最後まで）")
@click.option("--data", default="", metavar="TEXT", help="この語を含むデータの連携だけをたどる")
@click.option("--method", default="", metavar="M", help="この方式の連携だけをたどる（不明も可）")
@click.option("--details", is_flag=True, help="途中の連携と事業者も答える")
@click.pass_obj
def impact_trace(
    call: Call,
    systems: tuple[str, ...],
    direction: str,
    hops: int | None,
    data: str,
    method: str,
    details: bool,
) -> None:
    """システムが移ると、どのシステムに影響するか。"""
    from taiodo.impact.flows import Limits
    from taiodo.workflow.affected import trace_systems

    desk = call.desk()
    found = trace_systems(desk, systems, direction, Limits(hops, data, method))
    names = _names(desk)
    call.answer(
        found.as_dict(details=details),
        (
            f"{a.distance}\t{names[a.system]}\t{'・'.join(a.departments) or '所管課未登録'}\t"
            f"{' → '.join(names[s] for s in a.path)}"
            for a in found.affected
        ),
    )


@impact.command("bridges")
@click.pass_obj
def impact_bridges(call: Call) -> None:
    """両端が別の日に移るため、暫定連携が要る連携。"""
    from taiodo.workflow.bridging import bridges

    desk = call.desk()
    found = bridges(desk)
    names = _names(desk)
    call.answer(
        [bridge.as_dict() for bridge in found],
        (
            f"{b.connection}\t{names[b.provider]} → {names[b.consumer]}\t"
            f"{b.start.isoformat()}〜{b.end.isoformat()}（{b.days:,}日）\t"
            f"先に移る: {names[b.moved_first]}"
            for b in found
        ),
    )


@impact.command("groups")
@click.pass_obj
def impact_groups(call: Call) -> None:
    """互いにデータを渡し合う輪をなすシステム。"""
    from taiodo.workflow.affected import moving_together

    desk = call.desk()
    found = moving_together(desk)
    names = _names(desk)
    call.answer(
        [list(members) for members in found],
        ("、".join(names[member] for member in members) for members in found),
    )


@impact.command("changes")
@click.pass_obj
def impact_changes(call: Call) -> None:
    """移らないが、移るシステムとつながるため改修が要るシステム。"""
    from taiodo.workflow.bridging import changes

    desk = call.desk()
    found = changes(desk)
    names = _names(desk)
    call.answer(
        [
            {
                "system": c.system,
                "ready_by": c.ready_by.isoformat(),
                "department": c.department,
                "vendor": c.vendor,
                "contract_ends": c.contract_ends.isoformat() if c.contract_ends else None,
                "connections": [link.connection for link in c.links],
            }
            for c in found
        ],
        (
            f"{c.ready_by.isoformat()}\t{names[c.system]}\t{c.department or '所管課未登録'}\t"
            f"{c.vendor or '事業者未登録'}\t連携{len(c.links):,}件"
            for c in found
        ),
    )


@impact.command("findings")
@click.pass_obj
def impact_findings(call: Call) -> None:
    """方式や所管が分からない連携、契約より後の切替など。"""
    from taiodo.workflow.affected import doubts

    report_findings(call, doubts(call.desk()), "気になる点はありません。")


def _names(desk: Any) -> dict[str, str]:
    from taiodo.workflow.current import inventory

    return {s.id: f"{s.name}（{s.id}）" for s in inventory(desk).systems}
