"""対応度調査: the commands of `taiodo survey`."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, lines
from taiodo.usage import Commands


@click.group(cls=Commands)
def survey() -> None:
    """対応度調査。"""


@survey.command("open")
@click.argument("operation")
@click.option("--edition", required=True, metavar="E", help="版")
@click.pass_obj
def survey_open(call: Call, operation: str, edition: str) -> None:
    """業務と版の調査を始める。"""
    from taiodo.workflow import surveying

    desk = call.desk()
    header = surveying.open_survey(desk, operation, edition)
    rows = surveying.progress(desk, survey=header.id)
    total = sum(row.counts.total for row in rows)
    call.answer(
        [row.as_dict() for row in rows], [f"{header.title}の調査を始めました（要件{total}件）。"]
    )


@survey.command("status")
@click.pass_obj
def survey_status(call: Call) -> None:
    """業務・所管課ごとの進み具合。"""
    from taiodo.workflow import surveying

    rows = surveying.progress(call.desk())
    words = [
        f"{r.operation}\t{r.edition}\t{r.department}\t{r.counts.answered}/{r.counts.total}\t"
        f"対応度 {'－' if r.counts.score is None else f'{r.counts.score:.1%}'}"
        for r in rows
    ]
    call.answer([row.as_dict() for row in rows], words or ["まだ調査はありません。"])


@survey.command("answer")
@click.argument("operation")
@click.option("--edition", required=True, metavar="E", help="版")
@click.argument("file", type=FILE)
@click.pass_obj
def survey_answer(call: Call, operation: str, edition: str, file: Path) -> None:
    """表（TSV・CSV）の回答を反映する。"""
    from taiodo.workflow.answer_table import apply_table

    done = apply_table(call.desk(), operation, edition, file)
    call.answer(done.as_dict(), [f"{done.applied}件を反映しました。", *lines(done.findings)])


@survey.command("show")
@click.argument("operation")
@click.option("--edition", required=True, metavar="E", help="版")
@click.pass_obj
def survey_show(call: Call, operation: str, edition: str) -> None:
    """調査の要件と回答の一覧。"""
    from taiodo.workflow import surveying

    items = surveying.all_requirement_items(call.desk(), operation, edition)
    call.answer(
        [surveying.item_as_dict(item) for item in items],
        (f"{i.number}\t{i.obligation.label}\t{i.verdict.label}\t{i.name}" for i in items),
    )


@survey.command("layer")
@click.argument("operation")
@click.option("--supplement", required=True, metavar="E", help="取り込んだ追加仕様の版")
@click.pass_obj
def survey_layer(call: Call, operation: str, supplement: str) -> None:
    """自治体独自の追加仕様を、進行中の調査に加える。"""
    from taiodo.workflow.supplements import lay_over

    count = lay_over(call.desk(), operation, supplement)
    call.answer({"added": count}, [f"追加仕様の要件{count}件を調査に加えました。"])


@survey.command("rollover")
@click.argument("operation")
@click.option("--to", required=True, metavar="E", help="引き継ぎ先の版")
@click.option("--preview", "only_preview", is_flag=True, help="数だけを示し、何も変えない")
@click.option("--undo", is_flag=True, help="この版への引き継ぎを取り消す（回答の前に限る）")
@click.pass_obj
def survey_rollover(call: Call, operation: str, to: str, only_preview: bool, undo: bool) -> None:
    """回答を新しい版の調査へ引き継ぐ（全部か、何もしないか）。"""
    from taiodo.workflow import rolling

    desk = call.desk()
    if undo:
        rolling.take_back(desk, operation, to)
        call.answer({"undone": True}, ["引き継ぎを取り消しました。前の版の調査に戻りました。"])
        return
    done = (rolling.preview if only_preview else rolling.commit)(desk, operation, to)
    numbers = done.planned.as_dict()
    words = {"carried": "引き継ぐ", "review": "要再確認", "archived": "廃止（保存）", "new": "新規"}
    call.answer(
        numbers,
        [
            f"{done.old_edition} → {done.new_edition}" + ("（予定）" if only_preview else ""),
            *(f"{word}\t{len(numbers[name])}件" for name, word in words.items()),
        ],
    )
