"""移行計画: the commands of `taiodo plan`."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, say
from taiodo.usage import Commands


@click.group(cls=Commands)
def plan() -> None:
    """移行計画。"""


@plan.command("progress")
@click.pass_obj
def plan_progress(call: Call) -> None:
    """作業ステップの完了率（国の算式）。"""
    from taiodo.workflow.planning import step_progress

    rows = step_progress(call.desk())
    call.answer(
        [row.as_dict() for row in rows],
        (f"{r.operation}\t{r.done}\t{r.not_applicable}\t{r.completion_rate:.1%}" for r in rows),
    )


@plan.command("optimise")
@click.option("--phases", "phases", type=FILE, metavar="FILE", help="移行時期と切替日の表")
@click.option("--fix", "fixed", multiple=True, metavar="業務=移行時期", help="業務を固定する")
@click.option(
    "--max-per-phase", "most", type=click.IntRange(min=1), metavar="N", help="業務数の上限"
)
@click.option("--before", multiple=True, metavar="A=B", help="AをBより後にしない")
@click.option(
    "--contract/--no-contract", "contracts", default=True, help="契約終了日までに切り替える"
)
@click.option("--deadline/--no-deadline", default=False, help="国の移行期限までに切り替える")
@click.option("--weight", "weights", multiple=True, metavar="連携=重み", help="データ連携の重み")
@click.option("--all", "every", is_flag=True, help="計画に時期のない業務も割り当てる")
@click.option("--save", default="", metavar="名前", help="結果を計画案として残す")
@click.pass_obj
def plan_optimise(
    call: Call,
    phases: Path | None,
    fixed: tuple[str, ...],
    most: int | None,
    before: tuple[str, ...],
    contracts: bool,
    deadline: bool,
    weights: tuple[str, ...],
    every: bool,
    save: str,
) -> None:
    """暫定連携・月が最も少なくなる、業務の移行時期への割り当て。"""
    from taiodo.workflow import optimising

    wish = optimising.Wish(
        optimising.read_phases(phases) if phases else None,
        dict(optimising.pair_of(words, "--fix") for words in fixed),
        most,
        tuple(optimising.pair_of(words, "--before") for words in before),
        contracts,
        deadline,
        every,
        optimising.weights_of(weights),
    )
    desk = call.desk()
    found = optimising.optimise(desk, wish)
    for words in optimising.in_words(found):
        say(words)
    if save:
        optimising.take_over(desk, found, save)
        say(f"計画案「{save}」として残しました。")
    call.answer(
        found.answer.as_dict(),
        (f"{found.names[o]}\t{p}" for o, p in found.answer.assignment.items()),
    )
