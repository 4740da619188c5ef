"""移行計画: the commands of `taiodo plan`."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, day_of, lines, say
from taiodo.usage import Commands


@click.group(cls=Commands)
def plan() -> None:
    """移行計画。"""


@plan.command("progress")
@click.option("--weighted", is_flag=True, help="作業量で見た率（weighted_rate）も出す")
@click.pass_obj
def plan_progress(call: Call, weighted: bool) -> None:
    """作業ステップの完了率（国の算式）。"""
    from taiodo.workflow.tracking import step_progress

    rows = step_progress(call.desk())
    more = [{"weighted_rate": row.weighted_rate} if weighted else {} for row in rows]
    call.answer(
        [row.as_dict() | extra for row, extra in zip(rows, more, strict=True)],
        (
            f"{r.operation}\t{r.done}\t{r.not_applicable}\t{r.completion_rate:.1%}"
            + (f"\t{r.weighted_rate:.1%}" if weighted else "")
            for r in rows
        ),
    )


@plan.command("import-steps")
@click.argument("file", type=FILE)
@click.option("--body", required=True, metavar="NAME", help="団体（市区町村名か都道府県名）")
@click.option("--preview", "only_preview", is_flag=True, help="変わる所だけを示し、何も変えない")
@click.pass_obj
def plan_import_steps(call: Call, file: Path, body: str, only_preview: bool) -> None:
    """国の進捗表（xlsx・tsv・csv）から一団体の状況を取り込む（全部か、何もしないか）。"""
    from taiodo.workflow import step_import, tracking

    desk = call.desk()
    table = step_import.read(file)
    done = (step_import.preview if only_preview else step_import.commit)(desk, table, body)
    progress = [row.as_dict() for row in tracking.step_progress(desk)]
    verb = "変わる予定" if only_preview else "変えました"
    call.answer(
        {**done.as_dict(), "preview": only_preview, "progress": progress},
        [
            f"{done.body}: {len(done.changes)}件{verb}、{done.unchanged}件は同じ",
            *(f"{c.name}\t{c.step.item}\t{c.before.label} → {c.after.label}" for c in done.changes),
            *lines(done.findings),
        ],
    )


@plan.command("undo-steps")
@click.pass_obj
def plan_undo_steps(call: Call) -> None:
    """最後にまとめて変えた作業ステップ（取込など）を取り消す。"""
    from taiodo.problems import Problem
    from taiodo.workflow import step_batches

    desk = call.desk()
    batch = step_batches.last_done_together(desk)
    if batch is None:
        raise Problem("取り消せるものはありません。")
    count = step_batches.undo_last(desk, batch.id)
    words = f"取り消しました: {step_batches.BATCH_KINDS[batch.kind]} {batch.title}（{count}件）"
    call.answer({"undone": count, "title": batch.title}, [words])


@plan.command("export-steps")
@click.option("-o", "--output", required=True, type=FILE, metavar="FILE")
@click.option(
    "--encoding",
    type=click.Choice(["utf-8", "cp932"]),
    default="utf-8",
    show_default=True,
    help="tsv・csv の文字コード",
)
@click.pass_obj
def plan_export_steps(call: Call, output: Path, encoding: str) -> None:
    """状況を国の進捗表の形（.xlsx .tsv .csv）で書き出す。"""
    from taiodo.workflow import step_import
    from taiodo.workflow.files import whole_file

    data = step_import.exported(call.desk(), output.suffix.lower().removeprefix("."), encoding)
    with whole_file(output) as target:
        target.write_bytes(data)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output)})


@plan.command("late")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="時点（例: 2026-03-31）")
@click.pass_obj
def plan_late(call: Call, as_of: str) -> None:
    """遅れているものと、今週動く人。"""
    from taiodo.workflow.planning import schedule

    found = schedule(call.desk(), as_of=day_of(as_of, "--as-of"))
    late = [
        {
            "operation": f.operation, "kind": f.kind.value, "step": f.step.item if f.step else "",
            "due": f.due.isoformat(), "days": f.days, "who": f.who, "why": f.why,
        }
        for f in found.late
    ]  # fmt: skip
    acting = [
        {
            "who": d.who, "operation": d.operation, "step": d.step.item if d.step else "",
            "kind": d.kind.value, "due": d.due.isoformat(),
        }
        for d in found.duties
    ]  # fmt: skip
    call.answer(
        {"as_of": found.day.isoformat(), "late": late, "this_week": acting},
        [
            *(
                f"{f.name}\t{f.step.item if f.step else '切替'}\t{f.kind.label} {f.days}日\t"
                f"{f.who}\t{f.why}"
                for f in found.late
            ),
            "今週動く人:",
            *(
                f"{d.who}\t{d.name}\t{d.step.item if d.step else ''}\t{d.kind.label}"
                for d in found.duties
            ),
        ],
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
