"""影響範囲: the commands of `taiodo impact`."""

import click

from taiodo.commands.call import Call
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
@click.pass_obj
def impact_trace(call: Call, systems: tuple[str, ...], direction: str) -> None:
    """システムが移ると、どのシステムに影響するか。"""
    from taiodo.workflow.affected import trace_systems
    from taiodo.workflow.current import inventory as current_inventory

    desk = call.desk()
    found = trace_systems(desk, systems, direction)
    names = {s.id: f"{s.name}（{s.id}）" for s in current_inventory(desk).systems}
    call.answer(
        found.as_dict(),
        (
            f"{a.distance}\t{names[a.system]}\t{'・'.join(a.departments) or '所管課未登録'}\t"
            f"{' → '.join(names[s] for s in a.path)}"
            for a in found.affected
        ),
    )
