"""移行計画: the commands of `taiodo plan`."""

import click

from taiodo.commands.call import Call
from taiodo.usage import Commands


@click.group(cls=Commands)
def plan() -> None:
    """移行計画。"""


@plan.command("progress")
@click.pass_obj
def plan_progress(call: Call) -> None:
    """作業ステップの完了率（国の算式）。"""
    from taiodo.workflow.tracking import step_progress

    rows = step_progress(call.desk())
    call.answer(
        [row.as_dict() for row in rows],
        (f"{r.operation}\t{r.done}\t{r.not_applicable}\t{r.completion_rate:.1%}" for r in rows),
    )
